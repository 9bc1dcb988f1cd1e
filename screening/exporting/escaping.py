"""Cells that a spreadsheet would run as a formula are made text. Pure.

Source of the list: OWASP, CSV injection; the full-width signs because some spreadsheets read them as the plain
ones. Reading a table back takes the apostrophe off again, so that nothing is changed by the way round.
"""

from __future__ import annotations

import re

from screening.importing.parsers.spoiled_cells import CUT, MOST_IN_CELL

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LOOKS_ENCODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def as_text(cell: str) -> str:
    """The cell behind an apostrophe where it begins like a formula, or like a cell that was made text so."""
    return f"'{cell}" if cell.lstrip("'").startswith(TRIGGERS) else cell


def safe_cell(value: object) -> object:
    """A text through `as_text`; numbers, dates and nothing stay what they are."""
    return as_text(value) if isinstance(value, str) else value


def as_xlsx(cell: str) -> str:
    """The cell as XLSX can hold it; one that is too long is cut with a note that says so."""
    cell = as_xstring(cell)
    return cell if len(cell) <= MOST_IN_CELL else cell[: MOST_IN_CELL - len(CUT)] + CUT


def as_xstring(cell: str) -> str:
    """The text with its control characters written as _xHHHH_ (ECMA-376, ST_Xstring)."""
    cell = _LOOKS_ENCODED.sub("_x005F_", cell)
    return _ILLEGAL.sub(lambda found: f"_x{ord(found[0]):04X}_", cell)
