"""Bytes to text: one place that settles encoding and line ends for every format.

Order: byte order mark, NUL pattern of UTF-16, strict UTF-8, UTF-8 with some strange bytes, the
encoding the file or the caller declares, and the one in which the letters are most likely (`letters.py`).
LF, CR and CRLF all end a line, also mixed in one file.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import BinaryIO

from .byte_streams import cut_before, mended, narrowed, without, without_crlf
from .encoding_names import BOMS, MARKS, WIDE, declared_in, text_encoding, wide_as_asked, wide_of
from .letters import LABELS, is_mixed, likeliest

CHUNK = 1 << 16  # bytes; larger pieces take memory anew each time, and three times as long
HEAD = 1 << 16
MOST_WORDS = 600  # with bytes above 127, and MOST_BYTES of them; enough to know an encoding by
MOST_BYTES = 6_000
WORD_LIMIT = 400  # bytes; a longer one says no more
WESTERN = "cp1252"
SAMPLE = 8_192
LEAST_USUAL, LEAST_BESIDE_UTF8, MOSTLY_USUAL = 0.03, 0.1, 0.3  # of the signs, those that `usual` counts
ESCAPES = (b"\x1b$B", b"\x1b$@")  # Japanese in seven bits, as old mail and databases wrote it
LINE_LIMIT = 16 << 20  # bytes; formats that are read line by line refuse longer lines

_CONTROLS = bytes({*range(1, 32)} - set(b"\t\n\v\f\r\x1a\x1b"))
MOST_CONTROLS = 0.02  # of the bytes of a text
_MARK_WITHIN = {"gb18030": b"\x84\x31\x95\x33"}  # codec -> its byte order mark, where that is not UTF-8's
_OF_SEVERAL_BYTES = (
    "gb",
    "big5",
    "shift",
    "euc",
    "cp9",
    "iso2022",
    "johab",
    "hz",
)  # in which UTF-8's may be letters
_BYTE_IS_ASCII = frozenset({"utf-8", "utf-8-sig", "cp1252"})  # encodings in which such a byte is nothing else
_HIGH = re.compile(rb"[\x80-\xff]+")
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Decodes the bytes that are not UTF-8 (or not in cp1252) one by one as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error("as-windows-1252", _as_windows)


@dataclass
class Scan:
    """What one pass over the bytes found."""

    utf8: bool = True
    nul: bool = False
    longest_line: int = 0
    marks: bool = False  # UTF-8's byte order mark stands elsewhere than at the start, as where files were joined
    dos_end: bool = False  # the sign by which DOS marks the end of a text stands there


class Source:
    """A citation file: bytes or an open binary file that can seek."""

    def __init__(self, data: bytes | BinaryIO, encoding: str | None = None) -> None:
        self.binary: BinaryIO = io.BytesIO(data) if isinstance(data, (bytes, bytearray)) else data
        self.asked = encoding if encoding in (None, "mixed") else text_encoding(encoding)

    def bytes_head(self, size: int = HEAD) -> bytes:
        self.binary.seek(0)
        return self.binary.read(size)

    def is_text(self) -> bool:
        """False where control characters stand among the bytes as no text has them."""
        head = self.bytes_head()
        controls = len(head) - len(head.translate(None, _CONTROLS))
        marked = head.startswith(MARKS)
        return controls < 8 or controls <= MOST_CONTROLS * len(head) or marked or bool(wide_of(head))

    @cached_property
    def scan(self) -> Scan:
        return scan(self.binary)

    @cached_property
    def encoding(self) -> str:
        """The codec's name; "mixed" stands for UTF-8 with some Windows-1252 bytes."""
        if self.asked and self.asked.startswith(WIDE):
            return wide_as_asked(self.asked, self.bytes_head())
        return self.asked or guess_encoding(self.binary, self.scan)

    @property
    def unlikely(self) -> str:
        """The wide encoding that was asked for, in words, where no byte of the file shows it; else ""."""
        head = self.bytes_head()
        if not self.asked or not self.asked.startswith(WIDE) or head.startswith(MARKS) or wide_of(head):
            return ""
        return self.asked[:6].upper()

    @property
    def likelier(self) -> str:
        """The encoding the file is most likely in, where in the one that was asked for it holds next to no usual
        sign; else "".
        """
        plain = self.scan.utf8 and not self.scan.nul  # which nothing else is by chance
        if not self.asked or usual(self.head(SAMPLE)) > (LEAST_BESIDE_UTF8 if plain else LEAST_USUAL):
            return ""
        other = Source(self.binary)
        return other.encoding if usual(other.head(SAMPLE)) >= MOSTLY_USUAL else ""

    @property
    def guessed(self) -> str:
        """The name of the encoding where it was told by the letters and is not the usual one; else ""."""
        said = self.asked or declared_in(self.bytes_head(2000)) == self.encoding
        return "" if said or self.encoding == WESTERN else LABELS.get(self.encoding, "")

    @property
    def odd_line(self) -> int:
        """The first line with bytes that are not UTF-8."""
        self.binary.seek(0)
        for number, line in enumerate(self.binary, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
        return 1

    @property
    def misdeclared(self) -> str:
        """The encoding that the file names where it is written in the usual old one instead; else ""."""
        declared = declared_in(self.bytes_head(2000))
        return declared if not self.asked and self.encoding == WESTERN and declared.startswith("utf") else ""

    def text(self, newline: str | None = None) -> io.TextIOWrapper:
        """The decoded text from the start, line ends unified to LF unless `newline` is ""."""
        codec, errors = self._codec
        raw = self._bytes(codec) if newline is None else self._cleaned()
        buffer = io.BufferedReader(_Chunks(raw), CHUNK)
        text = _Unclosed(buffer, encoding=codec, errors=errors, newline=newline)
        text._CHUNK_SIZE = CHUNK  # decodes in larger pieces than the 8 KB that is usual
        return text

    def blocks(self, border: str = "") -> Iterator[str]:
        """The same text in parts of any size, which takes half the time. They begin with the border, in ASCII,
        where that can be told without decoding.
        """
        codec, errors = self._codec
        decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(codec)(errors), translate=True)
        chunks = self._bytes(codec)
        for chunk in cut_before(border.encode(), chunks) if border and codec in _BYTE_IS_ASCII else chunks:
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)

    @property
    def _wide(self) -> bool:
        return self.encoding.startswith(WIDE)

    @property
    def _codec(self) -> tuple[str, str]:
        """The codec, and what it does with bytes that are none of its own."""
        if self._wide:  # which is written anew (see `_cleaned`)
            return "utf-8", "strict"
        return (
            "utf-8-sig" if self.encoding == "mixed" or self.asked == "utf-8" else self.encoding,
            "as-windows-1252",
        )

    def _bytes(self, codec: str) -> Iterator[bytes]:
        """The bytes from the start, with LF for CRLF where that can be told without decoding them."""
        chunks = self._cleaned()
        return without_crlf(chunks) if codec in _BYTE_IS_ASCII else chunks

    def _cleaned(self) -> Iterator[bytes]:
        """The bytes from the start, without what no database stores (see `_spoiled`) and without byte order marks
        within; wide ones as UTF-8.
        """
        spoiled, doubled = self._spoiled, self._doubled  # which look at the file
        wide = self.encoding if self._wide else ""
        self.binary.seek(0)
        chunks = iter(lambda: self.binary.read(CHUNK), b"")
        if wide:
            yield from narrowed(chunks, wide)
            return
        chunks = without(mark, chunks) if (mark := self._mark_within) else chunks
        yield from mended(chunks, doubled) if spoiled else chunks

    @property
    def _mark_within(self) -> bytes:
        """The bytes of a byte order mark that may stand within the text; b"" where there is none."""
        if self.encoding in _MARK_WITHIN:
            return _MARK_WITHIN[self.encoding]
        return codecs.BOM_UTF8 if self.scan.marks and not self.encoding.startswith(_OF_SEVERAL_BYTES) else b""

    @cached_property
    def _spoiled(self) -> bool:
        """Whether there are NULs, CRs doubled in copying, byte order marks within, or the DOS mark of the end."""
        odd = self.scan.nul or self.scan.dos_end or self._doubled or self.scan.marks
        return odd and not self._wide

    @cached_property
    def _doubled(self) -> bool:
        """Whether the lines end in CR CR LF, as where a text of Windows was copied as one of Unix."""
        head = self.bytes_head()
        count = head.count(b"\r\r\n")
        return count > 1 and count >= 0.9 * head.count(b"\n")

    def for_xml(self) -> tuple[BinaryIO, str | None]:
        """The bytes for a reader that decodes by itself, and the encoding it must be told, if any: as they are
        where that works, else as UTF-8.
        """
        known = self.encoding in ("utf-8", "utf-8-sig", "utf-16", declared_in(self.bytes_head(2000)))
        if self.asked is None and known and not self._spoiled:
            self.binary.seek(0)
            return self.binary, None
        text = self.text(newline="")
        encoded = (part.encode("utf-8", "replace") for part in iter(lambda: text.read(CHUNK), ""))
        return io.BufferedReader(_Chunks(encoded), CHUNK), "utf-8"  # type: ignore[return-value]

    def lines(self) -> Iterator[str]:
        """The lines of the text without their ends."""
        for line in self.text():
            yield line.rstrip("\n")

    def head(self, size: int = HEAD) -> str:
        """The beginning of the text, for looking at."""
        return self.text().read(size)


