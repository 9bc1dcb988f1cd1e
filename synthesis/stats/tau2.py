"""Estimators of the between-study variance tau2, for many data sets at once and with moderators.

`estimate(batch, method)` returns tau2 >= 0 of shape (B,). Effects y are normal around X beta with
variance v + tau2, v known and positive. With one study (k <= p) tau2 is 0. Notation: w = 1/(v + tau2),
P as in `gls`, Q = y'Py at tau2 = 0.

Sources: DL DerSimonian & Laird (1986) Control. Clin. Trials 7, 177-188; HE Hedges & Olkin (1985)
Statistical Methods for Meta-Analysis 9; HS Schmidt & Hunter (2015) Methods of Meta-Analysis, HSk its
small-sample form (Brannick et al. 2019, Res. Synth. Methods 10, 564-577); SJ Sidik & Jonkman (2005)
J. R. Stat. Soc. C 54, 367-384; ML, REML Raudenbush (2009) in The Handbook of Research Synthesis, 2nd
ed., 295-315; EB Morris (1983) J. Am. Stat. Assoc. 78, 47-55; PM Paule & Mandel (1982) J. Res. NBS 87,
377-385; PMM Viechtbauer (2021) in Schmid, Stijnen & White, Handbook of Meta-Analysis, 85; DLIT the
moment estimator iterated with its own weights; GENQ and the median-unbiased GENQM: `generalised_q`. Extension to
moderators: Raudenbush (2009).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import special

from synthesis.stats.errors import InputError
from synthesis.stats.generalised_q import by_median, by_moments, weighted_fit
from synthesis.stats.gls import Array, Batch
from synthesis.stats.likelihood import maximise


def solve_q(batch: Batch, target: Array) -> Array:
    """The tau2 >= 0 at which Q(tau2) = sum w e^2 equals `target` (B,); 0 where Q(0) is already below.

    1/Q is increasing and concave in tau2, so Newton steps on 1/Q from the left never overshoot and
    converge quadratically to machine precision.
    """
    tau2 = np.zeros(len(batch.y))
    for _ in range(200):
        fitted = batch.fit(tau2)
        q = fitted.rss()
        above = q > target
        slope = np.where(above, target * fitted.rss2(), 1.0)
        step = np.where(above, q * (q - target) / slope, 0.0)
        if np.all(step <= 2e-16 * tau2):
            break
        tau2 = tau2 + step
    return tau2


def dersimonian_laird(batch: Batch) -> Array:
    """(Q - df) / tr P with inverse-variance weights."""
    fitted = batch.fit()
    return (fitted.rss() - batch.df) / fitted.trace_p()


def hedges_olkin(batch: Batch) -> Array:
    """Residual mean square of the unweighted fit minus the mean sampling variance it carries."""
    return by_moments(batch, np.ones(batch.y.shape[1]))


def hunter_schmidt(batch: Batch) -> Array:
    """(Q - k) / sum w."""
    fitted = batch.fit()
    return (fitted.rss() - batch.sizes) / fitted.w.sum(axis=1)


def hunter_schmidt_small(batch: Batch) -> Array:
    """(Q k/df - k) / sum w: the small-sample form of HS."""
    fitted = batch.fit()
    return (fitted.rss() * batch.sizes / batch.df - batch.sizes) / fitted.w.sum(axis=1)


def sidik_jonkman_start(batch: Batch) -> Array:
    """Crude variance of the effects, divisor k, shape (B,)."""
    mask = np.ones_like(batch.y) if batch.mask is None else batch.mask
    mean = (mask * batch.y).sum(axis=1) / batch.sizes
    return (mask * (batch.y - mean[:, None]) ** 2).sum(axis=1) / batch.sizes


def sidik_jonkman(batch: Batch) -> Array:
    """tau0 Q(tau0) / df with the crude start tau0; 0 when all effects are equal."""
    start = sidik_jonkman_start(batch)
    return start * batch.fit(start).rss() / batch.df


def paule_mandel(batch: Batch) -> Array:
    """Root of Q(tau2) = df. The empirical Bayes estimator has the same root."""
    return solve_q(batch, batch.df)


def paule_mandel_median(batch: Batch) -> Array:
    """Root of Q(tau2) = median of chi-square(df)."""
    return solve_q(batch, special.chdtri(batch.df, 0.5))


def iterated_dersimonian_laird(batch: Batch) -> Array:
    """Fixed point of tau2 = (Q(tau2) - df) / tr P(tau2), bracketed between 0 and the PM estimate."""
    low, high = np.zeros(len(batch.y)), paule_mandel(batch)
    for _ in range(200):
        middle = (low + high) / 2
        fitted = batch.fit(middle)
        above = middle * fitted.trace_p() >= fitted.rss() - batch.df
        low, high = np.where(above, low, middle), np.where(above, middle, high)
        if np.all(high - low <= 4e-16 * high):
            break
    return (low + high) / 2


ESTIMATORS: dict[str, Callable[[Batch], Array]] = {
    "DL": dersimonian_laird,
    "HE": hedges_olkin,
    "HS": hunter_schmidt,
    "HSk": hunter_schmidt_small,
    "SJ": sidik_jonkman,
    "ML": lambda batch: maximise(batch, restricted=False),
    "REML": lambda batch: maximise(batch, restricted=True),
    "EB": paule_mandel,
    "PM": paule_mandel,
    "PMM": paule_mandel_median,
    "DLIT": iterated_dersimonian_laird,
}
WEIGHTED: dict[str, Callable[[Batch, Array | None], Array]] = {"GENQ": by_moments, "GENQM": by_median}
"""The estimators that take weights of their own."""

NAMES = {
    "DL": "DerSimonian-Laird",
    "HE": "Hedges-Olkin",
    "HS": "Hunter-Schmidt",
    "HSk": "Hunter-Schmidt with small-sample correction",
    "SJ": "Sidik-Jonkman",
    "ML": "maximum likelihood",
    "REML": "restricted maximum likelihood",
    "EB": "empirical Bayes",
    "PM": "Paule-Mandel",
    "PMM": "median-unbiased Paule-Mandel",
    "DLIT": "iterated DerSimonian-Laird",
    "GENQ": "generalised Q",
    "GENQM": "median-unbiased generalised Q",
}


def check_method(method: str) -> str:
    """`method` if known; InputError naming the choices otherwise."""
    if method not in NAMES:
        raise InputError(f"choose one of {', '.join(NAMES)}, got {method!r}", field="tau2")
    return method


def estimate(batch: Batch, method: str, weights: Array | None = None) -> Array:
    """tau2 >= 0 of every data set in the batch, shape (B,).

    `weights` (k,) are for GENQ and GENQM, which take 1/SE where none are given (`generalised_q.usual_weights`).
    """
    check_method(method)
    result = np.zeros(len(batch.y))
    estimable = batch.df > 0
    if not estimable.any():
        return result
    used = batch if estimable.all() else batch.take(np.flatnonzero(estimable))
    with np.errstate(all="ignore"):
        raw = WEIGHTED[method](used, weights) if method in WEIGHTED else ESTIMATORS[method](used)
    result[estimable] = np.maximum(raw, 0.0)
    return result


def standard_error(batch: Batch, method: str, tau2: Array, weights: Array | None = None) -> Array:
    """Asymptotic standard error of tau2, shape (B,); NaN where there is no formula or k <= p.

    Moment estimators: variance of the quadratic form under normality at the estimate; likelihood
    estimators: inverse expected information (Viechtbauer 2005, J. Educ. Behav. Stat. 30, 261-293).
    """
    k, df = batch.sizes, batch.df
    with np.errstate(all="ignore"):
        if method in ("DL", "DLIT", "HS", "HSk"):
            fitted = batch.fit(tau2 if method == "DLIT" else 0.0)
            spread = 2 * df + 4 * tau2 * fitted.trace_p() + 2 * tau2**2 * fitted.trace_papb()
            scale = fitted.trace_p() if method[:2] == "DL" else fitted.w.sum(axis=1)
            result = np.sqrt(spread) / scale * (k / df if method == "HSk" else 1.0)
        elif method in ("HE", "SJ", *WEIGHTED):
            result = _quadratic_form_se(batch, method, tau2, weights)
        elif method in ("EB", "PM", "PMM"):
            result = np.sqrt(2 * k**2 / df) / batch.weights(tau2).sum(axis=1)
        elif method == "ML":
            result = np.sqrt(2 / (batch.weights(tau2) ** 2).sum(axis=1))
        elif method == "REML":
            result = np.sqrt(2 / batch.fit(tau2).trace_papb())
        else:
            result = np.full(len(batch.y), np.nan)
    return np.where(df > 0, result, np.nan)


def _quadratic_form_se(batch: Batch, method: str, tau2: Array, weights: Array | None) -> Array:
    if method == "SJ":
        start = sidik_jonkman_start(batch)
        fitted, scale = batch.fit(start), batch.df / start
    else:
        fitted = weighted_fit(batch, np.ones(batch.y.shape[1]) if method == "HE" else weights)
        scale = fitted.trace_p()
    spread = fitted.trace_papb(batch.v, batch.v) + 2 * tau2 * fitted.trace_papb(batch.v)
    return np.sqrt(2 * (spread + tau2**2 * fitted.trace_papb())) / scale
