"""The recipe's choice of method, level, prediction rule and empty cells: what is refused, pooled and said."""

import pytest
from django.urls import reverse

from screening.errors import Invalid
from synthesis.analyses import actions, queries
from synthesis.analyses.comparing import settings_side_by_side
from synthesis.analyses.printing import heterogeneity_line
from synthesis.analyses.recipe import Misfit, Recipe, library_call
from synthesis.analyses.run_forest import forest_data
from synthesis.models import Analysis
from synthesis.stats import analyse
from synthesis.stats.second_opinion import second_opinion_of
from synthesis.stats.sturdiness import sturdiness
from tests.synthesis.analyses.packages import ZERO
from tests.synthesis.analyses.test_runs import run
from tests.synthesis.stats.data import BCG
from tests.synthesis.worlds import reconciled_study

NUMBERS = (("A 2001", 0, 12, 3, 12), ("B 2005", 20, 40, 14, 41), ("C 2010", 30, 50, 10, 50), ("D 2012", 0, 9, 0, 8))
PLAIN = {"measure": "RR", "model": "random", "tau2": "DL", "interval": "z"}
TABLES = {"measure": "RR", "model": "common", "tau2": "REML", "interval": "hksj", "method": "mantel_haenszel"}


def recipe(measure="OR", model="common", **parts) -> Recipe:
    return Recipe("binary", measure, model, "REML", "hksj", **parts)


@pytest.mark.engine_free
@pytest.mark.parametrize(
    ("measure", "model", "parts", "setting", "words"),
    [
        ("PETO", "common", {}, "method", "pools ratios and differences of odds, risks and rates: choose"),
        ("OR", "random", {}, "method", "choose the common-effect model, or inverse variance for random effects"),
        ("OR", "common", {"moderators": {"columns": []}}, "moderators", "Meta-regression is by inverse variance"),
        ("OR", "common", {"subgroup": {"spread": "common"}}, "subgroup_spread", "has no tau²"),
        (
            "OR", "common", {"zero_cells": {"add": 0.5, "when": "never", "drop_double_zero": None}}, "zero_when",
            "say to which studies to add",
        ),
    ],
)  # fmt: skip
def test_what_mantel_haenszel_does_not_do_is_refused_in_words(measure, model, parts, setting, words):
    with pytest.raises(Misfit, match=words) as refusal:
        recipe(measure, model, method="mantel_haenszel", **parts)
    assert refusal.value.setting == setting


@pytest.mark.engine_free
@pytest.mark.parametrize(
    ("measure", "rule", "words"),
    [
        ("PETO", {"add": 0.1}, "Only ratios and differences of odds, risks and rates"),
        ("OR", {"add": 0}, "Add more than 0 and at most 1"),
        ("OR", {"add": 2}, "Add more than 0 and at most 1"),
        ("OR", {"when": "sometimes"}, "Choose one of the studies offered"),
    ],
)
def test_a_rule_for_empty_cells_that_cannot_be_is_refused(measure, rule, words):
    usual = {"add": 0.5, "when": "studies_with_zero", "drop_double_zero": None}
    with pytest.raises(Misfit, match=words):
        recipe(measure, zero_cells=usual | rule)


@pytest.mark.engine_free
def test_what_is_usual_leaves_settings_and_hash_as_they_were():
    assert set(recipe().to_dict()) == {"kind", "measure", "model", "tau2", "interval", "level", "prediction"}
    rule = {"add": 0.1, "when": "all_studies", "drop_double_zero": False}
    asked = recipe(method="mantel_haenszel", zero_cells=rule)
    assert set(asked.to_dict()) - set(recipe().to_dict()) == {"method", "zero_cells"}
    before, after = recipe().to_dict(), asked.to_dict()
    told = {row[0]: row[1:] for row in settings_side_by_side(before, after)[1]}
    assert told["Pooled by"] == ("inverse variance", "Mantel-Haenszel")
    assert told["Empty cells"] == (
        "0.5 added in studies with an empty cell; studies without events, or with events only, left out of ratios, "
        "kept for differences",
        "0.1 added in all studies; studies without events, or with events only, kept",
    )


