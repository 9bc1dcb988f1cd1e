"""Subgroups, moderators and sensitivity sets in a package: columns, expected numbers, their part of the R script.

Subgroups are numbered in the order of the run, those without a pooled study last; moderators are the columns of the
design without the intercept, sets hold 1 for what they leave out; `names_of` says what numbers stand for. Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from synthesis.analyses.levels import level_names, levels_of
from synthesis.analyses.package_scripts import R_OWN

Held = Mapping[str, Any]
Columns = dict[str, list[Any]]


def columns(settings: Held, inputs: Sequence[Held], result: Held) -> Columns:
    """What data.csv gets beside the numbers: subgroup (of rows that were not pooled too), mod_1 ..., set_1 ..."""
    found: Columns = {}
    rows = len(inputs)
    if _groups(result):
        numbers = {name: place for place, name in enumerate(level_names(settings, inputs, result), 1)}
        levels = levels_of(settings, inputs, result)
        found["subgroup"] = [numbers.get(levels.get(row)) for row in range(rows)]
    for place, term in enumerate(_terms(result), 1):
        found[f"mod_{place}"] = _design_column(result["moderators"], term, rows)
    for place, each in enumerate(_sets(result), 1):
        found[f"set_{place}"] = [int(row in each["rows"]) for row in range(rows)]
    return found


def _groups(result: Held) -> list[Held]:
    return list((result.get("subgroups") or {}).get("groups", ()))


def _terms(result: Held) -> list[str]:
    fit = (result.get("moderators") or {}).get("fit")
    return list(fit["terms"][1:]) if fit else []


def _sets(result: Held) -> list[Held]:
    """Sets that leave enough to pool."""
    return [each for each in result.get("sensitivity") or () if each["k"] > 1]


def _design_column(held: Held, term: str, rows: int) -> list[Any]:
    found: list[Any] = [None] * rows
    for row, *values in held["values"]:
        for name, value in zip(held["names"], values, strict=True):
            if isinstance(value, int | float) and name == term:
                found[row] = value
            elif not isinstance(value, int | float) and term.startswith(f"{name}: "):
                found[row] = int(f"{name}: {value}" == term)
    return found


def names_of(settings: Held, inputs: Sequence[Held], result: Held) -> dict[str, Any]:
    """What recipe.json says of the numbered columns."""
    found: dict[str, Any] = {}
    if _groups(result):
        names = level_names(settings, inputs, result)
        found |= {"subgroups": names, "subgroup_spread": result["subgroups"]["spread"]}
    if terms := _terms(result):
        found["moderators"] = terms
    if sets := _sets(result):
        found["sets"] = [each["name"] for each in sets]
    return found


def _exact(result: Held) -> Held | None:
    """The permutation test where every arrangement was seen and metafor refits with the run's own tau2."""
    held = (result.get("moderators") or {}).get("permuted")
    own = result["pooled"]["model"] == "random" and result["settings"]["tau2"] in R_OWN
    return held if held and held["exact"] and not own else None


def _lines(result: Held) -> dict[str, Held]:
    """PET and PEESE by their names in files."""
    lines = (result.get("corrected") or {}).get("lines", ())
    return {line["name"].lower(): line for line in lines if line["yi"] is not None}


def _selection(result: Held) -> Held | None:
    held = (result.get("corrected") or {}).get("selection")
    return held if held and held["yi"] is not None else None


def expected(result: Held) -> dict[str, float | None]:
    """What expected.csv holds beside the pooled effect."""
    found: dict[str, float | None] = {}
    for place, group in enumerate(_groups(result), 1):
        found |= {
            f"subgroup_{place}_k": group["k"],
            f"subgroup_{place}_estimate": group["yi"],
            f"subgroup_{place}_se": group["se"],
            f"subgroup_{place}_tau2": group["tau2"],
        }
    if found:
        found |= {"subgroup_stat": result["subgroups"]["stat"], "subgroup_pval": result["subgroups"]["pval"]}
    if _terms(result):
        fit = result["moderators"]["fit"]
        for place, (coef, se) in enumerate(zip(fit["coef"], fit["se"], strict=True)):
            found |= {f"mod_{place}_coef": coef, f"mod_{place}_se": se}
        found |= {"mod_QM": fit["QM"], "mod_QM_pval": fit["QM_pval"], "mod_tau2": fit["tau2"]}
        if fit["tau2"] is not None:
            found["mod_R2"] = fit["R2"]
        if exact := _exact(result):
            found["mod_QM_permuted"] = exact["QM_pval"]
    for name, line in _lines(result).items():
        found |= {f"{name}_estimate": line["yi"], f"{name}_se": line["se"]}
    if held := _selection(result):
        found |= {f"selection_{name}": held[name] for name in ("tau2", "delta", "lrt")}
        found |= {"selection_estimate": held["yi"], "selection_se": held["se"]}
    for place, each in enumerate(_sets(result), 1):
        found |= {f"set_{place}_k": each["k"]}
        found |= {f"set_{place}_estimate": each["yi"], f"set_{place}_se": each["se"]}
    return found


