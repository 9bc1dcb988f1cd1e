"""XLSX with the columns of the CSV table, every cell a string.

What is too long for a cell of a spreadsheet goes on behind the last heading; reading puts it together again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from screening.exporting.escaping import as_xstring
from screening.exporting.tables import xlsx_pieces
from screening.importing.parsers.records import ParsedRecord
from screening.importing.parsers.spoiled_cells import GOES_ON, MOST_IN_CELL

from .csv_table import COLUMNS, ORIGINAL, cell_of, heading, safe
from .original_tags import taken_along

HEADINGS = (*(heading(column) for column in COLUMNS), ORIGINAL)
SMALLEST = 1_000  # characters that are cut off at once


def write_xlsx(records: Iterable[ParsedRecord]) -> Iterator[bytes]:
    """The workbook piece by piece."""
    rows = ([*(safe(cell_of(one, column)) for column in COLUMNS), taken_along(one)] for one in records)
    yield from xlsx_pieces(HEADINGS, map(spread, rows), "Records")


def spread(cells: Sequence[str]) -> Sequence[str]:
    """The row as it is, or with its long cells cut and the rest in more cells: ["heading", "text"] as JSON."""
    if max(map(len, cells)) < SMALLEST or all(map(_fits, cells)):
        return cells
    shown, more = [], []
    for name, cell in zip(HEADINGS, cells, strict=True):
        at = 0 if _fits(cell) else _end(cell, 0, lambda piece: f"{piece}{GOES_ON}")
        shown.append(f"{cell[:at]}{GOES_ON}" if at else cell)
        while 0 < at < len(cell):
            end = _end(cell, at, lambda piece, name=name: _carried(name, piece))
            more.append(_carried(name, cell[at:end]))
            at = end
    return [*shown, *more]


def _carried(name: str, piece: str) -> str:
    return json.dumps([name, piece], ensure_ascii=False)


def _fits(text: str) -> bool:
    return len(as_xstring(text)) <= MOST_IN_CELL


def _end(cell: str, start: int, written) -> int:
    """Where the piece that begins there ends: the longest that fits a cell when it is `written`."""
    size = MOST_IN_CELL
    while not _fits(written(cell[start : start + size])):
        size -= SMALLEST
    return min(start + size, len(cell))
