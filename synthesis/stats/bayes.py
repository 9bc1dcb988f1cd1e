"""Bayesian random-effects pooling with a half-normal prior for tau, by quadrature: no sampler, no chance.

y_i ~ N(theta_i, v_i), theta_i ~ N(mu, tau^2); tau ~ half-normal(scale), mu flat or normal. Given tau everything
is normal, so every posterior is a mixture of normals over tau, and tau alone is integrated numerically
(composite Gauss-Legendre, 64 growing pieces of 16 points, up to where the posterior of tau has died away).
Sources: Spiegelhalter, Abrams & Myles (2004) Bayesian Approaches to Clinical Trials, chapter 5; Rover (2020)
J. Stat. Softw. 93(6); Rover et al. (2021) Res. Synth. Methods 12, 448-474 (scales of the prior: 0.5 for log
ratios and standardised differences, 1.0 as the vaguer choice).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from synthesis.stats.distributions import checked_level
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.gls import Array
from synthesis.stats.linear_model import checked_effects
from synthesis.stats.results import Record

PIECES, POINTS = 64, 16
NODES, SHARES = np.polynomial.legendre.leggauss(POINTS)
SCALES = (1e-100, 1e100)
NEGLIGIBLE = 45.0
"""Log-density below the peak that no interval of practical level can see."""


@dataclass(frozen=True)
class Posterior(Record):
    """Mean, SD, median and central interval of one quantity."""

    mean: float
    sd: float
    median: float
    lb: float
    ub: float


@dataclass(frozen=True)
class BayesPooled(Record):
    """Posteriors on the analysis scale: `mu`, `tau`, a new study's effect, each study's own effect.

    `below_zero` is the posterior probability that mu < 0; `prior` names the priors in words.
    """

    k: int
    level: float
    mu: Posterior
    tau: Posterior
    prediction: Posterior
    studies: tuple[Posterior, ...]
    below_zero: float
    prior: str


@dataclass(frozen=True)
class _Given:
    """What the data say at every node of tau: log-density of tau, mean and variance of mu, each (g,)."""

    log_density: Array
    mean: Array
    variance: Array


def _given(y: Array, v: Array, tau: Array, scale: float, mu_prior: tuple[float, float] | None) -> _Given:
    spread = v[None, :] + tau[:, None] ** 2
    w = 1 / spread
    total, weighted = w.sum(axis=1), (w * y).sum(axis=1)
    centre, precision = (0.0, 0.0) if mu_prior is None else (mu_prior[0], mu_prior[1] ** -2)
    variance = 1 / (total + precision)
    mean = variance * (weighted + precision * centre)
    misfit = (w * (y - mean[:, None]) ** 2).sum(axis=1) + precision * (mean - centre) ** 2
    likelihood = 0.5 * (np.log(variance) - np.log(spread).sum(axis=1) - misfit)
    return _Given(likelihood - (tau / scale) ** 2 / 2, mean, variance)


@dataclass(frozen=True)
class _Posterior:
    """tau by pieces of Gauss-Legendre points: edges (pieces + 1,), nodes and their weights (sum 1), what is known
    at them, and the unnormalised density at any tau."""

    edges: Array
    tau: Array
    weight: Array
    given: _Given
    density: Callable[[Array], Array]

    def quantile(self, p: float) -> float:
        """tau below which the mass p lies: the piece that holds it, then its root there."""
        masses = self.weight.reshape(-1, POINTS).sum(axis=1)
        reached = np.cumsum(masses)
        piece = min(int(np.searchsorted(reached, p)), len(masses) - 1)
        low, high = self.edges[piece : piece + 2].tolist()
        rest, whole = p - (reached[piece] - masses[piece]), self._mass(low, high)

        def missing(tau: float) -> float:
            return self._mass(low, tau) / whole * masses[piece] - rest

        if missing(high) <= 0:
            return high
        return float(optimize.brentq(missing, low, high, xtol=1e-15 * high, rtol=1e-12))

    def _mass(self, low: float, high: float) -> float:
        return float(self.density(low + (high - low) * (NODES + 1) / 2) @ SHARES) * (high - low)


def _posterior(y: Array, v: Array, scale: float, mu_prior: tuple[float, float] | None) -> _Posterior:
    """Pieces whose lengths grow with tau: the posterior may live at the scale of the errors or of the prior."""
    least = 1e-4 * min(scale, math.sqrt(v.min()))
    grid = np.concatenate([[0.0], np.geomspace(least, 12.0 * scale, 400)])
    heights = _given(y, v, grid, scale, mu_prior).log_density
    alive = np.flatnonzero(heights > heights.max() - NEGLIGIBLE)
    first, last = max(alive[0] - 1, 0), min(alive[-1] + 1, len(grid) - 1)
    edges = np.geomspace(grid[max(first, 1)], grid[max(last, 2)], PIECES + 1)
    if first == 0:
        edges = np.concatenate([[0.0], edges])
    half = np.diff(edges)[:, None] / 2
    tau = (edges[:-1, None] + half * (NODES + 1)).ravel()
    given = _given(y, v, tau, scale, mu_prior)
    top = given.log_density.max()
    weight = np.exp(given.log_density - top) * (half * SHARES).ravel()

    def density(at: Array) -> Array:
        return np.exp(_given(y, v, at, scale, mu_prior).log_density - top)

    return _Posterior(edges, tau, weight / weight.sum(), given, density)


def _mixture(weight: Array, mean: Array, variance: Array, level: float) -> Posterior:
    """Summary of a mixture of normals with weights, means and variances of shape (g,)."""
    centre = float(weight @ mean)
    sd = math.sqrt(float(weight @ (variance + (mean - centre) ** 2)))
    root = np.sqrt(variance)

    def quantile(p: float) -> float:
        ends = [float(np.min(mean - 12 * root)), float(np.max(mean + 12 * root))]
        return float(optimize.brentq(lambda x: weight @ special.ndtr((x - mean) / root) - p, *ends, xtol=1e-12))

    return Posterior(centre, sd, quantile(0.5), quantile((1 - level) / 2), quantile((1 + level) / 2))


def _of_tau(found: _Posterior, level: float) -> Posterior:
    mean = float(found.weight @ found.tau)
    sd = math.sqrt(max(float(found.weight @ (found.tau - mean) ** 2), 0.0))
    at = found.quantile
    return Posterior(mean, sd, at(0.5), at((1 - level) / 2), at((1 + level) / 2))


def bayes_pool(
    yi: Array,
    vi: Array,
    tau_scale: float = 0.5,
    *,
    mu_prior: tuple[float, float] | None = None,
    level: float = 0.95,
) -> BayesPooled:
    """Posterior of the pooled effect of yi, vi (k,), variances > 0, with tau ~ half-normal(tau_scale).

    `mu_prior` is (mean, SD) of a normal prior, None for a flat one. Intervals are central. One study is allowed:
    the prior then carries the heterogeneity. Quantiles are solved for: the mass below them is right to 1e-9.
    Raises NotEstimable for no study, InputError for a scale or SD that is not positive.
    """
    checked_level(level)
    if not SCALES[0] <= tau_scale <= SCALES[1]:
        text = f"the prior of tau needs a scale above 0 that numbers can hold, got {tau_scale!r}"
        raise InputError(text, field="tau_scale")
    if mu_prior is not None and not mu_prior[1] > 0:
        raise InputError(f"the prior of mu needs an SD above 0, got {mu_prior[1]!r}", field="mu_prior")
    y, v = checked_effects(yi, vi)
    if len(y) == 0:
        raise NotEstimable("no study has both an effect and a variance, so nothing can be pooled", code="k0")
    found = _posterior(y, v, tau_scale, mu_prior)
    tau, given, weight = found.tau, found.given, found.weight
    shrink = tau[:, None] ** 2 / (tau[:, None] ** 2 + v)
    own = shrink * y + (1 - shrink) * given.mean[:, None]
    own_variance = shrink * v + (1 - shrink) ** 2 * given.variance[:, None]
    return BayesPooled(
        k=len(y),
        level=level,
        mu=_mixture(weight, given.mean, given.variance, level),
        tau=_of_tau(found, level),
        prediction=_mixture(weight, given.mean, given.variance + tau**2, level),
        studies=tuple(_mixture(weight, own[:, i], own_variance[:, i], level) for i in range(len(y))),
        below_zero=float(weight @ special.ndtr(-given.mean / np.sqrt(given.variance))),
        prior=_prior_words(tau_scale, mu_prior),
    )


def _prior_words(tau_scale: float, mu_prior: tuple[float, float] | None) -> str:
    centre = "uniform" if mu_prior is None else f"normal with mean {mu_prior[0]:g} and SD {mu_prior[1]:g}"
    return f"tau: half-normal with scale {tau_scale:g}; mu: {centre}"
