"""The bytes of a file in chunks, changed on their way to the decoder."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import chain

_LONE_CR = re.compile(rb"\r[^\n]")


def narrowed(chunks: Iterator[bytes], wide: str) -> Iterator[bytes]:
    """Text in UTF-16 or UTF-32 as UTF-8 without NUL, which stands where the wrong of the two was chosen, and
    without byte order marks.
    """
    decoder = codecs.getincrementaldecoder(wide)("replace")
    for chunk in chain(chunks, (b"",)):
        text = decoder.decode(chunk, not chunk)
        yield text.replace("\0", "").replace("\ufeff", "").encode("utf-8", "replace")


def without(mark: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes without the mark, also where a chunk ends within it."""
    held = b""
    for chunk in chunks:
        chunk = (held + chunk).replace(mark, b"")
        size = next((size for size in range(len(mark) - 1, 0, -1) if chunk.endswith(mark[:size])), 0)
        held = chunk[len(chunk) - size :]
        yield chunk[: len(chunk) - size]
    yield held


def mended(chunks: Iterator[bytes], doubled: bool) -> Iterator[bytes]:
    """The bytes without NUL, with one CR for two where they are doubled, and without the DOS mark of the end."""
    last = b""
    for chunk in chunks:
        chunk = last + chunk.replace(b"\0", b"")
        whole = chunk.rstrip(b"\r\n\x1a")
        last = chunk[len(whole) :]
        yield whole.replace(b"\r\r\n", b"\r\n") if doubled else whole
    last = last.replace(b"\x1a", b"")
    yield last.replace(b"\r\r\n", b"\r\n") if doubled else last


def without_crlf(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes with LF for CRLF, except near lone CRs: a decoder that has seen a CR takes three times as long."""
    last = b""
    for chunk in chunks:
        chunk = last + chunk
        last = b"\r" if chunk[-1:] == b"\r" else b""
        chunk = chunk.removesuffix(b"\r")
        yield chunk if b"\r" not in chunk or _LONE_CR.search(chunk) else chunk.replace(b"\r", b"")
    yield last


def cut_before(border: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes in chunks that begin with the border, as far as there is one in a chunk."""
    held = b""
    for chunk in chunks:
        at = max(chunk.rfind(border), 0)
        yield held + chunk[:at]
        held = chunk[at:]
    yield held
