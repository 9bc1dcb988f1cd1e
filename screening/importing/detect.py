"""Which format a file is in: told from its content; the name only breaks ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from .parsers import unread_formats, web_page
from .parsers.formats import FORMATS
from .parsers.indented import set_out
from .parsers.labelled_lines import labels_in
from .parsers.ole import said_of
from .parsers.source import Source

NOT_CITATIONS = (
    (b"%PDF", "a PDF. Export the references from the database as RIS, or paste the reference list as text"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive. Unpack it and import the files inside"),
    (b"Rar!", "a RAR archive. Unpack it and import the files inside"),
    (b"BZh", "a bz2 archive. Unpack it and import the file inside, or pack it as zip"),
    (b"\xfd7zXZ\x00", "an xz archive. Unpack it and import the file inside, or pack it as zip"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive. Unpack it and import the file inside, or pack it as zip"),
    (b"MZ", "a program"),
    (b"SQLite format 3", "a database file. Export the references as RIS"),
    (b"PK\x05\x06", "an empty zip archive"),
)
LABELS_SHOWN = 4
ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Detected:
    """`format` is a key of FORMATS, or "" when the file is none of them; `reason` says why."""

    format: str
    encoding: str
    reason: str


def detect(data: bytes | BinaryIO, filename: str = "") -> Detected:
    """Looks at the first 64 thousand characters. Content decides, so a wrong extension does no harm: `filename`
    is taken for the caller's convenience. Never raises; the user may override the answer.
    """
    source = Source(data)
    start = source.bytes_head(512)
    if not start.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):
        return Detected("", "", "The file is empty.")
    if start.lstrip(b"\xef\xbb\xbf \r\n\t")[:14].lower().startswith((b"<!doctype html", b"<html")):
        if web_page.looks_like(source.text().read(web_page.LIMIT)):
            return Detected("html", source.encoding, "The content looks like a web page with references.")
        return Detected("", "", f"The file is a web page. {web_page.ASKED}")
    for magic, what in NOT_CITATIONS:
        if start.startswith(magic):
            return Detected("", "", f"The file is {what}.")
    if start.lstrip(b"\xef\xbb\xbf \r\n\t\0").startswith(NOT_CITATIONS[0][0]):  # one that begins late is one too
        return Detected("", "", f"The file is {NOT_CITATIONS[0][1]}.")
    if what := said_of(source):
        return Detected("", "", f"The file is {what}.")
    for row in FORMATS:
        if row.binary and row.load().recognises(source):
            return Detected(row.key, "", f"The content is {row.label}.")
    if start.startswith(ZIP):
        return Detected("", "", "The file is a zip package that holds no citations, such as a slide show.")
    if not source.is_text():
        return Detected("", "", "The file is no text, and no archive, spreadsheet or document that we read.")
    head = set_out(source.head().lstrip("\ufeff"))
    if unread_formats.is_change_log(head):
        what = f"The file is {unread_formats.CHANGE_LOG}. The records are in the file beside it."
        return Detected("", source.encoding, what)
    for row in FORMATS:
        if not row.binary and row.load().looks_like(head):
            return Detected(row.key, source.encoding, f"The content looks like {row.label}.")
    if what := unread_formats.said_of(head):
        return Detected("", source.encoding, f"The file is {what}.")
    return Detected("", source.encoding, _why_none(head))


def _why_none(head: str) -> str:
    """What is said of a text in no format of ours, with the labels of its fields where it has some."""
    if not (labels := labels_in(head)):
        return "The content looks like none of the citation formats we read."
    shown = ", ".join(f"“{label}”" for label in labels[:LABELS_SHOWN])
    return (
        f"The lines begin with the names of fields ({shown}), but the format is none we read. "
        "Export the records from the database as RIS."
    )
