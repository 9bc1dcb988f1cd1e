"""Tagged text cut at its tags, many records at once: what has no oddities needs no look at its single lines."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from functools import cached_property

from .line_reader import LineReader
from .records import Problem
from .tag_format import Entry, TagFormat, Whole

LONGEST = 1 << 20  # characters; a longer record is read line by line


def stretches(text: Iterable[str], whole: Whole | None) -> Iterator[tuple[str, bool]]:
    """The text in stretches of whole lines, each from the line end before its first line; and whether a record ends
    there.
    """
    held, searched = "\n", 0
    for part in text:
        if whole and part.startswith(whole.next):
            yield held, True
            held, searched = part, 0
            continue
        fresh = len(held)
        held += part
        end = held.rfind(whole.next, max(1, searched)) if whole else -1
        at_border = end > 0
        if not at_border and (not whole or len(held) > LONGEST):
            end = held.rfind("\n", fresh)
        if end > 0:
            yield held[:end], at_border
            held = held[end:]
        searched = len(held) - len(whole.next) if whole else 0
    if held := held.removesuffix("\n"):
        yield held, True


def mostly_whole(
    stretch: str, number: int, whole: Whole, reader: LineReader
) -> Generator[Entry | Problem, None, int]:
    """The records of a stretch whose first line has the number: those without oddities are taken whole, all else is
    read line by line. Returns the number of the line behind.
    """
    parts = whole.cut.split(stretch)
    tags, values = parts[1::2], parts[2::2]
    last = len(tags)
    tags.append(whole.opens)
    pieces = _Pieces(stretch, whole)
    nth, at = 0, tags.index(whole.opens)
    if at or parts[0]:
        before = pieces.take(0)
        yield from reader.read(before, number)
        number += before.count("\n")
    while at < last:
        nth += 1
        following = tags.index(whole.opens, at + 1)
        closing = _closing(tags, whole.closes, at, following)
        texts = values[at:following]
        text = "".join(texts)
        below = len(texts[-1]) - len(texts[-1].rstrip("\n"))  # empty lines
        on_lines = text.find("\n", 0, len(text) - below) < 0  # each value on one of its own
        own = texts[: closing - at]
        entry = None
        if own:
            entry = _entry(number, tags[at:closing], own, len(text), on_lines, reader.form)
        if entry and reader.holds and reader.at_border:
            yield from reader.finished()
        if entry is None or reader.holds:
            yield from reader.read(pieces.take(nth), number)
        else:
            yield entry
            if closing + 1 < following or closing < following and texts[-1].strip():
                lines = 1 + len(own) + "".join(own).count("\n")
                yield from reader.read(pieces.behind(nth, lines), number + lines)
        number += len(texts) + (below if on_lines else text.count("\n"))
        at = following
    return number


def _closing(tags: list[str], closes: str, at: int, following: int) -> int:
    """Where the field stands that closes the record from one place to another: at the second where it needs none,
    at the first where it lacks one.
    """
    if not closes:
        return following
    try:
        return tags.index(closes, at, following)
    except ValueError:
        return at


class _Pieces:
    """A stretch cut where records begin, which is done only when somebody asks for one of them."""

    def __init__(self, stretch: str, whole: Whole) -> None:
        self.stretch, self.whole = stretch, whole

    @cached_property
    def borders(self) -> list[int]:
        starts = (found.start() for found in self.whole.opening.finditer(self.stretch))
        return [0, *starts, len(self.stretch)]

    def take(self, nth: int) -> str:
        """What stands before the first record for 0, else that record; from the line end before its first line."""
        return self.stretch[self.borders[nth] : self.borders[nth + 1]]

    def behind(self, nth: int, lines: int) -> str:
        """The record's lines but so many of the first."""
        return "".join("\n" + rest for rest in self.take(nth).split("\n", lines + 1)[lines + 1 :])


def _entry(
    number: int, tags: list[str], texts: list[str], size: int, on_lines: bool, form: TagFormat
) -> Entry | None:
    """The entry of a record's fields, None where it has oddities; `on_lines`: each of the texts is one line."""
    if form.inside and not form.inside.isdisjoint(tags):
        return None
    if on_lines:
        return Entry(
            number, tags, list(map(str.strip, texts)), range(number, number + len(tags)), bool(form.ends), size
        )
    ends = [*texts[:-1], texts[-1].rstrip("\n")]
    values = [text.strip() if "\n" not in text else _unwrapped(text, form) for text in ends]
    if None in values:
        return None
    return Entry(number, tags, values, _Numbers(number, texts), bool(form.ends), size)


def _unwrapped(text: str, form: TagFormat) -> str | None:
    """A value of several lines as one; None where one of them may be something else than its continuation."""
    indent = form.whole.more if form.whole else ""
    parts = text.split("\n" + indent)
    first, *lines = map(str.strip, parts)
    if not all(lines) or not indent and form.ends_at and any(map(form.ends_at.match, lines)):
        return None
    if text.count("\n") > len(lines) if indent else any(map(form.split, lines)):
        return None
    return form.glue.join([first, *lines]).strip()


class _Numbers:
    """The line of each field, counted only when somebody asks: for most records nobody does."""

    __slots__ = ("first", "texts")

    def __init__(self, first: int, texts: list[str]) -> None:
        self.first, self.texts = first, texts

    def __iter__(self) -> Iterator[int]:
        number = self.first
        for text in self.texts:
            yield number
            number += 1 + text.count("\n")
