"""The scripts of a package: R with metafor, Python with `synthesis.stats`, and how to run them."""

from collections.abc import Mapping
from typing import Any

README = """{name}
=====
data.csv      one line a study, excluded studies too; subgroup, mod_1 ... and set_1 ... (1 = left out) where the
              recipe asks for subgroups, moderators or sensitivity sets; recipe.json names them
expected.csv  what the run found, on the scale of the analysis (logs for ratios), and how far a number found again
              may differ from it (within)
recipe.json   every setting, and which run this is
analysis.R    the run again in R:       Rscript analysis.R    (needs metafor)
analysis.py   the run again in Python:  python analysis.py    (needs synthesis.stats of KetReview:
              its folder in PYTHONPATH)

Both scripts print their numbers beside the expected ones and fail where one differs by more than a
thousand-millionth of its size and of its standard error (tau2: of a study's typical variance); those of the
selection model (selection_...), which each side finds by searching, by more than one in 100,000. So the unit of the
data does not matter. metafor iterates with absolute limits: the R script divides the effects by their typical size
(unit) and multiplies what it finds.

Method: {method}
"""

PYTHON = '''"""The run again with synthesis.stats: prints each number beside the expected one."""

import csv
import json
import sys
from pathlib import Path

try:
    from synthesis.stats import analyse
    from synthesis.stats.exploration import moderators, subgroups
    from synthesis.stats.selective import corrections
    from synthesis.stats.zero_cells import ZeroCells
except ModuleNotFoundError as missing:
    sys.exit(f"{missing}. Name the folder of KetReview: PYTHONPATH=/path/to/ketreview python analysis.py")

HERE = Path(__file__).parent
recipe = json.loads((HERE / "recipe.json").read_text())
said = recipe["settings"]
with (HERE / "data.csv").open(newline="") as file:
    rows = [
        {"label": row.pop("study"), **{name: float(text) if text else None for name, text in row.items()}}
        for row in csv.DictReader(file)
    ]
zero_cells = ZeroCells(said["zero_cells_add"], said["zero_cells_when"], said["drop_double_zero"])
options = {name: said[name] for name in ("model", "test", "level", "variance", "scale", "method") if name in said}
for name in ("tau2", "prediction"):
    if said[name] is not None:
        options[name] = said[name]
result = analyse(rows, recipe["kind"], said["measure"], zero_cells=zero_cells, **options)
pooled = result.pooled
spread, predicted = pooled.heterogeneity, pooled.prediction
found = {name: getattr(pooled, name) for name in ("k", "estimate", "se", "ci_lb", "ci_ub", "pval")}
if spread is not None:
    found |= {"Q": spread.Q, "tau2": spread.tau2, "I2_from_Q": spread.I2_from_Q}
if predicted is not None:
    found |= {"pi_lb": predicted.lb, "pi_ub": predicted.ub}
if recipe.get("subgroups"):
    levels = [str(place) for place in range(1, len(recipe["subgroups"]) + 1)]
    labels = [None if row["subgroup"] is None else f"{row['subgroup']:g}" for row in rows]
    explored = subgroups(result, labels, levels, spread=recipe["subgroup_spread"])
    found |= {"subgroup_stat": explored.stat, "subgroup_pval": explored.pval}
    for group in explored.groups:
        names = {"k": group.k, "estimate": group.yi, "se": group.se, "tau2": group.tau2}
        found |= {f"subgroup_{group.level}_{name}": value for name, value in names.items()}
if recipe.get("moderators"):
    terms = [f"mod_{place}" for place in range(1, len(recipe["moderators"]) + 1)]
    regression = moderators(result, {term: [row[term] for row in rows] for term in terms}, permuted=True)
    fit = regression.fit
    if regression.permuted is not None:
        found["mod_QM_permuted"] = regression.permuted.QM_pval
    for place, (coef, se) in enumerate(zip(fit.coef, fit.se)):
        found |= {f"mod_{place}_coef": coef, f"mod_{place}_se": se}
    found |= {"mod_QM": fit.QM, "mod_QM_pval": fit.QM_pval, "mod_tau2": fit.tau2, "mod_R2": fit.R2}
for place, _ in enumerate(recipe.get("sets", ()), 1):
    kept = [row for row in rows if not row[f"set_{place}"]]
    without = analyse(kept, recipe["kind"], said["measure"], zero_cells=zero_cells, **options).pooled
    found |= {f"set_{place}_k": without.k, f"set_{place}_estimate": without.estimate, f"set_{place}_se": without.se}
if any(line.startswith(("pet_", "peese_", "selection_")) for line in (HERE / "expected.csv").open()):
    corrected = corrections(result)
    for line in corrected.lines:
        found |= {f"{line.name.lower()}_estimate": line.yi, f"{line.name.lower()}_se": line.se}
    chosen = corrected.selection
    found |= {f"selection_{name}": getattr(chosen, name) for name in ("tau2", "delta", "lrt")}
    found |= {"selection_estimate": chosen.yi, "selection_se": chosen.se}
wrong = 0
with (HERE / "expected.csv").open(newline="") as file:
    for line in csv.DictReader(file):
        expected, got = float(line["value"]), found[line["name"]]
        same = got is not None and abs(got - expected) <= float(line["within"])
        wrong += not same
        print(f"{line['name']:10} {got!r:>24} {expected!r:>24} {'' if same else 'DIFFERS'}")
sys.exit(1 if wrong else 0)
'''

