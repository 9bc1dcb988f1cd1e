"""One engine for formats in which a line starts with a tag: RIS, MEDLINE, WoS, refer, Ovid, Cochrane.

A format says how to split a line into tag and value, which tags begin and end a record, and which
lines around records are the exporter's own wrapping. Every other line is either the continuation of
the value above it or reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TextIO

from .records import Problem

BLOCK = 1 << 18  # characters read at once
NEAR = 30_000  # characters; str.find() is twice as quick where it does not look further

_OTHERS = (  # how a record of another format begins, which must not be taken for a note between records
    ("BibTeX", re.compile(r"@(?!comment|string|preamble)[a-z]{3,}\s*[{(]", re.I)),
    ("RIS", re.compile(r"TY {1,2}- ?[A-Z]+$")),
    ("MEDLINE", re.compile(r"PMID- ?\d+$")),
    ("refer / EndNote", re.compile(r"%0 [A-Z]")),
    ("Web of Science", re.compile(r"PT [A-Z]$")),
    ("XML", re.compile(r"<(?:PubmedArticle|PubmedBookArticle|record)>")),
)

Split = Callable[[str], "tuple[str, str] | None"]


@dataclass(slots=True)
class Entry:
    """The tags of one record, in order, with the line each began on."""

    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)
    lines: list[int] | _Numbers = field(default_factory=list)
    closed: bool = False
    size: int | None = None  # characters; None where nobody counted


@dataclass(slots=True)
class Tags:
    """The values of an entry by tag, without the empty ones: the first of each, and all where there are more."""

    one: dict[str, str]
    repeated: dict[str, list[str]]

    @classmethod
    def of(cls, entry: Entry) -> Tags:
        one: dict[str, str] = {}
        repeated: dict[str, list[str]] = {}
        for tag, value in entry.fields:
            if value:
                if tag not in one:
                    one[tag] = value
                elif tag in repeated:
                    repeated[tag].append(value)
                else:
                    repeated[tag] = [one[tag], value]
        return cls(one, repeated)

    def first(self, *names: str) -> str:
        """The first value of the first tag that has one, "" if none has."""
        for name in names:
            if name in self.one:
                return self.one[name]
        return ""

    def all(self, *names: str) -> list[str]:
        """Every value of the tags, tag after tag."""
        found: list[str] = []
        for name in names:
            if name in self.repeated:
                found += self.repeated[name]
            elif name in self.one:
                found.append(self.one[name])
        return found


@dataclass(frozen=True)
class Whole:
    """How a record without oddities stands in the file, so that it can be cut at its tags in one go.

    It begins with `begins`, and its last line ends where `ends` begins. Where `ends` is an empty line, the next
    record must begin at once. `tag` and `mark` are what stands before a value, as regular expressions; `more` is
    how a continuation line begins, "" where it is any line that does not begin like a field.
    """

    begins: str
    ends: str
    tag: str
    mark: str
    more: str = ""

    @cached_property
    def next(self) -> str:
        return "\n" + self.begins

    @cached_property
    def cut(self) -> re.Pattern[str]:
        """The line end before a field, its tag and its mark."""
        return re.compile(rf"\n({self.tag}){self.mark}", re.M)


@dataclass(frozen=True)
class TagFormat:
    """How one tagged format is written.

    `split` reads any line. Nearly all tag lines have the text `mark` right after a tag of `width` characters;
    those are read without it once their tag has been seen.
    `starts(tag, entry, after_blank)` tells whether the tag begins a new record although one is open; it is
    asked for the tags in `may_start` and for every tag after an empty line. `ends` are the tags that close a
    record. `wrapping` matches lines between records that mean nothing; `ends_at` an untagged line that closes
    an open record, such as "Record #2 of 81". `glue` joins a continuation line to its value; `paragraphs` are
    the tags whose value may go on after an empty line (None: every tag). `whole` tells records that can be taken
    in one piece.
    """

    split: Split
    width: int
    mark: str
    starts: Callable[[str, Entry, bool], bool]
    may_start: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    wrapping: re.Pattern[str] = re.compile(r"$^")
    ends_at: re.Pattern[str] | None = None
    glue: str = "\n"
    paragraphs: frozenset[str] | None = None
    whole: Whole | None = None

    @cached_property
    def special(self) -> frozenset[str]:
        return self.ends | self.may_start


def entries(text: TextIO, form: TagFormat) -> Iterator[Entry | Problem]:
    """Cuts text into records. Streaming: holds one block of text and one record at a time."""
    lines = Lines(text)
    begins = form.whole.begins if form.whole else ""
    split, starts, ends, mark, width = form.split, form.starts, form.ends, form.mark, form.width
    value_at = width + len(mark)
    special = form.special
    seen: dict[str, str] = {}  # the first characters of a line and the tag they are
    entry: Entry | None = None
    more: list[str] = []  # continuation lines of the last value
    stray: list[tuple[int, str]] = []
    blank = False

    for number, line in lines:
        if begins and (entry is None or blank) and line.startswith(begins):
            taken = False
            for found in lines.whole_records(form):
                if entry is not None:
                    yield _whole(entry, more, form.glue)
                    entry, more = None, []
                if stray:
                    yield between(stray)
                    stray = []
                taken = True
                yield found
            if taken:
                blank = False
                continue
        if line[width:value_at] == mark and line[:width] in seen:
            tag = seen[line[:width]]
            pair = (tag, line[value_at:].strip())
        elif line[:4] != "    " and (pair := split(line)):  # type: ignore[assignment]
            tag = pair[0]
            if line[width:value_at] == mark and line[:width].rstrip() == tag:
                seen[line[:width]] = tag
        else:
            text = line.strip()
            if not text:
                blank = True
            elif entry is None:
                if not form.wrapping.match(text) and not (form.ends_at and form.ends_at.match(text)):
                    stray.append((number, text))
            elif form.ends_at and form.ends_at.match(text):
                yield _whole(entry, more, form.glue)
                entry, more = None, []
            elif not blank or form.paragraphs is None or entry.fields[-1][0] in form.paragraphs:
                more.append(text)
                blank = False
            elif not form.wrapping.match(text):
                stray.append((number, text))
            continue
        if more:
            _whole(entry, more, form.glue)  # type: ignore[arg-type]
            more = []
        if entry is None or blank or tag in special:
            if tag in ends:
                if entry is not None:
                    entry.closed = True
                    yield entry
                entry, blank = None, False
                continue
            if entry is None or starts(tag, entry, blank):
                if entry is not None:
                    yield entry
                if stray:
                    yield between(stray)
                    stray = []
                entry = Entry(number)
            blank = False
        entry.fields.append(pair)
        entry.lines.append(number)
    if entry is not None:
        yield _whole(entry, more, form.glue)
    if stray:
        yield between(stray)


class Lines:
    """The lines of a text with their numbers, and on demand a whole record at once."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.held = "\n"  # there is a line end before every line
        self.at = 1  # where the next line begins
        self.here = 1  # where the line handed out last begins
        self.number = 0
        self.read_to = 1  # characters read so far, and up to where looking for a whole record is in vain
        self.hopeless = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> tuple[int, str]:
        end = self.held.find("\n", self.at)
        while end < 0 and self._more():
            end = self.held.find("\n", self.at)
        if end < 0:
            end = len(self.held)
            if self.at >= end:
                raise StopIteration
        self.here, self.at = self.at, end + 1
        self.number += 1
        return self.number, self.held[self.here : end]

    def _more(self) -> bool:
        """Reads on; what was handed out is let go, but for the last line."""
        block = self.text.read(BLOCK)
        self.read_to += len(block)
        if block:
            self.held = self.held[self.here - 1 :] + block
            self.at, self.here = self.at - self.here + 1, 1
        return bool(block)

    def whole_records(self, form: TagFormat) -> Iterator[Entry]:
        """The records without oddities that follow one another from the line on that was handed out last."""
        whole = form.whole
        self.at, back = self.here, self.at - self.here
        while whole and self.held.startswith(whole.begins, self.at):
            following = self._following(whole)
            held, at = self.held, self.at
            end = held.rfind(whole.ends, at, following + 1) if following >= 0 else -1
            if end < 0 or whole.ends == "\n\n" and end + 1 < following:
                break
            piece = held[at - 1 : end]
            lines = piece.count("\n")
            fields = _fields(piece, lines, whole, form)
            if not fields:
                break
            entry = Entry(self.number, fields, _Numbers(self.number - 1, piece, whole.cut), True, len(piece))
            after = held.find("\n", end + len(whole.ends) - 1) + 1
            if not held[after : following + 1].strip("\n"):
                after = following + 1  # nothing but empty lines until the next record
            self.number += lines - 1 + held.count("\n", end, after)
            self.here = self.at = after
            back = 0
            yield entry
        self.at += back
        self.number -= not back

    def _following(self, whole: Whole) -> int:
        """The line end before the next record; -1 where none is near."""
        found = self.held.find(whole.next, self.at, self.at + NEAR)
        if found >= 0:
            return found
        if self.read_to - len(self.held) + self.at < self.hopeless:
            return -1
        self.here = self.at
        while (found := self.held.find(whole.next, self.at)) < 0:
            if len(self.held) - self.at > 4 * BLOCK or not self._more():
                self.hopeless = self.read_to
                break
        return found


