"""What a printed reference says, read by the shapes its style gives it.

Author-date (APA, Harvard, many publishers): names, year in brackets, the rest. Vancouver and AMA: names,
title, journal, then `year;volume(issue):pages`. Everything else is taken apart by its punctuation.
"""

from __future__ import annotations

import re

from . import dois
from . import reference_shapes as shapes
from .capitals import CAPITAL
from .reference_australian import australian
from .reference_books import (
    after_publisher,
    book_editors,
    book_publisher,
    bracketed_book,
    comma_book,
    comma_chapter,
    edition_of,
    in_book,
    meeting_paper,
    monograph,
    semicolon_book,
)
from .reference_german import german
from .reference_gost import gost
from .reference_han import han
from .reference_heads import leading_names, title_and_rest, vancouver_names
from .reference_journals import journal_of
from .reference_marked import marked_kind
from .reference_names import looks_like_names, names_in
from .reference_numbers_last import numbers_last
from .reference_parts import Parts
from .reference_quotes import closed_title, goes_on, quoted_title, unquoted
from .reference_sites import page, settle_site


def read_reference(text: str, emphasised: list[str]) -> Parts:
    """The parts of one reference. `emphasised` are stretches that were in italics, if any are known."""
    parts = Parts()
    body = _identifiers(_BULLET.sub("", " ".join(text.split())), parts)
    exact = (
        marked_kind,
        han,
        numbers_last,
        german,
        gost,
        australian,
        semicolon_book,
        comma_chapter,
        comma_book,
        _vancouver,
        monograph,
        page,
    )
    if not (
        any(known(body, parts) for known in exact)
        or _author_date(body, parts, emphasised)
        or bracketed_book(body, parts)
    ):
        _by_punctuation(body, parts, emphasised)
    _settle(parts)
    return parts


def _identifiers(text: str, parts: Parts) -> str:
    """Takes DOI, addresses, PMID and "Retrieved ..." out of the text."""
    text = _number_like_doi(text, parts)
    found = shapes.DOI.search(text)
    if found and (doi := dois.find_doi(found[1])):
        parts.doi = doi
        text = text[: found.start()] + " " + _after_doi(text[found.end() :])
    elif short := dois.short_doi(text):
        parts.doi = short[1].lower()
        text = f"{text[: short.start()]} {_after_doi(text[short.end() :])}"
    elif wrong := dois.misprinted(text):
        parts.no_doi = wrong["said"].strip(".,;)]>")
        text = f"{text[: wrong.start()]} {text[wrong.end() :]}"
    if found := shapes.PMID.search(text):
        parts.pmid = found[3] if found[1].upper() == "PMID" else ""
        text = shapes.PMID.sub(" ", text)
    if found := shapes.URL.search(text):
        parts.url = found[0].strip("<>").rstrip(".,;)")
        text = shapes.URL.sub(" ", text)
    for found in list(shapes.RETRIEVED.finditer(text)):
        if found[0].strip() and (parts.url or parts.doi or found["date"]):
            parts.accessed = (found["date"] or parts.accessed).strip()
            text = text.replace(found[0], " ", 1)
    text = shapes.ONLINE.sub("", _ABOUT.sub("", text))
    text = re.sub(
        r"(?:https?://)?(?:dx\.)?doi(?:\.org/?|:)?\s*$|<\s*>|\[\s*\]|\(\s*\)", "", text.strip(), flags=re.I
    )
    return " ".join(text.split()).strip(" ;,<>[")


def _number_like_doi(text: str, parts: Parts) -> str:
    """Takes out an article number that is the DOI over again: "4, 10.3402/x.v4i0.7 https://doi.org/10.3402/x.v4i0.7"."""
    found = shapes.BARE_DOI.search(text)
    if found and found[1].rstrip(".,;") in text[found.end() :]:
        parts.said_number = found[1].rstrip(".,;")
        text = f"{text[: found.start()]}. {text[found.end() :]}"
    return text


