"""The generalised Q statistic with fixed weights a: its distribution, two estimators of tau2, and an interval.

Q_a = y'P y with P = A - A X (X'AX)^-1 X'A and A = diag(a). Under the random-effects model it is distributed as
sum lambda_i chi-square_1 with lambda the eigenvalues of P diag(v + tau2), so that for each tau2 the probability of
a smaller Q_a is known and falls as tau2 grows. Sources: DerSimonian & Kacker (2007) Contemp. Clin. Trials 28,
105-114 (moment estimator); Jackson (2013) Res. Synth. Methods 4, 220-229 (distribution, interval, weights 1/SE);
Jackson, Turner, Rhodes & Viechtbauer (2014) BMC Med. Res. Methodol. 14, 103 (with moderators); the median-unbiased
estimator takes the tau2 under which the observed Q_a is the median (Viechtbauer 2021 in Schmid, Stijnen & White,
Handbook of Meta-Analysis, 85).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq

from synthesis.stats.errors import InputError
from synthesis.stats.gls import Array, Batch, Fit, fit

NODES = (24, 32, 44, 60, 84, 116, 160, 224, 312, 432, 600, 840, 1180)
SURE = 1e-12
"""Numbers of points of the contour, tried in turn until two agree so far."""


def usual_weights(batch: Batch) -> Array:
    """1/SE, the weights that Jackson (2013) advises where it is not known how much effects differ; (B, k)."""
    return 1 / np.sqrt(batch.v)


MOST_UNEVEN = 1e9
"""Largest over smallest weight of the call: beyond it the smaller ones are lost in rounding."""


def checked_weights(weights: Array | None, k: int) -> Array | None:
    """Weights (k,) as floats, finite, positive and comparable, the largest 1, since Q_a has no scale of its own;
    None stays None. InputError naming the row otherwise."""
    if weights is None:
        return None
    found = np.asarray(weights, dtype=float)
    if found.shape != (k,):
        raise InputError(f"{k} weights are needed, one a study", field="weights")
    bad = ~(np.isfinite(found) & (found > 0))
    if bad.any():
        row = int(np.argmax(bad))
        raise InputError(f"a weight must be a positive number, got {found[row]:g}", row=row, field="weights")
    if k == 0:
        return found
    row, least = int(np.argmax(found)), float(found.min())
    scaled = found / found[row]
    if scaled.min() < 1 / MOST_UNEVEN:
        text = (
            f"{found[row]:g} is more than {MOST_UNEVEN:g} times the smallest one, {least:g}, which would not count"
        )
        raise InputError(f"the weight {text}", row=row, field="weights")
    return scaled


def weighted_fit(batch: Batch, weights: Array | None) -> Fit:
    """The fit with fixed weights a (k,), checked, whose sum of squares is Q_a; None for `usual_weights`."""
    given = checked_weights(weights, batch.y.shape[1])
    a = usual_weights(batch) if given is None else np.broadcast_to(given, batch.y.shape)
    return fit(batch.y, a if batch.mask is None else a * batch.mask, batch.design)


def by_moments(batch: Batch, weights: Array | None) -> Array:
    """(Q_a - tr(P V)) / tr P, the tau2 at which Q_a is its own expectation; (B,), below 0 where Q_a is small."""
    fitted = weighted_fit(batch, weights)
    return (fitted.rss() - fitted.trace_pv(batch.v)) / fitted.trace_p()


def by_median(batch: Batch, weights: Array | None) -> Array:
    """The tau2 >= 0 at which Q_a is the median of its distribution; (B,)."""
    fitted = weighted_fit(batch, weights)
    return np.array([_tau2_at(0.5, _below(fitted, batch.v, row), batch.v[row]) for row in range(len(batch.y))])


def limits(batch: Batch, weights: Array | None, level: float) -> tuple[float, float, bool]:
    """The tau2 under which Q_a is neither too large nor too small at `level`, of a batch of one data set.

    Lower and upper limit, 0 where the smallest tau2 fits, and whether no tau2 >= 0 fits.
    """
    below, tail = _below(weighted_fit(batch, weights), batch.v, 0), (1 - level) / 2
    low, high = (_tau2_at(share, below, batch.v[0]) for share in (1 - tail, tail))
    return low, high, below(0.0) < tail


def _tau2_at(share: float, below: Callable[[float], float], v: Array) -> float:
    """The tau2 at which the probability of a smaller Q_a has fallen to `share`; 0 where it starts below."""
    if below(0.0) <= share:
        return 0.0
    upper = float(v.min())
    while below(upper) > share:
        upper *= 4
    return float(brentq(lambda tau2: below(tau2) - share, 0.0, upper, xtol=1e-300, rtol=1e-14, maxiter=500))


def _below(fitted: Fit, v: Array, row: int) -> Callable[[float], float]:
    """tau2 -> probability of a smaller Q_a than that of data set `row`."""
    used = fitted.w[row] > 0
    a, v, basis = fitted.w[row][used], v[row][used], fitted.design.basis[used]
    root = np.linalg.cholesky(fitted.inverse[row])
    scaled = basis @ root
    q = float(fitted.rss()[row])
    return lambda tau2: share_below(q, a * (v + tau2), a, scaled)


def share_below(q: float, d: Array, a: Array, scaled: Array) -> float:
    """P(Q_a <= q) for d = a (v + tau2) (k,) and scaled = X L (k, p) with L L' = (X'AX)^-1.

    The Laplace transform of the distribution is det(I + 2 s P (V + tau2))^(-1/2) / s. By the matrix determinant
    lemma the determinant is prod(1 + 2 s d_i) times that of the p x p matrix L'X' diag(a/(1 + 2 s d)) X L, whose
    eigenvalues stay on one side of the real axis, so that all roots are principal ones. All singularities lie on
    the real axis left of 0, where Talbot's contour in the form of Weideman (2006, SIAM J. Numer. Anal. 44,
    2342-2362) inverts it to about 1e-12, however much the d differ; many alike d need more points.
    """
    if q <= 0:
        return 0.0
    best, least, before = 0.0, np.inf, np.nan
    for nodes in NODES:
        now = _inverted(nodes, q, d, a, scaled)
        change = abs(now - before)
        if change < least:
            best, least = now, change
        if least <= SURE:
            break
        before = now
    return min(1.0, max(0.0, best))


def _inverted(nodes: int, q: float, d: Array, a: Array, scaled: Array) -> float:
    """The trapezoidal sum over the upper half of the contour with `nodes` points."""
    angle = (2 * np.arange(nodes // 2, nodes) + 1) * np.pi / nodes - np.pi
    path = 0.5017 * angle / np.tan(0.6407 * angle) - 0.6122 + 0.2645j * angle
    slope = 0.5017 / np.tan(0.6407 * angle) - 0.5017 * 0.6407 * angle / np.sin(0.6407 * angle) ** 2 + 0.2645j
    factors = 1 + 2 * nodes / q * path[:, None] * d
    inner = np.einsum("ki,nk,kj->nij", scaled, a / factors, scaled, optimize=True)
    logs = np.log(factors).sum(axis=1) + np.log(np.linalg.eigvals(inner)).sum(axis=1)
    return float(2 / nodes * (np.exp(nodes * path - logs / 2) * slope / path).sum().imag)
