"""Subgroup analysis with a test of the differences between subgroups.

Separate tau2: each subgroup is pooled on its own; Q_between is Cochran's Q over the subgroup estimates
with weights 1/SE^2. Common tau2: one model with the subgroup factor; the difference is its omnibus test.
Source: Borenstein, Hedges, Higgins & Rothstein (2009) Introduction to Meta-Analysis, chapter 19.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.stats.distributions import chi2_upper
from synthesis.stats.errors import NotEstimable
from synthesis.stats.gls import Array, design_of
from synthesis.stats.linear_model import ModelFit, fit_model
from synthesis.stats.meta_regression import explained


@dataclass(frozen=True)
class SeparateSubgroups:
    """One fit per level, in the order of `levels`, and the test between them."""

    levels: tuple[str, ...]
    fits: tuple[ModelFit, ...]
    Q_between: float
    df: int
    pval: float

    @property
    def Q_within(self) -> float:
        return sum(fit.Q for fit in self.fits)


@dataclass(frozen=True)
class CommonSubgroups:
    """One model for all levels: `cells` estimates each level, `contrasts` tests their differences."""

    levels: tuple[str, ...]
    cells: ModelFit
    contrasts: ModelFit
    R2: float

    def omnibus(self) -> tuple[float, int, float]:
        """QM over the differences from the first level: statistic, df, p."""
        return self.contrasts.omnibus(list(range(1, len(self.levels))))


def _membership(groups: Sequence[str], levels: Sequence[str]) -> Array:
    return np.array([[float(g == level) for level in levels] for g in groups])


def separate(yi: Array, vi: Array, groups: Sequence[str], levels: Sequence[str], **options) -> SeparateSubgroups:
    """Pool each level of `groups` (k texts) on its own; options as in `fit_model`.

    Raises NotEstimable when there are fewer than two levels.
    """
    if len(levels) < 2:
        raise NotEstimable("a test between subgroups needs at least two subgroups", code="one_subgroup")
    member = _membership(groups, levels) == 1
    fits = tuple(fit_model(yi[member[:, j]], vi[member[:, j]], **options) for j in range(len(levels)))
    means = np.array([float(fit.coef[0]) for fit in fits])
    weights = np.array([1 / float(fit.vcov[0, 0]) for fit in fits])
    centre = (weights * means).sum() / weights.sum()
    q = float((weights * (means - centre) ** 2).sum())
    return SeparateSubgroups(tuple(levels), fits, q, len(levels) - 1, chi2_upper(q, len(levels) - 1))


def common(yi: Array, vi: Array, groups: Sequence[str], levels: Sequence[str], **options) -> CommonSubgroups:
    """One tau2 for all levels; options as in `fit_model`. Rows of other levels must be left out before."""
    if len(levels) < 2:
        raise NotEstimable("a test between subgroups needs at least two subgroups", code="one_subgroup")
    member = _membership(groups, levels)
    cells = fit_model(yi, vi, design_of(member), **options)
    dummies = np.column_stack([np.ones(len(yi)), member[:, 1:]])
    contrasts = fit_model(yi, vi, design_of(dummies), **options)
    return CommonSubgroups(tuple(levels), cells, contrasts, explained(contrasts, fit_model(yi, vi, **options)))
