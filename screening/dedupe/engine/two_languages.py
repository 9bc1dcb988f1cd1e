"""Titles in two languages are held together by their place alone: two are one where no third competes. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

from screening.dedupe.engine.compare import Evidence
from screening.dedupe.engine.decide import APART, AUTO, REVIEW, Decision

Pair = tuple[int, int]
CROWDED = "several works have the same authors and pages"


def contested(evidence: Mapping[Pair, Evidence], decisions: Mapping[Pair, Decision]) -> dict[Pair, Decision]:
    """The decisions that would join titles in two languages of which one has another candidate at its place, as
    questions: a candidate is no other where it is surely one work with the first by what both titles say."""
    held: dict[int, set[int]] = defaultdict(set)
    told = _Works()
    for (a, b), decided in decisions.items():
        if evidence[a, b].title.in_two_languages:
            if decided.rule and decided.tier != APART:
                held[a].add(b)
                held[b].add(a)
        elif decided.tier == AUTO:
            told.join(a, b)
    crowded = {
        one
        for one, others in held.items()
        if any(told.work(x) != told.work(y) for x, y in combinations(sorted(others), 2))
    }
    return {
        (a, b): _asked(decided)
        for (a, b), decided in decisions.items()
        if decided.tier == AUTO and evidence[a, b].title.in_two_languages and not crowded.isdisjoint((a, b))
    }


def _asked(decided: Decision) -> Decision:
    grounds = replace(decided.grounds, rivals=1)
    return replace(decided, tier=REVIEW, against=(*decided.against, CROWDED), grounds=grounds)


class _Works:
    """Records joined pair by pair."""

    def __init__(self) -> None:
        self._of: dict[int, int] = {}

    def work(self, one: int) -> int:
        while one in self._of:
            one = self._of[one]
        return one

    def join(self, a: int, b: int) -> None:
        x, y = self.work(a), self.work(b)
        if x != y:
            self._of[max(x, y)] = min(x, y)
