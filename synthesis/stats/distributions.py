"""Quantiles and tail probabilities of the reference distributions used by every test and interval.

Thin wrappers over `scipy.special`, so that a two-sided p-value, a confidence quantile and an
upper chi-square tail are written in one place. Levels are coverage probabilities (0.95), never alphas.
"""

from __future__ import annotations

import math

from scipy import special

from synthesis.stats.errors import InputError


def checked_level(level: float) -> float:
    """Return `level` if it lies strictly between 0 and 1; raise InputError otherwise."""
    if not isinstance(level, (int, float)) or not 0 < level < 1:
        raise InputError(f"a confidence level lies between 0 and 1, got {level!r}", field="level")
    return float(level)


def quantile(level: float, df: float | None = None) -> float:
    """Two-sided critical value: z_(1+level)/2, or Student's t with `df` degrees of freedom."""
    upper = (1 + checked_level(level)) / 2
    return float(special.ndtri(upper)) if df is None else float(special.stdtrit(df, upper))


def two_sided_p(stat: float, df: float | None = None) -> float:
    """Two-sided p-value of a z (df None) or t statistic; an infinite statistic gives 0."""
    if math.isnan(stat):
        return math.nan
    if math.isinf(stat):
        return 0.0
    return float(2 * (special.ndtr(-abs(stat)) if df is None else special.stdtr(df, -abs(stat))))


def chi2_upper(stat: float, df: float) -> float:
    """Upper tail of chi-square; with df = 0 the distribution is a point at 0 and the tail is 1."""
    if df <= 0:
        return 1.0
    return float(special.chdtrc(df, max(stat, 0.0)))


def chi2_quantile(probability: float, df: float) -> float:
    """Value below which chi-square(df) has `probability`."""
    return float(special.chdtri(df, 1 - probability))


def f_upper(stat: float, df1: float, df2: float) -> float:
    """Upper tail of the F distribution with (df1, df2) degrees of freedom."""
    if math.isinf(stat):
        return 0.0
    return float(special.fdtrc(df1, df2, max(stat, 0.0)))
