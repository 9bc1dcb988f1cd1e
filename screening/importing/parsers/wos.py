"""Web of Science, tagged (.ciw, .isi, .txt) and tab-delimited, also INSPEC, MEDLINE and Zoological Record on
that platform. In the tagged form a tag stands at the line's start and continuations are indented by three.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator

from . import values
from .draft import Draft, finish
from .indented import blocks
from .parting import Parting, apart
from .records import ParsedRecord, Problem
from .source import Source
from .taglines import Entry, TagFormat, Tags, Whole, entries

_TAG = re.compile(r"^([A-Z][A-Z0-9])(?: (.*))?$")
_TABLE_HEAD = re.compile(r"^\ufeff?\s*(?:PT|AU)\t(?:[A-Z][A-Z0-9]\t){5}")
_WRAPPING = re.compile(r"(?:FN|VR|EF|XX)\b")
KINDS = {"J": "article", "B": "book", "S": "chapter", "C": "conference", "P": "other"}


def split_line(line: str) -> tuple[str, str] | None:
    found = _TAG.match(line) if line[:1] != " " else None
    return (found[1], (found[2] or "").strip()) if found else None


FORM = TagFormat(
    split=split_line,
    width=2,
    mark=" ",
    may_start=frozenset({"PT", "FN", "EF"}),
    starts=lambda tag, entry, blank: tag == "PT" or tag in ("FN", "EF"),
    ends=frozenset({"ER"}),
    wrapping=_WRAPPING,
    ends_at=re.compile(r"ERP?T [A-Z]$"),  # ER and the PT of the next record in one
    whole=Whole("PT ", "ER", "[A-Z][A-Z0-9]", "(?: |$)", "   "),
)

PARTING = Parting("TI", frozenset(["TI", "UT", "SO", "PY", "DI"]), frozenset({"PT"}))


def looks_like(head: str) -> bool:
    if _TABLE_HEAD.match(head):
        return True
    return bool(re.search(r"^PT [A-Z]\s*$", head, re.M) and re.search(r"^(?:AU|TI|SO|UT) \S", head, re.M))


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    if _TABLE_HEAD.match(source.head(2000)):
        yield from _read_table(source)
        return
    for entry in entries(blocks(source, FORM.border), FORM):
        if isinstance(entry, Problem):
            yield entry
        elif entry.closed and entry.tags[0] == "PT" and entry.tags.count("TI") < 2:
            yield from finish(draft_of(entry))  # the usual case
        elif entry.tags[0] == "PT" or "TI" in entry.tags:
            for part in apart(entry, PARTING):
                yield from [part] if isinstance(part, Problem) else _read_entry(part)
        elif entry.tags[0] not in ("FN", "VR", "EF", "XX"):
            shown = " ".join(entry.fields[0])[:80]
            what = f"Text outside any record: “{shown}”."
            yield Problem(entry.line, "", what, "It was left out; no record was lost.")


def _read_entry(entry: Entry) -> Iterator[ParsedRecord | Problem]:
    yield from finish(draft_of(entry))
    if entry.tags[0] != "PT":
        what = "The record does not begin with a PT line."
        yield Problem(entry.line, "PT", what, "It was read all the same, as an article.")
    if not entry.closed:
        what = "The record has no closing ER line."
        yield Problem(entry.line, "ER", what, "It was taken to end where the next record begins.")


def _read_table(source: Source) -> Iterator[ParsedRecord | Problem]:
    """The tab-delimited form writes quotation marks as they are, so a line is always a row."""
    csv.field_size_limit(sys.maxsize)
    rows = csv.reader(source.text(), delimiter="\t", quoting=csv.QUOTE_NONE)
    numbered = enumerate(rows, 1)
    heads = next((row for _, row in numbered if any(cell.strip("\ufeff ") for cell in row)), [])
    tags = [tag.replace("\ufeff", "").strip() for tag in heads]
    for line, row in numbered:
        if not any(cell.strip() for cell in row):
            continue
        filled = [(tag, text) for tag, cell in zip(tags, row, strict=False) if (text := cell.strip())]
        entry = Entry(line, [tag for tag, _ in filled], [text for _, text in filled], closed=True)
        yield from finish(draft_of(entry))
        if len(row) > len(tags) and any(cell.strip() for cell in row[len(tags) :]):
            what = f"The row has {len(row)} cells under {len(tags)} headings."
            yield Problem(line, "", what, "The cells beyond the last heading were left out.")


def draft_of(entry: Entry) -> Draft:
    """The mapping from Web of Science field tags to our fields. CR holds other papers, and their DOIs."""
    tags = Tags.of(entry)
    text = {tag: value.replace("\n", " ") for tag, value in tags.one.items()}.get
    kind = _kind(text("PT", ""), text("DT", ""))
    in_book = kind in ("chapter", "conference", "book")
    end, supplement = text("EP", ""), text("SU", "")
    draft = Draft()
    draft.line = entry.line
    draft.raw = entry.fields
    draft.lines = entry.lines
    draft.size = entry.size
    draft.type = kind
    draft.title = text("TI", "")
    draft.other_title = text("FT", "")
    draft.authors = (
        (_people(tags, "AF", "AU") or _people(tags, "BA", "BA")) + _lines(tags, "CA") + _lines(tags, "GP")
    )
    draft.editors = _people(tags, "BF", "BE") + _lines(tags, "ED")
    draft.dates = [text("PY", ""), text("PD", ""), text("EY", ""), text("EA", "")]
    draft.journal = "" if in_book else text("SO") or text("JI") or text("J9", "")
    draft.booktitle = text("SO") or text("SE", "") if in_book else ""
    draft.volume = text("VL", "")
    draft.issue = text("IS") or (f"Suppl {supplement}" if supplement else "")
    draft.start_page = text("BP") or text("PS", "")
    draft.end_page = end if "-" not in end else ""
    draft.article_number = text("AR", "")
    draft.doi = text("DI") or text("D2", "")
    draft.pmid = text("PM", "")
    draft.accession = text("UT") or text("AN", "")
    draft.issn = [text("SN", ""), text("EI", ""), text("BN", "")]
    draft.abstract = text("AB", "")
    draft.keywords = values.words([text("DE", ""), text("ID", "")], ";")
    draft.language = text("LA", "")
    draft.publisher = text("PU", "")
    draft.place = text("PI", "")
    draft.database = text("DB") or text("FN", "")
    return draft


def _kind(code: str, document: str) -> str:
    first = values.kind_of_work(document.split(";")[0], "")
    if "Book Chapter" in document:
        return "chapter"
    if code[:1] in ("J", "") or first == "conference":
        return first or "article"
    return KINDS.get(code[:1], "other")


def _lines(tags: Tags, name: str) -> list[str]:
    """Names stand on a line each, or between semicolons in the tab-delimited form."""
    said = tags.first(name)
    return [name for part in said.replace(";", "\n").split("\n") if (name := part.strip())] if said else []


def _people(tags: Tags, full: str, short: str) -> list[str]:
    return max(_lines(tags, full), _lines(tags, short), key=len)
