"""What an entry of BibTeX has from the one its "crossref" names, as a chapter from its book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .bibtex_split import Entry, split
from .records import Problem
from .source import Source

_OWN = frozenset({"crossref", "xref", "title", "subtitle", "author", "pages", "doi", "abstract", "url", "keywords"})
_PARTS = frozenset({"incollection", "inproceedings", "conference", "inbook", "suppbook", "suppcollection"})
_HELD = 16  # letters kept from one part of the text to the next


def parents_of(source: Source) -> dict[str, Entry]:
    """The entries that others name, by their key in small letters; {} at once where none names another."""
    if not _has_reference(source.blocks()):
        return {}
    named = {key for entry in _entries(source) if (key := named_by(entry))}
    found: dict[str, Entry] = {}
    for entry in _entries(source):
        if entry.key.lower() in named:
            found.setdefault(entry.key.lower(), entry)
    return found


def _entries(source: Source) -> Iterator[Entry]:
    return (entry for entry in split(source.text()) if isinstance(entry, Entry))


def _has_reference(parts: Iterable[str]) -> bool:
    last = ""
    for part in parts:
        if "crossref" in (last + part).lower():
            return True
        last = part[-_HELD:]
    return False


def named_by(entry: Entry) -> str:
    """The key that the entry's "crossref" names, in small letters; "" where it has none."""
    return next((value.strip().lower() for name, value in entry.fields if name.lower() == "crossref"), "")


def with_parent(entry: Entry, parents: Mapping[str, Entry]) -> Entry | Problem:
    """The entry with what it leaves to its parent; a problem where the file has no such parent."""
    key = named_by(entry)
    parent = parents.get(key)
    if parent is None or parent.key.lower() == entry.key.lower():
        what = f"The entry “{entry.key}” refers to “{key}”, which the file does not hold."
        return Problem(entry.line, "crossref", what, "It was read without what stands in that entry.")
    has = {name.lower() for name, _ in entry.fields}
    taken = [(name, value) for name, value in parent.fields if name.lower() not in has | _OWN]
    if entry.kind.lower() in _PARTS and not {"booktitle"} & (has | {name.lower() for name, _ in taken}):
        taken += [("booktitle", value) for name, value in parent.fields if name.lower() == "title"]
    return Entry(entry.kind, entry.key, entry.line, [*entry.fields, *taken])
