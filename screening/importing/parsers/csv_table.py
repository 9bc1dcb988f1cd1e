"""Tables as text: CSV, TSV and their kin, of known databases or with columns the user assigns."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import chain

from . import columns as cols
from .records import FIELD_LIMIT, ParsedRecord, Problem
from .source import Source
from .table_rows import Row, read_rows
from .table_shape import SEPARATORS, are_cells, shape_of
from .unread_formats import CHANGE_LOG, is_change_log

SEARCH = "SEARCH QUERY"  # as Embase writes it above records of one field a line
NONE = "\x1f"  # stands in no text: every line is one cell
FIRST_LINES = 40
HEADING_ROWS = 10  # a title or a note may stand above the headings


def looks_like(head: str) -> bool:
    separator = sniff(head)
    rows = _sample(head, separator)
    if separator == NONE or is_field_per_line(rows):
        return True
    if any(len(row) > 1 and cols.recognised(row) >= 2 for row in rows[:HEADING_ROWS]):
        return True
    return shape_of(head) is not None or bool(made_headings(head))


def made_headings(head: str) -> list[str]:
    """ "Column 1", "Column 2" ... for a table whose first row is a record already; [] for other text and tables."""
    return [f"Column {number}" for number in range(1, _without_headings(head)[1] + 1)]


def _without_headings(head: str) -> tuple[str, int]:
    """The separator and the width of a table without a row of headings; ("", 0) for other text and tables."""
    for separator in "\t,;":
        rows = [row for row in _sample(head, separator) if any(cell.strip() for cell in row)]
        width = len(rows[0]) if rows else 0
        if width < 3 or len(rows) < 2 or any(len(row) != width for row in rows[:-1]):
            continue
        lines = [line for line in head.splitlines()[:FIRST_LINES] if line.strip()]
        quoted = sum(line[:1] == '"' and f'"{separator}' in line for line in lines)
        if separator == "\t" or quoted >= 0.8 * len(lines) or are_cells(rows):
            known = any(cols.recognised(row) >= 2 for row in rows[:HEADING_ROWS])
            return ("", 0) if known or shape_of(head) else (separator, width)
    return "", 0


def sniff(head: str) -> str:
    """The separator that makes the best heading row among the first rows; where no heading is known, the one
    that makes the most regular rows; NONE for a table of a single column."""
    if is_one_column(head):
        return NONE

    def score(separator: str) -> tuple[int, int]:
        rows = _sample(head, separator)[:HEADING_ROWS]
        return max(((cols.recognised(row), len(row)) for row in rows), default=(0, 0))

    if without := _without_headings(head)[0]:
        return without
    best = max(SEPARATORS, key=score)
    if score(best)[0] < 2 and (shape := shape_of(head)):
        return shape.separator
    return best


def is_one_column(head: str) -> bool:
    """Titles, DOIs or PubMed ids alone under a heading that says so; commas in titles need no quotes then."""
    lines = [line for line in head.splitlines()[:20] if line.strip()]
    name = cols.plain_heading(lines[0]) if lines else ""
    return len(lines) > 1 and cols.FIELD_OF.get(name, ("",))[0] in cols.ALONE


def _sample(head: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(sys.maxsize)
    return [
        row for _, row in zip(range(40), csv.reader(head.splitlines()[:200], delimiter=separator), strict=False)
    ]


def is_field_per_line(rows: list[list[str]]) -> bool:
    """Embase's "one field per line": a field name in capitals, then its values; no heading row."""
    names = [row[0] for row in rows if row and row[0].strip()]
    return (
        len(names) >= 3
        and "TITLE" in names
        and all(re.fullmatch(r"[A-Z][A-Za-z]?[A-Z/ ()-]+", n) for n in names[:8])
    )


def headings(source: Source) -> list[str]:
    """The heading row, for a page on which the user assigns columns; [] where there is none."""
    head = source.head()
    separator = sniff(head)
    rows = [row for row in _sample(head, separator) if len(row) > 1 or separator == NONE]
    for row, below in zip(rows[:HEADING_ROWS], [*rows[1:], []], strict=False):
        if cols.recognised(row) >= 2:
            return below if cols.are_truer(below, row) else row
    if shape := shape_of(head):
        return shape.headings
    if made := made_headings(head):
        return made
    return next((row for row in rows[:HEADING_ROWS] if cols.recognised(row)), next(iter(rows), []))


