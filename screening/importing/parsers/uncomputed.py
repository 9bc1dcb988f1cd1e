"""Cells of a spreadsheet that hold a formula without its result, as programs write them that do not calculate."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO

from lxml import etree

from .packages import FAULTS
from .source import CHUNK, Source

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def uncomputed(source: Source, sheet: str) -> list[tuple[str, int]]:
    """Address and row of each such cell of the sheet, in order: [("C2", 2)]. [] where the package is no XLSX."""
    source.binary.seek(0)
    try:
        with zipfile.ZipFile(source.binary) as package:
            part = _part(package, sheet)
            return list(_cells(package, part)) if part and _has_formulas(package, part) else []
    except (*FAULTS, KeyError, etree.XMLSyntaxError):
        return []


def _part(package: zipfile.ZipFile, sheet: str) -> str:
    """The part that holds the sheet of that name."""
    if "xl/workbook.xml" not in package.namelist():
        return ""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    book = etree.fromstring(package.read("xl/workbook.xml"), parser)
    key = next((one.get(_ID) for one in book.iter(f"{_MAIN}sheet") if one.get("name") == sheet), None)
    links = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), parser)
    target = next((one.get("Target", "") for one in links.iter(f"{_REL}Relationship") if one.get("Id") == key), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}" if target else ""


def _has_formulas(package: zipfile.ZipFile, part: str) -> bool:
    """A quick look at the bytes: most sheets hold no formula at all."""
    last = b""
    with package.open(part) as file:
        while chunk := file.read(CHUNK):
            if b"<f>" in (whole := last + chunk) or b"<f " in whole or b":f>" in whole:
                return True
            last = chunk[-2:]
    return False


def _cells(package: zipfile.ZipFile, part: str) -> Iterator[tuple[str, int]]:
    with package.open(part) as file:
        yield from _without_result(file)


def _without_result(file: IO[bytes]) -> Iterator[tuple[str, int]]:
    for _, row in etree.iterparse(file, tag=f"{_MAIN}row", resolve_entities=False, no_network=True):
        for cell in row.iter(f"{_MAIN}c"):
            result = cell.find(f"{_MAIN}v")
            missing = result is None or not result.text and cell.get("t") != "str"  # a formula may give ""
            if missing and cell.find(f"{_MAIN}f") is not None:
                address = cell.get("r", "")
                yield address, int("".join(sign for sign in address if sign.isdecimal()) or row.get("r", "1"))
        row.clear()
