"""Zip packages with a format of their own inside (XLSX, ODS, DOCX): refused before they unpack to too much."""

from __future__ import annotations

import zipfile
import zlib

from .records import Problem
from .source import Source

MEMBERS_LIMIT = 2_000
UNPACKED_LIMIT = 1 << 30  # bytes
RATIO_LIMIT = 300  # unpacked to packed bytes, from 50 MB on
FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


def too_large(source: Source, what: str) -> Problem | None:
    """Why the package is not opened, told from its own list of contents; `what` it is, for the message."""
    if source.bytes_head(4) != b"PK\x03\x04":
        return None
    source.binary.seek(0)
    try:
        with zipfile.ZipFile(source.binary) as package:
            members = package.infolist()
    except FAULTS as error:
        return Problem(1, "file", f"The {what} is damaged: {error}.", "Nothing was read.")
    if len(members) > MEMBERS_LIMIT:
        said = f"The {what} holds {len(members):,} parts, more than {MEMBERS_LIMIT:,}."
        return Problem(1, "file", said, "Nothing was read.")
    whole = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if whole > UNPACKED_LIMIT or whole > 50_000_000 and whole > RATIO_LIMIT * packed:
        said = f"The {what} would unpack to {whole:,} bytes."
        done = "Nothing was read. Please split it, or save it as CSV."
        return Problem(1, "file", said, done if what == "spreadsheet" else "Nothing was read.")
    return None
