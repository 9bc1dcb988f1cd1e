"""Records of a tagged file between which the border is missing: what stands once in a record comes again in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .records import Problem
from .tag_format import Entry

ENOUGH = 2  # different tags that come again, with another value, show that two records ran together


@dataclass(frozen=True)
class Parting:
    """How a dialect's records are told apart where nothing parts them.

    `title` is the tag of the title; `once` are the tags that stand once in a record, `heads` those that only its
    first line has.
    """

    title: str
    once: frozenset[str]
    heads: frozenset[str]


def apart(entry: Entry, how: Parting) -> list[Entry | Problem]:
    """The records of an entry with several titles, and the problem where they are more than one, or seem to be."""
    tags = entry.tags
    again = _coming_again(entry, how.once)
    if len(again) < ENOUGH:
        return [entry]
    starts = _starts(entry, how)
    lines = list(entry.lines)
    if starts is None:
        tag, at = min(again.items(), key=lambda item: item[1])
        what = f"The record seems to hold two records: {', '.join(sorted(again))} come again in it."
        done = "It was read as one, and what came first was taken; please part them in the file."
        return [entry, Problem(lines[at], tag, what, done, lost=1)]
    return [*_cut(entry, lines, starts), *(_told(lines[at], tags[at]) for at in starts)]


def _told(line: int, tag: str) -> Problem:
    what = "The record before seems to hold two records, since what marks their border is missing."
    return Problem(line, tag, what, "Another record was taken to begin here.")


def _coming_again(entry: Entry, once: frozenset[str]) -> dict[str, int]:
    """The tags that come again with another value, and the place where each does first."""
    first: dict[str, str] = {}
    again: dict[str, int] = {}
    for at, (tag, value) in enumerate(entry.fields):
        if tag in once and value and first.setdefault(tag, value) != value:
            again.setdefault(tag, at)
    return again


def _starts(entry: Entry, how: Parting) -> list[int] | None:
    """Where each further record begins: behind an empty line, or with the tag that the first began with. None where
    that is not plain.
    """
    tags = entry.tags
    opens = next((tag for tag in tags if tag not in how.heads), "")
    titles = [at for at, tag in enumerate(tags) if tag == how.title]
    starts = []
    for before, title in zip(titles, titles[1:], strict=False):
        gaps = [at for at in entry.gaps if before < at <= title]
        begins = gaps[-1:] or [at for at in range(before + 1, title + 1) if tags[at] == opens][:1]
        if not begins:
            return None
        starts += begins
    return starts or None


def _cut(entry: Entry, lines: list[int], starts: list[int]) -> Iterator[Entry]:
    ends = [*starts, len(entry.tags)]
    for start, end in zip([0, *starts], ends, strict=True):
        closed = entry.closed and end == len(entry.tags)
        yield Entry(lines[start], entry.tags[start:end], entry.values[start:end], lines[start:end], closed)
