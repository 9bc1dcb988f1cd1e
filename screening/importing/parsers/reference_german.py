"""References as DIN 1505 prints them: "Roe, H.; Poe, Anna: Title. In: Journal 33 (2019), Nr. 2, S. 101–110." """

from __future__ import annotations

import re

from . import reference_shapes as shapes
from .capitals import CAPITAL
from .reference_lines import PARTICLES
from .reference_names import names_in
from .reference_parts import Parts

STYLE = "din"
_WORD = rf"[{CAPITAL}][\w’'‐-]*"
_GIVEN = rf"(?:{_WORD}|[{CAPITAL}]\.)(?:[ -]?(?:{_WORD}|[{CAPITAL}]\.))*(?:\s(?:von|van|de|zu))?"
_NAME = rf"{PARTICLES}*{_WORD}(?:\s{_WORD})?,\s{_GIVEN}"
_NAMES = re.compile(
    rf"(?P<names>{_NAME}(?:\s?[;/]\s?{_NAME})*(?:\s(?:u\.\s?a\.|et al\.))?)(?P<role>\s\(Hrsg\.\))?:\s+"
)
_JOURNAL = re.compile(
    rf"(?P<title>.+?)[.,]\s+[Ii]n:\s+(?P<container>[^,;:]+?),?\s+(?:Jg\.\s?)?(?P<volume>\d+)(?:\.\s?Jg\.?)?\s*"
    rf"\((?P<date>{shapes.YEAR})\)(?:[,;:]?\s*(?:Nr|Heft|H)\.?\s?(?P<issue>[\w/–-]+))?"
    rf"(?:[,;:]\s*S\.\s?(?P<pages>{shapes.PAGES}))?\s?\.?",
    re.S,
)
_BOOK = re.compile(
    rf"(?P<title>.+?)\.\s+(?:(?P<edition>\d{{1,2}}\.,?\s(?:[\w. ]{{1,30}}\s)?Aufl(?:age|\.)?)[.,]?\s+)?"
    rf"(?P<place>{_WORD}(?:[ /,]+(?:{_WORD}|am|an|der|i\.|u\. a\.))*)\s?:\s+(?P<publisher>[^:;\d]+?),\s+"
    rf"(?P<date>{shapes.YEAR})(?:,\s*(?:S\.\s?(?P<pages>{shapes.PAGES})|\d+\s?S\.))?\s?\.?",
    re.S,
)


_IN_BOOK = re.compile(
    rf"(?P<title>.+?)[.,]\s+[Ii]n:\s+(?P<names>{_NAME}(?:\s?[;/]\s?{_NAME})*)\s\(Hrsg\.\):\s+", re.S
)
_THESIS_WORD = r"(?:Diss(?:ertation)?|Habil(?:itation(?:sschrift)?)?|(?:Doktor|Master|Bachelor|Diplom)arbeit)\.?"
_THESIS = re.compile(
    rf"(?P<title>.+?)\.\s+(?:{_THESIS_WORD},?\s(?P<publisher>[^\d]+?)|(?P<school>[^\d]+?),\s{_THESIS_WORD}),?\s"
    rf"(?P<date>{shapes.YEAR})(?:,\s(?:S\.\s?\d+|\d+\s?S\.?))?\s?\.?",
    re.S,
)


def german(body: str, parts: Parts) -> bool:
    """Whether the reference is an article, a book or a thesis in this style; then it is taken apart."""
    names = _NAMES.match(body)
    rest = body[names.end() :] if names else ""
    chapter = _IN_BOOK.match(rest)
    journal = None if chapter else _JOURNAL.fullmatch(rest)
    thesis = None if chapter or journal else _THESIS.fullmatch(rest)
    found = journal or thesis or _BOOK.fullmatch(rest[chapter.end() :] if chapter else rest)
    if not names or not found:
        return False
    said = found.groupdict()
    said["publisher"] = said.pop("school", None) or said.get("publisher")
    for name, value in said.items():
        setattr(parts, name, (value or "").strip())
    listed, parts.short = names_in(names["names"].replace("/", ";"))
    if names["role"]:
        parts.editors = listed
    else:
        parts.authors = listed
    parts.type, parts.style = "article" if journal else "thesis" if thesis else "book", STYLE
    if chapter:
        parts.type, parts.title, parts.container = "chapter", chapter["title"], parts.title
        parts.editors = names_in(chapter["names"].replace("/", ";"))[0]
    parts.names_score, parts.marked = 1.0, True
    return True
