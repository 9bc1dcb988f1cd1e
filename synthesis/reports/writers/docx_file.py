"""A report as a Word file: real headings, wide tables on pages across, figures as pictures with their words.

python-docx is imported when a file is asked for, never before. Long tables are written as XML at once: cell by cell
they take minutes. The pictures are given, drawn by the companion process.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from synthesis.grading.writers.docx_file import add_findings
from synthesis.reports.document import (
    Bullets,
    Drawing,
    FindingsPart,
    Grid,
    Link,
    Paragraph,
    Part,
    Report,
    Subheading,
    Terms,
    Warned,
)

DAWN = datetime(2000, 1, 1)
SERIF = "Georgia"
_UNPRINTABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
DOTS_PER_INCH = 200
HALF_POINTS = 16
"""Size of letters in tables."""


def to_docx(report: Report, pictures: Mapping[str, bytes]) -> bytes:
    """The whole file; `pictures` holds the PNG of each drawing by its name."""
    import docx

    file = docx.Document()
    _styled(file)
    told = file.core_properties
    told.title, told.author, told.comments = _clean(report.title), "KetReview", ""
    told.created = told.modified = told.last_printed = DAWN
    told.last_modified_by = "KetReview"
    file.add_heading(_clean(report.title), level=0)
    file.add_paragraph(_clean(report.subtitle), style="Subtitle")
    across = False
    for section in report.sections:
        wanted = any(_is_wide(part) for part in section.parts)
        if wanted != across:
            _turn(file, across=wanted)
            across = wanted
        file.add_heading(_clean(section.title), level=1)
        for part in section.parts:
            _add(file, part, pictures)
    raw = io.BytesIO()
    file.save(raw)
    return raw.getvalue()


def _is_wide(part: Part) -> bool:
    return isinstance(part, FindingsPart) or (isinstance(part, Grid) and part.wide)


def _styled(file: Any) -> None:
    """Serif throughout on a page of A4."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    for name, size in (("Normal", 11), ("Title", 24), ("Heading 1", 16), ("Heading 2", 13), ("Subtitle", 12)):
        style = file.styles[name]
        style.font.name, style.font.size = SERIF, Pt(size)
        style.font.color.rgb = RGBColor(0x1F, 0x1C, 0x17)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        fonts.set(qn("w:ascii"), SERIF)
        fonts.set(qn("w:hAnsi"), SERIF)
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)


def _turn(file: Any, *, across: bool) -> None:
    """A new page, across or upright."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    page = file.add_section(WD_SECTION.NEW_PAGE)
    short, long = sorted((page.page_width, page.page_height))
    page.page_width, page.page_height = (long, short) if across else (short, long)
    page.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT


def _add(file: Any, part: Part, pictures: Mapping[str, bytes]) -> None:
    match part:
        case Subheading():
            file.add_heading(_clean(part.text), level=2)
        case Paragraph():
            _named(file, part.name and f"{part.name}. ", part.text)
        case Warned():
            file.add_paragraph(_clean(part.text), style="Intense Quote")
        case Terms():
            for name, words in part.pairs:
                _named(file, f"{name}: ", words)
        case Bullets():
            for item in part.items:
                file.add_paragraph(_clean(item), style="List Bullet")
        case Link():
            _named(file, f"{part.text}: ", part.href)
        case FindingsPart():
            add_findings(file, part.table, part.found)
        case Drawing():
            _add_picture(file, part, pictures[part.name])
        case Grid():
            _add_grid(file, part)


def _named(file: Any, name: str, text: str) -> None:
    paragraph = file.add_paragraph()
    if name:
        paragraph.add_run(_clean(name)).bold = True
    paragraph.add_run(_clean(text))


def _add_picture(file: Any, part: Drawing, png: bytes) -> None:
    """As wide as it was drawn, at most as the text."""
    from docx.shared import Pt

    page = file.sections[-1]
    room = page.page_width - page.left_margin - page.right_margin
    shape = file.add_picture(io.BytesIO(png), width=min(room, Pt(part.scene.width)))
    shape._inline.docPr.set("descr", _clean(part.scene.description))
    file.paragraphs[-1].paragraph_format.keep_with_next = True
    file.add_paragraph(_clean(part.caption), style="Caption")


def _add_grid(file: Any, part: Grid) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    title = file.add_paragraph(_clean(part.title), style="Caption")
    title.paragraph_format.keep_with_next = True
    head = _row(part.headers, figures=part.figures, head=True)
    rows = "".join(_row(row, figures=part.figures) for row in part.rows)
    look = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
    grid = "<w:gridCol/>" * len(part.headers)
    xml = f"<w:tbl {nsdecls('w')}>{look}<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    body = file.element.body
    body.insert(len(body) - 1, parse_xml(xml))  # before the section's own settings, which come last
    file.add_paragraph()


def _row(cells: Sequence[str], *, figures: bool, head: bool = False) -> str:
    properties = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if head else "") + "</w:trPr>"
    look = f'<w:rPr>{"<w:b/>" if head else ""}<w:sz w:val="{HALF_POINTS}"/></w:rPr>'
    text = "".join(_cell(cell, look, figures and at > 0) for at, cell in enumerate(cells))
    return f"<w:tr>{properties}{text}</w:tr>"


def _cell(text: str, look: str, right: bool) -> str:
    side = '<w:jc w:val="right"/>' if right else ""
    place = f'<w:pPr><w:spacing w:after="20"/>{side}</w:pPr>'
    return f'<w:tc><w:p>{place}<w:r>{look}<w:t xml:space="preserve">{escape(_clean(text))}</w:t></w:r></w:p></w:tc>'


def _clean(text: str) -> str:
    """Text without the characters that XML cannot carry."""
    return text.translate(_UNPRINTABLE)
