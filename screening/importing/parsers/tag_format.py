"""How a tagged format is written, and what its readers give: the tags of one record after another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

Split = Callable[[str], "tuple[str, str] | None"]


@dataclass(slots=True)
class Entry:
    """The tags of one record with their values, in order, and the line each began on; `gaps` are the places of the
    tags before which an empty line stands.
    """

    line: int
    tags: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    lines: list[int] | Iterable[int] = field(default_factory=list)
    closed: bool = False
    size: int | None = None  # characters; None where nobody counted
    gaps: tuple[int, ...] = ()

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        return tuple(zip(self.tags, self.values, strict=True))


@dataclass(slots=True)
class Tags:
    """Values by tag, without the empty ones: the first of each, and all where there are more."""

    one: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, entry: Entry) -> Tags:
        one: dict[str, str] = {}
        repeated: dict[str, list[str]] = {}
        for tag, value in zip(entry.tags, entry.values, strict=True):
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
        one, found = self.one, []
        for name in names:
            if name in one:
                found += self.repeated.get(name) or (one[name],)
        return found


@dataclass(frozen=True)
class Whole:
    """How a record without oddities stands in the file, so that many can be cut at their tags in one go.

    It begins with `begins` and ends with the tag `closes`, or where the next one begins if that is "". `tag` and
    `mark` are what stands before a value, as regular expressions; a mark takes a blank behind it along, so that
    most values need no trimming. `more` is how a continuation line begins, "" where it is any line that does not
    begin like a field.
    """

    begins: str
    closes: str
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

    @cached_property
    def opens(self) -> str:
        """The tag a record begins with."""
        return self.cut.split(self.next)[1]

    @cached_property
    def opening(self) -> re.Pattern[str]:
        """The line end before a record, its first tag and its mark."""
        return re.compile(rf"\n{self.opens}{self.mark}", re.M)


@dataclass(frozen=True)
class TagFormat:
    """How one tagged format is written.

    `split` reads any line. Nearly all tag lines have the text `mark` right after a tag of `width` characters;
    those are read without it once their tag has been seen.
    `starts(tag, entry, after_blank)` tells whether the tag begins a new record although one is open; it is
    asked for the tags in `may_start` and for every tag after an empty line. `ends` are the tags that close a
    record. `wrapping` matches lines between records that mean nothing; `ends_at` an untagged line that closes
    an open record, such as "Record #2 of 81"; its first group is the record's number, its second the
    last one's, where the format counts them. `foreign` are the tags that only a record of another format has, and
    `foreign_opens` the one that may stand before them; such a record lasts until a tag of `may_start`.
    `glue` joins a continuation line to its value; `paragraphs` are the tags whose value may go on after an empty
    line (None: every tag). `whole` tells records that can be taken in one piece.
    """

    split: Split
    width: int
    mark: str
    starts: Callable[[str, Entry, bool], bool]
    may_start: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    wrapping: re.Pattern[str] = re.compile(r"$^")
    ends_at: re.Pattern[str] | None = None
    foreign: frozenset[str] = frozenset()
    foreign_opens: str = ""
    glue: str = "\n"
    paragraphs: frozenset[str] | None = None
    whole: Whole | None = None

    @cached_property
    def border(self) -> str:
        """How a record begins that can be taken whole, with the line end before it."""
        return self.whole.next if self.whole else ""

    @cached_property
    def special(self) -> frozenset[str]:
        return self.ends | self.may_start | self.foreign

    @cached_property
    def inside(self) -> frozenset[str]:
        """The special tags that a whole record may hold by mistake only."""
        if self.whole is None:
            return self.special
        found = filter(re.compile(self.whole.tag).fullmatch, self.special)
        return frozenset(found) - {self.whole.opens, self.whole.closes}
