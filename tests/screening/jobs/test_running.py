"""What a worker does with one job."""

from datetime import timedelta

import pytest
from django.utils import timezone

from screening.jobs.progress import MOST_ATTEMPTS, Step, Superseded, claim, finish, hold, report
from screening.jobs.tasks import run_job
from screening.models import Job

pytestmark = pytest.mark.django_db


def run(job: Job) -> Job:
    run_job.func(str(job.pk))
    return Job.objects.select_related("review").get(pk=job.pk)


def test_a_job_is_done_step_by_step_and_keeps_what_each_step_gave(asked):
    job = run(asked())
    assert (job.state, job.done, job.total, job.percent, job.attempt) == ("done", 3, 3, 100, 1)
    assert (job.message, job.result, job.result_url) == ("did c", {"a": 1, "b": 2, "c": 3}, "/there/")
    assert job.review.question == "abc"


def test_a_job_is_claimed_once(asked):
    job = asked()
    first, second = claim(str(job.pk)), claim(str(job.pk))
    assert (first.attempt, first.state, second) == (1, "running", None)


def test_a_message_delivered_twice_runs_the_job_once(asked):
    job = asked()
    run(job)
    assert run(job).review.question == "abc"


def test_a_refusal_ends_the_job_with_its_own_words(asked):
    job = run(asked("refused"))
    assert (job.state, job.message, job.error) == ("failed", "The import was discarded.", "")


def test_a_fault_ends_the_job_with_a_message_and_keeps_the_trace_for_whoever_mends_it(asked, caplog):
    job = run(asked("broken"))
    assert (job.state, job.done) == ("failed", 1)
    assert job.message == "Something went wrong (ZeroDivisionError). Nothing half-done is shown; start it again."
    assert job.error.rstrip().endswith("ZeroDivisionError: division by zero")


def test_a_kind_that_nobody_knows_fails_like_any_fault(asked, caplog):
    job = asked()
    Job.objects.filter(pk=job.pk).update(kind="unheard_of")
    assert run(job).state == "failed"


def test_a_superseded_worker_can_neither_commit_nor_report_nor_end(asked, caplog):
    job = run(asked("taken_over"))
    assert (job.state, job.attempt, job.done, job.review.question) == ("running", 2, 1, "a")


def test_the_fence_closes_every_way_out_of_a_superseded_attempt(asked):
    old = claim(str(asked().pk))
    Job.objects.filter(pk=old.pk).update(attempt=2)
    with pytest.raises(Superseded):
        hold(old)
    with pytest.raises(Superseded):
        report(old, Step(1, 1))
    assert finish(old, "done") is False
    assert Job.objects.get().state == "running"


def test_the_fence_holds_while_the_job_waits_for_another_worker(asked):
    old = claim(str(asked().pk))
    Job.objects.filter(pk=old.pk).update(state="queued")
    assert finish(old, "done") is False
    with pytest.raises(Superseded):
        hold(old)


def test_each_step_and_each_batch_renews_the_lease(asked):
    job = claim(str(asked().pk))
    for renewal in (lambda: hold(job), lambda: report(job, Step(1, 2))):
        Job.objects.update(heartbeat=timezone.now() - timedelta(minutes=5))
        renewal()
        assert timezone.now() - Job.objects.get().heartbeat < timedelta(minutes=1)


def test_a_long_message_is_cut_to_its_column(asked):
    job = claim(str(asked().pk))
    report(job, Step(1, 2, "x" * 900))
    assert Job.objects.get().message == "x" * 500


@pytest.mark.django_db(transaction=True)
def test_a_failing_database_lets_the_job_wait_for_another_attempt(asked, caplog):
    job = run(asked("without_database"))
    assert (job.state, job.attempt) == ("queued", 1)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_fails_five_times_fails_the_job(asked, caplog):
    job = asked("without_database")
    Job.objects.filter(pk=job.pk).update(attempt=MOST_ATTEMPTS - 1)
    job = run(job)
    assert (job.state, job.attempt) == ("failed", MOST_ATTEMPTS)
    assert "OperationalError" in job.message


def test_a_worker_told_to_stop_hands_a_long_job_back_and_the_next_goes_on(asked, settings):
    job = run(asked("stopped"))
    assert (job.state, job.attempt, job.done) == ("queued", 0, 1)


def test_a_worker_told_to_stop_ends_a_short_job(asked):
    from screening.jobs.stopping import this_process

    this_process.ask()
    assert run(asked()).state == "done"


def test_within_a_transaction_nobody_else_writes_of_the_job(asked, monkeypatch):
    beats = []
    monkeypatch.setattr("screening.jobs.heartbeat._beat", lambda *told: beats.append(told))
    assert (run(asked()).state, beats) == ("done", [])


@pytest.mark.timing
@pytest.mark.django_db(transaction=True)
def test_the_lease_is_kept_while_one_step_takes_longer_than_it(asked, settings):
    settings.JOB_LEASE_SECONDS = 2
    job = run(asked("slow"))
    assert job.state == "done"
    assert job.result["silent"] < 2
