"""A network's run to repeat elsewhere: data, expected numbers, an R script (metafor) and a Python script. Pure.

Each script computes the run again from `data.csv`, prints its numbers beside `expected.csv` and fails where one
differs by more than stands there (`synthesis.analyses.nearness`).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from synthesis.analyses.files import csv_text, json_text, numbers_csv
from synthesis.analyses.nearness import network_allowances
from synthesis.networks.nodes import NUMBERS

Held = Mapping[str, Any]
SCHEMA = "ketreview-network-run/1"

README = """{name}
=====
data.csv      one line an arm that has all its numbers
expected.csv  what the run found, on the scale of the analysis (logs for ratios); effect_N and se_N are treatment N
              of recipe.json against the reference, p_score_N its P-score, pi_lb_N to pi_ub_N where the effect of
              a new study is expected; "within" is how far a number found again may differ
recipe.json   every setting, the order of the treatments, and which run this is
analysis.R    the run again in R:       Rscript analysis.R    (needs metafor)
analysis.py   the run again in Python:  python analysis.py    (needs synthesis.stats of KetReview:
              its folder in PYTHONPATH)

Both scripts print their numbers beside the expected ones and fail where one differs by more than a
thousand-millionth of its size and of its standard error, so that the unit of the data does not matter.

Method: {method}
"""

PYTHON = '''"""The run again with synthesis.stats: prints each number beside the expected one."""

import csv
import json
import sys
from pathlib import Path

try:
    from synthesis.stats.network_analysis import analyse_network
except ModuleNotFoundError as missing:
    sys.exit(f"{missing}. Name the folder of KetReview: PYTHONPATH=/path/to/ketreview python analysis.py")

HERE = Path(__file__).parent
recipe = json.loads((HERE / "recipe.json").read_text())
texts = ("study", "treat")
with (HERE / "data.csv").open(newline="") as file:
    rows = [{k: v if k in texts else float(v) for k, v in row.items()} for row in csv.DictReader(file)]
result = analyse_network(rows, **recipe["call"])
found = {"k_studies": result.k_studies, "k_contrasts": result.k_contrasts, "Q": result.Q, "tau2": result.tau2}
for place, score in enumerate(result.p_scores):
    found |= {f"effect_{place}": result.estimate[place][0], f"se_{place}": result.se[place][0]}
    found[f"p_score_{place}"] = score
    if result.prediction.df is not None:
        low, high = result.prediction.lb[place][0], result.prediction.ub[place][0]
        found |= {f"pi_lb_{place}": low, f"pi_ub_{place}": high}
wrong = 0
with (HERE / "expected.csv").open(newline="") as file:
    for line in csv.DictReader(file):
        expected, got = float(line["value"]), found[line["name"]]
        same = got is not None and abs(got - expected) <= float(line["within"])
        wrong += not same
        print(f"{line['name']:14} {got!r:>24} {expected!r:>24} {'' if same else 'DIFFERS'}")
sys.exit(1 if wrong else 0)
'''

R_STUDIES = """dat$shared <- 0
dat <- do.call(rbind, lapply(split(dat, factor(dat$study, unique(dat$study))), function(s) {{
{study}
  s
}}))
"""
R_COUNTS = """{silent}  half <- if (any(s$e == 0 | s$e == s$n)) 0.5 else 0
  yes <- s$e + half
  no <- s$n - s$e + half
  s$effect <- {effect}
  s$variance <- {variance}"""
R_SILENT = "  if (sum(s$e) == 0 || sum(s$e) == sum(s$n)) return(NULL)\n"
R_MEASURES = {
    "OR": R_COUNTS.format(silent=R_SILENT, effect="log(yes / no)", variance="1 / yes + 1 / no"),
    "RR": R_COUNTS.format(silent=R_SILENT, effect="log(yes / (yes + no))", variance="no / (yes * (yes + no))"),
    "RD": R_COUNTS.format(silent="", effect="yes / (yes + no)", variance="yes * no / (yes + no)^3"),
    "MD": "  s$effect <- s$m\n  s$variance <- s$sd^2 / s$n",
    "ROM": """  if (!(all(s$m > 0) || all(s$m < 0))) return(NULL)
  s$effect <- log(abs(s$m))
  s$variance <- s$sd^2 / (s$n * s$m^2)""",
    "SMD": """  df <- sum(s$n - 1)
  if (df <= 1) return(NULL)
  correction <- exp(lgamma(df / 2) - log(df / 2) / 2 - lgamma((df - 1) / 2))
  s$effect <- correction * (s$m - s$m[1]) / sqrt(sum((s$n - 1) * s$sd^2) / df)
  s$variance <- 1 / s$n
  s$shared <- s$effect / sqrt(2 * sum(s$n))""",
}
R_REST = """groups <- split(dat, factor(dat$study, unique(dat$study)))
groups <- Filter(function(s) nrow(s) > 1, groups)
y <- id <- c()
X <- V <- K <- NULL
join <- function(a, b) {{
  if (is.null(a)) return(b)
  rbind(cbind(a, matrix(0, nrow(a), ncol(b))), cbind(matrix(0, nrow(b), ncol(a)), b))
}}
for (s in groups) {{
  s <- s[order(match(s$treat, treatments)), ]
  base <- s[1, ]
  rest <- s[-1, ]
  y <- c(y, rest$effect - base$effect)
  own <- rest$shared - base$shared
  V <- join(V, base$variance + diag(rest$variance, nrow(rest)) + outer(own, own))
  K <- join(K, 0.5 + 0.5 * diag(nrow(rest)))
  X <- rbind(X, t(sapply(rest$treat, function(treat) (treatments == treat) - (treatments == base$treat))))
}}
X <- matrix(X[, -1], nrow = length(y))
# metafor stops at absolute limits: effects are divided by their typical size, and what is found is multiplied.
unit <- sqrt(median(diag(V)) + mean(y^2))
y <- y / unit
V <- V / unit^2
common <- rma.mv(y, V, mods = X, intercept = FALSE)
{fit}
b <- c(0, fit$b)
cov <- rbind(0, cbind(0, fit$vb))
gap <- outer(b, b, "-")
se <- sqrt(outer(diag(cov), diag(cov), "+") - 2 * cov)
chance <- pnorm({sign}gap / (se + diag(length(b))))
diag(chance) <- 0
found <- c(k_studies = length(groups), k_contrasts = length(y), Q = common$QE)
{tau2}for (i in seq_along(treatments)) {{
  found[paste0("effect_", i - 1)] <- b[i]
  found[paste0("se_", i - 1)] <- sqrt(cov[i, i])
  found[paste0("p_score_", i - 1)] <- sum(chance[i, ]) / (length(b) - 1)
{predicted}}}
expected <- read.csv("expected.csv")
power <- ifelse(expected$name == "tau2", 2, grepl("^(effect|se|pi_lb|pi_ub)_", expected$name))
expected$found <- found[expected$name] * unit^power
expected$same <- !is.na(expected$found) & abs(expected$found - expected$value) <= expected$within
print(expected, digits = 12)
quit(status = if (all(expected$same)) 0 else 1)
"""
R_PREDICTED = """  half <- if (i == 1) 0 else qt((1 + {level}) / 2, {df}) * sqrt(cov[i, i] + fit$sigma2)
  found[paste0("pi_lb_", i - 1)] <- b[i] - half
  found[paste0("pi_ub_", i - 1)] <- b[i] + half
