"""A Word document: its reference section, or all of it, read like a list of references.

Paragraphs become lines set apart by empty ones, words in italics stand between asterisks as in markdown; the spans
of the records count characters of that text, which `text_of_document` gives.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from .packages import FAULTS, too_large
from .records import ParsedRecord, Problem
from .reference_list import read_text
from .source import Source
from .xml_records import declares_entities

PART = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def recognises(source: Source) -> bool:
    if source.bytes_head(4) != b"PK\x03\x04":
        return False
    source.binary.seek(0)
    try:
        with zipfile.ZipFile(source.binary) as package:
            return PART in package.namelist()
    except FAULTS:
        return False


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    text = text_of_document(source)
    if isinstance(text, Problem):
        yield text
    elif not text.strip():
        yield Problem(1, "file", "The document holds no text.", "Nothing was read.")
    else:
        yield from read_text(text)


def text_of_document(source: Source) -> str | Problem:
    """The text of the document's body, tables too; deleted passages of tracked changes are left out."""
    if refused := too_large(source, "document"):
        return refused
    source.binary.seek(0)
    try:
        with zipfile.ZipFile(source.binary) as package:
            data = package.read(PART)
    except (*FAULTS, KeyError) as error:
        return Problem(1, "file", f"The document is damaged: {error}.", "Nothing was read.")
    if declares_entities(data):
        what = "The document declares XML entities, which no word processor writes and which can harm a server."
        return Problem(1, "file", what, "Nothing was read. Please save it again.")
    try:
        parsed = etree.iterparse(BytesIO(data), tag=f"{_W}p", resolve_entities=False, no_network=True)
        return "\n\n".join(_paragraph(element) for _, element in parsed)
    except etree.XMLSyntaxError as error:
        what = f"The document is damaged: {error.msg}."
        return Problem(1, "file", what, "Nothing was read. Please save it again.")


def _paragraph(paragraph: etree._Element) -> str:
    pieces = [_run(run) for run in paragraph.iter(f"{_W}r")]
    text = "".join(f"*{words}*" if italic and words.strip() else words for words, italic in _joined(pieces))
    paragraph.clear()
    return text.replace("* *", " ")


def _run(run: etree._Element) -> tuple[str, bool]:
    """The run's text, and whether it is in italics."""
    style = run.find(f"{_W}rPr/{_W}i")
    italic = style is not None and style.get(f"{_W}val", "1") not in ("0", "false", "off")
    parts = [part.text or "" if part.tag == f"{_W}t" else _BREAKS.get(part.tag, "") for part in run]
    return "".join(parts), italic


def _joined(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Neighbouring runs of one kind as one: Word cuts runs wherever somebody typed. Blanks belong outside."""
    joined: list[tuple[str, bool]] = []
    for words, italic in pieces:
        if joined and joined[-1][1] == italic:
            joined[-1] = (joined[-1][0] + words, italic)
        elif words:
            joined.append((words, italic))
    return [piece for words, italic in joined for piece in _bare(words, italic)]


def _bare(words: str, italic: bool) -> list[tuple[str, bool]]:
    if not italic or not words.strip():
        return [(words, False)]
    lead = len(words) - len(words.lstrip())
    tail = len(words.rstrip())
    return [(words[:lead], False), (words[lead:tail], True), (words[tail:], False)]
