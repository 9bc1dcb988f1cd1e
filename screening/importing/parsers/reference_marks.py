"""A reference list whose items bear marks that do not count: bullets, the "1." of every item in Markdown, "S1."."""

from __future__ import annotations

import re
from collections import Counter

from .reference_lines import BEGINS_WITH_NAME, ENDED, STARTS, YEAR, Line
from .reference_numbered import Group
from .reference_starts import ADDRESS, begins_like_reference, is_dated

_BULLET = r"(?:[·•●▪■◦○□‣➢►*+^]|&bull;|[–—-](?=\s+[^\s\d]))\s+"
_LETTERED = r"\[?[A-Z]{1,2}\d{1,3}(?:[.):]|\])\s+"
_MARK = re.compile(rf"^\s*(?:(?P<number>\d{{1,3}})[.)]\s+(?=\S)|(?P<letters>{_LETTERED})|{_BULLET})(?=\S)")
_DASH = re.compile(r"\s*[–—-]\s+\S")
SHARE = 0.6  # of the items that look like references, from which on the marks are those of a reference list


def by_mark(lines: list[Line], numbered: bool = False) -> list[Group]:
    """One group for each mark, what stands before the first in a group that is `outside`; [] where the marks make
    no list. `numbered` asks for the list in which every item has the same number.
    """
    found = [_MARK.match(line.text) for line in lines]
    kinds = Counter(_kind(mark) for mark in found if mark)
    numbers = {mark["number"] for mark in found if mark and mark["number"]}
    if not kinds or numbered != (kinds.most_common(1)[0][0] == "number" and len(numbers) == 1):
        return []
    kind = kinds.most_common(1)[0][0]
    if kind == "number" and not numbered or _are_dashes_of_text(lines):
        return []
    groups: list[Group] = []
    before: list[Line] = []
    for line, mark in zip(lines, found, strict=True):
        if mark and _kind(mark) == kind:
            groups.append(Group(0, [line], mark.end()))
        elif groups:
            groups[-1].lines.append(line)
        else:
            before.append(line)
    like = sum(map(_like_reference, groups))
    others = sum(bool(STARTS.match(line.text.strip()) and YEAR.search(line.text)) for line in before)
    if len(groups) < 2 or like < SHARE * len(groups) or others > like:
        return []
    return [*([Group(0, before, outside=True)] if before else []), *groups]


def _are_dashes_of_text(lines: list[Line]) -> bool:
    """Whether most of the lines that begin with a dash go on with what the line before has not ended."""
    ended = [
        lines[at].apart or at == 0 or bool(ENDED.search(lines[at - 1].text.strip()))
        for at in range(len(lines))
        if _DASH.match(lines[at].text)
    ]
    return sum(ended) < len(ended) / 2


def _kind(mark: re.Match[str]) -> str:
    return "number" if mark["number"] else "letters" if mark["letters"] else "bullet"


def _like_reference(group: Group) -> bool:
    text = group.lines[0].text[group.skip :].strip(" *_[“\"'")
    dated = any(is_dated(line.text) or ADDRESS.search(line.text) for line in group.lines)
    begins = STARTS.match(text) or BEGINS_WITH_NAME.match(text) or begins_like_reference(text)
    return dated and bool(begins or text[:1].isupper())
