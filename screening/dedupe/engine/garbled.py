"""Texts that were written in UTF-8 and read as Windows-1252: "MÃ¼ller" is "Müller". Pure."""

from __future__ import annotations

import re

_LEAD = "[\u00c2-\u00f4]"  # what the first byte of a letter became, and any of those behind it
_TAIL = "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
_SIGN = re.compile(_LEAD + _TAIL)
_LOST_SPACE = re.compile("\u00c3[ \u00a0]+(?=[a-z])")  # an "à", whose second byte became a space and was tidied
MOST_TIMES = 3  # that a text was read wrongly, one after the other


def mended(text: str) -> str:
    """The text as it was written; as it is where it is no UTF-8 as a whole."""
    for _ in range(MOST_TIMES):
        if text.isascii() or not _SIGN.search(text):
            break
        try:
            text = b"".join(map(_byte, text)).decode()
        except UnicodeError:
            return _SIGN.sub(lambda found: _alone(found.group()), _LOST_SPACE.sub("\u00e0 ", text))
    return text


def _alone(sign: str) -> str:
    """One letter of a text that is not garbled as a whole, or has lost a part of a letter."""
    try:
        return b"".join(map(_byte, sign)).decode()
    except UnicodeError:
        return sign


def _byte(letter: str) -> bytes:
    """The byte that was read as this letter; five that Windows-1252 leaves free are read as controls."""
    return bytes([ord(letter)]) if "\x80" <= letter <= "\x9f" else letter.encode("cp1252")
