"""One call from rows to result: what the workbench shows, stores and prints."""

import json
import subprocess
import sys

import pytest

from synthesis.stats import InputError, analyse
from synthesis.stats.results import AnalysisResult, Notice
from tests.synthesis.stats.data import BCG, NORMAND

DOUBLE_ZERO = {"label": "Nobody", "e1": 0, "n1": 15, "e2": 0, "n2": 16}


def test_studies_carry_data_effect_weight_and_display():
    result = analyse(BCG, "binary", "RR", tau2="DL")
    first = result.studies[0]
    assert (first.label, first.data) == ("Aronson 1948", {"e1": 4, "n1": 123, "e2": 11, "n2": 139})
    assert first.display.estimate == pytest.approx((4 / 123) / (11 / 139), rel=1e-12)
    assert first.weight_pct == pytest.approx(5.036491683231726, rel=1e-9)
    assert (result.display.estimate, result.display.ci_lb, result.display.ci_ub) == pytest.approx(
        (0.4896241504636191, 0.3449191352224761, 0.6950377182251471), rel=1e-9
    )


def test_excluded_rows_stay_visible_with_their_reason():
    result = analyse([*BCG, DOUBLE_ZERO], "binary", "OR")
    assert result.pooled.k == 13
    assert [(e.row, e.label) for e in result.exclusions] == [(13, "Nobody")]
    assert result.studies[13].excluded_reason == "no events in either arm, or only events in both: no odds ratio"
    assert (result.studies[13].weight_pct, result.studies[13].display.estimate) == (None, None)
    assert [w.text for w in result.warnings if "Nobody" in w.text] == []


def test_a_study_with_zero_variance_is_excluded_from_the_pool():
    rows = [{"yi": 0.2, "vi": 0.04}, {"yi": 0.3, "vi": 0.0}, {"yi": 0.5, "vi": 0.02}]
    result = analyse(rows, "generic", "GEN")
    assert [(e.row, e.code) for e in result.exclusions] == [(1, "zero_variance")]
    assert result.pooled.k == 2


def test_the_method_sentence_is_written_from_the_settings():
    text = analyse(BCG, "binary", "RR", model="random", tau2="PM", test="hksj", level=0.9).method
    assert text.startswith(
        "The risk ratio was pooled by the inverse-variance method under a random-effects model with the "
        "Paule-Mandel estimator of the between-study variance, with 90% confidence intervals by the "
        "Hartung-Knapp-Sidik-Jonkman method. The prediction interval uses the t distribution with k − 2 degrees "
        "of freedom; the interval of τ² is by the Q-profile method. Computed with synthesis.stats"
    )


def method_of(rows, **settings) -> str:
    return analyse(rows, "continuous", "MD", **settings).method.split(" Computed with ")[0]


def test_the_method_sentence_says_that_nothing_was_pooled():
    assert [method_of(NORMAND[:k]) for k in (0, 1)] == [
        "The measure is the mean difference. Nothing was pooled, because no study gives an effect.",
        "The measure is the mean difference. Nothing was pooled, because only one study gives an effect.",
    ]


def test_the_method_sentence_of_two_studies_has_no_prediction_interval():
    text = method_of(NORMAND[:2])
    assert text.startswith("The mean difference was pooled by the inverse-variance method under a random-effects")
    assert text.endswith("normal distribution. The interval of τ² is by the Q-profile method.")


def test_studies_that_agree_exactly_have_no_hartung_knapp_interval_to_tell_of():
    result = analyse([{"yi": 1, "vi": 0.1}] * 3, "generic", "GEN", model="common", test="hksj")
    assert "common-effect model, without a confidence interval, because its standard error is 0." in result.method


@pytest.mark.parametrize(
    ("kind", "measure", "row", "reason"),
    [
        (
            "binary",
            "RR",
            {"e1": 1, "n2": 9},
            "no n of the experimental arm; no number of events of the comparator arm",
        ),
        (
            "continuous",
            "MD",
            {},
            "no mean, SD or n of the experimental arm; no mean, SD or n of the comparator arm",
        ),
        ("generic", "GEN", {}, "no estimate; no standard error or confidence interval"),
        ("generic", "GEN", {"estimate": 1}, "no standard error or confidence interval"),
    ],
)
def test_what_a_row_lacks_is_said_in_words(kind, measure, row, reason):
    result = analyse([row], kind, measure)
    assert [e.reason for e in result.exclusions] == [reason]


@pytest.mark.parametrize(("label", "shown"), [({"label": "Noppers 2011"}, "Noppers 2011"), ({}, "Row 1")])
def test_an_interval_off_centre_names_the_study(label, shown):
    result = analyse([label | {"estimate": 1, "ci_lb": 0.9, "ci_ub": 3}], "generic", "GEN")
    assert result.warnings[0].text.startswith(f"{shown}: the estimate is not in the middle")


