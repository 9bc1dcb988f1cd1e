"""BibTeX and BibLaTeX files cut into entries and fields, however badly they are written.

Keeps entries with repeated, empty or odd keys. Entries whose braces do not close end where the next begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .records import Problem

_BEGINS = re.compile(r"\s*@\s*([A-Za-z_]+)\s*([{(])")
_NEW_ENTRY = re.compile(
    r"\s*@\s*[A-Za-z_]+\s*[{(]\s*"
    r"(?:[^\s={}\"][^={}\"]*,\s*$|,?\s*$|[^\s={}\",]*,[ \t]*[A-Za-z][\w-]*[ \t]*=[ \t]*[{\"\w])"
)
_ENTRY = re.compile(r"@\s*([A-Za-z_]+)\s*([{(])")
_DAMAGED = re.compile(  # a kind and a key with a field behind them, but no @ or no bracket
    r"^[ \t]*(?:@[ \t]*(?P<open>[A-Za-z_]+)[ \t]+|[A-Za-z_]+[ \t]*[{(])"
    r"(?=[^\s={}\",]*,\s*[A-Za-z][\w-]*\s*=\s*[{\"\w])",
    re.M,
)
_NAME = re.compile(r"[\s,;]*([^\s=,{}\"#][^=,{}\"#]*?)\s*=\s*")
_COLON = re.compile(r"([A-Za-z][\w-]*)\s*:\s*(\S[^\n]*)")  # "doi:10.1177/…", as SAGE writes one behind the key
_BRACES = re.compile(r"[{}]")
_UNESCAPED = re.compile(r"\\.|[{}]", re.S)
_QUOTE = re.compile(r"[{}\"]")
_BARE = re.compile(r"[^\s,{}#\"]+(?:[ \t]+[^\s,{}#\"=]+)*(?=\s*[,}#)\n]|\s*$)|[^\s,{}#\"]+")
_NEXT_FIELD = re.compile(r",\s*[A-Za-z][\w -]*\s*=\s*[{\"\d]|\n\s*[A-Za-z][\w-]*\s*=\s*[{\"]")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = dict(zip(_MONTHS.split(), range(1, 13), strict=True))


@dataclass(slots=True)
class Block:
    line: int
    text: str


@dataclass(slots=True)
class Entry:
    """`fields` in file order with repeats, values without their outer braces but otherwise as written."""

    kind: str
    key: str
    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)


def split(lines: Iterable[str]) -> Iterator[Entry | Problem]:
    """Entries in file order. @string macros are put in; @comment and @preamble are passed over."""
    macros = {name: str(number) for name, number in MONTHS.items()}
    for block in _blocks(lines):
        yield from _entries(block, macros)


def _blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Stretches of lines that each begin with an @entry; a comment lasts until its braces close."""
    held: list[str] = []
    first, depth, comment = 1, 0, False
    for number, line in enumerate(lines, 1):
        begins = _BEGINS.match(line) if "@" in line else None
        inside = comment and depth > 0
        if begins and not inside and (depth <= 0 or _NEW_ENTRY.match(line)):
            if held:
                yield Block(first, "".join(held))
            held, first, depth = [], number, 0
            comment = begins[1].lower() == "comment"
        held.append(line)
        depth += line.count("{") - line.count("}")
    if held:
        yield Block(first, "".join(held))


def _entries(block: Block, macros: dict[str, str]) -> Iterator[Entry | Problem]:
    text, at = block.text, 0
    line, counted = block.line, 0
    braces = _Braces(text)
    while found := _ENTRY.search(text, at):
        yield from _damaged(text[at : found.start()], block, at, macros)
        line, counted = line + text.count("\n", counted, found.start()), found.start()
        kind = found[1].lower()
        if text[text.rfind("\n", 0, found.start()) + 1 : found.start()].lstrip().startswith("%"):
            yield Problem(line, "", "An entry is commented out with a % sign.", "It was left out.")
            at = found.end()
            continue
        end = braces.close(found.end() - 1) if found[2] == "{" else _close_round(text, found.end() - 1)
        body = text[found.end() : end if end >= 0 else len(text)]
        at = end + 1 if end >= 0 else found.end() if kind == "comment" else len(text)
        if kind in ("comment", "preamble"):
            if end < 0:
                what = f"An @{kind} is opened here and never closed."
                yield Problem(line, kind, what, "It was passed over up to the next entry.")
            continue
        if kind == "string":
            for name, value in _fields(body, 0, macros, line)[0]:
                macros[name.lower()] = value
            continue
        if end < 0 and "=" not in body:
            shown = " ".join(text[found.start() : found.start() + 60].split())
            yield Problem(line, "", f"“{shown}” begins like an entry but is none.", "It was left out.", lost=1)
            continue
        yield from _entry(found[1], body, line, macros, closed=end >= 0)
        if end < 0:
            what = "The braces of this entry do not close."
            yield Problem(line, "", what, "It was taken to end where the next entry begins.")
    yield from _damaged(text[at:], block, at, macros)


def _damaged(text: str, block: Block, at: int, macros: dict[str, str]) -> Iterator[Entry | Problem]:
    """What in a text between entries, there in the block, is an entry but for its bracket, which is put in, or for
    its @: without that it is a comment to BibTeX, which is told.
    """
    found = list(_DAMAGED.finditer(text)) if "=" in text else []
    ends = [*(one.start() for one in found[1:]), len(text)]
    for one, end in zip(found, ends, strict=False):
        line = block.line + block.text.count("\n", 0, at + one.start())
        shown = " ".join(text[one.start() : one.start() + 60].split())
        what = f"“{shown}” looks like an entry, but its {'bracket' if one['open'] else '@'} is missing."
        if one["open"]:
            yield from _entries(Block(line, f"@{one['open']}{{{text[one.end() : end]}"), macros)
            yield Problem(line, "", what, "It was read as an entry.")
        else:
            done = "It was left out, as BibTeX does; put the @ before it if it is a record."
            yield Problem(line, "", what, done, lost=1)