R_SEPARATE = """for (g in 1:{count}) {{
  rows <- dat[!is.na(dat$subgroup) & dat$subgroup == g, ]
  one <- nrow(rows) == 1
  part <- again(rows, method = if (one) "FE" else method, test = if (one) "z" else test)
  found[paste0("subgroup_", g, c("_k", "_estimate", "_se", "_tau2"))] <- c(part$k, part$b[1], part$se, part$tau2)
}}
between <- rma(found[paste0("subgroup_", 1:{count}, "_estimate")],
               sei = found[paste0("subgroup_", 1:{count}, "_se")], method = "FE")
found[c("subgroup_stat", "subgroup_pval")] <- c(between$QE, between$QEp)
"""
R_COMMON = """rows <- dat[!is.na(dat$subgroup), ]
cells <- again(rows, mods = ~ factor(subgroup) - 1, method = method, test = test)
part <- again(rows, mods = ~ factor(subgroup), method = method, test = test)
for (g in 1:{count}) {{
  found[paste0("subgroup_", g, c("_k", "_estimate", "_se", "_tau2"))] <-
    c(sum(rows$subgroup == g), cells$b[g], cells$se[g], cells$tau2)
}}
found[c("subgroup_stat", "subgroup_pval")] <- c(part$QM, part$QMp)
"""
R_MODERATORS = """rows <- dat[complete.cases(dat[, c({quoted}), drop = FALSE]), ]
part <- again(rows, mods = ~ {terms}, method = method, test = test)
found[paste0("mod_", 0:{count}, "_coef")] <- part$b[, 1]
found[paste0("mod_", 0:{count}, "_se")] <- part$se
found[c("mod_QM", "mod_QM_pval", "mod_tau2")] <- c(part$QM, part$QMp, part$tau2)
plain <- again(rows, method = method, test = test)
found["mod_R2"] <- if (plain$tau2 > 0) 100 * max(0, 1 - part$tau2 / plain$tau2) else 0
"""
R_PERMUTED = """arranged <- permutest(part, exact = TRUE, progbar = FALSE)
found["mod_QM_permuted"] <- arranged$QMp
"""
R_LINES = """for (name in c({names})) {{
  line <- summary(lm(yi ~ x, weights = 1 / vi, data = transform(dat, x = if (name == "pet") sqrt(vi) else vi)))
  found[paste0(name, c("_estimate", "_se"))] <- line$coefficients[1, 1:2]
}}
"""
R_SELECTION = """# The highest likelihood that metafor's optimisers reach; tau2 is held at 0 where the run has it.
plain <- rma(yi, vi, data = dat, method = "ML", control = list(threshold = 1e-13, maxiter = 100000))
start <- if ({zero}) rma(yi, vi, data = dat, method = "ML", tau2 = 0) else plain
tried <- lapply(list(list(), list(optimizer = "optim", optmethod = "BFGS", reltol = 1e-15),
                     list(optimizer = "optim", optmethod = "Nelder-Mead", reltol = 1e-15, maxit = 20000)),
                function(control) try(silent = TRUE, suppressWarnings(selmodel(
                  start, type = "stepfun", alternative = "{alternative}", steps = {step}, control = control))))
tried <- Filter(function(each) !inherits(each, "try-error"), tried)
part <- tried[[which.max(sapply(tried, function(each) as.numeric(logLik(each))))]]
found[paste0("selection_", c("estimate", "se", "tau2", "delta", "lrt"))] <-
  c(part$beta, part$se, part$tau2, part$delta[2], max(0, 2 * as.numeric(logLik(part) - logLik(plain))))
"""
R_SETS = """for (s in 1:{count}) {{
  part <- again(effects(raw[raw[[paste0("set_", s)]] == 0, ]), method = method, test = test)
  found[paste0("set_", s, c("_k", "_estimate", "_se"))] <- c(part$k, part$b[1], part$se)
}}
"""


def r_explored(result: Held) -> str:
    """The part of the R script that explores; empty where the run does not."""
    parts = []
    if groups := _groups(result):
        template = R_COMMON if result["subgroups"]["spread"] == "common" else R_SEPARATE
        parts.append(template.format(count=len(groups)))
    if terms := _terms(result):
        names = [f"mod_{place}" for place in range(1, len(terms) + 1)]
        quoted = ", ".join(f'"{name}"' for name in names)
        parts.append(R_MODERATORS.format(quoted=quoted, terms=" + ".join(names), count=len(terms)))
        parts.append(R_PERMUTED if _exact(result) else "")
    if sets := _sets(result):
        parts.append(R_SETS.format(count=len(sets)))
    if lines := _lines(result):
        parts.append(R_LINES.format(names=", ".join(f'"{name}"' for name in lines)))
    if held := _selection(result):
        zero = str(held["tau2"] == 0).upper()
        parts.append(R_SELECTION.format(zero=zero, alternative=held["alternative"], step=f"{held['step']:g}"))
    return "".join(parts)