@pytest.mark.engine_free
@pytest.mark.parametrize(
    ("measure", "estimate", "se", "q"),
    [
        ("OR", -0.4734109883885853, 0.04100777840423144, 163.9425795692),
        ("RR", -0.4537096046837540, 0.03933736687129438, 152.5675535867),
        ("RD", -0.0032881818326130, 0.00028665674852737, 386.7759418366),
    ],
)
def test_mantel_haenszel_of_the_bcg_trials_is_metafors_and_statsmodels_agrees(measure, estimate, se, q):
    """metafor 3.8-1: rma.mh(ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg, measure = ...)."""
    result = analyse(BCG, **library_call(recipe(measure, method="mantel_haenszel")))
    pooled = result.pooled
    found = (pooled.estimate, pooled.se, pooled.heterogeneity.Q)
    assert found == pytest.approx((estimate, se, q), rel=1e-9)
    assert (pooled.heterogeneity.tau2, pooled.prediction, pooled.df) == (None, None, None)
    assert second_opinion_of(result).by.startswith("statsmodels")
    assert "by the Mantel-Haenszel method (Mantel and Haenszel 1959) under a common-effect model" in result.method
    assert "tau²" not in heterogeneity_line(result.to_dict())


@pytest.mark.engine_free
def test_without_one_study_and_influence_are_by_mantel_haenszel_too():
    """metafor: leave1out has no such form, so each refit is asked for; rstudent(rma.mh(...))$z[1] = -0.7808508."""
    result = analyse(BCG, **library_call(recipe("OR", method="mantel_haenszel")))
    held = sturdiness(result)
    alone = analyse(BCG[1:], **library_call(recipe("OR", method="mantel_haenszel")))
    assert held.left_out[0].estimate == pytest.approx(alone.display.estimate, rel=1e-12)
    assert held.one_by_one[-1].estimate == pytest.approx(result.display.estimate, rel=1e-12)
    assert held.weighings[0].rstudent == pytest.approx(-0.7808508, abs=1e-7)
    assert [w.weight_pct for w in held.weighings] == list(result.pooled.weights_pct)
    assert [way.name for way in held.ways if way.chosen] == ["Mantel-Haenszel, common effect"]
    assert "DFFITS has no Mantel-Haenszel form" in held.notes[0]


@pytest.mark.engine_free
def test_sums_without_an_event_in_one_arm_give_a_reason_and_no_number():
    rows = [{"label": str(i), "e1": 0, "n1": 20, "e2": i, "n2": 22} for i in (1, 2, 3)]
    result = analyse(rows, **library_call(recipe("OR", method="mantel_haenszel")))
    assert result.pooled.estimate is None
    assert result.pooled.reason.startswith("No study has an event in one of the arms")
    assert second_opinion_of(result) is None
    assert sturdiness(result).notes == (result.pooled.reason,)
    assert forest_data("x", recipe().to_dict(), rows, result.to_dict(), ("", "")).pooled == ()


@pytest.mark.engine_free
def test_the_method_says_what_was_added_where_and_to_which_study():
    rule = {"add": 0.25, "when": "all_if_any_zero", "drop_double_zero": False}
    result = analyse(ZERO[:4], **library_call(recipe("OR", zero_cells=rule)))
    assert [n.text for n in result.warnings if n.code == "zero_cells_corrected"] == [
        "0.25 was added to every cell of 4 studies: Aronson 1948, Ferguson & Simes 1949, Rosenthal 1960, none."
    ]
    assert "0.25 was added to every cell of all studies because at least one had a zero cell" in result.method
    assert "Studies without events in both arms were kept." in result.method
    assert result.exclusions == ()


@pytest.fixture
def world(cast):
    for label, e1, n1, e2, n2 in NUMBERS:
        arms = {"Ketamine": {"events": str(e1), "total": str(n1)}, "Placebo": {"events": str(e2), "total": str(n2)}}
        reconciled_study(cast, label, numbers=arms)


def define(cast, **fields) -> Analysis:
    return actions.define_analysis(
        by=cast.methodologist, title="Pain", outcome=cast.review.outcomes.get(),
        time_point=cast.review.time_points.get(), **PLAIN | fields,
    )  # fmt: skip


def typed(cast, **fields) -> dict:
    place = {"outcome": cast.review.outcomes.get().pk, "time_point": cast.review.time_points.get().pk}
    usual = {
        "method": "inverse_variance", "level": "0.95", "prediction": "t_k_minus_2", "zero_add": "0.5",
        "zero_when": "studies_with_zero", "double_zero": "usual", "subgroup_spread": "separate",
    }  # fmt: skip
    return {"title": "Pain", "in_protocol": "yes"} | place | PLAIN | usual | fields


