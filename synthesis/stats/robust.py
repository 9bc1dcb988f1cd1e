"""Cluster-robust covariance of meta-regression coefficients: CR0, CR1 and CR2.

Given a working model with inverse covariance W, residuals e and bread B = (X'WX)^-1, the sandwich is
B [sum_g X_g' W_g A_g e_g e_g' A_g W_g X_g] B. CR0: A = I; CR1: CR0 times m/(m - p) for m clusters, t with
m - p df; CR2: A_g makes the estimator unbiased under the working model, with Satterthwaite df.
Sources: Hedges, Tipton & Johnson (2010) Res. Synth. Methods 1, 39-65; Bell & McCaffrey (2002) Surv.
Methodol. 28, 169-181; Pustejovsky & Tipton (2018) J. Bus. Econ. Stat. 36, 672-683.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.stats.errors import NotEstimable
from synthesis.stats.gls import Array
from synthesis.stats.study_data import label_of


@dataclass(frozen=True)
class Working:
    """A fitted working model: X (n, p), covariance M (n, n), W = M^-1, B (p, p), residuals (n,)."""

    X: Array
    M: Array
    W: Array
    B: Array
    resid: Array


@dataclass(frozen=True)
class Sandwich:
    """Robust covariance (p, p) and degrees of freedom per coefficient (p,)."""

    vcov: Array
    df: Array

    @property
    def se(self) -> Array:
        return np.sqrt(np.diag(self.vcov))


def cluster_rows(clusters: Sequence[str]) -> list[Array]:
    """Row numbers of each cluster, in order of first appearance."""
    named = np.array([label_of(c) for c in clusters])
    return [np.flatnonzero(named == name) for name in dict.fromkeys(named.tolist())]


def cr0(working: Working, clusters: Sequence[str]) -> Array:
    """The plain sandwich (p, p)."""
    meat = 0.0
    for rows in cluster_rows(clusters):
        side = working.X.T @ working.W[:, rows] @ working.resid[rows]
        meat = meat + np.outer(side, side)
    return working.B @ meat @ working.B


def cr1(working: Working, clusters: Sequence[str]) -> Sandwich:
    """CR0 times m/(m - p), m - p df. Needs more clusters than coefficients."""
    count, p = len(cluster_rows(clusters)), working.X.shape[1]
    if count <= p:
        raise NotEstimable(f"{count} clusters cannot support {p} coefficients", code="few_clusters")
    return Sandwich(cr0(working, clusters) * count / (count - p), np.full(p, float(count - p)))


def _inverse_root(matrix: Array) -> Array:
    """Symmetric (pseudo-)inverse square root of a positive semidefinite matrix."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    keep = values > 1e-10 * max(values.max(), 0.0)
    return (vectors[:, keep] / np.sqrt(values[keep])) @ vectors[:, keep].T


def _adjustment(working: Working, rows: Array) -> Array:
    """A_g of CR2 for weights equal to the inverse working covariance."""
    block = working.M[np.ix_(rows, rows)]
    upper = np.linalg.cholesky(block).T
    x = working.X[rows]
    inner = upper @ (block - x @ working.B @ x.T) @ upper.T
    return upper.T @ _inverse_root(inner) @ upper


def cr2(working: Working, clusters: Sequence[str]) -> Sandwich:
    """Bias-reduced linearisation with Satterthwaite df; M is block-diagonal over clusters."""
    groups = cluster_rows(clusters)
    n, p = working.X.shape
    residual_maker = np.eye(n) - working.X @ working.B @ working.X.T @ working.W
    sides = [
        working.B @ working.X[rows].T @ working.W[np.ix_(rows, rows)] @ _adjustment(working, rows)
        for rows in groups
    ]
    scores = [side @ working.resid[rows] for side, rows in zip(sides, groups, strict=True)]
    vcov = sum(np.outer(s, s) for s in scores)
    df = np.empty(p)
    for j in range(p):
        forms = np.array([side[j] @ residual_maker[rows] for side, rows in zip(sides, groups, strict=True)])
        products = forms @ working.M @ forms.T
        df[j] = np.trace(products) ** 2 / np.sum(products**2)
    return Sandwich(vcov, df)
