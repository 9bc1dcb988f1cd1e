"""Network and multivariate meta-analysis."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from synthesis.stats.distributions import chi2_upper
from synthesis.stats.errors import InputError
from synthesis.stats.evaluation.request import Request
from synthesis.stats.multivariate import fit_multivariate
from synthesis.stats.network import Arm, Contrasts, contrasts_of, fit_network
from synthesis.stats.study_data import column

HETEROGENEITY = "one tau2 for all comparisons, correlation 0.5 within multi-arm studies"
UNSTRUCTURED = "bivariate random effects, unstructured between-trial covariance, separate mean per outcome"


def _needed(request: Request, *names: str) -> None:
    for name in names:
        if name not in request.columns:
            raise InputError(f"{request.kind} data need this column", field=name)


def _binary_arms(request: Request) -> list[Arm]:
    _needed(request, "study", "treat", "e", "n")
    events, sizes = column(request.columns["e"], "e"), column(request.columns["n"], "n")
    for i, (e, n) in enumerate(zip(events, sizes, strict=True)):
        if e < 0 or e > n:
            raise InputError(f"events must lie between 0 and n = {n:g}, got {e:g}", row=i, field="e")
    studies = [str(s) for s in request.columns["study"]]
    measure = request.one_of("measure", "OR", "RR")
    arms = []
    for study in dict.fromkeys(studies):
        known = [i for i, s in enumerate(studies) if s == study and not math.isnan(events[i] + sizes[i])]
        e, n = events[known], sizes[known]
        if len(known) == 0 or e.sum() == 0 or e.sum() == n.sum():
            continue
        half = 0.5 if np.any((e == 0) | (e == n)) else 0.0
        e, others = e + half, n - e + half
        if measure == "OR":
            effect, variance = np.log(e / others), 1 / e + 1 / others
        else:
            effect, variance = np.log(e / (e + others)), others / (e * (e + others))
        for i, y, v in zip(known, effect, variance, strict=True):
            arms.append(Arm(study, str(request.columns["treat"][i]), float(y), float(v)))
    return arms


def _mean_arms(request: Request) -> list[Arm]:
    _needed(request, "study", "treat", "m", "sd", "n")
    request.one_of("measure", "MD")
    mean, sd, n = (column(request.columns[name], name) for name in ("m", "sd", "n"))
    arms = []
    for i, (m, s, size) in enumerate(zip(mean, sd, n, strict=True)):
        if s <= 0 or size <= 0:
            raise InputError("a standard deviation and a size above 0 are needed", row=i, field="sd")
        if not math.isnan(m + s + size):
            study, treatment = str(request.columns["study"][i]), str(request.columns["treat"][i])
            arms.append(Arm(study, treatment, float(m), float(s**2 / size)))
    return arms


def contrasts_asked(request: Request) -> Contrasts:
    """The contrasts of the request's arms against its reference."""
    readers = {"arm_binary": _binary_arms, "arm_continuous": _mean_arms}
    if request.kind not in readers:
        raise NotImplementedError(f"networks of {request.kind} data are not supported")
    return contrasts_of(readers[request.kind](request), str(request.needed("reference")))


def network(request: Request) -> dict[str, Any]:
    request.only("measure", "model", "estimator", "reference", "heterogeneity")
    request.one_of("heterogeneity", HETEROGENEITY)
    contrasts = contrasts_asked(request)
    found = fit_network(
        contrasts,
        random=request.model == "random",
        restricted=request.one_of("estimator", "REML", "ML") == "REML",
    )
    estimate, se = found.league()
    return {
        "k_studies": len(contrasts.studies),
        "k_contrasts": len(contrasts.y),
        "Q": found.Q,
        "Q_df": found.Q_df,
        "Q_pval": chi2_upper(found.Q, found.Q_df),
        "tau2": found.tau2,
        "loglik": found.state.loglik,
        "treatments": contrasts.treatments,
        "estimate": estimate,
        "se": se,
        "p_score_larger_better": found.p_scores(),
    }


def multivariate(request: Request) -> dict[str, Any]:
    request.only("model", "estimator", "V", "measure")
    request.one_of("model", UNSTRUCTURED)
    request.one_of("V", "input.V")
    _needed(request, "yi", "outcome", "trial")
    if request.V is None:
        raise InputError("the sampling covariance is needed", field="V")
    outcomes = [str(o) for o in request.columns["outcome"]]
    y = column(request.columns["yi"], "yi")
    V = np.asarray(request.V, dtype=float)
    known = ~np.isnan(y)
    found = fit_multivariate(
        y[known],
        V[np.ix_(known, known)],
        [o for o, k in zip(outcomes, known, strict=True) if k],
        [str(t) for t, k in zip(request.columns["trial"], known, strict=True) if k],
        restricted=request.one_of("estimator", "REML", "ML") == "REML",
    )
    state = found.state
    return {
        "outcomes": [f"outcome{name}" for name in found.outcomes],
        "coef": state.coef,
        "se": np.sqrt(np.diag(state.cov)),
        "vcov": state.cov,
        "tau2": np.diag(found.G),
        "tau2_levels": found.outcomes,
        "rho": float(found.correlation[0, 1]) if len(found.outcomes) == 2 else math.nan,
        "loglik": state.loglik,
        "QE": found.QE,
    }


CAPABILITIES = {"network": network, "multivariate": multivariate}
