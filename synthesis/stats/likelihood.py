"""Global maximisation of the (restricted) likelihood over tau2 >= 0, for many data sets at once.

The likelihood of tau2 can have several local maxima, one of them at 0, and unguarded scoring may stop
at the wrong one or leave the parameter space. Here the score is evaluated on a logarithmic grid up to
a bound beyond which it is negative; every change of sign from + to - is a maximum and is refined by
bracketed Newton steps to machine precision; 0 competes when the score there is not positive; the
highest likelihood wins.

Bound: with s2 = SSE/(k - p) of the unweighted fit, the score is negative for
tau2 >= s2/2 + sqrt(s2^2/4 + s2 vmax), because y'PPy <= SSE/(tau2 + vmin)^2 and
tr P >= (k - p)/(tau2 + vmax).
"""

from __future__ import annotations

import numpy as np

from synthesis.stats.gls import Array, Batch, fit

POINTS_PER_DECADE = 6
FEWEST_POINTS = 16
CHUNK = 64
TAME_RATIO = 1e5


def score(batch: Batch, tau2: Array, *, restricted: bool) -> tuple[Array, Array]:
    """Twice the derivative of the log-likelihood and its own derivative at tau2, each (B,)."""
    if batch.design.p == 1:
        return _score_of_pooling(batch, tau2, restricted=restricted)
    fitted = batch.fit(tau2)
    if restricted:
        return fitted.rss2() - fitted.trace_p(), fitted.trace_papb() - 2 * fitted.rss3()
    return fitted.rss2() - fitted.w.sum(axis=1), (fitted.w**2).sum(axis=1) - 2 * fitted.rss3()


def _score_of_pooling(batch: Batch, tau2: Array, *, restricted: bool) -> tuple[Array, Array]:
    """`score` without moderators; the slope only steers the Newton steps and may be less exact."""
    w = batch.weights(tau2)
    total = w.sum(axis=1)
    u = w * (batch.y - (np.einsum("bk,bk->b", w, batch.y) / total)[:, None])
    wu = w * u
    cubic = np.einsum("bk,bk->b", wu, u) - wu.sum(axis=1) ** 2 / total
    value, squares = np.einsum("bk,bk->b", u, u), np.einsum("bk,bk->b", w, w)
    if not restricted:
        return value - total, squares - 2 * cubic
    trace = np.einsum("bk,bk->b", w, total[:, None] - w) / total
    cubes = np.einsum("bk,bk,bk->b", w, w, w)
    return value - trace, squares - 2 * cubes / total + (squares / total) ** 2 - 2 * cubic


def _score_on_grid(batch: Batch, grid: Array, *, restricted: bool) -> Array:
    """Score at every point of `grid` (B, G); the quick form is used where it loses no digits."""
    size, points = grid.shape
    vmin, vmax = batch.masked_min_max()
    if batch.design.p > 1 or batch.mask is not None or np.any(vmax > TAME_RATIO * vmin):
        flat = batch.take(np.repeat(np.arange(size), points))
        return score(flat, grid.ravel(), restricted=restricted)[0].reshape(size, points)
    y = batch.y - batch.y.mean(axis=1, keepdims=True)
    w = 1 / (batch.v[:, None, :] + grid[:, :, None])
    powers = np.stack([np.ones_like(y), y, y * y], axis=2)
    first, second = w @ powers[:, :, :2], (w * w) @ powers
    mean = first[:, :, 1] / first[:, :, 0]
    value = second[:, :, 2] - 2 * mean * second[:, :, 1] + mean**2 * second[:, :, 0]
    trace = first[:, :, 0]
    return value - (trace - second[:, :, 0] / trace if restricted else trace)


def upper_bound(batch: Batch, *, restricted: bool) -> Array:
    """A tau2 (B,) at and beyond which the score is negative."""
    ones = np.ones_like(batch.y) if batch.mask is None else batch.mask
    s2 = fit(batch.y, ones, batch.design).rss() / (batch.df if restricted else batch.sizes)
    _, vmax = batch.masked_min_max()
    return (s2 / 2 + np.sqrt(s2**2 / 4 + s2 * vmax)) * (1 + 1e-9)


