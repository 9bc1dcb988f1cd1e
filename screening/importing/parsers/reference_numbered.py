"""A numbered reference list cut at its numbers, and where one of them is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from .reference_lines import BEGINS_WITH_NAME, ENDED, NUMBER, STARTS, YEAR, Line
from .reference_names import GROUP

_BARE = 3  # the kind of number that has no mark around it: a wrapped line may begin with one
_LOOSE = re.compile(r"^\W{0,3}(\d{1,4})\W{1,3}(?=[^\W\d_])")  # "3, Roe", "3- Roe", "#3 Roe"
_NO_START = re.compile(r"(?:https?:|www\.|doi|PMID|PMC|Available|Accessed|Retrieved|Epub|In[: ]|\W*\d)", re.I)
LONGEST_GAP = 50
LEAST = 30  # characters of the first line of a reference
MOST = 40  # lines of one


@dataclass(slots=True)
class Group:
    """The lines of one reference: its number in the list (0 for none), and how many characters of the first line
    are the number. `unnumbered` says that it stands without one among others that have theirs.
    """

    number: int
    lines: list[Line]
    skip: int = 0
    unnumbered: bool = False


def by_number(lines: list[Line]) -> list[Group]:
    """Groups at 1, 2, 3 ... at the beginning of lines; [] when there is no such sequence."""
    groups: list[Group] = []
    kind = -1
    for line in lines:
        mark = _mark(line, groups[-1] if groups else None, kind)
        if mark:
            number, kind, skip = mark
            groups.append(Group(number, [line], skip))
        elif groups and line.text.strip():
            groups[-1].lines.append(line)
        elif STARTS.match(line.text.strip()):
            groups.append(Group(0, [line]))
    real = sum(1 for group in groups if group.number)
    filled = sum(1 for line in lines if line.text.strip())
    enough = real >= 2 or real == 1 and filled <= 8
    return _parted(groups) if enough and real >= 0.5 * len(groups) and real >= filled / 40 else []


def _mark(line: Line, last: Group | None, kind: int) -> tuple[int, int, int] | None:
    """The number with which the line begins a reference, its kind, and where it ends; None where it begins none."""
    if found := NUMBER.match(line.text):
        at = next(i for i, group in enumerate(found.groups()) if group)
        number = int(found[at + 1])
        if (
            last is None
            and number <= 999
            or last is not None
            and _follows(line, found.end(), at, kind, last, number)
        ):
            return number, at, found.end()
    loose = _LOOSE.match(line.text)
    if loose and last and int(loose[1]) == last.number + 1 and _opens(line, loose.end(), last):
        return int(loose[1]), kind, loose.end()
    return None


def _follows(line: Line, end: int, at: int, kind: int, last: Group, number: int) -> bool:
    """True where the number goes on with the list's. Other brackets, or a longer gap, need more than a number: what
    looks like a reference behind it, and where one of the two has no brackets, one that has ended before it."""
    step = number - last.number
    if step < 1:
        return False
    if at == kind and step <= 3:
        return True
    if _BARE in (at, kind):
        return step == 1 and at != kind and _opens(line, end, last)
    return bool(STARTS.match(line.text[end:].strip())) and (at == kind and step <= LONGEST_GAP or step == 1)


def _opens(line: Line, end: int, last: Group) -> bool:
    """Whether what stands behind the number looks like a reference, and the one before has ended."""
    return bool(STARTS.match(line.text[end:].strip())) and _is_whole(last.lines)


def _parted(groups: list[Group]) -> list[Group]:
    """The groups, with those made two in which a second reference stands that bears no number."""
    single = sum(len(group.lines) == 1 for group in groups) >= 0.6 * len(groups)
    found: list[Group] = []
    for group, following in pairwise([*groups, None]):
        missing = following.number - group.number - 1 if group.number and following and following.number else 0
        starts = _starts_in(group.lines, missing > 0, single)
        ends = [*starts[1:], len(group.lines)]
        found.append(Group(group.number, group.lines[: starts[0]] if starts else group.lines, group.skip))
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
        apart = lines[at].number > before.number + 1
        if BEGINS_WITH_NAME.match(text) or _begins_with_group(text):
            likely = missing or single or apart
        else:
            likely = missing and (single or apart) and text[:1].isupper() and not _NO_START.match(text)
        if likely and whole and len(text) > LEAST and ENDED.search(before.text.strip()):
            starts.append(at)
            whole = False
        whole = whole or dated[at]
    return starts


def _begins_with_group(text: str) -> bool:
    """ "World Health Organization. Report", "American Psychiatric Association. (2013)"."""
    head = re.split(r"[.(:;\d]", text[:100], maxsplit=1)[0]
    return text[:1].isupper() and len(head) < 90 and bool(GROUP.search(head))


def _is_whole(lines: list[Line]) -> bool:
    """Whether the lines end like a reference and hold a year."""
    return bool(ENDED.search(lines[-1].text.strip())) and any(YEAR.search(line.text) for line in lines[-MOST:])
