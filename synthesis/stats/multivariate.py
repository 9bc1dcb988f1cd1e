"""Multivariate random-effects meta-analysis with an unstructured between-trial covariance.

y = X beta + u + e: effects of several outcomes per trial, e ~ N(0, V) with V known, u_trial ~ N(0, G) over
outcomes, one mean per outcome. G = L L' is searched over its Cholesky factor. Sources: Berkey et al. (1998)
Stat. Med. 17, 2537-2550; Jackson, Riley & White (2011) Stat. Med. 30, 2481-2498.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.gls import Array
from synthesis.stats.variance_components import Model, State, evaluate_at, maximise, score_and_information


@dataclass(frozen=True)
class Multivariate:
    """Means per outcome with their covariance, and the between-trial covariance G (q, q)."""

    outcomes: tuple[str, ...]
    state: State
    G: Array
    QE: float

    @property
    def correlation(self) -> Array:
        """Between-trial correlations (q, q); NaN where a variance is 0."""
        root = np.sqrt(np.diag(self.G))
        with np.errstate(all="ignore"):
            return self.G / np.outer(root, root)


def _parts(trials: Array, place: Array, q: int) -> tuple[list[tuple[int, int]], tuple[Array, ...]]:
    """Pairs (a, b), a >= b, and the matrix by which G[a, b] enters the covariance of the rows."""
    same = trials[:, None] == trials[None, :]
    pairs = [(a, b) for a in range(q) for b in range(a + 1)]
    matrices = []
    for a, b in pairs:
        hit = (place[:, None] == a) & (place[None, :] == b)
        matrices.append((same & (hit | hit.T)).astype(float))
    return pairs, tuple(matrices)


def fit_multivariate(
    yi: Array, V: Array, outcomes: Sequence[str], trials: Sequence[str], *, restricted: bool = True
) -> Multivariate:
    """Fit to yi (n,), V (n, n) positive definite; `outcomes` and `trials` name each row."""
    y, V = np.asarray(yi, float), np.asarray(V, float)
    if V.shape != (len(y), len(y)):
        raise InputError(f"needs {len(y)} rows and columns", field="V")
    if len(y) == 0:
        raise NotEstimable("no row has an effect", code="k0")
    named = tuple(sorted({str(o) for o in outcomes}))
    place = np.array([named.index(str(o)) for o in outcomes])
    X = (place[:, None] == np.arange(len(named))).astype(float)
    pairs, parts = _parts(np.array([str(t) for t in trials]), place, len(named))
    model = Model(y, X, V, parts, restricted, (False,) * len(parts))
    fixed = maximise(Model(y, X, V, (), restricted, ()), [np.zeros(0)])
    state, G = _search(model, pairs, fixed)
    return Multivariate(named, state, G, float(fixed.resid @ fixed.W @ fixed.resid))


def _search(model: Model, pairs: list[tuple[int, int]], fixed: State) -> tuple[State, Array]:
    q = model.p
    rows, cols = np.array(pairs).T

    def unpack(x: Array) -> tuple[Array, Array]:
        lower = np.zeros((q, q))
        lower[rows, cols] = x
        G = lower @ lower.T
        return lower, G

    def loss(x: Array) -> tuple[float, Array]:
        lower, G = unpack(x)
        state = evaluate_at(model, G[rows, cols])
        if state is None:
            return 1e10, np.zeros(len(x))
        score, _ = score_and_information(model, state)
        gradient = np.zeros((q, q))
        gradient[rows, cols] = score
        # Off-diagonal parts already hold both triangles of G, so their score is for the pair.
        symmetric = (gradient + gradient.T) / 2
        symmetric[np.diag_indices(q)] = gradient[np.diag_indices(q)]
        return -state.loglik, -(2 * symmetric @ lower)[rows, cols]

    spread = [max(float(np.var(fixed.resid[model.X[:, j] == 1])), 1e-8) for j in range(q)]
    found = []
    for share, rho in ((0.5, 0.0), (0.5, 0.5), (0.5, -0.3), (0.05, 0.0)):
        root = np.sqrt(share * np.array(spread))
        G = np.outer(root, root) * (rho + (1 - rho) * np.eye(q))
        start = np.linalg.cholesky(G + 1e-10 * np.diag(np.diag(G)))[rows, cols]
        found.append(
            optimize.minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-8, "maxiter": 2000})
        )
    best = min(found, key=lambda r: r.fun)
    G = unpack(best.x)[1]
    state = evaluate_at(model, G[rows, cols])
    if state is None:
        raise NotEstimable("the between-trial covariance did not converge", code="no_convergence")
    return state, G
