"""A run for other programs: JSON of everything, the data package of RevMan Web, a script for R's meta. Pure.

The JSON is described in docs/run-json.md; `SCHEMA` changes with it. The data package has the three tables of RevMan
Web's own export (data rows, subgroup estimates, overall estimates and settings), so what reads those reads ours.
"""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from synthesis.analyses.files import csv_text
from synthesis.analyses.levels import levels_of
from synthesis.analyses.package import COLUMNS
from synthesis.analyses.printing import by_tables, favours_words

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
}
AS_CONTRAST = ("ROM", "SMDH", "AS", "PHI", "IRR", "IRD")
"""Measures that RevMan does not compute from arms."""
DATA_TYPE = {"binary": "Dichotomous", "continuous": "Continuous", "generic": "Contrast level"}


def revman_package(title: str, settings: Held, inputs: Sequence[Held], result: Held) -> dict[str, str]:
    """Path in the ZIP -> table; analysis 1.1."""
    return {
        "CD-analysis-data/CD-data-rows.csv": _csv(_data_rows(title, settings, inputs, result)),
        "CD-analysis-data/CD-subgroup-estimates.csv": _csv(_subgroup_rows(title, settings, result), SUBGROUP_HEADS),
        "CD-analysis-data/CD-overall-estimates-and-settings.csv": _csv([_overall(title, settings, inputs, result)]),
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
            "Unit of effect measure": NOTHING,
            "Log-scale data": _logical(contrast and result["scale"] == "log"),
            "Swap event and non-event": _logical(False),
            "Overall estimates": _logical(True),
            "Subgroup estimates": _logical(bool(held)),
            "Test for subgroup differences": _logical(held.get("stat") is not None),
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
            "Effect P": pooled["pval"],
            "Heterogeneity Tau²": spread.get("tau2"),
            "Heterogeneity Chi²": spread.get("Q"),
            "Heterogeneity df": spread.get("Q_df"),
            "Heterogeneity P": spread.get("Q_pval"),
            "Heterogeneity I²": _share(spread.get("I2_from_Q")),
            "Subgroup difference Chi²": held.get("stat"),
            "Subgroup difference P": held.get("pval"),
        }
    )


def _statistical_method(settings: Held) -> str:
    if by_tables(settings):
        return "Mantel-Haenszel"
    return "Peto" if settings["measure"] == "PETO" else "Inverse Variance"


def _logical(value: bool) -> str:
    return "TRUE" if value else "FALSE"


def _common(inputs: Sequence[Held], side: str) -> str:
    names = {row.get(side) for row in inputs if row.get(side)}
    return names.pop() if len(names) == 1 else NOTHING


def _csv(rows: Sequence[Mapping[str, Any]], heads: Sequence[str] = ()) -> str:
    return csv_text([{name: _cell(value) for name, value in row.items()} for row in rows], heads)


def _cell(value: Any) -> Any:
    """Numbers at full precision; a text that a spreadsheet would run gets an apostrophe."""
    if value is None:
        return NOTHING
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


