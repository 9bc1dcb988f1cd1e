"""Proportions of one group and correlations: extracted, pooled and shown without an invented comparison."""

import pytest
from django.urls import reverse

from ketreview.drawing.scene import texts
from screening.errors import Invalid
from synthesis.analyses import actions, queries
from synthesis.analyses.freezing import differences
from synthesis.analyses.printing import heterogeneity_line, overall_line, tokens
from synthesis.analyses.recipe import Misfit, Recipe, library_call
from synthesis.analyses.run_forest import forest_data
from synthesis.analyses.sturdy_plots import sturdy_plots
from synthesis.charts.forest import forest
from synthesis.extraction.fields import check_cells
from synthesis.extraction.pooling import ArmCells, Cell, pool_group, pool_once
from synthesis.grading.evidence import Evidence
from synthesis.grading.findings import Asked, finding
from synthesis.grading.suggestions import suggest
from synthesis.narratives.signals import Effect, signals
from synthesis.stats import analyse
from synthesis.stats.exploration import subgroups
from synthesis.stats.second_opinion import second_opinion_of
from synthesis.stats.sturdiness import sturdiness
from tests.synthesis.analyses.packages import CORRELATIONS, GROUPS
from tests.synthesis.analyses.test_runs import run
from tests.synthesis.worlds import make_study, reconciled_study

PLAIN = {"model": "random", "tau2": "REML", "interval": "hksj"}
PROPORTIONS = {"A": 0.3, "B": 0.0, "C": 31 / 90, "D": 18 / 33}


def held(kind: str, measure: str, rows: list[dict]) -> tuple[dict, dict]:
    """Settings and result of a run."""
    recipe = Recipe(kind, measure, *PLAIN.values())
    found = analyse(rows, **library_call(recipe))
    return recipe.to_dict(), found.to_dict() | {"sturdiness": sturdiness(found).to_dict()}


def cells(name: str, **numbers: float) -> ArmCells:
    return ArmCells(name, {code: Cell(number, place) for place, (code, number) in enumerate(numbers.items(), 1)})


@pytest.mark.engine_free
def test_the_arms_of_the_group_add_their_events_and_totals():
    arms = [cells("Low", events=3, total=20), cells("High", events=4, total=21)]
    row = pool_group("proportion", "experimental", arms)
    assert (row.numbers, row.values) == ({"x": 7, "n": 41}, {"x": [1, 1], "n": [2, 2]})
    assert row.notes == ["2 experimental arms are combined (their events and totals are added): Low, High."]
    assert pool_group("proportion", "experimental", []).reasons == ["No arm has the role “experimental”."]


@pytest.mark.engine_free
def test_a_correlation_is_read_once_a_study_and_lies_between_its_limits():
    row = pool_once("correlation", cells("the correlation", r=-0.31, n=40))
    assert (row.numbers, row.notes, row.reasons) == ({"r": -0.31, "n": 40}, [], [])
    found = check_cells("correlation", {"r": 1.2, "n": 2.5})
    assert [(each.level, each.field) for each in found] == [("error", "n"), ("error", "r")]
    assert [each.field for each in check_cells("proportion", {"events": 9, "total": 8})] == ["events"]


@pytest.mark.engine_free
@pytest.mark.parametrize("measure", ["PLO", "PFT", "PAS", "PR"])
def test_a_proportion_is_shown_as_one_and_tested_against_nothing(measure):
    settings, result = held("proportion", measure, GROUPS)
    for study in result["studies"][:4]:
        if study["label"] != "B" or measure in ("PFT", "PAS"):  # the others add to its empty cell
            assert study["display"]["estimate"] == pytest.approx(PROPORTIONS[study["label"]], abs=1e-9)
    shown = result["display"]
    assert (0 <= shown["ci_lb"] < shown["estimate"] < shown["ci_ub"] <= 1) == (measure != "PR")
    assert [each["label"] for each in result["exclusions"]] == ["E"]
    said = tokens(settings, result)
    assert said["est_ci"].startswith("Proportion 0.")
    assert "p" not in said
    assert said["n"] == "188"
    assert ("shown as proportions" in result["method"]) == (measure != "PR")
    assert (overall_line(result), "Q = " in heterogeneity_line(result)) == ("", True)
    plot = forest_data("Response", settings, GROUPS, result, ("placebo", "ketamine"))
    assert (plot.null_value, plot.favours_left, plot.column_headers) == (None, "", ("Events", "Total"))
    assert (plot.column_groups, plot.pooled[0].cells) == ((("Experimental", 2),), ("61", "188"))
    assert forest(plot).width > 0
    drawn = {each.name: each for each in sturdy_plots(settings, result)}
    assert "labbe" not in drawn
    assert "funnel" in drawn
    assert drawn["funnel"].wide()[0].title == "Funnel plot"
    assert not any("no effect" in text.text for text in texts(drawn["radial"].wide()[0]))


