"""Leave-one-out, cumulative, influence, Baujat and all subsets."""

from __future__ import annotations

from typing import Any

import numpy as np

from synthesis.stats import sensitivity
from synthesis.stats.errors import InputError
from synthesis.stats.evaluation.basics import fitted
from synthesis.stats.evaluation.request import Request, studies_of
from synthesis.stats.meta_regression import is_missing, is_numeric

OPTIONS = ("measure", "model", "tau2_estimator", "test", "level")


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


def leave_one_out(request: Request) -> dict[str, Any]:
    request.only(*OPTIONS)
    studies = studies_of(request)
    found = sensitivity.leave_one_out(studies.yi, studies.vi, _method(request))
    return {name: studies.spread(values) for name, values in values_of(found, request.level).items()}


def cumulative(request: Request) -> dict[str, Any]:
    request.only(*OPTIONS, "order")
    studies = studies_of(request)
    by = request.call.get("order", "input order")
    order = np.arange(studies.k)
    if by != "input order":
        if by not in request.columns:
            raise InputError("there is no such column to order by", field=str(by))
        keys = [request.columns[by][row] for row in studies.rows]
        if any(is_missing(key) for key in keys):
            raise InputError("every study needs a value to be put in order", field=str(by))
        if not (is_numeric(keys) or all(isinstance(key, str) for key in keys)):
            raise InputError("numbers or texts are needed to put studies in order, not both", field=str(by))
        order = np.array(sorted(range(studies.k), key=lambda i: keys[i]))
    found = sensitivity.cumulative(studies.yi[order], studies.vi[order], _method(request))
    return {"row": studies.rows[order] + 1, **values_of(found, request.level)}


def influence(request: Request) -> dict[str, Any]:
    request.only(*OPTIONS)
    _method(request)
    studies = studies_of(request)
    found = sensitivity.influence(fitted(request, studies))
    answer = {name: studies.spread(values) for name, values in vars(found).items() if name != "influential"}
    flags: list[bool | None] = [None] * studies.total
    for row, flag in zip(studies.rows, found.influential, strict=True):
        flags[row] = bool(flag)
    weights = [value * 100 for value in answer["hat"]]
    return answer | {"influential": flags, "weight_pct": weights}


def baujat(request: Request) -> dict[str, Any]:
    request.only(*OPTIONS)
    _method(request)
    studies = studies_of(request)
    x, y = sensitivity.baujat(fitted(request, studies))
    return {"x": studies.spread(x), "y": studies.spread(y)}


def gosh(request: Request) -> dict[str, Any]:
    request.only(*OPTIONS, "subsets")
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
