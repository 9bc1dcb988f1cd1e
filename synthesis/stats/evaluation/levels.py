"""Multilevel models, robust standard errors, composites of clusters."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from synthesis.stats.distributions import chi2_upper, quantile, two_sided_p
from synthesis.stats.errors import InputError
from synthesis.stats.evaluation.groups import moderators_asked
from synthesis.stats.evaluation.request import Request, Studies, studies_of
from synthesis.stats.gls import Array
from synthesis.stats.linear_model import fit_model
from synthesis.stats.multilevel import Multilevel, aggregate, correlated_errors, fit_multilevel
from synthesis.stats.robust import Sandwich, Working, cr0, cr1, cr2
from synthesis.stats.study_data import labels_in

THREE = "three-level"
TWO = "random intercept per cluster only (no within-cluster component)"
ROBUST = "ordinary random effects with cluster-robust SE"
INDEPENDENT = "sampling errors independent"
CORRELATED = re.compile(r"correlation (\S+) between sampling errors of rows in the same cluster")


def _cluster_column(request: Request) -> str:
    named = request.call.get("cluster") or (request.call.get("levels") or [None])[0]
    if named is None and "cluster" in request.columns:
        named = "cluster"
    if named is None:
        raise NotImplementedError("the call names no cluster column, and the data have none of that name")
    if not isinstance(named, str) or named not in request.columns:
        raise InputError("there is no such column", field=str(named))
    return named


def _clustered(request: Request, keep: Array | None = None) -> tuple[Studies, list[str]]:
    name = _cluster_column(request)
    labels = labels_in(request.columns, name)
    known = request.leave_out_missing(name)
    studies = studies_of(request, known if keep is None else known & keep)
    return studies, [str(labels[row]) for row in studies.rows]


def _sampling(request: Request, studies: Studies, clusters: list[str]) -> Array:
    text = str(request.call.get("sampling_covariance", INDEPENDENT))
    if text == INDEPENDENT:
        return np.diag(studies.vi)
    match = CORRELATED.fullmatch(text)
    if match is None:
        raise NotImplementedError(f"the sampling covariance {text!r} is not supported")
    try:
        rho = float(match.group(1))
    except ValueError:
        text = f"a correlation is a number, got {match.group(1)!r}"
        raise InputError(text, field="sampling_covariance") from None
    return correlated_errors(studies.vi, clusters, rho)


def _robust_values(found: Sandwich, coef: Array, level: float) -> dict[str, Any]:
    stat = coef / found.se
    half = np.array([quantile(level, df) for df in found.df]) * found.se
    pval = [two_sided_p(float(s), float(df)) for s, df in zip(stat, found.df, strict=True)]
    return {"se": found.se, "stat": stat, "df": found.df, "pval": pval, "ci_lb": coef - half, "ci_ub": coef + half}


def _answer(found: Multilevel, level: float) -> dict[str, Any]:
    state, model = found.state, found.model
    se = np.sqrt(np.diag(state.cov))
    stat, half = state.coef / se, quantile(level) * se
    aic, bic = found.criteria()
    first = _robust_values(cr1(found.working(), found.clusters), state.coef, level)
    first["df"] = int(first["df"][0])
    answer = {
        "k": model.n,
        "n_clusters": found.n_clusters,
        "coef": state.coef,
        "se": se,
        "stat": stat,
        "pval": [two_sided_p(float(s)) for s in stat],
        "ci_lb": state.coef - half,
        "ci_ub": state.coef + half,
        "QE": found.QE,
        "QE_df": model.n - model.p,
        "QE_pval": chi2_upper(found.QE, model.n - model.p),
        "loglik": state.loglik,
        "aic": aic,
        "bic": bic,
        "cr0": {"se": np.sqrt(np.diag(cr0(found.working(), found.clusters)))},
        "cr1": {"note": "CR0 sandwich x n/(n-p), t with n-p df, n clusters", **first},
        "cr2": {
            "note": "CR2 with Satterthwaite df, working model = fitted model",
            **_robust_values(cr2(found.working(), found.clusters), state.coef, level),
        },
    }
    return answer | _components(found) | _omnibus(found)


def _components(found: Multilevel) -> dict[str, Any]:
    if len(found.components) == 1:
        return {"sigma2": found.components[0]}
    answer = dict(zip(("sigma2_between_clusters", "sigma2_within_clusters"), found.components, strict=True))
    if found.model.p == 1:
        answer |= dict(zip(("I2_total", "I2_between", "I2_within"), found.i2(), strict=True))
    return answer


def _omnibus(found: Multilevel) -> dict[str, Any]:
    if found.model.p == 1:
        return {}
    part, block = found.state.coef[1:], found.state.cov[1:, 1:]
    stat = float(part @ np.linalg.solve(block, part))
    return {"QM": stat, "QM_df": [len(part), None], "QM_pval": chi2_upper(stat, len(part))}


def multilevel(request: Request) -> dict[str, Any]:
    request.of_effects(
        "model",
        "levels",
        "cluster",
        "sampling_covariance",
        "estimator",
        "test",
        "moderators",
        "tau2_estimator",
        "level",
    )
    form = request.one_of("model", THREE, TWO, ROBUST)
    request.one_of("test", "z")
    if form == ROBUST:
        return _robust_random_effects(request)
    moderators = moderators_asked(request, request.effects()) if "moderators" in request.call else None
    studies, clusters = _clustered(request, None if moderators is None else moderators.complete)
    found = fit_multilevel(
        studies.yi,
        _sampling(request, studies, clusters),
        clusters,
        None if moderators is None else moderators.matrix[studies.rows],
        restricted=request.one_of("estimator", "REML", "ML") == "REML",
        within=form == THREE,
    )
    answer = _answer(found, request.level)
    if found.model.p > 1:
        return answer
    if form == TWO or request.call.get("sampling_covariance", INDEPENDENT) != INDEPENDENT:
        answer |= {"estimate": float(answer["coef"][0]), "se": float(answer["se"][0])}
        answer |= {"cr1_se": float(answer["cr1"]["se"][0]), "cr1_df": answer["cr1"]["df"]}
    return answer


def _robust_random_effects(request: Request) -> dict[str, Any]:
    studies, clusters = _clustered(request)
    method = request.call.get("tau2_estimator", "REML")
    fit = fit_model(studies.yi, studies.vi, method=method, level=request.level)
    weights = fit.fitted.w[0]
    working = Working(np.ones((fit.k, 1)), np.diag(1 / weights), np.diag(weights), fit.fitted.inverse[0], fit.resid)
    values = _robust_values(cr1(working, clusters), fit.coef, request.level)
    return {
        "estimate": float(fit.coef[0]),
        "tau2": fit.tau2,
        "cr1_se": float(values["se"][0]),
        "df": int(values["df"][0]),
        "pval": values["pval"][0],
        "ci_lb": float(values["ci_lb"][0]),
        "ci_ub": float(values["ci_ub"][0]),
    }


def aggregated(request: Request) -> dict[str, Any]:
    request.of_effects("within_cluster_correlation", "method", "cluster_order", "cluster", "levels")
    request.one_of("method", "inverse-variance (GLS) composite per cluster under compound symmetry")
    request.one_of("cluster_order", "sorted order of first appearance")
    studies, clusters = _clustered(request)
    rho = float(request.needed("within_cluster_correlation"))
    found = aggregate(studies.yi, studies.vi, clusters, rho)
    fit = fit_model(found.yi, found.vi)
    pooled = {"estimate": float(fit.coef[0]), "se": float(fit.se[0]), "tau2": fit.tau2}
    return {"cluster": found.clusters, "yi": found.yi, "vi": found.vi, "pooled": pooled}


CAPABILITIES = {"multilevel": multilevel, "aggregate": aggregated}
