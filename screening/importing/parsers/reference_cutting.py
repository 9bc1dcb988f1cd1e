"""The lines of a reference list put into groups, one for each reference: by numbers, by other marks, or by nothing
but how references begin and end; and what stands among them that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .reference_counted import by_counting
from .reference_lines import ENDED, STARTS, Line
from .reference_marks import by_mark
from .reference_numbered import Group, by_number
from .reference_starts import (
    NO_START,
    are_whole,
    begins_like_reference,
    by_start,
    goes_on,
    is_dated,
    is_one_a_line,
    may_begin,
    print_of,
)

AFTER = re.compile(
    r"^\s*(?:#{1,6}\s+\S|\**(?:appendi(?:x|ces)|figure legends?|tables?|supplementary|acknowledge?ments?|funding|"
    r"conflicts? of interest|author contributions?|abbreviations)\b[^.]{0,60}$)",
    re.I,
)
_ENDS_WITH_DATE = re.compile(r"(?<!\d)\s[(\[](?:1[89]|20)\d\d[a-z]?[)\]]\.?$")
SAYS_WHERE = re.compile(  # "2003;37(5):591", "37(5), 591", a DOI: only a reference says so
    r"\b(?:1[89]|20)\d\d[\w ]{0,12};\s?\w{1,6}\s?(?:\([^()]*\))?\s?:\s?\w|"
    r"\d\s?\(\d[^()]*\)\s?[:,]\s?(?:pp?\.\s)?\w*\d|10\.\d{4,9}/\S"
)
DEEPEST = 4  # lists within what one list leaves over
LEAST = 30  # characters of a reference that stands outside the list


def groups_of(lines: list[Line], depth: int = 0) -> list[Group]:
    """The references of these lines, none of them empty, in order; groups that are `outside` are no references."""
    marked = by_mark(lines, numbered=True) or max(by_number(lines), by_mark(lines), by_counting(lines), key=_items)
    if not marked or depth == DEEPEST:
        return [Group(0, group) for group in _unmarked(lines)]
    cuts = _gaps_mean_something(marked)
    found: list[Group] = []
    for group in marked:
        at = 0 if group.outside else _end_of(group) if cuts else len(group.lines)
        if at:
            found.append(Group(group.number, group.lines[:at], group.skip, group.unnumbered, group.again))
        if at < len(group.lines):
            found += _left_over(group.lines[at:], depth + 1)
    return found


def _items(groups: list[Group]) -> int:
    """How many references the numbers or other marks of a list make, those without a mark not counted."""
    return sum(not (group.outside or group.unnumbered) for group in groups)


def _gaps_mean_something(groups: list[Group]) -> bool:
    """False where empty lines stand everywhere, as in a text that was copied with double spacing."""
    inner = [line.apart for group in groups if not group.outside for line in group.lines[1:]]
    return sum(inner) <= max(3, 0.3 * len(inner))


def _end_of(group: Group) -> int:
    """How many lines of the group are its reference: what follows behind an empty line or as a heading is not."""
    for at in range(1, len(group.lines)):
        line, text = group.lines[at], group.lines[at].text.strip()
        heads = bool(AFTER.match(line.text))
        if not (line.apart or heads) or line.text[:1].isspace() or NO_START.match(text) or not may_begin(text):
            continue
        if _is_whole(group.lines[:at]):
            return at
    return len(group.lines)


def _is_whole(lines: list[Line]) -> bool:
    """Whether the lines hold a year, end like a reference, and do not end with a year in brackets behind names."""
    text = " ".join(line.text.strip() for line in lines)
    return bool(ENDED.search(text)) and is_dated(text) and not _ENDS_WITH_DATE.search(text)


def _left_over(lines: list[Line], depth: int) -> Iterator[Group]:
    """What stands before, behind or between the items of a list: other references, and text that is none."""
    for group in groups_of(lines, depth) if any(is_dated(line.text) for line in lines) else [Group(0, lines)]:
        reference = group.number or group.unnumbered or group.skip or _like_reference(group.lines)
        if reference and not group.outside:
            yield Group(group.number, group.lines, group.skip, not group.number, group.again)
        else:
            yield Group(0, group.lines, outside=True)


def _like_reference(lines: list[Line]) -> bool:
    text = " ".join(line.text.strip() for line in lines)
    begins = STARTS.match(text) or begins_like_reference(text) or may_begin(text) and ENDED.search(text)
    says = len(text) > 2 * LEAST and SAYS_WHERE.search(text)
    return len(text) > LEAST and is_dated(text) and bool(begins or says)


def _unmarked(lines: list[Line]) -> list[list[Line]]:
    """The lines of each reference in a list without marks: paragraphs, hanging or indented first lines, or lines
    that look like the first of one.
    """
    if not lines:
        return []
    known = print_of(lines)
    paragraphs = _paragraphs(lines)
    if len(paragraphs) > 1:
        parted = [_in_lines(part) if are_whole(part) else by_start(part, known) for part in paragraphs]
        complete = sum(len(groups) == 1 and _is_complete(groups[0]) for groups in parted)
        if complete >= 0.6 * len(paragraphs):
            return [group for groups in parted for group in groups]
    if indented := _by_indent(lines):
        return indented
    return _in_lines(lines) if is_one_a_line(lines) else by_start(lines, known)


def _in_lines(lines: list[Line]) -> list[list[Line]]:
    found: list[list[Line]] = []
    for line in lines:
        if found and goes_on(found[-1], line):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _paragraphs(lines: list[Line]) -> list[list[Line]]:
    found: list[list[Line]] = []
    for line in lines:
        if line.apart or not found:
            found.append([line])
        else:
            found[-1].append(line)
    return found


def _is_complete(group: list[Line]) -> bool:
    """A paragraph that begins like a reference and holds a date."""
    text = " ".join(line.text.strip() for line in group)
    return bool(STARTS.match(text)) or may_begin(text) and is_dated(text)


def _by_indent(lines: list[Line]) -> list[list[Line]]:
    """The lines of each reference where only its first line is indented, or all but the first; [] elsewhere."""
    indented = [line.text.lstrip("\f")[:1].isspace() for line in lines]  # a form feed begins a page
    if not any(indented) or all(indented):
        return []
    if hanging := not indented[0]:
        if sum(indented) < len(lines) / 4:
            return []
    elif not _first_lines_are_indented(lines, indented):
        return []
    groups: list[list[Line]] = []
    for line, inside in zip(lines, indented, strict=True):
        if inside == hanging and groups:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _first_lines_are_indented(lines: list[Line], indented: list[bool]) -> bool:
    first = [at for at, inside in enumerate(indented) if inside]
    begin = sum(may_begin(lines[at].text.strip()) for at in first)
    ended = sum(at == 0 or bool(ENDED.search(lines[at - 1].text.strip())) for at in first)
    return len(first) > 1 and min(begin, ended) >= 0.7 * len(first)
