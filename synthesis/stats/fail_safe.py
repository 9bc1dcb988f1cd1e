"""Fail-safe N: how many studies of no effect would overturn the result.

Sources: Rosenthal (1979) Psychol. Bull. 86, 638-641; Orwin (1983) J. Educ. Stat. 8, 157-159; Rosenberg
(2005) Evolution 59, 464-468. The counts are rounded up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.gls import Array
from synthesis.stats.linear_model import checked_effects, fit_model


@dataclass(frozen=True)
class FailSafe:
    """`n` studies; the p-value or mean observed and the target mean, where the method has them."""

    n: int
    pval: float = math.nan
    mean: float = math.nan
    target: float = math.nan


def _count(value: float) -> int:
    if not math.isfinite(value):
        raise NotEstimable("these numbers give no count of studies", code="not_estimable")
    # 810.0000000001 is 810 with a rounding error, not a reason for one more study.
    return max(0, math.ceil(value - 1e-9 * max(1.0, abs(value))))


def rosenthal(yi: Array, vi: Array, alpha: float = 0.05) -> FailSafe:
    """Null studies that bring Stouffer's combined z to the one-sided level alpha."""
    y, v = checked_effects(yi, vi)
    total = abs(float((y / np.sqrt(v)).sum()))
    pval = float(special.ndtr(-total / math.sqrt(len(y))))
    return FailSafe(_count((total / float(special.ndtri(1 - alpha))) ** 2 - len(y)), pval=pval)


def orwin(yi: Array, vi: Array, target: float, *, weighted: bool = False) -> FailSafe:
    """Null studies that bring the (weighted) mean effect down to `target` of the same sign."""
    y, v = checked_effects(yi, vi)
    weights = 1 / v if weighted else np.ones(len(y))
    mean = float((weights * y).sum() / weights.sum())
    if target == 0 or target * mean < 0:
        raise InputError("the target must be other than 0 and on the side of the mean", field="target")
    return FailSafe(_count(len(y) * (mean - target) / target), mean=mean, target=target)


def rosenberg(yi: Array, vi: Array, alpha: float = 0.05) -> FailSafe:
    """Null studies of average weight that bring the common-effect test to the two-sided level alpha."""
    y, v = checked_effects(yi, vi)
    fit = fit_model(y, v, model="common")
    w = 1 / v
    enough = (float((w * y).sum()) / float(special.ndtri(1 - alpha / 2))) ** 2
    n = _count((enough - w.sum()) / w.mean())
    return FailSafe(n, pval=float(fit.pval[0]), mean=float(fit.coef[0]))
