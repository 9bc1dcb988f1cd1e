"""Tables as files: CSV row by row, XLSX with every cell a string. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from screening.exporting.escaping import as_xlsx

BOM = "\ufeff"  # without it spreadsheets take UTF-8 for something else


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The file piece by piece, so that a large table is never held whole."""
    yield BOM + _line(headings)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def xlsx_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]], title: str) -> bytes:
    """A workbook of one sheet. Cells are typed as strings: none is a formula, a date or a link."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"

    def typed(text: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(sheet, value=as_xlsx(text))
        cell.data_type = "s"
        return cell

    for row in chain([headings], rows):
        sheet.append([typed(text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
