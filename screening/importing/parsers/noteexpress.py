"""NoteExpress text, as CNKI, Wanfang and VIP export it: names of fields in braces, "{Title}: Words"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import dois, tagged, values
from .draft import Draft
from .indented import blocks
from .parting import Parting
from .records import ParsedRecord, Problem
from .source import Source
from .taglines import Entry, TagFormat, Tags

_FIELD = re.compile(r"^\s*\{([^{}]{1,40})\}\s?[:：][ \t\u3000]*(.*)$")
_OPENS = "Reference Type"
_HEAD = re.compile(r"^\s*\{Reference Type\}\s?[:：]", re.M | re.I)
_FAMILY_FIRST = re.compile(r"[A-Z]{2,}[ -]")  # "WANG Wei"
_KINDS = {"newspaper article": "article", "conference proceedings": "conference", "conference paper": "conference"}


def split_line(line: str) -> tuple[str, str] | None:
    found = _FIELD.match(line) if "{" in line else None
    return (found[1].strip(), found[2].strip()) if found else None


FORM = TagFormat(
    split=split_line,
    width=1,
    mark="\0",  # the names of the fields are of any length
    starts=lambda tag, entry, blank: tag == _OPENS,
    may_start=frozenset({_OPENS}),
)
PARTING = Parting("Title", frozenset(["Title", "Year", "Journal", "DOI"]), FORM.may_start)


def looks_like(head: str) -> bool:
    return bool(_HEAD.search(head))


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    return tagged.records(blocks(source), FORM, draft_of, PARTING)


def draft_of(entry: Entry) -> Draft:
    """The mapping from NoteExpress' fields to ours; a thesis has its university as publisher."""
    names = [tag.strip(" ,").lower() for tag in entry.tags]
    tags = Tags.of(Entry(entry.line, names, entry.values))
    first = tags.first
    said = first(_OPENS.lower())
    kind = _KINDS.get(said.lower()) or values.kind_of_work(said)
    in_book = kind in ("chapter", "conference", "book", "thesis", "report")
    container = first(
        "journal", "tertiary title" if in_book else "secondary title", "secondary title", "book title"
    )
    authors = _people(tags.all("author"))
    return Draft(
        line=entry.line,
        raw=entry.fields,
        lines=entry.lines,
        type=kind,
        title=first("title"),
        other_title=first("translated title"),
        authors=authors,
        editors=_people(tags.all("secondary author", "editor")),
        dates=[first("year"), first("date")],
        journal="" if in_book else container,
        booktitle=container if in_book else "",
        volume=first("volume"),
        issue=first("issue"),
        start_page=first("pages"),
        doi=dois.of_field(first("doi")) or dois.doi_in_address(first("url", "link")),
        accession=first("accession number"),
        issn=tags.all("isbn/issn", "issn", "isbn"),
        abstract="\n\n".join(tags.all("abstract")),
        keywords=values.words(tags.all("keywords"), r"[;；\n]"),
        url=first("url", "link"),
        language=first("language"),
        publisher=first("publisher"),
        place=first("place published"),
        edition=first("edition"),
        database=first("database provider", "srcdatabase"),
        notes=tags.all("notes"),
        given_first=not any(map(_FAMILY_FIRST.match, authors)),
    )


def _people(texts: list[str]) -> list[str]:
    """One name a field, or all of them in one between semicolons."""
    return [name.strip() for text in texts for name in values.parted(text, r"[;；]") if name.strip()]
