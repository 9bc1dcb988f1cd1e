"""Several arms as one group, and what two groups say at a glance. Pure; plain arithmetic only.

Source of the combination: Cochrane Handbook for Systematic Reviews of Interventions, version 6, table 6.5.a.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Counts:
    """Events of a total."""

    events: float
    total: float


@dataclass(frozen=True)
class Means:
    """Mean, standard deviation (n - 1 in its denominator) and group size."""

    mean: float
    sd: float
    n: float


def combine_counts(arms: Sequence[Counts]) -> Counts:
    """The sums of events and totals. Raises ValueError without arms."""
    if not arms:
        raise ValueError("no arms to combine")
    return Counts(sum(arm.events for arm in arms), sum(arm.total for arm in arms))


def combine_means(arms: Sequence[Means]) -> Means:
    """The mean and SD of all people of the arms as if they had been one group; exact, in any order.

    Raises ValueError without arms, or where two arms are combined that have no people.
    """
    if not arms:
        raise ValueError("no arms to combine")
    return reduce(_two_means, arms)


def _two_means(one: Means, two: Means) -> Means:
    n = one.n + two.n
    if n <= 1:
        raise ValueError("arms of at least two people in all are needed")
    mean = (one.n * one.mean + two.n * two.mean) / n
    within = (one.n - 1) * one.sd**2 + (two.n - 1) * two.sd**2
    between = one.n * two.n / n * (one.mean - two.mean) ** 2
    return Means(mean, math.sqrt((within + between) / (n - 1)), n)


def glance_at_counts(one: Counts, two: Counts) -> str:
    """Both risks, and their ratio with its 95% interval (log scale) where no cell is zero; "" if impossible."""
    if not (0 < one.total >= one.events >= 0 and 0 < two.total >= two.events >= 0):
        return ""
    risks = f"{one.events / one.total:.0%} against {two.events / two.total:.0%}"
    if one.events == 0 or two.events == 0:
        return f"{risks}; no ratio without a correction, one cell being 0"
    ratio = (one.events / one.total) / (two.events / two.total)
    half = Z95 * math.sqrt(1 / one.events - 1 / one.total + 1 / two.events - 1 / two.total)
    low, high = ratio * math.exp(-half), ratio * math.exp(half)
    return f"{risks}; risk ratio {ratio:.2f} (95% CI {low:.2f} to {high:.2f})"


def glance_at_rates(events1: float, time1: float, events2: float, time2: float) -> str:
    """Both rates, and their ratio with its 95% interval (log scale) where both have events; "" if impossible."""
    if min(time1, time2) <= 0 or min(events1, events2) < 0:
        return ""
    rates = f"{events1 / time1:.3g} against {events2 / time2:.3g} per unit of time"
    if events1 == 0 or events2 == 0:
        return f"{rates}; no ratio without a correction, one arm having no event"
    ratio, half = (events1 / time1) / (events2 / time2), Z95 * math.sqrt(1 / events1 + 1 / events2)
    low, high = ratio * math.exp(-half), ratio * math.exp(half)
    return f"{rates}; rate ratio {ratio:.2f} (95% CI {low:.2f} to {high:.2f})"


def glance_at_means(one: Means, two: Means) -> str:
    """The difference of means with its 95% interval (normal, unequal variances); "" where it is impossible."""
    if min(one.sd, two.sd) <= 0 or min(one.n, two.n) < 1:
        return ""
    difference = one.mean - two.mean
    half = Z95 * math.sqrt(one.sd**2 / one.n + two.sd**2 / two.n)
    low, high = difference - half, difference + half
    return f"mean difference {difference:.2f} (95% CI {low:.2f} to {high:.2f})"
