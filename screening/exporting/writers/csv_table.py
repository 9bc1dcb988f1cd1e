"""CSV with one row a record. Cells that a spreadsheet would run as a formula are made text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from screening.importing.parsers.records import ParsedRecord
from screening.importing.parsers.values import escaped

from .listed import joined
from .original_tags import taken_along

_COLUMNS = (
    "type title other_title authors editors year date journal booktitle volume issue pages "
    "article_number doi pmid pmcid accession issn isbn abstract keywords url language publisher "
    "place edition database notes"
)
COLUMNS = tuple(_COLUMNS.split())
HEADINGS = {
    "other_title": "Original title",
    "booktitle": "Book title",
    "article_number": "Article number",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "accession": "Accession number",
    "issn": "ISSN",
    "isbn": "ISBN",
    "url": "URL",
    "place": "Place of publication",
}
ORIGINAL = "Original tags"  # what no column holds; not among COLUMNS, which people edit
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def heading(column: str) -> str:
    return HEADINGS.get(column, column.capitalize())


def safe(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would take for a formula; reading undoes it."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def write_csv(records: Iterable[ParsedRecord], extra: Iterable[str] = ()) -> Iterator[str]:
    """The heading row, then one string a record; UTF-8 with a mark when encoded as utf-8-sig."""
    yield _row([*(heading(column) for column in COLUMNS), ORIGINAL])
    for record in records:
        yield _row([*(safe(cell_of(record, column)) for column in COLUMNS), taken_along(record)])


def cell_of(record: ParsedRecord, column: str) -> str:
    value = getattr(record, column)
    if column == "notes":
        return "\n".join(escaped(note) for note in value)
    if isinstance(value, tuple):
        return joined(value)
    return "" if value is None else escaped(str(value))


def _row(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
