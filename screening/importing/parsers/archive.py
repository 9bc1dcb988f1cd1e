"""Citation files inside a zip or gzip archive, within limits that keep bombs from going off."""

from __future__ import annotations

import dataclasses
import gzip
import itertools
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, BinaryIO

from ..detect import detect
from . import tar
from .formats import BY_KEY, parse
from .places import NO_LINE, lines_at
from .records import ParsedRecord, Problem
from .source import CHUNK, Source

MEMBERS_LIMIT = 1_000
UNPACKED_LIMIT = 2 << 30  # bytes, over all members
SPOOLED = 32 << 20  # bytes of a member held in memory before they go to a file
TEXT = 1_000  # characters of a line that a problem shows, at most
RATIO_LIMIT = 300  # unpacked to packed bytes, from 50 MB on
FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
_PASSED_OVER = ("__MACOSX/", ".DS_Store", "Thumbs.db")


def recognises(source: Source) -> bool:
    start = source.bytes_head(4)
    if start.startswith(b"\x1f\x8b"):
        return True
    if start != b"PK\x03\x04":
        return False
    source.binary.seek(0)
    try:
        with zipfile.ZipFile(source.binary) as package:
            names = package.namelist()
    except FAULTS:
        return True
    return not any(name.startswith(("word/", "xl/", "ppt/")) for name in names)


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    """The records of every member; each keeps the member's name as the last of its raw values."""
    source.binary.seek(0)
    if source.bytes_head(2) == b"\x1f\x8b":
        yield from _gzip(source)
        return
    try:
        source.binary.seek(0)
        package = zipfile.ZipFile(source.binary)
    except FAULTS as error:
        yield Problem(1, "file", f"The archive is damaged: {error}.", "Nothing was read.")
        return
    with package:
        yield from _members(package, source.asked)


def _gzip(source: Source) -> Iterator[ParsedRecord | Problem]:
    """The records of the file in it, or of each file where that is a tar archive."""
    packed = _size(source)
    spool, fault = _unpacked("", lambda: gzip.GzipFile(fileobj=source.binary), packed, 0)
    if spool is not None and tar.is_tar(spool):
        with spool:
            yield from _tar(spool, source.asked)
    elif spool is not None:
        yield from _records("", spool, source.asked)
    yield from [fault] if fault else []


def _tar(spool: BinaryIO, encoding: str | None) -> Iterator[ParsedRecord | Problem]:
    size = spool.seek(0, 2)
    for number, (name, opened) in enumerate(tar.files(spool)):
        if number == MEMBERS_LIMIT:
            what = f"The archive holds more than {MEMBERS_LIMIT:,} files."
            yield Problem(1, "file", what, "The files before were read, the others were not. Please split it.")
            return
        if isinstance(opened, Exception):
            yield _fault(name, opened, number)
        elif not _is_clutter(name):
            yield from _member(name, opened, size, 0, encoding)[0]


def _members(package: zipfile.ZipFile, encoding: str | None) -> Iterator[ParsedRecord | Problem]:
    members = [m for m in package.infolist() if not m.is_dir() and not _is_clutter(m.filename)]
    if len(members) > MEMBERS_LIMIT:
        what = f"The archive holds {len(members):,} files, more than {MEMBERS_LIMIT:,}."
        yield Problem(1, "file", what, "Nothing was read. Please split it.")
        return
    unpacked = 0
    for member in members:
        packed, declared = member.compress_size or 1, member.file_size
        opened = partial(package.open, member)
        got, size = _member(member.filename, opened, packed, unpacked, encoding, declared)
        yield from got
        unpacked += size


def _is_clutter(name: str) -> bool:
    return name.startswith(_PASSED_OVER[0]) or name.rsplit("/", 1)[-1] in _PASSED_OVER


def _size(source: Source) -> int:
    source.binary.seek(0, 2)
    size = source.binary.tell()
    source.binary.seek(0)
    return size


def _member(
    name: str,
    opened: Callable[[], IO[bytes]],
    packed: int,
    before: int,
    encoding: str | None,
    declared: int = 0,
) -> tuple[Iterator[ParsedRecord | Problem], int]:
    """The records of one member, and how many bytes it unpacked to."""
    if declared + before > UNPACKED_LIMIT or declared > 50_000_000 and declared > RATIO_LIMIT * packed:
        return iter([_bomb(name)]), 0
    spool, fault = _unpacked(name, opened, packed, before)
    if spool is None:
        return iter([fault] if fault else []), 0
    size = spool.seek(0, 2)
    return itertools.chain(_records(name, spool, encoding), [fault] if fault else []), size


def _unpacked(
    name: str, opened: Callable[[], IO[bytes]], packed: int, before: int
) -> tuple[BinaryIO | None, Problem | None]:
    """The bytes of a member, to be closed after the last record; what was wrong, beside them or instead."""
    spool = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115 - closed by the caller
    size, fault = 0, None
    try:
        with opened() as inner:
            while chunk := inner.read1(CHUNK):  # type: ignore[attr-defined]  # gives what came before a fault
                size += len(chunk)
                if size + before > UNPACKED_LIMIT or size > 50_000_000 and size > RATIO_LIMIT * packed:
                    spool.close()
                    return None, _bomb(name)
                spool.write(chunk)
    except FAULTS as error:
        fault = _fault(name, error, size)
        if not size:
            spool.close()
            return None, fault
    return spool, fault  # type: ignore[return-value]


def _fault(name: str, error: Exception, size: int) -> Problem:
    if "encrypted" in str(error) or "password" in str(error):
        done = "It was not read. Please unpack it yourself and import what is inside."
        return Problem(1, "file", f"{_file(name)} is locked with a password.", done)
    done = "What could be unpacked was read, the rest is not there. Please get the file again." if size else ""
    return Problem(1, "file", f"{_file(name)} is damaged: {error}.", done or "It was not read.")


def _records(name: str, spool: BinaryIO, encoding: str | None) -> Iterator[ParsedRecord | Problem]:
    """The records of a member, then its problems, each with the line it points at."""
    with spool:
        found = detect(spool, name)
        if found.format in ("", "archive"):
            reason = found.reason if not found.format else "It is an archive inside an archive."
            field = "file" if spool.seek(0, 2) else ""
            yield Problem(1, field, f"{_file(name)} was passed over. {reason}", "Nothing in it was read.")
            return
        problems: list[Problem] = []
        for got in parse(spool, found.format, encoding=encoding):
            if isinstance(got, Problem):
                problems.append(got)
            else:
                yield dataclasses.replace(got, raw=(*got.raw, ("file in archive", name))) if name else got
        lines = _lines(Source(spool, encoding), problems) if not BY_KEY[found.format].binary else {}
        for problem in problems:
            what = f"{_file(name)}: {problem.what}" if name else problem.what
            yield dataclasses.replace(problem, what=what, text=lines.get(problem.line, ""))


def _lines(source: Source, problems: list[Problem]) -> dict[int, str]:
    wanted = {problem.line for problem in problems if problem.field not in NO_LINE}
    return {number: line[:TEXT] for number, line in lines_at(source, wanted, max(wanted, default=0))}


def _bomb(name: str) -> Problem:
    what = f"{_file(name)} would unpack to far more bytes than citation files have."
    return Problem(1, "file", what, "It was not read. Please unpack it yourself and import what is inside.")


def _file(name: str) -> str:
    return f"The file “{name}”" if name else "The archive"
