"""PubMed XML: articles and books, old and new document types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from . import values
from .draft import Draft, finish
from .records import ParsedRecord, Problem
from .source import Source
from .xml_cut import Piece
from .xml_mended import Mended, lenient
from .xml_records import children, pieces, text_of, words_in

_NOTHING = etree.Element("nothing")
_NAMES = frozenset({"LastName", "CollectiveName", "ForeName", "Initials", "FirstName", "Suffix"})
_CITATION = "<MedlineCitation"
TAGS = ("PubmedArticle", "PubmedBookArticle")


def looks_like(head: str) -> bool:
    return bool(re.search(r"<(?:Pubmed(?:Book)?Article(?:Set)?|MedlineCitation(?:Set)?)[\s>]", head))


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    for piece in pieces(source, "PubmedArticleSet", TAGS, unread="ReferenceList"):
        if isinstance(piece, Problem):
            yield piece
        elif len(piece.element) == 0 and not text_of(piece.element):
            yield Problem(piece.line or 1, "", "The record is empty.", "It was left out.", lost=1)
        elif piece.xml.count(_CITATION) < 2:  # the usual case
            yield from finish(draft_of(piece))
        else:
            yield from _several(piece)


def _several(piece: Piece) -> Iterator[ParsedRecord | Problem]:
    """The records of a piece in which several begin: each has a citation, and what follows it up to the next."""
    begins = [found.start() for found in re.finditer(f"{_CITATION}[\\s>]", piece.xml)]
    outer = piece.element.tag
    ends = [*begins[1:], len(piece.xml)]
    for nth, (start, end) in enumerate(zip(begins, ends, strict=True)):
        line = piece.line + piece.xml.count("\n", 0, start) if nth else piece.line
        text = piece.xml[start:end].removesuffix(f"</{outer}>")
        mended = Mended(f"<{outer}>{text}</{outer}>")
        element = lenient(mended)
        what = "The record before seems to hold two records, since what marks their border is missing."
        if element is None or element.find("MedlineCitation") is None:
            yield Problem(line, "xml", what, "What begins here could not be read.", lost=1)
            continue
        yield from finish(draft_of(Piece(element, mended.text, line)))
        if nth:
            yield Problem(line, "xml", what, "Another record was taken to begin here.")


def draft_of(piece: Piece) -> Draft:
    element = piece.element
    citation = element.find("MedlineCitation")
    if citation is None:
        book = element.find("BookDocument")
        draft = _book(element, book if book is not None else element)
    else:
        draft = _article(element, citation)
    draft.line = piece.line
    draft.raw = [(f"<{element.tag}>", piece.xml)]
    draft.size = len(piece.xml)
    return draft


def _article(element: etree._Element, citation: etree._Element) -> Draft:
    outer, article = children(citation), children(citation.find("Article"))
    journal, pages = children(_one(article, "Journal")), children(_one(article, "Pagination"))
    number = children(_one(journal, "JournalIssue"))
    info = children(_one(outer, "MedlineJournalInfo"))
    ids = children(_one(children(_one(children(element), "PubmedData")), "ArticleIdList")).get("ArticleId", [])
    printed = words_in(pages, "MedlinePgn") or words_in(pages, "StartPage")
    kinds = [values.kind_of_work(text_of(kind), "") for kind in _one(article, "PublicationTypeList")]
    title, vernacular = words_in(article, "ArticleTitle"), words_in(article, "VernacularTitle")
    places = article.get("ELocationID", [])
    pmid = words_in(outer, "PMID")
    draft = Draft()
    draft.type = "preprint" if "preprint" in kinds else "article"
    draft.title = title or vernacular
    draft.other_title = vernacular if title else ""
    draft.authors = _people(article.get("AuthorList", []))
    draft.dates = [_date(number.get("PubDate")), _date(article.get("ArticleDate"))]
    draft.journal = words_in(journal, "Title", "ISOAbbreviation") or words_in(info, "MedlineTA")
    draft.volume = words_in(number, "Volume")
    draft.issue = words_in(number, "Issue")
    draft.start_page = printed
    draft.end_page = "" if "-" in printed else words_in(pages, "EndPage")
    draft.article_number = "" if printed else _id(places, "EIdType", "pii")
    draft.doi = _id(ids, "IdType", "doi") or _id(places, "EIdType", "doi")
    draft.pmid = pmid
    draft.pmcid = _id(ids, "IdType", "pmc")
    draft.accession = pmid
    draft.issn = [words_in(journal, "ISSN")]
    draft.abstract = _abstract(_one(article, "Abstract"))
    draft.keywords = _keywords(outer)
    draft.language = words_in(article, "Language")
    draft.place = words_in(info, "Country")
    draft.database = "PubMed"
    draft.notes = [text_of(note) for note in outer.get("GeneralNote", ())]
    return draft


def _one(found: dict[str, list[etree._Element]], name: str) -> etree._Element:
    """The child of that name, or an element with nothing in it."""
    return found[name][0] if name in found else _NOTHING


def _book(element: etree._Element, document: etree._Element) -> Draft:
    book = document.find("Book")
    book = book if book is not None else etree.Element("Book")
    part, whole = text_of(document.find("ArticleTitle")), text_of(book.find("BookTitle"))
    lists = document.findall("AuthorList") or book.findall("AuthorList")
    draft = Draft()
    draft.type = "chapter" if part else "book"
    draft.title = part or whole
    draft.authors = _people(a for a in lists if a.get("Type", "authors") == "authors")
    draft.editors = _people(a for a in book.iterfind("AuthorList") if a.get("Type") == "editors")
    draft.dates = [_date(book.findall("PubDate")), _date(document.findall("ContributionDate"))]
    draft.booktitle = whole if part else ""
    draft.volume = book.findtext("Volume") or ""
    draft.start_page = document.findtext("Pagination/MedlinePgn") or ""
    draft.doi = _id(document.iterfind("ArticleIdList/ArticleId"), "IdType", "doi") or _id(
        document.iterfind("ELocationID"), "EIdType", "doi"
    )
    draft.pmid = document.findtext("PMID") or ""
    draft.accession = _id(document.iterfind("ArticleIdList/ArticleId"), "IdType", "bookaccession")
    draft.issn = [number.text or "" for number in book.iterfind("Isbn")]
    draft.abstract = _abstract(_one(children(document), "Abstract"))
    draft.keywords = _keywords(children(document))
    draft.language = document.findtext("Language") or ""
    draft.publisher = book.findtext("Publisher/PublisherName") or ""
    draft.place = book.findtext("Publisher/PublisherLocation") or ""
    draft.edition = book.findtext("Edition") or ""
    draft.database = "PubMed"
    return draft


def _people(lists: Iterable[etree._Element]) -> list[str]:
    names = []
    for listed in lists:
        for author in listed.iterchildren("Author"):
            parts: dict[str, str] = {}
            for part in author:
                if part.tag in _NAMES and part.tag not in parts and (text := text_of(part)):
                    parts[part.tag] = text
            family = parts.get("LastName")
            given = parts.get("ForeName") or parts.get("Initials") or parts.get("FirstName")
            if family and given and "Suffix" in parts:
                names.append(f"{family}, {given}, {parts['Suffix']}")
            elif family:
                names.append(f"{family}, {given}" if given else family)
            elif "CollectiveName" in parts:
                names.append(f"{parts['CollectiveName']},")
    return names


def _date(found: list[etree._Element] | None) -> str:
    if not found:
        return ""
    parts = children(found[0])
    named = (words_in(parts, name) for name in ("Year", "Month", "Season", "Day"))
    return words_in(parts, "MedlineDate") or " ".join(part for part in named if part)


def _id(found: Iterable[etree._Element], attribute: str, kind: str) -> str:
    return next((text_of(e) for e in found if e.get(attribute) == kind and e.get("ValidYN") != "N"), "")


def _abstract(element: etree._Element) -> str:
    parts = []
    for part in element.iterchildren("AbstractText"):
        label = part.get("Label")
        text = text_of(part)
        parts.append(f"{label}: {text}" if label and label != "UNLABELLED" else text)
    return " ".join(filter(None, parts))


def _keywords(found: dict[str, list[etree._Element]]) -> list[str]:
    own = [text_of(word) for listed in found.get("KeywordList", ()) for word in listed.iterchildren("Keyword")]
    mesh = [
        head.text or "" for listed in found.get("MeshHeadingList", ()) for head in listed.iter("DescriptorName")
    ]
    texts = [*own, *mesh]
    said = "|".join(texts)  # one look at all of them together
    clean = map(str.strip, texts) if values.plain(said) == said else map(values.plain, texts)
    return list(filter(None, dict.fromkeys(clean)))
