"""Word documents of a heading, a few lines, a picture and tables; the same content gives the same bytes. Pure.

python-docx is imported when a file is asked for, never before. Tables are written as XML at once: cell by cell a
long table takes minutes.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EPOCH = (1980, 1, 1, 0, 0, 0)
POINTS_WIDE = 6.0 * 72
"""As wide as the text of a page."""
_UNPRINTABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, its size in points, and its words for those who do not see it."""

    png: bytes
    width: float
    height: float
    description: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a heading; every row has as many cells as there are headings."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Document:
    """What is written, in this order."""

    title: str
    subtitle: str = ""
    paragraphs: Sequence[str] = ()
    picture: Picture | None = None
    tables: Sequence[Table] = ()


def to_docx(document: Document) -> bytes:
    """The document as a .docx."""
    import docx
    from docx.shared import Pt

    file = docx.Document()
    told = file.core_properties
    told.title, told.author, told.comments = _clean(document.title), "KetReview", ""
    told.created = told.modified = told.last_printed = datetime(*EPOCH)
    told.last_modified_by = "KetReview"
    file.add_heading(_clean(document.title), level=0)
    if document.subtitle:
        file.add_paragraph(_clean(document.subtitle), style="Subtitle")
    for text in document.paragraphs:
        if text:
            file.add_paragraph(_clean(text))
    if document.picture:
        picture = document.picture
        shape = file.add_picture(io.BytesIO(picture.png), width=Pt(min(POINTS_WIDE, picture.width)))
        shape._inline.docPr.set("descr", _clean(picture.description))
    for table in document.tables:
        file.add_heading(_clean(table.title), level=1)
        _add_table(file, table)
    raw = io.BytesIO()
    file.save(raw)
    return _same_bytes(raw)


def _add_table(file: Any, table: Table) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    grid = "<w:gridCol/>" * len(table.headings)
    head = _row(table.headings, "<w:trPr><w:tblHeader/></w:trPr>", "<w:rPr><w:b/></w:rPr>")
    rows = "".join(_row(row) for row in table.rows)
    look = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    xml = f"<w:tbl {nsdecls('w')}>{look}<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    body = file.element.body
    body.insert(len(body) - 1, parse_xml(xml))  # before the section's own settings, which come last
    file.add_paragraph()


def _row(cells: Sequence[str], properties: str = "", look: str = "") -> str:
    text = "".join(
        f'<w:tc><w:p><w:r>{look}<w:t xml:space="preserve">{escape(_clean(cell))}</w:t></w:r></w:p></w:tc>'
        for cell in cells
    )
    return f"<w:tr>{properties}{text}</w:tr>"


def _clean(text: str) -> str:
    """Text without the characters that XML cannot carry."""
    return text.translate(_UNPRINTABLE)


def _same_bytes(raw: io.BytesIO) -> bytes:
    """The archive again, its parts in order and without the time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            target.writestr(zipfile.ZipInfo(name, EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
