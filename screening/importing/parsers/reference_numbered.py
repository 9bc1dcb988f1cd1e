"""A numbered reference list cut at its numbers, and where one of them is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from .reference_lines import BEGINS_WITH_NAME, ENDED, NUMBER, STARTS, YEAR, Line
from .reference_starts import NO_START, begins_like_reference, begins_with_group

_CLOSED = 10  # what is added to the kind of a number that a bracket ends
_BARE = 3  # the kind of number that has no mark around it: a wrapped line may begin with one
_TAIL = re.compile(r"(?:[‐-―(:=-]|10\.\d{4,9}/)$")  # a line whose last word, page or address goes on in the next
_LOOSE = re.compile(r"^\W{0,3}(\d{1,4})\W{1,3}(?=[^\W\d_])")  # "3, Roe", "3- Roe", "#3 Roe"
LONGEST_GAP = 50
LEAST = 30  # characters of the first line of a reference
MOST = 40  # lines of one
LONGEST_HEAD = 90  # characters of a page header
MOST_RUNS = 5  # of numbers, of which each may be the list


@dataclass(slots=True)
class Group:
    """The lines of one reference: its number in the list (0 for none), and how many characters of the first line
    are the number. `unnumbered` says that it stands without one among others that have theirs, `again` that its
    number was there before, `outside` that the lines belong to no item of the list.
    """

    number: int
    lines: list[Line]
    skip: int = 0
    unnumbered: bool = False
    again: bool = False
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A number at the beginning of a line, its kind (which signs stand around it) and where it ends."""

    number: int
    kind: int
    end: int


def by_number(lines: list[Line]) -> list[Group]:
    """Groups at 1, 2, 3 ... at the beginning of lines; [] when there is no such sequence. Where a line such as a
    page header begins with a number too, the list is the one that counts furthest.
    """
    marks = [_mark_of(lines, at) for at in range(len(lines))]
    groups = _counted_from(lines, marks, 0)
    for at in _runs(marks)[:MOST_RUNS]:
        if not any(group.lines[0] is lines[at] for group in groups):
            other = _counted_from(lines, marks, at)
            groups = other if _length(other) + _leaves_out_a_header(other) > _length(groups) else groups
    before = groups.pop(0).lines if groups and groups[0].outside else []
    unlike = sum(1 for line in before if STARTS.match(line.text.strip()))
    filled = sum(1 for line in lines if line.text.strip())
    enough = len(groups) >= 2 or len(groups) == 1 and filled <= 8
    if not enough or len(groups) < unlike or len(groups) < filled / 40:
        return []
    return [*([Group(0, before, outside=True)] if before else []), *_parted(groups)]


def _counted_from(lines: list[Line], marks: list[Mark | None], start: int) -> list[Group]:
    """A group for each number that goes on with the list's, from line `start` on; before them the rest."""
    groups: list[Group] = []
    before = [line for line in lines[:start] if line.text.strip()]
    kind = -1
    for at, line in enumerate(lines[start:], start):
        last = groups[-1] if groups else None
        mark = _begun(lines, at, marks, last, kind)
        if mark and last is None and before and not _is_first(lines, at, marks, before):
            mark = None
        if mark:
            again = last is not None and mark.number <= last.number
            groups.append(Group(mark.number, [line], mark.end, again=again))
            kind = mark.kind
        elif groups and line.text.strip():
            groups[-1].lines.append(line)
        elif line.text.strip():
            before.append(line)
    return [*([Group(0, before, outside=True)] if before else []), *groups]


def _runs(marks: list[Mark | None]) -> list[int]:
    """The lines with the numbers from which others of their kind count on."""
    found: list[int] = []
    last: dict[int, int] = {}
    for at, mark in enumerate(marks):
        if mark is None:
            continue
        if last.get(mark.kind) != mark.number - 1 and any(
            other and (other.kind, other.number) == (mark.kind, mark.number + 1)
            for other in marks[at + 1 : at + MOST]
        ):
            found.append(at)
        last[mark.kind] = mark.number
    return found


def _length(groups: list[Group]) -> int:
    """How far the numbers count, those not counted that were there before."""
    return sum(not (group.outside or group.again) for group in groups)


def _leaves_out_a_header(groups: list[Group]) -> bool:
    """Whether the first reference stands below a single short line without a year."""
    if len(groups) < 2 or not groups[0].outside or len(groups[0].lines) > 1:
        return False
    text, first = groups[0].lines[0].text, groups[1]
    return len(text) <= LONGEST_HEAD and not YEAR.search(text) and _like_start(first.lines[0].text[first.skip :])


def _mark_of(lines: list[Line], at: int) -> Mark | None:
    """The number at the beginning of the line; None where it is the end of what the line before leaves open."""
    found = NUMBER.match(lines[at].text)
    if not found:
        return None
    kind = next(i for i, group in enumerate(found.groups()) if group)
    mark = Mark(int(found[kind + 1]), kind + (_CLOSED if found[0].strip().endswith(")") else 0), found.end())
    return None if at and _goes_on(lines, at, mark) else mark


def _goes_on(lines: list[Line], at: int, mark: Mark) -> bool:
    """Whether the number belongs to a DOI, pages or a word that the line before has begun, or stands on a line by
    itself with no reference below it."""
    before, rest = lines[at - 1].text.rstrip(), lines[at].text[mark.end :].strip()
    if lines[at].apart:
        return False
    if not rest:
        below = lines[at + 1].text.strip() if at + 1 < len(lines) else ""
        return not _like_start(below) or bool(_TAIL.search(before))
    return bool(_TAIL.search(before)) and not _like_start(rest)


