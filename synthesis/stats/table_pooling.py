"""Mantel-Haenszel pooling as an analysis needs it: the pooled effect, its heterogeneity, and the same on subsets.

The sums take the tables as they are (`mantel_haenszel`); Q is that of the studies' own effects around the pooled
one, with weights 1/vi, as RevMan and metafor define it. Columns are four arrays (k,): events and people of the
experimental arm, events and people of the comparator (person-time for rates); yi and vi are on the scale of the
analysis.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from synthesis.stats.distributions import chi2_upper, quantile, two_sided_p
from synthesis.stats.errors import InputError
from synthesis.stats.heterogeneity import i2_from_q
from synthesis.stats.mantel_haenszel import mantel_haenszel
from synthesis.stats.measures import COLUMNS
from synthesis.stats.pooling import pool
from synthesis.stats.results import (
    AnalysisResult,
    Heterogeneity,
    Notice,
    PooledResult,
    StudyRow,
    finite,
    finite_tuple,
)

Array = np.ndarray
METHODS = ("inverse_variance", "mantel_haenszel")
MEASURES = ("OR", "RR", "RD", "IRR", "IRD")
MEDIAN_CHI2 = 0.45493642311957283
"""Of one degree of freedom: a Cook's distance above it is influential (Viechtbauer & Cheung 2010)."""


def check_method(method: str, measure: str, model: str, test: str) -> None:
    """Refuse what Mantel-Haenszel does not do: other measures, random effects, intervals by t."""
    if method not in METHODS:
        raise InputError(f"choose one of {', '.join(METHODS)}, got {method!r}", field="method")
    if method == "inverse_variance":
        return
    if measure not in MEASURES:
        raise InputError(f"Mantel-Haenszel pools {', '.join(MEASURES)}, not {measure}", field="method")
    if model != "common":
        raise InputError("Mantel-Haenszel pools a common effect; choose the common-effect model", field="model")
    if test != "z":
        raise InputError("Mantel-Haenszel has a normal interval; choose z", field="test")


@dataclass(frozen=True)
class TableFit:
    """A Mantel-Haenszel estimate with its SE (NaN where the sums give none), Q around it, and weights (k,)."""

    k: int
    estimate: float
    se: float
    Q: float
    weights: Array

    @property
    def estimable(self) -> bool:
        return math.isfinite(self.estimate) and math.isfinite(self.se)

    @property
    def I2(self) -> float:
        return i2_from_q(self.Q, self.k - 1)

    def interval(self, level: float) -> tuple[float, float]:
        half = quantile(level) * self.se
        return self.estimate - half, self.estimate + half


def fit_tables(measure: str, columns: Sequence[Array], yi: Array, vi: Array) -> TableFit:
    """One data set of k >= 1 tables with positive vi."""
    found = mantel_haenszel(measure, *columns)
    total = found.weights.sum()
    shares = 100 * found.weights / total if total > 0 else np.full(len(yi), math.nan)
    q = float(((yi - found.estimate) ** 2 / vi).sum())
    return TableFit(len(yi), found.estimate, found.se, q if len(yi) > 1 else 0.0, shares)


def pool_tables(
    measure: str, columns: Sequence[Array], yi: Sequence[float], vi: Sequence[float], level: float
) -> PooledResult:
    """The pooled result of a common effect by Mantel-Haenszel, with a normal test and interval.

    Where the sums give no estimate (no event in one arm of all studies) it is None with a `reason`.
    """
    plain = pool(yi, vi, "common", test="z", level=level)
    if len(yi) < 2:
        return plain
    fit = fit_tables(measure, columns, np.asarray(yi, float), np.asarray(vi, float))
    if not fit.estimable:
        return _without(plain)
    low, high = fit.interval(level)
    stat = fit.estimate / fit.se if fit.se > 0 else math.nan
    return replace(
        plain,
        estimate=finite(fit.estimate),
        se=finite(fit.se),
        stat=finite(stat),
        pval=finite(two_sided_p(stat)),
        ci_lb=finite(low),
        ci_ub=finite(high),
        heterogeneity=_heterogeneity(fit),
        prediction=None,
        weights_pct=finite_tuple(fit.weights),
    )


