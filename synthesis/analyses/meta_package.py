"""A run for R's package meta: its data, a script that pools and draws it, and the expected numbers. Pure."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from synthesis.analyses.exchange import NOTHING, logical, table_text
from synthesis.analyses.levels import levels_of
from synthesis.analyses.nearness import allowances, typical_variance
from synthesis.analyses.package import COLUMNS
from synthesis.analyses.printing import by_tables, favours_words

Held = Mapping[str, Any]

SHARE = 1e-5
"""meta's numbers and the run's: two iterations, each with limits of its own."""
R_INTERVAL = {"hksj": ("HK", ""), "hksj_adhoc": ("HK", "se"), "z": ("classic", "")}
R_META = """# The run with R's meta: the forest plot in its layout, and the numbers of the run beside those of meta.
suppressPackageStartupMessages(library(meta))
if (packageVersion("meta") < "8.0.0") stop("this needs the R package meta in version 8.0-0 or newer")
dat <- read.csv("data.csv", na.strings = "")
dat <- dat[!is.na(dat$TE) & !is.na(dat$seTE) & dat$seTE > 0, ]
call <- list({effects}, studlab = dat$study, sm = "{sm}", common = {common}, random = {random},
             {tau}, control = list(threshold = {threshold}, maxiter = 10000, tol = {threshold}),
             method.random.ci = "{ci}", adhoc.hakn.ci = "{adhoc}", prediction = {predict}{rule},
             level = {level}, level.ma = {level}, level.predict = {level}{subgroup})
m <- do.call({function}, call)
print(summary(m))
found <- c(estimate = m$TE.{model}, se = m$seTE.{model}, ci_lb = m$lower.{model}, ci_ub = m$upper.{model},
           tau2 = m$tau2[1], Q = m$Q[1], pi_lb = m$lower.predict[1], pi_ub = m$upper.predict[1],
           Q_between = m$Q.b.{model}[1])
if (is.finite(found[["estimate"]])) {{
  pdf("forest.pdf", width = 10, height = 3 + 0.4 * nrow(dat))
  forest(m, label.left = {left}, label.right = {right})
  invisible(dev.off())
}}
expected <- {expected}
within <- {within}
beside <- data.frame(found = found[names(expected)], expected, within, row.names = names(expected))
beside$same <- abs(beside$found - expected) <= within
print(beside, digits = 12)
quit(status = if (all(beside$same, na.rm = TRUE)) 0 else 1)
"""
R_README = """{title}
data.csv   one line a study: arms as extracted, TE and seTE on the scale of the analysis (logs for ratios)
meta.R     Rscript meta.R: pools with R's meta (8.0-0 or newer), draws forest.pdf, compares with the run; it fails
           where a number differs by more than 1 in 100,000 of its size and of its standard error. What meta does
           not compute is not compared.
{notes}"""
R_SM = {"PETO": "OR", "SMDH": "SMD", "GEN": "", "GEN_LOG": "RR", "AS": "ASD", "PHI": ""} | {
    "PLO": "PLOGIT",
    "PR": "PRAW",
}
R_TAU = ("REML", "DL", "PM", "ML", "SJ", "HE", "EB", "HS")
"""The estimators that meta has, under the names that we use; another's tau2 is handed over as a number."""
R_PREDICT = {
    "classic": {"t_k_minus_2": "HTS", "t_k_minus_1": "V", "normal": "S"},
    "HK": {"t_k_minus_2": "HK-PR", "t_k_minus_1": "HK"},
}
"""The prediction intervals of meta by the standard error of the run's interval."""
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
    rule = R_PREDICT[ci].get(settings.get("prediction", "t_k_minus_2")) if random else None
    script = R_META.format(
        sm=R_SM.get(settings["measure"], settings["measure"]),
        common=logical(not random),
        random=logical(random),
        model="random" if random else "common",
        effects=R_TABLES[settings["kind"]] if by_tables(settings) else R_EFFECTS,
        function=R_FUNCTIONS[settings["kind"]] if by_tables(settings) else "metagen",
        tau=_r_tau(settings, result["pooled"]),
        predict=logical(rule is not None),
        rule=f', method.predict = "{rule}", adhoc.hakn.pi = "{adhoc}"' if rule else "",
        level=f"{settings.get('level', 0.95):g}",
        subgroup=_r_subgroup(settings, result),
        ci=ci,
        adhoc=adhoc,
        left=json.dumps(favours_words(favours[0]), ensure_ascii=False),
        right=json.dumps(favours_words(favours[1]), ensure_ascii=False),
        **_r_expected(settings, result, predicted=rule is not None),
    )
    return {
        "README.txt": R_README.format(
            title=title, notes="".join(f"{R_DIFFERS[what][1]}\n" for what in _r_differs(settings, result))
        ),
        "data.csv": _meta_data(settings, inputs, result),
        "meta.R": script,
    }


