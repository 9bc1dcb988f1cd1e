"""What is known of a study beside its numbers, by key. Pure.

Keys: "year", "design", "experimental", "comparator" (the arms of the row), "definition", and "c:ID" for a
characteristic of the review. Values are texts or numbers; None and "" mean that it is not known.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Value = str | float | int | None
NO_VALUE = "Not known"


@dataclass(frozen=True)
class Attribute:
    """One thing known of studies: `numeric` ones can be a slope, all others are words."""

    key: str
    name: str
    numeric: bool = False
    words: tuple[str, ...] = ()
    risk_of_bias: bool = False


BUILT_IN = (
    Attribute("year", "Year", numeric=True),
    Attribute("design", "Design"),
    Attribute("comparator", "Comparator arm"),
    Attribute("experimental", "Experimental arm"),
)


CROSSOVER = re.compile(
    r"\b(cross[- ]?over|split[- ]?mouth|within[- ](person|patient|participant|subject)s?)\b", re.IGNORECASE
)
PARALLEL = re.compile(r"\b(no|not|non)[- ]?(a )?cross|\b(first|1st) period|period 1\b|\bparallel\b", re.IGNORECASE)


def is_crossover(design: str) -> bool:
    """Whether a design as typed gives every treatment to the same people; that of a first period alone does not."""
    return bool(CROSSOVER.search(design)) and not PARALLEL.search(design)


def crossover_of(design: str) -> dict[str, bool]:
    """The part of a row that says so: nothing for other designs."""
    return {"crossover": True} if is_crossover(design) else {}


def printed(value: Value) -> str:
    """A value as a heading: 12.0 as 12, nothing as "Not known"."""
    if value is None or value == "":
        return NO_VALUE
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def levels(values: Iterable[Value], words: Sequence[str] = ()) -> tuple[str, ...]:
    """The values that occur, printed: in the order of `words`, then sorted (numbers by size); not known last."""
    found = {printed(value) for value in values}
    known = [word for word in words if word in found]
    rest = sorted(found - set(known) - {NO_VALUE}, key=_by_size)
    return (*known, *rest, *([NO_VALUE] if NO_VALUE in found else []))


def _by_size(text: str) -> tuple[float, str]:
    try:
        return (float(text), text)
    except ValueError:
        return (math.inf, text.casefold())


def fits(row: Mapping[str, Any], condition: Mapping[str, Any]) -> bool:
    """Whether the row's attribute has one of the condition's values (as printed)."""
    return printed(row.get("attributes", {}).get(condition["attribute"])) in condition["values"]
