"""XLSX with the columns of the CSV table, every cell a string."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from screening.exporting.tables import xlsx_pieces
from screening.importing.parsers.records import ParsedRecord

from .csv_table import COLUMNS, ORIGINAL, cell_of, heading, safe
from .original_tags import taken_along


def write_xlsx(records: Iterable[ParsedRecord]) -> Iterator[bytes]:
    """The workbook piece by piece."""
    rows = ([*(safe(cell_of(one, column)) for column in COLUMNS), taken_along(one)] for one in records)
    yield from xlsx_pieces([*(heading(column) for column in COLUMNS), ORIGINAL], rows, "Records")
