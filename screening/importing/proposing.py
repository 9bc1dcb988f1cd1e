"""What another source says of a record, field by field: only what the record lacks, only of the same work. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from screening.importing.match_keys import words_of
from screening.importing.parsers.records import ParsedRecord
from screening.importing.record_fields import LIMITS, as_row

FIELDS = (
    "title",
    "abstract",
    "authors",
    "year",
    "journal",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "issn",
    "language",
    "publisher",
    "keywords",
)
SAME_WORDS = 0.6
"""The share of words two titles must have in common to be one work's."""


def same_work(title: str, other: str) -> bool:
    """True where the titles share most of their words, or one of the two is missing."""
    one, two = set(words_of(title)), set(words_of(other))
    return not one or not two or len(one & two) / len(one | two) >= SAME_WORDS


def lacking(record: Mapping[str, Any], found: ParsedRecord) -> dict[str, Any]:
    """Field -> value found, for fields that the record has empty, and for a year that differs."""
    row = as_row(found)
    row["journal"] = found.container
    values = {}
    for name in FIELDS:
        value = list(row[name]) if name in ("authors", "keywords") and name in row else row.get(name)
        if value in (None, "", []) or len(str(value)) > LIMITS.get(name, 10**6):
            continue
        if record[name] in (None, "", []) or (name == "year" and record[name] != value):
            values[name] = value
    return values
