"""Random data sets and requests for every capability of `synthesis.stats.evaluate`, awkward rows included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


def _arms(rng: Rng, k: int) -> np.ndarray:
    return rng.integers(5, int(rng.choice([20, 80, 400])), k)


def _with_gaps(rng: Rng, columns: Columns) -> Columns:
    """At times a few missing values."""
    if rng.random() < 0.3:
        for values in columns.values():
            for row in np.flatnonzero(rng.random(len(values)) < 0.05):
                values[row] = None
    return columns


def _binary(rng: Rng, k: int) -> Columns:
    n1, n2 = _arms(rng, k), _arms(rng, k)
    risk = rng.choice([0.02, 0.15, 0.5, 0.95])
    p = np.clip(risk * np.exp(rng.normal(0, 0.5, k)), 0.001, 0.999)
    q = np.clip(p * np.exp(rng.normal(rng.normal(0, 0.4), 0.4, k)), 0.001, 0.999)
    return {
        "e1": rng.binomial(n1, q).tolist(),
        "n1": n1.tolist(),
        "e2": rng.binomial(n2, p).tolist(),
        "n2": n2.tolist(),
    }


def _continuous(rng: Rng, k: int) -> Columns:
    mean, sd = rng.choice([3.0, 50.0]), rng.choice([1.0, 12.0])
    arm = lambda shift: np.round(np.abs(rng.normal(mean + shift, sd, k)) + 0.1, 2).tolist()  # noqa: E731
    spread = lambda: np.round(sd * np.exp(rng.normal(0, 0.3, k)), 2).tolist()  # noqa: E731
    return {
        "m1": arm(rng.normal(0, 0.5 * sd)),
        "sd1": spread(),
        "n1": _arms(rng, k).tolist(),
        "m2": arm(0),
        "sd2": spread(),
        "n2": _arms(rng, k).tolist(),
    }


def _paired(rng: Rng, k: int) -> Columns:
    found = _continuous(rng, k)
    del found["n1"], found["n2"]
    return found | {"r": np.round(rng.uniform(-0.2, 0.95, k), 2).tolist(), "n": _arms(rng, k).tolist()}


def _paired_binary(rng: Rng, k: int) -> Columns:
    return {name: rng.poisson(rng.choice([2, 15]), k).tolist() for name in "abcd"}


def _correlation(rng: Rng, k: int) -> Columns:
    return {"r": np.round(np.tanh(rng.normal(0.3, 0.4, k)), 3).tolist(), "n": _arms(rng, k).tolist()}


def _proportion(rng: Rng, k: int) -> Columns:
    n = _arms(rng, k)
    return {"x": rng.binomial(n, np.clip(rng.beta(1, 4, k), 0.001, 0.999)).tolist(), "n": n.tolist()}


def _rate2(rng: Rng, k: int) -> Columns:
    t1, t2 = np.round(rng.uniform(20, 800, k), 1), np.round(rng.uniform(20, 800, k), 1)
    rate = rng.choice([0.005, 0.05])
    first, second = rng.poisson(t1 * rate * 1.3), rng.poisson(t2 * rate)
    return {"x1": first.tolist(), "t1": t1.tolist(), "x2": second.tolist(), "t2": t2.tolist()}


def _rate1(rng: Rng, k: int) -> Columns:
    t = np.round(rng.uniform(20, 800, k), 1)
    return {"x": rng.poisson(t * 0.03).tolist(), "t": t.tolist()}


def _generic(rng: Rng, k: int) -> Columns:
    v = np.round(np.exp(rng.uniform(np.log(0.005), np.log(rng.choice([0.05, 1.0, 20.0])), k)), 5)
    tau = rng.choice([0.0, 0.2, 1.0])
    y = np.round(rng.normal(rng.normal(0, 0.5), np.sqrt(v + tau**2)), 4)
    return {"yi": y.tolist(), "vi": v.tolist(), "n": _arms(rng, k).tolist()}


MAKERS: dict[str, Callable[[Rng, int], Columns]] = {
    "binary": _binary,
    "continuous": _continuous,
    "paired": _paired,
    "paired_binary": _paired_binary,
    "correlation": _correlation,
    "proportion": _proportion,
    "rate2": _rate2,
    "rate1": _rate1,
    "generic": _generic,
}


def _input(rng: Rng, kind: str, k: int) -> Columns:
    columns = _with_gaps(rng, MAKERS[kind](rng, k))
    columns["year"] = rng.integers(1980, 2020, k).tolist()
    columns["dose"] = np.round(rng.uniform(1, 30, k), 1).tolist()
    columns["g"] = rng.choice(["high", "low", "Mid"], k).tolist()
    return columns


def _size(rng: Rng) -> int:
    return int(rng.choice([3, 4, 5, 8, 12, 20, 40], p=[0.1, 0.1, 0.15, 0.2, 0.2, 0.15, 0.1]))


def _any(rng: Rng, kinds: tuple[str, ...] = tuple(MAKERS)) -> tuple[str, str, Columns]:
    """A kind, a measure and columns; generic effects half of the time."""
    kind = "generic" if "generic" in kinds and rng.random() < 0.5 else str(rng.choice(kinds))
    measure = "GEN" if kind == "generic" else str(rng.choice(MEASURES[kind]))
    return kind, measure, _input(rng, kind, _size(rng))


def _model(rng: Rng, methods: tuple[str, ...] = ("DL", "REML")) -> dict[str, Any]:
    if rng.random() < 0.25:
        return {"model": "common"}
    return {"model": "random", "tau2_estimator": str(rng.choice(methods))}


def _test(rng: Rng) -> str:
    return str(rng.choice(["z", "t", "hksj", "hksj_adhoc"]))


def effect_size(rng: Rng) -> Task:
    kind = str(rng.choice(list(MEASURES)))
    measure = str(rng.choice(MEASURES[kind]))
    call: dict[str, Any] = {"measure": measure, "variance": str(rng.choice(VARIANCES.get(measure, ("LS",))))}
    if kind in ("binary", "rate2", "proportion", "rate1", "paired_binary") and rng.random() < 0.7:
        double = bool(rng.random() < 0.4) and kind in ("binary", "rate2")
        add = float(rng.choice([0.5, 0.1, 1.0]))
        call["zero_cells"] = {"add": add, "when": str(rng.choice(WHEN)), "drop_double_zero": double}
    return {"kind": kind, "columns": _input(rng, kind, _size(rng)), "call": call | {"level": 0.95}}


def pool(rng: Rng) -> Task:
    kind, measure, columns = _any(rng)
    call = {
        "measure": measure,
        **_model(rng, ESTIMATORS),
        "test": _test(rng),
        "level": float(rng.choice([0.9, 0.95])),
    }
    if measure in BACK:
        call["back_transform"] = BACK[measure]
    if call["model"] == "common":
        call["test"] = "z"
    return {"kind": kind, "columns": columns, "call": call}


def heterogeneity_ci(rng: Rng) -> Task:
    kind, measure, columns = _any(rng)
    method = str(
        rng.choice(["Q-profile", "Q-profile", "profile-likelihood", "test-based H (Higgins & Thompson 2002)"])
    )
    call = {"measure": measure, "method": method, "level": float(rng.choice([0.9, 0.95]))}
    if method == "profile-likelihood":
        call["tau2_estimator"] = str(rng.choice(["ML", "REML"]))
    return {"kind": kind, "columns": columns, "call": call}


NO_SUM = "none (no correction in the MH sums)"
HALF = "0.5 in every cell of each study with a zero; double-zero studies dropped"


def mantel_haenszel(rng: Rng) -> Task:
    kind = "rate2" if rng.random() < 0.25 else "binary"
    measure = str(rng.choice(["IRR", "IRD"] if kind == "rate2" else ["OR", "RR", "RD"]))
    call: dict[str, Any] = {"measure": measure, "level": 0.95}
    if kind == "binary" and rng.random() < 0.3:
        call |= {"model": "random", "test": "z"}
    else:
        how = NO_SUM if kind == "rate2" else str(rng.choice([NO_SUM, HALF]))
        call |= {
            "model": "common",
            "zero_cells_in_pooling": how,
            "cmh_continuity_correction": bool(rng.random() < 0.5),
        }
    return {"kind": kind, "columns": _input(rng, kind, _size(rng)), "call": call}


def peto(rng: Rng) -> Task:
    return {
        "kind": "binary",
        "columns": _input(rng, "binary", _size(rng)),
        "call": {"measure": "PETO", "level": 0.95},
    }


def subgroup(rng: Rng) -> Task:
    kind, measure, columns = _any(rng)
    k = len(columns["g"])
    columns["g"] = [None if rng.random() < 0.05 else str(rng.choice(["a", "b", "c"])) for _ in range(k)]
    call = {
        "measure": measure,
        "by": "g",
        "levels": ["a", "b"],
        **_model(rng),
        "test": str(rng.choice(["z", "hksj"])),
    }
    if call["model"] == "common":
        call["test"] = "z"
    return {
        "kind": kind,
        "columns": columns,
        "call": call | {"tau2_common": bool(rng.random() < 0.5), "level": 0.95},
    }


def meta_regression(rng: Rng) -> Task:
    kind, measure, columns = _any(rng)
    names = str(rng.choice(["dose", "year", "g", "dose + g", "year + dose"]))
    estimators = ("DL", "REML", "ML", "PM", "EB", "SJ", "HE", "HS")
    call = {"measure": measure, "moderators": names, **_model(rng, estimators), "test": _test(rng), "level": 0.95}
    if call["model"] == "common":
        call["test"] = "z"
    if rng.random() < 0.3:
        columns["dose"][int(rng.integers(len(columns["dose"])))] = None
    return {"kind": kind, "columns": columns, "call": call}


def _sensitivity(rng: Rng) -> Task:
    kind, measure, columns = _any(rng)
    return {"kind": kind, "columns": columns, "call": {"measure": measure, **_model(rng), "test": "z"}}


def cumulative(rng: Rng) -> Task:
    task = _sensitivity(rng)
    task["call"]["order"] = str(rng.choice(["year", "input order"]))
    return task


def gosh(rng: Rng) -> Task:
    columns = _generic(rng, 5)
    return {"kind": "generic", "columns": columns, "call": _model(rng)}


def egger(rng: Rng) -> Task:
    if rng.random() < 0.25:
        kind = str(rng.choice(["Harbord (score) test", "Peters test"]))
        return {"kind": "binary", "columns": _binary(rng, 12), "call": {"type": kind, "measure": "OR"}}
    kind, measure, columns = _any(rng, ("binary", "continuous", "correlation", "proportion", "rate2", "generic"))
    form = str(
        rng.choice(
            [
                "weighted least squares, multiplicative dispersion (classical Egger)",
                "common-effect meta-regression",
                "mixed-effects meta-regression",
            ]
        )
    )
    call = {"measure": measure, "model": form}
    call["predictor"] = str(rng.choice(["standard error", "sampling variance", "1/sqrt(n)", "1/n", "n"]))
    if form.startswith("mixed"):
        call["tau2_estimator"] = str(rng.choice(["DL", "REML"]))
    return {"kind": kind, "columns": columns, "call": call}


def begg(rng: Rng) -> Task:
    kind, measure, columns = _any(rng)
    how = "exact where possible" if rng.random() < 0.5 else "normal approximation"
    return {"kind": kind, "columns": columns, "call": {"measure": measure, "pvalue": how}}


def trim_and_fill(rng: Rng) -> Task:
    kind, measure, columns = _any(rng)
    call = {"measure": measure, **_model(rng), "estimator": str(rng.choice(["L0", "R0", "Q0"]))}
    return {"kind": kind, "columns": columns, "call": call | {"side": str(rng.choice(["auto", "left", "right"]))}}


def fail_safe_n(rng: Rng) -> Task:
    kind, measure, columns = _any(rng)
    name = str(
        rng.choice(
            [
                "Rosenthal (Stouffer)",
                "Orwin (unweighted mean)",
                "Orwin (inverse-variance weighted mean)",
                "Rosenberg",
            ]
        )
    )
    call = {"measure": measure, "type": name}
    if name.startswith("Orwin"):
        call["target"] = (
            "half the observed mean" if "unweighted" in name else "a tenth of the observed weighted mean"
        )
    return {"kind": kind, "columns": columns, "call": call}


def selection_model(rng: Rng) -> Task:
    columns = _generic(rng, 25)
    steps = [0.025] if rng.random() < 0.5 else [0.025, 0.5]
    call = {"type": "step function (Vevea-Hedges), ML", "alternative": str(rng.choice(["greater", "less"]))}
    return {"kind": "generic", "columns": columns, "call": call | {"steps": steps}}


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
        return {"kind": "arm_binary", "columns": columns, "call": call | {"measure": str(rng.choice(["OR", "RR"]))}}
    mean = np.round(rng.normal(10, 2, len(rows)), 2).tolist()
    columns |= {"m": mean, "sd": np.round(rng.uniform(1, 6, len(rows)), 2).tolist(), "n": n.tolist()}
    return {"kind": "arm_continuous", "columns": columns, "call": call | {"measure": "MD"}}


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
    call: dict[str, Any] = {"model": model, "integration": "adaptive Gauss-Hermite, 7 points where supported"}
    choice = int(rng.integers(3))
    if choice == 0:
        call |= {"measure": "PLO", "likelihood": "binomial-normal (logit), one group"}
        return {"kind": "proportion", "columns": _proportion(rng, 10), "call": call}
    fixed, exact = "unconditional, fixed study effects", "conditional, exact likelihood"
    if choice == 1:
        call |= {"measure": "IRR", "likelihood": str(rng.choice([fixed, exact]))}
        return {"kind": "rate2", "columns": _rate2(rng, 10), "call": call}
    likely = (fixed, "conditional, approximate likelihood", "unconditional, random study effects")
    call |= {"measure": "OR", "likelihood": str(rng.choice(likely))}
    return {"kind": "binary", "columns": _binary(rng, 10), "call": call}


GENERATORS: dict[str, Callable[[Rng], Task]] = {
    "effect_size": effect_size,
    "pool": pool,
    "heterogeneity_ci": heterogeneity_ci,
    "mantel_haenszel": mantel_haenszel,
    "peto": peto,
    "subgroup": subgroup,
    "meta_regression": meta_regression,
    "leave_one_out": _sensitivity,
    "cumulative": cumulative,
    "influence": _sensitivity,
    "baujat": _sensitivity,
    "gosh": gosh,
    "egger": egger,
    "begg": begg,
    "trim_and_fill": trim_and_fill,
    "fail_safe_n": fail_safe_n,
    "selection_model": selection_model,
    "multilevel": multilevel,
    "aggregate": aggregate,
    "network": network,
    "multivariate": multivariate,
    "glmm": glmm,
}


def tasks(capability: str, count: int, seed: int) -> Iterator[Task]:
    """`count` random requests of one capability; the same seed gives the same requests."""
    rng = np.random.default_rng([seed, list(GENERATORS).index(capability)])
    for number in range(count):
        yield {"id": f"{capability}-{number}", "capability": capability, **GENERATORS[capability](rng)}
