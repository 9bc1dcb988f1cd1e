"""How many people stand behind a result: those of a crossover trial once, though they are in every arm. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from synthesis.stats.results import Record


@dataclass(frozen=True)
class HeadCount(Record):
    """People in all, and how many of them are in crossover trials."""

    people: int
    crossover: int = 0


def head_count(trials: Iterable[tuple[Sequence[float | None], bool]]) -> HeadCount | None:
    """The people of all trials; each is the people of its arms and whether it is a crossover trial.

    In a crossover trial everybody has every treatment: its people are those of its largest arm, not the sum. None
    where an arm does not say how many people it has.
    """
    once = parallel = 0.0
    for arms, crossover in trials:
        known = [people for people in arms if people is not None]
        if len(known) < len(arms):
            return None
        if crossover:
            once += max(known, default=0.0)
        else:
            parallel += sum(known)
    return HeadCount(round(once + parallel), round(once))
