"""What is known of the columns of a file or a review as a whole. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from screening.dedupe.engine.normalise import Form

PLACED = ("journal", "pages")  # without these nothing tells two abstracts of one name apart
BARE_BELOW = 0.3  # share of the records that fill a column


@dataclass(frozen=True, slots=True)
class Columns:
    """`muted` contradict copies that are certain without them and are not believed; `bare` hardly any record fills:
    there, that two records say nothing does not mean that nothing could be said."""

    muted: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()


def bare_columns(filled: Mapping[str, int], records: int) -> tuple[str, ...]:
    """The columns of place that fewer than three in ten records fill; `filled` counts those that do."""
    return tuple(name for name in PLACED if filled.get(name, 0) < BARE_BELOW * records)


def placed_in(form: Form) -> Iterator[str]:
    """The columns of place that this record fills."""
    if form.journal:
        yield "journal"
    if form.pages.first:
        yield "pages"
