"""Step-function selection model: publication depends on the one-sided or two-sided p-value.

Model: y_i ~ N(mu, v_i + tau2), published with relative probability delta_j when its p-value lies in the
j-th interval of the steps; delta_1 = 1. Likelihood: weighted normal density over the expected weight.
Maximum likelihood over mu, tau2 >= 0 and delta > 0; standard errors from the observed information of
(mu, tau2, delta); tau2 is held at 0 when the maximum lies there. There may be several maxima, one of them
at tau2 = 0: the highest one reached from many starts is taken. Source: Vevea & Hedges (1995)
Psychometrika 60, 419-435. Few studies in an interval make delta very uncertain.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from synthesis.stats.distributions import chi2_upper, quantile, two_sided_p
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.gls import Array
from synthesis.stats.linear_model import checked_effects, fit_model

ALTERNATIVES = ("greater", "less", "two.sided")
DELTA_RANGE = (1e-5, 100.0)
"""Beyond it the data do not bound a publication probability; the likelihood is flat there."""


@dataclass(frozen=True)
class StepSelection:
    """ML estimates; `delta` starts with the fixed 1; `counts` studies per interval; `lrt` against no selection."""

    estimate: float
    se: float
    tau2: float
    delta: tuple[float, ...]
    loglik: float
    lrt: float
    counts: tuple[int, ...]
    level: float = 0.95

    @property
    def pval(self) -> float:
        return two_sided_p(self.estimate / self.se)

    @property
    def ci(self) -> tuple[float, float]:
        half = quantile(self.level) * self.se
        return self.estimate - half, self.estimate + half

    @property
    def lrt_df(self) -> int:
        return len(self.delta) - 1

    @property
    def lrt_pval(self) -> float:
        return chi2_upper(self.lrt, self.lrt_df)


@dataclass(frozen=True)
class _Problem:
    """y oriented so that large values are significant; `cut` (k, J + 1) effect limits of the intervals, of |y| for
    two-sided p-values."""

    y: Array
    v: Array
    place: Array
    cut: Array
    two_sided: bool = False

    @property
    def intervals(self) -> int:
        return self.cut.shape[1] - 1

    def loglik(self, mu: float, tau2: float, delta: Array) -> float:
        """Log-likelihood at (mu, tau2, delta of shape (J,))."""
        spread = np.sqrt(self.v + tau2)
        z = (self.y - mu) / spread
        below = special.ndtr((self.cut - mu) / spread[:, None])
        if self.two_sided:
            below = below - special.ndtr((-self.cut - mu) / spread[:, None])
        expected = ((below[:, :-1] - below[:, 1:]) * delta).sum(axis=1)
        if not np.all(expected > 0):
            return -math.inf
        plain = -0.5 * (z**2 + np.log(2 * math.pi)) - np.log(spread)
        return float((plain + np.log(delta[self.place]) - np.log(expected)).sum())


def _problem(y: Array, v: Array, steps: list[float], sign: float, two_sided: bool = False) -> _Problem:
    oriented = sign * y
    tails = 2 if two_sided else 1
    z = (np.abs(y) if two_sided else oriented) / np.sqrt(v)
    place = np.searchsorted(np.array([*steps, 1.0]), tails * special.ndtr(-z), side="left")
    inner = -np.sqrt(v)[:, None] * special.ndtri(np.array(steps) / tails)[None, :]
    edge = np.full((len(y), 1), np.inf)
    last = np.zeros_like(edge) if two_sided else -edge
    return _Problem(oriented, v, place, np.hstack([edge, inner, last]), two_sided)


def _unpack(x: Array, free_tau2: bool) -> tuple[float, float, Array]:
    tau2 = math.exp(min(x[1], 200.0)) if free_tau2 else 0.0
    return float(x[0]), tau2, np.exp(np.clip(np.concatenate([[0.0], x[1 + free_tau2 :]]), -50, 50))


def _loss(problem: _Problem, free_tau2: bool) -> Callable[[Array], float]:
    def loss(x: Array) -> float:
        value = problem.loglik(*_unpack(x, free_tau2))
        return -value if math.isfinite(value) else 1e10

    return loss


def _climb(problem: _Problem, start: Array, free_tau2: bool) -> tuple[float, Array]:
    loss = _loss(problem, free_tau2)
    best = optimize.minimize(
        loss, start, method="Nelder-Mead", options={"maxiter": 4000, "fatol": 1e-11, "xatol": 1e-8}
    )
    for _ in range(3):
        polished = optimize.minimize(loss, best.x, method="BFGS", options={"gtol": 1e-9})
        if polished.fun >= best.fun - 1e-12:
            break
        best = polished
    return -float(best.fun), best.x


SHIFTS = (0.0, -1.0, -2.5, 1.0)
"""Starting logs of the publication probabilities: alike, rarer and rarer, more frequent."""


def _starts(problem: _Problem, centre: float, tau2: float) -> list[tuple[Array, bool]]:
    """Where climbs begin: the likelihood may have a maximum at tau2 = 0 and a higher one away from it."""
    spread = float(np.ptp(problem.y)) or 1.0
    spreads = sorted({tau2, float(np.median(problem.v)), float(np.var(problem.y)) or tau2, spread**2})
    found = []
    for shift in SHIFTS:
        for falling in (False, True):
            deltas = shift * (np.arange(1, problem.intervals) if falling else np.ones(problem.intervals - 1))
            if falling and (shift == 0.0 or problem.intervals == 2):
                continue
            for mu in (centre, centre - spread / 3):
                found.append((np.concatenate([[mu], deltas]), False))
                found += [(np.concatenate([[mu], [math.log(t)], deltas]), True) for t in spreads]
    return found


def _best(problem: _Problem, centre: float, tau2: float) -> tuple[float, Array, bool]:
    """The highest maximum reached from any start: log-likelihood, parameters, and whether tau2 is free in them.

    Quick climbs from everywhere, then careful ones from the best few of each kind.
    """
    quick: dict[bool, list[tuple[float, Array]]] = {True: [], False: []}
    for start, free in _starts(problem, centre, tau2):
        quick[free].append(_quick_climb(problem, start, free))
    found = []
    for free, climbed in quick.items():
        climbed.sort(key=lambda item: -item[0])
        found += [(*_climb(problem, x, free), free) for _, x in climbed[:2]]
    return max(found, key=lambda item: item[0] + (0.0 if item[2] else 1e-7))


def _quick_climb(problem: _Problem, start: Array, free_tau2: bool) -> tuple[float, Array]:
    found = optimize.minimize(
        _loss(problem, free_tau2), start, method="BFGS", options={"gtol": 1e-4, "maxiter": 60}
    )
    return -float(found.fun), found.x


def _hessian(function, x: Array) -> Array:
    """Second derivatives by fourth-order central differences."""
    size = len(x)
    step = 1e-3 * np.maximum(np.abs(x), 1e-2)
    offsets, weights = (-2, -1, 1, 2), (1 / 12, -8 / 12, 8 / 12, -1 / 12)
    out = np.zeros((size, size))

    def slope(point: Array, j: int) -> float:
        shifted = [point + o * step[j] * np.eye(size)[j] for o in offsets]
        return sum(w * function(s) for w, s in zip(weights, shifted, strict=True)) / step[j]

    for i in range(size):
        shifted = [x + o * step[i] * np.eye(size)[i] for o in offsets]
        for j in range(size):
            out[i, j] = sum(w * slope(s, j) for w, s in zip(weights, shifted, strict=True)) / step[i]
    return (out + out.T) / 2


def _standard_error(problem: _Problem, mu: float, tau2: float, delta: Array) -> float:
    """SE of mu from the observed information of (mu, tau2 when positive, delta)."""
    free = tau2 > 0
    point = np.concatenate([[mu], [tau2] if free else [], delta[1:]])

    def loglik(x: Array) -> float:
        return problem.loglik(x[0], x[1] if free else 0.0, np.concatenate([[1.0], x[1 + free :]]))

    information = -_hessian(loglik, point)
    try:
        variance = float(np.linalg.inv(information)[0, 0])
    except np.linalg.LinAlgError:
        variance = math.nan
    if not variance > 0:
        raise NotEstimable("the selection model is not determined by these studies", code="singular")
    return math.sqrt(variance)


def step_selection(
    yi: Array, vi: Array, steps: list[float], alternative: str = "greater", level: float = 0.95
) -> StepSelection:
    """Fit the model with p-value `steps` (increasing, in (0, 1)).

    They are one-sided, for effects expected to be "greater" or "less" than 0, or "two.sided". Raises NotEstimable
    when an interval holds no study or a delta has no bound. The search is made in units of a usual standard error.
    """
    if alternative not in ALTERNATIVES:
        raise InputError(f"choose one of {', '.join(ALTERNATIVES)}, got {alternative!r}", field="alternative")
    if not steps or sorted(set(steps)) != list(steps) or not all(0 < s < 1 for s in steps):
        raise InputError("steps must increase and lie between 0 and 1", field="steps")
    y, v = checked_effects(yi, vi)
    unit = math.sqrt(float(np.median(v)))
    y, v = y / unit, v / unit**2
    sign = -1.0 if alternative == "less" else 1.0
    problem = _problem(y, v, list(steps), sign, alternative == "two.sided")
    counts = np.bincount(problem.place, minlength=problem.intervals)
    if np.any(counts == 0):
        raise NotEstimable("an interval of p-values holds no study; choose other steps", code="empty_interval")
    plain = fit_model(sign * y, v, method="ML")
    start_tau2 = max(plain.tau2, float(v.min()) / 10)
    loglik, x, free = _best(problem, float(plain.coef[0]), start_tau2)
    mu, tau2, delta = _unpack(x, free)
    if delta.min() < DELTA_RANGE[0] or delta.max() > DELTA_RANGE[1]:
        text = "a publication probability runs out of bounds: these studies do not determine the selection"
        raise NotEstimable(text, code="unbounded_selection")
    se = _standard_error(problem, mu, tau2, delta)
    lrt = max(0.0, 2 * (loglik - plain.log_likelihood(restricted=False)))
    return StepSelection(
        sign * mu * unit,
        se * unit,
        tau2 * unit**2,
        tuple(delta.tolist()),
        loglik - len(y) * math.log(unit),
        lrt,
        tuple(int(c) for c in counts),
        level,
    )
