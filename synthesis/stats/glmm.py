"""One-stage models of counts: binomial, Poisson and conditional likelihoods with a normal random effect.

Study i contributes f_i(theta + tau z), z ~ N(0, 1), f_i an exact likelihood of its counts in the effect
eta: one group (logit p = eta); unconditional with a fixed effect per study, the effect split as +- eta/2;
conditional on the total of events, exact (noncentral hypergeometric; binomial for rates) or
approximate (binomial with offset log(n1/n2)). The integral is by adaptive Gauss-Hermite quadrature.
Log-likelihoods include all constants. Sources: Hamza et al. (2008) J. Clin. Epidemiol. 61, 41-51; Stijnen,
Hamza & Ozdemir (2010) Stat. Med. 29, 3046-3067; Jackson et al. (2018) Stat. Med. 37, 1059-1085.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy import optimize
from scipy.special import expit, gammaln, logsumexp

from synthesis.stats.errors import NotEstimable
from synthesis.stats.gls import Array

NODES = 21
Terms = tuple[Array, Array, Array, Array]
Likelihood = Callable[[Array, Array], Terms]


@dataclass(frozen=True)
class Counts:
    """Log-likelihood of each study: `terms(eta, alpha)` with eta, alpha broadcastable to (k, q) gives the
    value, its first two derivatives in eta and the first in alpha; `nuisance` starts alpha (k,), None where
    there is none."""

    k: int
    terms: Likelihood
    nuisance: Array | None = None


@dataclass(frozen=True)
class OneStage:
    """Estimate on the log scale, its SE, tau2 (NaN for a common effect) and the log-likelihood.

    `conditional_loglik` is the log-likelihood of the counts given each study's effect at its mode; it is what
    lme4's deviance gives and metafor prints for models fitted by it. Without heterogeneity both are the same.
    """

    k: int
    estimate: float
    se: float
    tau2: float
    loglik: float
    conditional_loglik: float


def _log_choose(n: Array, x: Array) -> Array:
    return gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1)


def _binomial(x: Array, n: Array, eta: Array) -> Terms:
    p = expit(eta)
    value = _log_choose(n, x) + x * eta - n * np.logaddexp(0.0, eta)
    return value, x - n * p, -n * p * (1 - p), np.zeros_like(p)


def _poisson(x: Array, log_mean: Array) -> Terms:
    mean = np.exp(log_mean)
    return x * log_mean - mean - gammaln(x + 1), x - mean, -mean, np.zeros_like(mean)


def one_group(x: Array, n: Array) -> Counts:
    """Events x of n, logit scale."""
    return Counts(len(x), lambda eta, _: _binomial(x[:, None], n[:, None], eta))


def _halves(first: Terms, second: Terms) -> Terms:
    """eta enters the first part as +eta/2, the second as -eta/2; alpha enters both."""
    slope = (first[1] - second[1]) / 2
    return first[0] + second[0], slope, (first[2] + second[2]) / 4, first[1] + second[1]


def unconditional_odds(a: Array, n1: Array, c: Array, n2: Array) -> Counts:
    """Two binomials per study with a free mean logit alpha."""
    start = np.log((a + c + 0.5) / (n1 + n2 - a - c + 0.5))
    a, n1, c, n2 = (v[:, None] for v in (a, n1, c, n2))

    def terms(eta: Array, alpha: Array) -> Terms:
        return _halves(_binomial(a, n1, alpha + eta / 2), _binomial(c, n2, alpha - eta / 2))

    return Counts(len(a), terms, start)


def unconditional_rates(x1: Array, t1: Array, x2: Array, t2: Array) -> Counts:
    """Two Poisson counts per study with a free mean log rate alpha."""
    start = np.log((x1 + x2 + 0.5) / (t1 + t2))
    x1, t1, x2, t2 = (v[:, None] for v in (x1, t1, x2, t2))

    def terms(eta: Array, alpha: Array) -> Terms:
        first = _poisson(x1, alpha + eta / 2 + np.log(t1))
        return _halves(first, _poisson(x2, alpha - eta / 2 + np.log(t2)))

    return Counts(len(x1), terms, start)


def conditional_binomial(first: Array, size1: Array, second: Array, size2: Array) -> Counts:
    """Events of group 1 given all events: exact for rates, approximate for odds of rare events."""
    offset = np.log(size1 / size2)[:, None]
    return Counts(len(first), lambda eta, _: _binomial(first[:, None], (first + second)[:, None], eta + offset))


def conditional_hypergeometric(a: Array, n1: Array, c: Array, n2: Array) -> Counts:
    """Noncentral hypergeometric likelihood of a given the margins; odds ratio exp(eta)."""
    supports = []
    for n_1, n_2, events in zip(n1, n2, a + c, strict=True):
        x = np.arange(max(0.0, events - n_2), min(n_1, events) + 1)
        supports.append((x, _log_choose(n_1, x) + _log_choose(n_2, events - x)))

    def terms(eta: Array, _: Array) -> Terms:
        eta = np.broadcast_to(eta, (len(a), eta.shape[1]))
        out = np.zeros((4, *eta.shape))
        for i, (x, log_weight) in enumerate(supports):
            logs = log_weight[None, :] + x[None, :] * eta[i][:, None]
            total = logsumexp(logs, axis=1)
            share = np.exp(logs - total[:, None])
            mean = share @ x
            own = _log_choose(n1[i], a[i]) + _log_choose(n2[i], c[i])
            out[:3, i] = own + a[i] * eta[i] - total, a[i] - mean, -(share @ x**2 - mean**2)
        return out[0], out[1], out[2], out[3]

    return Counts(len(a), terms)


def _modes(counts: Counts, theta: float, tau: float, alpha: Array) -> tuple[Array, Array]:
    """Where each study's integrand peaks in z and its width there, each (k, 1), by Newton steps."""
    z = np.zeros((counts.k, 1))
    for _ in range(50):
        _, one, two, _ = counts.terms(theta + tau * z, alpha)
        step = (tau * one - z) / (1 - tau**2 * two)
        z = z + np.clip(step, -3, 3)
        if np.max(np.abs(step)) < 1e-9:
            break
    return z, 1 / np.sqrt(1 - tau**2 * counts.terms(theta + tau * z, alpha)[2])


