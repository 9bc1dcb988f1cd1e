"""A printed reference cut into the pieces that carry one meaning each, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass

# "2021;397(3):20-8." is three pieces, "Pain.2011;" two; an address or a DOI stays whole.
_ADDRESS = re.compile(r"(?:https?:|www\.|doi|10\.\d{4})", re.I)
_SEAM = re.compile(r"(?<=[\w)\]][;:])(?=[\w(])|(?<=[^\W\d_]{2}[.,])(?=(?:1[89]|20)\d\d\b)|(?<=\w\))(?=[^\W\d_]{3})")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; `start` and `end` count its characters, `glued` says that no blank stands before it."""

    text: str
    start: int
    end: int
    glued: bool = False


def tokens_of(text: str) -> list[Token]:
    """The pieces of the text, in order; together with the blanks between them they are the text."""
    found: list[Token] = []
    for word in re.finditer(r"\S+", text):
        at, glued = word.start(), False
        for seam in () if _ADDRESS.search(word[0]) else _SEAM.finditer(word[0]):
            cut = word.start() + seam.start()
            found.append(Token(text[at:cut], at, cut, glued))
            at, glued = cut, True
        found.append(Token(text[at : word.end()], at, word.end(), glued))
    return found
