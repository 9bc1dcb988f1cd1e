"""Selection models."""

from __future__ import annotations

from typing import Any

from synthesis.stats.evaluation.request import Request, studies_of
from synthesis.stats.selection import step_selection
from synthesis.stats.study_data import number


def selection_model(request: Request) -> dict[str, Any]:
    request.of_effects("type", "alternative", "steps", "level")
    request.one_of("type", "step function (Vevea-Hedges), ML")
    studies = studies_of(request)
    asked = [number(step, field="steps") for step in request.needed("steps")]
    steps = [step for step in asked if not step >= 1]
    found = step_selection(studies.yi, studies.vi, steps, request.call.get("alternative", "greater"), request.level)
    low, high = found.ci
    return {
        "estimate": found.estimate,
        "se": found.se,
        "ci_lb": low,
        "ci_ub": high,
        "pval": found.pval,
        "tau2": found.tau2,
        "delta": found.delta,
        "lrt": found.lrt,
        "lrt_df": found.lrt_df,
        "lrt_pval": found.lrt_pval,
        "loglik": found.loglik,
        "counts": found.counts,
    }


CAPABILITIES = {"selection_model": selection_model}
