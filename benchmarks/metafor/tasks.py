"""Random requests for every capability of `synthesis.stats.evaluate`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks.metafor.data import (
    BACK,
    ESTIMATORS,
    MEASURES,
    VARIANCES,
    WHEN,
    Rng,
    Task,
    anything,
    binary,
    generic,
    input_of,
    model_of,
    size_of,
    test_of,
)
from benchmarks.metafor.dependent import aggregate, glmm, multilevel, multivariate, network


def effect_size(rng: Rng) -> Task:
    kind = str(rng.choice(list(MEASURES)))
    measure = str(rng.choice(MEASURES[kind]))
    call: dict[str, Any] = {"measure": measure, "variance": str(rng.choice(VARIANCES.get(measure, ("LS",))))}
    if kind in ("binary", "rate2", "proportion", "rate1", "paired_binary") and rng.random() < 0.7:
        double = bool(rng.random() < 0.4) and kind in ("binary", "rate2")
        add = float(rng.choice([0.5, 0.1, 1.0]))
        call["zero_cells"] = {"add": add, "when": str(rng.choice(WHEN)), "drop_double_zero": double}
    return {"kind": kind, "columns": input_of(rng, kind, size_of(rng)), "call": call | {"level": 0.95}}


def pool(rng: Rng) -> Task:
    kind, measure, columns = anything(rng)
    call = {
        "measure": measure,
        **model_of(rng, ESTIMATORS),
        "test": test_of(rng),
        "level": float(rng.choice([0.9, 0.95])),
    }
    if measure in BACK:
        call["back_transform"] = BACK[measure]
    if call["model"] == "common":
        call["test"] = "z"
    return {"kind": kind, "columns": columns, "call": call}


def heterogeneity_ci(rng: Rng) -> Task:
    kind, measure, columns = anything(rng)
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
    return {"kind": kind, "columns": input_of(rng, kind, size_of(rng)), "call": call}


def peto(rng: Rng) -> Task:
    return {
        "kind": "binary",
        "columns": input_of(rng, "binary", size_of(rng)),
        "call": {"measure": "PETO", "level": 0.95},
    }


def subgroup(rng: Rng) -> Task:
    kind, measure, columns = anything(rng)
    k = len(columns["g"])
    columns["g"] = [None if rng.random() < 0.05 else str(rng.choice(["a", "b", "c"])) for _ in range(k)]
    call = {
        "measure": measure,
        "by": "g",
        "levels": ["a", "b"],
        **model_of(rng),
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
    kind, measure, columns = anything(rng)
    names = str(rng.choice(["dose", "year", "g", "dose + g", "year + dose"]))
    estimators = ("DL", "REML", "ML", "PM", "EB", "SJ", "HE", "HS")
    call = {
        "measure": measure,
        "moderators": names,
        **model_of(rng, estimators),
        "test": test_of(rng),
        "level": 0.95,
    }
    if call["model"] == "common":
        call["test"] = "z"
    if rng.random() < 0.3:
        columns["dose"][int(rng.integers(len(columns["dose"])))] = None
    return {"kind": kind, "columns": columns, "call": call}


def _sensitivity(rng: Rng) -> Task:
    kind, measure, columns = anything(rng)
    return {"kind": kind, "columns": columns, "call": {"measure": measure, **model_of(rng), "test": test_of(rng)}}


def cumulative(rng: Rng) -> Task:
    task = _sensitivity(rng)
    task["call"]["order"] = str(rng.choice(["year", "input order"]))
    return task


def gosh(rng: Rng) -> Task:
    columns = generic(rng, 5)
    return {"kind": "generic", "columns": columns, "call": model_of(rng)}


def egger(rng: Rng) -> Task:
    if rng.random() < 0.25:
        kind = str(rng.choice(["Harbord (score) test", "Peters test"]))
        return {"kind": "binary", "columns": binary(rng, 12), "call": {"type": kind, "measure": "OR"}}
    kind, measure, columns = anything(
        rng, ("binary", "continuous", "correlation", "proportion", "rate2", "generic")
    )
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
    kind, measure, columns = anything(rng)
    how = "exact where possible" if rng.random() < 0.5 else "normal approximation"
    return {"kind": kind, "columns": columns, "call": {"measure": measure, "pvalue": how}}


def trim_and_fill(rng: Rng) -> Task:
    kind, measure, columns = anything(rng)
    call = {"measure": measure, **model_of(rng), "estimator": str(rng.choice(["L0", "R0", "Q0"]))}
    return {"kind": kind, "columns": columns, "call": call | {"side": str(rng.choice(["auto", "left", "right"]))}}


def fail_safe_n(rng: Rng) -> Task:
    kind, measure, columns = anything(rng)
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
    columns = generic(rng, 25)
    steps = [0.025] if rng.random() < 0.5 else [0.025, 0.5]
    call = {"type": "step function (Vevea-Hedges), ML", "alternative": str(rng.choice(["greater", "less"]))}
    return {"kind": "generic", "columns": columns, "call": call | {"steps": steps}}


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
