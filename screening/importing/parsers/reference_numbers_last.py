"""Articles of styles that end with the numbers of the journal, behind names that say for certain where they end:
"Roe, J. & Poe, K. Title. Journal 3, 1–10 (2019).", "Roe, J.; Poe, K. Title. Journal 2019, 3, 1–10." and
"J. Roe, K. Poe, Title, Journal 3 (2019) 1–10." """

from __future__ import annotations

import re

from . import reference_shapes as shapes
from .reference_heads import (
    end_of_names_given_first,
    end_of_names_in_semicolons,
    end_of_names_with_last,
    title_and_rest,
)
from .reference_names import names_in
from .reference_parts import Parts

_ISSUE = r"(?:\s?\((?P<issue>[^()]{1,30})\))?"
_NATURE = re.compile(
    rf"(?P<head>.+?[^\d\s])\s(?P<volume>[A-Z]?\d\w*){_ISSUE},\s(?P<pages>{shapes.PAGES})\s\((?P<date>{shapes.YEAR})\)\s?\.?",
    re.S,
)
_ACS = re.compile(
    rf"(?P<head>.+?[^\d\s])\s(?P<date>{shapes.YEAR}),\s(?P<volume>[A-Z]?\d\w*){_ISSUE},\s(?P<pages>{shapes.PAGES})\s?\.?",
    re.S,
)
_ELSEVIER = re.compile(
    rf"(?P<head>.+?[^\d\s])\s(?P<volume>[A-Z]?\d\w*){_ISSUE}\s\((?P<date>{shapes.YEAR})\)\s(?P<pages>{shapes.PAGES})\s?\.?",
    re.S,
)
_PART_OF_JOURNAL = re.compile(r"(?:Ser|Sect|Section|Series|Part|Pt|Suppl)\b")
_JOINS = re.compile(r"^(?:and|&)\s[^\W\d_a-z]|^[^\W\d_a-z][\w ]*\s(?:and|&)\s[^\W\d_a-z]")
_IN_CAPITALS = re.compile(r"[^\W\d_a-z][\w’'-]*(?: [^\W\d_a-z][\w’'-]*){0,2}")
_STOP = re.compile(r"[.?!]\s+(?=[^\W\d_a-z])")
_SMALL_WORD = re.compile(r"(?:^|[\s(‐-])[a-z\d][\w’'‐-]*\)?$")


def numbers_last(body: str, parts: Parts) -> bool:
    """Whether it is such an article; then it is taken apart."""
    for style, shape, end_of_names, parted in _STYLES:
        found = shape.fullmatch(body)
        end = end_of_names(body) if found else 0
        title, journal = parted(found["head"][end:].strip()) if found and 0 < end < len(found["head"]) else ("", "")
        if title and journal:
            _take(style, body[:end], found, parts)
            parts.title, parts.container = title, journal
            return True
    return False


def _take(style: str, names: str, found: re.Match[str], parts: Parts) -> None:
    parts.authors, parts.short = names_in(names)
    parts.date, parts.volume = found["date"], found["volume"]
    parts.issue, parts.pages = found["issue"] or "", found["pages"]
    parts.style, parts.names_score, parts.marked = style, 1.0, True


def _title_and_journal(text: str) -> tuple[str, str]:
    """The title ends at the last stop behind a small word, since journals are cut short behind capital ones;
    else at the first stop. ("", "") where quotes mark it, or where it has no end."""
    if text[:1] in "“\"‘'«„":
        return "", ""
    stops = [found for found in _STOP.finditer(text) if _SMALL_WORD.search(text[: found.start()])]
    if not stops:
        title, journal = title_and_rest(text)
        return title.strip(" ,."), journal.strip(" ,")
    at = stops[-1]
    return text[: at.end()].strip().rstrip("."), text[at.end() :].strip(" ,")


def _at_last_comma(text: str) -> tuple[str, str]:
    """The same where a comma stands before the journal, whose own name may hold commas."""
    pieces = text.split(", ")
    at = _first_of_journal(pieces)
    title, journal = ", ".join(pieces[:at]), ", ".join(pieces[at:])
    if text[:1] in "“\"‘'«„" or not journal[:1].isupper() or _PART_OF_JOURNAL.match(journal):
        return "", ""
    return title.strip(), journal.strip(" ,.")


def _first_of_journal(pieces: list[str]) -> int:
    """Which piece between commas the journal begins with: the last, or for "Brain, Behavior, and Immunity" and
    "Spectrochim. Acta, Part A" one before it. A list of names in capitals belongs to it where the title has ended
    in a small word.
    """
    at = len(pieces) - 1
    if _PART_OF_JOURNAL.match(pieces[at]):
        return at - 1
    first = at
    while _JOINS.search(pieces[at]) and first > 1 and _IN_CAPITALS.fullmatch(pieces[first - 1]):
        first -= 1
    return first if _SMALL_WORD.search(pieces[first - 1]) or pieces[at][:1].islower() else at


_STYLES = (
    ("nature", _NATURE, end_of_names_with_last, _title_and_journal),
    ("acs", _ACS, end_of_names_in_semicolons, _title_and_journal),
    ("elsevier", _ELSEVIER, end_of_names_given_first, _at_last_comma),
)
