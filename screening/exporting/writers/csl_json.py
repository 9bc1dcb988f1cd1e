"""CSL-JSON, as citation processors and reference managers read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from screening.importing.parsers.records import ParsedRecord
from screening.importing.parsers.values import escaped

from .listed import given_and_family, joined
from .original_tags import taken_along

TYPES = {
    "article": "article-journal",
    "chapter": "chapter",
    "webpage": "webpage",
    "book": "book",
    "conference": "paper-conference",
    "thesis": "thesis",
    "report": "report",
    "dataset": "dataset",
    "preprint": "article",
}
OTHER = "document"  # with our own word as its genre


def write_csl_json(records: Iterable[ParsedRecord], note: str = "") -> Iterator[str]:
    """One JSON array, a string an item. An item without an accession number gets its place as its id."""
    yield "["
    for number, record in enumerate(records, 1):
        item = {key: value for key, value in _item(record, note, number).items() if value not in ("", [], None)}
        yield ("\n" if number == 1 else ",\n") + json.dumps(item, ensure_ascii=False)
    yield "\n]\n"


def _item(record: ParsedRecord, note: str, number: int) -> dict[str, Any]:
    return {
        "id": escaped(record.accession) or f"record-{number}",
        "type": TYPES.get(record.type, OTHER),
        "genre": record.type if record.type in ("preprint",) or record.type not in TYPES else "",
        "title": escaped(record.title),
        "original-title": escaped(record.other_title),
        "author": [given_and_family(name) for name in record.authors],
        "editor": [given_and_family(name) for name in record.editors],
        "issued": _issued(record),
        "container-title": escaped(record.container),
        "volume": escaped(record.volume),
        "issue": escaped(record.issue),
        "page": escaped(record.pages),
        "article-number": escaped(record.article_number),
        "DOI": record.doi,
        "PMID": record.pmid,
        "PMCID": record.pmcid,
        "ISSN": record.issn,
        "ISBN": record.isbn,
        "URL": record.url,
        "abstract": escaped(record.abstract),
        "keyword": _listed(record.keywords),
        "language": record.language,
        "publisher": escaped(record.publisher),
        "publisher-place": escaped(record.place),
        "edition": escaped(record.edition),
        "source": escaped(record.database),
        "note": "\n".join(escaped(text) for text in (*record.notes, note) if text),
        "custom": json.loads(taken_along(record) or "null"),
    }


def _issued(record: ParsedRecord) -> dict[str, Any] | None:
    """The year for processors, and beside it the date as it was printed where that says more."""
    year = {"date-parts": [[record.year]]} if record.year else {}
    printed = {"raw": record.date} if record.date and record.date != str(record.year or "") else {}
    return {**year, **printed} or None


def _listed(words: tuple[str, ...]) -> str:
    text = joined(words)
    return f"{text};" if len(words) == 1 and "," in text else text
