"""Numbers typed by hand that look like a figure of an analysis: they would not follow a new run. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from synthesis.narratives.citations import without_marks
from synthesis.narratives.tokens import Token, split

_NUMBER = re.compile(r"(?<![\w.,])[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w])|(?<![\w.,])[-−]?\d+(?:\.\d+)?(?![\w])")
ORDER = ("est", "ci", "pi", "n", "i2", "k", "tau2", "p")
"""The names looked through, the most telling first; est_ci repeats est and ci."""


@dataclass(frozen=True)
class Typed:
    """A typed number, the token it resembles and what that token says."""

    number: str
    token: Token
    words: str


def typed_numbers(text: str, figures: Mapping[Token, str]) -> tuple[Typed, ...]:
    """Each typed number that equals a figure to within one unit of its last printed digit, once.

    Whole numbers must be equal and have two digits or more: "week 4" is no k. Raises BadToken.
    """
    bare = without_marks(" ".join(part for part in split(text) if isinstance(part, str)))
    found = {}
    for match in _NUMBER.finditer(bare):
        if hit := next(_like(match.group(), figures), None):
            found.setdefault(match.group(), Typed(match.group(), *hit))
    return tuple(found.values())


def _like(number: str, figures: Mapping[Token, str]) -> Iterator[tuple[Token, str]]:
    ranked = sorted((t for t in figures if t.name in ORDER), key=lambda t: (ORDER.index(t.name), t.slug))
    for token in ranked:
        if any(_near(number, printed.group()) for printed in _NUMBER.finditer(figures[token])):
            yield token, figures[token]


def _near(typed: str, printed: str) -> bool:
    places = len(typed.partition(".")[2])
    if not places:
        return "." not in printed and len(typed.strip("-−")) > 1 and _value(typed) == _value(printed)
    return "." in printed and abs(_value(typed) - _value(printed)) <= 1.0001 * 10**-places


def _value(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))
