"""What a list of records is narrowed to, as it stands in an address or in a saved search. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from screening.importing.search_words import FIELDS

ORDERS = {"": "Order of import", "newest": "Newest first", "title": "Title"}
COPIES = {"without": "One of each work", "only": "Duplicates only"}
MISSING = {"abstract": "Without an abstract", "doi": "Without a DOI"}
LONGEST = 2_000
MOST_TYPED = 1_300  # characters; as many letters of any script fit into the address of a search
_MOST_DIGITS = 18


@dataclass(frozen=True)
class RecordFilter:
    """What the list is narrowed to; empty values narrow nothing.

    `words` as `search_words` reads them; `source`, `batch`, `stage` and `label` are ids; `copies` and `missing` are
    keys of COPIES and MISSING; `state` is the state in `stage` (ignored where it is a secret); `mine` is the
    member's own vote, as "stage id:verdict"; years are inclusive.
    """

    words: str = ""
    source: int | None = None
    batch: int | None = None
    copies: str = ""
    missing: str = ""
    stage: int | None = None
    state: str = ""
    mine: str = ""
    label: int | None = None
    year_from: int | None = None
    year_to: int | None = None
    order: str = ""

    @property
    def narrows(self) -> bool:
        """True where some record may be left out."""
        return any(value for name, value in asdict(self).items() if name != "order")

    @property
    def beyond_words(self) -> bool:
        """True where something is set that a page may keep folded away."""
        return any(value for name, value in asdict(self).items() if name != "words")


NAMES = {field.name: "q" if field.name == "words" else field.name for field in fields(RecordFilter)}
_NUMBERS = {field.name for field in fields(RecordFilter) if field.default is None}


def filter_from(asked: Mapping[str, Any]) -> RecordFilter:
    """The filter in an address or a saved search; what is no filter or no number narrows nothing."""
    values = {name: str(asked.get(parameter) or "")[:LONGEST].strip() for name, parameter in NAMES.items()}
    return RecordFilter(**{name: _number(text) if name in _NUMBERS else text for name, text in values.items()})


def query_of(wanted: RecordFilter) -> dict[str, str]:
    """The parameters of an address that give this filter again."""
    return {NAMES[name]: str(value) for name, value in asdict(wanted).items() if value}


def readable(wanted: RecordFilter, hidden: Collection[str]) -> RecordFilter:
    """The filter without what would tell of fields that are hidden from its reader (keys of `hidden_fields`)."""
    if "year" in hidden:
        order = "" if wanted.order == "newest" else wanted.order
        wanted = replace(wanted, year_from=None, year_to=None, order=order)
    if "source" in hidden:
        wanted = replace(wanted, source=None, batch=None)
    return replace(wanted, missing="") if "links" in hidden and wanted.missing == "doi" else wanted


def sought(hidden: Collection[str]) -> frozenset[str]:
    """The fields in which words are sought (see `search_words`), none of them hidden."""
    closed = {"people": {"authors"}, "terms": {"journal", "keywords"}}
    return frozenset(name for name in FIELDS if not closed.get(name, set()) & set(hidden))


def own_vote(mine: str) -> tuple[int, str] | None:
    """(stage, verdict) of `RecordFilter.mine`; None where it says neither."""
    stage, colon, verdict = mine.partition(":")
    number = _number(stage)
    return (number, verdict) if colon and number is not None else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None
