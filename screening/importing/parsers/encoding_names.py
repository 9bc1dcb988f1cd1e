"""What files, editors and people call encodings, and the signs of wide ones. Pure."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

ASCII = rb"@a{t = {\n}}"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MARKS = tuple(mark for mark, _ in BOMS)
WIDE = ("utf-16", "utf-32")
NO_LETTERS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape"})  # codecs all the same
_EDITORS = re.compile(
    rb"-\*-(?:[^\n]*?;)?\s*coding:\s*([\w-]+?)(?:-unix|-dos|-mac)?\s*(?:;.*?)?-\*-|\bfileencoding=([\w-]+)", re.I
)
_DECLARED = re.compile(
    rb"""^\s*(?:<\?xml[^>]*encoding=["']|%+\s*(?:!\s*TEX\s+)?Encoding\s*[:=]\s*|@comment\{.*?encoding:\s*)([\w.-]+)""",
    re.I | re.M,
)
_CALLED = {
    "ansinew": "cp1252",
    "applemac": "mac-roman",
    "utf8x": "utf-8",
    "isolatin": "iso8859-1",
    "isolatin9": "iso8859-15",
    "windowslatin1": "cp1252",
    "chinesegbk": "gbk",
    "chineseiso8bit": "gb2312",
    "chinesebig5": "big5",
    "japaneseshiftjis": "shift_jis",
    "eucjapan": "euc-jp",
    "japaneseiso8bit": "euc-jp",
    "koreaniso8bit": "euc-kr",
    "cyrillickoi8": "koi8-r",
    "cyrilliciso8bit": "iso8859-5",
}
"""What editors and TeX call encodings, without its strokes -> Python's name, where that is another."""


def text_encoding(name: str) -> str:
    """The codec's own name for an encoding. Raises LookupError where there is none that reads text."""
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
        if found.name.replace("-", "_") in NO_LETTERS:
            raise LookupError
    except (LookupError, ValueError):
        raise LookupError(f"There is no encoding “{name}”; use a name such as utf-8, cp1251 or big5") from None
    return found.name


def wide_of(head: bytes) -> str:
    """UTF-16 without a mark: every second byte of ASCII text is NUL."""
    sample = head[:4096]
    if sample.count(0) < len(sample) * 0.3:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even > 4 * odd:
        return "utf-16-be"
    return "utf-16-le" if odd > 4 * even else ""


def wide_as_asked(asked: str, head: bytes) -> str:
    """The codec with its order of bytes, for one that raises on bytes without a mark: that of the mark, else as the
    NUL bytes show, else little-endian."""
    family = asked[:6]
    marked = [name for mark, name in BOMS if head.startswith(mark)]
    if family in marked:
        return family
    if asked != family:
        return asked
    return wide_of(head) if family == "utf-16" and wide_of(head) else f"{family}-le"


def declared_in(head: bytes) -> str:
    """The encoding that the first lines name, as Python calls it; "" for none, or one nobody knows."""
    found = _DECLARED.search(head[:2000]) or _EDITORS.search(head[:500])
    if not found:
        return ""
    name = next(group for group in found.groups() if group).decode("ascii", "replace").lower()
    bare = re.sub("[-_.]", "", name)
    for called in (name, _CALLED.get(bare, bare)):
        with suppress(LookupError, ValueError):
            if ASCII.decode(called) == ASCII.decode("ascii"):  # no utf-16, which a look has ruled out, no escapes
                return codecs.lookup(called).name
    return ""
