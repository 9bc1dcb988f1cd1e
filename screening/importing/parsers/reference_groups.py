"""Groups of authors that bear a year, such as "GBD 2019 Diseases and Injuries Collaborators".

Their year is none of the work's, and no rule of names fits them: while a reference is read a plain name of the same
length stands for the group, so that places in the text stay true.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .reference_parts import Parts

_GROUP = re.compile(
    r"^\W*((?:[A-Z][\w’'-]*\s+){1,4}(?:19|20)\d\d\s+[^.():;\d]{0,90}?"
    r"\b(?:collaborat(?:ors?|ion)|consortium|network|(?:study |working |writing )?group|investigators|committee))"
    r"(?=\W)",
    re.I,
)
_YEAR_IN_TITLE = re.compile(
    r"(?:\bal\.|(?<![^\W\d_]{4})[^\W\d_a-z][.,]|[^\W\d_a-z]\.\s?[^\W\d_][\w’'‐-]{1,30},)"
    r"\s((?:1[5-9]|20)\d\d)(?=\s[a-z]{2})"
)
_PRINTED = re.compile(r"(?:1[89]|20)\d\d(?:;|\)|,\s\d)")  # the year of the work in styles that print it late
FARTHEST = 2_000  # characters within which the title begins
_BEFORE_YEAR = re.compile(r"[.,]?\s*\(")


@dataclass(frozen=True)
class Standing:
    """The text with `name` where `group` stood; both empty where no such group begins it."""

    text: str
    name: str = ""
    group: str = ""


def with_plain_name(text: str) -> Standing:
    found = _GROUP.match(text)
    if not found:
        return _with_plain_year(text)
    group, start, end = found[1], *found.span(1)
    initial = ", A" if _BEFORE_YEAR.match(text, end) else " A"
    name = "G" + "h" * (len(group) - 1 - len(initial)) + initial
    return Standing(text[:start] + name + text[end:], name, group)


def _with_plain_year(text: str) -> Standing:
    """The same for a title that begins with a year: "Roe J, et al. 1984 revisited. Light. 2008;3:1-9." """
    found = _YEAR_IN_TITLE.search(text, 0, FARTHEST)
    if not found or not _PRINTED.search(text, found.end()):
        return Standing(text)
    start, end = found.span(1)
    return Standing(text[:start] + "Nine" + text[end:], "Nine", found[1])


def put_back(parts: Parts, standing: Standing) -> None:
    """Give the group its name again, as an author taken whole and wherever else its stand-in came to be."""
    if not standing.group:
        return
    family = standing.name.rstrip("A").rstrip(" ,")
    whole = [name.startswith(family) for name in parts.authors]
    parts.authors = [
        f"{standing.group}," if is_group else name for name, is_group in zip(parts.authors, whole, strict=True)
    ]
    for field in ("title", "other_title", "container", "publisher", "place"):
        setattr(parts, field, getattr(parts, field).replace(standing.name, standing.group))
