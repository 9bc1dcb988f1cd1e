"""Published meta-analyses: their numbers from their data, to every digit that was printed.

One file an example in `published/`: the source, where in it, the data as facts, and requests with the numbers as
they stand in print; `coef.1` is the second coefficient. Three-level, multivariate and network examples of table and
page are in `test_dependent_effects` and `test_consistency`.
"""

import json
from pathlib import Path

import pytest

from synthesis.stats import evaluate

pytestmark = pytest.mark.engine_free
FILES = sorted((Path(__file__).parent / "published").glob("*.json"))
REVMAN = {
    "tau2_estimator": "DL with Q around the Mantel-Haenszel estimate (RevMan 5 'M-H, Random')",
    "zero_cells": "0.5 in every cell of each study with a zero; double-zero studies dropped "
    "(for RD: zero cells corrected the same way)",
}


def at(answer, path):
    """The number at a dotted path."""
    for step in path.split("."):
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    return answer


def differs(found: float, printed: str) -> bool:
    """Whether the number rounds to something else than what was printed (half a unit of the last digit)."""
    decimals = len(printed.partition(".")[2])
    return abs(found - float(printed)) > 0.5 * 10**-decimals * (1 + 1e-6)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_published(path):
    example = json.loads(path.read_text())
    wrong = []
    for check in example["checks"]:
        call = check["call"]
        if check["capability"] == "mantel_haenszel" and call["model"] == "random":
            call = call | REVMAN
        answer = evaluate(example["columns"], example["kind"], check["capability"], call)
        wrong += [
            f"{name}: {at(answer, name)}, printed {printed}"
            for name, printed in check["printed"].items()
            if differs(at(answer, name), printed)
        ]
    assert wrong == []


def test_there_are_many_and_each_says_where_it_is_from():
    examples = [json.loads(path.read_text()) for path in FILES]
    assert len(examples) >= 26
    assert all(example["source"] and example["where"] and example["checks"] for example in examples)
