"""The lines of a file that problems point at."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import takewhile

from .source import Source

NO_LINE = frozenset({"file", "encoding"})  # fields of problems with the file as a whole


def lines_at(source: Source, wanted: Container[int], last: int) -> Iterator[tuple[int, str]]:
    """The wanted lines, up to the last of them, with their numbers from 1: one pass over the file."""
    numbered = takewhile(lambda pair: pair[0] <= last, enumerate(source.lines(), start=1))
    return ((number, line.strip()) for number, line in numbered if number in wanted)
