"""Likelihoods of counts with a normal study effect integrated out.

Study i has log f_i(eta, alpha) concave in eta; its likelihood is the integral of f_i(theta + tau z, alpha) over
z ~ N(0, 1). Two ways: by pieces of Gauss-Legendre points between the places where the integrand has died away
(right to rounding whatever tau, the default), or by adaptive Gauss-Hermite with a given number of points, which
is what mixed-model programs do (Pinheiro & Bates (1995) J. Comput. Graph. Stat. 4, 12-35). Gradients are those of
the sums themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from synthesis.stats.errors import NotEstimable
from synthesis.stats.gls import Array

Terms = tuple[Array, Array, Array, Array]
NEGLIGIBLE = 40.0
"""Log-density below the peak that adds nothing to the integral."""
PIECES, POINTS = 4, 12
MOST_STEPS = 200
HALF_LOG_2PI = 0.5 * math.log(2 * math.pi)


@dataclass(frozen=True)
class Part:
    """A count of every study: `terms(u)`, u of shape (k, q) or one that broadcasts to it, gives its log-likelihood
    and three derivatives at u = `eta` times the effect + `alpha` times the study's own nuisance parameter."""

    terms: Callable[[Array], Terms]
    eta: float = 1.0
    alpha: float = 0.0


@dataclass(frozen=True)
class Slopes:
    """The log-likelihoods of all studies at one (eta, alpha)."""

    parts: tuple[Part, ...]
    terms: tuple[Terms, ...]

    def slope(self, eta: int = 0, alpha: int = 0) -> Array:
        """The derivative of these orders (up to 3 together), (k, q); the value itself for order 0."""
        pairs = zip(self.parts, self.terms, strict=True)
        return sum(p.eta**eta * p.alpha**alpha * terms[eta + alpha] for p, terms in pairs)  # type: ignore[return-value]


@dataclass(frozen=True)
class Counts:
    """Independent parts of every study's log-likelihood.

    `lowest`, `highest` (k,): the study's counts favour an effect without end on that side; `nuisance` starts alpha
    (k,), None where there is none.
    """

    parts: tuple[Part, ...]
    lowest: Array
    highest: Array
    nuisance: Array | None = None

    @property
    def k(self) -> int:
        return len(self.lowest)

    def at(self, eta: Array, alpha: Array) -> Slopes:
        """Everything at effects eta and nuisances alpha, both broadcastable to (k, q)."""
        return Slopes(self.parts, tuple(part.terms(part.eta * eta + part.alpha * alpha) for part in self.parts))


def modes(counts: Counts, theta: float, tau: float, alpha: Array) -> Array:
    """Where each study's integrand peaks in z, (k, 1): Newton's steps, halving the bracket where they leave it.

    The slope tau f'(theta + tau z) - z falls in z, so its root lies on the side of its sign at 0.
    """

    def slope(z: Array) -> tuple[Array, Array]:
        here = counts.at(theta + tau * z, alpha)
        return tau * here.slope(1) - z, tau**2 * here.slope(2) - 1

    z = np.zeros((counts.k, 1))
    value, change = slope(z)
    far = np.clip(value, -1.0, 1.0)
    while np.any(short := slope(far)[0] * far > 0):
        far = np.where(short, 2 * far, far)
    low, high = np.minimum(far, 0.0), np.maximum(far, 0.0)
    last = high - low
    for _ in range(MOST_STEPS):
        low, high = np.where(value > 0, z, low), np.where(value > 0, high, z)
        ahead = z - value / change
        halve = ~((low <= ahead) & (ahead <= high)) | (np.abs(ahead - z) > last / 2)
        ahead = np.where(halve, (low + high) / 2, ahead)
        last = np.abs(ahead - z)
        z = ahead
        if np.all(last <= 1e-12 * np.maximum(1.0, np.abs(z))):
            return z
        value, change = slope(z)
    raise NotEstimable("a study's effect has no mode within reach", code="no_convergence")


def log_likelihood(
    counts: Counts, theta: float, tau: float, alpha: Array, points: int | None = None
) -> tuple[float, Array]:
    """Sum over studies of the log integrated likelihood, and its gradient in (theta, tau, alpha); alpha (k,).

    `points` of adaptive Gauss-Hermite; None integrates to rounding.
    """
    alpha = alpha[:, None]
    if tau == 0:
        here = counts.at(np.array([[theta]]), alpha)
        return float(here.slope().sum()), _gradient(here.slope(1), np.zeros(1), here.slope(0, 1))
    integral = _by_pieces if points is None else _adaptive
    return integral(counts, theta, tau, alpha, points)


