"""What a new run means for a conclusion, beyond other digits. Pure.

Sources: Shojania 2007 (a quantitative signal is a change of significance or of at least 50% in the effect);
Ottawa codes B1 and B2 (Syst Rev 2013;2:104); relative change is measured on the log scale for ratios.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

LARGE_CHANGE = 0.5


@dataclass(frozen=True)
class Effect:
    """A pooled effect as it is printed; `ratio` says that 1, not 0, is no effect, `compares` that there is such."""

    estimate: float
    lower: float
    upper: float
    ratio: bool
    compares: bool = True

    @property
    def null(self) -> float:
        return 1.0 if self.ratio else 0.0

    @property
    def shows_a_difference(self) -> bool:
        """True where the interval excludes no effect."""
        return self.compares and not self.lower <= self.null <= self.upper

    @property
    def size(self) -> float:
        """Distance from no effect, with its sign."""
        return math.log(self.estimate) if self.ratio else self.estimate


@dataclass(frozen=True)
class Signal:
    """Something to weigh before accepting: a code and the words for it."""

    code: str
    text: str


def signals(before: Effect, after: Effect) -> tuple[Signal, ...]:
    """What moved between two runs of one analysis, the gravest first; none where only digits did."""
    return tuple(_signals(before, after))


def _signals(before: Effect, after: Effect) -> Iterator[Signal]:
    if before.compares and before.size * after.size < 0:
        yield Signal("S2", "The estimate is now on the other side of no effect.")
    if before.shows_a_difference and not after.shows_a_difference:
        yield Signal("B1", "The interval excluded no effect; now it includes it.")
    if after.shows_a_difference and not before.shows_a_difference:
        yield Signal("B1", "The interval included no effect; now it excludes it.")
    if before.size and abs(after.size / before.size - 1) >= LARGE_CHANGE:
        scale = " on the log scale" if before.ratio else ""
        yield Signal("B2", f"The effect changed by {abs(after.size / before.size - 1):.0%}{scale}.")