class _Unclosed(io.TextIOWrapper):
    """Leaves the file below it open when it goes out of use: it belongs to the caller."""

    def __del__(self) -> None:
        try:
            self.detach()
        except ValueError:
            return


class _Chunks(io.RawIOBase):
    """Bytes that come in chunks as a file to be read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self.rest:
            chunk = next(self.chunks, None)
            if chunk is None:
                return 0
            self.rest = chunk
        size = min(len(buffer), len(self.rest))
        buffer[:size] = self.rest[:size]
        self.rest = self.rest[size:]
        return size


def usual(text: str) -> float:
    """The share of letters, digits, blanks and line ends that every citation file has, in any language."""
    return sum(sign.isascii() and (sign.isalnum() or sign in " \n") for sign in text) / max(len(text), 1)


def scan(binary: BinaryIO) -> Scan:
    """One pass in pieces: is it UTF-8, is there a NUL, how long is the longest line."""
    found = Scan()
    decoder = codecs.getincrementaldecoder("utf-8")()
    open_line = 0
    last = tail = b""
    begun = False  # whether bytes before the tail were read
    binary.seek(0)
    while chunk := binary.read(CHUNK):
        joined = tail + chunk
        found.marks = found.marks or joined.find(codecs.BOM_UTF8, not begun) >= 0
        begun = begun or len(joined) > 2
        last, tail = chunk, joined[-2:]
        found.nul = found.nul or b"\0" in chunk
        if found.utf8 and not (chunk.isascii() and not decoder.getstate()[0]):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                found.utf8 = False
        first = _first_end(chunk)
        if first < 0:
            open_line += len(chunk)
        else:
            found.longest_line = max(found.longest_line, open_line + first)
            open_line = len(chunk) - 1 - max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
    try:
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        found.utf8 = False
    found.longest_line = max(found.longest_line, open_line)
    found.dos_end = last.rstrip().endswith(b"\x1a")
    return found


def _first_end(chunk: bytes) -> int:
    ends = [at for at in (chunk.find(b"\n"), chunk.find(b"\r")) if at >= 0]
    return min(ends, default=-1)


def guess_encoding(binary: BinaryIO, found: Scan) -> str:
    binary.seek(0)
    head = binary.read(HEAD)
    for mark, name in BOMS:
        if head.startswith(mark):
            return name if name != "utf-8-sig" or found.utf8 else "mixed"
    if wide := wide_of(head):
        return wide
    if found.utf8:
        return "iso2022_jp" if any(escape in head for escape in ESCAPES) else "utf-8"
    return _old_encoding(head, binary)


def _old_encoding(head: bytes, binary: BinaryIO) -> str:
    """The encoding of text that is not UTF-8, or not only."""
    words = _high_words(binary)
    high = b" ".join(run for word in words for run in _HIGH.findall(word))
    pairs = sum(len(pair) for pair in _UTF8_PAIR.findall(high))
    if pairs > len(high.replace(b" ", b"")) - pairs:
        return "mixed"
    declared = declared_in(head)
    if declared and not declared.startswith("utf"):
        return declared
    ends = accumulate(map(len, words))
    sample = [word for word, end in zip(words[:MOST_WORDS], ends, strict=False) if end <= MOST_BYTES]
    best = likeliest(sample)
    return "mixed" if pairs and is_mixed(sample, best) else best.codec


def _high_words(binary: BinaryIO) -> list[bytes]:
    """The first words with bytes above 127, each once."""
    words: dict[bytes, None] = {}
    binary.seek(0)
    while len(words) < HEAD // 8 and (chunk := binary.read(CHUNK)):
        words.update(dict.fromkeys(word[:WORD_LIMIT] for word in chunk.split() if not word.isascii()))
    return list(words)[: HEAD // 8]
