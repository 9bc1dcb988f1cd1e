"""Three-level models for effects nested in clusters, and composites of dependent effects.

y_ij = x_ij beta + u_j + w_ij + e_ij: sigma2_between between clusters, sigma2_within between effects of
a cluster, sampling errors with covariance V. Sources: Konstantopoulos (2011) Res. Synth. Methods 2,
61-76; Van den Noortgate et al. (2013) Behav. Res. Methods 45, 576-594; Cheung (2014) Psychol. Methods 19,
211-229 (I2 per level); Borenstein et al. (2009) chapter 24 (composites).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.stats.errors import InputError
from synthesis.stats.gls import Array, batch_of
from synthesis.stats.robust import Working, cluster_rows
from synthesis.stats.study_data import label_of
from synthesis.stats.variance_components import Model, State, default_starts, maximise


@dataclass(frozen=True)
class Multilevel:
    """A fitted multilevel model with the clusters it was fitted on."""

    model: Model
    state: State
    clusters: tuple[str, ...]
    QE: float

    @property
    def components(self) -> tuple[float, ...]:
        """sigma2 between clusters (and within, for three levels)."""
        return tuple(float(t) for t in self.state.theta)

    @property
    def n_clusters(self) -> int:
        return len(cluster_rows(self.clusters))

    def working(self) -> Working:
        """The fitted model as a working model for robust standard errors."""
        state = self.state
        return Working(self.model.X, self.model.covariance(state.theta), state.W, state.cov, state.resid)

    def criteria(self) -> tuple[float, float]:
        """AIC and BIC; REML counts n - p observations."""
        size = self.model.n - (self.model.p if self.model.restricted else 0)
        parameters = self.model.p + len(self.model.parts)
        deviance = -2 * self.state.loglik
        return deviance + 2 * parameters, deviance + parameters * float(np.log(size))

    def i2(self) -> tuple[float, float, float]:
        """Per cent of variance total, between clusters, within clusters (independent errors, no moderators)."""
        typical = float(batch_of(self.model.y, np.diag(self.model.V)).fit().trace_p()[0])
        total = sum(self.components) + (self.model.n - 1) / typical
        between, within = self.components
        return 100 * (between + within) / total, 100 * between / total, 100 * within / total


def same_cluster(clusters: Sequence[str]) -> Array:
    """(n, n) with 1 for pairs of rows in one cluster."""
    named = np.array([label_of(c) for c in clusters])
    return (named[:, None] == named[None, :]).astype(float)


def correlated_errors(vi: Array, clusters: Sequence[str], rho: float) -> Array:
    """V with correlation `rho` between sampling errors of rows in one cluster."""
    if not -1 < rho < 1:
        raise InputError(f"a correlation lies between -1 and 1, got {rho:g}", field="rho")
    root = np.sqrt(np.asarray(vi, float))
    share = rho * same_cluster(clusters)
    np.fill_diagonal(share, 1.0)
    return share * np.outer(root, root)


def fit_multilevel(
    yi: Array,
    V: Array,
    clusters: Sequence[str],
    X: Array | None = None,
    *,
    restricted: bool = True,
    within: bool = True,
) -> Multilevel:
    """Three-level model (two-level without `within`) for yi (n,), V (n, n) and an optional design (n, p)."""
    y = np.asarray(yi, float)
    X = np.ones((len(y), 1)) if X is None else np.asarray(X, float)
    parts = (same_cluster(clusters),) + ((np.eye(len(y)),) if within else ())
    model = Model(y, X, np.asarray(V, float), parts, restricted, (True,) * len(parts))
    state = maximise(model, default_starts(model))
    plain = Model(y, X, model.V, (), restricted, ())
    fixed = maximise(plain, [np.zeros(0)])
    qe = float(fixed.resid @ fixed.W @ fixed.resid)
    return Multilevel(model, state, tuple(str(label_of(c)) for c in clusters), qe)


@dataclass(frozen=True)
class Composite:
    """One effect per cluster, in order of first appearance."""

    clusters: tuple[str, ...]
    yi: Array
    vi: Array


def aggregate(yi: Array, vi: Array, clusters: Sequence[str], rho: float) -> Composite:
    """Inverse-variance (GLS) composite per cluster under compound symmetry with correlation `rho`."""
    y, v = np.asarray(yi, float), np.asarray(vi, float)
    effects, variances = [], []
    for rows in cluster_rows(clusters):
        block = correlated_errors(v[rows], ["one"] * len(rows), rho)
        weights = np.linalg.solve(block, np.ones(len(rows)))
        effects.append(float(weights @ y[rows] / weights.sum()))
        variances.append(float(1 / weights.sum()))
    names = tuple(dict.fromkeys(str(label_of(c)) for c in clusters))
    return Composite(names, np.array(effects), np.array(variances))
