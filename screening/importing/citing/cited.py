"""How often the references of a list are cited in the text that the list belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from screening.importing.citing.author_years import link_author_years, works_of
from screening.importing.citing.links import link
from screening.importing.citing.segment import Sentence, sentences
from screening.importing.parsers.records import ParsedRecord


@dataclass(frozen=True)
class CitedCounts:
    """`counts` has the number of citing sentences of each record, in order; `unknown` the marks that fit no
    reference, with their sentence. `marks` is 0 where the text cites nothing that can be read."""

    marks: int
    links: int
    counts: tuple[int, ...]
    unknown: tuple[tuple[Sentence, str], ...]

    @property
    def never(self) -> tuple[int, ...]:
        """The places in the list, from 1, of the records that no sentence cites."""
        return tuple(at for at, count in enumerate(self.counts, 1) if not count)


def cited_in(text: str, records: Sequence[ParsedRecord], numbers: Sequence[int]) -> CitedCounts:
    """By number or by author and year, whichever leads to more references. `numbers` are those the list prints;
    where it prints none, the places in it."""
    said = sentences(text)
    known = list(numbers) if all(numbers) else list(range(1, len(records) + 1))
    by_number = link(said, known)
    by_name = link_author_years(said, works_of(records))
    if by_number.links >= by_name.links:
        counts = Counter(number for one in by_number.citing for number in one.numbers)
        unknown = tuple((sentence, f"[{number}]") for sentence, number in by_number.unknown)
        return CitedCounts(by_number.marks, by_number.links, tuple(counts[number] for number in known), unknown)
    counts = Counter(number for one in by_name.citing for number in one.numbers)
    places = range(1, len(records) + 1)
    return CitedCounts(by_name.marks, by_name.links, tuple(counts[at] for at in places), by_name.unknown)
