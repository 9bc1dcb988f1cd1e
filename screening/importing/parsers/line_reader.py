"""Tagged text read line by line: records with oddities, and what stands around records."""

from __future__ import annotations

from collections.abc import Iterator

from .numbers import Numbers
from .outside import between
from .records import Problem
from .tag_format import Entry, TagFormat


class LineReader:
    """Takes the lines of a text in order, in as many portions as the caller likes."""

    def __init__(self, form: TagFormat) -> None:
        self.form = form
        self.entry: Entry | None = None
        self.more: list[str] = []  # continuation lines of the last value
        self.stray: list[tuple[int, str]] = []  # lines outside any record
        self.blank = False
        self.abroad = False  # inside a record of another format
        self.numbers = Numbers()
        self.seen: dict[str, str] = {}  # the first characters of a line and the tag they are

    @property
    def at_border(self) -> bool:
        """Whether what comes next may begin a record, whatever was read before."""
        return self.entry is None or self.blank

    @property
    def holds(self) -> bool:
        """Whether anything is held back until it is known where it ends."""
        return self.entry is not None or bool(self.stray)

    def read(self, text: str, number: int) -> Iterator[Entry | Problem]:
        """What ends in the text, which begins with the line end before its first line; that has the number."""
        form, seen = self.form, self.seen
        split, special, mark, width = form.split, form.special, form.mark, form.width
        value_at = width + len(mark)
        for at, line in enumerate(text.split("\n")[1:], number):
            if self.abroad and self._stays_abroad(at, line):
                continue
            if line[width:value_at] == mark and line[:width] in seen:
                tag, value = seen[line[:width]], line[value_at:].strip()
            elif line[:4] != "    " and (pair := split(line)):
                tag, value = pair
                if line[width:value_at] == mark and line[:width].rstrip() == tag:
                    seen[line[:width]] = tag
            else:
                yield from self._without_tag(at, line.strip())
                continue
            if self.more:
                self._join()
            if tag in form.foreign:
                yield from self._left(at, line.strip())
                continue
            if self.entry is None or self.blank or tag in special:
                yield from self._border(at, tag)
                if self.entry is None:
                    continue
            self.entry.tags.append(tag)
            self.entry.values.append(value)
            self.entry.lines.append(at)

    def finished(self) -> list[Entry | Problem]:
        """The open record, and what stood outside."""
        self._join()
        done: list[Entry | Problem] = [self.entry] if self.entry is not None else []
        if self.stray:
            done.append(between(self.stray))
        self.entry, self.stray, self.abroad = None, [], False
        return done

    def ended(self) -> list[Entry | Problem]:
        """What is left at the end of the text."""
        return [*self.finished(), *self.numbers.ended()]

    def _left(self, number: int, text: str) -> list[Entry]:
        """Ends the open record where one of another format has begun, and gives it."""
        entry = self.entry
        if entry is not None and entry.tags[-1] == self.form.foreign_opens:
            begun = f"{entry.tags.pop()}- {entry.values.pop()}"
            self.stray.append((entry.lines.pop(), begun))  # type: ignore[union-attr]
        self.stray.append((number, text))
        self.entry, self.blank, self.abroad = None, False, True
        return [entry] if entry is not None and entry.tags else []

    def _stays_abroad(self, number: int, line: str) -> bool:
        """Puts the line aside, unless a record of our own format begins there."""
        if (pair := self.form.split(line)) and pair[0] in self.form.may_start:
            return False
        if line.strip():
            self.stray.append((number, line.strip()))
        return True

    def _border(self, number: int, tag: str) -> list[Entry | Problem]:
        """What ends where the tag stands; after it a record is open, unless the tag is one that closes."""
        entry, blank = self.entry, self.blank
        self.blank = False
        if tag in self.form.ends:
            self.entry = None
            if entry is not None:
                entry.closed = True
            return [entry] if entry is not None else []
        if entry is not None and not self.form.starts(tag, entry, blank):
            if blank:
                entry.gaps += (len(entry.tags),)
            return []
        done = self.finished()
        self.entry = Entry(number)
        return done

    def _without_tag(self, number: int, text: str) -> list[Entry | Problem]:
        """Takes a line without a tag; gives the record that it closes, if it does, and what its number tells."""
        form, entry = self.form, self.entry
        closes = form.ends_at.match(text) if text and form.ends_at else None
        told = self.numbers.seen(number, *closes.groups()) if closes and closes.re.groups else []
        if not text:
            self.blank = True
        elif entry is not None and closes:
            self._join()
            self.entry = None
            return [entry, *told]
        elif entry is not None and (not self.blank or self._may_go_on(entry)):
            self.more.append(text)
            self.blank = False
        elif not closes and not form.wrapping.match(text):
            self.stray.append((number, text))
        return list(told)

    def _may_go_on(self, entry: Entry) -> bool:
        """Whether the last value may go on after an empty line."""
        return self.form.paragraphs is None or entry.tags[-1] in self.form.paragraphs

    def _join(self) -> None:
        """Puts the continuation lines to the last value."""
        if self.more and self.entry is not None:
            self.entry.values[-1] = self.form.glue.join([self.entry.values[-1], *self.more]).strip()
        self.more = []
