"""refer / EndNote tagged text (.enw, .ref, .enl): a percent sign and one character."""

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

_TAG = re.compile(r"^%([0-9A-Z!@#$&*()+,\-/:;<=>?\[\]^~.'|{}])(?:\s+(.*))?$")
_OF_PUBMED = re.compile(r"pubmed|medline|\bNLM\b|ncbi\.nlm\.nih\.gov", re.I)
_OF_A_JOURNAL = re.compile(r"\d\d-\d{4}/[A-Z]{1,2}\d*")  # the number of a journal in China


def split_line(line: str) -> tuple[str, str] | None:
    found = _TAG.match(line) if line[:1] == "%" else None
    return (f"%{found[1]}", (found[2] or "").strip()) if found else None


def _starts(tag: str, entry: Entry, blank: bool) -> bool:
    had = entry.tags
    if blank:
        return tag in ("%0", entry.tags[0]) or "%T" in had and tag in ("%T", "%A")
    return tag == "%0" and entry.tags[0] == "%0" and "%T" in had


FORM = TagFormat(
    split=split_line,
    width=2,
    mark=" ",
    starts=_starts,
    may_start=frozenset({"%0"}),
    paragraphs=frozenset({"%X", "%Z", "%O", "%K"}),
)

PARTING = Parting("%T", frozenset(["%0", "%T", "%J", "%D"]), FORM.may_start)


def looks_like(head: str) -> bool:
    return (
        bool(re.search(r"^%[0T](?: \S|\s*$)", head, re.M)) and len(re.findall(r"^%[0-9A-Z@+] ?", head, re.M)) >= 3
    )


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    return tagged.records(blocks(source), FORM, draft_of, PARTING)


def draft_of(entry: Entry) -> Draft:
    """The mapping from refer tags, as EndNote uses them, to our fields."""
    tags = Tags.of(entry)
    first = tags.first
    kind = values.kind_of_work(first("%0"), "article" if "%J" in tags.one else "other")
    in_book = kind in ("chapter", "conference", "book", "thesis", "report")
    container = first("%J", "%B") if not in_book else first("%B", "%J")
    numbers = [value for value in tags.all("%@") if value]
    return Draft(
        line=entry.line,
        raw=entry.fields,
        lines=entry.lines,
        type=kind,
        title=first("%T", "%!", "%B" if not container else ""),
        other_title=first("%Q"),
        authors=_people(tags, "%A") or tags.all("%H"),
        editors=_people(tags, "%E"),
        dates=[first("%D"), first("%8")],
        journal="" if in_book else container,
        booktitle=container if in_book else "",
        volume=first("%V"),
        issue=first("%N"),
        start_page=first("%P"),
        doi=dois.of_field(first("%R"))
        or next((d for text in tags.all("%U") if (d := dois.doi_in_address(text))), ""),
        pmid=_pmid(tags),
        accession=first("%M") or ("" if _OF_A_JOURNAL.fullmatch(first("%L")) else first("%L")),
        issn=numbers,
        abstract="\n\n".join(tags.all("%X")),
        keywords=values.words(tags.all("%K")),
        url=first("%U"),
        language=first("%G"),
        publisher=first("%I"),
        place=first("%C"),
        edition=first("%7"),
        database=first("%W", "%~"),
        notes=tags.all("%Z", "%O"),
    )


def _pmid(tags: Tags) -> str:
    """The accession number, where the record says that PubMed or MEDLINE gave it."""
    number, base = tags.first("%M"), " ".join(tags.all("%W", "%~", "%U"))
    return number if number.isdecimal() and len(number) <= 8 and _OF_PUBMED.search(base) else ""


def _people(tags: Tags, name: str) -> list[str]:
    """One name a field, or several on lines or between semicolons."""
    return [part.strip() for text in tags.all(name) for part in values.parted(text, r"[\n;]") if part.strip()]