@pytest.mark.engine_free
@pytest.mark.parametrize("measure", ["ZCOR", "COR"])
def test_a_correlation_is_shown_as_r_and_tested_against_0(measure):
    settings, result = held("correlation", measure, CORRELATIONS)
    assert [s["display"]["estimate"] for s in result["studies"]] == pytest.approx([0.42, -0.05, 0.31, 0.66])
    said = tokens(settings, result)
    assert said["est_ci"].startswith("r 0.")
    assert said["n"] == "168"
    assert overall_line(result).startswith("Overall effect: t(3) = ")
    plot = forest_data("Correlation", settings, CORRELATIONS, result, ("this", "that"))
    assert (plot.null_value, plot.favours_right, plot.column_groups) == (0.0, "", ())
    assert (plot.column_headers, plot.pooled[0].cells) == (("n",), ("168",))
    assert [each.name for each in sturdy_plots(settings, result)] == [
        "without-one", "one-by-one", "baujat", "influence", "funnel", "radial",
    ]  # fmt: skip
    drawn = sturdy_plots(settings, result)[-1].wide()[0]
    assert any("no effect" in text.text for text in texts(drawn))


@pytest.mark.engine_free
def test_statsmodels_agrees_and_subgroups_go_back_with_their_own_sizes():
    result = analyse(GROUPS[:4], "proportion", "PFT", "common")
    assert second_opinion_of(result).by.startswith("statsmodels")
    found = subgroups(result, ["a", "a", "b", "b"], ["a", "b"])
    assert [group.k for group in found.groups] == [2, 2]
    alone = analyse(GROUPS[2:4], "proportion", "PFT", "common")
    assert found.groups[1].estimate == pytest.approx(alone.display.estimate, rel=1e-12)


@pytest.mark.engine_free
def test_empty_cells_have_a_rule_for_proportions_that_need_one():
    rule = {"add": 0.25, "when": "all_studies", "drop_double_zero": None}
    recipe = Recipe("proportion", "PLO", *PLAIN.values(), zero_cells=rule)
    assert analyse(GROUPS, **library_call(recipe)).settings["zero_cells_add"] == 0.25
    for measure, wrong in (("PFT", rule), ("PLO", rule | {"drop_double_zero": True})):
        with pytest.raises(Misfit):
            Recipe("proportion", measure, *PLAIN.values(), zero_cells=wrong)


def asked(kind: str, measure: str, rows: list[dict], decisions: dict) -> Asked:
    settings, result = held(kind, measure, rows)
    evidence = Evidence(settings, rows, result)
    return Asked("Response", "1 week", "ketamine", "placebo", True, evidence=evidence, decisions=decisions)


RATED = dict.fromkeys(("risk-of-bias", "inconsistency", "indirectness", "imprecision", "publication-bias"), (0, ""))


@pytest.mark.engine_free
def test_the_summary_of_findings_gives_a_proportion_as_people_and_compares_nothing():
    row = finding(asked("proportion", "PLO", GROUPS, RATED))
    assert (row.relative, row.baseline, row.difference, row.nnt) == ("–", "–", "–", "–")
    assert row.risk.endswith(")")
    assert " per 1,000 (" in row.risk
    middle = row.risk.split()[0]
    assert row.sentence.startswith(f"Response occurs in {middle} of 1,000 people (")
    assert row.sentence.endswith(") with ketamine.")
    very_low = {"risk-of-bias": (-2, "x"), "imprecision": (-2, "y")}
    row = finding(asked("proportion", "PLO", GROUPS, RATED | very_low))
    assert row.sentence == "The evidence is very uncertain about how often response occurs with ketamine."


@pytest.mark.engine_free
def test_the_summary_of_findings_gives_a_correlation_as_r():
    row = finding(asked("correlation", "ZCOR", CORRELATIONS, RATED))
    assert row.relative.startswith("r 0.")
    assert (row.risk, row.difference) == ("–", "–")
    assert row.sentence.startswith("Response: the correlation is 0.")


@pytest.mark.engine_free
def test_no_effect_is_not_a_line_for_one_group():
    settings, result = held("proportion", "PLO", GROUPS)
    reasons = {name: each.reason for name, each in suggest(Evidence(settings, GROUPS, result)).items()}
    assert not any("no effect" in reason for reason in reasons.values())
    told = suggest(Evidence(settings, GROUPS, result, low=0.25))["imprecision"]
    assert (told.steps, "holds a value that matters (0.25)" in told.reason) == (-1, True)


@pytest.mark.engine_free
def test_a_proportion_that_moves_crosses_no_line_of_no_effect():
    before, after = Effect(0.2, 0.1, 0.3, False, False), Effect(0.31, 0.2, 0.4, False, False)
    assert [each.code for each in signals(before, after)] == ["B2"]


FEW = [{"label": f"S{i}", "x": x, "n": 12} for i, x in enumerate((0, 1, 6))]
STRONG = [{"label": f"S{i}", "r": r, "n": 12} for i, r in enumerate((0.95, 0.3, 0.9))]


