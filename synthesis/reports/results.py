"""The rows of the results export: each study of a frozen run, then what they were pooled to; each arm of a network,
then every comparison of it.

Numbers are those the run holds, unrounded: `yi` and `vi` on the scale of the analysis (log for ratios), `effect`
and its limits as people read them.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from synthesis.analyses.freezing import OF_ARMS
from synthesis.models import Analysis, NetworkAnalysis
from synthesis.models.runs import FrozenRun, PooledRecipe
from synthesis.networks import printing

ARMS = ("e1", "n1", "e2", "n2", "m1", "sd1", "m2", "sd2", "x1", "t1", "x2", "t2", "x", "r", "n")
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


def network_rows(networks: Iterable[NetworkAnalysis]) -> Iterator[Row]:
    """One row for each arm of each network's current run, and one a comparison after them, every two treatments
    once: the later in the order of the treatments (the reference first) against the earlier."""
    for network in networks:
        if run := network.current_run:
            about = _about(network, run)
            gone = dict(printing.exclusions(run.inputs, run.result))
            for row in run.inputs:
                arm = {code: row.get(name) for name, code in OF_ARMS.items()}
                excluded = gone.get(f"{row['study']}, {row['treat']}", "")
                names = {"row": "arm", "study": row["study"], "treatment": row["treat"]}
                yield about | names | arm | {"excluded": excluded}
            for second, first in combinations(range(len(run.result["treatments"])), 2):
                yield about | _compared(run.settings, run.result, first, second)


def _compared(settings: Mapping[str, Any], result: Mapping[str, Any], first: int, second: int) -> Row:
    names, held = printing.names_of(result), printing.predicted(result)
    limits = {"effect": result["estimate"], "ci_lb": result["ci_lb"], "ci_ub": result["ci_ub"]}
    limits |= {"pi_lb": held["lb"], "pi_ub": held["ub"]} if held else {}
    return {
        "row": "comparison",
        "study": f"Directly compared ({len(printing.direct_studies(result, first, second))})",
        "treatment": names[first],
        "versus": names[second],
        "yi": result["estimate"][first][second],
        "vi": result["se"][first][second] ** 2,
        **{code: printing.shown(settings, matrix[first][second]) for code, matrix in limits.items()},
        **{code: result[code] for code in ("tau2", "Q", "I2")},
    }


def _about(recipe: PooledRecipe, run: FrozenRun) -> Row:
    return {
        "analysis": recipe.title,
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
