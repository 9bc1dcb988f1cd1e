"""Ovid's tagged text, in the "Reprint/Medlars" form and the older one with field names on lines of their own.

Records are numbered `<1. >`; journal, volume, pages and year stand together in SO.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from . import dois, tagged, values
from .draft import Draft
from .indented import blocks, set_out
from .ovid_source import editors_in, own_title, read_source, without_role
from .parting import Parting
from .records import ParsedRecord, Problem
from .source import Source
from .taglines import Entry, TagFormat, Tags

_TAG = re.compile(r"^([A-Z][A-Z0-9]{1,2})  ?- ?(.*)$")
_NUMBER = re.compile(r"<(\d{1,9})(?:\. ?)?>$")
_DOTTED = re.compile(  # a number on a line of its own, and a field behind it
    r"^\d{1,6}\.[ \t]*\n\s*"
    r"(?:[A-Z][A-Z0-9]{1,2}  - |(?:Unique Identifier|Accession Number|Title|Authors?|Source|Status)\s*$)",
    re.M,
)
_PMID = re.compile(r"\d{4,8}")
_WRAPPING = re.compile(r"Database:|Search Strategy:|-{5,}|\*{5,}|Results Generated|Embedded|Link to the |Version:")
NAMES = {  # the older form: field names on lines of their own
    "unique identifier": "UI", "accession number": "UI", "record owner": "RO", "status": "ST", "author": "AU",
    "authors": "AU", "authors full name": "FA", "author/editor": "AU", "title": "TI", "original title": "OT",
    "source": "SO", "abstract": "AB", "publication type": "PT", "language": "LG", "year of publication": "YR",
    "digital object identifier": "DO", "keywords": "KW", "mesh subject headings": "MH", "subject headings": "MH",
    "journal name": "JN", "institution": "IN", "country of publication": "CP", "issn": "IS", "publisher": "PB",
    "link to the ovid full text or citation": "XL", "database": "DB", "doi": "DO", "emtree heading": "MH",
}  # fmt: skip


def split_line(line: str) -> tuple[str, str] | None:
    found = _TAG.match(line)
    if found:
        return found[1], found[2].strip()
    name = line.strip().lower()
    return (NAMES[name], "") if name in NAMES and line[:1] != " " else None


_FIRST = frozenset({"VN", "DB", "UI", "AN"})  # one of these begins a record, where no number stands before it
FORM = TagFormat(
    split=split_line,
    width=2,
    mark="  - ",
    starts=lambda tag, entry, blank: blank and tag == entry.tags[0] and tag in _FIRST,
    wrapping=_WRAPPING,
    ends_at=_NUMBER,
    glue=" ",
)
WITH_DOTS = dataclasses.replace(FORM, ends_at=re.compile(r"<?(\d{1,6})(?:\. ?>|>|\.)$"))  # records numbered "1. "

PARTING = Parting("TI", frozenset(["UI", "AN", "TI", "SO", "YR"]), frozenset())


def looks_like(head: str) -> bool:
    tagged = re.search(r"^(?:TI|AU|UI|SO)  ?- |^(?:Title|Authors?|Source|Unique Identifier)\s*$", head, re.M)
    if not tagged:
        return False
    return bool(re.search(r"^<1?\d*\.? ?>\s*$|^VN  ?- Ovid\b", head, re.M) or _DOTTED.search(head))


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    form = WITH_DOTS if _DOTTED.search(set_out(source.head())) else FORM
    return tagged.records(blocks(source), form, draft_of, PARTING)


def draft_of(entry: Entry) -> Draft:
    """The mapping from Ovid tags to our fields; SO holds journal, volume (issue) (pp), year."""
    tags = Tags.of(entry)
    first = tags.first
    joined = read_source(first("SO"))
    number = _PMID.fullmatch(first("UI"))
    medline = "medline" in first("DB").lower() or not first("DB") and not first("UI").startswith("20")
    return Draft(
        line=entry.line,
        raw=entry.fields,
        lines=entry.lines,
        type="chapter" if "book" in first("PT").lower() and "chapter" in first("PT").lower() else "article",
        title=own_title(first("TI")),
        other_title=first("OT", "TO"),
        authors=_people(tags.all("FA") or tags.all("AU")),
        editors=editors_in(joined.get("editors", "")),
        dates=[first("YR", "DP"), joined.get("year", "")],
        journal=first("JN") or joined.get("journal", "") or first("SO", "JA"),
        volume=first("VO", "VI") or joined.get("volume", ""),
        issue=first("IP") or joined.get("issue", ""),
        start_page=first("PG") or joined.get("pages", ""),
        article_number=joined.get("number", ""),
        doi=dois.if_any(first("DO", "DI")),
        pmid=first("PM") or (number[0] if number and medline else ""),
        accession=first("UI", "AN"),
        issn=tags.all("IS", "SN"),
        abstract="\n\n".join(tags.all("AB")),
        keywords=values.words(tags.all("KW", "MH", "SH", "ID"), r"[;\n]"),
        url=first("XL", "UR"),
        language=first("LG", "LA"),
        publisher=first("PB"),
        database=first("DB"),
        notes=tags.all("NT"),
    )


def _people(texts: list[str]) -> list[str]:
    """One name a field, or all of them in one between semicolons."""
    return [name.strip() for text in texts for name in values.parted(without_role(text)) if name.strip()]
