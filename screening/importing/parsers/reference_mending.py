"""What a reading of a printed reference leaves in the wrong part, put where it belongs."""

from __future__ import annotations

import re

from .reference_books import JOURNAL
from .reference_parts import Parts
from .reference_shapes import MONTH, PAGES, YEAR
from .reference_sites import settle_site

_DEGREE = r"(?:doctoral|master['’]?s?|ph\.?\s?d\.?|m\.?sc\.?|bachelor['’]?s?)"
_THESIS = rf"(?:(?:un)?published\s+)?{_DEGREE}?\s*(?:dissertation|thesis)"
_THESIS_IN_BRACKETS = re.compile(rf"\s*\[{_THESIS}(?:,\s*(?P<school>[^\[\]]+))?\]\.?$", re.I)
_THESIS_BEHIND = re.compile(rf"[.,]\s+{_DEGREE}\s+(?:dissertation|thesis)\.?$", re.I)
_THESIS_FIRST = re.compile(
    rf"^{_DEGREE}\s+(?:dissertation|thesis|diss\.),?\s+(?P<school>[^,]+)(?:,\s*(?P<place>.+))?$", re.I
)
_SCHOOL_BEFORE = re.compile(  # MLA's "U of Bern, PhD dissertation"
    rf"[.,]\s(?P<school>[^.,]*\bU(?:niv(?:ersity|ersität)?)?\b[^.,]*),\s{_DEGREE}\s(?:dissertation|thesis)\b", re.I
)
_HOUSE = re.compile(
    r"\b(?:Press|Publish(?:ers?|ing)|Verlag|Springer|Elsevier|Wiley|Routledge|S(?:age|AGE)(?!\sOpen)|Books|McGraw|Kluwer|"
    r"Lippincott|Palgrave|Guilford)\b"
)
_ISBN = re.compile(r"/\D*97[89](?:-?\d){10}$")  # a DOI that is a whole book's
_TECHNICAL = re.compile(r"^(?P<place>[^\W\d_a-z].*?),\s(?:Tech(?:nical)?\.?\s)?Rep(?:ort)?\.?$")
_TALK = re.compile(r"\s*\[(?:conference|paper|poster|oral)\s+(?:presentation|session|abstract)[^\[\]]*\]\.?$", re.I)
_NUMBER = re.compile(r"\s*\((?:[\w. ]{0,40}\s)?(?:Publication|Report|Working Paper)\s+No\.?\s[^()]{1,40}\)$", re.I)
_AHEAD = re.compile(
    r"\.?\s*\b(?:(?:published online|e?pub)(?:\s+ahead of print)?|"
    r"(?:advance )?online (?:ahead of print|publication)|forthcoming|in press)\b(?P<rest>.*)$",
    re.I | re.S,
)
_ONLINE = re.compile(r"\s*\[(?:Internet|Online)\b.*$", re.I | re.S)
_IMPRINT = re.compile(r"^(?P<place>[^:;]{2,40}):\s*(?P<publisher>[^:;]{2,120});")
_PAGES_BEHIND = re.compile(rf",?\s*(?:S|pp?)\.\s?(?P<pages>{PAGES})\.?$")
_PLACE_FIRST = re.compile(r"(?P<place>[^\W\d_a-z][^:;.\d]{1,40}):\s+(?P<publisher>[^:;]{2,120})$")
_WITH_SUPPLEMENT = re.compile(r"(?P<volume>\S+\s)?(?P<issue>(?:Supp?l(?:ement)?|Pt|Part|Spec)\b.*)", re.I)
_REGISTRY = (
    r"(?:ClinicalTrials\.gov,?\s?)?(?:(?:identifier|registration|number|no\.|ID)\s?:?\s?){0,3}:?\s?(NCT\d{8})"
)
_TRIAL_BEHIND = re.compile(rf"(?<=\w)[)”’]?[.;,?!]\s+{_REGISTRY}\.?$", re.I)
_TRIAL_BEFORE = re.compile(rf"{_REGISTRY}[.;,:]\s+", re.I)
_EDITORS = frozenset({"editors", "editor", "eds", "ed"})


