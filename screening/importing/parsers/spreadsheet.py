"""Spreadsheets: the sheet that holds references is found, its rows are read like those of a CSV file."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

import python_calamine as calamine

from . import columns as cols
from .ole import OLE, said_of, with_wide_letters
from .packages import FAULTS, too_large
from .records import ParsedRecord, Problem
from .source import Source
from .table_rows import HEADING_ROWS, Row, read_rows
from .uncomputed import uncomputed

MOST_TOLD = 20  # cells without a result, one by one; of the rest the number is told


def recognises(source: Source) -> bool:
    start = source.bytes_head(8)
    if start == OLE:
        return True
    names = _names(source) if start.startswith(b"PK\x03\x04") else []
    return any(n.startswith("xl/") for n in names) or "content.xml" in names and "mimetype" in names


def _names(source: Source) -> list[str]:
    source.binary.seek(0)
    try:
        with zipfile.ZipFile(source.binary) as package:
            return package.namelist()
    except FAULTS:
        return []


def read(source: Source, columns: dict[str, str] | None = None) -> Iterator[ParsedRecord | Problem]:
    refused = too_large(source, "spreadsheet")
    if refused:
        yield refused
        return
    if what := said_of(source):
        yield Problem(1, "file", f"The file is {what}.", "Nothing was read.")
        return
    try:
        sheets = open_sheets(source.binary)
    except (calamine.CalamineError, OSError, ValueError) as error:
        secret = "password" in str(error).lower() or "encrypt" in str(error).lower()
        what = (
            "The spreadsheet is protected by a password."
            if secret
            else f"The spreadsheet cannot be opened: {error}."
        )
        yield Problem(1, "file", what, "Nothing was read. Please save it again as CSV or XLSX without a password.")
        return
    yield from _read(source, sheets, columns)


def open_sheets(binary: BinaryIO) -> list[tuple[str, Any]]:
    """The sheets by name. Raises CalamineError, OSError or ValueError for what is no workbook."""
    binary.seek(0)
    sheets = _sheets(binary)
    if any(
        "\0" in text
        for _, sheet in sheets
        for row in islice(sheet.iter_rows(), HEADING_ROWS)
        for text in map(str, row)
    ):
        binary.seek(0)
        sheets = _sheets(io.BytesIO(with_wide_letters(binary.read())))
    return sheets


def _sheets(binary: BinaryIO) -> list[tuple[str, Any]]:
    book = calamine.CalamineWorkbook.from_filelike(binary)
    return [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]


def _read(
    source: Source, sheets: list[tuple[str, Any]], columns: dict[str, str] | None
) -> Iterator[ParsedRecord | Problem]:
    if not sheets:
        yield Problem(1, "file", "The spreadsheet has no sheets.", "Nothing was read.")
        return
    scores = {name: _score(sheet, columns) for name, sheet in sheets}
    best = max(sheets, key=lambda pair: scores[pair[0]])
    for name, sheet in sheets:
        if name != best[0] and sheet.height:
            yield _left_out(name, sheet, scores[name][0] < scores[best[0]][0], best[0], columns)
    yield from _without_result(uncomputed(source, best[0]))
    rows = best[1].iter_rows()
    yield from read_rows(
        (Row(number, [cell_text(cell) for cell in cells]) for number, cells in enumerate(rows, 1)), columns
    )


def _left_out(name: str, sheet: Any, fewer: bool, best: str, columns: dict[str, str] | None) -> Problem:
    """What is told of a sheet that is not read: the records below its headings are lost; where it has none that say
    titles, a table may hold records all the same."""
    rows = [cells for row in sheet.iter_rows() if any(cells := [cell_text(cell) for cell in row])]
    many = f"{len(rows):,} row{'s' if len(rows) != 1 else ''}"
    why = "but fewer known headings" if fewer else "and no more known headings or rows"
    what = f"The sheet “{name}” has {many} {why} than “{best}”."
    headed = (at for at, row in enumerate(rows[:HEADING_ROWS], 1) if _holds_titles(row, columns))
    if lost := len(rows) - next(headed, len(rows)):
        done = f"Its {lost:,} record{'s were' if lost != 1 else ' was'} not read; export it as a file of its own."
        return Problem(1, "sheet", what, done, lost)
    table = sum(sum(map(bool, row)) > 1 for row in rows) > 1
    done = "It was not read; export it as a file of its own if it holds references."
    return Problem(1, "file" if table else "sheet", what, done)


def _holds_titles(row: list[str], columns: dict[str, str] | None) -> bool:
    return sum(map(bool, row)) > 1 and "title" in cols.assign(row, cols.layout_of(row), columns)


def _without_result(cells: list[tuple[str, int]]) -> Iterator[Problem]:
    done = "Open the file in a spreadsheet program, save it there and import it again."
    for address, row in cells[:MOST_TOLD]:
        what = f"The cell {address} holds a formula, but the file does not hold its result."
        yield Problem(row, address, what, f"It was read as empty. {done}")
    if rest := cells[MOST_TOLD:]:
        what = f"{len(rest):,} more cells hold a formula without its result, from {rest[0][0]} to {rest[-1][0]}."
        yield Problem(rest[0][1], "cell", what, f"They were read as empty. {done}")


def _score(sheet: Any, columns: dict[str, str] | None) -> tuple[int, int]:
    best = 0
    for _, cells in zip(range(HEADING_ROWS), sheet.iter_rows(), strict=False):
        names = [cell_text(cell) for cell in cells]
        best = max(best, cols.recognised(names) + (sum(n in columns for n in names) if columns else 0))
    return best, sheet.height


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without a fraction, dates as 2021-06-01."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return "" if value is None else str(value)
