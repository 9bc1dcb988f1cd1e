"""Analyses whose packages must repeat them, here in Python and by `make check-r` in R."""

from typing import Any

from synthesis.analyses.exploring import corrected, explored
from synthesis.stats import analyse
from tests.synthesis.stats.data import BCG, NORMAND

RATIOS = [
    {"label": "A", "estimate": 1.95, "ci_lb": 1.46, "ci_ub": 2.61, "level": 0.95},
    {"label": "B", "estimate": 1.2, "ci_lb": 0.7, "ci_ub": 2.06, "level": 0.95},
    {"label": "C", "estimate": 2.4, "ci_lb": 1.3, "ci_ub": 4.43, "level": 0.9},
]
ZERO = [
    *BCG[:3],
    {"label": "none", "e1": 0, "n1": 20, "e2": 0, "n2": 22},
    {"label": "gap", "e1": 3, "n1": 30, "e2": None, "n2": 30},
]

CASES = {
    "ratio of counts": ("binary", BCG, "RR", "random", "REML", "hksj"),
    "common effect": ("binary", BCG, "OR", "common", "REML", "z"),
    "empty cells and gaps": ("binary", ZERO, "OR", "random", "DL", "z"),
    "means": ("continuous", NORMAND, "SMD", "random", "PM", "hksj_adhoc"),
    "rare events": ("binary", ZERO, "PETO", "common", "REML", "z"),
    "unequal variances": ("continuous", NORMAND, "SMDH", "random", "SJ", "z"),
    "ratio of means": ("continuous", NORMAND, "ROM", "random", "ML", "hksj"),
    "two studies": ("continuous", NORMAND[:2], "MD", "random", "REML", "z"),
    "ratios as given": ("generic", RATIOS, "GEN_LOG", "random", "DL", "t"),
}
MH = {"method": "mantel_haenszel"}
OPTIONS: dict[str, dict[str, Any]] = {name: {"scale": "natural"} for name in ("ratios as given",)}
for measure in ("OR", "RR", "RD"):
    CASES[f"Mantel-Haenszel {measure}"] = ("binary", ZERO, measure, "common", "REML", "z")
    OPTIONS[f"Mantel-Haenszel {measure}"] = MH
for measure, tau2 in (("AS", "DLIT"), ("PHI", "HSk"), ("RR", "PMM"), ("RR", "GENQ"), ("OR", "GENQM")):
    CASES[f"{measure} by {tau2}"] = ("binary", BCG[:7], measure, "random", tau2, "hksj")
RULES: dict[str, dict[str, Any]] = {
    "all studies": {"add": 0.25, "when": "all_studies", "drop_double_zero": True},
    "all if any": {"add": 0.5, "when": "all_if_any_zero", "drop_double_zero": None},
    "kept": {"add": 0.1, "when": "studies_with_zero", "drop_double_zero": False},
    "never": {"add": 0.5, "when": "never", "drop_double_zero": None},
}
for name, rule in RULES.items():
    for measure in ("OR", "RR", "RD"):
        CASES[f"{measure}, zero cells {name}"] = ("binary", ZERO, measure, "random", "DL", "z")
        OPTIONS[f"{measure}, zero cells {name}"] = {"zero_cells": rule}
        if name != "never":
            CASES[f"Mantel-Haenszel {measure}, {name}"] = ("binary", ZERO, measure, "common", "REML", "z")
            OPTIONS[f"Mantel-Haenszel {measure}, {name}"] = {"zero_cells": rule} | MH
for level, prediction in ((0.9, "t_k_minus_1"), (0.99, "normal"), (0.9, "none")):
    CASES[f"{level:g}, {prediction}"] = ("binary", BCG, "RR", "random", "REML", "hksj_adhoc")
    OPTIONS[f"{level:g}, {prediction}"] = {"level": level, "prediction": prediction}