R_TESTS = {"z": "z", "t": "t", "hksj": "knha", "hksj_adhoc": "adhoc"}
R_WHEN = {"studies_with_zero": "only0", "all_studies": "all", "all_if_any_zero": "if0all", "never": "none"}
R_EFFECTS = {
    "binary": """  dat <- escalc(measure = "{measure}", ai = e1, n1i = n1, ci = e2, n2i = n2, data = dat,
                vtype = "{vtype}", add = {add}, to = "{to}", drop00 = {drop})
""",
    "rate2": """  dat <- escalc(measure = "{measure}", x1i = x1, t1i = t1, x2i = x2, t2i = t2, data = dat,
                vtype = "{vtype}", add = {add}, to = "{to}", drop00 = {drop})
""",
    "continuous": """  dat <- escalc(measure = "{measure}", m1i = m1, sd1i = sd1, n1i = n1,
                m2i = m2, sd2i = sd2, n2i = n2, data = dat, vtype = "{vtype}")
""",
    "proportion": """  dat <- escalc(measure = "{measure}", xi = x, ni = n, data = dat,
                vtype = "{vtype}", add = {add}, to = "{to}")
""",
    "correlation": """  dat <- escalc(measure = "{measure}", ri = r, ni = n, data = dat, vtype = "{vtype}")
""",
    "generic": """  half <- qnorm((1 + dat$level) / 2)
  to_scale <- {to_scale}
  dat$yi <- to_scale(dat$estimate)
  dat$vi <- ((to_scale(dat$ci_ub) - to_scale(dat$ci_lb)) / (2 * half))^2
""",
}
R_REST = """  dat <- dat[!is.na(dat$yi) & !is.na(dat$vi) & dat$vi > 0, ]
  transform(dat, yi = yi / unit, vi = vi / unit^2)
}}
raw <- read.csv("data.csv")
raw[] <- lapply(raw, function(column) if (is.integer(column)) as.numeric(column) else column)
# metafor iterates with absolute limits: effects are divided by their typical size, and what is found is multiplied.
unit <- 1
unit <- with(effects(raw), if (length(yi) > 1) sqrt(median(vi) + var(yi)) else 1)
dat <- effects(raw)
{again}
method <- "{method}"
test <- "{test}"
fit <- again(dat, method = method, test = test)
found <- c(k = fit$k, estimate = fit$b[[1]], se = fit$se, ci_lb = fit$ci.lb, ci_ub = fit$ci.ub, pval = fit$pval,
           Q = fit$QE, tau2 = fit$tau2, I2_from_Q = max(0, 100 * (fit$QE - fit$k + 1) / fit$QE))
{prediction}expected <- read.csv("expected.csv")
power <- ifelse(grepl("tau2$", expected$name), 2, grepl("(estimate|coef|se|_lb|_ub)$", expected$name))
expected$found <- found[expected$name] * unit^power
expected$same <- !is.na(expected$found) & abs(expected$found - expected$value) <= expected$within
print(expected, digits = 12)
quit(status = if (all(expected$same)) 0 else 1)
"""
R_AGAIN = """again <- function(rows, ...) rma(yi, vi, data = rows, ..., level = {level},
                                 control = list(threshold = 1e-13, maxiter = 100000, tol = 1e-14))"""
