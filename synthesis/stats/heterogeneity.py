"""How much the effects differ: I2, H2 and confidence intervals for tau2.

Sources: Higgins & Thompson (2002) Stat. Med. 21, 1539-1558 (I2, H, typical variance, test-based interval);
Viechtbauer (2007) Stat. Med. 26, 37-52 (Q-profile); Jackson (2013) Res. Synth. Methods 4, 220-229 (generalised Q);
Hardy & Thompson (1996) Stat. Med. 15, 619-629 (profile likelihood). Percentages run from 0 to 100.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from synthesis.stats.distributions import chi2_quantile, quantile
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.generalised_q import limits
from synthesis.stats.gls import Array, Batch
from synthesis.stats.likelihood import peaks
from synthesis.stats.linear_model import ModelFit
from synthesis.stats.tau2 import WEIGHTED, estimate, solve_q


@dataclass(frozen=True)
class Tau2Interval:
    """Limits of tau2; `null_set` when every tau2 >= 0 is rejected (the limits are then 0), `in_parts` when some
    between the limits are."""

    lb: float
    ub: float
    null_set: bool = False
    name: str = "Q-profile"
    in_parts: bool = False


def i2_from_q(q: float, df: int) -> float:
    """100 max(0, (Q - df)/Q); 0 when Q is 0 or there are no degrees of freedom."""
    return 100 * max(0.0, (q - df) / q) if df > 0 and q > 0 else 0.0


def i2_from_tau2(tau2: float, typical: float) -> float:
    """100 tau2/(tau2 + typical within-study variance); 0 when the latter is undefined (k = p)."""
    return 0.0 if math.isnan(typical) else 100 * tau2 / (tau2 + typical)


def i2_and_h2(fit: ModelFit) -> tuple[float, float]:
    """I2 and H2 of a fit: from tau2 for random-effects models, from Q for common-effect models."""
    if fit.Q_df <= 0:
        return 0.0, 1.0
    if fit.model == "random":
        typical = fit.typical_variance()
        return i2_from_tau2(fit.tau2, typical), fit.tau2 / typical + 1
    return i2_from_q(fit.Q, fit.Q_df), fit.Q / fit.Q_df


def _needs_spare(batch: Batch) -> float:
    df = float(batch.df[0])
    if df <= 0:
        raise NotEstimable("a single study says nothing about heterogeneity", code="k1")
    return df


def q_profile(batch: Batch, level: float = 0.95) -> Tau2Interval:
    """Values of tau2 at which Q(tau2) lies between the chi-square quantiles; batch of one data set.

    Lower limit 0 when Q(0) is below the upper quantile. When Q(0) is even below the lower quantile the
    interval is empty: limits 0 and `null_set`. Raises NotEstimable for k <= p.
    """
    df = _needs_spare(batch)
    alpha = 1 - level
    low = solve_q(batch, np.array([chi2_quantile(1 - alpha / 2, df)]))
    high = solve_q(batch, np.array([chi2_quantile(alpha / 2, df)]))
    null_set = float(batch.fit().rss()[0]) < chi2_quantile(alpha / 2, df)
    return Tau2Interval(float(low[0]), float(high[0]), null_set)


def generalised_q_interval(batch: Batch, weights: Array | None, level: float = 0.95) -> Tau2Interval:
    """Values of tau2 that the generalised Q statistic with fixed weights does not reject (`generalised_q.limits`).

    Weights (k,), None for 1/SE. Lower limit 0 and `null_set` as for `q_profile`. Raises NotEstimable for k <= p.
    """
    _needs_spare(batch)
    return Tau2Interval(*limits(batch, weights, level), name="generalised Q-profile")


def tau2_interval(fit: ModelFit) -> Tau2Interval:
    """The interval that goes with the estimator of a random-effects fit."""
    if fit.method in WEIGHTED:
        return generalised_q_interval(fit.batch, fit.weights, fit.level)
    return q_profile(fit.batch, fit.level)


def _crossing(batch: Batch, inside: float, outside: float, target: float, restricted: bool) -> float:
    """tau2 between `inside` (likelihood above target) and `outside` (below), by bisection."""
    for _ in range(400):
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        above = batch.log_likelihood(np.array([middle]), restricted=restricted)[0] >= target
        inside, outside = (middle, outside) if above else (inside, middle)
    return (inside + outside) / 2


def profile_likelihood(batch: Batch, method: str, level: float = 0.95) -> Tau2Interval:
    """Values of tau2 whose (restricted) log-likelihood is within chi2_1(level)/2 of the maximum.

    `method` is ML or REML. Where the likelihood has several maxima these values can lie in several parts: the
    limits are the outermost, and `in_parts` says so. Raises NotEstimable for k <= p.
    """
    _needs_spare(batch)
    if method not in ("ML", "REML"):
        raise InputError(f"profile likelihood needs ML or REML, got {method!r}", field="tau2_estimator")
    restricted = method == "REML"

    def height(tau2: float) -> float:
        return float(batch.log_likelihood(np.array([tau2]), restricted=restricted)[0])

    best = float(estimate(batch, method)[0])
    target = height(best) - chi2_quantile(level, 1) / 2
    high_peaks = [
        best,
        *(peak for peak in map(float, peaks(batch, restricted=restricted)) if height(peak) >= target),
    ]
    first, last = min(high_peaks), max(high_peaks)
    step = max(last, float(batch.v.min()) / 4)
    upper = last + step
    while height(upper) >= target:
        step *= 1.5
        upper = last + step
    high = _crossing(batch, last, upper, target, restricted)
    low = 0.0 if height(0.0) >= target else _crossing(batch, first, 0.0, target, restricted)
    valleys = (
        _lowest_between(height, *pair) for pair in pairwise(sorted({0.0 if low == 0 else first, *high_peaks}))
    )
    return Tau2Interval(low, high, name="profile likelihood", in_parts=any(v < target for v in valleys))


def _lowest_between(height: Callable[[float], float], left: float, right: float) -> float:
    """The least of a function that falls and rises once between two maxima, by golden sections."""
    ratio = (math.sqrt(5) - 1) / 2
    for _ in range(80):
        inner, outer = right - ratio * (right - left), left + ratio * (right - left)
        left, right = (left, outer) if height(inner) <= height(outer) else (inner, right)
    return height((left + right) / 2)


@dataclass(frozen=True)
class HInterval:
    """H = sqrt(Q/df) with test-based limits floored at 1, and the I2 they imply."""

    H: float
    H_lb: float
    H_ub: float
    I2: float
    I2_lb: float
    I2_ub: float


def higgins_thompson(q: float, k: int, level: float = 0.95) -> HInterval:
    """Test-based interval of H (Higgins & Thompson 2002, eq. 26). Needs k >= 3 (k = 2 only if Q > k)."""
    df = k - 1
    if k < 2 or (k == 2 and q <= k):
        raise NotEstimable("the test-based interval of H needs at least three studies", code="k_small")
    if q > k:
        se = (math.log(q) - math.log(df)) / (2 * (math.sqrt(2 * q) - math.sqrt(2 * df - 1)))
    else:
        se = math.sqrt(1 / (2 * (k - 2)) * (1 - 1 / (3 * (k - 2) ** 2)))
    h = math.sqrt(q / df)
    half = quantile(level) * se
    log_h = math.log(h) if h > 0 else -math.inf
    values = [max(1.0, x) for x in (h, math.exp(log_h - half), math.exp(log_h + half))]
    i2 = [100 * (x**2 - 1) / x**2 for x in values]
    return HInterval(*values, *i2)
