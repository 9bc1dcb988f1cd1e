"""One-stage models of counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from synthesis.stats import glmm
from synthesis.stats.back_transform import transformer
from synthesis.stats.distributions import quantile, two_sided_p
from synthesis.stats.evaluation.request import Request
from synthesis.stats.measures import COLUMNS, MEASURES
from synthesis.stats.study_data import TIMES, check_whole, checked_columns

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


INTEGRATION = re.compile(r"adaptive Gauss-Hermite, (\d+) points?(?: where supported)?")
MOST_POINTS = 100


def _points(request: Request) -> int | None:
    """Points of the quadrature that the call names; None, where it names none: to rounding.

    Programs that name points use none for the exact conditional model of odds ratios ("where supported").
    """
    text = request.call.get("integration")
    if text is None:
        return None
    told = INTEGRATION.fullmatch(text)
    if told is None or not 1 <= int(told[1]) <= MOST_POINTS:
        raise NotImplementedError(f"integration = {text!r} is not supported")
    exact = (request.measure, request.call.get("likelihood")) == ("OR", EXACT)
    return None if exact and text.endswith("where supported") else int(told[1])


def _usable(request: Request, data: Mapping[str, np.ndarray]) -> np.ndarray:
    """The rows that say something of the effect, bool (k,); the others are told as left out."""
    whole = request.complete_rows(data)
    if request.kind == "proportion":
        return whole
    first, size1, second, size2 = (data[name] for name in COLUMNS[request.kind])
    events = first + second
    silent = events == 0
    if request.kind == "binary":
        silent |= events == size1 + size2
    request.leave_out(silent, "double_zero", "no events in either arm, or only events in both: no effect")
    return whole & ~silent


def one_stage(request: Request) -> dict[str, Any]:
    request.only("measure", "model", "likelihood", "integration", "level")
    points = _points(request)
    builder = BUILDERS.get((request.measure, request.call.get("likelihood")))
    if builder is None:
        known = "; ".join(f"{measure}: {likelihood}" for measure, likelihood in BUILDERS)
        told = f"the likelihood {request.call.get('likelihood')!r} of {request.measure} is not supported"
        raise NotImplementedError(f"{told}; known are {known}")
    data = checked_columns(request.columns, request.kind)
    check_whole(data, [name for name in COLUMNS[request.kind] if name not in TIMES])
    used = _usable(request, data)
    counts = builder(*(data[name][used] for name in COLUMNS[request.kind]))
    found = glmm.fit_one_stage(counts, random=request.model == "random", points=points)
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
