"""Requests of models for effects that depend on each other: clusters, networks, several outcomes, one stage."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.metafor.data import Columns, Rng, Task, binary, proportion, rate2


def _clustered(rng: Rng) -> Columns:
    k, m = int(rng.integers(12, 30)), int(rng.integers(4, 8))
    clusters = rng.integers(0, m, k)
    v = np.round(np.exp(rng.uniform(np.log(0.01), np.log(0.3), k)), 4)
    shift = rng.normal(0, rng.choice([0.0, 0.4]), m)
    y = np.round(0.3 + shift[clusters] + rng.normal(0, np.sqrt(v + rng.choice([0.0, 0.1]))), 4)
    dose = np.round(rng.uniform(1, 30, k), 1)
    return {
        "yi": y.tolist(),
        "vi": v.tolist(),
        "dose": dose.tolist(),
        "lab": [f"L{c}" for c in clusters],
        "es": list(range(k)),
    }


THREE = "three-level"
CLUSTER_MODELS = (
    THREE,
    "random intercept per cluster only (no within-cluster component)",
    "ordinary random effects with cluster-robust SE",
)


def multilevel(rng: Rng) -> Task:
    model = str(rng.choice(CLUSTER_MODELS, p=[0.6, 0.2, 0.2]))
    call: dict[str, Any] = {"model": model, "levels": ["lab", "es"]}
    if model != CLUSTER_MODELS[2]:
        call["estimator"] = str(rng.choice(["REML", "ML"]))
        call["sampling_covariance"] = "sampling errors independent"
        if rng.random() < 0.3:
            call["sampling_covariance"] = "correlation 0.6 between sampling errors of rows in the same cluster"
        if model == THREE and rng.random() < 0.3:
            call["moderators"] = "dose"
    return {"kind": "generic", "columns": _clustered(rng), "call": call}


def aggregate(rng: Rng) -> Task:
    call = {
        "cluster": "lab",
        "levels": ["lab", "es"],
        "within_cluster_correlation": float(rng.choice([0, 0.5, 0.8])),
    }
    return {"kind": "generic", "columns": _clustered(rng), "call": call}


def network(rng: Rng) -> Task:
    treatments = list("ABCDE")[: int(rng.integers(3, 6))]
    rows = []
    for study in range(int(rng.integers(6, 16))):
        arms = rng.choice(treatments, int(rng.choice([2, 2, 2, 3])), replace=False)
        rows += [(f"S{study}", str(a)) for a in arms]
    rows += [("T1", "A"), ("T1", treatments[1]), *[("T2", t) for t in treatments]]
    n = rng.integers(20, 200, len(rows))
    columns: Columns = {"study": [r[0] for r in rows], "treat": [r[1] for r in rows]}
    call: dict[str, Any] = {"model": "common", "reference": "A"}
    if rng.random() < 0.6:
        call = {"model": "random", "estimator": str(rng.choice(["REML", "ML"])), "reference": "A"}
    if rng.random() < 0.6:
        columns |= {"e": rng.binomial(n, rng.uniform(0.02, 0.4, len(rows))).tolist(), "n": n.tolist()}
        measure = str(rng.choice(["OR", "RR", "RD"]))
        return {"kind": "arm_binary", "columns": columns, "call": call | {"measure": measure}}
    mean = np.round(rng.normal(10, 2, len(rows)), 2).tolist()
    columns |= {"m": mean, "sd": np.round(rng.uniform(1, 6, len(rows)), 2).tolist(), "n": n.tolist()}
    measure = str(rng.choice(["MD", "SMD", "ROM"]))
    return {"kind": "arm_continuous", "columns": columns, "call": call | {"measure": measure}}


def multivariate(rng: Rng) -> Task:
    trials = int(rng.integers(8, 15))
    y, names, trial, blocks = [], [], [], []
    for t in range(trials):
        sd = rng.uniform(0.1, 0.4, 2)
        cov = np.outer(sd, sd) * np.array([[1, 0.4], [0.4, 1]])
        both = rng.multivariate_normal([0.3, -0.2], cov + np.array([[0.1, 0.04], [0.04, 0.08]]))
        y += np.round(both, 4).tolist()
        names += ["first", "second"]
        trial += [f"T{t}"] * 2
        blocks.append(cov)
    V = np.zeros((2 * trials, 2 * trials))
    for i, block in enumerate(blocks):
        V[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = block
    model = "bivariate random effects, unstructured between-trial covariance, separate mean per outcome"
    call = {"model": model, "estimator": str(rng.choice(["REML", "ML"])), "V": "input.V"}
    columns = {"yi": y, "outcome": names, "trial": trial}
    return {"kind": "generic", "columns": columns, "call": call, "V": np.round(V, 8).tolist()}


def glmm(rng: Rng) -> Task:
    model = "common" if rng.random() < 0.5 else "random"
    points = int(rng.choice([7, 7, 40]))
    call: dict[str, Any] = {"model": model}
    call["integration"] = f"adaptive Gauss-Hermite, {points} points where supported"
    choice = int(rng.integers(3))
    if choice == 0:
        call |= {"measure": "PLO", "likelihood": "binomial-normal (logit), one group"}
        return {"kind": "proportion", "columns": proportion(rng, 10), "call": call}
    fixed, exact = "unconditional, fixed study effects", "conditional, exact likelihood"
    if choice == 1:
        call |= {"measure": "IRR", "likelihood": str(rng.choice([fixed, exact]))}
        return {"kind": "rate2", "columns": rate2(rng, 10), "call": call}
    likely = (fixed, exact, "conditional, approximate likelihood", "unconditional, random study effects")
    call |= {"measure": "OR", "likelihood": str(rng.choice(likely, p=[0.3, 0.2, 0.3, 0.2]))}
    return {"kind": "binary", "columns": binary(rng, 10), "call": call}
