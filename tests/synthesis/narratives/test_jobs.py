"""From reconciled numbers to an outdated statement, through the job that a page asks for."""

import pytest
from django.urls import reverse

from screening.jobs.tasks import run_job
from screening.models import Job
from synthesis.analyses.actions import ask_for_run, define_analysis
from synthesis.models import Run
from synthesis.narratives import actions
from tests.synthesis.worlds import reconciled_study


@pytest.fixture
def pooled(cast):
    """An analysis of two reconciled studies with the same numbers, and a way to run it."""
    study = reconciled_study(cast, "Noppers 2011")
    reconciled_study(cast, "Kvarnström 2004")
    cell = study.study_outcomes.get()
    analysis = define_analysis(
        by=cast.methodologist, title="Pain response", outcome=cell.outcome, time_point=cell.time_point,
        measure="RR", model="common", tau2="REML", interval="z", favours_left="", favours_right="",
    )  # fmt: skip

    def run() -> Job:
        job = ask_for_run(analysis=analysis, by=cast.methodologist)
        run_job.func(str(job.pk))
        job.refresh_from_db()
        return job

    return analysis, run


def test_a_run_of_new_numbers_marks_the_statement_and_the_job_leads_to_the_analysis(cast, pooled):
    analysis, run = pooled
    run()
    narrative = actions.create_narrative(title="Text", by=cast.methodologist)
    block = actions.add_block(narrative=narrative, kind="paragraph", by=cast.methodologist)
    statement = actions.add_statement(
        block=block, text="{{an:pain-response|k}} trials: {{an:pain-response|est_ci}}.", kind="effect",
        by=cast.methodologist,
    )  # fmt: skip
    reconciled_study(cast, "Lumanauw 2019")

    job = run()

    statement.refresh_from_db()
    event = statement.status_events.first()
    assert (job.state, job.done, job.total, job.result["statements"]) == ("done", 6, 6, 1)
    assert job.result_url == reverse("analyses:show", args=[cast.review.slug, analysis.pk])
    assert (statement.status, event.before, event.after, event.run, event.by) == (
        "outdated",
        "2 trials: RR 2.67 (95% CI 1.26 to 5.64).",
        "3 trials: RR 2.67 (95% CI 1.45 to 4.91).",
        Run.objects.get(number=2),
        None,
    )


def test_a_run_of_the_same_numbers_marks_nothing(cast, pooled):
    _, run = pooled
    run()

    assert run().result["statements"] == 0
