"""Which comparisons of a network a text can name, and what each says. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Any

from synthesis.networks.printing import names_of, places_of, tokens

Held = Mapping[str, Any]
MARKS = ("{", "}", "|", "[@")
"""What a figure's place in a text is made of: a treatment whose name holds one cannot be quoted."""


def citable_pairs(result: Held) -> list[tuple[str, str]]:
    """Every treatment against every other. Those that a text could not tell from one another are left out."""
    names = [name for name in names_of(result) if not any(mark in name for mark in MARKS)]
    pairs = list(permutations(names, 2))
    said = Counter(f"{first} v {second}" for first, second in pairs)
    return [(first, second) for first, second in pairs if said[f"{first} v {second}"] == 1]


def better_first(result: Held) -> Iterator[tuple[str, str]]:
    """Every two treatments once, that with the higher P-score against the other, as the league table has them."""
    score = dict(zip(names_of(result), result["p_scores"], strict=True))
    order = {name: place for place, name in enumerate(sorted(score, key=lambda name: -score[name]))}
    return ((first, second) for first, second in citable_pairs(result) if order[first] < order[second])


def said_of(settings: Held, result: Held, first: str, second: str) -> dict[str, str]:
    """The figures of `first` against `second` by name; none where the network lacks one of them."""
    places = places_of(result, first, second)
    return tokens(settings, result, *places) if places else {}
