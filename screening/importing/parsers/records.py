"""What every citation parser gives back: records, and problems with a place in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any

FIELD_LIMIT = 200_000  # characters; a longer field is kept whole and reported

_PAGES = re.compile(r"^(.+?)\s*[\u2010-\u2015-]{1,2}\s*(.+)$")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the source: `start` and `end` count characters of the decoded text (end exclusive)."""

    field: str
    start: int
    end: int


@dataclass(slots=True)
class ParsedRecord:
    """One entry as a database gave it. Nobody changes one; it is not frozen because that would take a tenth of the
    time of reading a record.

    `authors` and `editors` are "Family, Given"; a name without a comma, or with a comma at its very
    end, is taken whole (a group). `pages` is "first-last". `doi` is lower case without a URL.
    `raw` holds every original tag with its value, in order and with repeats; `line` is the first
    line of the record in its file, from 1. `confidence` (0 to 1) and `spans` are set by the reader
    of reference lists only.
    """

    type: str = "other"
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    accession: str = ""
    issn: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    url: str = ""
    language: str = ""
    publisher: str = ""
    booktitle: str = ""
    article_number: str = ""
    date: str = ""
    place: str = ""
    edition: str = ""
    editors: tuple[str, ...] = ()
    other_title: str = ""
    pmcid: str = ""
    isbn: str = ""
    database: str = ""
    notes: tuple[str, ...] = ()
    raw: tuple[tuple[str, str], ...] = ()
    line: int = 0
    confidence: float | None = None
    spans: tuple[Span, ...] = ()

    @property
    def container(self) -> str:
        """The journal, or else the book or proceedings, in which the work appeared."""
        return self.journal or self.booktitle

    def as_json(self) -> dict[str, Any]:
        """The record as plain JSON values: authors as family and given, `container` for the journal."""
        start, end = split_pages(self.pages)
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        given.update(
            authors=[split_name(a) for a in self.authors],
            editors=[split_name(a) for a in self.editors],
            container=self.container,
            start_page=start,
            end_page=end,
            keywords=list(self.keywords),
            notes=list(self.notes),
            raw=[list(pair) for pair in self.raw],
            spans=[[s.field, s.start, s.end] for s in self.spans],
        )
        return {key: value for key, value in given.items() if value not in ("", [], None)}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that was not read as it stands.

    `what` says what was found, `done` what was done with it; both are sentences a user can read.
    `lost` is the number of records that could not be given back because of it, as far as they can be counted. Where
    `field` is "file", a whole file or its end was not read, and may have held more. `text` is how the line begins,
    where `line` counts in another file than the one that was given: a member of an archive.
    """

    line: int
    field: str
    what: str
    done: str
    lost: int = 0
    text: str = ""


def split_pages(pages: str) -> tuple[str, str]:
    """("2082", "2097") for "2082-2097"; the last page is empty where there is none."""
    found = _PAGES.match(pages)
    return (found[1], found[2]) if found else (pages, "")


def split_name(name: str) -> dict[str, str]:
    """{"family", "given"} for "Family, Given", {"literal"} for a name that is taken whole."""
    family, comma, given = name.partition(",")
    if not comma or not given.strip():
        return {"literal": name.rstrip(", ") if comma else name}
    if name.endswith(","):
        return {"literal": name[:-1]}
    return {"family": family.strip(), "given": given.strip()}
