"""A narrative as a Word file: real headings, citations that lead to a numbered list, the same bytes every time.

python-docx is imported when a file is asked for, never before.
"""

import io
import zipfile
from datetime import datetime, time
from typing import Any

from synthesis.narratives.document import Document, Part
from synthesis.narratives.writers import front_matter as front

EPOCH = (1980, 1, 1, 0, 0, 0)


def to_docx(document: Document) -> bytes:
    """The document as a .docx; the same document gives the same bytes."""
    import docx

    file = docx.Document()
    _describe(file, document)
    file.add_heading(document.title, level=0)
    file.add_paragraph(front.imprint(document), style="Subtitle")
    file.add_paragraph(front.origin(document))
    for reason in front.warnings(document):
        file.add_paragraph(reason, style="Intense Quote")
    if document.changelog:
        file.add_paragraph(f"What is new: {document.changelog}")
    for part in document.parts:
        _add_part(file, part)
    _add_lists(file, document)
    raw = io.BytesIO()
    file.save(raw)
    return _same_bytes(raw)


def _describe(file: Any, document: Document) -> None:
    """Properties that depend on the document alone, and its language."""
    from docx.oxml.ns import qn

    when = datetime.combine(datetime.fromisoformat(document.date), time())
    told = file.core_properties
    told.title, told.author, told.subject = document.title, document.released_by, document.review
    told.created = told.modified = told.last_printed = when
    told.last_modified_by, told.comments, told.keywords = document.released_by, "", ""
    told.revision, told.language, told.version = 1, document.language, str(document.version)
    for lang in file.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), document.language)


def _add_part(file: Any, part: Part) -> None:
    if part.kind == "heading":
        file.add_heading(part.text, level=1)
        return
    paragraph = file.add_paragraph()
    for at, passage in enumerate(part.passages):
        if at:
            paragraph.add_run(" ")
        for piece in passage.pieces:
            if piece.numbers:
                _add_link(paragraph, piece.text, f"ref_{piece.numbers[0]}")
            else:
                paragraph.add_run(piece.text)


def _add_lists(file: Any, document: Document) -> None:
    if passages := front.not_current(document):
        file.add_heading(front.OPEN, level=1)
        for passage in passages:
            file.add_paragraph(f"({front.WORDS[passage.status]}) {passage.text}", style="List Bullet")
    if document.pins:
        file.add_heading(front.RUNS, level=1)
        for pin in document.pins:
            file.add_paragraph(front.run_line(pin), style="List Bullet")
    if document.references:
        file.add_heading(front.REFERENCES, level=1)
        for entry in document.references:
            _add_bookmark(file.add_paragraph(entry.text, style="List Number"), entry.number)


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _add_link(paragraph: Any, text: str, bookmark: str) -> None:
    """A citation that leads to its entry in the list."""
    run = paragraph.add_run(text)
    link = _element("w:hyperlink", anchor=bookmark, history="1")
    paragraph._p.append(link)
    link.append(run._r)


def _add_bookmark(paragraph: Any, number: int) -> None:
    """A name for the paragraph that citations lead to."""
    start = _element("w:bookmarkStart", id=str(number), name=f"ref_{number}")
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))


def _same_bytes(raw: io.BytesIO) -> bytes:
    """The archive with one fixed time on every member."""
    packed = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(entry, old.read(name))
    return packed.getvalue()
