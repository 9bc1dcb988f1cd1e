"""Records next to one another, field by field, with the differences marked. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screening.importing.match_keys import normal_doi, words_of

FIELDS = {
    "title": "Title",
    "authors": "Authors",
    "year": "Year",
    "journal": "Journal",
    "volume": "Volume",
    "issue": "Issue",
    "pages": "Pages",
    "doi": "DOI",
    "pmid": "PubMed id",
    "type": "Type",
    "abstract": "Abstract",
}
SHOWN = 400  # characters of an abstract


@dataclass(frozen=True)
class Row:
    """One field of several records: `values` in their order; `differs` marks those unlike the first; `same` is
    True where all that are given agree; `names` say whose each value is."""

    label: str
    values: tuple[str, ...]
    differs: tuple[bool, ...]
    names: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        return not any(self.differs)

    @property
    def cells(self) -> list[tuple[str, bool, str]]:
        return list(zip(self.values, self.differs, self.names, strict=True))


def rows(records: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The fields that any of the records has. Spelling, case and accents make no difference; a gap is none."""
    found = []
    names = tuple(record.get("named", f"Record {n}") for n, record in enumerate(records, start=1))
    for name, label in FIELDS.items():
        values = [shown_text(record.get(name)) for record in records]
        if any(values):
            keys = [compared(name, value) for value in values]
            first = next((one for one in keys if one), "")
            differs = tuple(bool(one) and one != first for one in keys)
            found.append(Row(label, tuple(_short(value) for value in values), differs, names))
    return found


def shown_text(value: Any) -> str:
    """A field as it is read: a list of authors with semicolons, "" for nothing."""
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def compared(name: str, value: str) -> str:
    """A value without its spelling, by which two are held equal."""
    return normal_doi(value) or value if name == "doi" else "".join(words_of(value))


def _short(value: str) -> str:
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"
