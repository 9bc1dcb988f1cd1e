"""RIS in the cells of a table: a spreadsheet program saved it so, a line or a whole record in each cell."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator

from .records import Problem

_FIELD = r"(?:TY|[A-Z][A-Z0-9])  ?- "
_QUOTED = re.compile(rf"^\ufeff?(?:[^\n]{{0,60}}[,;\t])?\"{_FIELD}", re.M)
_PADDED = re.compile(r"^\ufeff?TY  ?- ?\w{2,12}(?P<marks>,+|;+|\t+)\s*$", re.M)
_STARTS = re.compile(_FIELD)
LEAST = 2  # quoted lines that show it
SHARE = 0.8  # of the lines, that end with the mark of an empty cell


def separator_of(head: str) -> str:
    """What parts the cells of a table that holds RIS; "" for any other text, RIS itself included."""
    if padded := _PADDED.search(head):
        mark, lines = padded["marks"][0], head.split("\n")
        if sum(line.rstrip(" \r").endswith(mark) for line in lines) >= SHARE * len(list(filter(None, lines))):
            return mark
    if len(_QUOTED.findall(head)) < LEAST or not re.search(r"TY  ?- ", head):
        return ""
    behind = re.findall(r"\"([,;\t])", head)
    return max(",;\t", key=behind.count)


def lines_of(text: Iterable[str], separator: str) -> Iterator[str]:
    """The lines of the RIS that the cells hold, each with its end; the same number of lines as the table has."""
    csv.field_size_limit(sys.maxsize)
    reader, read = csv.reader(text, delimiter=separator), 0
    for cells in reader:
        with_fields = [cell for cell in cells if _STARTS.match(cell.lstrip("\ufeff"))]
        if len(with_fields) == 1 and "\n" in with_fields[0]:
            said = with_fields[0].rstrip("\n")  # a whole record, beside cells that number it
        else:
            said = separator.join(cells).rstrip(f"{separator} ")
        lines = said.split("\n")
        took, read = reader.line_num - read, reader.line_num
        yield from (f"{line}\n" for line in lines[:took])
        yield from ["\n"] * (took - len(lines))


def told() -> Problem:
    """What is said of such a file."""
    what = "The file is a table whose cells hold RIS, as where a spreadsheet program saved it."
    return Problem(1, "", what, "The RIS was read; what stands in other cells was left out.")
