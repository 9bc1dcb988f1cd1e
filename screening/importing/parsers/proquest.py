"""ProQuest's plain text: "Document 1 of 2", its title, then fields with a label and a colon between empty lines."""

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

_LABELS = (
    "Title|Alternate title|Author|Author affiliation|Correspondence author|Publication title|Publication info|"
    "Book title|Volume|Issue|Pages|First page|Number of pages|Publication year|Publication date|Year|"
    "Publication subject|Abstract|Abstract (summary)|Full text|Subject|Identifier / keyword|Keyword|Keywords|"
    "Location|Company / organization|People|Classification|MeSH|Substance|Section|Publisher|"
    "Place of publication|Country of publication|ISSN|e-ISSN|eISSN|ISBN|CODEN|Source type|Source|"
    "Language of publication|Language|Document type|Document feature|DOI|Accession number|"
    "ProQuest document ID|Document URL|Copyright|Last updated|Database|Degree|University/institution|"
    "University location|Department|Advisor|Committee member|Dissertation/thesis number|School code|Notes|"
    "Credit|Links|Publication history|Online publication date|"
    "Milestone dates|Population|Age group|Methodology|Tests and measures|Number of references|Grant|Record type|"
    "Release date|Update|Format covered|Publication note|PMID|Conference title|Conference|Supplement|Column|"
    "Person|Journal subset|Correction date|Sponsor|Funding|Original title|Editor|Series title|Edition"
)
_NAMES = {name.lower(): name for name in _LABELS.split("|")}
_LABEL = re.compile(r"^([A-Z][A-Za-z /()-]{1,40}): ?(.*)$")
_DOCUMENT = re.compile(r"^Document (\d+ of \d+)\s*$")
_LINK = "ProQuest document link"
_RULE = re.compile(r"_{10,}$|={10,}$")
_WRAPPING = re.compile(
    r"_{10,}|={10,}|Report Information|\w+ \d+,? \d{4}|Database copyright|Contact ProQuest|Terms and Conditions|"
    r"Copyright |Bibliography|Citation style|Table of contents|\d+\. "
)
_MANY = frozenset({"Document", "Abstract", "Abstract (summary)", "Full text", "Links", _LINK, "Notes"})
_INFO = re.compile(r"^(?P<journal>[^;]+?)\s*(?:;.*?)?(?:\s{2,}|\s+(?=Vol\.)|$)")


def split_line(line: str) -> tuple[str, str] | None:
    if found := _DOCUMENT.match(line):
        return "Document", found[1]
    if line.startswith(_LINK):
        return _LINK, line.removeprefix(_LINK).strip()
    found = _LABEL.match(line)
    name = _NAMES.get(found[1].lower()) if found else None
    return (name, found[2].strip()) if found and name else None


FORM = TagFormat(
    split=split_line,
    width=8,
    mark=" is no label ",
    starts=lambda tag, entry, blank: tag == "Document",
    may_start=frozenset({"Document"}),
    wrapping=_WRAPPING,
    ends_at=_RULE,
    paragraphs=_MANY,
)

_ONCE = frozenset({"Title", "Publication title", "Publication year", "ProQuest document ID"})
PARTING = Parting("Title", _ONCE, FORM.may_start)


def looks_like(head: str) -> bool:
    return bool(re.search(r"^Document \d+ of \d+\s*$", head, re.M)) and bool(
        re.search(r"^(?:Title|Author|Publication (?:title|info)|ProQuest document ID): ", head, re.M)
    )


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    return tagged.records(blocks(source), FORM, draft_of, PARTING)


def draft_of(entry: Entry) -> Draft:
    """The mapping from ProQuest's labels to our fields."""
    tags = Tags.of(entry)
    first = tags.first
    info = first("Publication info")
    told = _INFO.match(info)
    kind = values.kind_of_work(first("Source type").rstrip("s"), "") or values.kind_of_work(first("Document type"))
    kind = "thesis" if first("Degree", "Dissertation/thesis number") else kind if kind != "other" else "article"
    container = first("Publication title").partition(";")[0] or (told["journal"] if told else "")
    return Draft(
        line=entry.line,
        raw=entry.fields,
        lines=entry.lines,
        type=kind,
        title=first("Title") or first("Document").partition("\n")[2],
        other_title=first("Original title", "Alternate title"),
        authors=_people(tags.all("Author")),
        editors=_people(tags.all("Editor")),
        dates=[first("Publication year", "Year"), first("Publication date"), _date_in(info)],
        journal="" if kind == "chapter" else container,
        booktitle=first("Book title") or (container if kind == "chapter" else ""),
        volume=first("Volume") or _in_info(r"Vol\. ([^,\s]+)", info),
        issue=first("Issue") or _in_info(r"Iss\. ([^,(]+)", info).strip(),
        start_page=first("Pages") or _in_info(r"\)?: ?([\w-]+)\.?$", info) or first("First page"),
        doi=dois.if_any(first("DOI")),
        pmid=first("PMID"),
        accession=first("ProQuest document ID", "Accession number"),
        issn=tags.all("ISSN", "e-ISSN", "eISSN", "ISBN"),
        abstract=first("Abstract", "Abstract (summary)"),
        keywords=values.words(tags.all("Subject", "Identifier / keyword", "Keyword", "Keywords", "MeSH")),
        url=first("Document URL"),
        language=first("Language of publication", "Language"),
        publisher=first("Publisher"),
        place=first("Place of publication"),
        edition=first("Edition"),
        database=first("Database"),
        notes=tags.all("Notes"),
    )


def _people(texts: list[str]) -> list[str]:
    return [name.strip() for text in texts for name in values.parted(text) if name.strip()]


def _in_info(pattern: str, info: str) -> str:
    found = re.search(pattern, info)
    return found[1] if found else ""


def _date_in(info: str) -> str:
    return _in_info(r"\(([^()]*\d{4}[^()]*)\)", info)
