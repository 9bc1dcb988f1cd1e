"""Tables as files: CSV row by row, XLSX with every cell a string. Pure."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from xml.sax.saxutils import escape

from screening.exporting.escaping import as_xlsx

PIECE = 1 << 16  # bytes
_RETURN = {"\r": "&#13;"}  # an XML reader would make it a line feed
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_HEAD}<workbook {_MAIN} xmlns:r="{_RELATED}">'
    '<sheets><sheet name="TITLE" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
_SHEET_START = (
    f'{_HEAD}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
).encode()
_SHEET_END = b"</sheetData></worksheet>"
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


def xlsx_pieces(headings: Sequence[str], rows: Iterable[Sequence[str]], title: str) -> Iterator[bytes]:
    """A workbook of one sheet, piece by piece. Cells are typed as strings: none is a formula, a date or a link.

    Written by hand (ECMA-376, inline strings): a library holds the whole sheet before the first byte leaves.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:  # type: ignore[call-overload]
        for name, text in _PARTS.items():
            package.writestr(name, text.replace("TITLE", escape(title[:31], {'"': "&quot;"})))
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_SHEET_START)
            for row in chain([headings], rows):
                sheet.write(_xlsx_row(row).encode("utf-8", "replace"))
                if sink.size > PIECE:
                    yield sink.taken()
            sheet.write(_SHEET_END)
    yield sink.taken()


def _xlsx_row(cells: Sequence[str]) -> str:
    return f"<row>{''.join(map(_xlsx_cell, cells))}</row>"


def _xlsx_cell(text: str) -> str:
    if not text:
        return "<c/>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(as_xlsx(text), _RETURN)}</t></is></c>'


class _Sink:
    """What a zip package is written to: the bytes wait here until they are taken."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self.waiting.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits below."""

    def taken(self) -> bytes:
        data = b"".join(self.waiting)
        self.waiting, self.size = [], 0
        return data
