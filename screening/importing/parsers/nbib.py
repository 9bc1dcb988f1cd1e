"""MEDLINE tagged text: PubMed's .nbib and .txt, and ERIC's exports in the same dress."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import tagged, values
from .draft import Draft
from .indented import blocks
from .parting import Parting
from .records import ParsedRecord, Problem
from .source import Source
from .taglines import Entry, TagFormat, Tags, Whole

_EMPTY = re.compile(r"^([A-Z]{2,4})\s{0,2}-\s*$")
_HEAD = re.compile(r"^(?:PMID|OWN |STAT|DCOM|PMC |FAU )\s*-|^UI  - \d{7,8}\s*$", re.M)
_DOI = re.compile(r"(10\.[^\[\]]+?|\S+)\s*\[doi\]", re.I)
_PII = re.compile(r"^(e?\d+)\s*\[pii\]", re.I)
_ARTICLE_NUMBER = re.compile(r"^(.+?)\s*\[article number\]$")
_UNMAPPED = (
    "AD AUID CDAT CI CIN COIS CON CRDT CRF CTDT DA DCOM DRIN ECF ECI EDAT EFR EIN FIR FPS GR GS IR IRAD JID LR "
    "MHDA MID NM OAB OABL OCI ORI PS RF RIN RN ROF RPF RPI RRF RRI SB SFM SI SPIN STAT UIN UOF"
)
_IN_BOOKS = frozenset({"chapter", "conference", "book", "thesis", "report"})
UNMAPPED = frozenset(_UNMAPPED.split())  # tags no field of ours holds; kept raw


def split_line(line: str) -> tuple[str, str] | None:
    if line[4:6] == "- " or line[4:5] == "-":
        tag = line[:4].rstrip()
        if tag.isalnum() and tag.isupper():
            return tag, line[5:].strip()
    found = _EMPTY.match(line)
    return (found[1], "") if found else None


# After an empty line a second one of these begins another record, also one without a PMID.
_ONCE = frozenset({"OWN", "STAT", "TI", "BTI", "DP", "JT", "SO"})

FORM = TagFormat(
    split=split_line,
    width=4,
    mark="- ",
    may_start=frozenset({"PMID", "UI"}),
    foreign=frozenset({"TY"}),
    starts=lambda tag, entry, blank: (
        tag == "PMID"
        and (blank or _has(entry, tag))
        or tag == "UI" == entry.tags[0]
        or blank
        and (tag == entry.tags[0] or tag in _ONCE and _has(entry, tag))
    ),
    glue=" ",
    whole=Whole("PMID-", "", "[A-Z][A-Z0-9]{1,3}", r" {0,2}(?<=\n....)- ?", "      "),
)

PARTING = Parting("TI", frozenset(["PMID", "TI", "JT", "TA", "DP"]), FORM.may_start)


def _has(entry: Entry, tag: str) -> bool:
    return tag in entry.tags


def looks_like(head: str) -> bool:
    return bool(_HEAD.search(head)) and bool(
        re.search(r"^(?:TI  |FAU |AU  |DP  |BTI |JT  |AB  |PT  )-", head, re.M)
    )


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    return tagged.records(blocks(source, FORM.border), FORM, draft_of, PARTING)


def draft_of(entry: Entry) -> Draft:
    """The mapping from MEDLINE tags (NLM, MEDLINE/PubMed data element descriptions) to our fields."""
    tags = Tags.of(entry)
    text = tags.one.get
    title, book = text("TI", ""), text("BTI", "")
    part = bool(book and title)
    ids = tags.all("LID", "AID", "SO")
    draft = Draft()
    draft.line = entry.line
    draft.raw = entry.fields
    draft.lines = entry.lines
    draft.size = entry.size
    draft.type = _kind(tags, "chapter" if part else "book" if book else "")
    draft.title = title or book or text("TT", "")
    draft.other_title = text("TT", "") if title or book else ""
    draft.authors = _people(tags, "FAU", "AU") + [f"{name}," for name in tags.all("CN")]
    draft.editors = _people(tags, "FED", "ED")
    draft.dates = [text("DP", ""), text("DEP", ""), text("PHST", "")]
    draft.journal = text("JT") or text("TA", "")
    draft.booktitle = book if part else ""
    if draft.type in _IN_BOOKS and not book:  # what it appeared in is then no journal
        draft.journal, draft.booktitle = "", draft.journal
    draft.volume = text("VI", "")
    draft.issue = text("IP", "")
    draft.start_page = text("PG", "")
    draft.article_number = _number(ids, text("PG", ""))
    draft.doi = next((m[1] for i in ids if "[doi]" in i.lower() and (m := _DOI.search(i))), "")
    draft.pmid = text("PMID", "")
    draft.pmcid = text("PMC", "")
    draft.accession = text("OID", "") if "OID" in entry.tags else text("PMID") or text("UI", "")
    draft.issn = tags.all("IS", "ISBN")
    draft.abstract = "\n\n".join(tags.all("AB"))
    draft.keywords = values.words(tags.all("OT", "MH"))
    draft.url = text("URL") or text("UR", "")
    draft.language = text("LA", "")
    draft.publisher = text("PB", "")
    draft.place = text("PL", "")
    draft.edition = text("EN", "")
    draft.database = {"NLM": "PubMed"}.get(text("OWN", ""), text("OWN", ""))
    draft.notes = tags.all("GN")
    return draft


def _people(tags: Tags, full: str, short: str) -> list[str]:
    """Full names where there are as many of them as short ones, else the longer list."""
    return max(tags.all(full), tags.all(short), key=len)


def _number(ids: list[str], pages: str) -> str:
    """The number that stands for pages: said to be one, or a publisher's number where there are no pages."""
    said = next((m[1] for i in ids if (m := _ARTICLE_NUMBER.match(i))), "")
    return said or ("" if pages else next((m[1] for i in ids if (m := _PII.match(i))), ""))


def _kind(tags: Tags, book: str) -> str:
    own = [text for text in tags.all("PT") if text in values.TYPES]  # our own words, as our writer puts them
    if own:
        return own[0]
    kinds = {values.kind_of_work(text, "") for text in tags.all("PT")}
    return book or next((kind for kind in ("chapter", "webpage", "preprint") if kind in kinds), "article")