def log_likelihood(counts: Counts, theta: float, tau: float, alpha: Array) -> tuple[float, Array]:
    """Sum over studies of the log integrated likelihood, and its gradient in (theta, tau, alpha)."""
    alpha = alpha[:, None]
    if tau == 0:
        value, one, _, side = counts.terms(np.array([[theta]]), alpha)
        return float(value.sum()), np.concatenate([[one.sum(), 0.0], side.sum(axis=1)])
    z, scale = _modes(counts, theta, tau, alpha)
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    points = z + scale * nodes
    value, one, _, side = counts.terms(theta + tau * points, alpha)
    logs = value - points**2 / 2 + nodes**2 / 2 + np.log(weights) - 0.5 * math.log(2 * math.pi)
    total = logsumexp(logs, axis=1)
    share = np.exp(logs - total[:, None])
    slopes = [(share * one).sum(), (share * one * points).sum()]
    return float((np.log(scale[:, 0]) + total).sum()), np.concatenate([slopes, (share * side).sum(axis=1)])


Loss = Callable[[Array], tuple[float, Array]]


def _maximum(loss: Loss, start: Array) -> optimize.OptimizeResult:
    return optimize.minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-7, "maxiter": 1000})


def _first_variance(loss: Loss, x: Array) -> float:
    """[0, 0] of the inverse information, by central differences of the gradient."""
    step = 1e-4 * np.maximum(np.abs(x), 0.1)
    eye = np.eye(len(x)) * step
    hessian = np.array([(loss(x + e)[1] - loss(x - e)[1]) / (2 * h) for e, h in zip(eye, step, strict=True)])
    variance = float(np.linalg.inv((hessian + hessian.T) / 2)[0, 0])
    if not variance > 0:
        raise NotEstimable("the model is not determined by these studies", code="singular")
    return variance


def fit_one_stage(counts: Counts, *, random: bool, start: float = 0.0) -> OneStage:
    """Maximum likelihood over theta, tau >= 0 and the study effects."""
    if counts.k == 0:
        raise NotEstimable("no study is left to pool", code="k0")
    nuisance = np.zeros(0) if counts.nuisance is None else counts.nuisance
    none = np.zeros(counts.k)

    def loss(x: Array, *, free: bool) -> tuple[float, Array]:
        spread, rest = (float(x[1]), x[2:]) if free else (0.0, x[1:])
        value, slope = log_likelihood(counts, float(x[0]), spread, rest if len(rest) else none)
        if not math.isfinite(value):
            return 1e10, np.zeros(len(x))
        kept = slope if free else np.delete(slope, 1)
        return -value, -kept[: len(x)]

    common, mixed = partial(loss, free=False), partial(loss, free=True)
    fixed = _maximum(common, np.concatenate([[start], nuisance]))
    found, tau, used = fixed, math.nan, common
    if random:
        best = min((_maximum(mixed, np.insert(fixed.x, 1, t)) for t in (0.1, 0.7)), key=lambda r: r.fun)
        tau = abs(float(best.x[1]))
        if best.fun < fixed.fun - 1e-7 and tau >= 1e-4:
            found, used = best, mixed
        else:
            tau = 0.0
    se = math.sqrt(_first_variance(used, found.x))
    theta, marginal = float(found.x[0]), -float(found.fun)
    conditional = marginal
    if tau > 0:
        alpha = found.x[2:] if len(nuisance) else none
        conditional = _at_modes(counts, theta, tau, alpha)
    return OneStage(counts.k, theta, se, tau**2, marginal, conditional)


def _at_modes(counts: Counts, theta: float, tau: float, alpha: Array) -> float:
    """Log-likelihood of the counts given the study effects that are most likely under the fit."""
    z, _ = _modes(counts, theta, tau, alpha[:, None])
    return float(counts.terms(theta + tau * z, alpha[:, None])[0].sum())
