"""Permutation test of moderators: how often do shuffled moderators explain as much?

The rows of the design are exchanged between studies and the model is refitted each time; p is the share of
arrangements whose statistic is at least as extreme as the one seen (which is among them). All k! arrangements
where these are at most `most`, else `most` random ones by a seeded generator. Sources: Higgins & Thompson (2004)
Stat. Med. 23, 1663-1682; Follmann & Proschan (1999) Biometrics 55, 732-737.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from synthesis.stats import tau2 as tau2_estimators
from synthesis.stats.errors import InputError
from synthesis.stats.gls import Array, Batch, design_of
from synthesis.stats.linear_model import checked_effects, fit_model
from synthesis.stats.results import Record

CHUNK = 2000
ROUNDING = 1e-9
"""Equal statistics of different arrangements may differ by rounding; they count as equal."""


@dataclass(frozen=True)
class PermutationTest(Record):
    """p-values per coefficient (None for the intercept) and of QM; `exact` when all arrangements were seen, else
    they were drawn by `seed`."""

    arrangements: int
    exact: bool
    pval: tuple[float | None, ...]
    QM_pval: float
    seed: int | None = None


def _orders(k: int, most: int, seed: int) -> tuple[Array, bool]:
    """Arrangements as rows of indices (n, k), the identity first."""
    if k <= 20 and math.factorial(k) <= most:
        return np.array(list(permutations(range(k)))), True
    rng = np.random.default_rng(seed)
    shuffled = rng.permuted(np.tile(np.arange(k), (most - 1, 1)), axis=1)
    return np.vstack([np.arange(k), shuffled]), False


def _statistics(y: Array, v: Array, X: Array, orders: Array, method: str | None, test: str) -> tuple[Array, Array]:
    """|z| per coefficient (n, p) and QM (n,) of every arrangement."""
    design = design_of(X)
    batch = Batch(y[orders], v[orders], design)
    tau2 = np.zeros(len(orders)) if method is None else tau2_estimators.estimate(batch, method)
    fitted = batch.fit(tau2)
    coef, cov = fitted.coefficients(), fitted.covariance()
    scale = np.ones(len(orders))
    if test.startswith("hksj"):
        scale = fitted.rss() / (len(y) - design.p)
        scale = np.maximum(scale, 1.0) if test == "hksj_adhoc" else scale
    part, block = coef[:, 1:], cov[:, 1:, 1:] * scale[:, None, None]
    qm = np.einsum("bi,bi->b", part, np.linalg.solve(block, part[:, :, None])[:, :, 0])
    return np.abs(coef) / np.sqrt(np.einsum("bii->bi", cov) * scale[:, None]), qm


def permutation_test(
    yi: Array,
    vi: Array,
    X: Array,
    *,
    model: str = "random",
    method: str = "REML",
    test: str = "z",
    most: int = 5040,
    seed: int = 1,
) -> PermutationTest:
    """Test yi, vi (k,) on X (k, p), first column ones; options as in `fit_model`.

    Two-sided p-values. Raises InputError without a moderator or with dependent ones, NotEstimable for k <= p.
    """
    y, v = checked_effects(yi, vi)
    X = np.asarray(X, float)
    if X.shape[1] < 2:
        raise InputError("a permutation test needs a moderator", field="moderators")
    if most < 2:
        raise InputError("at least two arrangements are needed", field="most")
    fit_model(y, v, design_of(X), model=model, method=method, test=test)  # refuses what cannot be fitted
    orders, exact = _orders(len(y), most, seed)
    used = None if model == "common" else method
    parts = [_statistics(y, v, X, orders[at : at + CHUNK], used, test) for at in range(0, len(orders), CHUNK)]
    z, qm = (np.concatenate(column) for column in zip(*parts, strict=True))
    shares = (z >= z[0] * (1 - ROUNDING)).mean(axis=0)
    pval = (None, *(float(share) for share in shares[1:]))
    return PermutationTest(
        len(orders), exact, pval, float((qm >= qm[0] * (1 - ROUNDING)).mean()), None if exact else seed
    )