R_INTERVAL = {"hksj": ("HK", ""), "hksj_adhoc": ("HK", "se"), "z": ("classic", ""), "t": ("HK", "")}
R_META = """# The run with R's meta: the forest plot in its layout, and the pooled effect beside the expected one.
suppressPackageStartupMessages(library(meta))
dat <- read.csv("data.csv", na.strings = "")
dat <- dat[!is.na(dat$TE) & !is.na(dat$seTE) & dat$seTE > 0, ]
call <- list({effects}, studlab = dat$study, sm = "{sm}", common = {common}, random = {random},
             {tau}, prediction = {predict}, level = {level}, level.ma = {level}, level.predict = {level}{subgroup})
if (packageVersion("meta") >= "7.0.0") {{
  call$method.predict <- "{rule}"
  call$method.random.ci <- "{ci}"
  call$adhoc.hakn.ci <- "{adhoc}"
}} else {{
  call$hakn <- {hakn}
  call$adhoc.hakn <- "{adhoc}"
}}
m <- do.call({function}, call)
print(summary(m))
pdf("forest.pdf", width = 10, height = 3 + 0.4 * nrow(dat))
forest(m, label.left = {left}, label.right = {right})
invisible(dev.off())
found <- if ({random}) c(m$TE.random, m$seTE.random) else c(m$TE.common, m$seTE.common)
expected <- c({estimate}, {se})
print(data.frame(name = c("estimate", "se"), found = found, expected = expected), digits = 12)
quit(status = if (all(abs(found - expected) <= 1e-4 * abs(expected) + 1e-6, na.rm = TRUE)) 0 else 1)
"""
R_README = """{title}
data.csv   one line a study: arms as extracted, TE and seTE on the scale of the analysis (logs for ratios)
meta.R     Rscript meta.R: pools TE and seTE with R's meta, draws forest.pdf, compares with the run.
           meta finds tau2 to about five digits, so equality is asked for to 1 in 10,000.
"""
R_SM = {"PETO": "OR", "SMDH": "SMD", "GEN": "", "GEN_LOG": "RR", "AS": "ASD", "PHI": ""}
R_TAU = ("REML", "DL", "PM", "ML", "SJ", "HE", "EB", "HS")
"""The estimators that meta has, under the names that we use; another's tau2 is handed over as a number."""
R_PREDICT = {"t_k_minus_2": "HTS", "t_k_minus_1": "V", "normal": "S", "none": "HTS"}
R_EFFECTS = "TE = dat$TE, seTE = dat$seTE"
R_FUNCTIONS = {"binary": "metabin", "rate2": "metainc"}
R_TABLES = {
    "binary": """event.e = dat$e1, n.e = dat$n1, event.c = dat$e2, n.c = dat$n2, method = "MH", MH.exact = TRUE,
             allstudies = TRUE, RR.Cochrane = FALSE""",
    "rate2": 'event.e = dat$x1, time.e = dat$t1, event.c = dat$x2, time.c = dat$t2, method = "MH"',
}


def meta_package(
    title: str, settings: Held, inputs: Sequence[Held], result: Held, favours: Sequence[str]
) -> dict[str, str]:
    """File -> content: data, the script for R's meta, and how to run it."""
    random = settings["model"] == "random"
    ci, adhoc = R_INTERVAL[settings["interval"]] if random else ("classic", "")
    pooled = result["pooled"]
    script = R_META.format(
        sm=R_SM.get(settings["measure"], settings["measure"]),
        common="FALSE" if random else "TRUE",
        random="TRUE" if random else "FALSE",
        effects=R_TABLES[settings["kind"]] if by_tables(settings) else R_EFFECTS,
        function=R_FUNCTIONS[settings["kind"]] if by_tables(settings) else "metagen",
        tau=_r_tau(settings, pooled),
        predict="TRUE" if random and settings.get("prediction") != "none" else "FALSE",
        rule=R_PREDICT[settings.get("prediction", "t_k_minus_2")],
        level=f"{settings.get('level', 0.95):g}",
        subgroup=_r_subgroup(result),
        ci=ci,
        adhoc=adhoc,
        hakn="TRUE" if ci == "HK" else "FALSE",
        left=json.dumps(favours_words(favours[0]), ensure_ascii=False),
        right=json.dumps(favours_words(favours[1]), ensure_ascii=False),
        estimate=_r_number(pooled["estimate"]),
        se=_r_number(pooled["se"]),
    )
    return {
        "README.txt": R_README.format(title=title),
        "data.csv": _meta_data(settings, inputs, result),
        "meta.R": script,
    }


def _r_tau(settings: Held, pooled: Held) -> str:
    if settings["tau2"] in R_TAU or settings["model"] == "common":
        return f'method.tau = "{settings["tau2"] if settings["tau2"] in R_TAU else "REML"}"'
    return f"tau.preset = {_r_number(((pooled['heterogeneity'] or {}).get('tau2') or 0.0) ** 0.5)}"


def _r_subgroup(result: Held) -> str:
    held = result.get("subgroups")
    if not held or not held["groups"]:
        return ""
    common = "TRUE" if held["spread"] == "common" else "FALSE"
    return f",\n             subgroup = dat$subgroup, tau.common = {common}"


def _r_number(value: float | None) -> str:
    return "NA" if value is None or not math.isfinite(value) else repr(value)


def _meta_data(settings: Held, inputs: Sequence[Held], result: Held) -> str:
    levels = levels_of(settings, inputs, result)
    rows = [
        {"study": s["label"], "subgroup": levels.get(s["row"], NOTHING if not levels else "not known")}
        | {code: s["data"].get(code) for code in COLUMNS[settings["kind"]]}
        | {"TE": s["yi"], "seTE": s["se"]}
        for s in result["studies"]
    ]
    return _csv(rows)
