"""Labels, covariances, rows left out and options of a wrong type: one rule for all capabilities."""

import copy
import json
import random

import pytest

from synthesis.stats import InputError, evaluate
from synthesis.stats.errors import StatsError
from synthesis.stats.network_analysis import analyse_network
from synthesis.stats.study_data import label_of
from tests.synthesis.stats.data import SMOKING

pytestmark = pytest.mark.engine_free
YI, VI = [0.1, 0.4, -0.2, 0.6, 0.2, 0.3], [0.02, 0.05, 0.01, 0.2, 0.03, 0.1]
NAMED = ["1", "1", "2", "2", "3", "3"]
WRITTEN = [1, "1.0", "2 ", 2.0, 3.0, " 3"]
UNSTRUCTURED = "bivariate random effects, unstructured between-trial covariance, separate mean per outcome"
ARMS = dict(zip(("study", "treat", "e", "n"), map(list, zip(*SMOKING, strict=True)), strict=True))


def ask(capability, call, **columns):
    return evaluate({"yi": YI, "vi": VI} | columns, "generic", capability, call)


class TestLabels:
    @pytest.mark.parametrize(
        ("capability", "call"),
        [
            ("multilevel", {"cluster": "c"}),
            ("aggregate", {"cluster": "c", "within_cluster_correlation": 0.5}),
            ("subgroup", {"by": "c", "model": "common"}),
            ("meta_regression", {"moderators": "c", "model": "common"}),
        ],
    )
    def test_are_the_same_however_written(self, capability, call):
        written = WRITTEN if capability != "meta_regression" else ["1", "1.00 ", " 2", "2", "3", "3 "]
        assert ask(capability, call, c=written) == ask(capability, call, c=NAMED)

    @pytest.mark.parametrize(
        ("value", "label"),
        [
            (1, "1"), (1.0, "1"), ("1.0", "1"), (" 1.00 ", "1"), ("-0.0", "0"), (1.5, "1.5"), ("1.50", "1.5"),
            ("01.0", "01.0"), ("01", "01"), ("1.", "1."), ("1.0.0", "1.0.0"), ("1.0 mg", "1.0 mg"), (" ", None),
        ],
    )  # fmt: skip
    def test_of_numbers_are_the_same_as_numbers_and_as_text(self, value, label):
        assert label_of(value) == label

    def test_of_outcomes_and_trials(self):
        V = [[(0.1 if i == j else 0.02) if i // 2 == j // 2 else 0 for j in range(6)] for i in range(6)]
        columns = {"yi": YI, "outcome": ["a", "b"] * 3, "trial": NAMED}
        call = {"model": UNSTRUCTURED}
        found = evaluate(columns, "generic", "multivariate", call, V)
        other = columns | {"outcome": ["a ", "b"] * 3, "trial": WRITTEN}
        assert evaluate(other, "generic", "multivariate", call, V) == found

    def test_of_networks(self):
        call = {"measure": "OR", "model": "common", "reference": "N"}
        spaced = ARMS | {
            "treat": [f"{name} " for name in ARMS["treat"]],
            "study": [f" {name}" for name in ARMS["study"]],
        }
        assert evaluate(spaced, "arm_binary", "network", call) == evaluate(ARMS, "arm_binary", "network", call)
        rows = [dict(zip(ARMS, row, strict=True)) for row in SMOKING[:12]]
        blanks = [row | {"treat": f" {row['treat']}"} for row in rows]
        names = [analyse_network(each, "arm_binary", "OR", "N", draws=100).treatments for each in (rows, blanks)]
        assert names[0] == names[1]

    def test_of_a_moderator_are_numbers_or_text(self):
        with pytest.raises(InputError, match="numbers and text are mixed") as refusal:
            ask("meta_regression", {"moderators": "a"}, a=[1, 1, 2, 2, "2 ", 1])
        assert (refusal.value.row, refusal.value.field) == (4, "a")


def square(k, value):
    return [[value if i == j else 0.0 for j in range(k)] for i in range(k)]


class TestCovariance:
    @pytest.mark.parametrize(
        ("V", "row", "text"),
        [
            (square(6, 1.0), 0, "contradicts vi = 0.02"),
            ([[1.0, 0.0], [0.0, 1.0]], None, "has 2 rows where the data have 6"),
            ([[0.02]] * 6, 0, "has 1 columns where the data have 6 rows"),
            ([["a"] * 6] * 6, 0, "a number is needed, got 'a'"),
            ([1.0] * 6, 0, "a list of 6 numbers is needed"),
            ("wide", None, "a list of 6 rows of 6 numbers is needed"),
            (square(6, -1.0), 0, "a variance cannot be negative"),
        ],
    )
    @pytest.mark.parametrize("capability", ["pool", "multivariate"])
    def test_that_cannot_be_is_refused(self, V, row, text, capability):
        call = {"model": "common"} if capability == "pool" else {"model": UNSTRUCTURED}
        columns = {"yi": YI, "vi": VI, "outcome": ["a", "b"] * 3, "trial": NAMED}
        with pytest.raises(InputError, match=text) as refusal:
            evaluate(columns, "generic", capability, call, V)
        assert (refusal.value.row, refusal.value.field) == (row, "V")

    def test_that_agrees_with_tables_is_accepted(self):
        tables = {"e1": [1, 2], "n1": [9, 9], "e2": [3, 4], "n2": [9, 9]}
        call = {"measure": "OR", "model": "common"}
        alone = evaluate(tables, "binary", "pool", call)
        vi = evaluate(tables, "binary", "effect_size", {"measure": "OR"})["vi"]
        assert evaluate(tables, "binary", "pool", call, [[vi[0], 0], [0, vi[1]]]) == alone
        with pytest.raises(InputError, match="row 2, field V"):
            evaluate(tables, "binary", "pool", call, [[vi[0], 0], [0, 1]])

    def test_is_the_same_both_ways(self):
        V = square(6, 0.1)
        V[2][3], V[3][2] = 0.03, 0.01
        with pytest.raises(InputError, match="row 3, field V: column 4 holds 0.03, but row 4, column 3 0.01"):
            evaluate(
                {"yi": YI, "outcome": ["a", "b"] * 3, "trial": NAMED},
                "generic",
                "multivariate",
                {"model": UNSTRUCTURED},
                V,
            )


class TestRowsLeftOut:
    COLUMNS = {
        "study": list("ABCDEFG"),
        "yi": [0.1, 0.4, -0.2, None, 0.2, 0.3, 0.5],
        "vi": [0.02, 0.05, 0.01, 0.2, 0.03, 0.1, 0.1],
        "g": ["a", "a", "b", "b", "b", None, "a"],
        "d": [1, 2, 3, 4, None, 2, 7],
    }

    def left(self, capability, call):
        found = evaluate(self.COLUMNS, "generic", capability, call)["excluded"]
        return [(each["row"], each["label"], each["reason"]) for each in found]

    @pytest.mark.parametrize(
        ("capability", "call"),
        [
            ("pool", {}),
            ("leave_one_out", {}),
            ("cumulative", {}),
            ("influence", {}),
            ("baujat", {}),
            ("gosh", {}),
            ("drawn_subsets", {"count": 3}),
            ("heterogeneity_ci", {}),
            ("egger", {}),
            ("begg", {}),
            ("trim_and_fill", {"estimator": "L0"}),
            ("fail_safe_n", {"type": "Rosenberg"}),
            ("bayes", {}),
            ("pet_peese", {}),
            ("selection_model", {"steps": [0.2]}),
        ],
    )
    def test_without_an_effect(self, capability, call):
        assert self.left(capability, call) == [(3, "D", "no estimate")]

    @pytest.mark.parametrize(
        ("capability", "call"),
        [
            ("subgroup", {"by": "g", "model": "common"}),
            ("multilevel", {"cluster": "g"}),
            ("aggregate", {"cluster": "g", "within_cluster_correlation": 0.5}),
        ],
    )
    def test_without_a_group(self, capability, call):
        assert self.left(capability, call) == [(3, "D", "no estimate"), (5, "F", "it has no value of g")]

    @pytest.mark.parametrize("capability", ["meta_regression", "permutation"])
    def test_without_a_moderator(self, capability):
        call = {"moderators": "d", "model": "common"}
        assert self.left(capability, call) == [(3, "D", "no estimate"), (4, "E", "it has no value of d")]

    def test_of_other_levels(self):
        found = self.left("subgroup", {"by": "d", "levels": [1, 2, 7], "model": "common"})
        assert (2, "C", "its level of d is not among those asked for") in found

    def test_of_tables(self):
        tables = {"e1": [1, 2, 3, None, 4], "n1": [9, 12, 30, 9, 9], "e2": [3, 4, 5, 6, 0], "n2": [9, 9, 9, 9, 0]}
        found = evaluate(tables, "binary", "egger", {"type": "Peters test"})["excluded"]
        assert [(each["row"], each["code"]) for each in found] == [(3, "missing"), (4, "empty_arm")]


@pytest.mark.parametrize(
    ("capability", "call", "columns", "row", "field"),
    [
        ("meta_regression", {"moderators": "a"}, {"a": [1, 2, float("inf"), 3, 4, 5]}, 2, "a"),
        ("selection_model", {"steps": ["a"]}, {}, None, "steps"),
        (
            "multilevel",
            {
                "cluster": "c",
                "sampling_covariance": "correlation x between sampling errors of rows in the same cluster",
            },
            {"c": NAMED},
            None,
            "sampling_covariance",
        ),
        ("fail_safe_n", {"type": "Orwin (unweighted mean)", "target": [1]}, {}, None, "target"),
        ("fail_safe_n", {"type": "Orwin (unweighted mean)", "target": True}, {}, None, "target"),
        ("subgroup", {"by": "c"}, {"c": ["a", ["b"], "a", "b", "a", "b"]}, 1, "c"),
        ("subgroup", {"by": "c", "levels": ["1", None]}, {"c": NAMED}, None, "levels"),
        ("egger", {"predictor": "n"}, {"n": [9, 9, None, 9, 9, 9]}, 2, "n"),
        ("cumulative", {"order": "y"}, {"y": [1, 2, 3, None, 4, 5]}, 3, "y"),
        ("cumulative", {"order": "y"}, {"y": [1, 2, 3, "4", 4, 5]}, 3, "y"),
        ("pool", {"level": 10**400}, {}, None, "level"),
        ("bayes", {"tau_scale": 1e-308}, {}, None, "tau_scale"),
        ("drawn_subsets", {"model": "common", "seed": -3}, {}, None, "seed"),
        ("convert", {"from": ["se"], "to": "sd"}, {}, None, "from"),
    ],
)
def test_a_bad_value_is_named(capability, call, columns, row, field):
    with pytest.raises(InputError) as refusal:
        ask(capability, call, **columns)
    assert (refusal.value.row, refusal.value.field) == (row, field)


APPROXIMATE, SEVEN = "conditional, approximate likelihood", "adaptive Gauss-Hermite, 7 points"
JUNK = ["abc", True, float("inf"), float("nan"), -3, 1e308, 1e-308, 1.5, None, "", " ", [1], [], {}, 10**400, "2 "]
ANYTHING = [
    ("pool", {"model": "common", "test": "z", "level": 0.95}),
    ("heterogeneity_ci", {"method": "Q-profile"}),
    ("bayes", {"tau_scale": 0.5}),
    ("permutation", {"moderators": "d", "model": "common", "most": 20, "seed": 1}),
    ("pet_peese", {"level": 0.9}),
    ("drawn_subsets", {"count": 3, "seed": 1, "model": "common"}),
    ("subgroup", {"by": "g", "levels": ["a", "b"], "model": "common"}),
    ("meta_regression", {"moderators": "d + g", "terms": ["intrcpt", "d", "gb"], "model": "common"}),
    ("aggregate", {"cluster": "g", "within_cluster_correlation": 0.4, "levels": ["g"]}),
    ("multilevel", {"cluster": "g", "model": "ordinary random effects with cluster-robust SE", "level": 0.9}),
    ("fail_safe_n", {"type": "Orwin (unweighted mean)", "target": 0.1, "alpha": 0.05}),
    ("trim_and_fill", {"estimator": "R0", "side": "left"}),
    ("egger", {"predictor": "1/n", "model": "common-effect meta-regression"}),
    ("begg", {"pvalue": "exact"}),
    ("cumulative", {"order": "d"}),
    ("convert", {"from": "se", "to": "sd", "se": 2, "n": 9}),
    ("network", {"measure": "OR", "model": "common", "reference": "N"}),
    ("network_ranking", {"measure": "OR", "model": "common", "reference": "N", "better": "larger", "seed": 3}),
    ("glmm", {"measure": "OR", "model": "common", "likelihood": APPROXIMATE, "integration": SEVEN}),
]
GENERIC = {
    "study": list("ABCDEF"),
    "yi": YI,
    "vi": VI,
    "g": ["a", "b"] * 3,
    "d": [1, 2, 4, 3, 7, 6],
    "n": [9, 8, 7, 6, 8, 9],
}
TABLE = {"e1": [1, 2, 3], "n1": [9, 9, 9], "e2": [3, 4, 5], "n2": [9, 8, 9]}
DATA = {"glmm": (TABLE, "binary"), "network": (ARMS, "arm_binary"), "network_ranking": (ARMS, "arm_binary")}


@pytest.mark.parametrize(("capability", "call"), ANYTHING, ids=lambda part: part if isinstance(part, str) else "")
def test_nothing_but_the_two_exceptions_comes_out(capability, call):
    """Junk at each option, in a cell of each column, for a whole column and for V."""
    rng = random.Random(7)
    held, kind = DATA.get(capability, (GENERIC, "generic"))
    assert evaluate(held, kind, capability, call)["outcome"] == "value"
    spoiled = [(held, call | {name: rng.choice(JUNK)}, None) for name in call for _ in range(3)]
    for name in held:
        changed = copy.deepcopy(held)
        changed[name][rng.randrange(len(changed[name]))] = rng.choice(JUNK)
        spoiled += [(changed, call, None), (held | {name: rng.choice(JUNK)}, call, None)]
    spoiled += [(held, call, rng.choice([*JUNK, [["a"]], [[1], [1, 2]]]))]
    for columns, options, V in spoiled:
        try:
            json.dumps(evaluate(columns, kind, capability, options, V), allow_nan=False)
        except (NotImplementedError, StatsError) as refusal:
            if isinstance(refusal, InputError) and refusal.field is None:
                pytest.fail(f"{refusal} names no field")
