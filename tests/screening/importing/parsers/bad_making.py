"""What the catalogue of bad files is made of."""

import io
import zipfile
from dataclasses import dataclass

import openpyxl

RIS = "TY  - JOUR\nTI  - {}\nAU  - Roe, J.\nPY  - 2021\nER  - \n"
HEADINGS = "Title,Authors,Year,DOI\n"
ARTICLE = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>A</ArticleTitle>"
    "</Article></MedlineCitation></PubmedArticle>"
)
ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + ARTICLE
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
XI = "http://www.w3.org/2001/XInclude"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ZOTERO = "http://www.zotero.org/namespaces/export#"


@dataclass(frozen=True)
class Bad:
    """`format` is what the content is taken for ("" for nothing we read), `titles` those of the records that are
    read from it all the same, `said` each problem as "line: what done", or the reason why nothing is read.
    """

    name: str
    data: bytes
    format: str
    titles: list[str]
    said: list[str]


def zipped(**members: str | bytes) -> bytes:
    """A zip archive; in the names _ stands for a stop and __ for a slash."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "/").replace("_", "."), data)
    return file.getvalue()


def book(*sheets: tuple[str, list[list[object]]], hidden: tuple[str, ...] = ()) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def locked(data: bytes) -> bytes:
    """The zip archive with its members marked as encrypted, which zipfile can read but not write."""
    changed = bytearray(data)
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            changed[at + flags] |= 1
            at = data.find(sign, at + 1)
    return bytes(changed)


def container(*names: str) -> bytes:
    """An OLE container with nothing but a directory of these streams: header, allocation table, directory."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
    header[24:34] = b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0"  # versions, byte order, sectors of 512 and 64 bytes
    header[44:52] = b"\x01\0\0\0" + (1).to_bytes(4, "little")  # one table sector; the directory is sector 1
    header[56:60] = (4096).to_bytes(4, "little")
    header[60:64] = header[68:72] = b"\xfe\xff\xff\xff"
    header[76:512] = b"\0\0\0\0" + b"\xff" * 432
    table = b"\xfd\xff\xff\xff\xfe\xff\xff\xff" + b"\xff" * 504
    entries = [_entry("Root Entry", 5, 1), *(_entry(name, 2) for name in names)]
    return bytes(header) + table + b"".join(entries).ljust(512, b"\0")


def _entry(name: str, kind: int, child: int = 0xFFFFFFFF) -> bytes:
    named = name.encode("utf-16-le")
    none = b"\xff" * 4
    begun = named.ljust(64, b"\0") + (len(named) + 2).to_bytes(2, "little") + bytes([kind, 1])
    return (begun + none + none + child.to_bytes(4, "little")).ljust(116, b"\0") + b"\xfe\xff\xff\xff" + b"\0" * 8
