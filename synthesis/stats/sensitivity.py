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
from synthesis.stats.linear_model import ModelFit, checked_effects, hartung_knapp_scale

MOST_SUBSETS = 2**20


@dataclass(frozen=True)
class Refits:
    """Pooled results of B data sets, arrays (B,); I2 in per cent, from tau2 or Q as the model demands.

    `scale` is the factor by which a Hartung-Knapp test multiplies variances, 1 for other tests; `se` is without it.
    """

    k: Array
    estimate: Array
    se: Array
    tau2: Array
    Q: Array
    I2: Array
    scale: Array

    def interval(self, level: float = 0.95) -> tuple[Array, Array]:
        """Normal confidence limits, each (B,)."""
        half = quantile(level) * self.se
        return self.estimate - half, self.estimate + half

    @property
    def variance(self) -> Array:
        """Variance of the estimate with the scale, (B,)."""
        return self.scale * self.se**2

    @property
    def pval(self) -> Array:
        """Two-sided normal p-values, (B,)."""
        return 2 * special.ndtr(-np.abs(self.estimate / self.se))


def pool_batch(batch: Batch, method: str | None, test: str = "z") -> Refits:
    """Pool every data set of an intercept-only batch; `method` None means common effect, `test` as `fit_model`."""
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
    se, scale = np.sqrt(fitted.inverse[:, 0, 0]), hartung_knapp_scale(fitted, batch, test)
    return Refits(batch.sizes, fitted.gamma[:, 0], se, tau2, q, i2, scale)


def masked(yi: Array, vi: Array, mask: Array) -> Batch:
    """The data set (k,) once per row of `mask` (B, k)."""
    y, v = checked_effects(yi, vi)
    shape = mask.shape
    return Batch(np.broadcast_to(y, shape), np.broadcast_to(v, shape), intercept_only(len(y)), mask)


def leave_one_out(yi: Array, vi: Array, method: str | None, test: str = "z") -> Refits:
    """Row i: everything but study i. Needs k >= 2."""
    if len(yi) < 2:
        raise NotEstimable("leaving one out needs at least two studies", code="k1")
    return pool_batch(masked(yi, vi, 1.0 - np.eye(len(yi))), method, test)


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
    |dffits| > 3 sqrt(1/(k - 1)), P(chi2_1 < Cook's d) > 0.5, hat > 3/k, |dfbetas| > 1.

    Under a Hartung-Knapp test all variances but those of rstandard carry its scale, that of the fit without the
    study or, for Cook's distance, of the whole fit. Where the other studies agree exactly this scale is 0 and the
    values are infinite.
    """
    y, v, k = fit.batch.y[0], fit.batch.v[0], fit.k
    deleted = leave_one_out(y, v, fit.method, fit.test)
    weights = fit.fitted.w[0]
    hat = weights / weights.sum()
    estimate, variance = float(fit.coef[0]), float(fit.vcov[0, 0])
    shift = estimate - deleted.estimate
    spread = (v + deleted.tau2) * deleted.scale
    other = 1 / (v[None, :] + deleted.tau2[:, None])
    with np.errstate(all="ignore"):
        rstudent = (y - deleted.estimate) / np.sqrt(spread + deleted.variance)
        dffits = shift / np.sqrt(hat * spread)
        dfbetas = shift * np.sqrt(other.sum(axis=1) / deleted.scale)
        cooks, cov_ratio = shift**2 / variance, deleted.variance / variance
    flagged = (np.abs(dffits) > 3 * np.sqrt(1 / (k - 1))) | (special.chdtr(1, cooks) > 0.5)
    return Influence(
        rstudent=rstudent,
        rstandard=(y - estimate) / np.sqrt((v + fit.tau2) * (1 - hat)),
        dffits=dffits,
        cooks_d=cooks,
        cov_ratio=cov_ratio,
        tau2_deleted=deleted.tau2,
        Q_deleted=deleted.Q,
        hat=hat,
        dfbetas=dfbetas,
        influential=flagged | (hat > 3 / k) | (np.abs(dfbetas) > 1),
    )


def baujat(fit: ModelFit) -> tuple[Array, Array]:
    """Contribution to Q (squared Pearson residual) and influence on the result, each (k,).

    The influence is the squared change of the estimate without the study over the variance of the
    estimate without it, which a Hartung-Knapp test scales.
    """
    y, v = fit.batch.y[0], fit.batch.v[0]
    deleted = leave_one_out(y, v, fit.method, fit.test)
    with np.errstate(all="ignore"):
        change = (deleted.estimate - float(fit.coef[0])) ** 2 / deleted.variance
    return (y - float(fit.coef[0])) ** 2 / (v + fit.tau2), change
