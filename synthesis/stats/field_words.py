"""The columns of a data table in words, for messages that people read."""

from __future__ import annotations

from collections.abc import Sequence

EXPERIMENTAL, COMPARATOR = "of the experimental arm", "of the comparator arm"
FIELD_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "binary": {
        "e1": ("number of events", EXPERIMENTAL),
        "n1": ("n", EXPERIMENTAL),
        "e2": ("number of events", COMPARATOR),
        "n2": ("n", COMPARATOR),
    },
    "continuous": {
        "m1": ("mean", EXPERIMENTAL),
        "sd1": ("SD", EXPERIMENTAL),
        "n1": ("n", EXPERIMENTAL),
        "m2": ("mean", COMPARATOR),
        "sd2": ("SD", COMPARATOR),
        "n2": ("n", COMPARATOR),
    },
    "paired": {
        "m1": ("mean", "of the first measurement"),
        "sd1": ("SD", "of the first measurement"),
        "m2": ("mean", "of the second measurement"),
        "sd2": ("SD", "of the second measurement"),
        "r": ("correlation", "between the measurements"),
        "n": ("n", "of the pairs"),
    },
    "paired_binary": {name: (f"cell {name}", "of the table") for name in "abcd"},
    "correlation": {"r": ("correlation", ""), "n": ("n", "")},
    "proportion": {"x": ("number of events", ""), "n": ("n", "")},
    "rate2": {
        "x1": ("number of events", EXPERIMENTAL),
        "t1": ("person-time", EXPERIMENTAL),
        "x2": ("number of events", COMPARATOR),
        "t2": ("person-time", COMPARATOR),
    },
    "rate1": {"x": ("number of events", ""), "t": ("person-time", "")},
    "generic": {
        "yi": ("estimate", ""),
        "vi": ("standard error", "or confidence interval"),
        "estimate": ("estimate", ""),
        "ci_lb": ("lower limit", ""),
        "ci_ub": ("upper limit", ""),
        "se": ("standard error", ""),
        "level": ("confidence level", ""),
    },
}


def field_words(kind: str, field: str) -> str:
    """("continuous", "sd1") -> "SD of the experimental arm"; a name without words stays as it is."""
    return " ".join(FIELD_WORDS.get(kind, {}).get(field, (field, ""))).strip()


def missing_words(kind: str, fields: Sequence[str]) -> str:
    """What a row lacks: "no mean or n of the experimental arm; no SD of the comparator arm"."""
    places: dict[str, list[str]] = {}
    for field, (word, place) in FIELD_WORDS[kind].items():
        if field in fields:
            places.setdefault(place, []).append(word)
    return "; ".join(f"no {_either(words)} {place}".strip() for place, words in places.items())


def _either(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
