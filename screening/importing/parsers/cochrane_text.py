"""The Cochrane Library's plain text: "Record #1 of 271", then tags with a colon."""

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

_TAGS = "ID AU TI SO YR VL NO PG PM PT KY DOI AB US CC XR AI CO OW PB PU SN EI CG LA DE IS"
TAGS = frozenset(_TAGS.split())
_TAG = re.compile(r"^([A-Z]{2,3}): ?(.*)$")
_RECORD = re.compile(r"Record #(\d{1,9}) of (\d{1,9})$")
_DIGITS = re.compile(r"PUBMED (\d+)|^(\d+)$")


def split_line(line: str) -> tuple[str, str] | None:
    found = _TAG.match(line)
    return (found[1], found[2].strip()) if found and found[1] in TAGS else None


FORM = TagFormat(
    split=split_line,
    width=2,
    mark=": ",
    may_start=frozenset({"ID"}),
    starts=lambda tag, entry, blank: tag == "ID" and "TI" in entry.tags,
    ends_at=_RECORD,
)

PARTING = Parting("TI", frozenset(["ID", "TI", "SO", "YR"]), FORM.may_start)


def looks_like(head: str) -> bool:
    if re.search(r"^ID: CN-\d+\s*$", head, re.M) and re.search(r"^TI: ", head, re.M):
        return True
    return bool(re.search(r"^\ufeff?Record #\d+ of \d+\s*$", head, re.M)) and bool(re.search(r"^ID: ", head, re.M))


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    return tagged.records(blocks(source), FORM, draft_of, PARTING)


def draft_of(entry: Entry) -> Draft:
    tags = Tags.of(entry)
    first = tags.first
    pmid = next((m[1] or m[2] for text in tags.all("PM", "XR") if (m := _DIGITS.search(text))), "")
    return Draft(
        line=entry.line,
        raw=entry.fields,
        lines=entry.lines,
        type="trial" if "trial registry" in first("PT").lower() else "article",
        title=first("TI"),
        authors=tags.all("AU"),
        dates=[first("YR")],
        journal=first("SO"),
        volume=first("VL"),
        issue=first("NO"),
        start_page=first("PG"),
        doi=dois.if_any(first("DOI")),
        pmid=pmid,
        accession=first("ID"),
        issn=tags.all("SN", "EI"),
        abstract="\n\n".join(tags.all("AB")),
        keywords=values.words(tags.all("KY")),
        url=first("US"),
        language=first("LA"),
        publisher=first("PB"),
        database="Cochrane Library",
        notes=tags.all("CC"),
    )