R_ITERATED = """# metafor iterates tau2 (DLIT) freely, which may swing for ever: here it is found in bounds.
again <- function(rows, ..., method) {{
  fitted <- function(...) rma(yi, vi, data = rows, ..., level = {level},
                              control = list(threshold = 1e-13, maxiter = 100000, tol = 1e-14))
  if (method != "DLIT") return(fitted(..., method = method))
  upper <- fitted(..., method = "PM")
  if (upper$tau2 == 0) return(upper)
  X <- upper$X
  above <- function(tau2) {{
    W <- diag(1 / (rows$vi + tau2))
    P <- W - W %*% X %*% solve(t(X) %*% W %*% X, t(X) %*% W)
    tau2 * sum(diag(P)) - (drop(t(rows$yi) %*% P %*% rows$yi) - upper$k + upper$p)
  }}
  fitted(..., method = "REML", tau2 = uniroot(above, c(0, upper$tau2 * (1 + 1e-9)), tol = 1e-15)$root)
}}"""
R_WEIGHTED = """# tau2 by generalised Q with weights 1/SE; the pooled effect by inverse variance with that tau2.
again <- function(rows, ..., method) {{
  fitted <- function(...) rma(yi, vi, data = rows, ..., level = {level},
                              control = list(threshold = 1e-13, maxiter = 100000, tol = 1e-14, tau2.max = 1e6))
  if (method == "FE") return(fitted(..., method = method))
  found <- fitted(..., method = method, weights = 1 / sqrt(rows$vi))
  fitted(..., method = "REML", tau2 = found$tau2)
}}"""
R_TABLES = """# Mantel-Haenszel takes the tables as they are; Q is that of the studies' own effects around it.
again <- function(rows, ...) {{
  if (nrow(rows) == 0) stop("no table to pool")
  fit <- rma.mh({cells}, data = rows, measure = "{measure}", level = {level},
                add = 0, to = "none", drop00 = FALSE)
  fit[c("b", "se", "ci.lb", "ci.ub")] <- lapply(fit[c("b", "se", "ci.lb", "ci.ub")], function(x) x / unit)
  fit$QE <- sum((rows$yi - fit$b[[1]])^2 / rows$vi)
  fit$tau2 <- NA
  fit
}}"""
R_OWN = {"DLIT": R_ITERATED, "GENQ": R_WEIGHTED, "GENQM": R_WEIGHTED}
R_CELLS = {
    "binary": "ai = e1, n1i = n1, ci = e2, n2i = n2",
    "rate2": "x1i = x1, t1i = t1, x2i = x2, t2i = t2",
}
R_PREDICTION = {
    "t_k_minus_2": "qt((1 + {share}) / 2, fit$k - 2)",
    "t_k_minus_1": "qt((1 + {share}) / 2, fit$k - 1)",
    "normal": "qnorm((1 + {share}) / 2)",
}


def r_script(kind: str, said: Mapping[str, Any], explored: str = "") -> str:
    """The analysis with metafor, from the settings that a result holds; `explored` adds to `found`."""
    measure = said["measure"]
    effects = R_EFFECTS[kind].format(
        measure=measure,
        vtype=said["variance"],
        add=f"{said['zero_cells_add']:g}",
        to=R_WHEN[said["zero_cells_when"]],
        drop=str(bool(said["drop_double_zero"])).upper(),
        to_scale="log" if said["scale"] == "natural" else "identity",
    )
    prediction = ""
    if said["prediction"] not in (None, "none"):
        quantile = R_PREDICTION[said["prediction"]].format(share=f"{said['level']:g}")
        prediction = f"wide <- suppressWarnings({quantile}) * sqrt(fit$se^2 + fit$tau2)\n"
        prediction += 'found[c("pi_lb", "pi_ub")] <- fit$b[1] + c(-1, 1) * wide\n'
    level = f"{100 * said['level']:g}"
    again = R_OWN.get(said["tau2"], R_AGAIN)
    again = R_TABLES if said.get("method") == "mantel_haenszel" else again
    rest = R_REST.format(
        again=again.format(level=level, measure=measure, cells=R_CELLS.get(kind, "")),
        method="FE" if said["model"] == "common" else said["tau2"],
        test=R_TESTS[said["test"]],
        prediction=prediction + explored,
    )
    head = "# The run again with metafor: prints each number beside the expected one.\n"
    head += "suppressPackageStartupMessages(library(metafor))\neffects <- function(dat) {\n"
    return head + effects + rest
