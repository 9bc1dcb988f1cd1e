"""Pages of the web among printed references: who made the site stands where others print a journal."""

from __future__ import annotations

import re

from . import reference_shapes as shapes
from .capitals import CAPITAL
from .names import GROUP_WORDS
from .reference_books import JOURNAL, PERIODICAL
from .reference_heads import vancouver_names
from .reference_names import looks_like_names, names_in
from .reference_parts import Parts

STYLE = "ama-page"
_DAY = rf"(?:{shapes.MONTH}\s(?:\d{{1,2}},\s)?)?"
_DATED = rf"{_DAY}(?P<date>{shapes.YEAR})\.?(?:\s(?:Updated|Reviewed)\s{_DAY}{shapes.YEAR}\.?)?\s?\.?"
_SAID = r"(?:Published|Updated|Reviewed)\s"
_PAGE = re.compile(
    rf"(?P<head>.+?[.?!])\s+(?!{_SAID})(?P<site>[{CAPITAL}](?:[^.?!]|\b[{CAPITAL}]\.){{1,90}})\.\s+(?:{_SAID})?{_DATED}",
    re.S,
)
_OWN_PAGE = re.compile(rf"(?P<head>.+?[.?!])(?P<site>)\s+{_SAID}{_DATED}", re.S)  # of those who stand first
_IN_CAPITALS = re.compile(
    rf"(?:(?:[{CAPITAL}][\w’'&.-]*|of|the|and|for|on|in|de|für|&)(?:,?\s|$)){{1,12}}"
)  # "National Institutes of Health"


def page(body: str, parts: Parts) -> bool:
    """Whether it is AMA's "Names. Title. Site. 2023.", looked at in the web; then it is taken apart."""
    looked_at = parts.url and parts.accessed and not parts.doi
    found = _PAGE.fullmatch(body) if looked_at else None
    if looked_at and not (found and is_site(found["site"])):
        found = _OWN_PAGE.fullmatch(body)
    if not found:
        return False
    names, title = vancouver_names(found["head"])
    parts.authors, parts.short = names_in(names) if names else ([], False)
    parts.names_score = looks_like_names(names) if names else 0.0
    parts.type, parts.title, parts.date = "webpage", title.rstrip("."), found["date"]
    parts.publisher, parts.style = found["site"], STYLE
    return bool(parts.title)


def is_site(said: str) -> bool:
    """Whether the words can name who made a site, and no journal."""
    if JOURNAL.search(said) or PERIODICAL.search(said) and not GROUP_WORDS.search(said):
        return False
    return bool(_IN_CAPITALS.fullmatch(said))


def settle_site(parts: Parts) -> None:
    """What has neither numbers nor a DOI but an address, and no journal's name, is a page."""
    numbered = parts.volume or parts.issue or parts.pages or parts.number or parts.doi
    if parts.type == "article" and parts.url and parts.container and not numbered and is_site(parts.container):
        parts.type, parts.publisher, parts.container = "webpage", parts.publisher or parts.container, ""
