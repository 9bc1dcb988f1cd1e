"""Networks whose packages must repeat them, here in Python and by `make check-r` in R."""

from functools import cache
from typing import Any

from synthesis.networks.package import package
from synthesis.networks.recipe import NetworkRecipe
from synthesis.stats.network_analysis import analyse_network
from tests.synthesis.stats.data import SMOKING

QUITTING = [{"study": study, "treat": treat, "e": e, "n": n} for study, treat, e, n in SMOKING]
# Made up: four treatments, two studies with three arms.
SCORES = [
    {"study": study, "treat": treat, "m": m, "sd": sd, "n": n}
    for study, treat, m, sd, n in (
        ("One, 2001", "Usual care", 5.1, 1.9, 40), ("One, 2001", "Exercise", 4.2, 2.1, 42),
        ("Two", "Usual care", 5.6, 2.3, 25), ("Two", "Exercise", 4.9, 2.0, 24), ("Two", "Étude", 3.9, 2.2, 26),
        ("Three", "Exercise", 4.4, 1.5, 60), ("Three", "Étude", 4.1, 1.6, 58),
        ("Four", "Usual care", 4.8, 2.0, 33), ("Four", "Advice", 4.7, 1.8, 30),
        ("Five", "Advice", 5.2, 2.4, 20), ("Five", "Étude", 3.5, 2.5, 21), ("Five", "Exercise", 4.6, 2.2, 22),
    )
]  # fmt: skip

# The same in other units, with studies that differ.
APART = [row | {"m": row["m"] * (1.4 if row["study"] == "One, 2001" else 1)} for row in SCORES]
UNITS = {
    unit: [row | {"m": row["m"] * unit, "sd": row["sd"] * unit} for row in APART] for unit in (1e-9, 1.0, 1e12)
}
APART_RECIPE = NetworkRecipe("continuous", "MD", "random", "REML", "Usual care", False)

CASES: dict[str, tuple[list[dict], NetworkRecipe]] = {
    "odds of quitting": (QUITTING, NetworkRecipe("binary", "OR", "random", "REML", "N", True)),
    "risk, smaller better": (QUITTING, NetworkRecipe("binary", "RR", "random", "ML", "S", False)),
    "common effect": (QUITTING, NetworkRecipe("binary", "OR", "common", "REML", "N", True)),
    "risk differences": (QUITTING, NetworkRecipe("binary", "RD", "random", "REML", "N", True)),
    "standardised means": (SCORES, NetworkRecipe("continuous", "SMD", "random", "REML", "Usual care", False)),
    "ratios of means": (SCORES, NetworkRecipe("continuous", "ROM", "random", "ML", "Advice", False)),
    "means": (SCORES, NetworkRecipe("continuous", "MD", "random", "REML", "Usual care", False)),
    **{f"means in units of {unit:g}": (rows, APART_RECIPE) for unit, rows in UNITS.items()},
}


@cache
def result_of(name: str) -> dict[str, Any]:
    """The frozen result of a case."""
    rows, recipe = CASES[name]
    return analyse_network(rows, **recipe.call()).to_dict()


def package_of(name: str) -> dict[str, str]:
    """Its package, in the folder "run"."""
    rows, recipe = CASES[name]
    return package("run", {"number": 1}, recipe.to_dict(), [r | {"usable": True} for r in rows], result_of(name))