def read(source: Source, columns: dict[str, str] | None = None) -> Iterator[ParsedRecord | Problem]:
    """`columns` maps headings to field names of columns.FIELDS, for tables no layout knows."""
    head = source.head()
    separator = sniff(head)
    if is_change_log(head):
        yield Problem(1, "", f"The table is {CHANGE_LOG}.", "It was left out with the addresses.")
        return
    rows: Iterator[Row | Problem] = raw_rows(source.text(newline=None), separator)
    if made := made_headings(head):
        rows = chain([Row(1, made)], rows)
    if is_field_per_line(_sample(head, ",")):
        yield from read_rows(_folded(raw_rows(source.text(), ",")), columns)
    else:
        yield from read_rows(rows, columns)


def raw_rows(text: Iterable[str], separator: str) -> Iterator[Row | Problem]:
    """The rows with the line each begins on. A quotation mark that is never closed is undone."""
    csv.field_size_limit(sys.maxsize)
    feeder = _Feeder(iter(text))
    for attempt in range(6):
        quoting = csv.QUOTE_MINIMAL if attempt < 5 else csv.QUOTE_NONE
        feeder.begin()
        unclosed = False
        for cells in csv.reader(feeder, delimiter=separator, quoting=quoting):
            if feeder.ended and attempt < 5 and feeder.quotes_open(separator):
                unclosed = True
                break
            if '"' in "".join(cells) and attempt < 5:
                cells = _with_quotes(feeder.held, separator, cells)
            if any(cell.strip() for cell in cells) or not cells:
                yield Row(feeder.first, cells)
            feeder.begin()
        if not unclosed:
            return
        what = "A quotation mark that is opened here is never closed."
        yield Problem(feeder.first, "", what, "The rows from here on were read again with this mark as plain text.")
        first, *rest = feeder.held
        yield Row(feeder.first, next(csv.reader([first], delimiter=separator, quoting=csv.QUOTE_NONE)))
        feeder = _Feeder(iter(rest), feeder.first)


def _with_quotes(lines: list[str], separator: str, cells: list[str]) -> list[str]:
    """The cells of a row in which quotation marks stand inside quoted cells and are not doubled: such a mark ends
    the cell only where a separator or the row's end follows. As they are where the row keeps the rules.
    """
    try:
        next(csv.reader(lines, delimiter=separator, strict=True), None)
    except csv.Error:
        at = re.escape(separator)
        cell = re.compile(rf'"((?:""|[^"]|"(?!"|\s*(?:{at}|$)))*)"\s*(?:{at}|$)|([^{at}]*)(?:{at}|$)')
        text = "".join(lines).rstrip("\r\n")
        if len(text) > FIELD_LIMIT:
            return cells
        found = [m[2] if m[1] is None else m[1].replace('""', '"') for m in cell.finditer(text + separator)]
        kept = found[: len(cells)] if len(found) > len(cells) and not any(found[len(cells) :]) else found
        return kept if len(kept) == len(cells) else cells
    return cells


class _Feeder:
    """Hands lines to the csv module and remembers those of the row that is being read."""

    def __init__(self, lines: Iterator[str], number: int = 0) -> None:
        self.lines = lines
        self.number = number
        self.first = number + 1
        self.held: list[str] = []
        self.ended = False

    def __iter__(self) -> _Feeder:
        return self

    def __next__(self) -> str:
        line = next(self.lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.number += 1
        self.held.append(line)
        return line

    def begin(self) -> None:
        self.held = []
        self.first = self.number + 1

    def quotes_open(self, separator: str) -> bool:
        """True when the held lines end inside a quoted cell."""
        try:
            list(csv.reader(self.held, delimiter=separator, strict=True))
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False


def _folded(rows: Iterator[Row | Problem]) -> Iterator[Row | Problem]:
    """Rows of the "one field per line" layout as one wide row a record, under a heading row of all names."""
    entry: list[tuple[str, list[str]]] = []
    line = 0
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        name = row.cells[0].strip() if row.cells else ""
        if entry and not name and {name for name, _ in entry} == {SEARCH}:
            what = f"The search of the export stands before its records: {entry[0][1][0] if entry[0][1] else ''}"
            yield Problem(line, SEARCH, what[:500], "It was left out; it belongs into the search log.")
            entry = []
        if entry and (not name or name in ("TITLE", entry[0][0]) and any(n == name for n, _ in entry)):
            yield Row(line, [value for _, values in entry for value in values], [n for n, vs in entry for _ in vs])
            entry = []
        if name:
            line = row.line if not entry else line
            entry.append((name, row.cells[1:]))
    if entry:
        yield Row(line, [value for _, values in entry for value in values], [n for n, vs in entry for _ in vs])
