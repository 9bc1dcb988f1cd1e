"""How well the probability of a question is calibrated, in searches that its weights have not seen.

Questions of the six labelled searches, whole and with columns missing, say which pairs were one work. The weights
are learned from five searches and tell the sixth, in turn; at the end those learned from all are printed as they
stand in `screening/dedupe/engine/likelihood.py`. Needs the shared data; takes about two minutes of a processor.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.dedupe import DATA, SETS
from benchmarks.figures import Figure
from screening.dedupe.engine.likelihood import A_HARD_ONE, A_POINT, BASE, Grounds
from screening.dedupe.engine.run import find
from tests.screening.dedupe.test_labelled_sets import labelled

MISSING = (
    (), ("abstract",), ("doi", "pmid"), ("issue",), ("volume",), ("pages",), ("journal", "issn"), ("authors",),
    ("year",), ("doi", "pmid", "abstract"), ("volume", "issue", "pages"), ("issue", "pages"),
)  # fmt: skip
MOST_OF_A_RUN = 40  # questions of one run beyond which each counts for less, so that none outweighs the others
PENALTY = 1.0  # of the squared weights
BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0)
Column = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """One question: the search, what was missing in it, and whether people say that the two are one work."""

    search: str
    missing: tuple[str, ...]
    grounds: Grounds
    same: bool


def run() -> list[Figure]:
    if not DATA.is_dir():
        print("The shared data are not there, so questions are not judged.", file=sys.stderr)
        return []
    asked = list(_questions())
    same = np.array([one.same for one in asked], dtype=float)
    whole = np.array([not one.missing for one in asked])
    told = _told_unseen(asked)
    weights = _learned(asked)
    print(f"Learned from all: {weights.round(2).tolist()}; in use: {[BASE, A_POINT, A_HARD_ONE]}", file=sys.stderr)
    return [*_reliability("questions of whole searches", told[whole], same[whole]),
            *_reliability("with columns missing too", told, same)]  # fmt: skip


def _questions() -> Iterator[Asked]:
    for search in SETS:
        rows, labels = labelled(search)
        for missing in MISSING:
            if missing and not any(row[name] for row in rows for name in missing):
                continue
            for question in find([row | dict.fromkeys(missing, "") for row in rows]).questions:
                a, b = (labels[rows[place]["record_id"]] for place in (question.a, question.b))
                same = a["cluster_id"] == b["cluster_id"]
                if same or not a["lenient_id"] or a["lenient_id"] != b["lenient_id"]:
                    yield Asked(search, missing, question.grounds, same)


def _told_unseen(asked: Sequence[Asked]) -> Column:
    """The probability of each question by weights learned from the other searches."""
    told = np.zeros(len(asked))
    for search in SETS:
        unseen = np.array([one.search == search for one in asked])
        weights = _learned([one for one in asked if one.search != search])
        told[unseen] = 1 / (1 + np.exp(-_design(asked)[unseen] @ weights))
    return told


def _design(asked: Sequence[Asked]) -> NDArray[np.float64]:
    """Shape (questions, 3): one, points, hard contradictions."""
    return np.array([(1.0, one.grounds.points, one.grounds.hard) for one in asked])


def _learned(asked: Sequence[Asked]) -> Column:
    """Logistic regression with a ridge, by Newton's steps; the weights of the three columns of the design."""
    design, same = _design(asked), np.array([one.same for one in asked], dtype=float)
    runs = Counter((one.search, one.missing) for one in asked)
    count = np.array([min(1.0, MOST_OF_A_RUN / runs[one.search, one.missing]) for one in asked])
    ridge, weights = np.diag([0.0, PENALTY, PENALTY]), np.zeros(3)
    for _ in range(50):
        told = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (count * (told - same)) + ridge @ weights
        curve = (design.T * (count * told * (1 - told))) @ design + ridge
        weights -= np.linalg.solve(curve, slope)
    return weights


def _reliability(what: str, told: Column, same: Column) -> Iterator[Figure]:
    yield Figure(f"{len(same):,} {what}: Brier score", float(np.mean((told - same) ** 2)), "", goal=0.15)
    for low, high in pairwise(BANDS):
        here = (told >= low) & (told < high + (high == 1))
        if here.any():
            note = f"{here.sum():,} questions, told {told[here].mean():.2f} on average"
            yield Figure(
                f"{what}, told {low:.2f} to {high:.2f}: were the same", float(same[here].mean()), "", note=note
            )
