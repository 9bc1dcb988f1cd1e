"""Network meta-analysis of arm-level data by generalised least squares.

Each study gives contrasts of its arms against the one that comes first among the treatments (the reference,
then by name), so that no answer depends on the order of rows; contrasts of one study share that arm, so their
errors covary by its variance. Effects are relative to a
reference treatment under consistency. The random-effects model has one tau2 for all comparisons with
correlation 0.5 within multi-arm studies, so that the effect of a new study has the variance se^2 + tau2
whatever two treatments it compares.
Sources: Lu & Ades (2004) Stat. Med. 23, 3105-3124; Salanti (2012) Res. Synth. Methods 3, 80-97; White et
al. (2012) Res. Synth. Methods 3, 111-125; Rucker & Schwarzer (2015) BMC Med. Res. Methodol. 15, 58
(P-score); Higgins, Thompson & Spiegelhalter (2009) J. R. Stat. Soc. A 172, 137-159 and Chaimani & Salanti
(2015) Stata J. 15, 905-950 (prediction).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from synthesis.stats.distributions import quantile
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.gls import Array
from synthesis.stats.network_structure import joined
from synthesis.stats.variance_components import Model, State, default_starts, maximise


@dataclass(frozen=True)
class Arm:
    """One arm: its effect (log odds, log risk, mean), sampling variance, and what all arms of its study share.

    Two arms i, j of a study have errors that covary by shared_i shared_j: a standard deviation estimated from all.
    """

    study: str
    treatment: str
    effect: float
    variance: float
    shared: float = 0.0


@dataclass(frozen=True)
class Contrasts:
    """y (c,), V (c, c), design X (c, treatments - 1), heterogeneity structure K (c, c); the study of each row."""

    y: Array
    V: Array
    X: Array
    K: Array
    treatments: tuple[str, ...]
    studies: tuple[str, ...]
    rows_study: tuple[int, ...]


@dataclass(frozen=True)
class Network:
    """A fitted network: league matrices are row treatment minus column treatment."""

    contrasts: Contrasts
    state: State
    tau2: float
    Q: float

    @property
    def Q_df(self) -> int:
        return len(self.contrasts.y) - self.contrasts.X.shape[1]

    def league(self) -> tuple[Array, Array]:
        """Estimates and standard errors of all comparisons, each (t, t)."""
        count = len(self.contrasts.treatments)
        effect = np.concatenate([[0.0], self.state.coef])
        cov = np.zeros((count, count))
        cov[1:, 1:] = self.state.cov
        spread = np.diag(cov)
        variance = spread[:, None] + spread[None, :] - 2 * cov
        return effect[:, None] - effect[None, :], np.sqrt(np.maximum(variance, 0.0))

    def prediction(self, level: float) -> tuple[Array, Array]:
        """Limits between which the effect of a new study is expected, each (t, t); 0 on the diagonal.

        Effect -/+ t sqrt(se^2 + tau2) with Q_df - 1 degrees of freedom: with two treatments k - 2, the rule of
        Higgins et al. Raises NotEstimable for Q_df < 2.
        """
        if self.Q_df < 2:
            raise NotEstimable("a prediction interval needs two spare comparisons or more", code="no_df")
        effect, se = self.league()
        half = quantile(level, self.Q_df - 1) * np.sqrt(se**2 + self.tau2)
        np.fill_diagonal(half, 0.0)
        return effect - half, effect + half

    def p_scores(self) -> Array:
        """Mean probability of a larger effect than each other treatment, (t,)."""
        effect, se = self.league()
        np.fill_diagonal(se, 1.0)
        chance = special.ndtr(effect / se)
        np.fill_diagonal(chance, 0.0)
        return chance.sum(axis=1) / (len(chance) - 1)


def contrasts_of(arms: Sequence[Arm], reference: str) -> Contrasts:
    """Contrasts of all studies with at least two arms; treatments are the reference, then sorted names.

    Raises InputError for an unknown reference or a repeated treatment, NotEstimable when the network is
    not connected or empty.
    """
    by_study: dict[str, list[Arm]] = {}
    for arm in arms:
        by_study.setdefault(arm.study, []).append(arm)
    usable = {study: group for study, group in by_study.items() if len(group) > 1}
    for study, group in usable.items():
        if len({arm.treatment for arm in group}) < len(group):
            raise InputError(f"study {study} has two arms of one treatment; combine them", field="treat")
    named = {arm.treatment for group in usable.values() for arm in group}
    if not named:
        raise NotEstimable("no study compares two treatments", code="k0")
    if reference not in named:
        raise InputError(f"the treatment {reference!r} is in no comparison", field="reference")
    if len(joined({arm.treatment for arm in group} for group in usable.values())) > 1:
        raise NotEstimable("the network is not connected, so its parts cannot be compared", code="disconnected")
    treatments = (reference, *sorted(named - {reference}))
    return _assemble(usable, treatments)


def _assemble(usable: dict[str, list[Arm]], treatments: tuple[str, ...]) -> Contrasts:
    size = sum(len(group) - 1 for group in usable.values())
    y, X = np.zeros(size), np.zeros((size, len(treatments)))
    V, K = np.zeros((size, size)), np.zeros((size, size))
    at = 0
    for group in usable.values():
        base = min(group, key=lambda arm: treatments.index(arm.treatment))
        others = [arm for arm in group if arm is not base]
        rows = np.arange(at, at + len(others))
        at += len(others)
        block = np.ix_(rows, rows)
        shared = np.array([arm.shared - base.shared for arm in others])
        V[block] = base.variance + np.diag([arm.variance for arm in others]) + np.outer(shared, shared)
        K[block] = 0.5 + 0.5 * np.eye(len(others))
        for row, arm in zip(rows, others, strict=True):
            y[row] = arm.effect - base.effect
            X[row, treatments.index(arm.treatment)] += 1
            X[row, treatments.index(base.treatment)] -= 1
    rows_study = tuple(i for i, group in enumerate(usable.values()) for _ in group[1:])
    return Contrasts(y, V, X[:, 1:], K, treatments, tuple(usable), rows_study)


def fit_network(contrasts: Contrasts, *, random: bool, restricted: bool = True) -> Network:
    """Common-effect (random=False) or random-effects network; Q is the generalised Cochran statistic."""
    c = contrasts
    common = maximise(Model(c.y, c.X, c.V, (), restricted, ()), [np.zeros(0)])
    q = float(common.resid @ common.W @ common.resid)
    if not random:
        return Network(c, common, 0.0, q)
    if len(c.y) <= c.X.shape[1]:
        raise NotEstimable("there are no spare comparisons to estimate heterogeneity from", code="no_df")
    model = Model(c.y, c.X, c.V, (c.K,), restricted, (True,))
    state = maximise(model, default_starts(model))
    return Network(c, state, float(state.theta[0]), q)
