"""Whatever stands in a request, the answer is a value, NotImplementedError or a typed refusal."""

import copy
import json
import random

import pytest

from synthesis.stats import evaluate
from synthesis.stats.errors import InputError, NotEstimable, StatsError
from tests.synthesis.stats.data import BCG, NORMAND, columns

pytestmark = pytest.mark.engine_free
TABLES = {name: values for name, values in columns(BCG).items() if name != "label"}
MEANS = {name: values for name, values in columns(NORMAND).items() if name != "label"}
EFFECTS = {"yi": [0.1, 0.4, -0.2, 0.6], "vi": [0.02, 0.05, 0.01, 0.2], "g": ["a", "a", "b", "b"], "n": [9, 8, 7, 6]}
REQUESTS = [
    (TABLES, "binary", "effect_size", {"measure": "OR", "variance": "LS"}),
    (TABLES, "binary", "pool", {"measure": "RR", "tau2_estimator": "REML", "test": "hksj", "level": 0.9}),
    (TABLES, "binary", "mantel_haenszel", {"measure": "OR", "model": "common", "cmh_continuity_correction": True}),
    (TABLES, "binary", "peto", {"measure": "PETO", "level": 0.95}),
    (TABLES, "binary", "egger", {"measure": "OR", "type": "Peters test"}),
    (MEANS, "continuous", "heterogeneity_ci", {"measure": "SMD", "method": "Q-profile"}),
    (MEANS, "continuous", "leave_one_out", {"measure": "MD", "model": "common"}),
    (EFFECTS, "generic", "cumulative", {"order": "n", "tau2_estimator": "DL"}),
    (EFFECTS, "generic", "subgroup", {"by": "g", "levels": ["a", "b"], "tau2_common": False}),
    (EFFECTS, "generic", "meta_regression", {"moderators": "n", "tau2_estimator": "DL"}),
    (EFFECTS, "generic", "fail_safe_n", {"type": "Rosenthal (Stouffer)", "alpha": 0.05}),
    (EFFECTS, "generic", "trim_and_fill", {"estimator": "L0", "side": "left"}),
    (EFFECTS, "generic", "aggregate", {"cluster": "g", "within_cluster_correlation": 0.5}),
    (EFFECTS, "generic", "influence", {"tau2_estimator": "DL"}),
]
JUNK = ["abc", True, float("inf"), float("nan"), -3, 1e308, 1e-308, 0, None, "", [1], {}]


def spoil(rng, request):
    """The request with one thing wrong."""
    held, kind, capability, call = copy.deepcopy(request)
    names = list(held)
    how = rng.choice(["cell", "cell", "drop", "short", "option", "option", "empty", "kind", "same"])
    column = rng.choice(names)
    if how == "cell":
        held[column][rng.randrange(len(held[column]))] = rng.choice(JUNK)
    elif how == "drop":
        del held[column]
    elif how == "short":
        held[column].pop()
    elif how == "option":
        call[rng.choice(list(call))] = rng.choice([*JUNK, "nonsense"])
    elif how == "kind":
        kind = rng.choice(["binary", "continuous", "generic", "nothing of ours", "arm_binary"])
    elif how == "same":
        held[column] = [held[column][0]] * len(held[column])
    else:
        held = {name: [] for name in names}
    return held, kind, capability, call


def test_no_request_ends_in_anything_else():
    rng = random.Random(20)
    for request in REQUESTS:
        assert evaluate(*request)["outcome"] == "value"
        for _ in range(25):
            spoiled = spoil(rng, request)
            try:
                json.dumps(evaluate(*spoiled), allow_nan=False)
            except (NotImplementedError, StatsError):
                continue


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": "high"}, "level"),
        ({"level": 1.5}, "level"),
        ({"measure": ["OR"]}, "measure"),
        ({"measure": "HR2"}, "measure"),
        ({"test": 3}, "test"),
    ],
)
def test_an_impossible_option_is_named(change, field):
    with pytest.raises(InputError) as refusal:
        evaluate(TABLES, "binary", "pool", {"measure": "OR"} | change)
    assert refusal.value.field == field


def test_a_column_that_is_too_short_is_named():
    with pytest.raises(InputError, match="field n2: has 12 rows where the first column has 13"):
        evaluate(TABLES | {"n2": TABLES["n2"][:-1]}, "binary", "pool", {"measure": "OR"})


def test_extreme_numbers_are_refused_not_crashed():
    with pytest.raises(NotEstimable):
        evaluate(
            {"yi": [1e308, -1e308, 0], "vi": [1e-300] * 3},
            "generic",
            "fail_safe_n",
            {"type": "Rosenthal (Stouffer)"},
        )


def test_a_covariance_is_not_passed_over_where_rows_are_taken_as_independent():
    columns = {"yi": [0.1, 0.4], "vi": [0.1, 0.1]}
    call = {"model": "common", "test": "z", "level": 0.95}
    with pytest.raises(NotImplementedError, match="takes the rows as independent"):
        evaluate(columns, "generic", "pool", call, [[0.1, 0.09], [0.09, 0.1]])
    alone = evaluate(columns, "generic", "pool", call)
    assert evaluate(columns, "generic", "pool", call, [[0.1, 0], [0, 0.1]]) == alone


