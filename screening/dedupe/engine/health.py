"""Is a column what it says? On pairs that are certain without it a good one agrees; a broken one is muted. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from screening.dedupe.engine.compare import AGREES, DIFFERS, Evidence

WATCHED = ("volume", "issue", "pages", "doi", "pmid")
FEWEST_PAIRS = 30  # fewer certain pairs with both values tell nothing about a column
MOST_DIFFERING = 0.3


def muted_columns(evidence: Iterable[Evidence]) -> Sequence[str]:
    """The columns that contradict in more than three of ten of the pairs that are certain by all others."""
    agrees: Counter[str] = Counter()
    differs: Counter[str] = Counter()
    for e in evidence:
        states = {"volume": e.volume, "issue": e.issue, "pages": e.start, "doi": e.doi, "pmid": e.pmid}
        for name in WATCHED:
            if states[name] and _certain_without(name, states, e):
                agrees[name] += states[name] == AGREES
                differs[name] += states[name] == DIFFERS
    seen = {name: agrees[name] + differs[name] for name in WATCHED}
    return [name for name in WATCHED if seen[name] >= FEWEST_PAIRS and differs[name] > MOST_DIFFERING * seen[name]]


def _certain_without(name: str, states: dict[str, int], e: Evidence) -> bool:
    """Same title, authors and year; of the other columns, the journal and the abstract two agree, none differs."""
    if not (e.title.same and e.all_authors and e.year == AGREES):
        return False
    others = [state for column, state in states.items() if column not in (name, "issue")]
    return DIFFERS not in others and others.count(AGREES) + (e.abstract == AGREES) + (e.journal == AGREES) >= 2
