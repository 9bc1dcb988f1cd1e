"""A planned analysis that is changed says so wherever it is called planned, with date, run and what was planned."""

from html import unescape

import pytest
from django.urls import reverse

from synthesis.analyses import actions
from synthesis.analyses.planned.queries import plan_of, plan_of_run, planned_table
from synthesis.analyses.runs.queries import about
from synthesis.models import Analysis
from tests.synthesis.worlds import frozen_run, reconciled_study

FIELDS = {"title": "Pain", "measure": "MD", "model": "random", "tau2": "REML", "interval": "hksj"}
EMPTY = {"result": {"pooled": {"k": 0, "estimate": None}, "studies": []}, "inputs": []}


@pytest.fixture
def places(cast):
    reconciled_study(cast, kind="continuous")
    return {"outcome": cast.review.outcomes.get(), "time_point": cast.review.time_points.get()}


@pytest.fixture
def analysis(cast, places):
    return actions.define_analysis(by=cast.methodologist, in_protocol=True, **places, **FIELDS)


@pytest.fixture
def change(cast, places, analysis):
    def save(**fields):
        analysis.refresh_from_db()
        reason = fields.pop("reason", "")
        actions.change_analysis(
            analysis=analysis, version=analysis.version, by=cast.methodologist, reason=reason, **places,
            **FIELDS | fields,
        )  # fmt: skip
        analysis.refresh_from_db()

    return save


def today(analysis) -> str:
    return f"{analysis.created_at:%-d %b %Y}"


def test_a_change_is_told_with_its_date_and_the_run_before_it(analysis, change, cast):
    day = today(analysis)
    assert plan_of(analysis).words == f"planned in the protocol, defined {day}"
    first = frozen_run(analysis, cast.methodologist, **EMPTY)
    change(measure="SMD", tau2="DL", reason="Scales differ")
    said = f"changed on {day} after run 1: measure MD → SMD, tau² estimator REML → DL (reason: Scales differ)"
    assert plan_of(analysis).words == f"planned in the protocol, defined {day}; {said}"
    second = frozen_run(analysis, cast.methodologist, **EMPTY)
    assert plan_of_run(first).words == f"planned in the protocol, defined {day}"  # a run keeps what held for it
    assert plan_of_run(second).deviates
    assert about(second)["changes_of_the_recipe"][0]["settings"][0] == {
        "name": "measure", "before": "MD", "after": "SMD",
    }  # fmt: skip
    assert ("Measure", "MD", "SMD") in planned_table(analysis, plan_of(analysis))
    assert ("Model", "random effects", "random effects") in planned_table(analysis, plan_of(analysis))


def test_words_around_the_numbers_are_no_change_of_plan(analysis, change):
    change(title="Pain at rest", cautions="Scales differ", favours_left="placebo")
    assert plan_of(analysis).changes == ()


def test_a_change_before_any_run_is_told_too_and_back_again_is_two_changes(analysis, change):
    change(model="common")
    change()
    assert [str(each).split(": ")[1] for each in plan_of(analysis).changes] == [
        "model random effects → common effect",
        "model common effect → random effects",
    ]
    assert "before any run" in plan_of(analysis).words
    assert ("Model", "random effects", "random effects") in planned_table(analysis, plan_of(analysis))


def test_a_subgroup_called_planned_after_a_run_is_dated(analysis, change, cast):
    frozen_run(analysis, cast.methodologist, **EMPTY)
    change(subgroup="design", subgroup_planned=True)
    plan, day = plan_of(analysis), today(analysis)
    assert str(plan.changes[0]) == f"changed on {day} after run 1: subgroups none → Design"
    assert plan.part(True, "subgroup") == f"planned, set on {day} after run 1"
    assert not plan.as_planned(True, "subgroup")
    change(subgroup="design", subgroup_planned=False)
    assert "subgroups marked planned → post hoc" in plan_of(analysis).words


def test_planned_sensitivity_sets_are_dated_and_told_when_they_go(analysis, cast):
    kept = {"conditions": [], "studies": [1], "by": cast.methodologist, "analysis": analysis}
    actions.add_leave_out(version=analysis.version, name="Without one", planned=True, **kept)
    frozen_run(analysis, cast.methodologist, **EMPTY)
    actions.remove_leave_out(analysis=analysis, version=analysis.version, name="Without one", by=cast.methodologist)
    plan, day = plan_of(analysis), today(analysis)
    assert plan.changes == ()
    assert plan.part(True, "leave_outs", "Without one") == f"planned, set on {day} before any run"
    assert plan.dropped == [("Without one", f"planned, taken out on {day} after run 1")]


def test_page_list_run_form_and_report_tell_it(cast, sign_in, analysis, change, django_capture_on_commit_callbacks):
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            actions.ask_for_run(analysis=analysis, by=cast.methodologist)

    run()
    change(measure="SMD", tau2="DL")
    run()
    client, place = sign_in(cast.methodologist), {"slug": cast.review.slug}
    own = place | {"analysis_id": analysis.pk}
    held = Analysis.objects.get(pk=analysis.pk)

    def page(name, **more):
        return unescape(client.get(reverse(name, kwargs=more)).content.decode())

    said = "after run 1: measure MD → SMD, tau² estimator REML → DL"
    for text in (
        page("analyses:show", **own),
        page("analyses:show_run", **place, run_id=held.current_run_id),
        page("reports:report_file", **place),
        page("analyses:export", **place, run_id=held.current_run_id, target="json"),
    ):
        assert said in text or '"after_run": 1' in text
    assert "planned in the protocol, changed since" in page("analyses:list", **place).lower()
    assert "The recipe as it was planned" in page("analyses:show", **own)
    form = page("analyses:change", **own)
    assert "is a deviation from the protocol" in form
    assert "Why the plan is changed" in form
    report = page("reports:report_file", **place)
    assert "1 of 1 part did not stand in the protocol or was changed after it" in report