class TestCodings:
    """What the call says of a moderator's coding is kept, or refused; never passed over."""

    COLUMNS = {
        "yi": [0.1, 0.3, 0.2, 0.5, 0.4, 0.9],
        "vi": [0.1, 0.1, 0.2, 0.1, 0.15, 0.05],
        "x": [1, 2, 3, 4, 5, 6],
        "g": ["a", "b", "a", "c", "b", "c"],
    }

    def ask(self, moderators, coding):
        call = {"moderators": moderators, "coding": coding, "model": "common"}
        return evaluate(self.COLUMNS, "generic", "meta_regression", call)

    @pytest.mark.parametrize(
        ("moderators", "coding"),
        [
            ("x", "x: numeric, centred at the mean"),
            ("x", "x: numeric, standardised; rows with a missing moderator left out"),
            ("x", "x: dummy-coded, reference level '1' (levels sorted)"),
            ("g", "g: numeric, uncentred"),
            ("g", "g: sum-coded"),
            ("x", "y: numeric, uncentred"),
            ("x", "as before"),
        ],
    )
    def test_what_is_not_understood_is_refused(self, moderators, coding):
        with pytest.raises(NotImplementedError, match="the coding"):
            self.ask(moderators, coding)

    def test_the_reference_level_is_the_one_told(self):
        coding = "x: numeric, uncentred; g: dummy-coded, reference level 'b' (levels sorted)"
        found = self.ask("x + g", f"{coding}; rows with a missing moderator left out")
        assert found["terms"] == ["intrcpt", "x", "ga", "gc"]


@pytest.mark.parametrize("capability", ["pool", "leave_one_out", "cumulative", "influence"])
def test_effects_too_large_for_their_sum_of_squares_are_refused(capability):
    columns = {"yi": [1e200, 3e200, 2e200], "vi": [0.1, 0.2, 0.3]}
    with pytest.raises(NotEstimable, match="too large"):
        evaluate(columns, "generic", capability, {"model": "random", "tau2_estimator": "DL"})


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"add": "x", "when": "all_studies"}, "zero_cells.add"),
        ({"add": None}, "zero_cells.add"),
        ({"add": True}, "zero_cells.add"),
        ({"add": float("nan")}, "zero_cells.add"),
        ({"add": -1}, "zero_cells.add"),
        ({"to": "foo"}, "zero_cells.to"),
        ({"when": ["never"]}, "zero_cells.when"),
        ({"drop_double_zero": "yes"}, "zero_cells.drop_double_zero"),
    ],
)
def test_a_zero_cell_rule_that_cannot_be_is_refused_by_its_part(rule, field):
    table = {"e1": [1, 0], "n1": [10, 10], "e2": [2, 3], "n2": [10, 10]}
    with pytest.raises(InputError) as refusal:
        evaluate(table, "binary", "effect_size", {"measure": "OR", "zero_cells": rule})
    assert refusal.value.field == field


class TestTablesThatSayNothing:
    """Mantel-Haenszel and Peto name the rows that take no part, and why nothing can be estimated."""

    TABLES = {"e1": [3, None, 0, 1], "n1": [20, 20, 30, 0], "e2": [6, 4, 0, 2], "n2": [20, 20, 30, 20]}

    @pytest.mark.parametrize(
        ("capability", "measure"), [("mantel_haenszel", "OR"), ("mantel_haenszel", "RR"), ("peto", "OR")]
    )
    def test_are_named_with_the_reason(self, capability, measure):
        tables = self.TABLES | {"e1": [3, None, 0, 0]}
        found = evaluate(tables, "binary", capability, {"measure": measure})
        assert [(e["row"], e["code"]) for e in found["excluded"]][:1] == [(1, "missing")]
        assert [e["row"] for e in found["excluded"]] == [1, 2, 3]

    def test_of_a_difference_take_part_in_the_sums_alone(self):
        tables = self.TABLES | {"e1": [3, None, 0, 0]}
        found = evaluate(tables, "binary", "mantel_haenszel", {"measure": "RD"})
        assert [e["row"] for e in found["excluded"]] == [1, 3]
        assert "Row 3" in found["warnings"][0]["text"]

    @pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
    def test_alone_are_not_estimable_and_say_so(self, measure):
        none = {"e1": [0, 0], "n1": [20, 30], "e2": [0, 0], "n2": [20, 30]}
        found = evaluate(none, "binary", "mantel_haenszel", {"measure": measure})
        assert any(each["text"].startswith("Not estimable") for each in found["warnings"])


class TestLevels:
    COLUMNS = {"yi": [0.1, 0.4, 0.2, 0.6, 0.3], "vi": [0.02, 0.05, 0.01, 0.2, 0.1], "g": ["a", "a", "b", "b", "c"]}

    def ask(self, columns, **call):
        return evaluate(self.COLUMNS | columns, "generic", "subgroup", {"by": "g", "model": "common", **call})

    def test_one_that_is_not_there_is_refused(self):
        with pytest.raises(InputError, match="no study of the column g has the level 'q'") as refusal:
            self.ask({}, levels=["a", "b", "q"])
        assert refusal.value.field == "levels"

    def test_numbers_are_the_same_as_whole_and_as_decimal(self):
        whole = self.ask({"g": [1, 1, 2, 2, 2]}, levels=["1", "2"])
        assert self.ask({"g": [1.0, 1.0, 2.0, 2.0, 2.0]}, levels=["1", "2"]) == whole
        assert self.ask({"g": [1.0, 1.0, 2.0, 2.0, 2.0]}, levels=[1, 2]) == whole

    def test_of_one_study_are_told(self):
        found = self.ask({})
        assert (found["levels"], found["Q_between_df"]) == (["a", "b", "c"], 2)
        assert found["warnings"][0]["text"].startswith("One study alone stands for c")
