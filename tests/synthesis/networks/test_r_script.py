"""The R script of a network's package finds the run's numbers where an optimiser stops short of them."""

import random
import subprocess
from functools import cache
from shutil import which

import pytest

from synthesis.networks.package import package
from synthesis.networks.recipe import NetworkRecipe
from synthesis.stats.network_analysis import analyse_network

pytestmark = pytest.mark.engine_free


@cache
def has_metafor() -> bool:
    asked = ["Rscript", "-e", "quit(status = !nzchar(system.file(package = 'metafor')))"]
    return which("Rscript") is not None and subprocess.run(asked, capture_output=True).returncode == 0


def made_up(seed: int, unit: float) -> list[dict]:
    """A network of four treatments in a star with some studies of three arms; `unit` is that of the scale."""
    chance, rows = random.Random(seed), []
    for number in range(9):
        treats = ["T0", f"T{1 + number % 3}", *(["T3"] if number in (0, 4) else [])]
        for treat in treats:
            mean = 5 + 0.4 * int(treat[1]) + chance.gauss(0, 0.05)
            row = {"study": f"S{number}", "treat": treat, "n": chance.randint(15, 90)}
            rows.append(row | {"m": round(unit * mean, 4), "sd": round(unit * chance.uniform(0.8, 1.6), 4)})
    return rows


def test_studies_that_agree_on_a_large_unit_have_no_variance_between_them(tmp_path):
    if not has_metafor():
        pytest.skip("needs R with metafor")
    rows, recipe = made_up(1, 5000.0), NetworkRecipe("continuous", "MD", "random", "REML", "T0", True)
    result = analyse_network(rows, **recipe.call() | {"draws": 50}).to_dict()
    assert result["tau2"] == 0.0
    held = package("run", {}, recipe.to_dict(), [row | {"usable": True} for row in rows], result)
    for path, text in held.items():
        (tmp_path / path.split("/")[1]).write_text(text)
    done = subprocess.run(["Rscript", "analysis.R"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout[-300:]) == (0, done.stdout[-300:]), done.stderr
