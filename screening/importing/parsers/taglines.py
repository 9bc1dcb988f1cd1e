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
from .whole_records import mostly_whole, stretches

__all__ = ["Entry", "TagFormat", "Tags", "Whole", "between", "entries"]


def entries(text: Iterable[str], form: TagFormat) -> Iterator[Entry | Problem]:
    """Cuts text, given in parts of any size, into records. Streaming: holds one part and one record at a time."""
    reader = LineReader(form)
    number = 1
    for stretch, ends_a_record in stretches(text, form.whole):
        if ends_a_record and form.whole:
            number = yield from mostly_whole(stretch, number, form.whole, reader)
        else:
            yield from reader.read(stretch, number)
            number += stretch.count("\n")
    yield from reader.ended()
