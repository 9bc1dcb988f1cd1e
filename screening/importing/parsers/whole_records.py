"""Tagged text cut at its tags, many records at once: what has no oddities needs no look at its single lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .tag_format import Entry, TagFormat, Whole

LONGEST = 1 << 20  # characters; a longer record is read line by line


# Where a piece begins and ends in its stretch, the number of its first line, and the entry it is; None where it has
# oddities.
Piece = tuple[int, int, int, Entry | None]


def stretches(text: Iterable[str], whole: Whole | None) -> Iterator[tuple[str, bool]]:
    """The text in stretches of whole lines, each from the line end before its first line; and whether a record ends
    there.
    """
    held = "\n"
    for part in text:
        fresh = len(held)
        held += part
        end = held.rfind(whole.next, max(1, fresh - len(whole.next))) if whole else -1
        at_border = end > 0
        if not at_border and (not whole or len(held) > LONGEST):
            end = held.rfind("\n", fresh)
        if end > 0:
            yield held[:end], at_border
            held = held[end:]
    if held := held.removesuffix("\n"):
        yield held, True


def cut(stretch: str, number: int, form: TagFormat, whole: Whole) -> Iterator[Piece]:
    """A stretch, whose first line has the number, cut where records begin and behind what closes them."""
    parts = whole.cut.split(stretch)
    tags, values = parts[1::2], parts[2::2]
    last = len(tags)
    tags.append(whole.opens)
    at = tags.index(whole.opens)
    start = len(parts[0]) + sum(map(len, values[:at])) + whole.width * at
    if start:
        yield 0, start, number, None
        number += stretch.count("\n", 0, start)
    while at < last:
        following = tags.index(whole.opens, at + 1)
        names, texts = tags[at:following], values[at:following]
        text = "".join(texts)
        end = start + len(text) + whole.width * len(texts)
        own = _fields(names, whole)
        after = _after(texts[own:], whole)
        ending = texts[-1].rstrip("\n")
        on_lines = text.find("\n", 0, len(text) - len(texts[-1]) + len(ending)) < 0  # each value on one of its own
        entry = _entry(number, names[:own], texts[:own], len(text), on_lines, form) if own else None
        yield start, end - after, number, entry
        if after:
            yield end - after, end, number + stretch.count("\n", start, end - after), None
        number += len(names) + text.count("\n")
        start, at = end, following


def _fields(names: list[str], whole: Whole) -> int:
    """How many fields stand before the one that closes the record; 0 where none does."""
    if not whole.closes:
        return len(names)
    try:
        return names.index(whole.closes)
    except ValueError:
        return 0


def _after(texts: list[str], whole: Whole) -> int:
    """The characters that follow the line of the first of the fields, if there are any but empty lines."""
    if not texts or len(texts) == 1 and not texts[0].strip():
        return 0
    line = texts[0].partition("\n")[0]
    return len("".join(texts)) + whole.width * (len(texts) - 1) - len(line)


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
    if not all(lines) or form.ends_at and any(map(form.ends_at.match, lines)):
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
