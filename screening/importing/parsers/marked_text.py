"""Text that remembers where each of its characters stood in the file."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .dois import find_doi

LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "ft",
    "ﬆ": "st",
    "\u00a0": " ",
    "\u00ad": "",
}
_ACCENTED = re.compile("[^\\W\\d_][\u0300-\u036f\u3099\u309a]+")
_SPECIAL = re.compile("[" + "".join(LIGATURES) + "]")
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\((?:[^()\s]|\\.|\([^()\s]*\))*\)")
_ONLY_A_LINK = re.compile(r"\W*(?:doi|cross ?ref|links?|url|full ?text|article|view)\W*", re.I)
_ANGLE = re.compile(r"<((?:https?://|doi:)[^<>\s]+)>")
_ESCAPE = re.compile(r"\\(?=[()\[\]*_.<>&#~-])")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>i|b|em|strong|italic|bold|u|sup|sub|span)\b[^<>]{0,80}>", re.I)
_SLANTED = re.compile(r"<(i|em|italic)>(?P<text>[^<>]+)</\1>", re.I)
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|__?)(?=\S)(.+?)(?<=\S)\1(?![\w*])")


@dataclass(slots=True)
class Marked:
    """`at[i]` is the place in the file of character i of `text`."""

    text: str
    at: list[int]

    @classmethod
    def of(cls, text: str, start: int) -> Marked:
        return cls(text, list(range(start, start + len(text))))

    def __add__(self, other: Marked) -> Marked:
        return Marked(self.text + other.text, self.at + other.at)

    def cut(self, start: int, end: int) -> Marked:
        return Marked(self.text[start:end], self.at[start:end])

    def without(self, places: list[tuple[int, int]]) -> Marked:
        """The text without the given stretches, which are in order and do not overlap."""
        text, at, last = [], [], 0
        for start, end in places:
            text.append(self.text[last:start])
            at.extend(self.at[last:start])
            last = end
        return Marked("".join(text) + self.text[last:], at + self.at[last:])

    def joined(self, other: Marked, glue: str) -> Marked:
        place = [self.at[-1] if self.at else 0] * len(glue)
        return Marked(self.text + glue + other.text, self.at + place + other.at)

    def find(self, value: str) -> tuple[int, int] | None:
        """Start and end in the file of `value`, or None where it was put together from parts."""
        at = self.text.find(value) if value else -1
        return None if at < 0 else (self.at[at], self.at[at + len(value) - 1] + 1)

    def plain(self) -> Marked:
        """With ligatures spelled out, accents in one sign with their letter, no soft hyphens or hard blanks."""
        whole = self._composed() if _ACCENTED.search(self.text) else self
        if not _SPECIAL.search(whole.text):
            return whole
        text, at = [], []
        for character, place in zip(whole.text, whole.at, strict=True):
            spelled = LIGATURES.get(character, character)
            text.append(spelled)
            at.extend([place] * len(spelled))
        return Marked("".join(text), at)

    def _composed(self) -> Marked:
        """With one sign for a letter and the accents behind it, which stands where the letter stood."""
        text, at, last = [], [], 0
        for found in _ACCENTED.finditer(self.text):
            signs = unicodedata.normalize("NFC", found[0])
            text += [self.text[last : found.start()], signs]
            at += [*self.at[last : found.start()], *self.at[found.start() : found.start() + len(signs)]]
            last = found.end()
        return Marked("".join(text) + self.text[last:], at + self.at[last:])


def without_markdown(item: Marked) -> tuple[Marked, list[str]]:
    """The text without links, escapes, emphasis and its tags, and the stretches that were emphasised."""
    emphasised: list[str] = []
    if "<" in item.text:
        emphasised += [found["text"].strip() for found in _SLANTED.finditer(item.text)]
        item = item.without([found.span() for found in _TAG.finditer(item.text)])
    item = _without_links(item)
    item = item.without(
        sorted(p for m in _ANGLE.finditer(item.text) for p in ((m.start(), m.start(1)), (m.end(1), m.end())))
    )
    item = item.without([m.span() for m in _ESCAPE.finditer(item.text)])
    places = []
    for m in _EMPHASIS.finditer(item.text):
        if not re.search(r"10\.\d{4}|https?:", item.text[max(0, m.start() - 60) : m.start()].rsplit(" ", 1)[-1]):
            emphasised.append(m[2])
            places += [(m.start(), m.start(2)), (m.end(2), m.end())]
    return item.without(places), emphasised


def _without_links(item: Marked) -> Marked:
    """With the words of each link alone; the DOI one leads to is put at the end where the text has none itself."""
    places, target = [], None
    for found in _LINK.finditer(item.text):
        start = found.end(1) + 2
        leads = find_doi(item.text[start : found.end() - 1])
        if leads and target is None:
            target = item.cut(start, found.end() - 1)
        if leads and _ONLY_A_LINK.fullmatch(found[1]):
            places.append(found.span())
        else:
            places += [(found.start(), found.start(1)), (found.end(1), found.end())]
    text = item.without(places)
    return text.joined(target, " ") if target and not find_doi(text.text) else text
