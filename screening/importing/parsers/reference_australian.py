"""References in Australia's Harvard: "Roe J & Poe, KA 2015, 'Title', Journal, vol. 2, no. 3, pp. 4-9." """

from __future__ import annotations

import re

from . import reference_shapes as shapes
from .capitals import CAPITAL
from .names import GROUP_WORDS
from .reference_books import EDITION, in_book
from .reference_journals import journal_of
from .reference_lines import PARTICLES
from .reference_names import looks_like_names, names_in
from .reference_parts import Parts
from .reference_quotes import closed_title

STYLE = "australian"
_HEAD = re.compile(
    rf"(?P<names>(?:{PARTICLES}){{0,3}}[{CAPITAL}“\"‘'][^\d]{{1,3000}}?),?\s(?P<date>{shapes.YEAR}[a-z]?|{shapes.UNDATED}),\s(?P<rest>.{{8,}})",
    re.S,
)
_GROUP = re.compile(rf"(?:(?:[{CAPITAL}][\w’'&-]*|of|the|and|for|&)\s?){{1,12}}\.?")
_PAGES = re.compile(rf"(?:,\s)?\bpp?\.\s?(?P<pages>{shapes.PAGES})\.?$")
_CATALOGUE = re.compile(r"cat(?:alogue|\.)? no\. ?[\w.-]+", re.I)
_HOUSE = re.compile(r"\b(?:Press|Publish(?:ers?|ing)|Verlag|Springer|Elsevier|Wiley|Routledge|Sage|Books|McGraw)\b")
_SHORT_NAME = re.compile(rf"[{CAPITAL}]{{2,8}}")
_PLACE = re.compile(
    rf"[{CAPITAL}][^\W\d_]+(?:[ -][^\W\d_]+){{0,2}}(?: (?:ACT|NSW|NT|Qld|QLD|SA|Tas|TAS|Vic|VIC|WA))?"
)
_IN_PAPER = re.compile(  # of a newspaper
    rf"(?P<paper>[^,\d]{{3,80}}),\s(?P<day>\d{{1,2}}\s{shapes.MONTH})(?:,\spp?\.\s?(?P<pages>{shapes.PAGES}))?"
)
_BOOK_AND_HOUSE = re.compile(r"(?P<book>.+?),\s(?P<publisher>[^,]+),\s(?P<place>[^,]+)")


def australian(body: str, parts: Parts) -> bool:
    """Whether names and a bare year before a comma begin the reference; then it is taken apart."""
    found = _HEAD.fullmatch(body)
    if not found:
        return False
    names, rest = found["names"].strip(), found["rest"].strip(" .,")
    score, title = looks_like_names(names), closed_title(rest)
    looked_at = bool(parts.url and parts.accessed)
    group = bool(_GROUP.fullmatch(names)) and (bool(GROUP_WORDS.search(names)) or looked_at)
    if group or score < 0.5:
        if not group:
            return False
        parts.authors, score = [f"{names},"], 1.0
    else:
        parts.authors, parts.short = names_in(names)
    parts.names_score, parts.date, parts.style = score, found["date"], STYLE
    if title:
        parts.title, parts.marked = title.title, True
        _behind_quotes(title.rest, parts)
    else:
        _by_commas(rest, parts, looked_at)
    return bool(parts.title)


def _behind_quotes(rest: str, parts: Parts) -> None:
    if found := _IN_PAPER.fullmatch(rest):
        parts.container, parts.pages = found["paper"], found["pages"] or ""
        parts.date = f"{found['day']} {parts.date}"
        return
    if not shapes.IN.match(rest):
        journal_of(rest, parts, [])
        return
    rest = shapes.IN.sub("", rest)
    pages = _PAGES.search(rest)
    in_book(rest[: pages.start()] if pages else rest, parts)
    parts.pages = pages["pages"] if pages else parts.pages
    if not parts.publisher and (found := _BOOK_AND_HOUSE.fullmatch(parts.container)):
        parts.container, parts.publisher, parts.place = found["book"], found["publisher"], found["place"]


def _made_by(pieces: list[str], authors: list[str]) -> int:
    """Which piece names who made it, the last or the one before the place; past all pieces where none does."""

    def names(piece: str) -> bool:
        known = shapes.PUBLISHER.search(piece) or GROUP_WORDS.search(piece) or _SHORT_NAME.fullmatch(piece)
        return bool(known or f"{piece}," in authors)

    if len(pieces) > 2 and _PLACE.fullmatch(pieces[-1]) and names(pieces[-2]):
        return len(pieces) - 2
    return len(pieces) - 1 if len(pieces) > 1 and names(pieces[-1]) else len(pieces)


def _by_commas(rest: str, parts: Parts, looked_at: bool) -> None:
    """A book's title, edition, publisher and place; or the title of a page and who made it."""
    pieces = rest.split(", ")
    edition = next((at for at, piece in enumerate(pieces) if at and EDITION.fullmatch(piece)), 0)
    parts.type = "book"
    if edition:
        title, behind, parts.edition = pieces[:edition], pieces[edition + 1 :], pieces[edition].strip(" .")
    elif looked_at:
        pieces = [piece for piece in pieces if not _CATALOGUE.fullmatch(piece)]
        made = _made_by(pieces, parts.authors)
        title, behind = pieces[:made], pieces[made:]
        parts.type = "book" if behind and _HOUSE.search(behind[0]) else "webpage"
    else:
        at = max(1, len(pieces) - 2)
        title, behind = pieces[:at], pieces[at:]
    parts.title = ", ".join(title).strip(" ,.")
    parts.publisher, parts.place = behind[0] if behind else "", ", ".join(behind[1:])