def _is_first(lines: list[Line], at: int, marks: list[Mark | None], before: list[Line]) -> bool:
    """Whether a list begins with this number though lines with a date stand above it: its next number follows."""
    mark = marks[at]
    if mark is None or not any(YEAR.search(line.text) for line in before):
        return mark is not None
    if _opens(lines[at], mark.end, before):
        return True
    following = (other for other in marks[at + 1 : at + MOST] if other and other.kind == mark.kind)
    return any(other.number == mark.number + 1 for other in following) and before[-1].text.strip()[-1:] in ".:)"


def _like_start(text: str) -> bool:
    return bool(text) and bool(STARTS.match(text) or begins_like_reference(text))


def _begun(lines: list[Line], at: int, marks: list[Mark | None], last: Group | None, kind: int) -> Mark | None:
    """The number with which the line begins a reference; None where it begins none."""
    line, mark = lines[at], marks[at]
    if mark and last is None and mark.number <= 999:
        return mark
    if mark and last and _follows(line, mark, last, kind) and not _comes_later(lines, at, marks, last):
        return mark
    loose = _LOOSE.match(line.text)
    if loose and last and int(loose[1]) == last.number + 1 and _opens(line, loose.end(), last.lines):
        return Mark(int(loose[1]), kind, loose.end())
    return None


def _follows(line: Line, mark: Mark, last: Group, kind: int) -> bool:
    """True where the number goes on with the list's. Other brackets, a longer gap, or a number that was there
    before need more than a number: what looks like a reference behind it, and where it is not known to be a number
    of the list, one that has ended before it.
    """
    step = mark.number - last.number
    if step < 1:
        return mark.kind == kind and _opens(line, mark.end, last.lines)
    if mark.kind == kind and step == 1:
        return True
    if mark.kind == kind and step <= 3:
        rest = line.text[mark.end :].strip()
        return _like_start(rest) or _is_whole(last.lines) and rest[:1].isupper()
    if mark.kind % _CLOSED == kind % _CLOSED and step == 1:
        return _is_whole(last.lines) and bool(line.text[mark.end :].strip())
    if _BARE in (mark.kind, kind):
        return step == 1 and mark.kind != kind and _opens(line, mark.end, last.lines)
    return bool(STARTS.match(line.text[mark.end :].strip())) and (
        mark.kind == kind and step <= LONGEST_GAP or step == 1
    )


def _comes_later(lines: list[Line], at: int, marks: list[Mark | None], last: Group) -> bool:
    """Whether the number stands in the middle of a reference, and begins one further down."""
    mark = marks[at]
    if mark is None or _is_whole(last.lines) or len(last.lines) > MOST:
        return False
    for later in range(at + 1, min(at + MOST, len(lines))):
        other = marks[later]
        if other and other.kind == mark.kind and other.number == mark.number:
            return _opens(lines[later], other.end, lines[at:later])
        if other and other.kind == mark.kind and other.number == mark.number + 1:
            return False
    return False


def _opens(line: Line, end: int, before: list[Line]) -> bool:
    """Whether what stands behind the number looks like a reference, and the one before has ended."""
    text = line.text[end:].strip()
    return _like_start(text) and _is_whole(before)


def _parted(groups: list[Group]) -> list[Group]:
    """The groups, with those made two in which a second reference stands that bears no number."""
    single = sum(len(group.lines) == 1 for group in groups) >= 0.6 * len(groups)
    found: list[Group] = []
    for group, following in pairwise([*groups, None]):
        missing = following.number - group.number - 1 if group.number and following and following.number else 0
        starts = _starts_in(group.lines, missing > 0, single)
        ends = [*starts[1:], len(group.lines)]
        first = group.lines[: starts[0]] if starts else group.lines
        found.append(Group(group.number, first, group.skip, again=group.again))
        for at, (start, end) in enumerate(zip(starts, ends, strict=False), 1):
            number = group.number + at if missing == len(starts) else 0
            found.append(Group(number, group.lines[start:end], unnumbered=True))
    return found


def _starts_in(lines: list[Line], missing: bool, single: bool) -> list[int]:
    """Where other references begin in the lines of one: behind a whole one, in a list of one a line, behind an
    empty line, or where the list leaves out a number. What begins with no name needs both.
    """
    dated = [bool(YEAR.search(line.text)) for line in lines]
    last_date = max((at for at, has_year in enumerate(dated) if has_year), default=0)
    starts, whole = [], dated[0]
    for at in range(1, last_date + 1):
        text, before = lines[at].text.strip(), lines[at - 1]
        apart = lines[at].apart
        if BEGINS_WITH_NAME.match(text) or begins_with_group(text):
            likely = missing or single or apart
        else:
            likely = missing and (single or apart) and text[:1].isupper() and not NO_START.match(text)
        if likely and whole and len(text) > LEAST and ENDED.search(before.text.strip()):
            starts.append(at)
            whole = False
        whole = whole or dated[at]
    return starts


def _is_whole(lines: list[Line]) -> bool:
    """Whether the lines end like a reference and hold a year."""
    return bool(ENDED.search(lines[-1].text.strip())) and any(YEAR.search(line.text) for line in lines[-MOST:])
