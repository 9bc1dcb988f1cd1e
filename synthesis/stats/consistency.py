"""Do direct and indirect evidence of a network agree, and how do the treatments rank?

Design-by-treatment interaction: a model with effects of its own for every design (set of treatments compared)
against the consistency model, a Wald test at the tau2 of the former. Node-splitting: for one comparison an extra
coefficient in the studies that hold both treatments, split evenly between the two arms, so that the answer does
not depend on which is named first. Ranks: seeded draws from the normal distribution of the effects; SUCRA is the
mean cumulative rank and equals the P-score up to the error of the draws.
Sources: White et al. (2012) Res. Synth. Methods 3, 111-125; Higgins et al. (2012) Res. Synth. Methods 3, 98-110;
Dias et al. (2010) Stat. Med. 29, 932-944; White (2015) Stata J. 15, 951-985 (symmetric side-splitting); Salanti,
Ades & Ioannidis (2011) J. Clin. Epidemiol. 64, 163-171 (SUCRA).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from synthesis.stats.distributions import chi2_upper, two_sided_p
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.gls import Array
from synthesis.stats.network import Contrasts, Network, fit_network
from synthesis.stats.network_results import DesignInteraction, Ranking, Split
from synthesis.stats.results import finite


def _designs(c: Contrasts) -> list[tuple[int, ...]]:
    """The set of treatments of each contrast's study, as sorted numbers."""
    groups: dict[int, set[int]] = {}
    full = _with_reference(c)
    for row, study in enumerate(c.rows_study):
        groups.setdefault(study, set()).update(np.flatnonzero(full[row]).tolist())
    return [tuple(sorted(groups[study])) for study in c.rows_study]


def _with_reference(c: Contrasts) -> Array:
    """The design with a column for the reference: rows of +1 and -1, (c, t)."""
    return np.column_stack([-c.X.sum(axis=1), c.X])


def design_by_treatment(c: Contrasts, *, random: bool = True) -> DesignInteraction:
    """Test of consistency. Raises NotEstimable where all designs agree by construction (no closed loop)."""
    designs = _designs(c)
    cells = [(design, tuple(row)) for design, row in zip(designs, _with_reference(c).tolist(), strict=True)]
    kinds = list(dict.fromkeys(cells))
    own = np.array([[float(cell == kind) for kind in kinds] for cell in cells])
    df = own.shape[1] - c.X.shape[1]
    if df <= 0:
        raise NotEstimable("no loop of designs closes, so nothing can be inconsistent", code="no_loop")
    can_vary = random and len(c.y) > own.shape[1]
    wide = fit_network(replace(c, X=own), random=can_vary)
    weights = np.linalg.inv(c.V + wide.tau2 * c.K)
    chi2 = _rss(c.y, c.X, weights) - _rss(c.y, own, weights)
    names = tuple(" – ".join(c.treatments[i] for i in design) for design in dict.fromkeys(designs))
    return DesignInteraction(max(chi2, 0.0), df, chi2_upper(chi2, df), wide.tau2, names)


def _rss(y: Array, X: Array, W: Array) -> float:
    coef = np.linalg.solve(X.T @ W @ X, X.T @ W @ y)
    resid = y - X @ coef
    return float(resid @ W @ resid)


def node_split(c: Contrasts, first: str, second: str, *, random: bool = True) -> Split:
    """Split one comparison. Raises NotEstimable without direct or without indirect evidence."""
    for name in (first, second):
        if name not in c.treatments:
            raise InputError(f"the treatment {name!r} is in no comparison", field="treat")
    a, b = c.treatments.index(first), c.treatments.index(second)
    designs = _designs(c)
    both = np.array([a in design and b in design for design in designs])
    if not both.any():
        raise NotEstimable(f"no study compares {first} with {second}", code="no_direct")
    full = _with_reference(c)
    extra = np.where(both, (full[:, a] - full[:, b]) / 2, 0.0)
    X = np.column_stack([c.X, extra])
    if np.linalg.matrix_rank(X) < X.shape[1]:
        raise NotEstimable(f"there is no indirect evidence on {first} and {second}", code="no_indirect")
    found = fit_network(replace(c, X=X), random=random)
    direction = np.zeros(X.shape[1] + 1)
    direction[a], direction[b] = 1.0, -1.0
    indirect = direction[1:]
    direct = indirect + np.eye(X.shape[1])[-1]
    (d, d_se), (i, i_se) = (_linear(found, way) for way in (direct, indirect))
    gap, gap_se = _linear(found, direct - indirect)
    count = len({study for study, hit in zip(c.rows_study, both, strict=True) if hit})
    return Split(first, second, d, d_se, i, i_se, gap, gap_se, finite(two_sided_p(gap / gap_se)), count)


def _linear(found: Network, way: Array) -> tuple[float, float]:
    state = found.state
    return float(way @ state.coef), math.sqrt(float(way @ state.cov @ way))


def node_splits(c: Contrasts, *, random: bool = True) -> tuple[Split, ...]:
    """Every comparison that has direct and indirect evidence."""
    found = []
    for i, first in enumerate(c.treatments):
        for second in c.treatments[i + 1 :]:
            try:
                found.append(node_split(c, first, second, random=random))
            except NotEstimable:
                continue
    return tuple(found)


def ranking(network: Network, *, larger_is_better: bool, draws: int = 20_000, seed: int = 1) -> Ranking:
    """Ranks of the treatments over `draws` draws of their effects."""
    names: Sequence[str] = network.contrasts.treatments
    t = len(names)
    rng = np.random.default_rng(seed)
    others = rng.multivariate_normal(network.state.coef, network.state.cov, size=draws, method="cholesky")
    effects = np.column_stack([np.zeros(draws), others])
    order = np.argsort(-effects if larger_is_better else effects, axis=1)
    place = np.argsort(order, axis=1)
    shares = np.array([np.bincount(place[:, j], minlength=t) / draws for j in range(t)])
    mean = shares @ np.arange(1, t + 1)
    sucra = (t - mean) / (t - 1)
    rows = tuple(tuple(row) for row in shares.tolist())
    return Ranking(tuple(names), rows, tuple(mean.tolist()), tuple(sucra.tolist()))
