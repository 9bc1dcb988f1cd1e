"""A run in words: the printed digits of two published trials, pooled."""

import pytest

from synthesis.analyses import printing
from synthesis.analyses.printing import favours_words
from synthesis.analyses.recipe import Recipe, library_call
from tests.numbers import RESULT, ROWS, SETTINGS


def test_tokens_give_the_words_that_page_plot_and_narrative_share():
    said = printing.tokens(SETTINGS, RESULT)

    assert {name: said[name] for name in ("k", "n", "est_ci", "est", "ci", "i2", "tau2", "p")} == {
        "k": "2",
        "n": "121",
        "est_ci": "RR 2.09 (95% CI 0.59 to 7.43)",
        "est": "2.09",
        "ci": "0.59 to 7.43",
        "i2": "0%",
        "tau2": "0",
        "p": "0.086",
    }


def test_a_figure_that_does_not_exist_is_no_token():
    assert "pi" not in printing.tokens(SETTINGS, RESULT)
    unpooled = {**RESULT, "pooled": {**RESULT["pooled"], "estimate": None, "k": 0}, "studies": []}
    assert sorted(printing.tokens(SETTINGS, unpooled)) == ["k", "measure", "method", "n"]


@pytest.mark.parametrize(
    ("value", "words"), [(None, "–"), (0.0, "< 0.001"), (0.0004, "< 0.001"), (0.0123, "0.012"), (0.5, "0.50")]
)
def test_a_p_value_is_never_printed_as_zero(value, words):
    assert printing.print_p(value) == words


def test_the_plot_prints_the_pooled_row_and_the_arms():
    data = printing.forest_data("Response", SETTINGS, ROWS, RESULT, ("placebo", "ketamine"))

    assert data.column_groups == (("Ketamine", 2), ("Placebo", 2))
    assert data.pooled[0].cells == ("61", "77", "16", "44")
    assert [study.cells for study in data.studies] == [("8", "12", "3", "12"), ("53", "65", "13", "32")]
    assert (data.log_axis, data.null_value, data.favours_left) == (True, 1.0, "Favours placebo")
    assert data.prediction is None


def test_one_study_is_shown_without_a_pooled_row():
    alone = {**RESULT, "studies": RESULT["studies"][:1], "pooled": {**RESULT["pooled"], "k": 1}}

    data = printing.forest_data("Response", SETTINGS, ROWS[:1], alone, ("", ""))

    assert (len(data.studies), data.pooled, data.heterogeneity) == (1, (), "")


def test_a_measure_that_does_not_fit_the_outcome_is_refused_in_words():
    with pytest.raises(ValueError, match="MD does not fit a binary outcome; choose one of RR, OR, RD."):
        Recipe("binary", "MD", "random", "REML", "hksj")


def test_a_ratio_as_given_is_pooled_on_the_log_scale():
    call = library_call(Recipe("generic", "GEN_LOG", "random", "REML", "hksj"))

    assert (call["kind"], call["measure"], call["scale"], call["test"]) == ("generic", "GEN_LOG", "natural", "hksj")


def test_a_common_effect_has_a_normal_interval():
    assert library_call(Recipe("binary", "OR", "common", "REML", "hksj"))["test"] == "z"


def test_printed_results_have_a_true_minus():
    pooled = {**RESULT["pooled"], "stat": -3.318, "df": 4, "pval": 0.029}

    line = printing.overall_line({**RESULT, "pooled": pooled})

    assert line == "Overall effect: t(4) = −3.32, p = 0.029"


def test_each_column_of_the_plot_has_one_number_of_decimals():
    numbers = (
        {"m1": 5.0, "sd1": 1.25, "n1": 20, "n2": 9},
        {"m1": -5.2, "sd1": 2.0, "n1": 8, "n2": 9},
        {"m1": 10 / 3, "n1": 9, "n2": 9},
    )
    studies = [
        {**RESULT["studies"][0], "data": {**dict.fromkeys(("m1", "sd1", "n1", "m2", "sd2", "n2")), **each}}
        for each in numbers
    ]
    settings = {**SETTINGS, "kind": "continuous", "measure": "MD"}

    plot = printing.forest_data("Pain", settings, ROWS, {**RESULT, "studies": studies}, ("", ""))

    assert [study.cells[:3] for study in plot.studies] == [
        ("5.00", "1.25", "20"),
        ("−5.20", "2.00", "8"),
        ("3.33", "", "9"),
    ]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("placebo", "Favours placebo"),
        ("Favours ketamine", "Favours ketamine"),
        ("favors control", "favors control"),
        ("", ""),
    ],
)
def test_the_sides_of_the_plot_say_favours(typed, printed):
    assert favours_words(typed) == printed
