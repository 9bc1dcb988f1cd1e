"""Records next to one another, field by field, with the differences marked. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from screening.dedupe.engine.pages import pages_of
from screening.dedupe.engine.places import journal_names, same_journal
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
BY_WORD = ("title", "authors", "abstract")  # in these the words that differ are marked, in others the whole value
_WORD = re.compile(r"\S+\s*")

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Row:
    """One field of several records: `values` in their order; `differs` marks those unlike the first; `same` is
    True where all that are given agree; `names` say whose each value is; `pieces` are the runs of each value and
    whether they are marked."""

    label: str
    values: tuple[str, ...]
    differs: tuple[bool, ...]
    names: tuple[str, ...] = ()
    pieces: tuple[Pieces, ...] = ()

    @property
    def same(self) -> bool:
        return not any(self.differs)

    @property
    def cells(self) -> list[tuple[Pieces, bool, str]]:
        return list(zip(self.pieces, self.differs, self.names, strict=True))


def rows(records: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The fields that any of the records has. Spelling, case and accents make no difference; a gap is none."""
    found = []
    names = tuple(record.get("named", f"Record {n}") for n, record in enumerate(records, start=1))
    for name, label in FIELDS.items():
        values = [shown_text(record.get(name)) for record in records]
        if any(values):
            keys = [compared(name, value) for value in values]
            first = next((one for one in keys if one), "")
            reference = values[keys.index(first)] if first else ""
            differs = tuple(
                bool(key) and key != first and not _one_journal(name, value, reference)
                for key, value in zip(keys, values, strict=True)
            )
            shown = tuple(_short(value) for value in values)
            found.append(Row(label, shown, differs, names, _marked(name, shown, differs)))
    return found


def _one_journal(name: str, value: str, other: str) -> bool:
    """One name is the abbreviation of the other."""
    return name == "journal" and same_journal(journal_names(value), journal_names(other)) == 1


def _marked(name: str, values: Sequence[str], differs: Sequence[bool]) -> tuple[Pieces, ...]:
    """Of each value the runs that others do not have: those that differ beside the first, and the first beside the
    next that differs."""
    first = next((at for at, value in enumerate(values) if value), 0)
    other = next((at for at, flag in enumerate(differs) if flag), None)
    found = []
    for at, value in enumerate(values):
        beside = values[first] if differs[at] else values[other] if at == first and other is not None else value
        found.append(_pieces(value, beside) if name in BY_WORD else ((value, differs[at]),) if value else ())
    return tuple(found)


def _pieces(value: str, beside: str) -> Pieces:
    """The value in runs of words, marked where the other has none such; case, accents and points are none."""
    words, others = _WORD.findall(value), _WORD.findall(beside)
    keys, held = (["".join(words_of(word)) for word in one] for one in (words, others))
    runs: list[tuple[str, bool]] = []
    for op, start, end, *_ in SequenceMatcher(None, keys, held, autojunk=False).get_opcodes():
        if end > start:
            runs.append(("".join(words[start:end]), op != "equal" and any(keys[start:end])))
    return tuple(runs)


def shown_text(value: Any) -> str:
    """A field as it is read: a list of authors with semicolons, "" for nothing."""
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def compared(name: str, value: str) -> str:
    """A value without its spelling, by which two are held equal: pages 906-14 are 906-914."""
    if name == "pages" and (pages := pages_of(value)).first:
        return f"{pages.first}-{pages.last}" if pages.last else pages.first
    return normal_doi(value) or value if name == "doi" else "".join(words_of(value))


def _short(value: str) -> str:
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"