def _gradient(theta: Array, tau: Array, alpha: Array) -> Array:
    return np.concatenate([[theta.sum(), tau.sum()], alpha.sum(axis=1)])


def _by_pieces(counts: Counts, theta: float, tau: float, alpha: Array, _: None) -> tuple[float, Array]:
    points, widths = _pieces(counts, theta, tau, alpha)
    here = counts.at(theta + tau * points, alpha)
    logs = here.slope() - points**2 / 2 - HALF_LOG_2PI + np.log(widths)
    total = logsumexp(logs, axis=1)
    share = np.exp(logs - total[:, None])
    slopes = share * here.slope(1)
    return float(total.sum()), _gradient(slopes, slopes * points, share * here.slope(0, 1))


def _pieces(counts: Counts, theta: float, tau: float, alpha: Array) -> tuple[Array, Array]:
    """Points and weights (k, q) over where the integrand lives, closer towards its peak."""
    z = modes(counts, theta, tau, alpha)
    reach = _reach(counts, theta, tau, alpha, z)
    x, weight = np.polynomial.legendre.leggauss(POINTS)
    edges = (np.arange(PIECES + 1) / PIECES) ** 2
    middle, half = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    shares, weights = (middle[:, None] + half[:, None] * x).ravel(), (half[:, None] * weight).ravel()
    sides = np.split(reach, 2, axis=1)
    return np.hstack([z - sides[0] * shares, z + sides[1] * shares]), np.hstack([side * weights for side in sides])


def _reach(counts: Counts, theta: float, tau: float, alpha: Array, z: Array) -> Array:
    """How far below and above z the integrand is not negligible, (k, 2): within some per cent, never too near.

    log f is concave, so the integrand falls at least as fast as the normal density does.
    """
    side = np.array([[-1.0, 1.0]])
    peak = counts.at(theta + tau * z, alpha)
    floor = peak.slope() - z**2 / 2 - NEGLIGIBLE
    far = np.full((counts.k, 2), math.sqrt(2 * NEGLIGIBLE))
    near = 1e-3 / np.sqrt(1 - tau**2 * peak.slope(2)) * np.ones_like(side)
    for _ in range(8):
        middle = np.sqrt(near * far)
        at = z + side * middle
        above = counts.at(theta + tau * at, alpha).slope() - at**2 / 2 > floor
        near, far = np.where(above, middle, near), np.where(above, far, middle)
    return far


def _adaptive(counts: Counts, theta: float, tau: float, alpha: Array, points: int) -> tuple[float, Array]:
    """Gauss-Hermite points around each mode, scaled by the curvature there; both move with the parameters."""
    z = modes(counts, theta, tau, alpha)
    peak = counts.at(theta + tau * z, alpha)
    scale = 1 / np.sqrt(1 - tau**2 * peak.slope(2))
    nodes, weights = np.polynomial.hermite_e.hermegauss(points)
    at = z + scale * nodes
    here = counts.at(theta + tau * at, alpha)
    logs = here.slope() - at**2 / 2 + nodes**2 / 2 + np.log(weights) - HALF_LOG_2PI
    total = logsumexp(logs, axis=1, keepdims=True)
    share = np.exp(logs - total)
    pull = share * (tau * here.slope(1) - at)
    shift, widen = pull.sum(axis=1, keepdims=True), 1 / scale + (pull * nodes).sum(axis=1, keepdims=True)

    def moved(direct: Array, mode: Array, bend: Array) -> Array:
        """A derivative: direct, through the mode (`mode`: d slope) and through the scale (`bend`: d curvature)."""
        by_mode = scale**2 * mode
        by_scale = scale**3 / 2 * (bend + tau**3 * peak.slope(3) * by_mode)
        return direct.sum(axis=1, keepdims=True) + shift * by_mode + widen * by_scale

    one, two, three = peak.slope(1), peak.slope(2), peak.slope(3)
    by_theta = moved(share * here.slope(1), tau * two, tau**2 * three)
    by_tau = moved(share * here.slope(1) * at, one + tau * z * two, 2 * tau * two + tau**2 * z * three)
    by_alpha = moved(share * here.slope(0, 1), tau * peak.slope(1, 1), tau**2 * peak.slope(2, 1))
    return float((np.log(scale) + total).sum()), _gradient(by_theta, by_tau, by_alpha)
