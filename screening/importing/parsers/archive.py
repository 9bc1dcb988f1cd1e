"""Citation files inside a zip or gzip archive, within limits that keep bombs from going off."""

from __future__ import annotations

import dataclasses
import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO, BinaryIO

from ..detect import detect
from . import tar, zip_salvage
from .formats import BY_KEY, parse
from .places import NO_LINE, lines_at
from .records import ParsedRecord, Problem
from .source import CHUNK, Source
from .table_rows import UNASSIGNED
from .zip_salvage import MARK

MEMBERS_LIMIT = 1_000
UNPACKED_LIMIT = 2 << 30  # bytes, over all members, also those of archives inside
DEEPEST = 3  # archives inside archives that are opened
SPOOLED = 32 << 20  # bytes of a member held in memory before they go to a file
TEXT = 1_000  # characters of a line that a problem shows, at most
RATIO_LIMIT = 300  # unpacked to packed bytes, from 50 MB on
FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
JUNK = 512  # bytes that may stand before a zip archive
_OFFICE = ("[Content_Types].xml", "_rels/", "docProps/", "xl/", "word/", "ppt/", "mimetype", "META-INF/")
_PASSED_OVER = ("__MACOSX/", ".DS_Store", "Thumbs.db")


@dataclass
class Opening:
    """What is being opened: the encoding a person chose, how deep it lies, and the bytes and files so far."""

    encoding: str | None
    depth: int = 0
    unpacked: int = 0
    files: int = 0


def recognises(source: Source) -> bool:
    start = source.bytes_head(JUNK)
    if start.startswith(b"\x1f\x8b"):
        return True
    if MARK not in start or not start.startswith(MARK) and not zipfile.is_zipfile(source.binary):
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
    yield from _read("", source, Opening(source.asked))


def _read(name: str, source: Source, opening: Opening) -> Iterator[ParsedRecord | Problem]:
    """The records of an archive, itself the member of that name of another one where it lies deeper."""
    if source.bytes_head(2) == b"\x1f\x8b":
        yield from _gzip(name, source, opening)
        return
    try:
        if zip_salvage.is_of_another(source.binary):
            raise zipfile.BadZipFile("it is cut off")
        source.binary.seek(0)
        package = zipfile.ZipFile(source.binary)
    except FAULTS as error:
        yield from _salvaged(name, source, error, opening)
        return
    with package:
        yield from _members(name, package, opening)


def _gzip(name: str, source: Source, opening: Opening) -> Iterator[ParsedRecord | Problem]:
    """The records of the file in it, or of each file where that is a tar archive."""
    spool, fault = _unpacked(name, lambda: gzip.GzipFile(fileobj=source.binary, mode="rb"), _size(source), opening)
    if spool is not None and tar.is_tar(spool):
        with spool:
            yield from _tar(name, spool, opening)
    elif spool is not None:
        yield from _records(name, spool, opening)
    yield from [fault] if fault else []


def _tar(outer: str, spool: BinaryIO, opening: Opening) -> Iterator[ParsedRecord | Problem]:
    size = spool.seek(0, 2)
    for number, (name, opened) in enumerate(tar.files(spool)):
        if isinstance(opened, Exception):
            yield _fault(_inside(outer, name), opened, number)
        elif not _is_clutter(name):
            if _too_many(opening):
                yield _crowded(outer)
                return
            yield from _member(_inside(outer, name), opened, size, opening)


def _members(outer: str, package: zipfile.ZipFile, opening: Opening) -> Iterator[ParsedRecord | Problem]:
    members = [m for m in package.infolist() if not m.is_dir() and not _is_clutter(m.filename)]
    if len(members) > MEMBERS_LIMIT:
        what = f"{_file(outer)} holds {len(members):,} files, more than {MEMBERS_LIMIT:,}."
        yield Problem(1, "file", what, "Nothing was read. Please split it.")
        return
    for member in members:
        if _too_many(opening):
            yield _crowded(outer)
            return
        packed, opened = member.compress_size or 1, partial(package.open, member)
        yield from _member(_inside(outer, member.filename), opened, packed, opening, member.file_size)


def _salvaged(outer: str, source: Source, error: Exception, opening: Opening) -> Iterator[ParsedRecord | Problem]:
    """What can be read of a zip archive that has lost its list of contents, file by file."""
    size, found = _size(source), False
    for name, opened in zip_salvage.files(source.binary):
        if _too_many(opening):
            yield _crowded(outer)
            return
        if not _is_clutter(name) and not name.startswith(_OFFICE):
            found = True
            yield from _member(_inside(outer, name), opened, size, opening)
    done = "The files that are still in it were read." if found else "Nothing was read."
    yield Problem(1, "file", f"{_file(outer)} is damaged: {error}.", f"{done} Please get it again.")


