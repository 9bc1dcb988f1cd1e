"""The merged record: where it was published taken whole from one record, the rest as most copies give it. Pure.

A journal of one record with the volume of another would cite a work that does not exist. So journal, year,
volume, issue, pages, identifiers and type come from the most complete published record; another may fill a gap only
where it says nothing else of the place. Title, authors and abstract are what most copies give, else the fullest.
Nothing is written over: the copies stay as their databases gave them, and this is worked out from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screening.dedupe.engine.places import kind_of
from screening.dedupe.fullness import is_plain
from screening.dedupe.side_by_side import FIELDS, compared, shown_text

FULLEST = ("authors", "abstract")  # a longer value says more; databases cut these
PLACE = ("journal", "year", "volume", "issue", "pages", "doi", "pmid", "type")
EXACT = ("year", "volume", "issue", "pages", "doi", "pmid")  # a difference here is a contradiction
TELLING = ("volume", "pages", "doi", "pmid")  # one that agrees says that two spellings are one journal

Values = dict[str, str]


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
    values = [{name: shown_text(record.get(name)) for name in FIELDS} for record in records]
    keys = [{name: compared(name, value) for name, value in one.items()} for one in values]
    place = _place(values, keys)
    found = []
    for name, label in FIELDS.items():
        best = place.get(name) if name in PLACE else _best(name, values, keys)
        if best is not None:
            sources = tuple(at for at, one in enumerate(keys) if one[name] == keys[best][name])
            different = len({one[name] for one in keys if one[name]}) - 1
            found.append(MergedField(name, label, values[best][name], sources, different))
    return found


def _place(values: Sequence[Values], keys: Sequence[Values]) -> dict[str, int]:
    """Field of the place -> the record that gives it: the cited one, and for its gaps those that fit."""
    first = _most_complete(values, keys)
    found: dict[str, int] = {}
    for at in (first, *(at for at in range(len(keys)) if at != first)):
        if _fits(keys[at], {name: keys[giving][name] for name, giving in found.items()}):
            for name in PLACE:
                if keys[at][name]:
                    found.setdefault(name, at)
    return found


def _most_complete(values: Sequence[Values], keys: Sequence[Values]) -> int:
    """The record that is cited: a published one before a preprint, abstract or thesis, then the one that says most
    of its place, then the one most others agree with, then the first."""

    def rank(at: int) -> tuple[bool, int, int, int]:
        one = values[at]
        published = not kind_of(one["type"], one["journal"], one["doi"])
        said = [name for name in PLACE if keys[at][name]]
        agreed = sum(other[name] == keys[at][name] for other in keys for name in said)
        return published, len(said), agreed, -at

    return max(range(len(values)), key=rank)


def _fits(one: Values, cited: Values) -> bool:
    """True where the record says nothing else of the place than what is cited."""
    both = [name for name in EXACT if one[name] and cited.get(name)]
    if any(one[name] != cited[name] for name in both):
        return False
    return not one["journal"] or cited.get("journal") in (None, one["journal"]) or bool({*both} & {*TELLING})


def _best(name: str, values: Sequence[Values], keys: Sequence[Values]) -> int | None:
    """The record whose value most give; of the fields that databases cut, the fullest."""
    counts = Counter(one[name] for one in keys)

    def rank(at: int) -> tuple[int, int, int, int]:
        value, count = values[at][name], counts[keys[at][name]]
        length, plain = len(value), is_plain(value)
        return (length, count, plain, -at) if name in FULLEST else (count, plain, length, -at)

    return max((at for at in range(len(keys)) if keys[at][name]), key=rank, default=None)
