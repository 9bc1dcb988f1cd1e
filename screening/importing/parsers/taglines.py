"""One engine for formats in which a line starts with a tag: RIS, MEDLINE, WoS, refer, Ovid, Cochrane.

A format says how to split a line into tag and value, which tags begin and end a record, and which
lines around records are the exporter's own wrapping. Every other line is either the continuation of
the value above it or reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .line_reader import LineReader
from .outside import between
from .records import Problem
from .tag_format import Entry, TagFormat, Tags, Whole
from .whole_records import cut, stretches

__all__ = ["Entry", "TagFormat", "Tags", "Whole", "between", "entries"]


def entries(text: Iterable[str], form: TagFormat) -> Iterator[Entry | Problem]:
    """Cuts text, given in parts of any size, into records. Streaming: holds one part and one record at a time."""
    reader = LineReader(form)
    number = 1
    for stretch, ends_a_record in stretches(text, form.whole):
        if ends_a_record and form.whole:
            yield from _mostly_whole(stretch, number, form, form.whole, reader)
        else:
            yield from reader.read(stretch, number)
        number += stretch.count("\n")
    yield from reader.finished()


def _mostly_whole(
    stretch: str, number: int, form: TagFormat, whole: Whole, reader: LineReader
) -> Iterator[Entry | Problem]:
    """Records without oddities are taken whole, all else line by line."""
    for start, end, line, entry in cut(stretch, number, form, whole):
        if entry is not None and reader.at_border:
            if reader.holds:
                yield from reader.finished()
            yield entry
        else:
            yield from reader.read(stretch[start:end], line)
