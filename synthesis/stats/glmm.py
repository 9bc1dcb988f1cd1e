"""One-stage models of counts: binomial, Poisson and conditional likelihoods with a normal random effect.

Study i contributes f_i(theta + tau z), z ~ N(0, 1), f_i an exact likelihood of its counts in the effect
eta: one group (logit p = eta); unconditional with a fixed effect per study, the effect split as +- eta/2;
conditional on the total of events, exact (noncentral hypergeometric; binomial for rates) or
approximate (binomial with offset log(n1/n2)). How z is integrated out: `integrals`.
Log-likelihoods include all constants. Sources: Hamza et al. (2008) J. Clin. Epidemiol. 61, 41-51; Stijnen,
Hamza & Ozdemir (2010) Stat. Med. 29, 3046-3067; Jackson et al. (2018) Stat. Med. 37, 1059-1085; Albert &
Anderson (1984) Biometrika 71, 1-10 (separated data have no estimate).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy import optimize
from scipy.special import expit, gammaln

from synthesis.stats.errors import NotEstimable
from synthesis.stats.gls import Array
from synthesis.stats.integrals import Counts, Part, Terms, log_likelihood, modes

SPREADS = (0.1, 0.7, 2.5)
"""Values of tau from which the search starts."""
MOST_STEPS = 30


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


def _binomial(x: Array, n: Array, logit: Array) -> Terms:
    p = expit(logit)
    spread = n * p * expit(-logit)
    value = _log_choose(n, x) + x * logit - n * np.logaddexp(0.0, logit)
    return value, x - n * p, -spread, -spread * (1 - 2 * p)


def _poisson(x: Array, log_mean: Array) -> Terms:
    mean = np.exp(log_mean)
    return x * log_mean - mean - gammaln(x + 1), x - mean, -mean, -mean


def _shifted(family: Callable[..., Terms], counts: tuple[Array, ...], offset: Array | float = 0.0) -> Callable:
    """The family's terms as a function of eta alone; counts and offset (k,)."""
    known = [np.reshape(each, (-1, 1)) for each in counts]
    shift = np.reshape(offset, (-1, 1))
    return lambda eta: family(*known, eta + shift)


def one_group(x: Array, n: Array) -> Counts:
    """Events x of n, logit scale."""
    return Counts((Part(_shifted(_binomial, (x, n))),), x == 0, x == n)


def unconditional_odds(a: Array, n1: Array, c: Array, n2: Array) -> Counts:
    """Two binomials per study with a free mean logit alpha."""
    start = np.log((a + c + 0.5) / (n1 + n2 - a - c + 0.5))
    first, second = _shifted(_binomial, (a, n1)), _shifted(_binomial, (c, n2))
    low, high = _margins(a, n1, c, n2)
    return Counts((Part(first, 0.5, 1.0), Part(second, -0.5, 1.0)), a == low, a == high, start)


def unconditional_rates(x1: Array, t1: Array, x2: Array, t2: Array) -> Counts:
    """Two Poisson counts per study with a free mean log rate alpha."""
    start = np.log((x1 + x2 + 0.5) / (t1 + t2))
    first, second = _shifted(_poisson, (x1,), np.log(t1)), _shifted(_poisson, (x2,), np.log(t2))
    return Counts((Part(first, 0.5, 1.0), Part(second, -0.5, 1.0)), x1 == 0, x2 == 0, start)


def conditional_binomial(first: Array, size1: Array, second: Array, size2: Array) -> Counts:
    """Events of group 1 given all events: exact for rates, approximate for odds of rare events."""
    given = _shifted(_binomial, (first, first + second), np.log(size1 / size2))
    return Counts((Part(given),), first == 0, second == 0)


def _margins(a: Array, n1: Array, c: Array, n2: Array) -> tuple[Array, Array]:
    """The fewest and the most events that group 1 can have with these margins, each (k,)."""
    return np.maximum(0.0, a + c - n2), np.minimum(n1, a + c)


def conditional_hypergeometric(a: Array, n1: Array, c: Array, n2: Array) -> Counts:
    """Noncentral hypergeometric likelihood of a given the margins; odds ratio exp(eta)."""
    low, high = _margins(a, n1, c, n2)
    sizes = (high - low).astype(int) + 1
    begin, study = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(a)), sizes)
    x = np.arange(sizes.sum()) - begin[study] + low[study]
    weight = _log_choose(n1[study], x) + _log_choose(n2[study], (a + c)[study] - x)
    own = _log_choose(n1, a) + _log_choose(n2, c)

    def summed(values: Array) -> Array:
        return np.add.reduceat(values, begin, axis=1)

    def terms(eta: Array) -> Terms:
        eta = np.broadcast_to(eta, (len(a), eta.shape[1])).T
        share = weight + x * eta[:, study]
        top = np.maximum.reduceat(share, begin, axis=1)
        share = np.exp(share - top[:, study])
        total = summed(share)
        share /= total[:, study]
        mean = summed(share * x)
        off = x - mean[:, study]
        share *= off * off
        square, cube = summed(share), summed(share * off)
        return tuple(each.T for each in (own + a * eta - top - np.log(total), a - mean, -square, -cube))  # type: ignore[return-value]

    return Counts((Part(terms),), a == low, a == high)