NO_EVENTS = [
    {"label": label, "e1": 0, "n1": 20, "e2": i, "n2": 22}
    for i, label in enumerate(("first", "second", "third"), 1)
]
CASES["Mantel-Haenszel without an estimate"] = ("binary", NO_EVENTS, "OR", "common", "REML", "z")
OPTIONS["Mantel-Haenszel without an estimate"] = MH
RATES = [
    {"label": "A", "x1": 12, "t1": 310.5, "x2": 19, "t2": 298.2},
    {"label": "B", "x1": 0, "t1": 45.0, "x2": 3, "t2": 52.5},
    {"label": "C", "x1": 31, "t1": 900, "x2": 36, "t2": 870},
    {"label": "D", "x1": 0, "t1": 20, "x2": 0, "t2": 22},
    {"label": "E", "x1": 5, "t1": 61, "x2": 2, "t2": None},
]
for measure in ("IRR", "IRD"):
    CASES[f"rates, {measure}"] = ("rate2", RATES, measure, "random", "REML", "hksj")
    CASES[f"rates, Mantel-Haenszel {measure}"] = ("rate2", RATES, measure, "common", "REML", "z")
    OPTIONS[f"rates, Mantel-Haenszel {measure}"] = MH
    CASES[f"rates, {measure}, all studies"] = ("rate2", RATES, measure, "random", "DL", "z")
    OPTIONS[f"rates, {measure}, all studies"] = {"zero_cells": RULES["all studies"]}

GROUPS = [
    {"label": "A", "x": 12, "n": 40},
    {"label": "B", "x": 0, "n": 25},
    {"label": "C", "x": 31, "n": 90},
    {"label": "D", "x": 18, "n": 33},
    {"label": "E", "x": 5, "n": None},
]
CORRELATIONS = [
    {"label": "A", "r": 0.42, "n": 40},
    {"label": "B", "r": -0.05, "n": 25},
    {"label": "C", "r": 0.31, "n": 90},
    {"label": "D", "r": 0.66, "n": 13},
]
for measure in ("PLO", "PFT", "PAS", "PR"):
    CASES[f"proportions, {measure}"] = ("proportion", GROUPS, measure, "random", "REML", "hksj")
    CASES[f"proportions, {measure}, common"] = ("proportion", GROUPS, measure, "common", "REML", "z")
for measure in ("PLO", "PR"):
    CASES[f"proportions, {measure}, all studies"] = ("proportion", GROUPS, measure, "random", "DL", "z")
    OPTIONS[f"proportions, {measure}, all studies"] = {
        "zero_cells": {"add": 0.25, "when": "all_studies", "drop_double_zero": None}
    }
for measure in ("ZCOR", "COR"):
    CASES[f"correlations, {measure}"] = ("correlation", CORRELATIONS, measure, "random", "REML", "hksj")

LATITUDE = {"attribute": "c:1", "name": "Latitude", "numeric": True}
BAND = {"attribute": "c:2", "name": "Band", "numeric": False}
TOLD = [
    row
    | {
        "study_id": place,
        "attributes": {
            "c:1": None if place == 4 else row["ablat"],
            "c:2": "far" if row["ablat"] > 40 else "middle" if row["ablat"] > 20 else "near",
        },
    }
    for place, row in enumerate(BCG)
]
SUBGROUP = {"attribute": "c:2", "name": "Band", "words": ["near", "middle", "far"], "planned": True}
SETS = [
    {"name": "Without near", "planned": True, "studies": [], "conditions": [BAND | {"values": ["near"]}]},
    {"name": "Without two", "planned": False, "studies": [0, 7], "conditions": []},
]
MODERATORS = {"columns": [LATITUDE, BAND], "planned": False}
ASKED = {
    "subgroups apart": {"subgroup": SUBGROUP | {"spread": "separate"}, "leave_outs": SETS},
    "subgroups with one tau2": {"subgroup": SUBGROUP | {"spread": "common"}},
    "a slope": {"moderators": {"columns": [LATITUDE], "planned": True}},
    "a slope and words": {"moderators": MODERATORS, "subgroup": SUBGROUP | {"spread": "separate"}},
}
WAYS = {"REML, Hartung-Knapp": ("random", "REML", "hksj"), "DL, z": ("random", "DL", "z")}
WAYS |= {"common effect": ("common", "REML", "z")}
EXPLORED = {f"{name}; {way}": (asked, recipe, {}) for name, asked in ASKED.items() for way, recipe in WAYS.items()}
EXPLORED["subgroups apart; Mantel-Haenszel"] = (ASKED["subgroups apart"], ("common", "REML", "z"), MH)
EXPLORED["a slope; DLIT"] = (ASKED["a slope and words"], ("random", "DLIT", "z"), {})
EXPLORED["a slope; GENQ"] = (ASKED["a slope and words"], ("random", "GENQ", "hksj"), {})
EXPLORED["subgroups apart; GENQM"] = (ASKED["subgroups apart"], ("random", "GENQM", "z"), {})
EXPLORED["subgroups apart; something added to all"] = (
    ASKED["subgroups apart"], ("random", "DL", "z"), {"zero_cells": RULES["all studies"]},
)  # fmt: skip