def _fields(piece: str, lines: int, whole: Whole, form: TagFormat) -> list[tuple[str, str]]:
    """The fields of a whole record of so many lines; [] where a line is none of theirs, or may be a tag."""
    parts = whole.cut.split(piece)
    tags, values = parts[1::2], parts[2::2]
    if not form.special.isdisjoint(tags[1:]):
        return []
    if lines > len(tags):
        for place, value in enumerate(values):
            if "\n" in value:
                first, *more = map(str.strip, value.split("\n"))
                if not _continue(more, value, whole, form):
                    return []
                values[place] = form.glue.join([first, *more])
    return list(zip(tags, map(str.strip, values), strict=True))


def _continue(lines: list[str], value: str, whole: Whole, form: TagFormat) -> bool:
    """Whether the lines can only be the continuation of the value, in which they stand."""
    if not all(lines) or form.ends_at and any(map(form.ends_at.match, lines)):
        return False
    return value.count("\n" + whole.more) == len(lines) if whole.more else not any(map(form.split, lines))


class _Numbers:
    """The line of each field, counted only when somebody asks: for most records nobody does."""

    __slots__ = ("before", "cut", "piece")

    def __init__(self, before: int, piece: str, cut: re.Pattern[str]) -> None:
        self.before, self.piece, self.cut = before, piece, cut

    def __iter__(self) -> Iterator[int]:
        number, counted = self.before, 0
        for found in self.cut.finditer(self.piece):
            number += self.piece.count("\n", counted, found.start() + 1)
            counted = found.start() + 1
            yield number


def _whole(entry: Entry, more: list[str], glue: str) -> Entry:
    """The entry with the continuation lines put to its last value."""
    if more:
        tag, value = entry.fields[-1]
        entry.fields[-1] = (tag, glue.join([value, *more]).strip())
    return entry


def between(stray: list[tuple[int, str]]) -> Problem:
    number, text = stray[0]
    others = {
        label: found for label, sign in _OTHERS if (found := sum(bool(sign.match(line)) for _, line in stray))
    }
    more = f" (and {len(stray) - 1} more lines)" if len(stray) > 1 else ""
    shown = text if len(text) <= 80 else text[:79] + "…"
    what = f"Text outside any record: “{shown}”{more}."
    if not others:
        return Problem(number, "", what, "It was left out; no record was lost.")
    counted = " and ".join(f"{n} record{'s' if n > 1 else ''} of {label}" for label, n in others.items())
    done = "It was left out. Put what is of another format into a file of its own and import that as well."
    return Problem(number, "", f"{what} It looks like {counted}.", done, lost=sum(others.values()))