def _after_doi(rest: str) -> str:
    return re.sub(r"^[\s\])>.,;]+", " ", rest)


def _vancouver(body: str, parts: Parts) -> bool:
    in_book = 0 < body.count("In:") < 5
    found = (shapes.VANCOUVER_PAGES_IN_BOOK.match(body) or shapes.VANCOUVER_BOOK.match(body)) if in_book else None
    if found:
        parts.type, parts.container = "chapter", found["book"].strip(" .,;")
        book_editors(parts)
        book_publisher(parts)
    else:
        found = shapes.VANCOUVER_TAIL.match(body)
    if not found or not _may_be_volume(found["volume"] if not in_book else ""):
        return False
    got = found.groupdict()
    authors, title = vancouver_names(got["head"])
    if parts.type not in ("chapter", "conference"):
        title, parts.container = _last_sentence(title)
    if authors:
        parts.authors, parts.short = names_in(authors)
        parts.names_score = looks_like_names(authors)
    parts.title, parts.date = title, got["date"]
    parts.volume, parts.issue = (got.get("volume") or parts.volume).strip(), got.get("issue") or ""
    parts.pages, parts.style = got.get("pages") or "", "vancouver"
    parts.marked = parts.type in ("chapter", "conference") and parts.names_score == 1
    if parts.volume == "Sect":  # of a newspaper: "2002 Aug 12;Sect. A:2"
        parts.volume, parts.pages = "", got.get("after") or ""
    return bool(parts.title)


def _may_be_volume(said: str | None) -> bool:
    """Whether what stands behind the semicolon can be a volume, and is no place of a meeting."""
    return not said or bool(_VOLUME.search(said))


def _last_sentence(head: str) -> tuple[str, str]:
    """Title and journal: cut at the last stop, going back over abbreviations ("J. Clin. Invest.")."""
    stops = list(re.finditer(r"[.?!][’”\"']?\s+(?=[^\s])", head))
    for at in range(len(stops) - 1, -1, -1):
        if at > 0 and _in_quotes(head, stops[at].start()):
            continue
        before = head[: stops[at].start()].rpartition(" ")[2]
        if (
            _SHORT_WORD.fullmatch(before)
            and at > 0
            and stops[at][0].rstrip()[-1] not in '”"'
            and _short_words(head[stops[at - 1].end() : stops[at].start()])
        ):
            continue
        if at > 0 and _ALL_INITIALS.fullmatch(before):  # "H.P. White Laboratory"
            continue
        journal = head[stops[at].end() :].strip()
        if at > 0 and re.match(r"\d+\s?\(|[Vv]ol\b", journal):  # "Journal. 12(2): 89-121": the journal comes before
            continue
        mark = head[stops[at].start() : stops[at].end()].strip()
        return head[: stops[at].start()] + (mark if mark[0] in "?!" else ""), journal
    return "", head


def _in_quotes(head: str, at: int) -> bool:
    """Whether a title in the title goes on behind this stop: "The help of “Dr. | House.” Journal"."""
    opened = head.rfind("“", 0, at)
    closed = head.find("”", opened) if opened >= 0 else -1
    return closed > at + 1


def _short_words(text: str) -> bool:
    return len(text.split()) <= 2 and all(map(_OF_A_JOURNAL.fullmatch, text.split()))


