"""One-stage models of counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from synthesis.stats import glmm
from synthesis.stats.back_transform import transformer
from synthesis.stats.distributions import quantile, two_sided_p
from synthesis.stats.evaluation.request import Request
from synthesis.stats.measures import COLUMNS, MEASURES
from synthesis.stats.study_data import checked_columns

FIXED = "unconditional, fixed study effects"
EXACT = "conditional, exact likelihood"
APPROXIMATE = "conditional, approximate likelihood"
ONE_GROUP = "binomial-normal (logit), one group"
BUILDERS = {
    ("OR", FIXED): glmm.unconditional_odds,
    ("OR", EXACT): glmm.conditional_hypergeometric,
    ("OR", APPROXIMATE): glmm.conditional_binomial,
    ("IRR", FIXED): glmm.unconditional_rates,
    ("IRR", EXACT): glmm.conditional_binomial,
    ("PLO", ONE_GROUP): glmm.one_group,
}


def _usable(request: Request, columns: list[np.ndarray]) -> np.ndarray:
    complete = ~np.any(np.isnan(np.array(columns)), axis=0)
    if request.kind == "proportion":
        return complete & (columns[1] > 0)
    complete &= (columns[1] > 0) & (columns[3] > 0)
    events = columns[0] + columns[2]
    informative = events > 0
    if request.kind == "binary":
        informative &= events < columns[1] + columns[3]
    return complete & informative


def one_stage(request: Request) -> dict[str, Any]:
    request.only("measure", "model", "likelihood", "integration", "level")
    request.one_of("integration", "adaptive Gauss-Hermite, 7 points where supported")
    builder = BUILDERS.get((request.measure, request.call.get("likelihood")))
    if builder is None:
        raise NotImplementedError(f"the likelihood {request.call.get('likelihood')!r} is not supported")
    data = checked_columns(request.columns, request.kind)
    columns = [data[name] for name in COLUMNS[request.kind]]
    used = _usable(request, columns)
    found = glmm.fit_one_stage(builder(*(c[used] for c in columns)), random=request.model == "random")
    # Programs print the log-likelihood given the study effects; the integrated one for the hypergeometric model.
    integrated = (request.measure, request.needed("likelihood")) == ("OR", EXACT)
    half = quantile(request.level) * found.se
    shown = {"estimate": found.estimate, "ci_lb": found.estimate - half, "ci_ub": found.estimate + half}
    back = transformer(MEASURES[request.measure].display)
    return {
        "k": found.k,
        **shown,
        "se": found.se,
        "pval": two_sided_p(found.estimate / found.se),
        "tau2": found.tau2 if request.model == "random" else 0.0,
        "loglik": found.loglik if integrated else found.conditional_loglik,
        "loglik_integrated": found.loglik,
        "back_transformed": {name: back(value) for name, value in shown.items()},
    }


CAPABILITIES = {"glmm": one_stage}