def test_a_run_by_mantel_haenszel_from_form_to_frozen_words(
    world, cast, sign_in, django_capture_on_commit_callbacks
):
    client, slug = sign_in(cast.methodologist), cast.review.slug
    client.post(reverse("analyses:define", kwargs={"slug": slug}), typed(cast, **TABLES, level="0.9"))
    analysis = Analysis.objects.get()
    done = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)
    assert (done.settings["method"], done.settings["level"]) == ("mantel_haenszel", 0.9)
    assert done.result["settings"]["method"] == "mantel_haenszel"
    assert done.versions["checked by"].startswith("statsmodels")
    assert not queries.is_outdated(analysis, done, queries.inputs_now(analysis))
    place = {"slug": slug, "run_id": done.pk}
    page = client.get(reverse("analyses:show_run", kwargs=place)).content.decode()
    assert "Common effect (Mantel-Haenszel)" in page
    assert "<dt>90% confidence interval</dt>" in page
    assert "for their own effects and Q; nothing was added in the Mantel-Haenszel sums" in page
    assert "0.5 was added to every cell of 1 study: A 2001." in page
    assert "<strong>D 2012</strong> is not in the pool: no events in either arm" in page


def test_the_preview_says_why_settings_do_not_go_together_and_what_was_added(world, cast, sign_in):
    client, where = sign_in(cast.methodologist), reverse("analyses:preview", kwargs={"slug": cast.review.slug})

    def words(**fields):
        return client.post(where, typed(cast, **fields)).content.decode()

    assert "choose the common-effect model, or inverse variance" in words(method="mantel_haenszel")
    assert "Common effect (Mantel-Haenszel)" in words(**TABLES)
    assert "99% confidence interval" in words(level="0.99")
    assert "prediction interval" not in words(prediction="none", double_zero="kept")
    assert "90% prediction interval" in words(level="0.9", prediction="normal", double_zero="kept")
    assert "0.1 was added to every cell of 3 studies: A 2001, B 2005, C 2010." in words(
        zero_add="0.1", zero_when="all_if_any_zero"
    )
    assert "Add more than 0 and at most 1" in words(zero_add="0")


@pytest.mark.parametrize("measure", ["RR", "PETO", "AS"])
def test_nothing_negative_is_added_whatever_the_measure(measure, world, cast, sign_in):
    client, where = sign_in(cast.methodologist), reverse("analyses:preview", kwargs={"slug": cast.review.slug})
    told = client.post(where, typed(cast, measure=measure, zero_add="-1")).content.decode()
    assert "−1 cannot be added to a cell, as no number of events is negative" in told
    assert "Only ratios" not in told


def test_the_preview_says_what_is_wrong_with_a_time_window(world, cast, sign_in):
    client, where = sign_in(cast.methodologist), reverse("analyses:preview", kwargs={"slug": cast.review.slug})

    def words(low, high):
        page = client.post(where, typed(cast, window_from=low, window_to=high)).content.decode()
        assert "Reconcile" not in page
        return page

    assert "runs from 200 to 1 days: the first number must be the smaller one" in words("200", "1")
    assert "must hold “1 week” itself (7 days)" in words("30", "120")
    assert "must hold “1 week” itself (7 days)" in words("", "3")
    assert "95% confidence interval" in words("1", "200")


def test_a_window_that_is_upside_down_is_refused_at_its_field(world, cast, sign_in):
    asked = typed(cast, window_from="200", window_to="1")
    page = sign_in(cast.methodologist).post(reverse("analyses:define", kwargs={"slug": cast.review.slug}), asked)
    assert page.context["form"].errors == {
        "window_to": ["The time window runs from 200 to 1 days: the first number must be the smaller one."]
    }
    assert '<details class="disclosure" open><summary>Which studies' in page.content.decode()
    with pytest.raises(Invalid, match="the first number must be the smaller one"):
        define(cast, window_from=200, window_to=1)


def test_the_form_shows_the_refusal_at_the_field_and_stores_nothing(world, cast, sign_in):
    client = sign_in(cast.methodologist)
    asked = typed(cast, method="mantel_haenszel")
    page = client.post(reverse("analyses:define", kwargs={"slug": cast.review.slug}), asked).content.decode()
    assert 'id="id_method-error"' in page or "id_method" in page.split("choose the common-effect model")[0]
    assert not Analysis.objects.exists()
    with pytest.raises(Invalid, match="choose the common-effect model"):
        define(cast, method="mantel_haenszel")


def test_two_runs_side_by_side_tell_the_method(world, cast, sign_in, django_capture_on_commit_callbacks):
    analysis = define(cast, model="common")
    first = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)
    analysis.refresh_from_db()
    fields = {name: getattr(analysis, name) for name in actions.FIELDS} | {"method": "mantel_haenszel"}
    actions.change_analysis(analysis=analysis, version=analysis.version, by=cast.methodologist, **fields)
    analysis.refresh_from_db()
    second = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)
    place = {"slug": cast.review.slug, "run_id": second.pk, "other_id": first.pk}
    page = sign_in(cast.observer).get(reverse("analyses:compare", kwargs=place)).content.decode()
    assert "Pooled by" in page
    assert "Mantel-Haenszel" in page
