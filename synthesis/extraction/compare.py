"""Two forms laid side by side, cell by cell. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from synthesis.extraction.fields import Key


@dataclass(frozen=True)
class Entry:
    """What stands in a filled cell; an empty text says that the report does not give the value."""

    text: str
    number: float | None
    page: str = ""
    quote: str = ""

    @property
    def not_reported(self) -> bool:
        return self.text == ""


class Standing(Enum):
    """How the two forms stand to each other on one cell."""

    AGREED = "agreed"
    DIFFER = "differ"
    ONLY_FIRST = "only_first"
    ONLY_SECOND = "only_second"
    NEITHER = "neither"


@dataclass(frozen=True)
class Compared:
    """One cell with both entries; `needs_decision` where no agreed value can be taken."""

    key: Key
    standing: Standing
    first: Entry | None
    second: Entry | None

    @property
    def needs_decision(self) -> bool:
        return self.standing in (Standing.DIFFER, Standing.ONLY_FIRST, Standing.ONLY_SECOND)


def standing_of(first: Entry | None, second: Entry | None) -> Standing:
    """Agreed where the numbers are equal however they were typed ("0.50", "0,5"), or neither is reported."""
    if first is None or second is None:
        if first is second:
            return Standing.NEITHER
        return Standing.ONLY_FIRST if second is None else Standing.ONLY_SECOND
    same = first.not_reported == second.not_reported and first.number == second.number
    return Standing.AGREED if same else Standing.DIFFER


def compare_forms(keys: Iterable[Key], first: Mapping[Key, Entry], second: Mapping[Key, Entry]) -> list[Compared]:
    """One Compared for each key, in the order of the keys."""
    pairs = ((key, first.get(key), second.get(key)) for key in keys)
    return [Compared(key, standing_of(one, two), one, two) for key, one, two in pairs]