"""
R_RANDOM = """dimnames(K) <- list(seq_along(y), seq_along(y))
id <- factor(seq_along(y))
fit_at <- function(tau) rma.mv(y, V, mods = X, intercept = FALSE, random = ~ 1 | id, R = list(id = K),
                               Rscale = FALSE, method = "{method}", sigma2 = tau^2)
height <- function(tau) as.numeric(logLik(fit_at(tau)))
# The slope of that likelihood over tau^2, which is 0 at its top.
slope <- function(tau) {{
  W <- solve(V + tau^2 * K)
  P <- W - W %*% X %*% solve(t(X) %*% W %*% X, t(X) %*% W)
  drop(t(y) %*% P %*% K %*% P %*% y) - sum(diag({slope} %*% K))
}}
# One variance alone is sought: a grid, then where the slope is 0 around its best point; no optimiser can get stuck.
grid <- c(0, 2^seq(-12, 3, length.out = 31))
best <- which.max(sapply(grid, height))
around <- grid[c(max(best - 1, 1), min(best + 1, length(grid)))]
top <- slope(around[1]) > 0 && slope(around[2]) < 0
tau <- if (top) uniroot(slope, around, tol = 1e-15)$root else grid[best]
fit <- fit_at(if (height(0) >= height(tau)) 0 else tau)"""
"""The likelihood of metafor at a given tau, and its maximum."""
R_SLOPES = {"REML": "P", "ML": "W"}


def r_script(settings: Held, treatments: Sequence[str], predicted: Held | None) -> str:
    """The network with metafor; `predicted` are the predictions of the result."""
    random = settings["model"] == "random"
    names = ", ".join(json.dumps(name, ensure_ascii=False) for name in treatments)
    head = "# The run again with metafor: prints each number beside the expected one.\n"
    head += 'suppressPackageStartupMessages(library(metafor))\ndat <- read.csv("data.csv", encoding = "UTF-8")\n'
    head += f"treatments <- c({names})\n"
    df = predicted["df"] if predicted else None
    rest = R_REST.format(
        fit=R_RANDOM.format(method=settings["tau2"], slope=R_SLOPES[settings["tau2"]])
        if random
        else "fit <- common",
        tau2='found["tau2"] <- fit$sigma2\n' if random else "",
        sign="" if settings["larger_is_better"] else "-",
        predicted="" if df is None else R_PREDICTED.format(level=settings["level"], df=df),
    )
    return head + R_STUDIES.format(study=R_MEASURES[settings["measure"]]) + rest


def data_csv(kind: str, inputs: Sequence[Held]) -> str:
    """A line an arm that entered."""
    names = ("study", "treat", *NUMBERS[kind])
    rows = [{name: row[name] for name in names} for row in inputs if row["usable"]]
    return csv_text(rows, names)


def expected_csv(result: Held) -> str:
    """The numbers of the run at full precision, with how far each may differ; only those that exist."""
    found = {name: result[name] for name in ("k_studies", "k_contrasts", "Q", "tau2")}
    for place, score in enumerate(result["p_scores"]):
        found |= {f"effect_{place}": result["estimate"][place][0], f"se_{place}": result["se"][place][0]}
        found[f"p_score_{place}"] = score
    if (predicted := result.get("prediction")) and predicted["df"] is not None:
        for place, (low, high) in enumerate(zip(predicted["lb"], predicted["ub"], strict=True)):
            found |= {f"pi_lb_{place}": low[0], f"pi_ub_{place}": high[0]}
    return numbers_csv(found, network_allowances(found))


def package(name: str, about: Held, settings: Held, inputs: Sequence[Held], result: Held) -> dict[str, str]:
    """Path in the package -> content. `about` says which run this is."""
    names = [node["name"] for node in result["treatments"]]
    held = result["settings"]
    call = dict(held) | {"tau2": held["tau2"] or "REML"}
    recipe = {"run": dict(about), "call": call, "treatments": names}
    return {
        f"{name}/README.txt": README.format(name=name, method=result["method"]),
        f"{name}/data.csv": data_csv(settings["kind"], inputs),
        f"{name}/expected.csv": expected_csv(result),
        f"{name}/recipe.json": json_text(recipe),
        f"{name}/analysis.R": r_script(settings, names, result.get("prediction")),
        f"{name}/analysis.py": PYTHON,
    }
