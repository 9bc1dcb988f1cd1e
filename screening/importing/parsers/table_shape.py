"""Whether text is a table although none of its headings is known: by the shape of its rows alone."""

from __future__ import annotations

import csv
import io
import re
import sys
from dataclasses import dataclass
from itertools import islice

SEPARATORS = ",;\t|"
ROWS = 60  # looked at
WHOLE = 60_000  # characters; a longer beginning of a file is likely cut inside its last row
CAPTIONS = 5  # lines of one cell that may stand above the headings
SHORT = 60  # characters of a heading, and its words; a few may be questions, up to twice as long
SHORT_WORDS = 8
NEARLY_ALL = 0.9
FEW = 0.05  # of the cells of a table that begin with a blank
MOST = 0.7  # enough under four headings or more, which no sentence looks like

_NO_HEADING = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|10\.\d{4}|https?:|\bdoi\b.*\d|@|.{12}[.!;]$", re.I)
_NUMBERS = re.compile(r"\s*\d[\d./-]*\s*")
_VALUE = re.compile(r"\s*(?:(?:1[5-9]|20)\d\d|\d{1,8}|(?:https?://\S*)?10\.\d{4,9}/\S+|NCT\d{8})\s*")


@dataclass(frozen=True)
class Shape:
    """The separator of a table and its heading row."""

    separator: str
    headings: list[str]


def shape_of(head: str) -> Shape | None:
    """The table with most columns that the beginning of a text can be read as; None where it is no table."""
    found = [
        Shape(separator, headings)
        for separator in SEPARATORS
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)
        if (headings := _headings(_rows(head, separator, quoting)))
    ]
    return max(found, key=lambda shape: len(shape.headings), default=None)


def are_cells(rows: list[list[str]]) -> bool:
    """Whether rows of one width are those of a table and not sentences with as many commas: no cell begins with a
    blank, and one column holds years, numbers or identifiers alone.
    """
    rows = [row for row in rows if len(row) == len(rows[0])]  # the last may be cut off
    cells = [cell for row in rows for cell in row]
    columns = [[row[at] for row in rows if row[at].strip()] for at in range(len(rows[0]) if rows else 0)]
    same = any(len(column) >= NEARLY_ALL * len(rows) and all(map(_VALUE.fullmatch, column)) for column in columns)
    return same and sum(cell[:1] == " " for cell in cells) <= FEW * len(cells)


def _rows(head: str, separator: str, quoting: int) -> list[list[str]]:
    """The first rows that hold anything, with captions left out."""
    csv.field_size_limit(sys.maxsize)
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator, quoting=quoting)
    try:
        rows = list(islice(reader, ROWS))
    except csv.Error:
        return []
    if len(rows) < ROWS and len(head) > WHOLE:
        rows.pop()
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    first = next((n for n, row in enumerate(rows[: CAPTIONS + 1]) if _filled(row) > 1), len(rows))
    return rows[first:]


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _headings(rows: list[list[str]]) -> list[str]:
    """The first row where it can be one of headings and the others are as wide; else []."""
    headings, below = (rows[0], rows[1:]) if rows else ([], [])
    width = len(headings)
    if width == 2 and all(row[1:2] and row[1].startswith(" ") for row in rows):
        return []  # lines of prose with a comma each
    if width < 2 or len(below) < (2 if width == 2 else 1) or not _may_be_headings(headings):
        return []
    if any(_NUMBERS.fullmatch(cell) and _all_numbers(below, at) for at, cell in enumerate(headings)):
        return []  # a record like those below it
    as_wide = sum(len(row) == width for row in below)
    return headings if as_wide >= (MOST if width > 3 else NEARLY_ALL) * len(below) else []


def _all_numbers(rows: list[list[str]], at: int) -> bool:
    cells = [row[at] for row in rows if len(row) > at and row[at].strip()]
    return bool(cells) and all(map(_NUMBERS.fullmatch, cells))


def _may_be_headings(row: list[str]) -> bool:
    """Short cells that differ, without a year, an address, an identifier or the end of a sentence."""
    cells = [cell.strip() for cell in row if cell.strip()]
    long = [cell for cell in cells if len(cell) > SHORT or len(cell.split()) > SHORT_WORDS]
    return (
        len(cells) >= max(2, 0.7 * len(row))
        and len({cell.casefold() for cell in cells}) >= 0.8 * len(cells)
        and sum(bool(re.search(r"[^\W\d_]", cell)) for cell in cells) >= max(2, len(cells) - 2)
        and len(long) <= len(cells) / 3
        and all(len(cell) <= 2 * SHORT and len(cell.split()) <= 2 * SHORT_WORDS for cell in long)
        and not any(map(_NO_HEADING.search, cells))
    )
