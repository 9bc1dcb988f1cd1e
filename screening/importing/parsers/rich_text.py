"""Rich text (RTF), as Word and EndNote save a list of references: read like the same list as plain text.

Paragraphs become lines set apart by empty ones, words in italics stand between asterisks as in markdown; the spans
of the records count characters of that text, which `text_of` gives.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from .document import ASKED, are_references
from .records import ParsedRecord, Problem
from .reference_list import read_text
from .reference_split import has_section
from .source import Source

MARK = b"{\\rtf"
LIMIT = 100_000_000  # bytes; pictures stand in it as text
DEEPEST = 10_000  # groups inside groups
_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])|"
    r"(?P<brace>[{}])|[\r\n\0]+|(?P<text>[^\\{}\r\n\0]+)|\\"
)
_SIGNS = {"~": "\xa0", "_": "\u2011", "-": "", "\n": "\n\n", "\r": "\n\n"}  # the last two are paragraphs as well
_WORDS = {
    "par": "\n\n", "sect": "\n\n", "page": "\n\n", "row": "\n\n", "line": "\n", "tab": "\t", "cell": "\t",
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_LEFT_OUT = (
    "fonttbl colortbl stylesheet info pict object header footer headerl headerr headerf footerl footerr footerf "
    "footnote annotation xe tc rxe themedata colorschememapping datastore latentstyles listtable listoverridetable "
    "rsidtbl generator xmlnstbl fldinst bkmkstart bkmkend filetbl revtbl atnid atnauthor"
)
LEFT_OUT = frozenset(_LEFT_OUT.split())
_CHARSETS = {
    128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass
class _Group:
    """What holds inside a pair of braces: whether it shows and is in italics, the codec of the font, and how many
    signs behind a \\u stand for the same."""

    shown: bool = True
    italic: bool = False
    skip: int = 1
    codec: str = ""


@dataclass
class _Reader:
    """The text so far, and what is open while it is read."""

    codec: str = "cp1252"
    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    runs: list[tuple[str, bool]] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)  # bytes that may be half a sign
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    in_fonts: int = 0  # how deep the table of fonts begins
    passing: int = 0  # signs that stand for the last \\u and are left out
    high: int = 0  # the first half of a sign beyond the first 65,536


def recognises(source: Source) -> bool:
    return source.bytes_head(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(MARK)


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    text = text_of(source)
    if isinstance(text, Problem):
        yield text
        return
    if not text.strip():
        yield Problem(1, "file", "The document holds no text.", "Nothing was read.")
        return
    found = list(read_text(text))
    if has_section(text) or are_references([got for got in found if isinstance(got, ParsedRecord)]):
        yield from found
        return
    what = "The document has no section of references, and its paragraphs do not look like references."
    yield Problem(1, "file", what, f"Nothing was read. {ASKED}")


def text_of(source: Source) -> str | Problem:
    """The text of the document, without pictures, notes, deleted and hidden passages."""
    data = source.bytes_head(LIMIT + 1)
    if len(data) > LIMIT:
        what = f"The document is larger than {LIMIT // 1_000_000} MB."
        return Problem(1, "file", what, "Nothing was read. Please save the references alone, or as plain text.")
    reader = _Reader()
    for token in _TOKEN.finditer(data.decode("latin-1")):
        if token["brace"]:
            if not _brace(reader, token["brace"]):
                return Problem(1, "file", "The document is nested too deeply.", "Nothing was read.")
        elif token["text"]:
            _add_bytes(reader, token["text"].encode("latin-1"))
        elif token["byte"]:
            _add_bytes(reader, bytes.fromhex(token["byte"]))
        elif token["word"]:
            _word(reader, token["word"], token["number"])
        elif token["sign"]:
            _sign(reader, token["sign"])
    _flush(reader)
    return _with_marks(reader.runs)


def _brace(reader: _Reader, brace: str) -> bool:
    _flush(reader)
    reader.passing = 0
    if brace == "{":
        reader.groups.append(replace(reader.groups[-1]))
    elif len(reader.groups) > 1:
        reader.groups.pop()
        reader.in_fonts = 0 if len(reader.groups) < reader.in_fonts else reader.in_fonts
    return len(reader.groups) <= DEEPEST


def _word(reader: _Reader, word: str, number: str | None) -> None:
    group, value = reader.groups[-1], int(number) if number else None
    if word == "u":
        _unicode(reader, value or 0)
        return
    _flush(reader)
    if word == "bin":  # raw bytes, which only pictures hold
        return
    if word == "fonttbl":
        reader.in_fonts = len(reader.groups)
    if word in LEFT_OUT:
        group.shown = False
    elif word == "ansicpg" and value:
        reader.codec = _codec(f"cp{value}") or reader.codec
    elif word == "mac":
        reader.codec = "mac-roman"
    elif word == "f":
        reader.font = value or 0
        group.codec = reader.fonts.get(reader.font, "")
    elif word == "fcharset" and reader.in_fonts:
        reader.fonts[reader.font] = _CHARSETS.get(value or 0, "")
    elif word == "uc":
        group.skip = value or 0
    elif word in ("i", "plain"):
        group.italic = word == "i" and value != 0
    elif word in ("v", "deleted"):
        group.shown = group.shown and value == 0
    elif word in _WORDS:
        _add(reader, _WORDS[word])


def _sign(reader: _Reader, sign: str) -> None:
    if sign == "*":  # a destination to be left out by whoever does not know it
        reader.groups[-1].shown = False
        return
    _flush(reader)
    _add(reader, _SIGNS.get(sign, sign if sign in "\\{}" else ""))


def _unicode(reader: _Reader, value: int) -> None:
    _flush(reader)
    code = value % 65_536
    if 0xD800 <= code < 0xDC00:
        reader.high = code
    elif 0xDC00 <= code < 0xE000:
        _add(reader, chr(0x10000 + ((reader.high - 0xD800) << 10) + code - 0xDC00) if reader.high else "\ufffd")
        reader.high = 0
    else:
        _add(reader, chr(code) if code else "")
    reader.passing = reader.groups[-1].skip


def _add_bytes(reader: _Reader, data: bytes) -> None:
    passed = min(reader.passing, len(data))
    reader.passing -= passed
    reader.pending += data[passed:]


def _flush(reader: _Reader) -> None:
    if reader.pending:
        codec = reader.groups[-1].codec or reader.codec
        _add(reader, bytes(reader.pending).decode(codec, "replace"))
        reader.pending.clear()


def _add(reader: _Reader, text: str) -> None:
    group = reader.groups[-1]
    if group.shown and text:
        reader.runs.append((text, group.italic))


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


def _with_marks(runs: list[tuple[str, bool]]) -> str:
    """The runs as one text, those in italics between asterisks, blanks and line ends outside."""
    joined: list[tuple[list[str], bool]] = []
    for words, italic in runs:
        if joined and joined[-1][1] == italic and not (italic and "\n" in words):
            joined[-1][0].append(words)
        else:
            joined.append(([words], italic and "\n" not in words))
    return "".join(_marked("".join(words), italic) for words, italic in joined).replace("* *", " ")


def _marked(words: str, italic: bool) -> str:
    bare = words.strip()
    if not italic or not bare:
        return words
    start = words.index(bare)
    return f"{words[:start]}*{bare}*{words[start + len(bare) :]}"