def test_an_impossible_value_names_the_study_and_the_column_in_words():
    with pytest.raises(InputError) as caught:
        analyse([NORMAND[0], NORMAND[1] | {"label": "Noppers 2011", "sd1": -1}], "continuous", "MD")
    assert str(caught.value) == (
        "Noppers 2011: SD of the experimental arm: a standard deviation cannot be negative, got -1"
    )
    assert (caught.value.row, caught.value.field) == (1, "sd1")


def test_the_method_sentence_tells_what_was_done_with_zeros():
    rows = [*BCG, DOUBLE_ZERO, {"label": "Half", "e1": 0, "n1": 20, "e2": 2, "n2": 21}]
    text = analyse(rows, "binary", "OR", model="common").method
    assert "0.5 was added to every cell of studies with a zero cell (Sweeting et al. 2004)." in text
    assert "Studies without events in both arms, or with events only, were left out." in text
    assert "prediction" not in text


@pytest.mark.parametrize("rows", [[], NORMAND[:1], NORMAND[:2], NORMAND], ids=["k0", "k1", "k2", "k9"])
@pytest.mark.parametrize("test", ["z", "hksj"])
def test_every_result_survives_json_exactly(rows, test):
    result = analyse(rows, "continuous", "SMD", test=test)
    text = json.dumps(result.to_dict(), allow_nan=False)
    assert AnalysisResult.from_dict(json.loads(text)) == result


def test_inputs_and_settings_are_echoed():
    result = analyse(NORMAND, "continuous", "MD", test="hksj_adhoc", tau2="SJ")
    assert result.inputs == tuple(NORMAND)
    assert result.settings == {
        "measure": "MD",
        "variance": "LS",
        "scale": "analysis",
        "zero_cells_add": 0.0,
        "zero_cells_when": "never",
        "drop_double_zero": False,
        "method": "inverse_variance",
        "model": "random",
        "tau2": "SJ",
        "test": "hksj_adhoc",
        "level": 0.95,
        "prediction": "t_k_minus_2",
    }
    assert set(result.versions) == {"synthesis.stats", "numpy", "scipy", "Python"}


def test_hazard_ratios_as_printed_come_back_as_ratios():
    rows = [{"estimate": 0.8, "ci_lb": 0.64, "ci_ub": 1.0}, {"estimate": 0.8, "ci_lb": 0.64, "ci_ub": 1.0}]
    result = analyse(rows, "generic", "HR", model="common", scale="natural")
    assert result.display.estimate == pytest.approx(0.8, rel=1e-12)
    assert result.studies[0].display.ci_ub == pytest.approx(1.0, rel=1e-12)


def test_a_ratio_of_no_named_kind_is_called_a_ratio():
    rows = [{"estimate": 0.8, "se": 0.1}, {"estimate": 0.9, "se": 0.1}]
    result = analyse(rows, "generic", "GEN_LOG", model="common", scale="natural")
    assert result.method.startswith("The ratio was pooled")
    assert result.display.estimate == pytest.approx((0.8 * 0.9) ** 0.5, rel=1e-12)


def test_a_plain_effect_has_no_natural_scale():
    with pytest.raises(InputError, match="choose a ratio measure"):
        analyse([{"estimate": 1, "se": 1}], "generic", "GEN", scale="natural")


def test_freeman_tukey_display_uses_the_harmonic_mean_of_the_sizes():
    rows = [{"x": 3, "n": 30}, {"x": 5, "n": 40}]
    result = analyse(rows, "proportion", "PFT", model="common")
    assert result.studies[0].display.estimate == pytest.approx(0.1, rel=1e-9)
    assert 0.1 < result.display.estimate < 0.125


def test_results_refuse_numbers_json_cannot_carry():
    with pytest.raises(ValueError, match="finite numbers or None"):
        Notice("x", float("nan")).to_dict()


def test_reading_stored_results_loads_neither_numpy_nor_scipy():
    code = (
        "import sys, synthesis.stats, synthesis.stats.results; print(sorted({'numpy', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


EMPTY = [
    {"label": str(place), "e1": first, "n1": 20, "e2": second, "n2": 20}
    for place, (first, second) in enumerate([(0, 0), (3, 5), (0, 4), (6, 2)])
]


def test_the_method_says_that_nothing_was_added_and_who_was_left_out():
    said = analyse(EMPTY, "binary", "RD", zero_cells={"add": 0.0, "when": "never"}).method
    assert "Nothing was added to empty cells. Studies with a sampling variance of 0 were left out." in said
    full = analyse(EMPTY[1::2], "binary", "RD", zero_cells={"add": 0.0, "when": "never"}).method
    assert "empty cells" not in full
