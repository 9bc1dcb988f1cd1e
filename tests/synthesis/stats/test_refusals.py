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
