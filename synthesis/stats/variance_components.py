"""Gaussian models with several variance components: M(theta) = V + sum theta_k K_k.

The engine below multilevel, network and multivariate models. Arrays: y (n,), X (n, p), V and every K_k
(n, n). Fisher scoring with step halving and an active set at the bounds, from several starts; the highest
(restricted) likelihood wins. Source: Harville (1977) J. Am. Stat. Assoc. 72, 320-338.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.gls import Array

MOST_STEPS = 500


@dataclass(frozen=True)
class Model:
    """Data and structure; `bounded[k]` says that theta_k cannot be negative."""

    y: Array
    X: Array
    V: Array
    parts: tuple[Array, ...]
    restricted: bool
    bounded: tuple[bool, ...]

    @property
    def n(self) -> int:
        return len(self.y)

    @property
    def p(self) -> int:
        return self.X.shape[1]

    def covariance(self, theta: Array) -> Array:
        """M(theta), (n, n)."""
        return self.V + sum(t * k for t, k in zip(theta, self.parts, strict=True))


@dataclass(frozen=True)
class State:
    """Everything at one theta: inverse W of M, (X'WX)^-1, coefficients, residuals, log-likelihood."""

    theta: Array
    W: Array
    cov: Array
    coef: Array
    resid: Array
    loglik: float


def evaluate_at(model: Model, theta: Array) -> State | None:
    """GLS fit and log-likelihood at theta; None where M is not positive definite."""
    try:
        lower = np.linalg.cholesky(model.covariance(theta))
    except np.linalg.LinAlgError:
        return None
    inverse = np.linalg.inv(lower)
    x, y = inverse @ model.X, inverse @ model.y
    basis, triangle = np.linalg.qr(x)
    back = np.linalg.inv(triangle)
    coef = back @ (basis.T @ y)
    rss = float(np.sum((y - basis @ (basis.T @ y)) ** 2))
    value = -np.log(np.diag(lower)).sum() - 0.5 * rss
    if model.restricted:
        log_x = np.linalg.slogdet(model.X.T @ model.X)[1] / 2
        value += log_x - np.log(np.abs(np.diag(triangle))).sum()
        value -= 0.5 * (model.n - model.p) * math.log(2 * math.pi)
    else:
        value -= 0.5 * model.n * math.log(2 * math.pi)
    return State(theta, inverse.T @ inverse, back @ back.T, coef, model.y - model.X @ coef, float(value))


def score_and_information(model: Model, state: State) -> tuple[Array, Array]:
    """Derivatives of the log-likelihood in theta (q,) and the expected information (q, q)."""
    wx = state.W @ model.X
    projection = state.W - wx @ state.cov @ wx.T
    u = state.W @ state.resid
    base = projection if model.restricted else state.W
    products = [base @ k for k in model.parts]
    score = np.array([0.5 * (u @ k @ u - np.trace(bk)) for k, bk in zip(model.parts, products, strict=True)])
    information = np.array([[0.5 * np.sum(a * b.T) for b in products] for a in products])
    return score, information


def _move(model: Model, state: State) -> tuple[Array, float]:
    """The scoring step, and how much likelihood it promises (0 where every component is held at its bound)."""
    score, information = score_and_information(model, state)
    free = ~(np.array(model.bounded) & (state.theta <= 0) & (score <= 0))
    move = np.zeros(len(state.theta))
    if free.any():
        move[free] = np.linalg.lstsq(information[np.ix_(free, free)], score[free], rcond=None)[0]
    return move, float(move @ score)


def _step(model: Model, state: State) -> State | None:
    """One guarded scoring step; None when nothing is left to gain."""
    move, promised = _move(model, state)
    if promised == 0:
        return None
    for _ in range(60):
        theta = state.theta + move
        theta = np.where(np.array(model.bounded), np.maximum(theta, 0.0), theta)
        new = evaluate_at(model, theta)
        if new is not None and new.loglik > state.loglik:
            return new
        move = move / 2
    return None


def _climb(model: Model, start: Array) -> State | None:
    state = evaluate_at(model, start)
    if state is None or not model.parts:
        return state
    for _ in range(MOST_STEPS):
        new = _step(model, state)
        if new is None:
            return state
        state = new
    raise NotEstimable("the variance components did not converge", code="no_convergence")


def _polished(model: Model, state: State) -> State:
    """The top itself: near it the likelihood is flat to half its digits, what a step promises is not."""
    move, promised = _move(model, state)
    for _ in range(MOST_STEPS):
        theta = state.theta + move
        new = evaluate_at(model, np.where(np.array(model.bounded), np.maximum(theta, 0.0), theta))
        if promised == 0 or new is None:
            return state
        move, left = _move(model, new)
        if not left < promised:
            return state
        state, promised = new, left
    return state


def maximise(model: Model, starts: Sequence[Array]) -> State:
    """The best of the climbs from all starts."""
    if np.linalg.matrix_rank(model.X) < model.p:
        raise InputError("the moderators are linearly dependent", field="moderators")
    found = [state for state in (_climb(model, start) for start in starts) if state is not None]
    if not found:
        raise NotEstimable("the sampling covariance is not positive definite", code="not_positive_definite")
    best = max(found, key=lambda state: state.loglik)
    return _polished(model, best) if model.parts else best


def default_starts(model: Model) -> list[Array]:
    """Every component at 0, small, moderate and large, and each component alone."""
    spread = float(np.var(model.y)) or float(np.mean(np.diag(model.V)))
    q = len(model.parts)
    starts = [np.full(q, share * spread / q) for share in (0.0, 0.05, 0.5, 1.0)]
    return starts + [np.where(np.arange(q) == k, 0.5 * spread, 0.0) for k in range(q) if q > 1]