def _r_expected(settings: Held, result: Held, *, predicted: bool) -> dict[str, str]:
    """The numbers of the run that meta computes by the same formula, and how far meta's may differ.

    What differs by its formula stands in `R_DIFFERS`.
    """
    pooled, held = result["pooled"], result.get("subgroups") or {}
    spread, wide = pooled["heterogeneity"] or {}, pooled["prediction"] or {}
    found = {name: pooled[name] for name in ("estimate", "se", "ci_lb", "ci_ub")}
    found |= {"tau2": spread.get("tau2"), "Q": spread.get("Q"), "Q_between": held.get("stat")}
    if predicted:
        found |= {"pi_lb": wide.get("lb"), "pi_ub": wide.get("ub")}
    differing = {name for what in _r_differs(settings, result) for name in R_DIFFERS[what][0]}
    within = {name: far for name, far in allowances(found, result, SHARE).items() if name not in differing}
    typical = typical_variance(result) + (spread.get("tau2") or 0.0)
    return {
        "expected": _r_named({name: _r_number(found[name]) for name in within}),
        "within": _r_named({name: f"{far:.3g}" for name, far in within.items()}),
        "threshold": f"{1e-12 * typical or 1e-12:.3g}",
    }


def _r_named(held: Mapping[str, str]) -> str:
    return f"c({', '.join(f'{name} = {value}' for name, value in held.items())})" if held else "numeric(0)"


R_DIFFERS: dict[str, tuple[tuple[str, ...], str]] = {
    "tables": (
        ("Q", "tau2"),
        "Q is around the Mantel-Haenszel estimate in the run, around the one by inverse variance in meta.",
    ),
    "difference of tables": (
        ("se", "ci_lb", "ci_ub", "Q_between"),
        "The variance is that of Sato, Greenland and Robins (1989) in the run, that of Greenland and Robins (1985) "
        "in meta.",
    ),
    "scale of subgroups": (
        ("Q_between",),
        "With one tau2 for all subgroups, meta scales each by its own Hartung-Knapp factor, the run all by one.",
    ),
    "tau2 handed over": (
        ("Q_between",),
        "meta does not have the estimator, so it gets tau2 as a number; it would give that to each subgroup, so "
        "there are none.",
    ),
    "normal prediction": (
        (),
        "meta has no normal prediction interval with the Hartung-Knapp standard error, so it draws none.",
    ),
}
"""What meta computes otherwise: the numbers that are not compared, and why."""


def _r_differs(settings: Held, result: Held) -> list[str]:
    """The keys of `R_DIFFERS` that apply to the run."""
    held, scaled = result.get("subgroups") or {}, settings["interval"] != "z" and settings["model"] == "random"
    asked = {
        "tables": by_tables(settings),
        "difference of tables": by_tables(settings) and settings["measure"] == "RD",
        "scale of subgroups": held.get("spread") == "common" and scaled,
        "tau2 handed over": _handed_over(settings) and bool(held.get("groups")),
        "normal prediction": scaled and settings.get("prediction") == "normal",
    }
    return [what for what, applies in asked.items() if applies]


def _handed_over(settings: Held) -> bool:
    """Whether meta gets tau2 as a number, not having the estimator."""
    return settings["model"] == "random" and settings["tau2"] not in R_TAU


def _r_tau(settings: Held, pooled: Held) -> str:
    if _handed_over(settings):
        return f"tau.preset = {_r_number(((pooled['heterogeneity'] or {}).get('tau2') or 0.0) ** 0.5)}"
    return f'method.tau = "{settings["tau2"] if settings["model"] == "random" else "REML"}"'


def _r_subgroup(settings: Held, result: Held) -> str:
    held = result.get("subgroups")
    if not held or not held["groups"] or _handed_over(settings):
        return ""
    return f",\n             subgroup = dat$subgroup, tau.common = {logical(held['spread'] == 'common')}"


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
    return table_text(rows)
