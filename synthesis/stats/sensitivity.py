"""What single studies do to the pooled effect: leave-one-out, cumulative, all subsets, influence.

All refits run in one vectorised call over masks. Arrays have shape (B,) or (k,), effects on the analysis
scale. Sources: Viechtbauer & Cheung (2010) Res. Synth. Methods 1, 112-125 (influence); Lau et al. (1992)
N. Engl. J. Med. 327, 248-254 (cumulative); Baujat et al. (2002) Stat. Med. 21, 2641-2652; Olkin, Dahabreh
& Trikalinos (2012) Res. Synth. Methods 3, 214-223 (all subsets, GOSH).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from synthesis.stats import tau2 as tau2_estimators
from synthesis.stats.distributions import quantile
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.gls import Array, Batch, intercept_only
from synthesis.stats.linear_model import ModelFit, checked_effects

MOST_SUBSETS = 2**20


@dataclass(frozen=True)
class Refits:
    """Pooled results of B data sets, arrays (B,); I2 in per cent, from tau2 or Q as the model demands."""

    k: Array
    estimate: Array
    se: Array
    tau2: Array
    Q: Array
    I2: Array

    def interval(self, level: float = 0.95) -> tuple[Array, Array]:
        """Normal confidence limits, each (B,)."""
        half = quantile(level) * self.se
        return self.estimate - half, self.estimate + half

    @property
    def pval(self) -> Array:
        """Two-sided normal p-values, (B,)."""
        return 2 * special.ndtr(-np.abs(self.estimate / self.se))


def pool_batch(batch: Batch, method: str | None) -> Refits:
    """Pool every data set of an intercept-only batch; `method` None means common effect."""
    common = batch.fit()
    q, df = common.rss(), batch.df
    if not np.isfinite(q).all():
        raise NotEstimable("the effects are too large against their variances to compute with", code="numerical")
    tau2 = np.zeros(len(batch.y)) if method is None else tau2_estimators.estimate(batch, method)
    fitted = batch.fit(tau2)
    with np.errstate(all="ignore"):
        if method is None:
            i2 = np.where((df > 0) & (q > 0), 100 * np.maximum(0.0, (q - df) / q), 0.0)
        else:
            i2 = np.where(df > 0, 100 * tau2 / (tau2 + df / common.trace_p()), 0.0)
    q = np.where(df > 0, q, 0.0)
    return Refits(batch.sizes, fitted.gamma[:, 0], np.sqrt(fitted.inverse[:, 0, 0]), tau2, q, i2)


def masked(yi: Array, vi: Array, mask: Array) -> Batch:
    """The data set (k,) once per row of `mask` (B, k)."""
    y, v = checked_effects(yi, vi)
    shape = mask.shape
    return Batch(np.broadcast_to(y, shape), np.broadcast_to(v, shape), intercept_only(len(y)), mask)


def leave_one_out(yi: Array, vi: Array, method: str | None) -> Refits:
    """Row i: everything but study i. Needs k >= 2."""
    if len(yi) < 2:
        raise NotEstimable("leaving one out needs at least two studies", code="k1")
    return pool_batch(masked(yi, vi, 1.0 - np.eye(len(yi))), method)


def cumulative(yi: Array, vi: Array, method: str | None) -> Refits:
    """Row i: the first i + 1 studies in the order given."""
    return pool_batch(masked(yi, vi, np.tril(np.ones((len(yi), len(yi))))), method)


def subset_masks(k: int) -> Array:
    """Every non-empty subset of k studies as rows of 0 and 1, (2^k - 1, k)."""
    if 2**k > MOST_SUBSETS:
        raise InputError(f"{k} studies have too many subsets to fit them all", field="k")
    numbers = np.arange(2**k - 1, 0, -1)
    return ((numbers[:, None] >> np.arange(k)) & 1).astype(float)


def all_subsets(yi: Array, vi: Array, method: str | None) -> tuple[Array, Refits]:
    """Masks (B, k) and the pooled result of every non-empty subset (GOSH)."""
    masks = subset_masks(len(yi))
    return masks, pool_batch(masked(yi, vi, masks), method)


def some_subsets(
    yi: Array, vi: Array, method: str | None, count: int = 10_000, seed: int = 1
) -> tuple[Array, Refits]:
    """As `all_subsets`, but `count` subsets drawn by a seeded generator, for more studies than all can be fitted.

    Every size from 1 to k is equally likely, as Olkin, Dahabreh & Trikalinos (2012) draw them; repeats occur.
    """
    rng = np.random.default_rng(seed)
    k = len(yi)
    rank = np.argsort(rng.random((count, k)), axis=1)
    masks = (rank < rng.integers(1, k + 1, count)[:, None]).astype(float)
    return masks, pool_batch(masked(yi, vi, masks), method)


@dataclass(frozen=True)
class Influence:
    """Deletion diagnostics, arrays (k,), as defined by Viechtbauer & Cheung (2010)."""

    rstudent: Array
    rstandard: Array
    dffits: Array
    cooks_d: Array
    cov_ratio: Array
    tau2_deleted: Array
    Q_deleted: Array
    hat: Array
    dfbetas: Array
    influential: Array


def influence(fit: ModelFit) -> Influence:
    """Diagnostics of a pooled fit; studies are flagged as influential when any of these holds:
    |dffits| > 3 sqrt(1/(k - 1)), P(chi2_1 < Cook's d) > 0.5, hat > 3/k, |dfbetas| > 1."""
    y, v, k = fit.batch.y[0], fit.batch.v[0], fit.k
    deleted = leave_one_out(y, v, fit.method)
    weights = fit.fitted.w[0]
    hat = weights / weights.sum()
    estimate, variance = float(fit.coef[0]), 1 / float(weights.sum())
    shift = estimate - deleted.estimate
    spread = v + deleted.tau2
    other = 1 / (v[None, :] + deleted.tau2[:, None])
    dffits = shift / np.sqrt(hat * spread)
    dfbetas = shift * np.sqrt(other.sum(axis=1))
    cooks = shift**2 / variance
    flagged = (np.abs(dffits) > 3 * np.sqrt(1 / (k - 1))) | (special.chdtr(1, cooks) > 0.5)
    return Influence(
        rstudent=(y - deleted.estimate) / np.sqrt(spread + deleted.se**2),
        rstandard=(y - estimate) / np.sqrt((v + fit.tau2) * (1 - hat)),
        dffits=dffits,
        cooks_d=cooks,
        cov_ratio=deleted.se**2 / variance,
        tau2_deleted=deleted.tau2,
        Q_deleted=deleted.Q,
        hat=hat,
        dfbetas=dfbetas,
        influential=flagged | (hat > 3 / k) | (np.abs(dfbetas) > 1),
    )


def baujat(fit: ModelFit) -> tuple[Array, Array]:
    """Contribution to Q (squared Pearson residual) and influence on the result, each (k,).

    The influence is the squared change of the estimate without the study over the variance of the
    estimate without it.
    """
    y, v = fit.batch.y[0], fit.batch.v[0]
    deleted = leave_one_out(y, v, fit.method)
    change = (deleted.estimate - float(fit.coef[0])) ** 2 / deleted.se**2
    return (y - float(fit.coef[0])) ** 2 / (v + fit.tau2), change
