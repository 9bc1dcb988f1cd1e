"""A zip archive whose list of contents is missing, as where a download was cut off: its files read one behind the
other, from the headers that stand before each of them.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, BinaryIO

from .source import CHUNK

HEADER = struct.Struct("<4s5H3I2H")
MARK = b"PK\x03\x04"
STORED, DEFLATED = 0, 8
LOCKED = 1
NEWEST = 63  # of the versions of the format that a file may ask for
END = struct.Struct("<4s4H2IH")  # of the list of contents, with its size and place
END_MARK = b"PK\x05\x06"
TAIL = END.size + 0xFFFF  # bytes from the end, within which that stands
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f]")


def files(file: BinaryIO) -> Iterator[tuple[str, Callable[[], IO[bytes]]]]:
    """The name of each file, with what opens it: reading ends with EOFError where the archive does."""
    at = 0
    while (at := _next(file, at)) >= 0:
        file.seek(at)
        head = file.read(HEADER.size)
        if len(head) < HEADER.size:
            return
        _, version, flags, method, *_, packed, _, name_size, extra = HEADER.unpack(head)
        name = file.read(name_size).decode("utf-8" if flags & 0x800 else "cp437", "replace")
        if version & 0xFF > NEWEST or not name or _UNPRINTED.search(name):  # those letters by chance
            at += len(MARK)
            continue
        start = at + HEADER.size + name_size + extra
        if not name.endswith("/"):
            yield name, partial(_opened, file, start, method, packed, flags)
        at = start + packed


def is_of_another(file: BinaryIO) -> bool:
    """Whether the list of contents at the end is that of an archive inside, whole, of one that was cut off."""
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    tail = file.read()
    at = tail.rfind(END_MARK)
    file.seek(0)
    if file.read(len(MARK)) != MARK or at < 0 or len(tail) - at < END.size:
        return False
    *_, listed, place, _ = END.unpack_from(tail, at)
    return place != 0xFFFFFFFF and max(0, size - TAIL) + at > place + listed


def _next(file: BinaryIO, at: int) -> int:
    """Where the next header stands, -1 where none does."""
    file.seek(at)
    held = b""
    while chunk := file.read(CHUNK):
        held += chunk
        if (found := held.find(MARK)) >= 0:
            return at + found
        at, held = at + len(held) - 3, held[-3:]
    return -1


def _opened(file: BinaryIO, start: int, method: int, packed: int, flags: int) -> IO[bytes]:
    if flags & LOCKED:
        raise RuntimeError("it is encrypted")
    if method not in (STORED, DEFLATED):
        raise NotImplementedError("that compression method is not supported")
    return io.BufferedReader(_Member(file, start, packed, method == DEFLATED), CHUNK)  # type: ignore[return-value]


class _Member(io.RawIOBase):
    """The bytes of one file of the archive."""

    def __init__(self, file: BinaryIO, start: int, packed: int, deflated: bool) -> None:
        self.file, self.at, self.left = file, start, packed
        self.inflate = zlib.decompressobj(-zlib.MAX_WBITS) if deflated else None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._inflated(len(buffer)) if self.inflate else self._stored(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _stored(self, size: int) -> bytes:
        self.file.seek(self.at)
        data = self.file.read(min(size, self.left))
        if not data and self.left:
            raise EOFError("it is cut off")
        self.at, self.left = self.at + len(data), self.left - len(data)
        return data

    def _inflated(self, size: int) -> bytes:
        while self.inflate and not self.inflate.eof:
            self.file.seek(self.at)
            fresh = self.inflate.unconsumed_tail or self.file.read(CHUNK)
            if not fresh:
                raise EOFError("it is cut off")
            if not self.inflate.unconsumed_tail:
                self.at += len(fresh)
            if data := self.inflate.decompress(fresh, size):
                return data
        return b""
