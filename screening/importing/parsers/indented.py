"""Text of which every line is set in by the same blanks, as where it was copied out of a letter or a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .source import Source

_OUTSET = re.compile(r"^\S", re.M)
_INDENT = re.compile(r"^ *(?=\S)", re.M)


def indent_of(text: str) -> str:
    """The blanks that all lines begin with which hold anything; "" for nearly all text."""
    if _OUTSET.search(text):
        return ""
    return min(_INDENT.findall(text), key=len, default="")


def set_out(text: str) -> str:
    """The text without the blanks that all its lines begin with."""
    indent = indent_of(text)
    return re.sub(f"^{indent}", "", text, flags=re.M) if indent else text


def blocks(source: Source, border: str = "") -> Iterator[str]:
    """As `Source.blocks`, without the blanks that all lines of the beginning of the file are set in by."""
    indent = indent_of(source.head())
    if not indent:
        return source.blocks(border)
    return (f"{line.removeprefix(indent)}\n" for line in source.lines())
