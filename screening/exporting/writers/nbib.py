"""MEDLINE tagged text (.nbib), as PubMed writes it: long values go on in lines indented by six."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from screening.importing.parsers.nbib import UNMAPPED
from screening.importing.parsers.records import ParsedRecord
from screening.importing.parsers.values import escaped

from .listed import leftover, names
from .original_tags import taken_along

WIDTH = 80
KINDS = {"preprint": "Preprint", "article": "Journal Article"}  # others in our words
ALWAYS = ("PMID", "OID")  # also where there is none: readers would take the PMID for the accession number
_PII = re.compile(r"e?\d+")


def write_nbib(records: Iterable[ParsedRecord], note: str = "") -> Iterator[str]:
    """One string a record, an empty line after each. `note` goes into GN, the general note."""
    for record in records:
        lines = [_tag(tag, value) for tag, value in _fields(record, note) if value or tag in ALWAYS]
        yield "\n".join([*lines, "", ""])


def _tag(tag: str, value: str) -> str:
    """ "TI  - " and the value, which may go on: a line ends before the word that would pass WIDTH."""
    lines, line = [], f"{tag:4}-"
    for word in escaped(value).split():
        if len(line) + len(word) >= WIDTH and line[5:].strip():
            lines.append(line)
            line = "     "
        line = f"{line} {word}"
    return "\n".join([*lines, line if value else f"{line} "])


def _fields(record: ParsedRecord, note: str) -> Iterator[tuple[str, str]]:
    part = bool(record.booktitle and record.title)
    yield "PMID", record.pmid
    yield "OWN", record.database
    whole = record.type == "book" and not part
    yield "TI", "" if whole else record.title
    yield "BTI", record.title if whole else record.booktitle if part else ""
    yield "TT", record.other_title
    yield from (("FAU", name) for name in names(record.authors))
    yield from (("FED", name) for name in names(record.editors))
    yield "JT", record.journal if part else record.container
    yield "PT", record.type if part else KINDS.get(record.type, record.type)
    yield "DP", str(record.year) if record.year else record.date
    yield "DEP", record.date if record.year and record.date != str(record.year) else ""
    yield from (("VI", record.volume), ("IP", record.issue), ("PG", record.pages))
    yield "LID", _numbered(record)
    yield "LID", f"{record.doi} [doi]" if record.doi else ""
    yield "PMC", record.pmcid
    if record.accession != record.pmid:
        yield "OID", record.accession
    yield from (("IS", number) for number in record.issn.split("; "))
    yield from (("ISBN", number) for number in record.isbn.split("; "))
    yield "AB", record.abstract
    yield from (("OT", word) for word in record.keywords)
    yield from (("LA", record.language), ("PB", record.publisher), ("PL", record.place), ("EN", record.edition))
    yield "URL", record.url
    yield from (("GN", text) for text in (*record.notes, note))
    own = list(leftover(record, "PMID", UNMAPPED))
    yield from own
    yield "C8", taken_along(record, own)


def _numbered(record: ParsedRecord) -> str:
    """The article number as PubMed writes it, or said to be one where that would not be understood."""
    number = record.article_number
    kind = "pii" if _PII.fullmatch(number) and not record.pages else "article number"
    return f"{number} [{kind}]" if number else ""
