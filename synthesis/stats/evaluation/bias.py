"""Small-study tests, trim and fill, fail-safe N."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from synthesis.stats import fail_safe, small_study
from synthesis.stats.errors import InputError
from synthesis.stats.evaluation.basics import summary
from synthesis.stats.evaluation.request import Request, studies_of
from synthesis.stats.heterogeneity import i2_and_h2
from synthesis.stats.results import Notice
from synthesis.stats.study_data import checked_columns, number
from synthesis.stats.trim_and_fill import trim_and_fill

CLASSICAL = "weighted least squares, multiplicative dispersion (classical Egger)"
TWO_STUDIES = (
    "A line through two studies fits both exactly: nothing is left to test its slope or to give intervals with."
)
COMMON = "common-effect meta-regression"
MIXED = "mixed-effects meta-regression"


def _table_test(request: Request) -> dict[str, Any]:
    kind = request.one_of("type", "Harbord (score) test", "Peters test")
    if request.kind != "binary":
        raise NotImplementedError(f"{kind} needs 2x2 tables")
    data = checked_columns(request.columns, "binary")
    complete = request.complete_rows(data)
    test = small_study.harbord if kind.startswith("Harbord") else small_study.peters
    line = test(*(data[name][complete] for name in ("e1", "n1", "e2", "n2")))
    return {
        "bias": line.slope,
        "bias_se": line.slope_se,
        "stat": line.stat,
        "df": line.df,
        "pval": line.pval,
        "intercept": line.intercept,
    }


def egger(request: Request) -> dict[str, Any]:
    options = ("model", "predictor", "weights", "tau2_estimator", "level")
    if "type" in request.call:
        request.only("measure", "type", *options)
        return _table_test(request)
    request.of_effects(*options)
    form = request.one_of("model", CLASSICAL, COMMON, MIXED)
    request.one_of("weights", "1/vi")
    studies = studies_of(request)
    name = request.call.get("predictor", "standard error")
    sizes = _sizes(request)[studies.rows]
    predictor = small_study.size_predictor(name, studies.vi, sizes, studies.rows)
    if form == CLASSICAL:
        line = small_study.egger(studies.yi, studies.vi, predictor, request.level)
    else:
        line = small_study.egger_meta_regression(
            studies.yi,
            studies.vi,
            predictor,
            model="common" if form == COMMON else "random",
            method=request.call.get("tau2_estimator", "REML"),
            level=request.level,
        )
    low, high = line.limit()
    to_infinity = name != "n"
    return {
        "slope": line.slope,
        "slope_se": line.slope_se,
        "intercept": line.intercept,
        "intercept_se": line.intercept_se,
        "stat": line.stat,
        "df": line.df,
        "pval": line.pval,
        "limit_estimate": line.intercept if to_infinity else math.nan,
        "limit_ci_lb": low if to_infinity else math.nan,
        "limit_ci_ub": high if to_infinity else math.nan,
        "warnings": [Notice("no_df", TWO_STUDIES).to_dict()] if line.df == 0 else [],
    }


def _sizes(request: Request) -> np.ndarray:
    """Participants per row; person-time for rates."""
    if request.kind in ("rate1", "rate2"):
        names = ("t",) if request.kind == "rate1" else ("t1", "t2")
        data = checked_columns(request.columns, request.kind)
        return np.sum([data[name] for name in names], axis=0)
    return request.sample_sizes()


def begg(request: Request) -> dict[str, Any]:
    request.of_effects("statistic", "pvalue", "level")
    studies = studies_of(request)
    how = str(request.call.get("pvalue", "exact where possible"))
    if not how.startswith(("exact", "normal approximation")):
        raise NotImplementedError(f"pvalue = {how!r} is not supported")
    found = small_study.begg(studies.yi, studies.vi, exact=how.startswith("exact"))
    return {"kendall_tau": found.tau, "pval": found.pval, "ties": found.ties}


def trim(request: Request) -> dict[str, Any]:
    request.of_effects("model", "tau2_estimator", "estimator", "side", "level")
    studies = studies_of(request)
    model = request.model if "model" in request.call else "common"
    found = trim_and_fill(
        studies.yi,
        studies.vi,
        request.needed("estimator"),
        request.call.get("side", "auto"),
        model=model,
        method=request.method if model == "random" else None,
        level=request.level,
    )
    return {
        "side": found.side,
        "k0": found.k0,
        "k0_se": found.k0_se,
        "p_k0": found.p_k0,
        **summary(found.fit),
        "tau2": found.fit.tau2,
        "Q": found.fit.Q,
        "I2": i2_and_h2(found.fit)[0],
        "filled_yi": found.filled_yi,
        "filled_vi": found.filled_vi,
    }


def fail_safe_n(request: Request) -> dict[str, Any]:
    request.of_effects("type", "alpha", "target")
    kind = request.one_of(
        "type",
        "Rosenthal (Stouffer)",
        "Orwin (unweighted mean)",
        "Orwin (inverse-variance weighted mean)",
        "Rosenberg",
    )
    studies = studies_of(request)
    alpha = 0.05 if request.call.get("alpha") is None else request.call["alpha"]
    if not 0 < alpha < 1:
        raise InputError(f"must lie between 0 and 1, got {alpha!r}", field="alpha")
    if kind.startswith("Rosen"):
        method = fail_safe.rosenthal if kind.startswith("Rosenthal") else fail_safe.rosenberg
        return dict(vars(method(studies.yi, studies.vi, alpha)))
    weighted = "weighted" in kind and "unweighted" not in kind
    target = request.needed("target")
    if isinstance(target, str):
        shares = {"half the observed mean": 0.5, "a tenth of the observed weighted mean": 0.1}
        if target not in shares:
            raise NotImplementedError(f"the target {target!r} is not supported")
        weights = 1 / studies.vi if weighted else np.ones(studies.k)
        target = shares[target] * float((weights * studies.yi).sum() / weights.sum())
    target = number(target, field="target")
    return dict(vars(fail_safe.orwin(studies.yi, studies.vi, target, weighted=weighted)))


CAPABILITIES = {"egger": egger, "begg": begg, "trim_and_fill": trim, "fail_safe_n": fail_safe_n}
