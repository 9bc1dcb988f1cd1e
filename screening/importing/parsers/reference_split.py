"""A reference list cut into its references: numbered, one a line, in paragraphs, wrapped, or out of a PDF."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .marked_text import Marked
from .records import Problem
from .reference_lines import ENDED, NUMBER, STARTS, YEAR, Line, joined
from .reference_numbered import Group, by_number

_HEADING = re.compile(
    r"^\W*(?:\d+\.?\s+)?(?:references?(?:\s+list)?|bibliography|literature(?:\s+cited)?|"
    r"works cited|cited literature|"
    r"literatur(?:verzeichnis)?|références|referencias|bibliografía|bibliographie|sources)\W*$",
    re.I,
)
_AFTER = re.compile(
    r"^\s*(?:#{1,6}\s+\S|\**(?:appendi(?:x|ces)|figure legends?|tables?|supplementary|acknowledge?ments?|funding|"
    r"conflicts? of interest|author contributions?|abbreviations)\b[^.]{0,60}$)",
    re.I,
)
_IN_LINE = re.compile(
    r"(?:^\W{0,5}(?i:references?(?: list)?|bibliography)?\W{0,3}?|(?<=[.)\]/\w])\s+)"
    r"(?:\[(\d{1,4})\]|\((\d{1,4})\)|(\d{1,4})[.)])\s+(?=[^\Wa-z\d_])"
)
LEAST_RUN = 3  # numbers that count on in one line, from which on it holds a list
_PAGE_NUMBER = re.compile(r"^\s*(?:page\s+)?\d{1,4}(?:\s+of\s+\d{1,4})?\s*$", re.I)
_DOI_LIKE = re.compile(r"10\.\d{4}|doi|https?:", re.I)


@dataclass(slots=True)
class Item:
    """One reference as found: its number in the list (0 if unnumbered), first line, and text."""

    number: int
    line: int
    text: Marked


def lines_of(text: str) -> list[Line]:
    """The lines with their number and their place in the text."""
    found, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        found.append(Line(number, start, line))
        start += len(line) + 1
    return found


def split(text: str) -> Iterator[Item | Problem]:
    """The references of a list, in order; headings are passed over, page headers reported."""
    lines, told = section(lines_of(text))
    yield from told
    lines = [piece for line in lines if not _HEADING.match(line.text) for piece in _run_together(line)]
    furniture = _page_furniture(lines)
    for line in lines:
        if line.number in furniture and not _PAGE_NUMBER.match(line.text):
            what = f"“{line.text.strip()[:80]}” looks like a page header."
            yield Problem(line.number, "", what, "It was left out of the reference it interrupts.")
    lines = [line for line in lines if line.number not in furniture]
    vocabulary = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))
    for group in _groups(lines):
        if group.unnumbered:
            yield _told_unnumbered(group)
        yield Item(group.number, group.lines[0].number, joined(group.lines, group.skip, vocabulary))


def _told_unnumbered(group: Group) -> Problem:
    text = group.lines[0].text.strip()
    what = f"“{text if len(text) <= 80 else text[:79] + '…'}” has no number of its own in a numbered list."
    done = "It was read as a reference of its own"
    done += f", number {group.number}, which the list leaves out." if group.number else "."
    return Problem(group.lines[0].number, "reference", what, done)


def _run_together(line: Line) -> list[Line]:
    """The references of a list that lost its line ends, told by numbers that go on counting; else the line."""
    starts: list[int] = []
    first = 0
    for found in _IN_LINE.finditer(line.text):
        number = int(found[1] or found[2] or found[3])
        if not starts and found.start() > 0:
            break
        if not starts or number == first + len(starts):
            first = first if starts else number
            starts.append(found.start(found.lastindex or 0) - (found[3] is None))
    if len(starts) < LEAST_RUN:
        return [line]
    ends = [*starts[1:], len(line.text)]
    return [Line(line.number, line.start + a, line.text[a:b]) for a, b in zip(starts, ends, strict=True)]


def section(lines: list[Line]) -> tuple[list[Line], list[Problem]]:
    """The lines of the reference list in a whole text, and what is said about the rest; all lines where the text
    is nothing but a list.
    """
    heads = [at for at, line in enumerate(lines) if _HEADING.match(line.text)]
    if not heads:
        return lines, []
    start = heads[-1] + 1
    end = next((at for at in range(start, len(lines)) if _AFTER.match(lines[at].text)), len(lines))
    before, after = _filled(lines[: heads[-1]]), _filled(lines[end:])
    if sum(map(_like_reference, before)) > 0.3 * len(before):  # a heading inside the list, or printed on every page
        return lines, []
    told = [_outside(part, lines[heads[-1]]) for part in (before, after) if len(part) > 2]
    return lines[start:end], told


def text_outside(text: str) -> str:
    """The text around its reference list, with as many lines and signs as the whole; "" where there is none."""
    lines = lines_of(text)
    inside, told = section(lines)
    if not told or not inside:
        return ""
    first, last = inside[0], inside[-1]
    blank = re.sub(r"[^\n]", " ", text[first.start : last.start + len(last.text)])
    return text[: first.start] + blank + text[last.start + len(last.text) :]


def has_section(text: str) -> bool:
    """Whether a heading such as “References” stands in the text."""
    return any(_HEADING.match(line) for line in text.split("\n"))


def _filled(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.text.strip()]


def _like_reference(line: Line) -> bool:
    return bool(STARTS.match(line.text.strip()) or NUMBER.match(line.text)) and bool(YEAR.search(line.text))


def _outside(part: list[Line], heading: Line) -> Problem:
    what = f"{len(part):,} lines from here on stand outside the section “{heading.text.strip(' #*')}”."
    return Problem(
        part[0].number, "", what, "They were taken for the text that cites the references, and left out."
    )


def _page_furniture(lines: list[Line]) -> set[int]:
    """Running heads, which come again with other numbers, and lone page numbers beside them."""
    shapes = Counter(_shape(line.text) for line in lines)
    heads = set()
    for line in lines:
        text = line.text.strip()
        repeated = shapes[_shape(line.text)] >= 2 and 3 <= len(text) <= 90 and text[0].isalpha()
        if repeated and not _DOI_LIKE.search(text) and not text.endswith((".", ",", "-")):
            heads.add(line.number)
    pages = {line.number for line in lines if _PAGE_NUMBER.match(line.text)}
    near = {n for n in pages if n - 1 in heads or n + 1 in heads or n - 2 in heads or n + 2 in heads}
    lone = pages if len(pages) >= 2 and len(pages) < len(lines) / 8 else near
    kept = {n for n in heads if any(n + d in pages for d in (-2, -1, 1, 2))} if pages else set()
    return lone | near | kept


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text.strip())


def _groups(lines: list[Line]) -> list[Group]:
    numbered = by_number(lines)
    if numbered:
        return numbered
    filled = [line for line in lines if line.text.strip()]
    if not filled:
        return []
    paragraphs = _by_blank(lines)
    if len(paragraphs) > 1 and sum(_complete(p) for p in paragraphs) >= 0.6 * len(paragraphs):
        return [Group(0, group) for group in paragraphs]
    return [Group(0, group) for group in _by_start(filled)]


def _by_blank(lines: list[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = [[]]
    for line in lines:
        if line.text.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _complete(group: list[Line]) -> bool:
    """A paragraph that begins like a reference and does not hold several one-line references."""
    text = group[0].text.strip()
    starts = sum(bool(STARTS.match(line.text.strip())) and len(line.text) > 60 for line in group[1:])
    return bool(STARTS.match(text) or YEAR.search(text)) and starts == 0


def _by_start(lines: list[Line]) -> list[list[Line]]:
    """Unnumbered lines: a new reference begins at a hanging first line, or where a line looks like one."""
    indented = [line.text[:1].isspace() for line in lines]
    if any(indented) and not indented[0] and sum(indented) >= len(lines) / 4:
        groups: list[list[Line]] = []
        for line, inside in zip(lines, indented, strict=True):
            groups[-1].append(line) if inside and groups else groups.append([line])
        return groups
    wrapped = _wrapped(lines)
    groups = []
    for line in lines:
        text = line.text.strip()
        ended = bool(groups) and bool(ENDED.search(groups[-1][-1].text.strip()))
        if not groups or not wrapped or ended and STARTS.match(text):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _wrapped(lines: list[Line]) -> bool:
    """True when lines are parts of references: most are of one length and few hold a year and an end."""
    whole = sum(bool(STARTS.match(line.text.strip())) for line in lines)
    return len(lines) > 2 and whole < 0.7 * len(lines) and max(len(line.text) for line in lines) < 140
