"""BibTeX in UTF-8: what TeX would take for a command is escaped, names of groups stand in braces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from screening.importing.match_keys import words_of
from screening.importing.parsers.bibtex import MISSING
from screening.importing.parsers.latex import encode
from screening.importing.parsers.records import ParsedRecord, split_name
from screening.importing.parsers.values import escaped

from .listed import joined, leftover
from .original_tags import taken_along

ENTRIES = {
    "article": "article",
    "chapter": "incollection",
    "book": "book",
    "conference": "inproceedings",
    "thesis": "phdthesis",
    "report": "techreport",
    "webpage": "online",
    "dataset": "dataset",
}
NUMBER = "accessionnumber"  # written also where there is none: readers would take the entry's key for it
IN_BOOK = ("chapter", "book", "conference", "thesis", "report")


def write_bibtex(records: Iterable[ParsedRecord], note: str = "") -> Iterator[str]:
    """One entry a string. Keys are family name, year and a word of the title; a repeated one gets a letter."""
    used: Counter[str] = Counter()
    for record in records:
        key = _key(record)
        used[key] += 1
        key += _letters(used[key] - 1)
        body = [
            f"  {name} = {{{_kept(value)}}}," for name, value in _fields(record, note) if value or name == NUMBER
        ]
        yield "\n".join([f"@{ENTRIES.get(record.type, 'misc')}{{{key},", *body, "}", "", ""])


def _key(record: ParsedRecord) -> str:
    """ "cohen2021chronic": letters and digits only, whatever the record holds."""
    first = words_of(record.authors[0].partition(",")[0]) if record.authors else []
    title = [word for word in words_of(record.title) if len(word) > 3]
    found = "".join([*first, str(record.year or ""), *title[:1]])
    key = re.sub(r"[^a-z0-9]", "", found)
    return f"record{key}" if key.isdigit() or not key else key


def _letters(number: int) -> str:
    """ "" for 0, then "b", "c" ... "z", "ba" ...: what a repeated key ends with."""
    if number == 0:
        return ""
    return (_letters(number // 26) if number > 25 else "") + "abcdefghijklmnopqrstuvwxyz"[number % 26]


def _fields(record: ParsedRecord, note: str) -> Iterator[tuple[str, str]]:
    container = "booktitle" if record.type in IN_BOOK else "journal"
    yield "author", _people(record.authors)
    yield "title", f"{{{_text(record.title)}}}" if record.title else ""
    yield container, _text(record.container)
    yield "year", str(record.year or "")
    yield "date", _text(record.date) if record.date != str(record.year or "") else ""
    yield from (("volume", _text(record.volume)), ("number", _text(record.issue)))
    yield "pages", encode(record.pages).replace("-", "--", 1) if "-" in record.pages else encode(record.pages)
    yield "article-number", _text(record.article_number)
    yield from (("doi", encode(record.doi)), ("url", encode(record.url)))
    yield from (("pmid", encode(record.pmid)), ("pmcid", encode(record.pmcid)), ("issn", record.issn))
    yield "isbn", record.isbn
    yield NUMBER, _text(record.accession)
    yield from (("publisher", _text(record.publisher)), ("address", _text(record.place)))
    yield from (("edition", _text(record.edition)), ("editor", _people(record.editors)))
    yield "language", encode(record.language)
    yield "origtitle", _text(record.other_title)
    yield "abstract", _text(record.abstract)
    yield "keywords", _listed(record.keywords)
    yield "database", _text(record.database)
    yield "type", record.type if record.type not in ENTRIES else ""
    yield from (("note", _text(text)) for text in (*record.notes, note))
    own = list(leftover(record, "entry", KEPT))
    yield from ((name, _text(value)) for name, value in own)
    yield "original-tags", _text(taken_along(record, own))


KEPT = frozenset(
    ["affiliation", "author-email", "funding-acknowledgement", "funding-text", "research-areas", "times-cited"]
)


def _kept(value: str) -> str:
    """In braces where readers take the value for a missing one."""
    return f"{{{value}}}" if value == MISSING else value


def _text(text: str) -> str:
    return encode(escaped(text))


def _people(names: Iterable[str]) -> str:
    return " and ".join(_name(name) for name in names)


def _name(name: str) -> str:
    parts = split_name(name)
    if "literal" in parts:
        return f"{{{encode(parts['literal'])}}}"
    given, comma, suffix = parts["given"].partition(", ")
    pieces = [parts["family"], suffix, given] if comma else [parts["family"], given]
    return ", ".join(_guarded(encode(piece)) for piece in pieces)


def _guarded(piece: str) -> str:
    """In braces where BibTeX would cut the name: at a comma or at the word "and"."""
    return f"{{{piece}}}" if re.search(r",|\band\b", piece, re.I) else piece


def _listed(words: tuple[str, ...]) -> str:
    text = encode(joined(words))
    return f"{text};" if len(words) == 1 and "," in text else text
