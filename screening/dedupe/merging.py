"""The merged record: for each field the value most copies give, else the fullest, with where it comes from. Pure.

Nothing is written over: the copies stay as their databases gave them, and this is worked out from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screening.dedupe.side_by_side import FIELDS, compared, shown_text

FULLEST = ("authors", "abstract", "pages")  # a longer value says more; databases cut these


@dataclass(frozen=True)
class MergedField:
    """The value chosen for one field and the places of the records that give it."""

    name: str
    label: str
    value: str
    sources: tuple[int, ...]
    others: int


def merged(records: Sequence[Mapping[str, Any]]) -> list[MergedField]:
    """The fields any record has, in the order of the page."""
    found = []
    for name, label in FIELDS.items():
        values = [shown_text(record.get(name)) for record in records]
        keys = [compared(name, value) for value in values]
        if not any(keys):
            continue
        counts = Counter(key for key in keys if key)
        best = max(
            (place for place, key in enumerate(keys) if key),
            key=lambda place: (_rank(name, values[place], counts[keys[place]]), -place),  # noqa: B023 - used at once
        )
        sources = tuple(place for place, key in enumerate(keys) if key == keys[best])
        found.append(MergedField(name, label, values[best], sources, len(counts) - 1))
    return found


def _rank(name: str, value: str, count: int) -> tuple[int, int]:
    return (len(value), count) if name in FULLEST else (count, len(value))