def explored_result(name: str) -> tuple[list[dict], dict[str, Any]]:
    """Rows and frozen result of one of EXPLORED."""
    asked, (model, tau2, test), options = EXPLORED[name]
    call = {"kind": "binary", "measure": "RR", "model": model, "tau2": tau2, "test": test} | options
    result = analyse(TOLD, **call)
    return TOLD, result.to_dict() | explored(result, TOLD, asked, call)


ALIKE = [
    {"label": f"Trial {i}", "m1": 5 + d, "sd1": 2.0, "n1": n, "m2": 4.0, "sd2": 2.1, "n2": n}
    for i, (d, n) in enumerate(((0.2, 60), (0.9, 20), (-0.4, 45), (1.1, 18), (0.1, 90), (0.5, 30), (1.3, 12)))
]


def in_unit(rows: list[dict], unit: float) -> list[dict]:
    """Means and standard deviations in another unit."""
    return [row | {name: row[name] * unit for name in ("m1", "sd1", "m2", "sd2")} for row in rows]


SLOPED = [
    row
    | {
        "study_id": place,
        "attributes": {"c:1": float(row["m1"]), "c:2": ("near", "middle", "far")[place % 3]},
    }
    for place, row in enumerate(NORMAND)
]
UNITS = {f"means in units of {unit:g}": unit for unit in (1e-9, 1.0, 1e12)}
CORRECTED = {
    **{name: ("continuous", in_unit(SLOPED, unit), "MD", "random", "REML", "hksj") for name, unit in UNITS.items()},
    "missing studies, RR": ("binary", TOLD, "RR", "random", "REML", "hksj"),
    "missing studies, OR common": ("binary", TOLD, "OR", "common", "REML", "z"),
    "missing studies, OR by DLIT": ("binary", TOLD[:9], "OR", "random", "DLIT", "z"),
    "missing studies and all arrangements": ("binary", TOLD[:7], "RR", "random", "DL", "hksj"),
    "missing studies and all arrangements, common": ("binary", TOLD[:7], "RR", "common", "REML", "z"),
    "missing studies, no spread": ("continuous", ALIKE, "MD", "random", "REML", "z"),
    "missing studies, Mantel-Haenszel": ("binary", TOLD, "OR", "common", "REML", "z"),
}
"""With PET-PEESE, the selection model and, of counts by inverse variance, a permutation test of the slope."""


def corrected_result(name: str) -> tuple[str, list[dict], dict[str, Any]]:
    """Kind, rows and frozen result of one of CORRECTED, as the worker makes it."""
    kind, rows, measure, model, tau2, test = CORRECTED[name]
    options = MH if "Mantel" in name else {}
    call = {"kind": kind, "measure": measure, "model": model, "tau2": tau2, "test": test} | options
    result = analyse(rows, **call)
    asked = ASKED["a slope"] if kind == "binary" and not options else {}
    asked = ASKED["a slope and words"] | ASKED["subgroups apart"] if name in UNITS else asked
    return (
        kind,
        rows,
        result.to_dict() | explored(result, rows, asked, call, permuted=True) | {"corrected": corrected(result)},
    )
