"""RIS, in the tags EndNote and Zotero write. Reading the result gives the same records again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from screening.importing.parsers.records import ParsedRecord, split_pages
from screening.importing.parsers.ris import UNMAPPED
from screening.importing.parsers.values import escaped

from .listed import leftover, names
from .original_tags import taken_along

TYPE_TAGS = {
    "article": "JOUR",
    "chapter": "CHAP",
    "webpage": "ELEC",
    "book": "BOOK",
    "conference": "CONF",
    "thesis": "THES",
    "report": "RPRT",
    "dataset": "DATA",
    "preprint": "UNPB",
}


def write_ris(records: Iterable[ParsedRecord], note: str = "") -> Iterator[str]:
    """One string a record, lines ended by CRLF as the RIS specification asks. `note` goes into N1."""
    for record in records:
        lines = [f"{tag}  - {escaped(' '.join(value.split()))}" for tag, value in _fields(record, note) if value]
        yield "\r\n".join([*lines, "ER  - ", ""]) + "\r\n"


def _fields(record: ParsedRecord, note: str) -> Iterator[tuple[str, str]]:
    start, end = split_pages(record.pages)
    yield "TY", TYPE_TAGS.get(record.type, "GEN")
    yield "M3", record.type if record.type not in TYPE_TAGS else ""
    yield "TI", record.title
    yield "TT", record.other_title
    yield from (("AU", name) for name in names(record.authors))
    yield from (("A2", name) for name in names(record.editors))
    yield "PY", str(record.year) if record.year else ""
    yield "DA", record.date if record.date != str(record.year or "") else ""
    yield "T2" if record.title else "T3", record.container  # for a book a lone T2 reads as its title
    yield from (
        ("VL", record.volume),
        ("IS", record.issue),
        ("SP", start),
        ("EP", end),
        ("C7", record.article_number),
    )
    yield from (("DO", record.doi), ("UR", record.url), ("AN", record.accession))
    yield "C2", record.pmcid
    yield "U1", f"{record.pmid} [PMID]" if record.pmid else ""
    yield from (("SN", number) for number in f"{record.issn}; {record.isbn}".split("; "))
    yield "AB", record.abstract
    yield from (("KW", word) for word in record.keywords)
    yield from (("LA", record.language), ("PB", record.publisher), ("CY", record.place), ("ET", record.edition))
    yield "DB", record.database
    yield from (("N1", text) for text in (*record.notes, note))
    own = list(leftover(record, "TY", UNMAPPED))
    yield from own
    yield "C8", taken_along(record, own)  # EndNote shows it as Custom 8
