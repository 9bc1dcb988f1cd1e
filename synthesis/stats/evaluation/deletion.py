"""Leave-one-out, cumulative, influence, Baujat and all subsets."""

from __future__ import annotations

from typing import Any

import numpy as np

from synthesis.stats import sensitivity
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.evaluation.basics import fitted, summary
from synthesis.stats.evaluation.request import Request, Studies, studies_of, weighted_studies
from synthesis.stats.heterogeneity import i2_and_h2
from synthesis.stats.linear_model import ModelFit, fit_model
from synthesis.stats.meta_regression import check_one_type, is_missing, is_numeric
from synthesis.stats.study_data import labels_in
from synthesis.stats.tau2 import WEIGHTED

OPTIONS = ("model", "tau2_estimator", "test", "level")
WEIGHTING = ("weights", "mean_weights")


def _method(request: Request) -> str | None:
    request.one_of("test", "z")
    if "model" not in request.call and "tau2_estimator" not in request.call:
        return None
    return request.method


def values_of(found: sensitivity.Refits, level: float) -> dict[str, np.ndarray]:
    """Refits under the names of the collection."""
    low, high = found.interval(level)
    return {
        "estimate": found.estimate,
        "se": found.se,
        "ci_lb": low,
        "ci_ub": high,
        "pval": found.pval,
        "Q": found.Q,
        "I2": found.I2,
        "tau2": found.tau2,
    }


def _refitted(
    request: Request, yi: np.ndarray, vi: np.ndarray, masks: np.ndarray, weights: np.ndarray | None
) -> dict[str, np.ndarray]:
    """The call's model, test and interval on the studies of every row of `masks` (B, k), under the same names."""
    random = "model" in request.call or "tau2_estimator" in request.call
    options = {
        "model": request.model if random else "common",
        "method": request.method if random else None,
        "test": request.test,
        "level": request.level,
    }
    if weights is not None:
        options["weighted_mean"] = request.weighted_mean
    fits = [
        fit_model(yi[mask], vi[mask], weights=None if weights is None else weights[mask], **options)
        for mask in masks > 0
    ]
    rows = [summary(fit) | {"Q": fit.Q, "I2": i2_and_h2(fit)[0], "tau2": fit.tau2} for fit in fits]
    names = ("estimate", "se", "ci_lb", "ci_ub", "pval", "Q", "I2", "tau2")
    return {name: np.array([row[name] for row in rows], dtype=float) for name in names}


def leave_one_out(request: Request) -> dict[str, Any]:
    request.of_effects(*OPTIONS, *WEIGHTING)
    studies, weighting = weighted_studies(request)
    if request.test == "z" and not weighting:
        found = values_of(sensitivity.leave_one_out(studies.yi, studies.vi, _method(request)), request.level)
    elif studies.k < 2:
        raise NotEstimable("leaving one out needs at least two studies", code="k1")
    else:
        found = _refitted(request, studies.yi, studies.vi, 1 - np.eye(studies.k), weighting.get("weights"))
    return {name: studies.spread(values) for name, values in found.items()}


def cumulative(request: Request) -> dict[str, Any]:
    request.of_effects(*OPTIONS, *WEIGHTING, "order")
    studies, weighting = weighted_studies(request)
    by = request.call.get("order", "input order")
    order = np.arange(studies.k)
    if by != "input order":
        if by not in request.columns:
            raise InputError("there is no such column to order by", field=str(by))
        check_one_type(by, request.columns[by])
        values = request.columns[by] if is_numeric(request.columns[by]) else labels_in(request.columns, by)
        keys = [values[row] for row in studies.rows]
        missing = [int(row) for row, key in zip(studies.rows, keys, strict=True) if is_missing(key)]
        if missing:
            raise InputError("every study needs a value to be put in order", row=missing[0], field=by)
        order = np.array(sorted(range(studies.k), key=lambda i: keys[i]))
    yi, vi = studies.yi[order], studies.vi[order]
    if request.test == "z" and not weighting:
        found = values_of(sensitivity.cumulative(yi, vi, _method(request)), request.level)
    else:
        weights = weighting["weights"][order] if weighting else None
        found = _refitted(request, yi, vi, np.tril(np.ones((len(yi), len(yi)))), weights)
    return {"row": studies.rows[order] + 1, **found}


def _whole(request: Request, studies: Studies) -> ModelFit:
    """The fit of all studies; the weights of a generalised Q estimator would be those of the mean as well."""
    if request.method in WEIGHTED:
        raise NotImplementedError(f"influence by {request.method} with weights of its own is not supported")
    return fitted(request, studies)


def influence(request: Request) -> dict[str, Any]:
    request.of_effects(*OPTIONS)
    studies = studies_of(request)
    found = sensitivity.influence(_whole(request, studies))
    answer = {name: studies.spread(values) for name, values in vars(found).items() if name != "influential"}
    flags: list[bool | None] = [None] * studies.total
    for row, flag in zip(studies.rows, found.influential, strict=True):
        flags[row] = bool(flag)
    weights = [value * 100 for value in answer["hat"]]
    return answer | {"influential": flags, "weight_pct": weights}


def baujat(request: Request) -> dict[str, Any]:
    request.of_effects(*OPTIONS)
    studies = studies_of(request)
    x, y = sensitivity.baujat(_whole(request, studies))
    return {"x": studies.spread(x), "y": studies.spread(y)}


def gosh(request: Request) -> dict[str, Any]:
    request.of_effects(*OPTIONS, "subsets")
    studies = studies_of(request)
    masks, found = sensitivity.all_subsets(studies.yi, studies.vi, _method(request))
    names = ["".join(str(int(bit)) for bit in row) for row in masks]
    return {"mask": names, **values_of(found, request.level)}


CAPABILITIES = {
    "leave_one_out": leave_one_out,
    "cumulative": cumulative,
    "influence": influence,
    "baujat": baujat,
    "gosh": gosh,
}