Loss = Callable[[Array], tuple[float, Array]]


def _curvature(loss: Loss, x: Array) -> Array:
    """Second derivatives (p, p) by central differences of the gradient."""
    step = 1e-4 * np.maximum(np.abs(x), 0.1)
    eye = np.eye(len(x)) * step
    hessian = np.array([(loss(x + e)[1] - loss(x - e)[1]) / (2 * h) for e, h in zip(eye, step, strict=True)])
    return (hessian + hessian.T) / 2


def _minimum(loss: Loss, start: Array) -> optimize.OptimizeResult:
    return optimize.minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-5, "maxiter": 1000})


def _settled(loss: Loss, x: Array) -> tuple[Array, float]:
    """The minimum next to x by Newton's steps, and [0, 0] of the inverse of the curvature there.

    Raises NotEstimable where there is no minimum: the curvature vanishes, or the steps lead on and on.
    """
    for _ in range(MOST_STEPS):
        value, slope = loss(x)
        curvature = _curvature(loss, x)
        if not np.all(np.isfinite(curvature)) or np.linalg.eigvalsh(curvature)[0] <= 0:
            break
        step = np.linalg.solve(curvature, slope)
        if np.all(np.abs(step) <= 1e-6 * np.maximum(1.0, np.abs(x))):
            return x - step, float(np.linalg.inv(curvature)[0, 0])
        share = 1.0
        while share > 1e-6 and not loss(x - share * step)[0] < value:
            share /= 2
        x = x - share * step
    raise NotEstimable("the likelihood has no maximum that these studies determine", code="no_convergence")


def _check_separation(counts: Counts) -> None:
    """NotEstimable where the likelihood rises for ever as the effect runs off to one side."""
    for extreme, words in ((counts.lowest, "fewest"), (counts.highest, "most")):
        if extreme.all():
            text = f"separated data: every study has the {words} events that it could have (none, or all)"
            raise NotEstimable(f"{text}, so the effect has no finite estimate", code="separated")


def fit_one_stage(counts: Counts, *, random: bool, points: int | None = None) -> OneStage:
    """Maximum likelihood over theta, tau >= 0 and the study effects; `points` as in `log_likelihood`.

    Raises NotEstimable without studies, for separated data and where no maximum is reached.
    """
    if counts.k == 0:
        raise NotEstimable("no study is left to pool", code="k0")
    if random and counts.k == 1:
        raise NotEstimable("one study says nothing about heterogeneity; choose a common effect", code="k1")
    _check_separation(counts)
    nuisance = np.zeros(0) if counts.nuisance is None else counts.nuisance
    none = np.zeros(counts.k)

    def loss(x: Array, *, free: bool) -> tuple[float, Array]:
        spread, rest = (float(x[1]), x[2:]) if free else (0.0, x[1:])
        try:
            value, slope = log_likelihood(counts, float(x[0]), spread, rest if len(rest) else none, points)
        except NotEstimable:  # a step of the search went too far for any mode
            value = math.nan
        if not math.isfinite(value):
            return 1e10, np.zeros(len(x))
        kept = slope if free else np.delete(slope, 1)
        return -value, -kept[: len(x)]

    common, mixed = partial(loss, free=False), partial(loss, free=True)
    fixed = _minimum(common, np.concatenate([[0.0], nuisance]))
    found, tau, used = fixed.x, math.nan, common
    if random:
        best = min((_minimum(mixed, np.insert(fixed.x, 1, t)) for t in SPREADS), key=lambda r: r.fun)
        tau = abs(float(best.x[1]))
        if best.fun < fixed.fun - 1e-7 and tau >= 1e-4:
            found, used = best.x, mixed
        else:
            tau = 0.0
    x, variance = _settled(used, found)
    theta, marginal = float(x[0]), -used(x)[0]
    conditional = marginal
    if tau > 0:
        tau = abs(float(x[1]))
        conditional = _at_modes(counts, theta, tau, x[2:] if len(nuisance) else none)
    return OneStage(counts.k, theta, math.sqrt(variance), tau**2, marginal, conditional)


def _at_modes(counts: Counts, theta: float, tau: float, alpha: Array) -> float:
    """Log-likelihood of the counts given the study effects that are most likely under the fit."""
    z = modes(counts, theta, tau, alpha[:, None])
    return float(counts.at(theta + tau * z, alpha[:, None]).slope().sum())
