"""A run to repeat elsewhere: data, expected numbers, an R script (metafor) and a Python script (our library). Pure.

Each script computes the run again from `data.csv`, prints its numbers beside `expected.csv` and fails where one
differs by more than stands there (`nearness`). The zip holds the same bytes for the same run.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from synthesis.analyses.files import csv_text, json_text, numbers_csv
from synthesis.analyses.nearness import allowances
from synthesis.analyses.package_explored import columns, expected, names_of, r_explored
from synthesis.analyses.package_scripts import PYTHON, README, r_script

Held = Mapping[str, Any]
COLUMNS = {
    "binary": ("e1", "n1", "e2", "n2"),
    "continuous": ("m1", "sd1", "n1", "m2", "sd2", "n2"),
    "rate2": ("x1", "t1", "x2", "t2"),
    "generic": ("estimate", "ci_lb", "ci_ub", "level"),
    "proportion": ("x", "n"),
    "correlation": ("r", "n"),
}


def data_csv(kind: str, inputs: Sequence[Held], extra: Mapping[str, Sequence[Any]] | None = None) -> str:
    """A line a study, excluded ones too; what is not known is empty. `extra` are columns of what was explored."""
    rows = [{"study": row.get("label", ""), **{c: _cell(row.get(c)) for c in COLUMNS[kind]}} for row in inputs]
    extra = extra or {}
    for name, values in extra.items():
        for row, value in zip(rows, values, strict=True):
            row[name] = _cell(value)
    return csv_text(rows, ("study", *COLUMNS[kind], *extra))


def expected_csv(result: Held) -> str:
    """The numbers of the run at full precision, on the scale of the analysis, with how far each may differ."""
    pooled = result["pooled"]
    spread, predicted = pooled["heterogeneity"] or {}, pooled["prediction"] or {}
    found = {
        "k": pooled["k"],
        "estimate": pooled["estimate"],
        "se": pooled["se"],
        "ci_lb": pooled["ci_lb"],
        "ci_ub": pooled["ci_ub"],
        "pval": pooled["pval"],
        "Q": spread.get("Q"),
        "tau2": spread.get("tau2"),
        "I2_from_Q": spread.get("I2_from_Q"),
        "pi_lb": predicted.get("lb"),
        "pi_ub": predicted.get("ub"),
    }
    found |= expected(result)
    return numbers_csv(found, allowances(found, result))


def package(name: str, about: Held, settings: Held, inputs: Sequence[Held], result: Held) -> dict[str, str]:
    """Path in the package -> content. `about` says which run this is; `settings` are those of the result."""
    recipe = {"run": dict(about), "settings": dict(result["settings"]), "kind": settings["kind"]}
    recipe |= names_of(settings, inputs, result)
    return {
        f"{name}/README.txt": README.format(name=name, method=result["method"]),
        f"{name}/data.csv": data_csv(settings["kind"], inputs, columns(settings, inputs, result)),
        f"{name}/expected.csv": expected_csv(result),
        f"{name}/recipe.json": json_text(recipe),
        f"{name}/analysis.R": r_script(settings["kind"], result["settings"], r_explored(result)),
        f"{name}/analysis.py": PYTHON,
    }


def _cell(value: Any) -> str:
    return "" if value is None else repr(value)
