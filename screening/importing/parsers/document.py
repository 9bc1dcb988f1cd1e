"""A Word document: its reference section, or all of it, read like a list of references.

Paragraphs become lines set apart by empty ones, words in italics stand between asterisks as in markdown; the spans
of the records count characters of that text, which `text_of_document` gives.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from .columns import assign, plain_heading
from .packages import FAULTS, too_large
from .records import ParsedRecord, Problem
from .reference_cutting import LEAST, SAYS_WHERE
from .reference_likeness import is_shaped
from .reference_lines import YEAR
from .reference_list import DOUBTFUL, read_text
from .reference_split import has_section
from .reference_starts import may_begin
from .source import Source
from .table_rows import Row, read_rows
from .xml_records import declares_entities

ASKED = "Set “References” above the list, or paste the list alone as text."
HEADS = frozenset({"no", "nr", "number", "reference", "references", "citation", "citations", "source", "study"})
LONGEST_TICK = 3  # signs of a cell that only ticks a reference off
PART = "word/document.xml"
_CAPTION = re.compile(
    r"\W*(?:[Ss]upplementary\s|[Aa]ppendix\s)?(?:[Tt]able|TABLE|[Tt]ab\.)\s+[A-Z]?\d{1,3}[a-z]?\b"
)
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
    blocks = blocks_of_document(source)
    if isinstance(blocks, Problem):
        yield blocks
        return
    if not any(block.text.strip() for block in blocks):
        yield Problem(1, "file", "The document holds no text.", "Nothing was read.")
        return
    tables = [block for block in blocks if is_bibliography(block)]
    for block in tables:
        yield from read_rows(Row(block.line + number, cells) for number, cells in enumerate(block.rows))
    others = _tables_without_references(blocks)
    passed = [*tables, *(block for part in others for block in part)]
    text = "\n\n".join(_blanked(block.text) if block in passed else block.text for block in blocks)
    found = list(read_text(text)) if text.strip() else []
    if has_section(text) or are_references([got for got in found if isinstance(got, ParsedRecord)]):
        yield from found
        yield from map(_told_table, others)
    elif not tables:
        what = "The document has no section of references, and its paragraphs do not look like references."
        yield Problem(1, "file", what, f"Nothing was read. {ASKED}")


def text_of_document(source: Source) -> str | Problem:
    """The text of the document's body, tables too; deleted passages of tracked changes are left out."""
    blocks = blocks_of_document(source)
    return blocks if isinstance(blocks, Problem) else "\n\n".join(block.text for block in blocks)


@dataclass(frozen=True)
class Block:
    """A paragraph or a table: its text, and the line of the document's text it begins on; `rows` of a table."""

    text: str
    line: int
    rows: tuple[list[str], ...] = ()


def is_bibliography(block: Block) -> bool:
    """Whether the block is a table with a row of headings for titles and something else of a reference."""
    named = set(assign(block.rows[0], None, None)) if len(block.rows) > 1 else set()
    return "title" in named and bool(named & {"authors", "year", "journal", "doi"})


def _tables_without_references(blocks: list[Block]) -> list[list[Block]]:
    """The tables within or behind the list of references, or anywhere where no heading stands above it, whose cells
    hold none; each with the line that names it.
    """
    heads = [at for at, block in enumerate(blocks) if has_section(block.text) and not block.rows]
    found = []
    for at in range(heads[-1] + 1 if heads else 0, len(blocks)):
        rows = blocks[at].rows
        if (
            any(map(any, rows))
            and not is_bibliography(blocks[at])
            and 2 * sum(map(_is_reference, rows)) < len(rows)
        ):
            beside = [blocks[by] for by in (at - 1, at + 1) if 0 <= by < len(blocks) and not blocks[by].rows]
            found.append([blocks[at], *(block for block in beside if _CAPTION.match(block.text))])
    return found


def _is_reference(cells: list[str]) -> bool:
    """Whether one cell is a reference, or all together say where a work is found, as only references do."""
    return _holds_reference(cells) and is_shaped(max(cells, key=len)) or _says_where(cells)


def _says_where(cells: list[str]) -> bool:
    return bool(SAYS_WHERE.search(_row_text(cells)))


