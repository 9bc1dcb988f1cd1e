"""EndNote XML: every text in a <style> run, as EndNote writes and expects it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from screening.importing.parsers.endnote_xml import is_medline
from screening.importing.parsers.records import ParsedRecord
from screening.importing.parsers.values import escaped

from .listed import names
from .original_tags import taken_along

TYPES = {
    "article": ("Journal Article", 17),
    "chapter": ("Book Section", 5),
    "webpage": ("Web Page", 12),
    "book": ("Book", 6),
    "conference": ("Conference Paper", 47),
    "thesis": ("Thesis", 32),
    "report": ("Report", 27),
    "dataset": ("Dataset", 59),
}
OTHER = ("Generic", 13)  # with our own word as its type of work
PMID_NOTE = "PubMed ID: {}"  # where the accession number, EndNote's only field for numbers, is another
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_endnote_xml(records: Iterable[ParsedRecord], note: str = "") -> Iterator[str]:
    """One document, a string a record."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>'
    for number, record in enumerate(records, 1):
        yield f"<record><rec-number>{number}</rec-number>{''.join(_parts(record, note))}</record>\n"
    yield "</records></xml>\n"


def _parts(record: ParsedRecord, note: str) -> Iterator[str]:
    name, code = TYPES.get(record.type, OTHER)
    yield f"<ref-type name={quoteattr(name)}>{code}</ref-type>"
    people = _all("authors", "author", names(record.authors))
    yield _group("contributors", people, _all("secondary-authors", "author", names(record.editors)))
    titles = (_one("title", record.title), _one("secondary-title", record.container))
    yield _group("titles", *titles, _one("translated-title", record.other_title))
    yield from (_one("pages", record.pages), _one("volume", record.volume), _one("number", record.issue))
    yield _one("edition", record.edition)
    yield _all("keywords", "keyword", record.keywords)
    printed = _one("date", record.date if record.date != str(record.year or "") else "")
    yield _group("dates", _one("year", str(record.year or "")), _group("pub-dates", printed))
    yield from (_one("pub-location", record.place), _one("publisher", record.publisher))
    yield _one("isbn", "; ".join(number for number in (record.issn, record.isbn) if number))
    same = bool(record.pmid) and record.accession == record.pmid and is_medline(record.database)
    yield _one("accession-num" if same or not _like_pmid(record) else "call-num", record.accession)
    yield _one("custom2", record.pmcid)
    yield _one("custom7", record.article_number)
    yield _one("custom8", taken_along(record))
    yield _one("electronic-resource-num", record.doi)
    yield _one("abstract", record.abstract)
    yield from (_one("notes", text) for text in (*record.notes, note))
    yield _one("research-notes", PMID_NOTE.format(record.pmid) if record.pmid and not same else "")
    if record.type not in TYPES:
        yield _one("work-type", record.type)
    yield _group("urls", _all("related-urls", "url", (record.url,)))
    yield from (_one("remote-database-name", record.database), _one("language", record.language))


def _like_pmid(record: ParsedRecord) -> bool:
    """Would a reader take the accession number for a PMID?"""
    number = record.accession
    return number.isdigit() and len(number) <= 8 and is_medline(record.database)


def _one(tag: str, value: str) -> str:
    text = escape(_NOT_XML.sub(" ", escaped(value)))
    return f'<{tag}><style face="normal" font="default" size="100%">{text}</style></{tag}>' if value else ""


def _all(group: str, tag: str, values: Iterable[str]) -> str:
    return _group(group, *(_one(tag, value) for value in values))


def _group(tag: str, *parts: str) -> str:
    inside = "".join(parts)
    return f"<{tag}>{inside}</{tag}>" if inside else ""
