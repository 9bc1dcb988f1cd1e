"""The order of studies in a forest plot and in a cumulative one: of the view, never of the frozen run. Pure."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from synthesis.analyses.lights import LIGHTS, judgements

Held = Mapping[str, Any]
WORDS = {
    "study": "study, A to Z",
    "year": "year, oldest first",
    "effect": "effect, smallest first",
    "weight": "weight, largest first",
    "risk_of_bias": "risk of bias, lowest first",
}
NAMES = {"study": "Study", "year": "Year", "effect": "Effect", "weight": "Weight", "risk_of_bias": "Risk of bias"}
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)[a-z]?\b")
LAST = math.inf
"""Where a study stands of which the order knows nothing."""


def year_of(row: Held) -> int | None:
    """The study's year; where nobody gave one, the last year that its label names."""
    if row.get("year"):
        return int(row["year"])
    found = _YEAR.findall(row.get("label") or "")
    return int(found[-1]) if found else None


def usual_order(inputs: Sequence[Held]) -> str:
    """By year where the year of every study is known, else by study."""
    return "year" if inputs and all(year_of(row) is not None for row in inputs) else "study"


def order_of(asked: str, inputs: Sequence[Held]) -> str:
    """The order that was asked for, or the usual one where that is not offered."""
    return asked if asked in dict(offered(inputs)) else usual_order(inputs)


def offered(inputs: Sequence[Held]) -> tuple[tuple[str, str], ...]:
    """The orders to choose from, key and name: by year and risk of bias only where a study has them."""
    absent = set() if any(year_of(row) is not None for row in inputs) else {"year"}
    absent |= set() if judgements(inputs) else {"risk_of_bias"}
    return tuple((key, name) for key, name in NAMES.items() if key not in absent)


def in_order(order: str, studies: Sequence[Held], inputs: Sequence[Held]) -> list[Held]:
    """Studies of a result in an order of WORDS; ties keep the order of the run, what is not known comes last."""
    place = _places(order, inputs)
    return sorted(studies, key=place)


def _places(order: str, inputs: Sequence[Held]) -> Callable[[Held], Any]:
    if order == "study":
        return lambda study: study["label"].casefold()
    told = judgements(inputs)

    def known(study: Held) -> float | None:
        match order:
            case "year":
                return year_of(inputs[study["row"]])
            case "effect":
                return study["display"]["estimate"]
            case "weight":
                return None if study["weight_pct"] is None else -study["weight_pct"]
        levels = list(LIGHTS)
        return levels.index(told[study["row"]]) if told.get(study["row"]) in levels else None

    return lambda study: LAST if known(study) is None else known(study)


def order_words(order: str, studies: Sequence[Held], inputs: Sequence[Held]) -> str:
    """The order in words and how many studies it cannot place: "year, oldest first; 2 of unknown year last"."""
    if order == "study":
        return WORDS[order]
    place = _places(order, inputs)
    unknown = sum(place(study) == LAST for study in studies)
    return WORDS[order] + (f"; {unknown} of unknown {NAMES[order].lower()} last" if unknown else "")


def cumulative_sentence(result: Held) -> str:
    """In which order the cumulative analysis of a run adds its studies, as methods text; "" where it holds none."""
    found = result.get("cumulative")
    return f"The cumulative analysis adds studies by {found[0]['words']}." if found else ""