def _told_table(part: list[Block]) -> Problem:
    rows = part[0].rows
    first = ", ".join(cell for cell in rows[0] if cell)[:80]
    what = f"A table of {len(rows):,} row{'s' if len(rows) > 1 else ''} stands by the references: “{first}”."
    return Problem(part[0].line, "", what, "It was left out: its cells are no references.")


def are_references(records: list[ParsedRecord]) -> bool:
    """Whether at least a third could be read as references with a year or a DOI."""
    good = sum((got.confidence or 0) >= DOUBTFUL and bool(got.year or got.doi) for got in records)
    return good > 0 and 3 * good >= len(records)


def _blanked(text: str) -> str:
    """As many blanks and the same line ends, so that places behind it stay what they are."""
    return "".join("\n" if sign == "\n" else " " for sign in text)


def blocks_of_document(source: Source) -> list[Block] | Problem:
    """The paragraphs and tables of the document's body in their order."""
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
        return _blocks(data)
    except etree.XMLSyntaxError as error:
        what = f"The document is damaged: {error.msg}."
        return Problem(1, "file", what, "Nothing was read. Please save it again.")


def _blocks(data: bytes) -> list[Block]:
    tags = tuple(f"{_W}{name}" for name in ("p", "tc", "tr", "tbl"))
    events = ("start", "end")
    blocks: list[Block] = []
    tables: list[list[list[str]]] = []  # those that are open, the innermost last
    line = 1

    def add(text: str, rows: tuple[list[str], ...] = ()) -> None:
        nonlocal line
        blocks.append(Block(text, line, rows))
        line += text.count("\n") + 2

    for event, element in etree.iterparse(BytesIO(data), events, tag=tags, resolve_entities=False, no_network=True):
        kind = element.tag.removeprefix(_W)
        if event == "start":
            _open(kind, tables)
        elif kind == "p" and tables and tables[-1] and tables[-1][-1]:
            tables[-1][-1][-1] = f"{tables[-1][-1][-1]} {_paragraph(element)}".strip()
        elif kind == "p":
            add(_paragraph(element))
        elif kind == "tbl" and len(tables) > 1:
            inner = " ".join(map(_row_text, tables.pop()))
            if tables[-1] and tables[-1][-1]:
                tables[-1][-1][-1] = f"{tables[-1][-1][-1]} {inner}".strip()
        elif kind == "tbl":
            rows = tables.pop()
            add(_table_text(_without_heads(rows)), tuple(rows))
    return blocks


def _open(kind: str, tables: list[list[list[str]]]) -> None:
    if kind == "tbl":
        tables.append([])
    elif kind == "tr" and tables:
        tables[-1].append([])
    elif kind == "tc" and tables:
        tables[-1][-1].append("")


def _table_text(rows: list[list[str]]) -> str:
    """A line for each row; rows with a reference each are set apart, without the ticks beside it."""
    holding = sum(_holds_reference(row) or _says_where(row) for row in rows)
    if 2 * holding < len(rows) or not rows:
        return "\n".join(map(_row_text, rows))
    for at in (0, -1):
        marks = [row[at] for row in rows if len(row) > 1 and row[at]]
        if marks and all(len(mark) <= LONGEST_TICK and not re.search(r"\d", mark) for mark in marks):
            rows = [(row[:-1] if at else row[1:]) if len(row) > 1 else row for row in rows]
    return "\n\n".join(map(_row_text, rows))


def _holds_reference(cells: list[str]) -> bool:
    longest = max(cells, key=len, default="")
    return len(longest) >= LEAST and bool(YEAR.search(longest) and may_begin(longest))


def _row_text(cells: list[str]) -> str:
    """A row as one line; a number in its first cell becomes that of a list."""
    first, rest = cells[0] if cells else "", cells[1:]
    if rest and (number := re.fullmatch(r"\W*(\d{1,4})\W*", first)):
        first = f"{number[1]}."
    return " ".join(text for text in (first, *rest) if text)


def _without_heads(rows: list[list[str]]) -> list[list[str]]:
    """The rows without a first one that names the columns, such as "No." and "Reference"."""
    first = [plain_heading(cell) for cell in rows[0]] if len(rows) > 1 else []
    return rows[1:] if first and all(name in HEADS or not name for name in first) else rows


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
