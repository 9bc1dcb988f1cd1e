"""Tests for small-study effects (funnel-plot asymmetry).

Sources: Egger et al. (1997) BMJ 315, 629-634; Sterne & Egger (2005) in Publication Bias in
Meta-Analysis, 99-110 (meta-regression forms, limit estimate); Begg & Mazumdar (1994) Biometrics 50,
1088-1101; Harbord, Egger & Sterne (2006) Stat. Med. 25, 3443-3457; Peters et al. (2006) JAMA 295,
676-680. With fewer than ten studies these tests have little power (Sterne et al. 2011, BMJ 343, d4002).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.stats.distributions import quantile, two_sided_p
from synthesis.stats.effects_counts import odds_ratio
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.gls import Array, design_of, fit
from synthesis.stats.linear_model import checked_effects, fit_model

FEW_STUDIES = 10


@dataclass(frozen=True)
class Line:
    """Regression of effects on a predictor of study size: `slope` is the asymmetry."""

    slope: float
    slope_se: float
    intercept: float
    intercept_se: float
    stat: float
    df: int | None
    pval: float
    level: float = 0.95

    def limit(self) -> tuple[float, float]:
        """Interval of the intercept: the effect expected in an infinitely large study."""
        half = quantile(self.level, self.df) * self.intercept_se if self.df != 0 else math.nan
        return self.intercept - half, self.intercept + half


def _two_columns(predictor: Array) -> Array:
    return np.column_stack([np.ones(len(predictor)), np.asarray(predictor, float)])


EXACT = 1e-13
"""Residuals below this share of the effects are rounding, not spread."""


def alike(y: Array) -> bool:
    """Whether all effects are equal but for rounding."""
    return len(y) > 1 and float(np.ptp(y)) <= EXACT * float(np.abs(y).max())


def _refuse_identical(y: Array) -> None:
    if alike(y):
        raise NotEstimable("all effects are equal, so there is no asymmetry to test", code="identical_effects")


def weighted_line(y: Array, weights: Array, predictor: Array, level: float = 0.95) -> Line:
    """Weighted least squares with a free dispersion, t test with k - 2 df.

    k = 2 fits exactly: the test is NaN. Raises InputError when the predictor is constant, NotEstimable when all
    effects are equal or more than two lie exactly on a line.
    """
    design = design_of(_two_columns(predictor))
    _refuse_identical(y)
    fitted = fit(np.atleast_2d(y), np.atleast_2d(weights), design)
    df = len(y) - 2
    left = float(fitted.rss()[0])
    if df > 0 and left <= EXACT**2 * float((weights * y**2).sum()):
        text = "the effects lie exactly on a line, so its slope has no standard error"
        raise NotEstimable(text, code="exact_line")
    scale = left / df if df > 0 else math.nan
    coef, se = fitted.coefficients()[0], np.sqrt(np.diag(fitted.covariance()[0]) * scale)
    stat = float(coef[1] / se[1]) if df > 0 else math.nan
    pval = two_sided_p(stat, df) if df > 0 else math.nan
    return Line(float(coef[1]), float(se[1]), float(coef[0]), float(se[0]), stat, df, pval, level)


def egger(yi: Array, vi: Array, predictor: Array | None = None, level: float = 0.95) -> Line:
    """Classical Egger test: weighted line of yi on its standard error (or another predictor (k,))."""
    y, v = checked_effects(yi, vi)
    return weighted_line(y, 1 / v, np.sqrt(v) if predictor is None else predictor, level)


def egger_meta_regression(
    yi: Array, vi: Array, predictor: Array | None = None, *, model: str, method: str | None, level: float = 0.95
) -> Line:
    """Egger test as meta-regression (common or random effects), normal test."""
    y, v = checked_effects(yi, vi)
    design = design_of(_two_columns(np.sqrt(v) if predictor is None else predictor))
    _refuse_identical(y)
    found = fit_model(y, v, design, model=model, method=method, level=level)
    coef, se = found.coef, found.se
    stat = float(coef[1] / se[1])
    return Line(float(coef[1]), float(se[1]), float(coef[0]), float(se[0]), stat, None, two_sided_p(stat), level)


@dataclass(frozen=True)
class RankTest:
    """Kendall's tau between standardised effects and variances."""

    tau: float
    pval: float
    ties: bool


