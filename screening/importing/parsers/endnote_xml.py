"""EndNote XML: one line of any length, the text of every field split over <style> runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from . import dois, values
from .draft import Draft, finish
from .records import ParsedRecord, Problem
from .source import Source
from .xml_records import children, elements, text_of, verbatim, words_in

_NOTHING = etree.Element("nothing")
_KINDS = {"web page": "webpage", "blog": "webpage", "electronic article": "article", "newspaper article": "article"}
_PMID_NOTE = re.compile(r"PubMed ID:\s*(\d{1,8})")
_JOINED = re.compile(  # "Pain.103.(3)", as Reference Manager writes journal, volume and issue
    r"(?P<journal>\D{2,200}?)\.\s?(?P<volume>\d{1,3}[A-Z]?)\.?(?:\s?\((?P<issue>[\w /-]{1,12})\))?\.?"
)
_PMCID = re.compile(r"PMC\w+|\d+", re.I)


_NUMBERS = {  # EndNote's own, where the name is left out
    "0": "Journal Article", "5": "Book Section", "6": "Book", "10": "Conference Proceedings", "12": "Web Page",
    "17": "Journal Article", "19": "Magazine Article", "23": "Newspaper Article", "27": "Report",
    "28": "Edited Book",
    "32": "Thesis", "43": "Electronic Article", "44": "Electronic Book", "47": "Conference Paper", "59": "Dataset",
}  # fmt: skip


def looks_like(head: str) -> bool:
    return bool(re.search(r"<records>\s*<record>|<record>\s*(?:<database|<source-app|<rec-number|<ref-type)", head))


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    for element in elements(source, ("record",)):
        yield from (element,) if isinstance(element, Problem) else finish(draft_of(element))


def draft_of(element: etree._Element) -> Draft:
    """The mapping from EndNote's elements to our fields."""

    top = children(element)
    people, titles = children(_one(top, "contributors")), children(_one(top, "titles"))
    dates, urls = children(_one(top, "dates")), _one(top, "urls")

    def text(*names: str) -> str:
        return words_in(top, *names)

    kind = _kind(top.get("ref-type"))
    if kind == "other":
        kind = values.kind_of_work(text("work-type"))
    notes = _lines(_texts(top, "notes", "research-notes"))
    pmid = next((found[1] for note in notes if (found := _PMID_NOTE.fullmatch(note.strip()))), "")
    in_book = kind in ("chapter", "conference", "book", "thesis", "report")
    container = (
        words_in(titles, "secondary-title")
        or words_in(children(_one(top, "periodical")), "full-title")
        or words_in(children(_one(top, "alt-periodical")), "full-title")
        or words_in(titles, "alt-title")
    )
    volume, issue = text("volume"), text("number", "issue")
    if not volume and not issue and (joined := _JOINED.fullmatch(container)):
        container, volume, issue = joined["journal"], joined["volume"], joined["issue"] or ""
    addresses = [text_of(e) for e in urls.iter("url")]
    number = text("accession-num")
    doi = text("electronic-resource-num")
    draft = Draft()
    draft.line = element.sourceline or 0
    draft.raw = verbatim(element)
    draft.type = kind
    draft.title = words_in(titles, "title", "short-title")
    draft.other_title = words_in(titles, "translated-title")
    draft.authors = _people(_texts(children(_one(people, "authors")), "author"))
    draft.editors = _people(_texts(children(_one(people, "secondary-authors")), "author"))
    draft.dates = [words_in(dates, "year"), words_in(children(_one(dates, "pub-dates")), "date")]
    draft.journal = "" if in_book else container
    draft.booktitle = container if in_book else ""
    draft.volume = volume
    draft.issue = issue
    draft.start_page = text("pages")
    draft.article_number = text("custom7")
    draft.doi = dois.of_field(doi) if doi else next((d for a in addresses if (d := dois.doi_in_address(a))), "")
    draft.pmid = pmid or (
        number if number.isdigit() and len(number) <= 8 and is_medline(text("remote-database-name")) else ""
    )
    draft.pmcid = text("custom2") if _PMCID.fullmatch(text("custom2")) else ""
    draft.accession = text("accession-num", "call-num")
    draft.issn = _texts(top, "isbn")
    draft.abstract = text("abstract")
    draft.keywords = values.words(_texts(children(_one(top, "keywords")), "keyword"), r"[;\r\n]")
    draft.url = addresses[0] if addresses else ""
    draft.language = text("language")
    draft.publisher = text("publisher")
    draft.place = text("pub-location")
    draft.edition = text("edition")
    draft.database = text("remote-database-name")
    draft.notes = [note for note in notes if note.strip() and not _PMID_NOTE.fullmatch(note.strip())]
    return draft


def _one(found: dict[str, list[etree._Element]], name: str) -> etree._Element:
    """The child of that name, or an element with nothing in it."""
    return found[name][0] if name in found else _NOTHING


def _texts(found: dict[str, list[etree._Element]], *names: str) -> list[str]:
    return [text for name in names for e in found.get(name, ()) if (text := text_of(e))]


def is_medline(name: str) -> bool:
    return not name or any(word in name.lower() for word in ("medline", "pubmed", "nlm"))


def _kind(found: list[etree._Element] | None) -> str:
    name = (found[0].get("name") or _NUMBERS.get((found[0].text or "").strip(), "")) if found else ""
    return _KINDS.get(name.lower()) or values.kind_of_work(name)


def _people(names: list[str]) -> list[str]:
    """EndNote takes a name with a comma at its end whole."""
    return [part for line in _lines(names) if (part := line.strip())]


def _lines(texts: list[str]) -> list[str]:
    return [line for text in texts for line in (text.splitlines() if "\n" in text or "\r" in text else (text,))]
