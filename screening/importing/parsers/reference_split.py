"""A reference list cut into its references: numbered, one a line, in paragraphs, wrapped, or out of a PDF."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .marked_text import Marked
from .records import Problem
from .reference_columns import in_columns
from .reference_cutting import AFTER, groups_of
from .reference_lines import Line, joined, like_reference
from .reference_notices import without_notice
from .reference_numbered import Group
from .reference_pages import PAGE_NUMBER, page_furniture, repeated_lines
from .reference_starts import begins_like_reference

_HEADING = re.compile(
    r"^\W*(?:\d+\.?\s+)?(?:references?(?:\s+list)?|bibliography|literature(?:\s+cited)?|"
    r"works cited|cited literature|"
    r"literatur(?:verzeichnis)?|références|referencias|bibliografía|bibliographie|sources)\W*$",
    re.I,
)
_IN_LINE = re.compile(
    r"(?:^\W{0,5}(?i:references?(?: list)?|bibliography)?\W{0,3}?|(?<=[.)\]/\w])\s+)"
    r"(?:\[(\d{1,4})\]|\((\d{1,4})\)|(\d{1,4})[.)])\s+(?=[^\Wa-z\d_])"
)
LEAST_RUN = 3  # numbers that count on in one line, from which on it holds a list
_SUBHEADING = re.compile(
    r"^\W*(?:\d+\.?\s+)?(?:references? to (?:studies|ongoing|other)[\w ]{0,60}|"
    r"(?:included|excluded|ongoing|additional|other|supplementary) (?:studies|references|trials)(?: \w+){0,3}|"
    r"studies awaiting (?:classification|assessment)|other published versions of this review|further reading|"
    r"reading list)\W*$",
    re.I,
)
_STUDY = re.compile(r"^\W?[^\W\d_][\w’'‐ -]{1,40}\s(?:1[89]|20)\d\d[a-z]?\s*\{[^{}]{3,60}\}\W*$")
_LONE_NUMBER = re.compile(r"^\s*[\[(]?(\d{1,3})[.)\]]{0,2}\s*$")


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
    printed = lines_of(text)
    read = in_columns(printed)
    lines, told = section(read)
    lines, notice = without_notice(lines)
    yield from told + notice
    lines = [piece for line in _with_numbers(lines) for piece in _run_together(line)]
    furniture = page_furniture(lines if read is printed else printed)
    for line in lines:
        if line.number in furniture and not PAGE_NUMBER.match(line.text):
            what = f"“{line.text.strip()[:80]}” looks like a page header."
            yield Problem(line.number, "", what, "It was left out of the reference it interrupts.")
    if studies := [line for line in lines if _STUDY.match(line.text)]:
        what = f"{len(studies):,} line{'s' if len(studies) > 1 else ''} such as “{studies[0].text.strip()}” "
        what += "name the study that the references below belong to."
        yield Problem(studies[0].number, "", what, "They were left out; the references were read.")
    vocabulary = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))
    numbered: list[tuple[int, int]] = []  # number and line
    for group in groups_of(_without(lines, furniture)):
        if group.outside:
            yield _told_outside(group)
            continue
        if group.unnumbered:
            yield _told_unnumbered(group)
        elif group.again:
            yield _told_again(group)
        numbered += [(group.number, group.lines[0].number)] if group.number else []
        yield Item(group.number, group.lines[0].number, joined(group.lines, group.skip, vocabulary))
    yield from _missing(numbered)


def _missing(numbered: list[tuple[int, int]]) -> Iterator[Problem]:
    """Numbers that a list which else counts on leaves out: their references may stand in the ones before."""
    for (before, _), (after, line) in zip(numbered, numbered[1:], strict=False):
        if 0 < after - before - 1 <= len(numbered) // LEAST_RUN:
            left_out = f"{before + 1}" if after == before + 2 else f"{before + 1} to {after - 1}"
            what = f"The numbers jump from {before} to {after}."
            done = f"Look whether {left_out} stands within reference {before}, which was read as printed."
            yield Problem(line, "reference", what, done)


def _without(lines: list[Line], furniture: set[int]) -> list[Line]:
    """The lines that hold text; they know whether an empty one or a heading stands before them, other than where a
    page ends.
    """
    found: list[Line] = []
    apart = page_ends = False
    for line in lines:
        if line.number in furniture:
            page_ends = True
        elif not line.text.strip() or any(sign.match(line.text) for sign in (_HEADING, _SUBHEADING, _STUDY)):
            apart = True
        else:
            line.apart = apart and not page_ends and bool(found)
            found.append(line)
            apart = page_ends = False
    return found


def _with_numbers(lines: list[Line]) -> list[Line]:
    """The lines, each with the number that stands on a line of its own above it, where a list is printed so."""
    filled = [at for at, line in enumerate(lines) if line.text.strip() and not _HEADING.match(line.text)]
    lone = [at for at in filled if _LONE_NUMBER.match(lines[at].text) and at + 1 < len(lines)]
    numbers = [int(_LONE_NUMBER.match(lines[at].text)[1]) for at in lone]  # type: ignore[index]
    begin = sum(begins_like_reference(lines[at + 1].text.strip()) for at in lone)
    if len(lone) < 2 or lone[0] != filled[0] or numbers != list(range(1, len(lone) + 1)) or begin < 0.6 * len(lone):
        return lines
    found = list(lines)
    for at in lone:
        found[at + 1] = Line(lines[at].number, lines[at].start, f"{lines[at].text}\n{lines[at + 1].text}")
        found[at] = Line(lines[at].number, lines[at].start, "")
    return found


def _told_outside(group: Group) -> Problem:
    more = f" (and {len(group.lines) - 1} more lines)" if len(group.lines) > 1 else ""
    what = f"“{_shown(group)}”{more} stands among the references but looks like none."
    return Problem(group.lines[0].number, "", what, "It was left out; the references around it were read.")


def _told_again(group: Group) -> Problem:
    what = f"The number {group.number} stands once more, before “{_shown(group)}”."
    return Problem(group.lines[0].number, "reference", what, "It was read as a reference of its own.")


def _shown(group: Group) -> str:
    text = group.lines[0].text.strip()
    return text if len(text) <= 80 else text[:79] + "…"


def _told_unnumbered(group: Group) -> Problem:
    what = f"“{_shown(group)}” has no number of its own in a numbered list."
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
    end = next((at for at in range(start, len(lines)) if AFTER.match(lines[at].text)), len(lines))
    before, after = _filled(lines[: heads[-1]]), _filled(lines[end:])
    heads_of_pages = repeated_lines(lines)
    before = [line for line in before if line.number not in heads_of_pages]
    if sum(like_reference(line.text) for line in before) > max(
        1, 0.3 * len(before)
    ):  # a heading inside the list, or printed on every page
        return lines, []
    if sum(like_reference(line.text) for line in after) > 0.3 * len(after):
        end, after = len(lines), []
    told = [_outside(part, lines[heads[-1]]) for part in (before, after) if part]
    return lines[start:end], told


def text_outside(text: str) -> str:
    """The text around its reference list, with as many lines and signs as the whole; "" where there is none."""
    inside, told = section(in_columns(lines_of(text)))
    if not told or not inside:
        return ""
    pieces, at = [], 0
    for line in sorted(inside, key=lambda line: line.start):
        pieces += [text[at : line.start], " " * len(line.text)]
        at = line.start + len(line.text)
    return "".join(pieces) + text[at:]


def has_section(text: str) -> bool:
    """Whether a heading such as “References” stands in the text."""
    return any(_HEADING.match(line) for line in text.split("\n"))


def _filled(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.text.strip()]


def _outside(part: list[Line], heading: Line) -> Problem:
    many = f"{len(part):,} lines from here on stand" if len(part) > 1 else f"“{part[0].text.strip()[:80]}” stands"
    what = f"{many} outside the section “{heading.text.strip(' #*')}”."
    return Problem(
        part[0].number, "", what, "They were taken for the text that cites the references, and left out."
    )
