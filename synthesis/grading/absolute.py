"""From a relative effect and a baseline risk to absolute effects and numbers needed to treat. Pure.

Sources: Cochrane Handbook 6.5, chapter 15.4.4 (formulas); Altman (1998) BMJ 317, 1309-1312 (an interval of the
number needed to treat that passes through infinity); Skoetz et al. (2020) J. Clin. Epidemiol. 118, 124-131 (GRADE
guidelines 27: hazard ratios). Risks are shares, 0 to 1.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

MEASURES = ("RR", "OR", "PETO", "RD", "HR")
"""Measures that give a risk of a baseline risk."""
RATIOS = {"hazard": "HR", "odds": "OR", "risk": "RR", "rate": "IRR"}
"""What a ratio as given may be declared to be, and the measure that it then is."""


@dataclass(frozen=True)
class Absolute:
    """Risks with the intervention, their differences from the baseline, and whether a risk was cut to 0 or 1."""

    baseline: float
    risk: float
    risk_lb: float
    risk_ub: float
    cut: bool

    @property
    def difference(self) -> float:
        return self.risk - self.baseline

    @property
    def difference_lb(self) -> float:
        return self.risk_lb - self.baseline

    @property
    def difference_ub(self) -> float:
        return self.risk_ub - self.baseline


def risk_with(measure: str, effect: float, baseline: float) -> float:
    """The risk with the intervention, not yet cut to 0..1.

    RR: baseline x RR. OR: odds x OR back to a risk. RD: baseline + RD. HR: 1 - (1 - baseline)^HR, where hazards are
    proportional. Raises ValueError for another measure.
    """
    if measure == "RR":
        return baseline * effect
    if measure in ("OR", "PETO"):
        return effect * baseline / (1 - baseline + effect * baseline)
    if measure == "RD":
        return baseline + effect
    if measure == "HR":
        return -math.expm1(effect * math.log1p(-baseline))
    raise ValueError(f"{measure} gives no absolute risk")


def absolute(measure: str, effect: float, low: float, high: float, baseline: float) -> Absolute:
    """The absolute effect at a baseline risk (0 < baseline < 1); risks beyond 0 or 1 are cut and marked.

    Raises ValueError for a baseline outside of 0 to 1 and for a measure that gives no absolute risk.
    """
    if not 0 < baseline < 1:
        raise ValueError(f"a baseline risk lies between 0 and 1, not {baseline:g}")
    found = [risk_with(measure, value, baseline) for value in (effect, low, high)]
    inside = [min(max(value, 0.0), 1.0) for value in found]
    return Absolute(baseline, *inside, cut=found != inside)


def absolute_rate(effect: float, low: float, high: float, baseline: float) -> Absolute:
    """Rates from a rate ratio and a baseline rate (above 0, of whatever person-time)."""
    if not baseline > 0:
        raise ValueError(f"a baseline rate is above 0, not {baseline:g}")
    return Absolute(baseline, *(baseline * value for value in (effect, low, high)), cut=False)


def median_comparator_mean(studies: Sequence[Mapping[str, Any]]) -> float | None:
    """The median of m2 over the pooled studies of a result; None where there are no means."""
    pooled = (study["data"] for study in studies if study["excluded_reason"] is None)
    means = [data["m2"] for data in pooled if data.get("m2") is not None]
    return median(means) if means else None


def median_comparator_risk(studies: Sequence[Mapping[str, Any]]) -> float | None:
    """The median of e2/n2 over the pooled studies of a result; None where there are no counts."""
    risks = []
    for study in studies:
        data = study["data"]
        if study["excluded_reason"] is None and data.get("n2") and data.get("e2") is not None:
            risks.append(data["e2"] / data["n2"])
    return median(risks) if risks else None


def needed_to_treat(difference: float) -> float:
    """1 / |risk difference|; infinite for no difference."""
    return math.inf if difference == 0 else 1 / abs(difference)


def whole_people(value: float) -> str:
    """A number needed to treat as printed: rounded up, ∞ where there is none."""
    return "∞" if math.isinf(value) or value >= 1e6 else f"{math.ceil(value - 1e-9):,}"


def nnt_words(found: Absolute, *, more_is_better: bool) -> str:
    """For instance NNTB 17 (12 to 34), or NNTB 42 (NNTB 18 to ∞ to NNTH 90) where the interval holds 0."""

    def name(difference: float) -> str:
        return "NNTB" if (difference > 0) == more_is_better else "NNTH"

    middle = whole_people(needed_to_treat(found.difference))
    ends = sorted((found.difference_lb, found.difference_ub), key=abs, reverse=True)
    near, far = (whole_people(needed_to_treat(end)) for end in ends)
    if found.difference == 0:
        return f"∞ ({name(found.difference_lb)} {whole_people(needed_to_treat(found.difference_lb))} to ∞)"
    if found.difference_lb < 0 < found.difference_ub:
        own, other = (
            (found.difference_ub, found.difference_lb)
            if found.difference > 0
            else (found.difference_lb, found.difference_ub)
        )
        own_end, other_end = whole_people(needed_to_treat(own)), whole_people(needed_to_treat(other))
        return f"{name(own)} {middle} ({name(own)} {own_end} to ∞ to {name(other)} {other_end})"
    return f"{name(found.difference)} {middle} ({near} to {far})"


def out_of(baseline: float) -> int:
    """Of how many people a table tells: 1,000, and 100 times as many until the baseline is one of them."""
    of = 1000
    while 0 < baseline * of < 1 and of < 10**9:
        of *= 100
    return of


def per(share: float, of: int) -> str:
    """A share as people of so many: whole, with one decimal below 1."""
    value = of * share
    return f"{value:.1f}" if 0 < abs(value) < 1 else f"{round(value):,}"


def more_or_fewer(difference: float, of: int = 1000) -> str:
    """A difference of so many in words: 62 fewer, 0 fewer is "no difference"."""
    shown = per(abs(difference), of)
    if shown in ("0", "0.0"):
        return "no difference"
    return f"{shown} {'more' if difference > 0 else 'fewer'}"
