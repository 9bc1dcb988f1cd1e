"""The rows of the results export: each study of a frozen run, then what they were pooled to.

Numbers are those the run holds, unrounded: `yi` and `vi` on the scale of the analysis (log for ratios), `effect`
and its limits as people read them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from synthesis.models import Analysis, Run

ARMS = ("e1", "n1", "e2", "n2", "m1", "sd1", "m2", "sd2")
GIVEN = {"estimate": "given", "ci_lb": "given_lb", "ci_ub": "given_ub", "level": "given_level"}
Row = dict[str, Any]


def result_rows(analyses: Iterable[Analysis]) -> Iterator[Row]:
    """One row for each study of each analysis' current run, and one "pooled" after them; analyses without a run
    have none."""
    for analysis in analyses:
        if run := analysis.current_run:
            about = _about(analysis, run)
            for study in run.result["studies"]:
                yield about | _study(study, run.inputs[study["row"]])
            yield about | _pooled(run.result)


def _about(analysis: Analysis, run: Run) -> Row:
    return {
        "analysis": analysis.title,
        "run": run.number,
        "run_at": run.run_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "measure": run.settings["measure"],
        "model": run.settings["model"],
    }


def _study(study: Mapping[str, Any], given: Mapping[str, Any]) -> Row:
    arms = {code: given.get(code) for code in ARMS}
    reported = {name: given.get(code) for code, name in GIVEN.items()}
    return {
        "row": "study",
        "study": study["label"],
        **arms,
        **reported,
        "yi": study["yi"],
        "vi": study["vi"],
        **_shown(study["display"]),
        "weight": study["weight_pct"],
        "excluded": study["excluded_reason"] or "",
    }


def _pooled(result: Mapping[str, Any]) -> Row:
    pooled = result["pooled"] or {}
    spread = pooled.get("heterogeneity") or {}
    error = pooled.get("se")
    shown = result["display"] or {}
    return {
        "row": "pooled",
        "study": f"Pooled ({pooled.get('k', 0)})",
        "yi": pooled.get("estimate"),
        "vi": None if error is None else error**2,
        **_shown(shown),
        "pi_lb": shown.get("pi_lb"),
        "pi_ub": shown.get("pi_ub"),
        **{code: spread.get(code) for code in ("tau2", "Q", "I2")},
        "excluded": pooled.get("reason") or "",
    }


def _shown(display: Mapping[str, Any]) -> Row:
    return {
        "effect": display.get("estimate"),
        "ci_lb": display.get("ci_lb"),
        "ci_ub": display.get("ci_ub"),
    }
