"""The heading row of a table, text or workbook, for a page on which its columns are assigned. Pure."""

from __future__ import annotations

from typing import BinaryIO

from screening.importing.parsers import csv_table
from screening.importing.parsers.columns import recognised
from screening.importing.parsers.source import Source

TABLES = ("csv", "xlsx")
ROWS = 10


def headings(file: BinaryIO, format: str, encoding: str = "") -> list[str]:
    """The headings without blanks around them and each once; [] where the file is no table or cannot be opened."""
    if format == "csv":
        found = csv_table.headings(Source(file, encoding or None))
    elif format == "xlsx":
        found = _of_workbook(file)
    else:
        found = []
    return [heading for heading in dict.fromkeys(heading.strip() for heading in found) if heading]


def _of_workbook(file: BinaryIO) -> list[str]:
    """Of the sheet with most known headings; else the first row of more than one cell."""
    import python_calamine as calamine

    from screening.importing.parsers.spreadsheet import cell_text, open_sheets

    try:
        sheets = [sheet for _, sheet in open_sheets(file)]
    except (calamine.CalamineError, OSError, ValueError):
        return []
    rows = [
        [cell_text(cell) for cell in cells]
        for sheet in sheets
        for _, cells in zip(range(ROWS), sheet.iter_rows(), strict=False)
    ]
    rows = [row for row in rows if sum(bool(cell) for cell in row) > 1]
    best = max(rows, key=recognised, default=[])
    return best if recognised(best) else next(iter(rows), [])
