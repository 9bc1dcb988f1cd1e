"""RIS records that no TY and ER line keeps apart: their titles tell them, and the empty lines between them."""

from __future__ import annotations

from collections.abc import Iterator

from .tag_format import Entry

TITLES = ("TI", "T1")
ONCE = frozenset({"PY", "Y1", "VL", "SP", "DO"})  # tags that stand once in a record
ENOUGH = 2  # of them that stand twice show that two records ran together, where no empty line does


def parted(entry: Entry) -> list[Entry]:
    """The records of an entry: itself where it has one title, else one for each."""
    if entry.tags.count("TI") < 2 and entry.tags.count("T1") < 2:
        return [entry]
    starts = _starts(entry)
    if len(starts) == 1:
        return [entry]
    lines = list(entry.lines)
    ends = [*starts[1:], len(entry.tags)]
    return [
        Entry(
            lines[start],
            entry.tags[start:end],
            entry.values[start:end],
            lines[start:end],
            entry.closed and end == len(entry.tags),
        )
        for start, end in zip(starts, ends, strict=True)
    ]


def _starts(entry: Entry) -> list[int]:
    """The fields with which the records begin."""
    starts = [0]
    for before, title in _titles(entry.tags):
        start = _start(entry, before, title)
        if _may_part(entry, starts[-1], start):
            starts.append(start)
    return starts


def _titles(tags: list[str]) -> Iterator[tuple[int, int]]:
    """Where each further title stands, with the place of the title before it."""
    seen: set[str] = set()
    last = 0
    for at, tag in enumerate(tags):
        if tag in TITLES:
            if tag in seen and tags[at - 1] != tag:
                yield last, at
                seen = set()
            seen.add(tag)
            last = at


def _start(entry: Entry, before: int, title: int) -> int:
    """Where the record with the title begins: with the tag all begin with, or behind the last empty line."""
    opens = entry.tags[1 if entry.tags[0] == "TY" else 0]
    gaps = [at for at in entry.gaps if before < at <= title]
    places = gaps or range(before + 1, title + 1)
    return next((at for at in places if entry.tags[at] == opens), gaps[-1] if gaps else title)


def _may_part(entry: Entry, first: int, start: int) -> bool:
    """Whether the second title is one of another record, and not the first one in another language."""
    if entry.tags[first] != "TY" or start in entry.gaps:
        return True
    return len(ONCE.intersection(entry.tags[first:start]).intersection(entry.tags[start:])) >= ENOUGH
