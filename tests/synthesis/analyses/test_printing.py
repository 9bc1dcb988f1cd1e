"""A run in words: the printed digits of two published trials, pooled."""

import pytest

from ketreview.drawing.legibility import collisions
from synthesis.analyses import printing, run_forest
from synthesis.analyses.freezing import differences, inputs_hash
from synthesis.analyses.printing import favours_words
from synthesis.analyses.recipe import Recipe, library_call
from synthesis.analyses.sturdy_plots import sturdy_plots
from synthesis.analyses.sturdy_tables import ways_table
from synthesis.charts.forest import forest_pages
from synthesis.charts.forest_rows import table
from synthesis.grading.evidence import Evidence
from synthesis.grading.suggestions import _too_small
from synthesis.stats import analyse
from synthesis.stats.sturdiness import sturdiness
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
    data = run_forest.forest_data("Response", SETTINGS, ROWS, RESULT, ("placebo", "ketamine"))

    assert data.column_groups == (("Ketamine", 2), ("Placebo", 2))
    assert data.pooled[0].cells == ("61", "77", "16", "44")
    assert [study.cells for study in data.studies] == [("8", "12", "3", "12"), ("53", "65", "13", "32")]
    assert (data.log_axis, data.null_value, data.favours_left) == (True, 1.0, "Favours placebo")
    assert data.prediction is None


def test_one_study_is_shown_without_a_pooled_row():
    alone = {**RESULT, "studies": RESULT["studies"][:1], "pooled": {**RESULT["pooled"], "k": 1}}

    data = run_forest.forest_data("Response", SETTINGS, ROWS[:1], alone, ("", ""))

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

    plot = run_forest.forest_data("Pain", settings, ROWS, {**RESULT, "studies": studies}, ("", ""))

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


def means(unit: float) -> dict:
    """Four trials in units of `unit`, pooled; the figure is the same but for its decimals."""
    told = ((1.2, 0.35, 1.4, 0.4), (2.1, 0.5, 1.9, 0.45), (1.6, 0.3, 2.3, 0.35), (1.1, 0.28, 1.12, 0.3))
    rows = [
        {
            "label": f"Trial {i}",
            "m1": a * unit,
            "sd1": b * unit,
            "n1": 20,
            "m2": c * unit,
            "sd2": d * unit,
            "n2": 22,
        }
        for i, (a, b, c, d) in enumerate(told)
    ]
    result = analyse(rows, "continuous", "MD", test="z")
    return result.to_dict() | {"sturdiness": sturdiness(result).to_dict()}


MEANS = {"kind": "continuous", "measure": "MD", "model": "random", "level": 0.95}


def close(written: str, value: float) -> bool:
    """Whether a printed number is short and `value` to its decimals or two significant digits, with its sign."""
    plain = written.replace("−", "-")
    half = 0.5 * 10.0 ** -len(plain.partition(".")[2]) if "e" not in plain else 0.0
    signed = (float(plain) < 0) == (value < 0) and (float(plain) == 0) == (value == 0)
    few = len(plain.lstrip("-0.")) < 2 and abs(value) < 0.01
    return float(plain) == pytest.approx(value, rel=0.01, abs=half) and signed and not few and len(written) <= 11


@pytest.mark.parametrize("unit", [10.0**power for power in (-9, -7, -6, -4, -2, 0, 3, 6, 9, 12)])
def test_every_printed_number_is_readable_in_any_unit(unit):
    result = means(unit)
    data = run_forest.forest_data("Means", MEANS, [], result, ("", ""))

    for (_, *cells), study in zip(table(data)[1], result["studies"], strict=False):
        for written, name in zip(cells, ("m1", "sd1", "n1", "m2", "sd2", "n2"), strict=False):
            assert close(written, study["data"][name]), (name, written)
        low, high = cells[7].strip("[]").split(", ")
        for written, name in ((cells[6], "estimate"), (low, "ci_lb"), (high, "ci_ub")):
            assert close(written, study["display"][name]), (name, written)
    said = printing.tokens(MEANS, result)
    assert close(said["est"], result["display"]["estimate"])
    assert all(map(close, said["ci"].split(" to "), (result["display"][name] for name in ("ci_lb", "ci_ub"))))
    assert close(said["tau2"], result["pooled"]["heterogeneity"]["tau2"])
    assert f"tau² = {said['tau2']} (95% " in printing.heterogeneity_line(result)
    for row, way in zip(ways_table(MEANS, result)[1], result["sturdiness"]["ways"], strict=True):
        assert close(row[2], way["estimate"])
        assert row[4] == "–" or close(row[4], way["tau2"])
    for plot in (forest_pages(data), *(each.wide() for each in sturdy_plots(MEANS, result))):
        for scene in plot:
            assert collisions(scene) == []


def test_a_p_value_below_a_limit_is_never_printed_as_the_limit():
    from synthesis.analyses.printing import print_p

    printed = {0.0996: "0.0996", 0.09996: "0.09996", 0.0999999999: "< 0.10", 0.1: "0.10", 0.0994: "0.099"}
    printed |= {0.04996: "0.04996", 0.05: "0.050", 0.0504: "0.050", 0.0123: "0.012", 0.0004: "< 0.001", 0.3: "0.30"}
    assert {value: print_p(value) for value in printed} == printed


def test_people_of_a_crossover_trial_are_counted_once():
    result = {**RESULT, "crossover": [ROWS[0]["label"]]}
    assert printing.tokens(SETTINGS, result)["n"] == "109"
    assert printing.people_words(result) == "12 of them in crossover trials, counted once"
    assert printing.people_words(RESULT) == ""
    evidence = Evidence(SETTINGS, ROWS, result)
    assert evidence.people() == "109 (2); 12 of them in crossover trials, counted once"
    assert "109 people (12 of them" in _too_small(evidence).reason


def test_a_trial_that_turns_out_to_be_a_crossover_makes_a_run_outdated():
    turned = [{**ROWS[0], "crossover": True}, ROWS[1]]
    assert inputs_hash(turned, SETTINGS) != inputs_hash(ROWS, SETTINGS)
    (line,) = differences(ROWS, turned, SETTINGS, SETTINGS)
    assert (line.what, line.before, line.after) == (f"{ROWS[0]['label']}, crossover trial", "no", "yes")
