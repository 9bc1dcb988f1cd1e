"""Trim and fill: how many studies seem to be missing on one side of the funnel, and what if not.

Sources: Duval & Tweedie (2000a) J. Am. Stat. Assoc. 95, 89-98; (2000b) Biometrics 56, 455-463.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.gls import Array
from synthesis.stats.linear_model import ModelFit, checked_effects, fit_model
from synthesis.stats.small_study import alike, egger_meta_regression

ESTIMATORS = ("L0", "R0", "Q0")
MOST_STEPS = 100


@dataclass(frozen=True)
class TrimAndFill:
    """k0 missing studies on `side`, the imputed effects and the fit with them added."""

    side: str
    k0: int
    k0_se: float
    p_k0: float
    filled_yi: Array
    filled_vi: Array
    fit: ModelFit


def missing_side(yi: Array, vi: Array, *, model: str, method: str | None) -> str:
    """Opposite the small studies: left if effects rise with their standard error or are all equal, else right."""
    if alike(np.asarray(yi, float)) and np.ptp(vi) > 0:
        return "left"
    slope = egger_meta_regression(yi, vi, model=model, method=method).slope
    return "left" if slope >= 0 else "right"


def _signed_ranks(centred: Array) -> Array:
    order = np.argsort(np.abs(centred), kind="stable")
    ranks = np.empty(len(centred))
    ranks[order] = np.arange(1, len(centred) + 1)
    return np.sign(centred) * ranks


def count_missing(centred: Array, estimator: str) -> tuple[int, float]:
    """k0 and its standard error (at the unrounded value; NaN where undefined) from centred effects (k,).

    k0 is rounded half to even and not below 0. Raises NotEstimable where Q0 is the root of a negative number.
    """
    k, ranks = len(centred), _signed_ranks(centred)
    if estimator == "R0":
        negative = ranks[ranks < 0]
        if not len(negative):
            raise NotEstimable(
                "no effect lies on the other side of the centre, so R0 has no value", code="r0_undefined"
            )
        raw = k - (-negative).max() - 1
        k0 = max(0, round(float(raw)))
        return k0, math.sqrt(2 * k0 + 2)
    positive = float(ranks[ranks > 0].sum())
    if estimator == "L0":
        raw = (4 * positive - k * (k + 1)) / (2 * k - 1)
    else:
        root = 2 * k**2 - 4 * positive + 0.25
        if root < 0:
            raise NotEstimable("the effects lie so far to one side that Q0 has no value", code="q0_undefined")
        raw = k - 0.5 - math.sqrt(root)
    cubic = 10 * raw**3 + 27 * raw**2 + 17 * raw - 18 * k * raw**2 - 18 * k * raw + 6 * k**2 * raw
    variance = (k * (k + 1) * (2 * k + 1) + cubic) / 24
    k0 = max(0, round(raw))
    below = (k - 0.5) ** 2 - raw * (2 * k - raw - 1)
    if variance < 0 or (estimator == "Q0" and below <= 0):
        return k0, math.nan
    scale = 4 / (2 * k - 1) if estimator == "L0" else 2 / math.sqrt(below)
    return k0, scale * math.sqrt(variance)


def trim_and_fill(
    yi: Array,
    vi: Array,
    estimator: str = "L0",
    side: str = "auto",
    *,
    model: str = "common",
    method: str | None = None,
    level: float = 0.95,
    test: str = "z",
) -> TrimAndFill:
    """Estimate missing studies on `side` ("left", "right" or "auto") and refit with their mirror images by `test`.

    `p_k0` is the p-value of no missing study for R0 (NaN otherwise). Equal effects have no study missing. Raises
    NotEstimable for k = 1, or when the iteration does not settle.
    """
    if estimator not in ESTIMATORS:
        raise InputError(f"choose one of {', '.join(ESTIMATORS)}, got {estimator!r}", field="estimator")
    if side not in ("auto", "left", "right"):
        raise InputError(f"choose auto, left or right, got {side!r}", field="side")
    y, v = checked_effects(yi, vi)
    if len(y) < 2:
        raise NotEstimable("trim and fill needs at least two studies", code="k1")
    options = {"model": model, "method": method, "level": level}
    if side == "auto":
        side = missing_side(y, v, model=model, method=method)
    sign = 1.0 if side == "left" else -1.0
    if alike(y):
        nothing = np.empty(0)
        return TrimAndFill(side, 0, math.nan, math.nan, nothing, nothing, fit_model(y, v, test=test, **options))
    order = np.argsort(sign * y, kind="stable")
    flipped, spread = sign * y[order], v[order]
    centre, k0, se = _iterate(flipped, spread, estimator, options)
    mirrored = sign * (2 * centre - flipped[len(y) - k0 :]) if k0 else np.empty(0)
    added = spread[len(y) - k0 :] if k0 else np.empty(0)
    fit = fit_model(np.concatenate([y, mirrored]), np.concatenate([v, added]), test=test, **options)
    p = 0.5 ** (k0 + 1) if estimator == "R0" else math.nan
    return TrimAndFill(side, k0, se, p, mirrored, added, fit)


def _iterate(y: Array, v: Array, estimator: str, options: dict) -> tuple[float, int, float]:
    """Trim the k0 most extreme studies, re-estimate the centre, count again, until k0 stays."""
    k0, previous, centre, se = 0, -1, math.nan, math.nan
    for _ in range(MOST_STEPS):
        if k0 == previous:
            return centre, k0, se
        previous = k0
        keep = len(y) - k0
        if keep < 1:
            break
        centre = float(fit_model(y[:keep], v[:keep], **options).coef[0])
        centred = y - centre
        if alike(y[:keep]):
            centred[:keep] = 0.0  # the signs of rounding are no sides
        k0, se = count_missing(centred, estimator)
    raise NotEstimable("trim and fill did not settle on a number of missing studies", code="no_convergence")
