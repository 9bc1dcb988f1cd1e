"""A table of records as `dedupe_citations` takes it: what cannot be read is refused, what is odd is noted. Pure."""

from __future__ import annotations

import csv
import gzip
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from screening.dedupe.engine.shelf import Texts
from screening.importing.parsers.names import people
from screening.importing.parsers.values import first_number

FIELDS = (
    "record_id", "title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "issn", "type",
    "abstract", "accession",
)  # fmt: skip
MOST_LINES = 10  # that are named one by one
Row = dict[str, Any]  # every value text, but authors a list of names


class RecordsTable:
    """The records of a file, one by one, under the names that the engine knows.

    `ids`: theirs, in order; `unread`: headings that name no field; `uneven`: what is said of rows that have more or
    fewer cells than there are headings. All are complete once every row was taken.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.ids = Texts()
        self.unread: list[str] = []
        self.uneven: list[str] = []

    def __iter__(self) -> Iterator[Row]:
        """Raises ValueError, in words, where the table cannot be read as records with an id each."""
        csv.field_size_limit(sys.maxsize)
        opened = gzip.open if self.file.suffix == ".gz" else open
        hashes = array("q")
        with opened(self.file, "rt", encoding="utf-8-sig", newline="") as data:
            for row in self._rows(data):
                hashes.append(hash(row["record_id"]))
                yield row
        _refuse_repeated(hashes, self.ids)

    @property
    def notes(self) -> list[str]:
        """What is odd, in words, the first lines one by one."""
        found = [f"Columns that are not compared: {', '.join(self.unread)}."] if self.unread else []
        found += self.uneven[:MOST_LINES]
        if more := len(self.uneven) - MOST_LINES:
            found += [f"So it is in {more:,} more rows."] if more > 0 else []
        return found if len(self.ids) else [*found, "There are headings and no records in the table."]

    def _rows(self, data: Iterable[str]) -> Iterator[Row]:
        row_lines: list[str] = []
        table = csv.reader(_noted(data, row_lines))
        names = self._columns(next(table, []))
        begins = table.line_num + 1
        row_lines.clear()
        for cells in table:
            if cells:
                yield self._row(names, cells, begins)
            begins = table.line_num + 1
            last, row_lines[:] = row_lines[:], []
            if _is_unclosed(last):
                raise ValueError(f"a quotation mark in the record at line {begins - len(last)} is never closed.")

    def _columns(self, headings: Sequence[str]) -> list[str]:
        """The headings without case and blanks; there must be an id, a title, and no heading twice."""
        names = [heading.strip().lower().replace(" ", "_") for heading in headings]
        for needed in ("record_id", "title"):
            if needed not in names:
                raise ValueError(
                    f"there is no column '{needed}'. The columns are: {', '.join(headings) or 'none'}."
                )
        if twice := [name for name in FIELDS if names.count(name) > 1]:
            raise ValueError(f"the column '{twice[0]}' is there twice. Keep one of them.")
        self.unread = [head for head, name in zip(headings, names, strict=True) if name not in FIELDS]
        return names

    def _row(self, names: Sequence[str], cells: Sequence[str], line: int) -> Row:
        if len(cells) != len(names):
            self.uneven.append(_uneven(line, len(names), cells))
        row = dict.fromkeys(names, "") | dict(zip(names, cells, strict=False))
        if not row["record_id"].strip():
            raise ValueError(f"the record at line {line} has no record_id. Give each record its own.")
        self.ids.append(row["record_id"])
        read = {"authors": people(row.get("authors", "")), "pmid": first_number(row.get("pmid", ""))}
        # The id puts records that are equal in all else in an order that does not depend on the file.
        return row | read | {"order": row["record_id"]}


def _uneven(line: int, headings: int, cells: Sequence[str]) -> str:
    said = f"Line {line}: {len(cells)} of {headings} cells; "
    if len(cells) < headings:
        return said + "those that are missing are taken as empty."
    return said + f"what is over is left out: {', '.join(cells[headings:])[:80]}."


def _noted(data: Iterable[str], lines: list[str]) -> Iterator[str]:
    for line in data:
        lines.append(line)
        yield line


def _is_unclosed(lines: list[str]) -> bool:
    """True where the last record runs to the end of the file because its quotation mark is never closed."""
    if len(lines) == 1 and lines[0].count('"') % 2 == 0:
        return False
    try:
        list(csv.reader(lines, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _refuse_repeated(hashes: array[int], ids: Texts) -> None:
    """Raise ValueError where two records have one id; eight bytes a record, a set takes a hundred."""
    found = np.frombuffer(hashes, dtype=np.int64)
    order = np.argsort(found, kind="stable")
    for at in np.flatnonzero(found[order][1:] == found[order][:-1]).tolist():
        first, again = int(order[at]), int(order[at + 1])
        if ids[first] == ids[again]:
            said = f"record_id '{ids[first]}' is that of records {first + 1:,} and {again + 1:,}."
            raise ValueError(f"{said} Give each record its own.")
