"""XLSX with the columns of the CSV table, every cell a string."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from screening.exporting.tables import xlsx_bytes
from screening.importing.parsers.records import ParsedRecord

from .csv_table import COLUMNS, ORIGINAL, cell_of, heading, safe
from .original_tags import taken_along


def write_xlsx(records: Iterable[ParsedRecord]) -> Iterator[bytes]:
    """The whole workbook in one piece: a zip package cannot be written line by line."""
    rows = ([*(safe(cell_of(one, column)) for column in COLUMNS), taken_along(one)] for one in records)
    yield xlsx_bytes([*(heading(column) for column in COLUMNS), ORIGINAL], rows, "Records")
