"""Figures inside a sentence: `{{an:SLUG|NAME}}` stands for what the newest confirmed run of an analysis says,
`{{nw:SLUG|A v B|NAME}}` for what that of a network says of treatment A against treatment B.

NAME is a key of `synthesis.analyses.printing.tokens` or `synthesis.networks.printing.tokens`: est_ci, k ... Pure.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\{\{\s*(?:an:(?P<analysis>[-\w]+)|nw:(?P<comparison>[-\w]+\|[^{}|]+))\|(?P<name>\w+)\s*\}\}", re.ASCII
)
_BRACES = re.compile(r"\{\{|\}\}")


class BadToken(ValueError):
    """A token that cannot be read or has no words; the text says which and what to do."""


@dataclass(frozen=True, order=True)
class Token:
    """A place to fill: the slug of the analysis (of a network with the comparison), and the name of the figure."""

    slug: str
    name: str

    @property
    def mark(self) -> str:
        """As it is typed."""
        kind = "nw" if "|" in self.slug else "an"
        return f"{{{{{kind}:{self.slug}|{self.name}}}}}"


def split(text: str) -> list[str | Token]:
    """The text as literal parts and tokens, in order; joined with their marks they give the text again.

    Raises BadToken for braces that are not a whole token.
    """
    parts: list[str | Token] = []
    end = 0
    for found in _TOKEN.finditer(text):
        parts += [_literal(text[end : found.start()]), _token(found)]
        end = found.end()
    return [part for part in [*parts, _literal(text[end:])] if part != ""]


def _token(found: re.Match[str]) -> Token:
    slug = found["analysis"] or "|".join(part.strip() for part in found["comparison"].split("|"))
    return Token(slug, found["name"])


def _literal(part: str) -> str:
    if stray := _BRACES.search(part):
        near = part[max(0, stray.start() - 5) : stray.end() + 25]
        raise BadToken(f"“{near}” is no whole token. Write {{{{an:pain|est_ci}}}}, with both pairs of braces.")
    return part


def tokens_in(text: str) -> tuple[Token, ...]:
    """Each token once, in the order of first use. Raises BadToken."""
    return tuple(dict.fromkeys(part for part in split(text) if isinstance(part, Token)))


def render(text: str, words: Mapping[Token, str]) -> str:
    """The text with every token filled. Raises BadToken where one has no words: never an empty place."""
    return "".join(part if isinstance(part, str) else words_for(part, words) for part in split(text))


def words_for(token: Token, words: Mapping[Token, str]) -> str:
    """The words of one token. Raises BadToken where there are none."""
    found = words.get(token, "")
    if not found:
        raise BadToken(f"{token.mark} has no figure: look at the newest run of “{token.slug}”.")
    return found


def map_literals(text: str, change: Callable[[str], str]) -> str:
    """The text with its literal parts changed and its tokens kept. Raises BadToken."""
    return "".join(change(part) if isinstance(part, str) else part.mark for part in split(text))
