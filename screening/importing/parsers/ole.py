"""Containers of the old Office kind (OLE): XLS, DOC, PPT, and every newer document that is locked with a password.

What a container holds is told from the names in its directory ([MS-CFB] 2.2 and 2.6: the sector of the directory at
byte 48 of the header, the sectors' size as a power of two at byte 30, entries of 128 bytes that begin with a name).
"""

from __future__ import annotations

import io

from .source import Source

_BIFF8 = b"\x09\x08\x10\x00\x00\x06"  # how the stream of a workbook begins, Excel 97 and later
_CODE_PAGE = b"\x42\x00\x02\x00"
_WIDE = (1200).to_bytes(2, "little")
NEAR = 4096  # bytes behind the beginning
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRY = 128  # bytes
MOST_ENTRIES = 64

NAMED = {
    "EncryptedPackage": "a document locked with a password. Save it without one and import that",
    "WordDocument": "a Word document of the old kind (DOC). Save it as DOCX and import that",
    "PowerPoint Document": "a slide show",
}


def with_wide_letters(data: bytes) -> bytes:
    """The workbook with UTF-16 as its code page, which its texts are in whatever it says ([MS-XLS] 2.4.52): Ovid
    says 1252, and who believes that reads a NUL behind each letter."""
    begins = data.find(_BIFF8)
    at = data.find(_CODE_PAGE, begins, begins + NEAR) if begins >= 0 else -1
    return data[: at + 4] + _WIDE + data[at + 6 :] if at >= 0 else data


def said_of(source: Source) -> str:
    """What the container is when it holds no spreadsheet, after "The file is"; "" otherwise, also for a damaged one
    whose directory would begin behind its end.
    """
    head = source.bytes_head(64)
    if not head.startswith(OLE) or len(head) < 52:
        return ""
    size = 1 << min(int.from_bytes(head[30:32], "little"), 16)
    place = (int.from_bytes(head[48:52], "little") + 1) * size
    if place >= source.binary.seek(0, io.SEEK_END):
        return ""
    source.binary.seek(place)
    directory = source.binary.read(ENTRY * MOST_ENTRIES)
    entries = [directory[at : at + ENTRY] for at in range(0, len(directory) - ENTRY + 1, ENTRY)]
    names = {entry[:64].decode("utf-16-le", "replace").partition("\0")[0] for entry in entries}
    return next((said for name, said in NAMED.items() if name in names), "")