def _inside(outer: str, name: str) -> str:
    return f"{outer}/{name}" if outer else name


def _too_many(opening: Opening) -> bool:
    """Counts one more file; true once that is one too many."""
    opening.files += 1
    return opening.files > MEMBERS_LIMIT


def _crowded(outer: str) -> Problem:
    what = f"{_file(outer)} holds more than {MEMBERS_LIMIT:,} files."
    return Problem(1, "file", what, "The files before were read, the others were not. Please split it.")


def _is_clutter(name: str) -> bool:
    return name.startswith(_PASSED_OVER[0]) or name.rsplit("/", 1)[-1] in _PASSED_OVER


def _size(source: Source) -> int:
    source.binary.seek(0, 2)
    size = source.binary.tell()
    source.binary.seek(0)
    return size


def _member(
    name: str, opened: Callable[[], IO[bytes]], packed: int, opening: Opening, declared: int = 0
) -> Iterator[ParsedRecord | Problem]:
    """The records of one member, and what was wrong with it."""
    if declared + opening.unpacked > UNPACKED_LIMIT or declared > 50_000_000 and declared > RATIO_LIMIT * packed:
        yield _bomb(name)
        return
    spool, fault = _unpacked(name, opened, packed, opening)
    if spool is not None:
        yield from _records(name, spool, opening)
    yield from [fault] if fault else []


def _unpacked(
    name: str, opened: Callable[[], IO[bytes]], packed: int, opening: Opening
) -> tuple[BinaryIO | None, Problem | None]:
    """The bytes of a member, to be closed after the last record; what was wrong, beside them or instead."""
    spool = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115 - closed by the caller
    size, fault = 0, None
    try:
        with opened() as inner:
            while chunk := inner.read1(CHUNK):  # type: ignore[attr-defined]  # gives what came before a fault
                size += len(chunk)
                opening.unpacked += len(chunk)
                if opening.unpacked > UNPACKED_LIMIT or size > 50_000_000 and size > RATIO_LIMIT * packed:
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


def _records(name: str, spool: BinaryIO, opening: Opening) -> Iterator[ParsedRecord | Problem]:
    """The records of a member, then its problems, each with the line it points at."""
    with spool:
        found = detect(spool, name)
        if found.format == "archive" and opening.depth < DEEPEST:
            opening.depth += 1
            yield from _read(name, Source(spool, opening.encoding), opening)
            opening.depth -= 1
            return
        if found.format in ("", "archive"):
            reason = found.reason if not found.format else f"It lies more than {DEEPEST} archives deep."
            field = "file" if spool.seek(0, 2) else ""
            yield Problem(1, field, f"{_file(name)} was passed over. {reason}", "Nothing in it was read.")
            return
        problems: list[Problem] = []
        unassigned, left_out = False, 0
        for got in parse(spool, found.format, encoding=opening.encoding):
            if isinstance(got, Problem):
                unassigned = unassigned or got.done == UNASSIGNED
                problems.append(got)
            elif unassigned:
                left_out += 1
            else:
                yield dataclasses.replace(got, raw=(*got.raw, ("file in archive", name))) if name else got
        if unassigned:
            problems = [_alone(problem, left_out) for problem in problems if problem.done == UNASSIGNED]
        lines = _lines(Source(spool, opening.encoding), problems) if not BY_KEY[found.format].binary else {}
        for problem in problems:
            what = f"{_file(name)}: {problem.what}" if name else problem.what
            yield dataclasses.replace(problem, what=what, text=lines.get(problem.line, ""))


def _alone(problem: Problem, rows: int) -> Problem:
    """What is told of a table whose columns somebody has to assign, which takes a page of its own."""
    many = f"Its {rows:,} rows were" if rows != 1 else "Its row was"
    done = f"{many} left out. Unpack the file and import it by itself: then its columns can be assigned."
    return dataclasses.replace(problem, done=done, lost=rows)


def _lines(source: Source, problems: list[Problem]) -> dict[int, str]:
    wanted = {problem.line for problem in problems if problem.field not in NO_LINE}
    return {number: line[:TEXT] for number, line in lines_at(source, wanted, max(wanted, default=0))}


def _bomb(name: str) -> Problem:
    what = f"{_file(name)} would unpack to far more bytes than citation files have."
    return Problem(1, "file", what, "It was not read. Please unpack it yourself and import what is inside.")


def _file(name: str) -> str:
    return f"The file “{name}”" if name else "The archive"