def mend(text: str, parts: Parts) -> None:
    """Changes the parts in place; `text` is the reference."""
    _trial(parts)
    _thesis_or_report(parts)
    _school(text, parts)
    if found := _AHEAD.search(parts.container):
        parts.container = parts.container[: found.start()].rstrip(" ,.;")
        if re.search(r"[A-Z][a-z]{2,8}$", found["rest"].strip()) and not parts.issue:
            parts.volume = ""  # the day on which it was published
    if _AHEAD.match(parts.volume):
        parts.volume = ""
    if parts.volume.isdigit() and not parts.issue and _is_day(parts.volume, text):
        parts.volume = ""
    if not parts.issue and (found := _WITH_SUPPLEMENT.fullmatch(parts.volume)):
        parts.volume, parts.issue = (found["volume"] or "").strip(), found["issue"]  # "42 Suppl 2"
    parts.container = _ONLINE.sub("", parts.container)
    if parts.type == "webpage" and (found := _IMPRINT.match(parts.container)):
        parts.place = parts.place or found["place"].strip()
        parts.publisher = parts.publisher or found["publisher"].strip(" ,")
        parts.container = ""
    if parts.accessed:
        settle_site(parts)
    if not parts.pages and (found := _PAGES_BEHIND.search(parts.publisher)):
        parts.pages, parts.publisher = found["pages"], parts.publisher[: found.start()]
    if not parts.place and (found := _PLACE_FIRST.match(parts.publisher)):
        parts.place, parts.publisher = found["place"].strip(), found["publisher"].strip()
    if parts.type == "chapter" and parts.volume and parts.issue and not (parts.publisher or parts.editors):
        parts.type = "article"  # "In: Journal, Jg. 21, Nr. 4"
    _book_with_doi(parts)
    if parts.edition and parts.type == "article" and not (parts.volume or parts.pages or parts.number):
        parts.type, parts.publisher, parts.container = "book", parts.publisher or parts.container, ""
    if parts.authors and parts.authors[-1].strip(" .,()").lower() in _EDITORS:
        parts.editors, parts.authors = parts.authors[:-1], []


def _trial(parts: Parts) -> None:
    """The number of a trial's registration that stands as a sentence between title and journal."""
    if found := _TRIAL_BEHIND.search(parts.title):
        parts.title, parts.trial = parts.title[: found.start()].rstrip(" ,;"), found[1]
    elif found := _TRIAL_BEFORE.match(parts.container):
        parts.container, parts.trial = parts.container[found.end() :], found[1]


def _book_with_doi(parts: Parts) -> None:
    """What has a DOI and a publisher, or a book's DOI, and no numbers is a book; "Bern, Rep. 12" is of a report."""
    numbered = parts.volume or parts.issue or parts.pages or parts.number
    if parts.type != "article" or not parts.container:
        return
    if found := _TECHNICAL.match(parts.container):
        parts.type, parts.place, parts.container = "report", parts.place or found["place"], ""
        parts.number, parts.volume = parts.number or parts.volume, ""
        return
    house = not JOURNAL.search(parts.container) and (_HOUSE.search(parts.container) or _ISBN.search(parts.doi))
    if parts.doi and not numbered and house:
        parts.type, parts.publisher, parts.container = "book", parts.publisher or parts.container, ""


def _is_day(volume: str, text: str) -> bool:
    """Whether the number stands in the text as the day of a month alone: "The Review, 3 Mar. 2011"."""
    day = rf"(?<![\w-]){volume}\s{MONTH}\.?,?\s{YEAR}"
    return len(re.findall(rf"(?<![\w-]){volume}(?![\w-])", text)) == len(re.findall(day, text)) > 0


def _thesis_or_report(parts: Parts) -> None:
    whole = f"{parts.title} [{parts.other_title}]" if parts.other_title else parts.title
    if _THESIS_IN_BRACKETS.search(whole) or _TALK.search(whole):
        parts.title, parts.other_title = whole, ""
    if found := _THESIS_IN_BRACKETS.search(parts.title) or _THESIS_BEHIND.search(parts.title):
        school = found.groupdict().get("school") or parts.publisher or parts.container
        parts.title, parts.type = parts.title[: found.start()].rstrip(), "thesis"
        parts.publisher, parts.container = school, ""
    elif found := _TALK.search(parts.title):
        parts.title, parts.type = parts.title[: found.start()].rstrip(), "conference"
    if (found := _NUMBER.search(parts.title)) and (parts.type == "thesis" or not parts.volume):
        parts.title = parts.title[: found.start()].rstrip()
        if parts.type != "thesis":
            parts.type, parts.publisher, parts.container = "report", parts.publisher or parts.container, ""


def _school(text: str, parts: Parts) -> None:
    """The school of a thesis, which stands behind or before the word, and whose name may be cut short."""
    if parts.type == "book" and (found := _THESIS_FIRST.match(parts.publisher)):
        parts.type, parts.publisher, parts.place = "thesis", found["school"].strip(), found["place"] or parts.place
    if parts.type != "thesis":
        return
    if not parts.publisher and (found := _SCHOOL_BEFORE.search(text)):
        parts.publisher = found["school"].strip()
    if parts.publisher.endswith("Univ") and (found := re.search(rf"{re.escape(parts.publisher)}\.\s[^,]+", text)):
        town = found[0][len(parts.publisher) + 2 :]
        parts.publisher, parts.place = found[0], parts.place.removeprefix(f"{town}, ")
