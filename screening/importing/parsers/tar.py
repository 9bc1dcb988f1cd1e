"""The files of a tar archive that is unpacked already, without what could harm: links, holes, endless headers."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, BinaryIO

from .source import LINE_LIMIT

FAULTS = (tarfile.TarError, OSError, ValueError, EOFError)
_MARK = slice(257, 262)  # where "ustar" stands in the first header


def is_tar(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(512)[_MARK] == b"ustar"


def files(file: BinaryIO) -> Iterator[tuple[str, Callable[[], IO[bytes]] | Exception]]:
    """The name of each plain file with what opens it; a fault ends them, given as the last with the name ""."""
    file.seek(0)
    try:
        with tarfile.open(fileobj=_Guarded(file), mode="r:") as package:  # type: ignore[call-overload]
            for member in package:
                if member.isfile() and not member.issparse():
                    yield member.name, partial(package.extractfile, member)  # type: ignore[misc]
    except FAULTS as error:
        yield "", error


class _Guarded:
    """A file from which nothing larger is read at once than any header or line is."""

    def __init__(self, file: BinaryIO) -> None:
        self.seek, self.tell, self.file = file.seek, file.tell, file

    def read(self, size: int) -> bytes:
        if size > LINE_LIMIT:
            raise tarfile.ReadError(f"a header of {size:,} bytes")
        return self.file.read(size)
