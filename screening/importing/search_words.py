"""What people type into the search of the records, as a tree. Pure.

Words stand side by side for "all of them"; `OR` (between words) for "one of them"; `-` or `NOT` for "without";
`"…"` for words that follow one another; a closing `*`, before or behind the last quote, for every ending;
`title:`, `abstract:`, `author:`, `journal:` and `keyword:` before a word, or a tag like `[tiab]` behind it, for
one field. `AND` binds closer than `OR`; brackets group. Nothing that is typed is an error: what makes no sense is
read as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.importing.match_keys import words_of

FIELDS = ("title", "abstract", "people", "terms")
MOST_WORDS = 100
_PREFIXES = {
    "title": ("title",),
    "abstract": ("abstract",),
    "author": ("people",),
    "authors": ("people",),
    "journal": ("terms",),
    "keyword": ("terms",),
    "keywords": ("terms",),
}
_TAGS = {
    "ti": ("title",),
    "title": ("title",),
    "ab": ("abstract",),
    "tiab": ("title", "abstract"),
    "title/abstract": ("title", "abstract"),
    "tw": FIELDS,
    "au": ("people",),
    "author": ("people",),
    "mesh": ("terms",),
    "mh": ("terms",),
    "ta": ("terms",),
}
_TOKEN = re.compile(r'"[^"]*"?\*?|[()]|\[[^\]\s]*\]|-(?=[^\s-])|[^\s()"\[\]]+:(?=")|[^\s()"\[\]]+')
# What Ovid, Embase, EBSCO, Web of Science and Cochrane know and this search does not.
_FOREIGN = re.compile(
    r"(?<!\S)(?:adj\d*|(?:near|next)/?\d+|[nw]/\d{1,2}|exp(?:lode)?)(?!\S)|(?<=\S\s)[nw]\d{1,2}(?=\s\S)|"
    r"(?<=\w)(?:[$#](?![^\s)])|\?(?=\w))|\.[a-z]{2}(?:,[a-z]{2})*\.(?!\w)|"
    r":(?:ti|ab|kw|tt|de)(?:,[a-z]{2})*(?!\w)|(?<=[a-z])/(?=\s|$|\))",
    re.I,
)
_LONE = re.compile(r"(?<!\S)-+(?!\S)")
_QUOTES = str.maketrans("“”„«»", '"' * 5)
# Scripts that set no blanks between words: each sign is a word of its own, a run of them a phrase.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Words:
    """Words that follow one another in one of the fields; with `open_end` the last one may go on."""

    words: tuple[str, ...]
    fields: tuple[str, ...] = FIELDS
    open_end: bool = False


@dataclass(frozen=True)
class Every:
    """All of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Some:
    """At least one of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Without:
    """Not this."""

    part: Node


Node = Words | Every | Some | Without


def spaced(text: str) -> str:
    """The text as it is indexed: folded words with a blank between, signs of unspaced scripts one by one.

    >>> spaced("S-Ketamine, 5-HT & Müller")
    's ketamine 5 ht muller'
    """
    words = " ".join(words_of(text))
    return words if words.isascii() else " ".join(_UNSPACED.sub(lambda sign: f" {sign[0]} ", words).split())


def parse_search(text: str) -> Node | None:
    """The tree of what was typed, None where it names no word."""
    tokens = _TOKEN.findall(_LONE.sub(" ", text.translate(_QUOTES)))
    return _Reader(tokens[: 4 * MOST_WORDS]).whole()


def foreign_operators(text: str) -> list[str]:
    """Operators of databases in what was typed that mean nothing here, each once as printed; "…" stand for words.

    >>> foreign_operators('ketamine adj3 pain$ .ti,ab. "n 3"')
    ['adj3', '$', '.ti,ab.']
    """
    bare = re.sub(r'"[^"]*"|\b10\.\d{4,}/\S+|https?:\S+', " ", text.translate(_QUOTES))
    return list(dict.fromkeys(found.strip() for found in _FOREIGN.findall(bare)))


def leaves(node: Node) -> Iterator[Words]:
    """Every group of words in the tree, from left to right."""
    if isinstance(node, Words):
        yield node
        return
    for part in (node.part,) if isinstance(node, Without) else node.parts:
        yield from leaves(part)


def has_without(node: Node) -> bool:
    """True where some part says what must not be there."""
    if isinstance(node, Without):
        return True
    return not isinstance(node, Words) and any(map(has_without, node.parts))


class _Reader:
    """Reads tokens from the left: alternatives of sequences of single words, phrases and brackets."""

    def __init__(self, tokens: Sequence[str]):
        self.tokens = tokens
        self.at = 0

    def whole(self) -> Node | None:
        found: list[Node] = []
        while self.at < len(self.tokens):
            if (part := self.alternatives()) is not None:
                found.append(part)
            self.at += 1  # a bracket that closes nothing
        return _joined(Every, found)

    def alternatives(self) -> Node | None:
        found = [self.sequence()]
        while self._next() == "OR":
            self.at += 1
            found.append(self.sequence())
        return _joined(Some, [part for part in found if part is not None])

    def sequence(self) -> Node | None:
        found: list[Node] = []
        while (sign := self._next()) not in (None, "OR", ")"):
            if sign == "AND":
                self.at += 1
            elif (part := self.single()) is not None:
                found.append(part)
        return _joined(Every, found)

    def single(self) -> Node | None:
        sign = self.tokens[self.at]
        self.at += 1
        if sign in ("-", "NOT"):
            part = self.single() if self._next() not in (None, "OR", ")") else None
            return None if part is None else Without(part)
        if sign == "(":
            part = self.alternatives()
            self.at += self._next() == ")"
            return part
        return self._words(sign)

    def _words(self, token: str) -> Node | None:
        fields = FIELDS
        name, colon, rest = token.partition(":")
        if colon and name.lower() in _PREFIXES:
            fields = _PREFIXES[name.lower()]
            token = rest
            if not rest and (self._next() or "").startswith('"'):
                token = self.tokens[self.at]
                self.at += 1
        if (tag := self._next() or "").startswith("["):
            fields = _TAGS.get(tag[1:-1].lower().partition(":")[0], fields)
            self.at += 1
        words = tuple(spaced(token).split())
        return Words(words, fields, token.rstrip('"').endswith("*")) if words else None

    def _next(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None


def _joined(kind: type[Every] | type[Some], parts: list[Node]) -> Node | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(tuple(parts))
