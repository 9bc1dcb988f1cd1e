"""From reconciled numbers to a frozen run, its plots, and the mark that says it is outdated."""

import pytest
from django.urls import reverse

from screening.errors import Closed, Invalid, Stale
from screening.jobs.tasks import run_job
from screening.models import Event, Job
from synthesis.analyses import actions, queries
from synthesis.analyses.runs.queries import changes_between
from synthesis.models import ReconciledValue, Run
from tests.world import make_world

RECIPE = {
    "title": "Response",
    "measure": "RR",
    "model": "random",
    "tau2": "REML",
    "interval": "hksj",
    "cautions": "",
}


@pytest.fixture
def world(cast):
    return make_world(cast.lead, [cast.reviewer, cast.second_reviewer], [cast.extractor, cast.second_extractor])


@pytest.fixture
def analysis(world, cast):
    return actions.define_analysis(
        by=cast.methodologist,
        outcome=world.outcome,
        time_point=world.time_point,
        favours_left="",
        favours_right="",
        **RECIPE,
    )


def run(analysis, member, callbacks) -> Run:
    with callbacks(execute=True):
        job = actions.ask_for_run(analysis=analysis, by=member)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    analysis.refresh_from_db()
    return analysis.current_run


def test_a_run_holds_inputs_settings_versions_and_result(analysis, cast, django_capture_on_commit_callbacks):
    first = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)

    assert (first.number, first.settings["measure"], first.run_by) == (1, "RR", cast.methodologist)
    assert [(row["e1"], row["n1"], row["e2"], row["n2"]) for row in first.inputs] == [(8, 12, 3, 12)]
    assert first.result["studies"][0]["display"]["estimate"] == pytest.approx(8 / 3)
    assert sorted(first.versions) == ["Python", "numpy", "scipy", "synthesis.stats"]
    assert sorted(first.figures.values_list("figure__format", flat=True)) == ["pdf", "png", "svg"]


def test_a_changed_number_makes_the_run_outdated_and_a_new_run_current(
    analysis, cast, django_capture_on_commit_callbacks
):
    first = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)
    assert not queries.is_outdated(analysis, first, queries.inputs_now(analysis))

    ReconciledValue.objects.filter(field="events", number=8).update(number=9, text="9")
    assert queries.is_outdated(analysis, first, queries.inputs_now(analysis))
    second = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)

    first.refresh_from_db()
    assert (second.number, second.previous, analysis.current_run) == (2, first, second)
    assert first.result["studies"][0]["display"]["estimate"] == pytest.approx(8 / 3)
    assert second.result["studies"][0]["display"]["estimate"] == pytest.approx(9 / 3)
    assert [d.what for d in changes_between(first, second)] == ["Author 2020 changed"]


def test_without_reconciled_numbers_a_run_is_refused_and_says_what_to_do(analysis, cast):
    ReconciledValue.objects.all().delete()
    analysis.outcome.study_outcomes.all()[0].study.reports.clear()
    analysis.outcome.study_outcomes.update(archived_at="2026-01-01T00:00Z")

    with pytest.raises(Closed, match="Reconcile at least one extraction first"):
        actions.ask_for_run(analysis=analysis, by=cast.methodologist)


def test_a_measure_of_another_kind_is_refused(world, cast):
    with pytest.raises(Invalid, match="MD does not fit a binary outcome"):
        actions.define_analysis(
            by=cast.methodologist,
            outcome=world.outcome,
            time_point=world.time_point,
            favours_left="",
            favours_right="",
            **{**RECIPE, "measure": "MD"},
        )


def test_a_stale_recipe_is_not_laid_over_a_newer_one(analysis, cast):
    same = {"outcome": analysis.outcome, "time_point": analysis.time_point, "favours_left": "", "favours_right": ""}
    actions.change_analysis(
        analysis=analysis, version=1, by=cast.methodologist, **same, **{**RECIPE, "measure": "OR"}
    )

    with pytest.raises(Stale, match="was changed by somebody else"):
        actions.change_analysis(
            analysis=analysis, version=1, by=cast.methodologist, **same, **{**RECIPE, "measure": "RD"}
        )
    analysis.refresh_from_db()
    assert analysis.measure == "OR"


def test_every_write_is_in_the_audit_trail(analysis, cast, django_capture_on_commit_callbacks):
    run(analysis, cast.methodologist, django_capture_on_commit_callbacks)

    verbs = Event.objects.filter(actor=str(cast.methodologist)).order_by("at").values_list("verb", flat=True)
    assert list(verbs) == ["analysis defined", "job asked for", "analysis run"]


def test_the_page_shows_the_plot_and_hands_out_its_files(
    analysis, cast, sign_in, django_capture_on_commit_callbacks
):
    done = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)
    client, slug = sign_in(cast.observer), cast.review.slug

    page = client.get(reverse("analyses:show", kwargs={"slug": slug, "analysis_id": analysis.pk})).content.decode()
    place = {"slug": slug, "run_id": done.pk}
    files = {
        name: b"".join(
            client.get(
                reverse("analyses:plot_file", kwargs=place | {"plot": "forest", "file_format": name})
            ).streaming_content
        )[:5]
        for name in ("svg", "pdf", "png")
    }
    data = client.get(
        reverse("analyses:plot_file", kwargs=place | {"plot": "forest", "file_format": "csv"})
    ).content.decode("utf-8-sig")

    assert 'class="kr-fig kr-fig-wide"' in page
    assert "2.67" in page
    assert files == {"svg": b"<?xml", "pdf": b"%PDF-", "png": b"\x89PNG\r"}
    assert data.splitlines()[1].startswith("Author 2020,study,,8,12,3,12,2.6666666666666665,")


def test_a_job_taken_up_again_after_freezing_freezes_no_second_run(
    analysis, cast, django_capture_on_commit_callbacks
):
    first = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)
    job = Job.objects.get(pk=first.job_id)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)

    run_job.func(str(job.pk))

    assert list(analysis.runs.values_list("number", "job_id")) == [(1, job.pk)]
