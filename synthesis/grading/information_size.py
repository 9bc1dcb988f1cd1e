"""Optimal information size: how many people one adequate trial of the question would need. Pure.

Source: Guyatt et al. (2011) J. Clin. Epidemiol. 64, 1283-1293 (GRADE guidelines 6). The size for two proportions is
that of the normal approximation with pooled variance under no difference (as R's power.prop.test).
"""

import math
from statistics import NormalDist

FEWEST_WITH_MEANS = 400
"""The rule of thumb of GRADE guidelines 6 for continuous outcomes: a small effect, usual alpha and power."""


def people_a_group(p1: float, p2: float, *, alpha: float = 0.05, power: float = 0.8) -> float:
    """People a group to tell p1 from p2 (two-sided). Raises ValueError for equal or impossible risks."""
    if not (0 <= p1 <= 1 and 0 <= p2 <= 1) or p1 == p2:
        raise ValueError("two different risks between 0 and 1 are needed")
    z_alpha, z_power = NormalDist().inv_cdf(1 - alpha / 2), NormalDist().inv_cdf(power)
    both = p1 + p2
    spread = z_alpha * math.sqrt(both * (1 - both / 2)) + z_power * math.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    return (spread / (p1 - p2)) ** 2


def optimal_size(baseline: float, relative_change: float) -> int:
    """People in both groups together for a relative change (per cent) of the baseline risk, downward."""
    return 2 * math.ceil(people_a_group(baseline, baseline * (1 - relative_change / 100)))