@pytest.mark.engine_free
@pytest.mark.parametrize(
    ("kind", "rows", "plain", "within", "range_"),
    [
        ("proportion", FEW, "PR", "PLO", "proportion, 0 to 1"),
        ("correlation", STRONG, "COR", "ZCOR", "correlation, -1 to 1"),
    ],
)
def test_limits_that_no_value_can_have_are_told(kind, rows, plain, within, range_):
    _, result = held(kind, plain, rows)
    (told,) = [each["text"] for each in result["warnings"] if each["code"] == "beyond_range"]
    assert told.startswith("The confidence interval, the prediction interval and the interval of a study lie")
    assert told.endswith(f"beyond the possible range of a {range_}; {within} keeps within it.")
    _, result = held(kind, within, rows)
    assert "beyond_range" not in {each["code"] for each in result["warnings"]}


@pytest.mark.engine_free
def test_a_cut_proportion_has_a_footnote():
    assert [note for note in finding(asked("proportion", "PR", FEW, RATED)).notes if "were cut there" in note.text]
    assert not [
        note for note in finding(asked("proportion", "PLO", FEW, RATED)).notes if "were cut there" in note.text
    ]


def define(cast, **fields):
    return actions.define_analysis(
        by=cast.methodologist, title="Response", outcome=cast.review.outcomes.get(),
        time_point=cast.review.time_points.get(), **PLAIN | fields,
    )  # fmt: skip


COUNTS = (("A 2001", 8, 40), ("B 2005", 0, 25), ("C 2010", 30, 90))


@pytest.fixture
def groups(cast):
    for label, events, total in COUNTS:
        numbers = {
            "Ketamine": {"events": str(events), "total": str(total)},
            "Placebo": {"events": "1", "total": "20"},
        }
        reconciled_study(cast, label, kind="proportion", numbers=numbers)


def test_from_extraction_of_one_group_to_the_page_of_a_run(
    groups, cast, sign_in, django_capture_on_commit_callbacks
):
    analysis = define(cast, measure="PLO")
    done = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)
    assert [(row["x"], row["n"], row["experimental"], row["comparator"]) for row in done.inputs] == [
        (events, total, "Ketamine", "") for _, events, total in COUNTS
    ]
    assert done.inputs[0]["notes"] == ["Left out, since the outcome is of the experimental group alone: Placebo."]
    place = {"slug": cast.review.slug, "run_id": done.pk}
    client = sign_in(cast.observer)
    page = client.get(reverse("analyses:show_run", kwargs=place)).content.decode()
    assert "Proportion 0." in page
    assert "Overall effect" not in page
    shown = client.get(reverse("analyses:show", kwargs={"slug": cast.review.slug, "analysis_id": analysis.pk}))
    assert '<td class="num">90</td>' in shown.content.decode()
    for target in ("revman", "meta", "json"):
        assert client.get(reverse("analyses:export", kwargs=place | {"target": target})).status_code == 200
    assert client.get(reverse("analyses:package", kwargs=place)).status_code == 200
    rows = queries.inputs_now(analysis)
    assert not queries.is_outdated(analysis, done, rows)
    rows[0]["x"] = 9
    (line,) = differences(done.inputs, rows, done.settings, done.settings)
    assert (line.before, line.after) == ("events 8 n 40", "events 9 n 40")


def test_what_is_not_reconciled_yet_is_called_so_everywhere(
    groups, cast, sign_in, django_capture_on_commit_callbacks
):
    make_study(cast.lead, "D 2015", "proportion")
    done = run(define(cast, measure="PLO"), cast.methodologist, django_capture_on_commit_callbacks)
    reason = "not reconciled yet: Events of Ketamine, Total of Ketamine"
    assert [(each["label"], each["reason"]) for each in done.result["exclusions"]] == [("D 2015", reason)]
    assert [each["excluded_reason"] for each in done.result["studies"]] == [None, None, None, reason]
    page = sign_in(cast.observer).get(
        reverse("analyses:show_run", kwargs={"slug": cast.review.slug, "run_id": done.pk})
    )
    assert page.content.decode().count(reason) > 1
    assert "no number of events" not in page.content.decode()


def test_from_extraction_of_correlations_to_a_run(cast, sign_in, django_capture_on_commit_callbacks):
    for label, r, n in (("A 2001", "0.42", "40"), ("B 2005", "−0.05", "25")):
        reconciled_study(cast, label, kind="correlation", numbers={None: {"r": r, "n": n}})
    done = run(define(cast, measure="ZCOR"), cast.methodologist, django_capture_on_commit_callbacks)
    assert [(row["r"], row["n"]) for row in done.inputs] == [(0.42, 40), (-0.05, 25)]
    study = cast.review.studies.first()
    page = sign_in(cast.methodologist).get(
        reverse("extraction:data", kwargs={"slug": cast.review.slug, "study_id": study.pk})
    )
    assert "Correlation (r)" in page.content.decode()


def test_a_measure_of_two_arms_does_not_fit_one_group(groups, cast):
    with pytest.raises(Invalid, match="RR does not fit a proportion outcome; choose one of PLO, PFT, PAS, PR"):
        define(cast, measure="RR")
