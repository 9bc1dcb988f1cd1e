"""XML files of many records, cut into their records before they are parsed: that takes half the time of parsing the
whole, and gives the text of each as it stands in the file.

Only what is plain is cut: UTF-8, a root without attributes, nothing but blanks between records that each parse.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

BLOCK = 1 << 18  # bytes read at once
LONGEST = 1 << 22  # bytes; a longer record is left to the reader of whole documents
_DECLARED = rb"""<\?xml(?:\s+(?:version|standalone)=["'][\w.]+["']|\s+encoding=["']utf-8["'])*\s*\?>"""
_BEFORE_ROOT = rb"(?:\xef\xbb\xbf)?\s*(?:%b)?\s*(?:<!DOCTYPE[^>\[]*>)?\s*" % _DECLARED


@dataclass(slots=True)
class Piece:
    """One record: its element, its XML, and the line it begins on."""

    element: etree._Element
    xml: str
    line: int


def cut(data: BinaryIO, root: str, tags: tuple[str, ...], unread: str) -> Generator[Piece, None, bool]:
    """The records, as far as the file is plain; returns whether it was so to its end.

    What stands in elements of the name `unread` is in the XML of a record, but not in its element.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    begins = re.compile(rb"\s*<(%b)>" % "|".join(tags).encode())
    text = data.read(BLOCK)
    head = re.match(rb"(?i:%b)<%b>" % (_BEFORE_ROOT, root.encode()), text)
    at, line = (head.end(), 1 + text.count(b"\n", 0, head.end())) if head else (0, 1)
    while head:
        found = begins.match(text, at)
        end = text.find(b"</%b>" % found[1], at) if found else -1
        if found is None and len(text) - at > BLOCK or len(text) - at > LONGEST:
            return False
        if found is None or end < 0:
            more = data.read(BLOCK)
            if not more:
                return text[at:].strip() == b"</%b>" % root.encode()
            text, at = text[at:] + more, 0
            continue
        if text.find(found[0].lstrip(), found.end(), end) >= 0:  # the record has no end of its own
            return False
        line += text.count(b"\n", at, found.start(1))  # the lines between the records
        piece = text[found.start(1) - 1 : end + len(found[1]) + 3]
        try:
            yield Piece(etree.fromstring(_without(piece, unread.encode()), parser), _text(piece), line)
        except etree.XMLSyntaxError:
            return False
        line += piece.count(b"\n")
        at = end + len(found[1]) + 3
    return False


def _without(piece: bytes, name: bytes) -> bytes:
    """The piece without what stands from the first element of that name to the end of the last."""
    start, end = piece.find(b"<%b>" % name), piece.rfind(b"</%b>" % name)
    return piece[:start] + piece[end + len(name) + 3 :] if 0 <= start < end else piece


def _text(piece: bytes) -> str:
    text = piece.decode()
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
