"""A summary of findings as a Word file on a wide page; `add_findings` puts it into any document.

python-docx is imported when a file is asked for, never before.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from synthesis.grading.findings import HEADERS, Finding, printed
from synthesis.grading.writers.table_file import GRADES, words_over

DAWN = datetime(2000, 1, 1)


def add_findings(file: Any, table: Any, found: Sequence[Finding]) -> None:
    """What stands over the table, the table, its footnotes."""
    from docx.shared import Pt

    told = printed(found)
    for name, words in words_over(table):
        paragraph = file.add_paragraph()
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(words)
    if told.warning:
        file.add_paragraph().add_run(told.warning).bold = True
    grid = file.add_table(rows=1, cols=len(HEADERS), style="Table Grid")
    for cell, text in zip(grid.rows[0].cells, HEADERS, strict=True):
        _write(cell, text, Pt(8), bold=True)
    for row in told.rows:
        for cell, held in zip(grid.add_row().cells, row, strict=True):
            _write(cell, held.text, Pt(8), marks=held.marks)
    for letter, note in told.notes:
        paragraph = file.add_paragraph()
        paragraph.add_run(letter).font.superscript = True
        paragraph.add_run(f" {note}")
    file.add_paragraph("GRADE. " + "; ".join(f"{name}: {words}" for name, words in GRADES) + ".")


def _write(cell: Any, text: str, size: Any, *, bold: bool = False, marks: str = "") -> None:
    run = cell.paragraphs[0].add_run(text)
    run.font.size, run.bold = size, bold
    if marks:
        raised = cell.paragraphs[0].add_run(marks)
        raised.font.size, raised.font.superscript = size, True


def to_docx(table: Any, found: Sequence[Finding]) -> bytes:
    """The whole file, landscape."""
    import docx
    from docx.enum.section import WD_ORIENT

    file = docx.Document()
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    file.core_properties.title = f"Summary of findings: {table.title}"
    file.core_properties.author = ""
    file.core_properties.created = file.core_properties.modified = DAWN
    file.add_heading(f"Summary of findings: {table.title}", level=1)
    add_findings(file, table, found)
    held = io.BytesIO()
    file.save(held)
    return held.getvalue()
