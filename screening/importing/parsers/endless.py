"""Fields that have no end: a file with one is refused before it fills the memory."""

from __future__ import annotations

from .records import Problem
from .source import CHUNK, LINE_LIMIT, Source


def endless_field(source: Source, mark: bytes, escape: bytes = b"") -> Problem | None:
    """The refusal of a file in which more than LINE_LIMIT bytes stand without the mark that ends every field.

    After `escape` the mark ends nothing.
    """
    size = longest_run(source, mark, escape)
    if size <= LINE_LIMIT:
        return None
    what = f"One field of the file is {size:,} bytes long; no record has fields like that."
    return Problem(1, "file", what, "Nothing was read. Please export the references again, or in parts.")


def longest_run(source: Source, mark: bytes, escape: bytes = b"") -> int:
    """The most bytes that stand together without the mark: one pass over the file."""
    longest = run = 0
    source.binary.seek(0)
    while chunk := source.binary.read(CHUNK):
        if escape:
            chunk = chunk.replace(escape * 2, b"  ").replace(escape + mark, b"  ")
            chunk += b" " * len(source.binary.read(1)) if chunk.endswith(escape) else b""
        first = chunk.find(mark)
        if first < 0:
            run += len(chunk)
        else:
            longest, run = max(longest, run + first), len(chunk) - 1 - chunk.rfind(mark)
    return max(longest, run)
