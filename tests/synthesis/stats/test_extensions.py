"""Capabilities beyond the reference collection, by name: the same numbers as the modules behind them."""

import json

import pytest

from synthesis.stats import InputError, evaluate
from tests.synthesis.stats.data import BCG, SMOKING, columns

pytestmark = pytest.mark.engine_free
TABLES = columns(BCG)
ARMS = dict(zip(("study", "treat", "e", "n"), map(list, zip(*SMOKING, strict=True)), strict=True))


def test_bayes():
    found = evaluate(TABLES, "binary", "bayes", {"measure": "RR", "tau_scale": 0.5})
    assert found["mu"]["median"] == pytest.approx(-0.709, abs=0.001)
    assert found["prior"] == "tau: half-normal with scale 0.5; mu: uniform"
    assert len(found["studies"]) == 13


def test_permutation():
    six = {name: values[:6] for name, values in TABLES.items()}
    call = {"measure": "RR", "moderators": "ablat", "tau2_estimator": "DL"}
    found = evaluate(six, "binary", "permutation", call)
    assert (found["terms"], found["arrangements"], found["exact"]) == (["intrcpt", "ablat"], 720, True)
    assert found["pval"][1] == found["QM_pval"]


def test_pet_peese():
    found = evaluate(TABLES, "binary", "pet_peese", {"measure": "RR"})
    assert (found["chosen"], found["pet"]["estimate"]) == ("PET", pytest.approx(-0.19092864236))


def test_drawn_subsets():
    call = {"measure": "RR", "tau2_estimator": "DL", "count": 50, "seed": 2}
    found = evaluate(TABLES, "binary", "drawn_subsets", call)
    assert len(found["mask"]) == len(found["estimate"]) == 50
    assert {len(mask) for mask in found["mask"]} == {13}


def test_network_consistency_and_ranking():
    call = {"measure": "OR", "model": "random", "reference": "N"}
    found = evaluate(ARMS, "arm_binary", "network_consistency", call)
    assert found["design_by_treatment"]["df"] == 7
    assert len(found["node_splits"]) == 6
    ranks = evaluate(ARMS, "arm_binary", "network_ranking", call | {"better": "larger"})
    assert ranks["treatments"][0] == "N"
    assert ranks["sucra"].index(max(ranks["sucra"])) == ranks["treatments"].index("G")
    json.dumps([found, ranks], allow_nan=False)


@pytest.mark.parametrize(
    ("capability", "call", "field"),
    [
        ("bayes", {"measure": "RR", "tau_scale": "wide"}, "tau_scale"),
        ("bayes", {"measure": "RR", "tau_scale": -1}, "tau_scale"),
        ("permutation", {"measure": "RR", "moderators": "ablat", "most": 1.5}, "most"),
        ("drawn_subsets", {"measure": "RR", "count": 0}, "count"),
    ],
)
def test_an_impossible_option_is_named(capability, call, field):
    with pytest.raises(InputError) as refusal:
        evaluate(TABLES, "binary", capability, call)
    assert refusal.value.field == field