def _author_date(body: str, parts: Parts, emphasised: list[str]) -> bool:
    found = shapes.AUTHOR_DATE.match(body)
    if not found:
        return False
    authors, rest = found["authors"].strip(), found["rest"].strip()
    if _LAST_INITIAL.search(authors) and body[found.end("authors")] == ".":
        authors += "."  # the last initial's own stop
    score = looks_like_names(authors)
    if re.search(r"\b(?:Eds?|Hrsg)\b\.?\)?$", authors):
        parts.editors, parts.short = names_in(authors)
        parts.names_score = score
    elif score < 0.34 and (len(authors.split()) > 8 or not rest or parts.url and not parts.doi and len(rest) < 4):
        at_end = len(authors) > 60 or _begins_with_initials(authors)
        if not parts.url and not re.search(shapes.UNDATED, found["date"]) and at_end:
            return False  # the year stands at the end: "... Journal 12, 3-4 (2005)"
        parts.title, authors = authors.rstrip("."), ""
    if len(rest) < 12 and not parts.url and not parts.title:
        return False
    parts.date = "n.d." if re.fullmatch(shapes.UNDATED, found["date"], re.I) else found["date"]
    parts.style = "author-date"
    if authors and not parts.editors:
        parts.authors, parts.short = names_in(authors)
        parts.names_score = score
    if parts.title:
        journal_of(rest, parts, emphasised)
    elif parts.url and not parts.doi and not rest.strip(" ."):
        parts.title, parts.authors = " ".join(authors.split()), []
    else:
        _title_and_container(rest, parts, emphasised)
    if not parts.title and parts.authors and score < 0.5:
        parts.title, parts.authors = authors.rstrip(" ."), []
    return bool(parts.title)


def _begins_with_initials(text: str) -> bool:
    """Whether names with initials stand at the head of what is no list of names: their title follows."""
    names, rest, _ = leading_names(text)
    return bool(rest) and bool(names) and all(map(shapes.INITIALS.search, names))


def _title_and_container(rest: str, parts: Parts, emphasised: list[str]) -> None:
    rest = after_publisher(rest, parts)
    if found := closed_title(rest) or quoted_title(rest):
        parts.title, rest, parts.marked = found.title, found.rest, found.closed
        if shapes.IN.match(rest) and not _is_journal(rest):
            in_book(shapes.IN.sub("", rest), parts)
        else:
            journal_of(rest, parts, emphasised)
        return
    if (found := shapes.CHAPTER_IN.match(rest)) and not _is_journal(rest[found.end("title") :].lstrip()):
        parts.title = _no_stop(found["title"])
        in_book(found["book"], parts)
        return
    for italic in emphasised:
        at = rest.rfind(italic)
        if (
            at > 3
            and len(italic) > 2
            and not re.fullmatch(r"[\d()\s,]+", italic)
            and rest[:at].rstrip()[-1:] in ".?!]"
        ):
            parts.title, parts.marked = _no_stop(rest[:at].strip()), True
            journal_of(rest[at:], parts, emphasised)
            return
    title, container = _last_sentence(rest.rstrip(" ."))
    if not title or parts.volume == "" and not _NUMBERED.search(container) and _NUMBERED.search(title):
        title, container = title_and_rest(rest)
    parts.title = _no_stop(title or container)
    if title:
        journal_of(container, parts, emphasised)
    edition_of(parts)


def _is_journal(text: str) -> bool:
    """Whether "In Vivo, 29(3), 101–110." is a journal: volume, issue and pages behind a comma, and no editor."""
    return bool(_JOURNAL_IN.match(text)) and not _EDITED.search(text)


_EDITED = re.compile(r"\b(?:[Ee]ds?|[Ee]ditors?|[Hh]rsg)\b")
_JOURNAL_IN = re.compile(
    rf"In\s[^()]{{2,200}}?,\s(?:\d+\s?\([^()]{{1,30}}\)(?:,\s(?:pp?\.\s?)?(?:{shapes.PAGES}|Article\s\w+))?|\d+,\s{shapes.PAGES})\.?$"
)
_SHORT_WORD = re.compile(rf"\(?[{CAPITAL}][^\W\d_]{{0,6}}")
_ALL_INITIALS = re.compile(rf"(?:[{CAPITAL}]\.)+[{CAPITAL}]")
_OF_A_JOURNAL = re.compile(rf"[{CAPITAL}(&][\w&()’'-]{{0,8}}")
_VOLUME = re.compile(r"\d|^(?:suppl|sect|spec|pt\b|[ivxlcdm]+$|\w$)", re.I)
_LAST_INITIAL = re.compile(r"[\s,.-][^\W\d_]$|,\s(?:[^\W\d_]{1,2}\.\s?)*[^\W\d_]{2}$")
_ABOUT = re.compile(r":?\s*\[about \d+ \w{1,7}\.?\]")
_BULLET = re.compile(r"^(?:[·•●▪‣*–-]\s+)+")
_NUMBERED = re.compile(r",\s*(?:[Vv]ol\.?\s*)?\d+\s?\(\d+\)")