def _entry(kind: str, body: str, line: int, macros: dict[str, str], *, closed: bool) -> Iterator[Entry | Problem]:
    head = body.find(",")
    equals = body.find("=")
    keyless = 0 <= equals < head or head < 0 <= equals
    key = "" if keyless else (body if head < 0 else body[:head]).strip()
    start = 0 if keyless else (len(body) if head < 0 else head + 1)
    got, faults = _fields(body, start, macros, line, closed=closed)
    yield Entry(kind, key, line, got)
    yield from faults


def _fields(
    body: str, at: int, macros: dict[str, str], line: int, *, closed: bool = True
) -> tuple[list[tuple[str, str]], list[Problem]]:
    got: list[tuple[str, str]] = []
    bare: list[tuple[str, str]] = []  # fields without an equals sign, which come last: the same may stand in order
    braces = _Braces(body, missing=not closed)
    faults: list[Problem] = []

    def passed_over(at: int, where: str) -> int:
        """The place of the next field; what stands before it is a bare field, or is told."""
        skip = _NEXT_FIELD.search(body, at)
        end = skip.start() if skip else len(body)
        lost = body[at:end].strip(" \t\n},;)")
        if not got and (colon := _COLON.fullmatch(lost)):
            bare.append((colon[1], colon[2]))
        elif lost:
            what = f"“{' '.join(lost.split())[:60]}” stands {where}."
            name = got[-1][0] if got else ""
            faults.append(Problem(line + body.count("\n", 0, end), name, what, "It was left out."))
        return end

    while at < len(body):
        found = _NAME.match(body, at)
        if not found:
            at = passed_over(at, "where a field should begin")
            continue
        value, at = _value(braces, found.end(), macros)
        got.append((found[1], value))
        rest = _BLANK_OR_COMMA.match(body, at)
        if rest:
            at = rest.end()
        elif at < len(body):
            at = passed_over(at, f"after the field {found[1]}")
    return got + bare, faults


_BLANK_OR_COMMA = re.compile(r"\s*(?:[,;]\s*)+|\s*(?=[A-Za-z][\w -]*\s*=)|\s*$")


def _value(braces: _Braces, at: int, macros: dict[str, str]) -> tuple[str, int]:
    """A value with its parts joined by #; returns it and where it ends."""
    parts, body = [], braces.text
    while True:
        mark = body[at : at + 1]
        if mark == "{":
            end = braces.close(at)
            end = _salvaged(body, at, end if end >= 0 else len(body)) if end < 0 or braces.missing else end
            parts.append(body[at + 1 : end])
            at = min(end + 1, len(body))
        elif mark == '"':
            end = _quote_end(body, at + 1)
            parts.append(body[at + 1 : end])
            at = min(end + 1, len(body))
        elif found := _BARE.match(body, at):
            parts.append(macros.get(found[0].lower(), found[0]))
            at = found.end()
        joined = None if body[at : at + 1] == "," else _JOIN.match(body, at)
        if not joined:
            return "".join(parts), at
        at = joined.end()


_JOIN = re.compile(r"\s*#\s*")


def _salvaged(body: str, at: int, end: int) -> int:
    """Where a braced value whose own brace may be missing ends: before the next thing that looks like a field."""
    found = _NEXT_FIELD.search(body, at, end)
    return found.start() if found else end


class _Braces:
    """Finds closing braces in a text. Where one is missing, all pairs are found in one pass and remembered, so that
    a file full of open braces takes no longer than another. `missing` says that one is known to be.
    """

    def __init__(self, text: str, *, missing: bool = False) -> None:
        self.text, self.missing = text, missing
        self.pairs: list[dict[int, int]] = []

    def close(self, at: int) -> int:
        """The place of the brace that closes the one at `at`, or -1."""
        if not self.pairs:
            end = self.text.find("}", at)
            if end < 0 or self.text.find("{", at + 1, end) >= 0:  # there are braces inside
                end = _close(self.text, at)
            if end >= 0:
                return end
            self.pairs = [_pairs(pattern, self.text) for pattern in (_BRACES, _UNESCAPED)]
        return next((pairs[at] for pairs in self.pairs if at in pairs), -1)


def _pairs(pattern: re.Pattern[str], text: str) -> dict[int, int]:
    """Opening to closing brace, for those that have one."""
    pairs, open_ones = {}, []
    for found in pattern.finditer(text):
        if found[0] == "{":
            open_ones.append(found.start())
        elif found[0] == "}" and open_ones:
            pairs[open_ones.pop()] = found.start()
    return pairs


def _close(text: str, at: int) -> int:
    """The place of the bracket that closes the one at `at`, or -1. Braces count also behind a backslash,
    as in BibTeX; where that does not come out, escaped ones are left aside."""
    for pattern in (_BRACES, _UNESCAPED):
        depth = 0
        for found in pattern.finditer(text, at):
            if found[0] == "{":
                depth += 1
            elif found[0] == "}":
                depth -= 1
                if depth == 0:
                    return found.start()
    return -1


def _close_round(text: str, at: int) -> int:
    depth = 0
    for found in re.finditer(r"[{}()]", text[at:]):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
        elif found[0] == ")" and depth == 0:
            return at + found.start()
    return -1


def _quote_end(body: str, at: int) -> int:
    depth = 0
    for found in _QUOTE.finditer(body, at):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
        elif depth <= 0 and body[found.start() - 1] != "\\":
            return found.start()
    return len(body)