def _without(plain: PooledResult) -> PooledResult:
    text = "No study has an event in one of the arms, or all have one: the Mantel-Haenszel sums give no estimate."
    nothing = dict.fromkeys(("estimate", "se", "stat", "pval", "ci_lb", "ci_ub", "heterogeneity", "prediction"))
    return replace(plain, **nothing, reason=text, warnings=(*plain.warnings, Notice("mh_not_estimable", text)))


def _heterogeneity(fit: TableFit) -> Heterogeneity:
    df = fit.k - 1
    return Heterogeneity(
        Q=finite(fit.Q),
        Q_df=df,
        Q_pval=finite(chi2_upper(fit.Q, df)),
        I2=fit.I2,
        I2_definition="Q",
        I2_from_Q=fit.I2,
        H2=finite(fit.Q / df),
    )


@dataclass(frozen=True)
class Tables:
    """The pooled studies of an analysis as arrays (k,), to be pooled again in parts."""

    measure: str
    columns: tuple[Array, ...]
    yi: Array
    vi: Array

    def fit(self, mask: Array | None = None) -> TableFit:
        """All studies, or those of a bool mask (k,)."""
        rows = slice(None) if mask is None else mask
        return fit_tables(self.measure, [c[rows] for c in self.columns], self.yi[rows], self.vi[rows])

    def subsets(self, masks: Array) -> tuple[Array, Array]:
        """Estimate and Q of every row of `masks` (B, k) of 0 and 1, each (B,); NaN where there is none."""
        top, bottom = self._sums()
        with np.errstate(all="ignore"):
            above, below = masks @ top, masks @ bottom
            ratio = above / below
            estimate = ratio if self.measure in ("RD", "IRD") else np.where(ratio > 0, np.log(ratio), np.nan)
            estimate = np.where(np.isfinite(estimate), estimate, np.nan)
            q = (masks * (self.yi - estimate[:, None]) ** 2 / self.vi).sum(axis=1)
        return estimate, q

    def _sums(self) -> tuple[Array, Array]:
        a, n1, c, n2 = self.columns
        n = n1 + n2  # for rates these are person-times
        if self.measure == "OR":
            return a * ((n2 - c) / n), (n1 - a) * (c / n)
        if self.measure in ("RR", "IRR"):
            return a * (n2 / n), c * (n1 / n)
        return a * (n2 / n) - c * (n1 / n), n1 * (n2 / n)


def tables_of(result: AnalysisResult, studies: Sequence[StudyRow]) -> Tables | None:
    """The tables of those studies where the analysis pools by Mantel-Haenszel; None for inverse variance."""
    if result.settings.get("method") != "mantel_haenszel":
        return None
    columns = tuple(np.array([float(s.data[name]) for s in studies]) for name in COLUMNS[result.kind])  # type: ignore[arg-type]
    yi, vi = (np.array([getattr(s, name) for s in studies], dtype=float) for name in ("yi", "vi"))
    return Tables(result.measure, columns, yi, vi)


@dataclass(frozen=True)
class Deletion:
    """What leaving each study out does to a Mantel-Haenszel estimate, arrays (k,); NaN where it gives none.

    `rstudent` as metafor's for these fits: (yi - estimate without i) / sqrt(vi + SE without i squared). `cooks_d`
    is the squared change over the squared SE of all, `influence` over that without the study (Baujat et al. 2002).
    """

    rstudent: Array
    cooks_d: Array
    heterogeneity: Array
    influence: Array
    weights: Array
    influential: Array


def deletion(tables: Tables) -> Deletion:
    """Needs k >= 2 and an estimate from all studies."""
    whole, k = tables.fit(), len(tables.yi)
    fits = [tables.fit(np.arange(k) != i) for i in range(k)]
    estimate, se = (np.array([getattr(fit, name) for fit in fits]) for name in ("estimate", "se"))
    with np.errstate(all="ignore"):
        change = (whole.estimate - estimate) ** 2
        cooks = change / whole.se**2
        return Deletion(
            rstudent=(tables.yi - estimate) / np.sqrt(tables.vi + se**2),
            cooks_d=cooks,
            heterogeneity=(tables.yi - whole.estimate) ** 2 / tables.vi,
            influence=change / se**2,
            weights=whole.weights,
            influential=(cooks > MEDIAN_CHI2) | (whole.weights / 100 > 3 / k),
        )
