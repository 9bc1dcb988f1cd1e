"""Effect sizes against worked examples in print, and every rule about rows that give none."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.stats import InputError, ZeroCells, evaluate
from synthesis.stats.effect_sizes import compute, effect_arrays

# Borenstein, Hedges, Higgins & Rothstein (2009) Introduction to Meta-Analysis, tables 4.1, 5.1, 6.1.
TABLE = {"e1": 5, "n1": 100, "e2": 10, "n2": 100}
MEANS = {"m1": 103, "sd1": 5.5, "n1": 50, "m2": 100, "sd2": 4.5, "n2": 50}


@pytest.mark.parametrize(
    ("kind", "measure", "row", "yi", "vi"),
    [
        ("binary", "RR", TABLE, -0.6931, 0.2800),
        ("binary", "OR", TABLE, -0.7472, 0.3216),
        ("binary", "RD", TABLE, -0.0500, 0.001375),
        ("continuous", "MD", MEANS, 3.0000, 1.0100),
        ("continuous", "SMD", MEANS, 0.5924, 0.0418),
        ("correlation", "ZCOR", {"r": 0.5, "n": 100}, 0.5493, 0.0103),
    ],
)
def test_worked_examples_of_borenstein(kind, measure, row, yi, vi):
    result = compute(kind, [row], measure)
    assert result.yi[0] == pytest.approx(yi, abs=5e-5)
    assert result.vi[0] == pytest.approx(vi, abs=5e-5)


def test_hedges_g_uses_the_exact_correction():
    """n1 = n2 = 2: J(2) = Gamma(1) / (1 * Gamma(1/2)) = 1/sqrt(pi), not 1 - 3/7."""
    row = {"m1": 2, "sd1": 1, "n1": 2, "m2": 1, "sd2": 1, "n2": 2}
    assert compute("continuous", [row], "SMD").yi[0] == pytest.approx(1 / math.sqrt(math.pi), rel=1e-14)


def test_the_interval_is_normal_at_the_level_asked_for():
    result = compute("continuous", [MEANS], "MD", level=0.9)
    assert result.ci_lb[0] == pytest.approx(3 - 1.6448536269514722 * math.sqrt(1.01), rel=1e-12)
    assert result.level == 0.9


ZERO_ROWS = [
    {"label": "plain", "e1": 4, "n1": 20, "e2": 9, "n2": 22},
    {"label": "one zero", "e1": 0, "n1": 20, "e2": 2, "n2": 21},
    {"label": "double zero", "e1": 0, "n1": 15, "e2": 0, "n2": 16},
    {"label": "all events", "e1": 8, "n1": 8, "e2": 9, "n2": 9},
]


def test_half_is_added_only_to_studies_with_a_zero_cell():
    result = compute("binary", ZERO_ROWS, "OR")
    assert result.yi[0] == pytest.approx(math.log(4 * 13 / (16 * 9)), rel=1e-14)
    assert result.yi[1] == pytest.approx(math.log(0.5 * 19.5 / (20.5 * 2.5)), rel=1e-14)
    assert [n.text for n in result.warnings] == ["0.5 was added to every cell of 1 study: one zero."]


@pytest.mark.parametrize("measure", ["OR", "RR"])
def test_double_zero_studies_are_reported_not_dropped(measure):
    result = compute("binary", ZERO_ROWS, measure)
    assert [(e.row, e.label, e.code) for e in result.excluded] == [
        (2, "double zero", "double_zero"),
        (3, "all events", "double_zero"),
    ]
    assert result.yi[2:] == (None, None)
    assert "no events in either arm" in result.excluded[0].reason


def test_risk_differences_keep_double_zero_studies():
    result = compute("binary", ZERO_ROWS, "RD")
    assert result.excluded == ()
    assert result.yi[2] == pytest.approx(0.5 / 16 - 0.5 / 17, rel=1e-13)


@pytest.mark.parametrize(
    ("rule", "added"),
    [
        (ZeroCells(0.5, "studies_with_zero", False), [0, 0.5, 0.5, 0.5]),
        (ZeroCells(0.1, "all_studies", False), [0.1] * 4),
        (ZeroCells(0.5, "all_if_any_zero", False), [0.5] * 4),
    ],
)
def test_zero_cell_rules_say_what_is_added_and_where(rule, added):
    result = compute("binary", ZERO_ROWS, "OR", rule)
    expected = []
    for row, plus in zip(ZERO_ROWS, added, strict=True):
        a, b = row["e1"] + plus, row["n1"] - row["e1"] + plus
        c, d = row["e2"] + plus, row["n2"] - row["e2"] + plus
        expected.append(math.log(a * d / (b * c)))
    assert result.yi == pytest.approx(expected, rel=1e-12)


def test_without_a_correction_a_zero_cell_gives_no_odds_ratio():
    result = compute("binary", ZERO_ROWS, "OR", ZeroCells(0, "never", False))
    assert [(e.row, e.code) for e in result.excluded] == [(i, "not_estimable") for i in (1, 2, 3)]


def test_missing_cells_are_named():
    result = compute("binary", [TABLE, TABLE | {"e2": None, "n1": ""}], "OR")
    assert [(e.row, e.reason) for e in result.excluded] == [
        (1, "no n of the experimental arm; no number of events of the comparator arm")
    ]


def test_an_empty_arm_gives_no_effect_even_when_cells_are_corrected():
    result = compute("binary", [{"e1": 0, "n1": 0, "e2": 1, "n2": 5}], "RD")
    assert [(e.code, e.reason) for e in result.excluded] == [("empty_arm", "an arm has no participants")]


@pytest.mark.parametrize(
    ("kind", "change", "field", "text"),
    [
        ("binary", {"e1": -1}, "e1", "row 2, field e1: a count cannot be negative, got -1"),
        ("binary", {"e1": 101}, "e1", "row 2, field e1: there cannot be more events than n1, got 101"),
        ("binary", {"e2": "x"}, "e2", "row 2, field e2: a number is needed, got 'x'"),
        ("binary", {"n2": math.inf}, "n2", "row 2, field n2: infinite values cannot be used"),
        ("continuous", {"sd1": -1}, "sd1", "row 2, field sd1: a standard deviation cannot be negative, got -1"),
    ],
)
def test_impossible_values_are_refused_with_row_and_field(kind, change, field, text):
    row, measure = (TABLE, "OR") if kind == "binary" else (MEANS, "MD")
    with pytest.raises(InputError) as caught:
        compute(kind, [row, row | change], measure)
    assert (caught.value.row, caught.value.field, str(caught.value)) == (1, field, text)


def test_a_measure_that_does_not_fit_the_data_is_refused():
    with pytest.raises(InputError, match="SMD cannot be computed from binary data; choose OR, RR, RD"):
        compute("binary", [TABLE], "SMD")


def test_ratio_of_means_of_opposite_sign_is_excluded_with_the_reason():
    result = compute("continuous", [MEANS, MEANS | {"m2": -100}], "ROM")
    assert result.excluded[0].reason == "the means are zero or differ in sign, so their ratio has no logarithm"


class TestGeneric:
    def test_an_interval_on_the_analysis_scale_gives_the_variance(self):
        result = compute("generic", [{"estimate": 1.0, "ci_lb": 0.02, "ci_ub": 1.98}], "MD")
        assert result.yi == (1.0,)
        assert result.se[0] == pytest.approx(1.96 / (2 * 1.959963984540054), rel=1e-12)

    def test_ratios_as_printed_are_logged(self):
        row = {"estimate": 0.8, "ci_lb": 0.64, "ci_ub": 1.0}
        result = compute("generic", [row], "HR", scale="natural")
        assert result.yi[0] == pytest.approx(math.log(0.8), rel=1e-14)
        assert result.se[0] == pytest.approx(math.log(1 / 0.64) / (2 * 1.959963984540054), rel=1e-12)

    def test_a_ninety_per_cent_interval_uses_its_own_quantile(self):
        row = {"estimate": 0, "ci_lb": -1, "ci_ub": 1, "level": 0.9}
        assert compute("generic", [row], "GEN").se[0] == pytest.approx(1 / 1.6448536269514722, rel=1e-12)

    def test_variance_or_standard_error_may_be_given(self):
        result = compute("generic", [{"yi": 1, "vi": 0.25}, {"estimate": 1, "se": 0.5}], "GEN")
        assert result.vi == (0.25, 0.25)

    def test_an_estimate_outside_its_interval_is_refused(self):
        with pytest.raises(InputError, match="row 1, field estimate: the estimate lies outside"):
            compute("generic", [{"estimate": 3, "ci_lb": 0, "ci_ub": 2}], "GEN")

    def test_ratios_mistaken_for_logs_are_noticed(self):
        result = compute("generic", [{"estimate": 2.0, "ci_lb": 1.0, "ci_ub": 4.0}], "HR")
        assert [n.code for n in result.warnings] == ["interval_off_centre"]

    def test_a_ratio_must_be_positive(self):
        with pytest.raises(InputError, match="row 1, field ci_lb: a ratio must be positive, got 0"):
            compute("generic", [{"estimate": 1, "ci_lb": 0, "ci_ub": 2}], "HR", scale="natural")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("studies_with_zero", (0.01197948624, 0.01395288581)),
        ("all_studies", (0.01173629679, 0.01349184783)),
        ("all_if_any_zero", (0.01197948624, 0.01395288581)),
    ],
)
def test_what_is_dropped_takes_no_part_in_averages_nor_in_whether_a_row_has_a_zero(when, expected):
    """Beside escalc("RD", vtype="AV", drop00=TRUE) of metafor 3.8-1."""
    columns = {"e1": [0, 5, 7], "n1": [55, 21, 17], "e2": [0, 8, 3], "n2": [7, 50, 68]}
    rule = ZeroCells(0.5, when, drop_double_zero=True)
    found = effect_arrays(columns, "binary", "RD", zero_cells=rule, variance="AV")
    assert found.vi[1:] == pytest.approx(expected, rel=1e-9)


class TestPerfectTables:
    """phi of 1 or -1 has variance 0 in exact arithmetic; what rounding makes of it must not become a weight."""

    TABLES = {"e1": [5, 6, 3, 100, 0], "n1": [5, 6, 3, 100, 8], "e2": [0, 0, 0, 0, 9], "n2": [4, 5, 7, 101, 9]}

    @pytest.mark.parametrize("variance", ["LS", "ST"])
    def test_have_no_variance_and_say_so(self, variance):
        found = evaluate(self.TABLES, "binary", "effect_size", {"measure": "PHI", "variance": variance})
        assert found["yi"] == pytest.approx([1, 1, 1, 1, -1])
        assert found["vi"] == [None] * 5
        assert [each["row"] for each in found["excluded"]] == [0, 1, 2, 3, 4]
        assert "no sampling variance" in found["excluded"][0]["reason"]

    def test_take_no_part_in_the_pool(self):
        """rma(measure = "PHI", method = "FE") of metafor 3.8-1 leaves the row out and prints these."""
        tables = {"e1": [5, 3, 7], "n1": [5, 10, 20], "e2": [0, 2, 5], "n2": [4, 12, 18]}
        found = evaluate(tables, "binary", "pool", {"measure": "PHI", "model": "common"})
        assert (found["k"], found["weights_pct"][0]) == (2, None)
        assert (found["estimate"], found["se"]) == pytest.approx((0.107300284682472, 0.128003325725450), rel=1e-12)

    @given(a=st.integers(1, 300), d=st.integers(1, 300))
    def test_of_any_size_have_none(self, a, d):
        tables = {"e1": [a], "n1": [a], "e2": [0], "n2": [d]}
        assert evaluate(tables, "binary", "effect_size", {"measure": "PHI"})["vi"] == [None]


@pytest.mark.parametrize(
    ("kind", "measure", "row", "named"),
    [
        (
            "binary",
            "OR",
            {"e1": 0, "n1": 20, "e2": 3, "n2": 20},
            "or choose the risk difference or Peto's odds ratio",
        ),
        ("binary", "RR", {"e1": 3, "n1": 20, "e2": 0, "n2": 20}, "or choose the risk difference"),
        ("rate2", "IRR", {"x1": 0, "t1": 9.5, "x2": 3, "t2": 8.0}, "or choose the rate difference"),
        ("proportion", "PLO", {"x": 0, "n": 20}, "or choose a double arcsine or arcsine proportion"),
    ],
)
def test_an_empty_cell_without_a_correction_is_the_reason_and_what_helps_is_said(kind, measure, row, named):
    (gone,) = compute(kind, [row], measure, ZeroCells(add=0.0, when="never")).excluded
    assert gone.reason.startswith("a cell is 0 and nothing was added to it, so there is no finite ")
    assert gone.reason.endswith(f": add 0.5, or less, to the cells of studies with an empty cell, {named}")
    assert not compute(kind, [row], measure).excluded
