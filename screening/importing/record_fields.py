"""A parsed record as JSON for the staging rows, as the columns of a record, and back again. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from screening.importing.carried import carried, without_votes
from screening.importing.match_keys import match_key, normal_doi, normal_pmid
from screening.importing.parsers.records import ParsedRecord, Span

SAME = ("type", "title", "abstract", "year", "volume", "issue", "pages", "accession", "issn", "url")
SAME += ("language", "publisher")  # columns of the record that bear the parser's name
LISTS = ("authors", "keywords")
# Columns that a person may complete or correct.
CORRECTABLE = (*SAME, *LISTS, "year", "journal", "doi", "pmid")
# Read, but without a column: kept together in Record.extra.
EXTRA = ("booktitle", "article_number", "date", "place", "edition", "editors", "other_title", "pmcid", "isbn")
EXTRA += ("database", "notes", "confidence", "spans")
LIMITS = {"type": 40, "pmid": 60, "doi": 500}
LIMITS |= dict.fromkeys(("volume", "issue", "pages", "accession", "issn", "language"), 200)
_TUPLES = {f.name for f in fields(ParsedRecord) if str(f.type).startswith("tuple")}
_NAMES = tuple(f.name for f in fields(ParsedRecord))
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d")

ABBREVIATIONS = {name: name.upper() for name in ("doi", "pmid", "issn", "isbn", "url")} | {
    "pmcid": "PMCID",
    "booktitle": "Book title",
}


def field_label(name: str) -> str:
    """A field as people write it: "DOI", "Book title", "Start page"."""
    return ABBREVIATIONS.get(name) or name.replace("_", " ").capitalize()


def as_row(record: ParsedRecord) -> dict[str, Any]:
    """The record as JSON values, empty fields left out."""
    row = {name: value for name in _NAMES if (value := getattr(record, name)) not in ("", (), None)}
    if record.spans:
        row["spans"] = [[s.field, s.start, s.end] for s in record.spans]
    return row


def columns_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a Record from a staged row. What is too long for its column is kept whole in `extra`.

    Everybody may read a record's notes: votes that another tool wrote there are left out of them (`raw` keeps all,
    and is shown without them), labels become the record's.
    """
    title, authors, year = row.get("title", ""), list(row.get("authors", ())), row.get("year")
    raw = row.get("raw", [])  # a list of lists already where the row was stored meanwhile
    columns: dict[str, Any] = {name: row.get(name, "") for name in SAME}
    columns |= {name: list(row.get(name, ())) for name in LISTS}
    doi, pmid = row.get("doi", ""), row.get("pmid", "")
    columns |= {
        "year": year,
        "journal": row.get("journal", "") or row.get("booktitle", ""),
        "doi": normal_doi(doi) or doi,
        "pmid": normal_pmid(pmid) or pmid,
        "line": row.get("line", 0),
        "raw": raw if isinstance(raw, list) else [list(pair) for pair in raw],
        "extra": _extra(row),
        "original": dict(row.get("original", {})),  # of a row that was put right by hand
        "match_key": match_key(title, year, authors),
    }
    for name in too_long(row):
        columns["extra"][name] = columns[name]
        columns[name] = columns[name][: LIMITS[name] - 1] + "…"
    return columns


def _extra(row: Mapping[str, Any]) -> dict[str, Any]:
    """What was read and has no column; the notes without votes, and the labels that came with the record."""
    extra = {name: row[name] for name in EXTRA if name in row}
    if "notes" in extra:
        extra["notes"] = [shown for note in extra["notes"] if (shown := without_votes(note))]
        if not extra["notes"]:
            del extra["notes"]
    if labels := carried(row.get("raw", ())).labels:
        extra["labels"] = list(labels)
    return extra


def too_long(row: Mapping[str, Any]) -> list[str]:
    """The fields of a staged row that do not fit their columns."""
    return [name for name, limit in LIMITS.items() if name in row and len(row[name]) > limit]


def contradicts(date: str, year: int | None) -> bool:
    """Whether a date as printed holds a year, and another than this one."""
    found = _YEAR.findall(date)
    return bool(found) and str(year) not in found


def parsed_of(columns: Mapping[str, Any]) -> ParsedRecord:
    """The parsed record that gave these columns; what writers of files start from. A date of another year than the
    one that was put in its place by hand is left out."""
    extra = dict(columns["extra"])
    extra.pop("labels", None)
    if "year" in columns.get("original", ()) and contradicts(extra.get("date", ""), columns["year"]):
        del extra["date"]
    values = {name: extra.pop(name, columns[name]) for name in (*SAME, *LISTS, "year", "doi", "pmid")}
    if not extra.get("booktitle") or extra["booktitle"] != columns["journal"]:
        values["journal"] = columns["journal"]
    spans = tuple(Span(*span) for span in extra.pop("spans", ()))
    values |= extra
    tuples = {name: tuple(values[name]) for name in _TUPLES & set(values) - {"raw", "spans"}}
    raw = tuple(tuple(pair) for pair in columns["raw"])
    return ParsedRecord(**{**values, **tuples, "raw": raw, "line": columns["line"], "spans": spans})


def same_work_keys(row: Mapping[str, Any]) -> list[str]:
    """What a row shares with any likely copy of it: "doi:…", "pmid:…", "key:…"; for counting, not for merging."""
    doi, pmid = normal_doi(row.get("doi", "")), normal_pmid(row.get("pmid", ""))
    key = match_key(row.get("title", ""), row.get("year"), row.get("authors", ()))
    return [f"{name}:{value}" for name, value in (("doi", doi), ("pmid", pmid), ("key", key)) if value]
