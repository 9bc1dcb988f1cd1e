"""How far a number of a run may differ where the run is repeated elsewhere: on the scale of the data. Pure.

A number may differ by a share of its own size and by the same share of the size that gives it its meaning: its
standard error where it has a sign, the typical variance of a study for tau2, one for statistics, a hundred for
percentages. So a change of the unit changes no verdict, and an effect of nothing is not asked for digits that it
does not have.
"""

import math
from collections.abc import Mapping
from statistics import median
from typing import Any

Held = Mapping[str, Any]
Found = Mapping[str, float | None]

SHARE = 1e-9
SHARE_SEARCHED = 1e-5
"""The selection model is found by searching, on both sides."""
PERCENT = 100.0


def allowances(found: Found, result: Held, share: float = SHARE) -> dict[str, float]:
    """Name -> how far it may differ (absolute, in the unit of the number), for each number that exists.

    `found` holds the names of expected.csv, `result` the frozen result with `studies` and `pooled`.
    """
    variance = typical_variance(result)
    return {name: _allowed(name, found, variance, share) for name, value in found.items() if value is not None}


def network_allowances(found: Found) -> dict[str, float]:
    """The same for a network: an effect is measured by its standard error, tau2 by the median of their squares."""
    ses = [value for name, value in found.items() if name.startswith("se_") and value]
    variance = median(ses) ** 2 if ses else 0.0

    def size(name: str) -> float:
        what, _, place = name.rpartition("_")
        if what in ("effect", "se", "pi_lb", "pi_ub"):
            return found[f"se_{place}"] or 0.0
        return variance if name == "tau2" else 1.0

    shares = {name: 0.0 if name.startswith("k_") else SHARE for name in found}
    return {name: shares[name] * (abs(value) + size(name)) for name, value in found.items() if value is not None}


def typical_variance(result: Held) -> float:
    """The median sampling variance of the studies that have one; 0 without any."""
    return median([study["vi"] for study in result["studies"] if study["vi"]] or [0.0])


def _allowed(name: str, found: Found, variance: float, share: float) -> float:
    value = abs(found[name] or 0.0)
    front, _, last = name.rpartition("_")
    share = max(share, SHARE_SEARCHED) if front == "selection" else share
    if last == "k":
        return 0.0
    if last == "pval":
        # As exact as its statistic: the smaller it is, the more its digits depend on that.
        return share * value * (1 - 2 * math.log(value)) if value > 0 else 0.0
    return share * (value + _size(name, front, last, found, variance))


def _size(name: str, front: str, last: str, found: Found, variance: float) -> float:
    """What a difference of this number is measured by, beside the number itself."""
    if name in ("pi_lb", "pi_ub"):
        return abs((found["pi_ub"] or 0.0) - (found["pi_lb"] or 0.0)) / 2
    if last in ("estimate", "coef", "se", "lb", "ub"):
        return found.get("se" if front in ("", "ci") else f"{front}_se") or 0.0
    if last == "tau2":
        return variance
    if last == "R2":
        return PERCENT * (1 + variance / found["tau2"]) if found.get("tau2") else PERCENT
    return PERCENT if name == "I2_from_Q" else 1.0
