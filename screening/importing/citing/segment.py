"""A text cut into sections, paragraphs and sentences, each with its place in the text.

A mark such as [3], or ³ as a superscript, belongs to the sentence it stands in, also where it is printed after the
full stop. A paragraph that a page end broke in two is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from screening.importing.parsers.capitals import SMALL

_LIST = r"\s*\d{1,4}(?:\s*[-\u2010-\u2015,;]\s*\d{1,4})*\s*"
_RAISED = "\u2070\u00b9\u00b2\u00b3\u2074-\u2079"  # superscript digits; kg/m² and 10⁶ are no marks
MARK = (
    rf"(?:\[{_LIST}\]|(?:(?<=[^\W\d_]{{3}})|(?<=[.,;:!?)\]”\"’]))"
    rf"(?:<sup>{_LIST}</sup>|\^{_LIST}\^|[{_RAISED}]{{1,4}}(?:[-\u2010-\u2015\u207b,]\s?[{_RAISED}]{{1,4}})*))"
)
_ENDS = re.compile(
    rf"[.!?…][\"”’')\]]*(?:\s*(?:{MARK}\s*)+[.,;]?(?=\s|$))?(?=\s+[\"“‘'(\[]?[^\W\d_{SMALL}]|\s+\d|\s*$)"
    rf"|(?<=[^\s.!?])(?:{MARK})+[.!?][\"”’')]*(?=\s|$)"
)
_NO_END = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|e\.g|i\.e|cf|vs|al|Figs?|Tab|Nos?|vol|pp?|Dr|Prof|St|Eq|approx|ca|resp|incl|"
    r"(?-i:[A-Z]\.){1,3}(?-i:[A-Z]))$",
    re.I,
)
_CITES_LAST = re.compile(rf"{MARK}$")
_WRAPPED = re.compile(r"(?<=\w)-\s*\n\s*(?=\w)")
_HEADING = re.compile(rf"^(?:#{{1,6}}\s+)?(?P<words>(?:\d+(?:\.\d+)*\.?\s+)?[^\W\d_{SMALL}].{{0,118}})$")
_HEADING_MARK = re.compile(r"^#{1,6}\s+|\*\*|__")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`start` and `end` count characters of the whole text; `number` counts in its section, from 1."""

    section: str
    number: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """`number` counts in its paragraph, from 1; `text` is on one line, `start` and `end` lead to it as printed."""

    section: str
    paragraph: int
    number: int
    text: str
    start: int
    end: int


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs in order; a short line of its own without a stop at its end is the heading of what follows."""
    found: list[Paragraph] = []
    section, number = "", 0
    blocks = list(re.finditer(r"\S(?:.|\n(?!\s*\n))*", text))
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        words = _one_line(block[0])
        last = found[-1] if found and found[-1].section == section and number else None
        if last and _goes_on(last.text, words):
            found[-1] = Paragraph(section, number, f"{last.text} {words}", last.start, block.end())
        elif _is_heading(block[0]) and not (following and following[0][0].islower()):
            section, number = _HEADING_MARK.sub("", words).strip(), 0
        else:
            number += 1
            found.append(Paragraph(section, number, words, block.start(), block.end()))
    return found


def sections(text: str) -> list[str]:
    """The sections that hold text, in order."""
    return list(dict.fromkeys(paragraph.section for paragraph in paragraphs(text)))


def sentences(text: str) -> list[Sentence]:
    return [
        Sentence(each.section, each.number, number, _one_line(text[start:end]), start, end)
        for each in paragraphs(text)
        for number, (start, end) in enumerate(_cut(text, each.start, each.end), 1)
    ]


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence between two places."""
    at = start
    for found in _ENDS.finditer(text, start, end):
        before = text[at : found.start()]
        if text[found.start()] == "." and _NO_END.search(before):
            continue
        if not before.strip():
            continue
        yield at, found.end()
        at = found.end() + len(text[found.end() : end]) - len(text[found.end() : end].lstrip())
    if text[at:end].strip():
        yield at, at + len(text[at:end].rstrip())


def _one_line(text: str) -> str:
    return " ".join(_WRAPPED.sub("-", text).split())


def _is_heading(block: str) -> bool:
    words = _one_line(block)
    if block.startswith("#"):
        return "\n" not in block.strip()
    if _CITES_LAST.search(words):
        return False
    return bool(_HEADING.match(words)) and len(words) < 100 and words[-1] not in '.,;:!?)]”"' and "\n" not in block


def _goes_on(before: str, after: str) -> bool:
    """Did a page end break a sentence? It has no stop, and what follows begins small."""
    return before[-1] not in '.!?:”"' and not before.endswith("]") and (after[0].islower() or after[0] in "([,;")
