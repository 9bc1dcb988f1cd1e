"""Random data sets of every kind, awkward rows included, and the settings that go with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Columns = dict[str, list[Any]]
Task = dict[str, Any]
Rng = np.random.Generator

MEASURES = {
    "binary": ("OR", "RR", "RD", "PETO", "AS", "PHI"),
    "continuous": ("MD", "SMD", "SMDH", "ROM", "CVR", "VR"),
    "paired": ("MC", "SMCC", "SMCR", "ROMC"),
    "paired_binary": ("MPOR", "MPORC", "MPRR", "MPRD"),
    "correlation": ("ZCOR", "COR"),
    "proportion": ("PR", "PLO", "PLN", "PAS", "PFT"),
    "rate2": ("IRR", "IRD", "IRSD"),
    "rate1": ("IR", "IRLN", "IRS"),
}
VARIANCES = {
    "RD": ("LS", "UB", "AV"),
    "PHI": ("LS", "ST"),
    "PR": ("LS", "UB", "AV"),
    "PLO": ("LS", "AV"),
    "PLN": ("LS", "AV"),
    "MD": ("LS", "HO"),
    "SMD": ("LS", "LS2", "UB", "AV"),
    "ROM": ("LS", "HO", "AV", "AVHO"),
    "SMCC": ("LS", "LS2"),
    "SMCR": ("LS", "LS2"),
    "COR": ("LS", "AV"),
}
BACK = {
    "OR": "exp",
    "RR": "exp",
    "PETO": "exp",
    "ROM": "exp",
    "CVR": "exp",
    "VR": "exp",
    "ROMC": "exp",
    "MPOR": "exp",
    "MPORC": "exp",
    "MPRR": "exp",
    "IRR": "exp",
    "PLN": "exp",
    "IRLN": "exp",
    "ZCOR": "tanh",
    "PLO": "inverse_logit",
    "PAS": "sin_squared",
    "PFT": "freeman_tukey_inverse_harmonic_mean_n",
    "IRS": "square",
}
ESTIMATORS = ("DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM", "DLIT")
WHEN = ("studies_with_zero", "all_studies", "all_if_any_zero", "never")


def arms_of(rng: Rng, k: int) -> np.ndarray:
    return rng.integers(5, int(rng.choice([20, 80, 400])), k)


def _with_gaps(rng: Rng, columns: Columns) -> Columns:
    """At times a few missing values."""
    if rng.random() < 0.3:
        for values in columns.values():
            for row in np.flatnonzero(rng.random(len(values)) < 0.05):
                values[row] = None
    return columns


def binary(rng: Rng, k: int) -> Columns:
    n1, n2 = arms_of(rng, k), arms_of(rng, k)
    risk = rng.choice([0.02, 0.15, 0.5, 0.95])
    p = np.clip(risk * np.exp(rng.normal(0, 0.5, k)), 0.001, 0.999)
    q = np.clip(p * np.exp(rng.normal(rng.normal(0, 0.4), 0.4, k)), 0.001, 0.999)
    return {
        "e1": rng.binomial(n1, q).tolist(),
        "n1": n1.tolist(),
        "e2": rng.binomial(n2, p).tolist(),
        "n2": n2.tolist(),
    }


def continuous(rng: Rng, k: int) -> Columns:
    mean, sd = rng.choice([3.0, 50.0]), rng.choice([1.0, 12.0])
    arm = lambda shift: np.round(np.abs(rng.normal(mean + shift, sd, k)) + 0.1, 2).tolist()  # noqa: E731
    spread = lambda: np.round(sd * np.exp(rng.normal(0, 0.3, k)), 2).tolist()  # noqa: E731
    return {
        "m1": arm(rng.normal(0, 0.5 * sd)),
        "sd1": spread(),
        "n1": arms_of(rng, k).tolist(),
        "m2": arm(0),
        "sd2": spread(),
        "n2": arms_of(rng, k).tolist(),
    }


def paired(rng: Rng, k: int) -> Columns:
    found = continuous(rng, k)
    del found["n1"], found["n2"]
    return found | {"r": np.round(rng.uniform(-0.2, 0.95, k), 2).tolist(), "n": arms_of(rng, k).tolist()}


def paired_binary(rng: Rng, k: int) -> Columns:
    return {name: rng.poisson(rng.choice([2, 15]), k).tolist() for name in "abcd"}


def correlation(rng: Rng, k: int) -> Columns:
    return {"r": np.round(np.tanh(rng.normal(0.3, 0.4, k)), 3).tolist(), "n": arms_of(rng, k).tolist()}


def proportion(rng: Rng, k: int) -> Columns:
    n = arms_of(rng, k)
    return {"x": rng.binomial(n, np.clip(rng.beta(1, 4, k), 0.001, 0.999)).tolist(), "n": n.tolist()}


def rate2(rng: Rng, k: int) -> Columns:
    t1, t2 = np.round(rng.uniform(20, 800, k), 1), np.round(rng.uniform(20, 800, k), 1)
    rate = rng.choice([0.005, 0.05])
    first, second = rng.poisson(t1 * rate * 1.3), rng.poisson(t2 * rate)
    return {"x1": first.tolist(), "t1": t1.tolist(), "x2": second.tolist(), "t2": t2.tolist()}


def rate1(rng: Rng, k: int) -> Columns:
    t = np.round(rng.uniform(20, 800, k), 1)
    return {"x": rng.poisson(t * 0.03).tolist(), "t": t.tolist()}


def generic(rng: Rng, k: int) -> Columns:
    v = np.round(np.exp(rng.uniform(np.log(0.005), np.log(rng.choice([0.05, 1.0, 20.0])), k)), 5)
    tau = rng.choice([0.0, 0.2, 1.0])
    y = np.round(rng.normal(rng.normal(0, 0.5), np.sqrt(v + tau**2)), 4)
    return {"yi": y.tolist(), "vi": v.tolist(), "n": arms_of(rng, k).tolist()}


MAKERS: dict[str, Callable[[Rng, int], Columns]] = {
    "binary": binary,
    "continuous": continuous,
    "paired": paired,
    "paired_binary": paired_binary,
    "correlation": correlation,
    "proportion": proportion,
    "rate2": rate2,
    "rate1": rate1,
    "generic": generic,
}


def input_of(rng: Rng, kind: str, k: int) -> Columns:
    columns = _with_gaps(rng, MAKERS[kind](rng, k))
    columns["year"] = rng.integers(1980, 2020, k).tolist()
    columns["dose"] = np.round(rng.uniform(1, 30, k), 1).tolist()
    columns["g"] = rng.choice(["high", "low", "Mid"], k).tolist()
    return columns


def size_of(rng: Rng) -> int:
    return int(rng.choice([3, 4, 5, 8, 12, 20, 40], p=[0.1, 0.1, 0.15, 0.2, 0.2, 0.15, 0.1]))


def anything(rng: Rng, kinds: tuple[str, ...] = tuple(MAKERS)) -> tuple[str, str, Columns]:
    """A kind, a measure and columns; generic effects half of the time."""
    kind = "generic" if "generic" in kinds and rng.random() < 0.5 else str(rng.choice(kinds))
    measure = "GEN" if kind == "generic" else str(rng.choice(MEASURES[kind]))
    return kind, measure, input_of(rng, kind, size_of(rng))


def model_of(rng: Rng, methods: tuple[str, ...] = ("DL", "REML")) -> dict[str, Any]:
    if rng.random() < 0.25:
        return {"model": "common"}
    return {"model": "random", "tau2_estimator": str(rng.choice(methods))}


def test_of(rng: Rng) -> str:
    return str(rng.choice(["z", "t", "hksj", "hksj_adhoc"]))
