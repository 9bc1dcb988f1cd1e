"""Network and multivariate meta-analysis."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from synthesis.stats.covariance import covariance_of
from synthesis.stats.distributions import chi2_upper
from synthesis.stats.errors import InputError
from synthesis.stats.evaluation.request import Request
from synthesis.stats.multivariate import fit_multivariate
from synthesis.stats.network import Contrasts, contrasts_of, fit_network
from synthesis.stats.network_analysis import exclusions_of
from synthesis.stats.network_arms import MEASURES, Arms, arms_of
from synthesis.stats.study_data import column, label_of, labels_in

HETEROGENEITY = "one tau2 for all comparisons, correlation 0.5 within multi-arm studies"
UNSTRUCTURED = "bivariate random effects, unstructured between-trial covariance, separate mean per outcome"


def _needed(request: Request, *names: str) -> None:
    for name in names:
        if name not in request.columns:
            raise InputError(f"{request.kind} data need this column", field=name)


def arms_asked(request: Request) -> Arms:
    """The arms of the request that enter, and what does not."""
    if request.kind not in MEASURES:
        raise NotImplementedError(f"networks of {request.kind} data are not supported")
    measure = request.one_of("measure", *MEASURES[request.kind])
    return arms_of(request.columns, request.kind, measure)


def contrasts_asked(request: Request) -> Contrasts:
    """The contrasts of the request's arms against its reference; arms that do not enter are told as left out."""
    arms = arms_asked(request)
    names = zip(*(map(str, labels_in(request.columns, name)) for name in ("study", "treat")), strict=True)
    request.left.update({each.row: each.to_dict() for each in exclusions_of(names, arms)})
    return contrasts_of(arms.arms, str(label_of(request.needed("reference"))))


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
    y = column(request.columns["yi"], "yi")
    known = np.ones(len(y), dtype=bool)
    for name in ("yi", "outcome", "trial"):
        known &= request.leave_out_missing(name)
    rows = np.flatnonzero(known)
    V = covariance_of(request.V, len(y))[np.ix_(known, known)]
    unknown = np.argwhere(np.isnan(V))
    if len(unknown):
        raise InputError("a covariance of a row with an effect is missing", row=int(rows[unknown[0, 0]]), field="V")
    outcomes, trials = (labels_in(request.columns, name) for name in ("outcome", "trial"))
    found = fit_multivariate(
        y[known],
        V,
        [str(outcomes[row]) for row in rows],
        [str(trials[row]) for row in rows],
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
