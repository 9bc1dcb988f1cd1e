"""RefWorks tagged text, as RefWorks and CNKI write it: "RT Journal Article", two letters and a blank."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import dois, values
from .draft import Draft, finish
from .indented import blocks
from .parting import Parting, apart
from .records import ParsedRecord, Problem
from .source import Source
from .taglines import Entry, TagFormat, Tags, entries

_TAGS = (
    "RT SR ID A1 A2 A3 A4 A5 A6 T1 T2 T3 OT ST JF JO YR FD VO IS SP OP K1 AB NO ED PB PP SN AV AD AN LA CL SF LK "
    "DO OL CN DB DS IP RD UL SL LL CR WT WV WP PMID PMCID U1 U2 U3 U4 U5 U6 U7 U8 U9"
)
TAGS = frozenset(_TAGS.split())
_TAG = re.compile(r"^(PMC?ID|[A-Z][A-Z0-9]|vo)(?:[ \t]+(.*))?$")
_NOTHING_BEFORE = re.compile(r"\s*<|-{5,}|={5,}")


def split_line(line: str) -> tuple[str, str] | None:
    found = _TAG.match(line)
    tag = found[1].upper() if found else ""  # CNKI writes the volume in small letters
    return (tag, (found[2] or "").strip()) if found and tag in TAGS else None


FORM = TagFormat(
    split=split_line,
    width=2,
    mark=" ",
    starts=lambda tag, entry, blank: tag == "RT",
    may_start=frozenset({"RT"}),
    wrapping=_NOTHING_BEFORE,
)

PARTING = Parting("T1", frozenset(["T1", "JF", "YR", "VO", "DO"]), FORM.may_start)


def looks_like(head: str) -> bool:
    return bool(re.search(r"^RT [A-Z][A-Za-z/ ,.()-]*\s*$", head, re.M)) and bool(
        re.search(r"^(?:A1|T1|JF|YR) \S", head, re.M)
    )


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    for entry in entries(blocks(source), FORM):
        if isinstance(entry, Problem):
            yield entry
            continue
        for part in apart(entry, PARTING):
            yield from [part] if isinstance(part, Problem) else _read_entry(part)


def _read_entry(entry: Entry) -> Iterator[ParsedRecord | Problem]:
    yield from finish(draft_of(entry))
    if entry.tags[0] != "RT":
        what = "The record does not begin with an RT line."
        yield Problem(entry.line, "RT", what, "It was read all the same, with the type “other”.")


def draft_of(entry: Entry) -> Draft:
    """The mapping from RefWorks tags to our fields."""
    tags = Tags.of(entry)
    first = tags.first
    kind = _kind(first("RT"))
    in_book = kind in ("chapter", "conference", "book", "thesis", "report")
    container = first("JF", "JO", "T2") if not in_book else first("T2", "JF", "JO")
    return Draft(
        line=entry.line,
        raw=entry.fields,
        lines=entry.lines,
        type=kind,
        title=first("T1", "WT"),
        other_title=first("OT"),
        authors=_people(tags.all("A1")),
        editors=_people(tags.all("A2", "A5")),
        dates=[first("YR"), first("FD")],
        journal="" if in_book else container,
        booktitle=container if in_book else "",
        volume=first("VO"),
        issue=first("IS"),
        start_page=first("SP", "OP"),
        end_page=first("OP") if first("SP") else "",
        doi=dois.of_field(first("DO")) or next(filter(None, map(dois.doi_in_address, tags.all("UL", "LK"))), ""),
        pmid=first("PMID"),
        pmcid=first("PMCID"),
        accession=first("AN"),
        issn=tags.all("SN"),
        abstract="\n\n".join(tags.all("AB")),
        keywords=values.words(tags.all("K1")),
        url=first("UL", "LK"),
        language=first("LA").rstrip(";"),
        publisher=first("PB"),
        place=first("PP"),
        edition=first("ED"),
        database=first("DB", "DS", "SF"),
        notes=tags.all("NO"),
    )


def _kind(said: str) -> str:
    """ "Dissertation/Thesis" and "Book, Section" name their kind in one of two words, or in both."""
    kinds = [values.kind_of_work(text, "") for text in (said, *re.split(r"[/,]", said))]
    return next(filter(None, kinds), "other")


def _people(texts: list[str]) -> list[str]:
    """One name a field, or all of them in one between semicolons."""
    return [name.strip() for text in texts for name in values.parted(text, r"[;；]") if name.strip()]
