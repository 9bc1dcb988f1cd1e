"""A run for other programs: JSON of everything and the data package of RevMan Web. Pure.

The JSON is described in docs/run-json.md; `SCHEMA` changes with it. The data package has the three tables of RevMan
Web's own export (data rows, subgroup estimates, overall estimates and settings), so what reads those reads ours.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from synthesis.analyses.files import csv_text
from synthesis.analyses.levels import levels_of
from synthesis.analyses.printing import by_tables, null_of

Held = Mapping[str, Any]
SCHEMA = "ketreview-run/1"
NOTHING = ""

EFFECT = {
    "OR": "Odds Ratio",
    "RR": "Risk Ratio",
    "RD": "Risk Difference",
    "PETO": "Peto Odds Ratio",
    "IRR": "Rate Ratio",
    "IRD": "Rate Difference",
    "AS": "Arcsine difference",
    "PHI": "Phi coefficient",
    "MD": "Mean Difference",
    "SMD": "Std. Mean Difference",
    "SMDH": "Std. Mean Difference",
    "ROM": "Ratio of Means",
    "GEN": "Effect estimate",
    "GEN_LOG": "Ratio",
    "PLO": "Proportion (logit)",
    "PFT": "Proportion (double arcsine)",
    "PAS": "Proportion (arcsine)",
    "PR": "Proportion",
    "ZCOR": "Correlation (Fisher's z)",
    "COR": "Correlation",
}
AS_CONTRAST = ("ROM", "SMDH", "AS", "PHI", "IRR", "IRD", "PLO", "PFT", "PAS", "PR", "ZCOR", "COR")
"""Measures that RevMan does not compute from arms."""
DATA_TYPE = {"binary": "Dichotomous", "continuous": "Continuous", "generic": "Contrast level"}


def revman_package(title: str, settings: Held, inputs: Sequence[Held], result: Held) -> dict[str, str]:
    """Path in the ZIP -> table; analysis 1.1."""
    return {
        "CD-analysis-data/CD-data-rows.csv": table_text(_data_rows(title, settings, inputs, result)),
        "CD-analysis-data/CD-subgroup-estimates.csv": table_text(
            _subgroup_rows(title, settings, result), SUBGROUP_HEADS
        ),
        "CD-analysis-data/CD-overall-estimates-and-settings.csv": table_text(
            [_overall(title, settings, inputs, result)]
        ),
    }


PLACE = {"Analysis group": 1, "Analysis number": 1}
SUBGROUP_HEADS = (
    "Analysis group", "Analysis number", "Analysis name", "Subgroup number", "Subgroup", "Experimental cases",
    "Experimental N", "Control cases", "Control N", "Weight", "Mean", "CI start", "CI end", "Heterogeneity Tau²",
    "Heterogeneity Chi²", "Heterogeneity df", "Heterogeneity P", "Heterogeneity I²",
)  # fmt: skip


def _data_rows(title: str, settings: Held, inputs: Sequence[Held], result: Held) -> list[dict[str, Any]]:
    levels = levels_of(settings, inputs, result)
    contrast = settings["kind"] == "generic" or settings["measure"] in AS_CONTRAST
    rows = []
    for study in result["studies"]:
        data, given = study["data"], inputs[study["row"]]
        shown = study["display"]
        rows.append(
            PLACE
            | {
                "Analysis name": title,
                "Subgroup": levels.get(study["row"], NOTHING),
                "Applicability": "Applicable" if study["excluded_reason"] is None else "Not applicable",
                "Study": study["label"],
                "Study year": given.get("year"),
                "GIV Mean": study["yi"] if contrast else NOTHING,
                "GIV SE": study["se"] if contrast else NOTHING,
                "O-E": NOTHING,
                "Variance": NOTHING,
                "Experimental cases": data.get("e1"),
                "Experimental mean": data.get("m1"),
                "Experimental SD": data.get("sd1"),
                "Experimental N": data.get("n1"),
                "Control cases": data.get("e2"),
                "Control mean": data.get("m2"),
                "Control SD": data.get("sd2"),
                "Control N": data.get("n2"),
                "Weight": study["weight_pct"],
                "Mean": shown["estimate"],
                "CI start": shown["ci_lb"],
                "CI end": shown["ci_ub"],
                "Footnotes": study["excluded_reason"] or "; ".join(given.get("notes") or ()),
            }
        )
    return rows


def _subgroup_rows(title: str, settings: Held, result: Held) -> list[dict[str, Any]]:
    found = []
    for number, group in enumerate((result.get("subgroups") or {}).get("groups", ()), 1):
        sums = _sums([s["data"] for s in result["studies"] if s["row"] in group["rows"]])
        found.append(
            PLACE
            | {"Analysis name": title, "Subgroup number": number, "Subgroup": group["level"], **sums}
            | {"Weight": group["weight_pct"], "Mean": group["estimate"]}
            | {"CI start": group["ci_lb"], "CI end": group["ci_ub"], "Heterogeneity Tau²": group["tau2"]}
            | {"Heterogeneity Chi²": group["Q"], "Heterogeneity df": group["Q_df"]}
            | {"Heterogeneity P": group["Q_pval"], "Heterogeneity I²": _share(group["I2_from_Q"])}
        )
    return found


def _sums(used: Sequence[Held]) -> dict[str, Any]:
    names = {"Experimental cases": "e1", "Experimental N": "n1", "Control cases": "e2", "Control N": "n2"}
    return {
        head: sum(data[code] for data in used)
        if used and all(data.get(code) is not None for data in used)
        else None
        for head, code in names.items()
    }


def _share(value: float | None) -> float | None:
    return None if value is None else value / 100


def _overall(title: str, settings: Held, inputs: Sequence[Held], result: Held) -> dict[str, Any]:
    pooled, shown = result["pooled"], result["display"]
    spread, held = pooled["heterogeneity"] or {}, result.get("subgroups") or {}
    contrast = settings["kind"] == "generic" or settings["measure"] in AS_CONTRAST
    level = f"{100 * settings.get('level', 0.95):g}%"
    used = [s["data"] for s in result["studies"] if s["excluded_reason"] is None]
    return (
        PLACE
        | {
            "Analysis group name": title,
            "Analysis name": title,
            "Data type": "Contrast level" if contrast else DATA_TYPE[settings["kind"]],
            "Statistical method": _statistical_method(settings),
            "Effect measure": EFFECT[settings["measure"]],
            "Analysis model": "Random effect" if settings["model"] == "random" else "Fixed effect",
            "Heterogeneity estimator": pooled["tau2_estimator"] or NOTHING,
            "Study CI": level,
            "Estimate CI": level,
            "CI method": _ci_method(settings),
            "Unit of effect measure": NOTHING,
            "Log-scale data": logical(contrast and result["scale"] == "log"),
            "Swap event and non-event": logical(False),
            "Overall estimates": logical(True),
            "Subgroup estimates": logical(bool(held)),
            "Test for subgroup differences": logical(held.get("stat") is not None),
            "Experimental group label": _common(inputs, "experimental"),
            "Control group label": _common(inputs, "comparator"),
            "Data source": NOTHING,
            "Data source eligibility": NOTHING,
            "Studies": pooled["k"],
        }
        | _sums(used)
        | {
            "Mean": shown["estimate"],
            "CI start": shown["ci_lb"],
            "CI end": shown["ci_ub"],
            "PI start": shown.get("pi_lb"),
            "PI end": shown.get("pi_ub"),
            "Effect P": NOTHING if null_of(settings) is None else pooled["pval"],
            "Heterogeneity Tau²": spread.get("tau2"),
            "Heterogeneity Chi²": spread.get("Q"),
            "Heterogeneity df": spread.get("Q_df"),
            "Heterogeneity P": spread.get("Q_pval"),
            "Heterogeneity I²": _share(spread.get("I2_from_Q")),
            "Subgroup difference Chi²": held.get("stat"),
            "Subgroup difference P": held.get("pval"),
        }
    )


CI_METHODS = {"z": "Wald-type", "hksj": "HKSJ", "hksj_adhoc": "HKSJ, never narrower than Wald-type"}


def _ci_method(settings: Held) -> str:
    """How the interval of the pooled effect was made, in RevMan's words; theirs has no third one."""
    of_effects = settings["model"] == "random" and not by_tables(settings)
    return CI_METHODS[settings.get("interval", "z") if of_effects else "z"]


def _statistical_method(settings: Held) -> str:
    if by_tables(settings):
        return "Mantel-Haenszel"
    return "Peto" if settings["measure"] == "PETO" else "Inverse Variance"


def logical(value: bool) -> str:
    """TRUE or FALSE, as RevMan and R write it."""
    return "TRUE" if value else "FALSE"


def _common(inputs: Sequence[Held], side: str) -> str:
    names = {row.get(side) for row in inputs if row.get(side)}
    return names.pop() if len(names) == 1 else NOTHING


def table_text(rows: Sequence[Mapping[str, Any]], heads: Sequence[str] = ()) -> str:
    """The rows as CSV."""
    return csv_text([{name: _cell(value) for name, value in row.items()} for row in rows], heads)


def _cell(value: Any) -> Any:
    """Numbers at full precision; a text that a spreadsheet would run gets an apostrophe."""
    if value is None:
        return NOTHING
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
