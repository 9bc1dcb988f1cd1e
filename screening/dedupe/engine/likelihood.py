"""How probable it is that two records which are asked about are one work: calibrated on labelled searches. Pure.

The weights are those of a logistic regression on the questions of six labelled searches, whole and with columns
missing; `python -m benchmarks dedupe_questions` learns them anew, and tells how often what is told was so in a
search that the weights had not seen.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import exp

BASE, A_POINT, A_HARD_ONE = 2.35, 0.77, -2.12
# Pages, authors and versions take points off in full; what is named here says more than its points.
HARD = (
    "notice",
    "part",
    "sequel",
    "doi",
    "pmid",
    "trial",
    "years",
    "year",
    "place",
    "volume",
    "journal",
    "abstract",
)
NOTHING_TOLD = 6.0  # points less where the title tells nothing: a column of one name in two issues


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the probability rests on: the `points` for one work, what contradicts taken off, and how many of the
    contradictions are hard. `rivals` are other works that fit as well and contradict this one."""

    points: float
    hard: int
    rivals: int = 0

    @property
    def chance(self) -> float:
        """The probability of one work, from 0 to 1."""
        alone = 1 / (1 + exp(-(BASE + A_POINT * self.points + A_HARD_ONE * self.hard)))
        return alone / (1 + self.rivals)


def grounds(points: float, against: Collection[str], telling: bool) -> Grounds:
    """From the points, the names of what contradicts, and whether both titles tell something."""
    if not telling and not set(against) - {"year", "issue"}:
        points -= NOTHING_TOLD  # with a contradiction they are taken off already
    return Grounds(points, sum(name in HARD for name in against))
