"""A web page or a piece of one with a list of references: every item of such a list is one reference.

Words in italics stand between asterisks as in markdown, DOIs behind links are read with the words. A page without
such a list is read from its heading “References” on, if it has one.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from .dois import doi_in_address
from .records import ParsedRecord, Problem
from .reference_list import read_text
from .reference_split import has_section
from .source import Source

LIMIT = 20_000_000  # characters
SHORTEST = 40  # characters of a reference
MOST_WORDS = 20_000  # characters that are looked at of an item or paragraph; no reference has as many
ASKED = "Export the references from the database as RIS."
BEGINS = re.compile(
    r"\s*(?:<\?xml\s[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)*"
    r"<(?:!doctype html|html|head|body|main|article|section|div|h[1-6]|p|ol|ul|li|a|span|meta)[\s>]",
    re.I | re.S,
)
_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*>", re.I)
_DATED = re.compile(r"\b(?:1[89]|20)\d\d\b|\b10\.\d{4,9}/|n\.d\.")
_NO_TEXT = "script style noscript template svg math head nav button select textarea iframe object"
_LEFT_OUT = frozenset(_NO_TEXT.split())
_ITALIC = frozenset(["i", "em", "cite", "dfn"])
_BLOCKS = "p div li br td th tr table ol ul section article h1 h2 h3 h4 h5 h6 dt dd blockquote"
_APART = frozenset(_BLOCKS.split())
_TEXTS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "td")
_BUTTON = re.compile(
    r"google scholar|scholar|pubmed(?: central)?|pmc(?: free article)?|cross ?ref|web of science|scopus|medline|"
    r"isi|cas|ads|article|abstract|full[ -]?text|pdf|view(?: article| in article| record.*)?|open url|search|link|"
    r"go to|download citation|find it|free article|.{0,3}back(?: to.*)?|[\u2191^↩]|ref(?:erence)? list",
    re.I,
)
_EMPTY = re.compile(r"[(\[]\s*[\s,;|·]*[)\]]|(?:\s*[|·]\s*)+$")
_OWN_NUMBER = re.compile(r"\A\s*[\[(]?\d{1,3}(?:[\])]\.?|[.):](?=\s))\s*")


@dataclass(frozen=True)
class Item:
    """A reference of the page, on one line, with the line of the file on which it begins."""

    text: str
    line: int


def looks_like(head: str) -> bool:
    """Markup with a list of references, or with a heading of that name."""
    page = _parsed(head) if BEGINS.match(head) else None
    return page is not None and bool(_items(page) or has_section(_paragraphs(page)))


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    text = source.text().read(LIMIT + 1)
    if len(text) > LIMIT:
        yield Problem(1, "file", f"The page is longer than {LIMIT:,} characters.", "Nothing was read.")
        return
    page = _parsed(text)
    items = _items(page) if page is not None else []
    if items:
        yield from _read_items(items)
        return
    text = _paragraphs(page) if page is not None else ""
    if has_section(text):
        yield from read_text(text)
    else:
        yield Problem(1, "file", "The page holds no list of references.", f"Nothing was read. {ASKED}")


def _read_items(items: list[Item]) -> Iterator[ParsedRecord | Problem]:
    """The references as a numbered list; one by one where that does not give one record for each."""
    listed = [f"{number}. {item.text}" for number, item in enumerate(items, 1)]
    lines = [item.line for item in items]
    got = list(read_text("\n".join(listed)))
    if sum(isinstance(one, ParsedRecord) for one in got) != len(items):
        got = [_placed(one, [at]) for at, text in enumerate(listed, 1) for one in read_text(text)]
    yield from (_placed(one, lines) for one in got)


def _placed(one: ParsedRecord | Problem, lines: list[int]) -> ParsedRecord | Problem:
    """With the line of the file; places in a text that is not the file's are left out."""
    line = lines[min(max(one.line, 1), len(lines)) - 1]
    if isinstance(one, ParsedRecord):
        return dataclasses.replace(one, line=line, spans=())
    return dataclasses.replace(one, line=line)


def _parsed(text: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(_DECLARATION.sub(_as_many_lines, text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, etree.ParserError, ValueError):
        return None


def _as_many_lines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _items(page: etree._Element) -> list[Item]:
    """The items of all lists of which at least half look like references; of lists inside lists the innermost."""
    found: list[list[Item]] = []
    outer: set[etree._Element] = set()
    for listed in reversed(list(page.iter("ol", "ul"))):
        inner = [item for item in listed.iterchildren("li") if item not in outer]
        items = [Item(text, item.sourceline or 1) for item in inner if (text := _line(item))]
        if items and 2 * sum(map(_is_reference, items)) >= len(items):
            found.append(items)
            outer.update(listed.iterancestors("li"))
    return [item for items in reversed(found) for item in items]


def _is_reference(item: Item) -> bool:
    return len(item.text) >= SHORTEST and bool(_DATED.search(item.text))


def _paragraphs(page: etree._Element) -> str:
    """The text of the page, its paragraphs with an empty line between them."""
    innermost = (block for block in page.iter(*_TEXTS) if all(one is block for one in block.iter(*_TEXTS)))
    return "\n\n".join(filter(None, map(_words_of, innermost)))


def _line(element: etree._Element) -> str:
    """All words of an element on one line, without the number that stands before them."""
    return _OWN_NUMBER.sub("", _words_of(element))


def _words_of(element: etree._Element) -> str:
    """The words inside an element, at most MOST_WORDS of its letters, blanks closed up."""
    parts: list[str] = []
    begun: list[int] = []  # of the elements that are open, where their words begin
    size = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, one in walk:
        if event == "start":
            begun.append(len(parts))
            parts.append(one.text or "")
            if one.tag in _LEFT_OUT:
                parts.pop()
                walk.skip_subtree()
        else:
            start = begun.pop()
            if one.tag in _ITALIC or one.tag == "a":
                parts[start:] = [_shown(one, "".join(parts[start:]))]
            tail = "" if one is element else one.tail or ""
            parts.append(f" {tail}" if one.tag in _APART else tail)
        size += len(parts[-1]) if parts else 0
        if size > MOST_WORDS:
            break
    text = " ".join("".join(parts).split())
    return " ".join(_EMPTY.sub(" ", text).split())


def _shown(element: etree._Element, inside: str) -> str:
    """Words in italics between asterisks; a link that is a button left out but for the DOI it leads to."""
    if element.tag == "a":
        return _link(inside, element.get("href") or "")
    words = inside.strip()
    return inside.replace(words, f"*{words}*", 1) if words else inside


def _link(words: str, address: str) -> str:
    doi = doi_in_address(address)
    shown = "" if _BUTTON.fullmatch(words.strip()) else words
    return f"{shown} doi:{doi} " if doi and doi.lower() not in words.lower() else shown
