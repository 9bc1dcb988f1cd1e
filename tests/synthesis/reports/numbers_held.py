"""Whether a number in print is one that a run holds, rounded."""

import math
import re
from collections.abc import Iterator
from typing import Any

NUMBER = re.compile(r"(?<![\w.])[−-]?\d[\d,]*(?:\.\d+)?(?![\w])")


def printed_numbers(text: str) -> list[str]:
    """Every number of the text as printed, minus signs made plain."""
    return [found.replace("−", "-").replace(",", "") for found in NUMBER.findall(text)]


def held_numbers(value: Any) -> Iterator[float]:
    """Every number anywhere in the JSON value, those inside of texts too."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, str):
        yield from map(float, printed_numbers(value))
    else:
        for each in value.values() if isinstance(value, dict) else value:
            yield from held_numbers(each)


def is_held(number: str, held: list[float]) -> bool:
    """Whether some held number gives this one, rounded to as many decimals (a share of 1 may be per cent)."""
    decimals = len(number.partition(".")[2])
    half = 0.5 * 10**-decimals
    slack = 1e-9
    return any(math.isclose(float(number), each, abs_tol=half + slack, rel_tol=0) for each in held)
