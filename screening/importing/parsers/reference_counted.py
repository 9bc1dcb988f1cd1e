"""A reference list that counts its items otherwise than with plain numbers: i., I., a), #1, ¹, Ref 1:."""

from __future__ import annotations

import re
from collections.abc import Callable

from .reference_lines import STARTS, YEAR, Line
from .reference_numbered import Group
from .reference_starts import begins_like_reference, is_dated, may_begin

LEAST = 2  # items that count on from the first
SHARE = 0.6  # of the items that look like references
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def by_counting(lines: list[Line]) -> list[Group]:
    """One group for each item, numbered from 1; what stands before the first is `outside`. [] where no such list
    is found.
    """
    return max((_counted(lines, form, value) for form, value in _FORMS), key=len)


def _roman(text: str) -> int:
    values = [_ROMAN[sign] for sign in text.lower()]
    return sum(
        -value if any(after > value for after in values[at + 1 :]) else value for at, value in enumerate(values)
    )


def _letter(text: str) -> int:
    return ord(text.lower()) - ord("a") + 1


def _digits(text: str) -> int:
    return int(text.translate(_SUPERSCRIPT))


_FORMS: tuple[tuple[re.Pattern[str], Callable[[str], int]], ...] = (
    (re.compile(r"^\s*[\[(]?([ivxlc]{1,9}|[IVXLC]{1,9})[.)\]]\s+(?=\S)"), _roman),
    (re.compile(r"^\s*[\[(]?([a-z])[.)\]]\s+(?=\S)"), _letter),
    (re.compile(r"^\s*[\[(]?([A-Z])[)\]]\s+(?=\S)"), _letter),
    (re.compile(r"^\s*#\s?(\d{1,4})[.):]?\s+(?=\S)"), _digits),
    (re.compile(r"^\s*([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})[.)]?\s*(?=\S)"), _digits),
    (re.compile(r"^\s*\[?(?:Ref(?:erence)?|Citation|No|Nr)\.?\s?#?(\d{1,4})[.):\]]*\s+(?=\S)", re.I), _digits),
)


def _counted(lines: list[Line], form: re.Pattern[str], value: Callable[[str], int]) -> list[Group]:
    groups: list[Group] = []
    before: list[Line] = []
    for line in lines:
        mark = form.match(line.text)
        if mark and value(mark[1]) == len(groups) + 1 and _may_open(line.text[mark.end() :]):
            groups.append(Group(len(groups) + 1, [line], mark.end()))
        elif groups:
            groups[-1].lines.append(line)
        else:
            before.append(line)
    like = sum(any(is_dated(line.text) for line in group.lines) for group in groups)
    others = sum(bool(STARTS.match(line.text.strip()) and YEAR.search(line.text)) for line in before)
    if len(groups) < LEAST or like < SHARE * len(groups) or others:
        return []
    return [*([Group(0, before, outside=True)] if before else []), *groups]


def _may_open(text: str) -> bool:
    return may_begin(text.strip()) or begins_like_reference(text.strip())
