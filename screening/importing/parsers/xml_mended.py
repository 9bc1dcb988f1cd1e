"""XML that is nearly well formed, read record by record, so that what is broken in one costs no other.

The records are cut out of the text where they begin and end; what stands between them is passed over. One that does
not parse is mended sign by sign, and where that does not help, read as far as the parser can make it out.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.entities import html5

from lxml import etree

from .records import Problem

LONGEST = 1 << 22  # characters; a longer record is none
_OPTIONS = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SIGN = re.compile(
    r"<!\[CDATA\[.*?\]\]>|&(?P<name>#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});|&|<(?![a-z_:/!?])", re.I | re.S
)
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(slots=True)
class Cut:
    """The text of a record, the line it begins on, and whether its end was found."""

    text: str
    line: int
    closed: bool

    @property
    def lines(self) -> range:
        return range(self.line, self.line + self.text.count("\n") + 1)


@dataclass
class Mended:
    """A text that was mended; `places` are the line in it (from 1), what is wrong there and what was done."""

    text: str
    places: dict[tuple[int, str], str] = field(default_factory=dict)


def one_by_one(
    parts: Iterable[str], tags: tuple[str, ...], done: int, fault: Problem
) -> Iterator[etree._Element | Problem]:
    """The records after the first `done`, each followed by what was mended in it; and the fault that made this
    necessary, unless what is told of a record tells it already.
    """
    explained, found = False, done > 0
    for number, piece in enumerate(cut_out(parts, tags)):
        if number < done:
            continue
        if isinstance(piece, Problem):
            yield piece
            continue
        found = True
        element, problems = _read(piece)
        explained = explained or bool(problems) and fault.line in piece.lines
        if element is not None:
            yield element
        yield from problems
    if not found:
        yield dataclasses.replace(fault, field="file", done="Nothing was read.", lost=1)
    elif not explained:
        yield fault


def cut_out(parts: Iterable[str], tags: tuple[str, ...]) -> Iterator[Cut | Problem]:
    """The records of a text that comes in parts of any size; one without an end lasts until the next begins."""
    begins = re.compile(rf"<({'|'.join(tags)})(?:\s[^<>]*)?>")
    coming, held, line, ended = iter(parts), "", 1, False
    while True:
        found = begins.search(held)
        start, end, closed = _extent(held, found, begins) if found else (max(0, held.rfind("<")), -1, False)
        if end < 0 and ended:
            if not found:
                return
            end = len(held)
        if end >= 0:
            yield Cut(held[start:end], line + held.count("\n", 0, start), closed)
        elif found and len(held) - start > LONGEST:
            what = f"A record begins here that is longer than {LONGEST:,} characters and has no end."
            yield Problem(line + held.count("\n", 0, start), "file", what, "It was left out.", lost=1)
            end = found.end()
        rest = start if end < 0 else end
        line += held.count("\n", 0, rest)
        held = held[rest:]
        if end < 0:
            part = next(coming, None)
            held, ended = held + (part or ""), part is None


def _extent(held: str, found: re.Match[str], begins: re.Pattern[str]) -> tuple[int, int, bool]:
    """Where the record begins and ends, -1 while that is not known, and whether it ends with its own end tag."""
    if found[0].endswith("/>"):
        return found.start(), found.end(), True
    mark = f"</{found[1]}>"
    close = held.find(mark, found.end())
    following = begins.search(held, found.end(), close if close >= 0 else len(held))
    if following:
        return found.start(), following.start(), False
    return found.start(), close + len(mark) if close >= 0 else -1, close >= 0


def _read(piece: Cut) -> tuple[etree._Element | None, list[Problem]]:
    """The record, and what was done to read it; None where nothing can be made out of it."""
    mended = Mended(piece.text)
    element = _strict(piece.text)
    if element is None:
        mended = mend(piece.text)
        element = _strict(mended.text)
    if element is None:
        element = lenient(mended)
    lost = element is None or not any("".join(part.itertext()).strip() for part in element)
    problems = [
        Problem(piece.line + line - 1, "xml", f"The XML is broken: {what}.", done)
        for (line, what), done in mended.places.items()
    ]
    if not piece.closed:
        what = "The record is cut off: its end is missing."
        done = "Nothing in it could be read." if lost else "What stands in the file was read."
        return None if lost else element, [Problem(piece.line, "file", what, done, lost=int(lost))]
    if element is not None:
        element.sourceline = piece.line
    return element, problems


def _strict(text: str) -> etree._Element | None:
    try:
        return etree.fromstring(text, etree.XMLParser(**_OPTIONS))
    except etree.XMLSyntaxError:
        return None


def lenient(mended: Mended) -> etree._Element | None:
    """What the parser can make out of the text; the first thing it cannot is put to the places."""
    parser = etree.XMLParser(recover=True, **_OPTIONS)
    try:
        element = etree.fromstring(mended.text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    if len(parser.error_log):
        first = parser.error_log[0]
        mended.places[first.line, first.message.partition(", line")[0]] = (
            "It was read as far as it can be made out."
        )
    return element


def mend(text: str) -> Mended:
    """The text with what XML does not allow written as XML wants it: control characters, bare & and <, the names
    that web pages have for signs. What stands in CDATA is left as it is.
    """
    places: dict[tuple[int, str], str] = {}

    def tell(at: int, what: str, done: str) -> None:
        places.setdefault((text.count("\n", 0, at) + 1, what), done)

    def without_control(found: re.Match[str]) -> str:
        tell(found.start(), f"the sign U+{ord(found[0]):04X} is not allowed in it", "It was read as a blank.")
        return " "

    def rewritten(found: re.Match[str]) -> str:
        name, sign = found["name"], found[0]
        if name in _OF_XML or sign.startswith("<!"):
            return sign
        meant = _meant(name) if name else None
        if meant == "":
            tell(found.start(), f"{sign} stands for a sign that is not allowed", "It was left out.")
        elif meant is None:
            tell(found.start(), f"“{sign}” stands by itself", "It was read as it stands.")
        elif not sign.startswith("&#"):
            tell(found.start(), f"{sign} is no name that XML knows", "It was read as in web pages.")
        return (sign if meant is None else meant).replace("&", "&amp;").replace("<", "&lt;")

    text = _CONTROL.sub(without_control, text)
    return Mended(_SIGN.sub(rewritten, text), places)


def _meant(name: str) -> str | None:
    """The sign a name or number stands for, "" where XML forbids it, None where nobody knows it."""
    if not name.startswith("#"):
        return html5.get(f"{name};")
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    allowed = code < 0x110000 and not 0xD800 <= code < 0xE000 and not _CONTROL.match(chr(code))
    return chr(code) if allowed else ""