def _grid(batch: Batch, upper: Array) -> Array:
    vmin, _ = batch.masked_min_max()
    low = 1e-2 * np.minimum(vmin, upper)
    low = np.where(low > 0, low, 1.0)
    top = np.maximum(upper, low)
    decades = float(np.max(np.log10(top / low)))
    size = int(min(max(POINTS_PER_DECADE * decades, FEWEST_POINTS), 240))
    steps = np.linspace(0, 1, size)
    grid = low[:, None] * np.exp(np.log(top / low)[:, None] * steps)
    return np.concatenate([np.zeros((len(low), 1)), grid], axis=1)


def refine(batch: Batch, low: Array, high: Array, *, restricted: bool) -> Array:
    """Root of the score in each bracket (score > 0 at low, <= 0 at high) by guarded Newton steps."""
    root = np.where(low > 0, np.sqrt(low * high), high / 2)
    active = np.arange(len(root))
    for _ in range(200):
        part = batch if len(active) == len(root) else batch.take(active)
        x, lo, hi = root[active], low[active], high[active]
        value, slope = score(part, x, restricted=restricted)
        lo, hi = np.where(value > 0, x, lo), np.where(value > 0, hi, x)
        low[active], high[active] = lo, hi
        newton = x - value / slope
        inside = (newton >= lo) & (newton <= hi)
        new = np.where(inside, newton, (lo + hi) / 2)
        root[active] = new
        # The step just taken from 1e-11 away lands within rounding: Newton squares the distance.
        settled = inside & (np.abs(new - x) <= 1e-11 * new)
        active = active[~settled & (hi - lo > 4e-16 * hi) & (value != 0)]
        if len(active) == 0:
            break
    return root


def _scan(batch: Batch, *, restricted: bool) -> tuple[Array, Array, Array, Array]:
    """Brackets of all local maxima: row, lower end, upper end; and the score at 0 of every row."""
    grid = _grid(batch, upper_bound(batch, restricted=restricted))
    values = _score_on_grid(batch, grid, restricted=restricted)
    rows, cols = np.nonzero((values[:, :-1] > 0) & (values[:, 1:] <= 0))
    return rows, grid[rows, cols], grid[rows, cols + 1], values[:, 0]


def peaks(batch: Batch, *, restricted: bool) -> Array:
    """Every local maximum of one data set's (restricted) likelihood over tau2 >= 0, ascending."""
    rows, low, high, at_zero = _scan(batch, restricted=restricted)
    inner = refine(batch.take(rows), low, high, restricted=restricted) if len(rows) else np.empty(0)
    return np.sort(np.append(inner, 0.0) if at_zero[0] <= 0 else inner)


def maximise(batch: Batch, *, restricted: bool) -> Array:
    """tau2 (B,) at the global maximum of the (restricted) likelihood."""
    size = len(batch.y)
    best = np.zeros(size)
    parts = []
    for start in range(0, size, CHUNK):
        index = np.arange(start, min(start + CHUNK, size))
        rows, low, high, at_zero = _scan(batch.take(index), restricted=restricted)
        parts.append((rows + start, low, high, at_zero))
    rows, low, high, at_zero = (np.concatenate(column) for column in zip(*parts, strict=True))
    if len(rows) == 0:
        return best
    roots = refine(batch.take(rows), low, high, restricted=restricted)
    counts = np.bincount(rows, minlength=size)
    rivals = counts + (at_zero <= 0)
    single = rivals[rows] == 1
    best[rows[single]] = roots[single]
    for row in np.flatnonzero((rivals > 1) & (counts > 0)):
        candidates = roots[rows == row]
        if at_zero[row] <= 0:
            candidates = np.append(0.0, candidates)
        same = batch.take(np.full(len(candidates), row))
        best[row] = candidates[np.argmax(same.log_likelihood(candidates, restricted=restricted))]
    return best