def _no_stop(title: str) -> str:
    return title.strip().rstrip(".,").strip()


def _by_punctuation(body: str, parts: Parts, emphasised: list[str]) -> None:
    """Styles with the year near the end: IEEE, Chicago, MLA, Nature and relatives."""
    parts.style = "other"
    years = re.findall(rf"(?<![\d{shapes.D}:/])({shapes.YEAR})[a-z]?(?![\d{shapes.D}])", body)
    parts.date = years[-1] if years else ""
    parts.authors, rest, parts.short = leading_names(body)
    if not years and not parts.doi and not parts.url and not parts.authors:
        return
    if not years and parts.url and not parts.doi and not any(shapes.INITIAL.search(name) for name in parts.authors):
        parts.authors, parts.title = [], body.strip(" .")  # a page that bears no name
        return
    parts.names_score = 1.0 if parts.authors else 0.0
    if not parts.authors:
        authors, rest = vancouver_names(body)
        parts.authors, parts.short = names_in(authors) if authors else ([], False)
        parts.names_score = looks_like_names(authors) if authors else 0.0
    if found := re.match(rf"[(\[]?({shapes.YEAR})[a-z]?[)\]]?[.,:;]?\s+(?=[^\d\s])(.+)$", rest):
        parts.date, rest = found[1], found[2]
    quoted = re.match(r"[“\"«„‘'`]+\s*(?P<title>.{4,400}?)[,.]?\s*(?:[”\"»“]|’(?=[,.\s])|''|'(?=[,.]\s))", rest)
    if quoted and not goes_on(quoted["title"], rest[quoted.end() :].lstrip(" ,.;"), _is_closed(quoted, rest)):
        parts.title = quoted["title"].strip(" ,.")
        if meeting_paper(rest[quoted.end() :], parts):
            return
        _tail(rest[quoted.end() :], parts)
        return
    parts.title, after = title_and_rest(after_publisher(rest, parts))
    _tail(after, parts)


def _is_closed(quoted: re.Match[str], rest: str) -> bool:
    """Whether a comma or stop stands beside the closing mark."""
    return bool(re.search(r"[,.]\s?\W{1,2}$", quoted[0])) or rest[quoted.end() :].lstrip()[:1] in tuple(",.;")


def _tail(rest: str, parts: Parts) -> None:
    """Journal, volume, pages and the year among them."""
    rest = shapes.IN.sub("", rest.strip(" ,."))
    year = rf"[,.;]?\s*\(?(?:{shapes.MONTH}\.?\s*)?{parts.date}\)?[a-z]?(?=[\s.,;:]|$)" if parts.date else r"$^"
    journal_of(re.sub(year, "", rest, count=1).strip(" ,."), parts, [])


def _settle(parts: Parts) -> None:
    parts.title = unquoted(parts.title)
    parts.number = parts.number or parts.said_number
    found = re.match(r"^(.+?)\s*\[([^\[\]]{8,})\]$", parts.title)
    if found and len(found[1].split()) > 2:
        parts.title, parts.other_title = found[1], found[2]
    if parts.style == "author-date":
        settle_site(parts)
    unnumbered = parts.type == "article" and not parts.doi and not parts.volume
    if unnumbered and parts.url and (parts.accessed or not parts.container):
        parts.type = "webpage"
    if parts.type == "webpage" and parts.container and not parts.publisher and parts.container in parts.url:
        parts.container = ""
