"""A table that was exported, corrected in a spreadsheet and brought back: its cells and its records. Pure."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from screening.exporting.escaping import CUT
from screening.exporting.tables import csv_lines
from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord
from screening.importing.parsers.table_rows import unlinked
from screening.importing.record_fields import CORRECTABLE, as_row, columns_of

NUMBER = "Record number"
UNPACKED_LIMIT = 300 * 2**20  # bytes
_ENCODED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Unreadable(Exception):
    """The file is no table we can read; the text says why."""


@dataclass(frozen=True)
class Incoming:
    """One row: the number of the record it is of (0 for none), what it says, and the fields it says it of."""

    number: int
    parsed: ParsedRecord
    fields: frozenset[str]

    def values(self) -> dict[str, object]:
        """Field -> value in the shape of a record's columns, for the fields that can be corrected."""
        columns = columns_of(as_row(self.parsed))
        return {name: columns[name] for name in CORRECTABLE if name in self.fields}


def read_cells(data: bytes, name: str) -> tuple[list[str], list[list[str]]]:
    """The headings and the rows of a CSV or XLSX file, every cell as text."""
    rows = list(_workbook(data) if data.startswith(b"PK\x03\x04") else _text(data))
    if not rows or NUMBER not in rows[0]:
        raise Unreadable(f"{name} has no column “{NUMBER}”. Bring back a table of the Records export.")
    width = len(rows[0])
    return rows[0], [row[:width] + [""] * (width - len(row)) for row in rows[1:] if any(row)]


def _text(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("The table is not in UTF-8. Save it as “CSV UTF-8” or as XLSX.") from error
    csv.field_size_limit(2**31 - 1)
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _workbook(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(member.file_size for member in package.infolist()) > UNPACKED_LIMIT:
                raise Unreadable("The workbook would unpack to far more than a table of records holds.")
        sheet = load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
        for row in sheet.iter_rows(values_only=True):
            yield [_decoded(str(cell)) if cell is not None else "" for cell in row]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        raise Unreadable("The workbook cannot be opened. Save it again as XLSX or CSV.") from error


def _decoded(cell: str) -> str:
    """Control characters that XLSX writes as _xHHHH_ (ECMA-376, ST_Xstring), as themselves."""
    return _ENCODED.sub(lambda found: chr(int(found[1], 16)), cell)


def incoming(headings: Sequence[str], rows: Sequence[Sequence[str]], names: dict[str, str]) -> list[Incoming]:
    """The rows as the importer reads our own layout; `names` is heading -> field of the export's columns.

    A cell that the export had to cut says nothing of its field.
    """
    text = "".join(csv_lines(headings, rows)).encode()
    found = [item for item in parse(text, "csv") if isinstance(item, ParsedRecord)]
    if len(found) != len(rows):
        raise Unreadable(f"The table has {len(rows):,} rows, of which {len(found):,} could be read as records.")
    at = headings.index(NUMBER)
    result = []
    for row, parsed in zip(rows, found, strict=True):
        said = {names[h] for h, cell in zip(headings, row, strict=True) if h in names and not cell.endswith(CUT)}
        if "booktitle" in said:
            said.add("journal")
        if "Date" in headings:  # the importer takes the year for it where there is none
            parsed = replace(parsed, date=unlinked(row[headings.index("Date")]))
        number = row[at].strip().removesuffix(".0")
        result.append(Incoming(int(number) if number.isdecimal() else 0, parsed, frozenset(said)))
    return result
