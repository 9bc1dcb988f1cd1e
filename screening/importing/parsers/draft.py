"""From the loose values of any format to a checked record: the last step of every parser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from . import dois, values
from .names import person
from .records import FIELD_LIMIT, ParsedRecord, Problem, Span
from .values import plain, plain_again

AUTHOR_LIMIT = 5_000
_EMPTY = object.__new__
_SAME_DATABASE = {"NLM": "PubMed"}


@dataclass(slots=True)
class Draft:
    """What a parser found, as printed. Empty where it found nothing."""

    line: int = 0
    raw: Sequence[tuple[str, str]] = ()
    lines: Iterable[int] = ()  # of the raw values, where the format has one a line
    size: int | None = None  # characters of all raw values together, at most; None where nobody counted
    type: str = "other"
    title: str = ""
    other_title: str = ""
    authors: Sequence[str] = ()
    editors: Sequence[str] = ()
    dates: Sequence[str] = ()
    journal: str = ""
    booktitle: str = ""
    volume: str = ""
    issue: str = ""
    start_page: str = ""
    end_page: str = ""
    article_number: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    accession: str = ""
    issn: Sequence[str] = ()
    abstract: str = ""
    keywords: Sequence[str] = ()
    url: str = ""
    language: str = ""
    publisher: str = ""
    place: str = ""
    edition: str = ""
    database: str = ""
    notes: Sequence[str] = ()
    given_first: bool = False
    confidence: float | None = None
    spans: Sequence[Span] = ()


def finish(draft: Draft) -> list[ParsedRecord | Problem]:
    """The record, followed by what is doubtful in it. Nothing is cut or repaired silently."""
    record = _EMPTY(ParsedRecord)  # set below field by field: ten times as quick as thirty keywords
    title, other = plain(draft.title), plain(draft.other_title) if draft.other_title else ""
    record.title = title or other
    record.other_title = other if title and title != other else ""
    record.type = draft.type
    record.authors = _people(draft.authors, draft.given_first)
    record.editors = _people(draft.editors, draft.given_first) if draft.editors else ()
    record.year = values.year_of(*draft.dates)
    record.date = _line(max(draft.dates, key=len)) if draft.dates else ""
    record.journal = plain_again(draft.journal)
    record.booktitle = plain_again(draft.booktitle)
    record.volume = plain_again(draft.volume)
    record.issue = plain_again(draft.issue)
    record.pages = values.page_range(draft.start_page, draft.end_page)
    record.article_number = plain(draft.article_number) if draft.article_number else ""
    record.doi = draft.doi
    sure = not draft.doi or dois.is_plain(draft.doi)
    if not sure:
        record.doi = dois.clean_doi(draft.doi)
        sure = not record.doi or dois.is_plain(record.doi) and not dois.behind(draft.doi)
    record.pmid = _line(draft.pmid)
    record.pmcid = _pmcid(draft.pmcid) if draft.pmcid else ""
    record.accession = plain(draft.accession)
    record.issn = values.issns(*draft.issn) if draft.issn else ""
    record.isbn = values.isbns(*draft.issn) if draft.issn else ""
    record.abstract = _abstract(draft.abstract)
    record.keywords = tuple(draft.keywords)
    record.url = url = plain(draft.url)
    if url and url[:4] != "http" and values.is_local(url):
        record.url = ""  # it stays with the original tags
    record.language = plain_again(draft.language)
    record.publisher = plain_again(draft.publisher)
    record.place = plain_again(draft.place)
    record.edition = plain_again(draft.edition)
    database = plain_again(draft.database)
    record.database = _SAME_DATABASE.get(database, database)
    record.notes = tuple(map(plain_again, draft.notes)) if draft.notes else ()
    record.raw = tuple(draft.raw)
    record.line = draft.line
    record.confidence = draft.confidence
    record.spans = tuple(draft.spans)
    return [record] if sure and _is_plain(draft, record) else [record, *_doubts(draft, record)]


def _abstract(text: str) -> str:
    text = plain(text)
    return "" if len(text) < 30 and text.lower() in values.EMPTY_ABSTRACTS else text


def _people(names: Sequence[str], given_first: bool) -> tuple[str, ...]:
    return tuple(
        [said for name in names if (said := person(name, True))]
        if given_first
        else filter(None, map(person, names))
    )


def _pmcid(text: str) -> str:
    """With the letters that belong to it, which some files leave out."""
    text = _line(text)
    return f"PMC{text}" if text.isdecimal() else text


def _line(text: str) -> str:
    return text if text.isalnum() else " ".join(text.split())


def _is_plain(draft: Draft, record: ParsedRecord) -> bool:
    """Whether there can be nothing to doubt but the DOI: true for nearly every record, and quicker asked than every
    doubt.
    """
    return bool(
        record.title
        and record.year is not None
        and (not record.pmid or record.pmid.isdecimal())
        and len(record.authors) <= AUTHOR_LIMIT
        and draft.size is not None
        and draft.size <= FIELD_LIMIT
    )


def _doubts(draft: Draft, record: ParsedRecord) -> Iterator[Problem]:
    if record.year is None and not all(values.says_no_year(text) for text in draft.dates):
        date = next(text for text in draft.dates if not values.says_no_year(text))
        what = f"“{_short(date)}” holds no year."
        yield Problem(_date_line(draft, date), "year", what, "The year was left empty; the text is kept.")
    if record.doi and (why := dois.why_suspicious(record.doi)):
        what = f"The DOI {_short(record.doi)} looks wrong: {why}."
        yield Problem(
            _doi_line(draft, record),
            "doi",
            what,
            "It was kept as printed; look it up in the file. A corrected file can be imported instead.",
        )
    elif rest := dois.behind(draft.doi):
        what = f"Behind the DOI {_short(record.doi)} and a blank stands “{_short(rest)}”."
        done = "What stands before the blank was kept as the DOI; look in the file whether it is all of it."
        yield Problem(_doi_line(draft, record), "doi", what, done)
    if record.pmid and not record.pmid.isdecimal():
        what = f"“{_short(record.pmid)}” is no PubMed id: these are numbers."
        yield Problem(record.line, "pmid", what, "It was kept as printed.")
    if not record.title and not record.raw:
        yield Problem(record.line, "title", "The record is empty.", "It was kept as an empty record.")
    elif not record.title:
        yield Problem(record.line, "title", "The record has no title.", "It was kept without a title.")
    if len(record.authors) > AUTHOR_LIMIT:
        what = f"The record has {len(record.authors):,} authors."
        yield Problem(record.line, "authors", what, "All were kept; look in the file whether records ran together.")
    for tag, value in draft.raw if draft.size is None or draft.size > FIELD_LIMIT else ():
        if len(value) > FIELD_LIMIT and not tag.startswith("<"):  # "<record>" holds a whole XML record
            what = f"The field {_short(tag)} is {len(value):,} characters long, more than {FIELD_LIMIT:,}."
            yield Problem(
                record.line, tag, what, "It was kept whole; look in the file whether records ran together."
            )


def _date_line(draft: Draft, date: str) -> int:
    """The line of the field that holds the date, where the format has one field a line."""
    for number, (_, value) in zip(draft.lines, draft.raw, strict=False):
        if value == date:
            return number
    return draft.line


def _doi_line(draft: Draft, record: ParsedRecord) -> int:
    for number, (_, value) in zip(draft.lines, draft.raw, strict=False):
        if dois.find_doi(value) == record.doi or dois.clean_doi(value) == record.doi:
            return number
    return record.line


def _short(text: str, size: int = 80) -> str:
    text = " ".join(text.split())
    return text if len(text) <= size else text[: size - 1] + "…"