def begg(yi: Array, vi: Array, *, exact: bool = True) -> RankTest:
    """Rank correlation of (yi - common estimate)/sqrt(vi - 1/sum(1/vi)) with vi.

    Exact p-value without ties when asked for, else the normal approximation with tie-corrected
    variance and no continuity correction. All variances or all effects equal: tau is NaN.
    """
    from scipy.stats import kendalltau

    y, v = checked_effects(yi, vi)
    if len(y) < 2:
        raise NotEstimable("a rank correlation needs at least two studies", code="k1")
    w = 1 / v
    standard = (y - (w * y).sum() / w.sum()) / np.sqrt(v - 1 / w.sum())
    ties = len(set(standard.tolist())) < len(y) or len(set(v.tolist())) < len(y)
    if alike(y) or len(set(standard.tolist())) == 1 or len(set(v.tolist())) == 1:
        return RankTest(math.nan, math.nan, ties)
    if len(y) == 2 and not exact:
        # Two studies: tau is 1 or -1, and its normal approximation has no variance.
        return RankTest(float(np.sign((standard[1] - standard[0]) * (v[1] - v[0]))), math.nan, ties)
    found = kendalltau(standard, v, method="exact" if exact and not ties else "asymptotic")
    return RankTest(float(found.statistic), float(found.pvalue), ties)


def harbord(a: Array, n1: Array, c: Array, n2: Array) -> Line:
    """Score test for odds ratios: Z/V on 1/sqrt(V) with weights V; tables with V = 0 are left out."""
    n, events = n1 + n2, a + c
    z = a - events * (n1 / n)
    v = events * ((n - events) / n) * (n1 / n) * (n2 / (n - 1))
    used = v > 0
    if used.sum() < 3:
        raise NotEstimable("the score test needs at least three tables with events and non-events", code="k_small")
    z, v = z[used], v[used]
    return weighted_line(z / v, v, 1 / np.sqrt(v))


def peters(a: Array, n1: Array, c: Array, n2: Array) -> Line:
    """log OR on 1/N with weights 1/(1/events + 1/non-events); 0.5 in every cell of tables with a zero."""
    cells = np.column_stack([a, n1 - a, c, n2 - c])
    estimate, _ = odds_ratio(*(cells + 0.5 * np.any(cells == 0, axis=1)[:, None]).T, "LS")
    n, events = n1 + n2, a + c
    weights = np.where((events > 0) & (events < n), events * (n - events) / n, 0.0)
    if (weights > 0).sum() < 3:
        raise NotEstimable("Peters' test needs at least three tables with events and non-events", code="k_small")
    used = weights > 0
    return weighted_line(estimate[used], weights[used], 1 / n[used])


SIZES = {"n": lambda n: n, "1/n": lambda n: 1 / n, "1/sqrt(n)": lambda n: 1 / np.sqrt(n)}


def size_predictor(name: str, vi: Array, sizes: Array, rows: Sequence[int] | None = None) -> Array:
    """Predictor (k,) by its name: the standard error, the variance or a function of the sample size.

    InputError names the row without a size; `rows` (k,) says where the studies stand in the input.
    """
    if name == "standard error":
        return np.sqrt(vi)
    if name == "sampling variance":
        return np.asarray(vi, float)
    if name not in SIZES:
        raise NotImplementedError(f"the predictor {name!r} is not supported")
    unknown = np.flatnonzero(~(sizes > 0))
    if len(unknown):
        row = int(unknown[0]) if rows is None else int(rows[unknown[0]])
        raise InputError("every study needs a sample size for this predictor", row=row, field="n")
    return SIZES[name](sizes)
