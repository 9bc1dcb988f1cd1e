"""Tagged reference strings that the model has not seen: authors, title and date read right; how sure, how fast.

The tagged strings are cut into fifths by chance (fixed seed). The model and its weights are made from four, all
figures are those of the fifth. `FOLDS=5` does so with each fifth in turn and gives every string's result once;
`CROSSED=1` also learns from one set alone and reads the other.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from benchmarks._learning import fit, learn, read_one
from benchmarks._tagged import FIELDS, SETS, Tagged, fifths, hits, letters, load
from benchmarks.figures import Figure
from screening.importing.parsers.draft import finish
from screening.importing.parsers.marked_text import without_markdown
from screening.importing.parsers.records import ParsedRecord
from screening.importing.parsers.reference_learned import Learned
from screening.importing.parsers.reference_list import draft_of
from screening.importing.parsers.reference_split import Item, split
from screening.importing.parsers.reference_styles import read_reference

GOALS = {"author": 0.93, "title": 0.80, "date": 0.95}
SPEED = 300  # references a CPU second
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)

Outcome = tuple[Tagged, ParsedRecord, dict[str, bool]]


def run() -> list[Figure]:
    parts = fifths(load())
    model, weights = learn(without(parts, 0))
    learned = Learned.load(model, weights)
    held_out = read_all(parts[0], learned)
    figures = [*rates("held-out fifth", held_out, GOALS), *by_rules_alone(parts[0]), *speed(parts[0], learned)]
    for name in SETS:
        figures += rates(f"held-out fifth, set {name}", [each for each in held_out if each[0].source == name], {})
    print(reliability(held_out), file=sys.stderr)
    others = range(1, int(os.environ.get("FOLDS", 1)))
    tasks = [(without(parts, at), parts[at]) for at in others]
    if os.environ.get("CROSSED"):
        tasks += [(load([own]), unseen(load([other]), load([own]))) for own, other in (SETS, SETS[::-1])]
    with ProcessPoolExecutor() as pool:
        results = list(pool.map(learn_and_read, tasks, [weights] * len(tasks)))
    outcomes = held_out + [each for result in results[: len(others)] for each in result]
    if others:
        figures += rates("all, each when held out", outcomes, GOALS)
        for name in SETS:
            figures += rates(f"set {name}, each when held out", [e for e in outcomes if e[0].source == name], {})
    for (own, other), result in zip((SETS, SETS[::-1]), results[len(others) :], strict=False):
        figures += rates(f"set {other}, learned from {own} alone", result, {})
    return figures


def without(parts: list[list[Tagged]], at: int) -> list[Tagged]:
    return [each for number, part in enumerate(parts) if number != at for each in part]


def unseen(strings: list[Tagged], seen: list[Tagged]) -> list[Tagged]:
    known = {letters(each.text) for each in seen}
    return [each for each in strings if letters(each.text) not in known]


def learn_and_read(task: tuple[list[Tagged], list[Tagged]], weights: list[float]) -> list[Outcome]:
    """One fold in a process of its own. The weights bear on the confidence alone, which is not asked for here."""
    seen, kept = task
    return read_all(kept, Learned.load(fit(seen), weights))


def read_all(strings: list[Tagged], learned: Learned) -> list[Outcome]:
    read = [(each, read_one(each, learned)) for each in strings]
    return [(each, record, hits(each, record)) for each, record in read]


def rates(where: str, outcomes: list[Outcome], goals: dict[str, float]) -> Iterator[Figure]:
    for field in FIELDS:
        right = [found[field] for _, _, found in outcomes if field in found]
        note = f"{sum(right):,} of {len(right):,}"
        yield Figure(
            f"{field}, {where}", sum(right) / len(right), "right", goals.get(field), at_least=True, note=note
        )
    whole = [all(found.values()) for _, _, found in outcomes]
    yield Figure(f"author, title and date, {where}", sum(whole) / len(whole), "right", note=f"of {len(whole):,}")


def by_rules_alone(strings: list[Tagged]) -> Iterator[Figure]:
    outcomes = []
    for each in strings:
        item = next(got for got in split(each.text) if isinstance(got, Item))
        clean, emphasised = without_markdown(item.text)
        parts = read_reference(clean.text, emphasised)
        record, *_ = finish(draft_of(item, clean, parts, 1.0, {}))
        outcomes.append((each, record, hits(each, record)))
    yield from rates("held-out fifth, rules alone", outcomes, {})


def speed(strings: list[Tagged], learned: Learned) -> Iterator[Figure]:
    begun = time.process_time()
    for each in strings:
        read_one(each, learned)
    yield Figure(
        "references read", len(strings) / (time.process_time() - begun), "a CPU second", SPEED, at_least=True
    )


def reliability(outcomes: list[Outcome]) -> str:
    """How often authors, title and date are all right, by the confidence that was told."""
    told, right, count = Counter(), Counter(), Counter()
    for _, record, found in outcomes:
        sure = record.confidence or 0.0
        bin = next(at for at in range(len(BINS) - 1) if sure < BINS[at + 1])
        count[bin] += 1
        told[bin] += sure
        right[bin] += all(found.values())
    lines = ["| Confidence | References | Mean told | All right |", "|---|---:|---:|---:|"]
    for bin in sorted(count):
        n = count[bin]
        upper = min(BINS[bin + 1], 1.0)
        lines.append(f"| {BINS[bin]:.2f}–{upper:.2f} | {n:,} | {told[bin] / n:.2f} | {right[bin] / n:.2f} |")
    return "\n".join(lines)
