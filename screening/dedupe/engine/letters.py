"""Letters of some languages that others write as one letter or as two: ø, o, oe. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_AS_TWO = str.maketrans({"å": "aa", "ø": "oe", "ä": "ae", "ö": "oe", "ü": "ue", "đ": "dj", "ı": "i"})
_SHORTER = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("dj", "d"), ("ı", "i"))


def in_two(text: str) -> str:
    """The text in lower case with two letters for one of these: "Før små" -> "foer smaa"; "" where it has none."""
    if text.isascii():
        return ""
    whole = unicodedata.normalize("NFC", text.lower())
    found = whole.translate(_AS_TWO)
    return "" if found == whole else found


def short_form(folded: str) -> str:
    """The same for each way to write such a letter, and for some other words, too: "foer", "for" -> "for"."""
    for two, one in _SHORTER:
        if two in folded:
            folded = folded.replace(two, one)
    return folded


short_name = lru_cache(maxsize=20_000)(short_form)  # of names, which come again and again


def as_written_there(words: Sequence[str], in_two: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """The words, of which each may be written in another way, as others have them."""
    there = set(others)
    return tuple(
        long if long in there and short not in there else short for short, long in zip(words, in_two, strict=True)
    )
