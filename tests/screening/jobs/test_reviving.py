"""Jobs that nobody would do are found and done, or closed with a reason."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from screening.jobs.progress import MOST_ATTEMPTS, claim
from screening.jobs.queue_rows import tidy_queue
from screening.jobs.reviving import revive_jobs
from screening.jobs.tasks import run_job
from screening.models import Job

pytestmark = pytest.mark.django_db


def age(job: Job, seconds: float) -> None:
    """Make the job's last sign of life this old."""
    then = timezone.now() - timedelta(seconds=seconds)
    field = "heartbeat" if Job.objects.get(pk=job.pk).heartbeat else "created_at"
    Job.objects.filter(pk=job.pk).update(**{field: then})


def test_a_job_whose_worker_fell_silent_is_done_by_another(asked, messages, settings):
    job = asked()
    dead = claim(str(job.pk))
    age(job, settings.JOB_LEASE_SECONDS + 1)
    assert revive_jobs() == 1
    assert messages() == [str(job.pk)]
    waiting = Job.objects.get()
    assert (waiting.state, waiting.message) == ("queued", "Its worker stopped; begun again (attempt 2 of 5).")
    run_job.func(str(job.pk))
    done = Job.objects.select_related("review").get()
    assert (done.state, done.attempt, done.review.question) == ("done", dead.attempt + 1, "abc")


def test_a_job_whose_worker_was_heard_of_within_the_lease_is_left_to_it(asked, messages, settings):
    job = asked()
    claim(str(job.pk))
    age(job, settings.JOB_LEASE_SECONDS - 5)
    assert (revive_jobs(), messages(), Job.objects.get().state) == (0, [], "running")


def test_of_two_workers_that_look_at_once_one_revives_the_job(asked, messages, settings):
    job = asked()
    claim(str(job.pk))
    age(job, settings.JOB_LEASE_SECONDS + 1)
    assert (revive_jobs(), revive_jobs(), messages()) == (1, 0, [str(job.pk)])


def test_a_job_that_stopped_its_worker_five_times_is_failed_with_a_reason(asked, messages, settings):
    job = asked()
    for _ in range(MOST_ATTEMPTS - 1):
        claim(str(job.pk))
        age(job, settings.JOB_LEASE_SECONDS + 1)
        assert revive_jobs() == 1
    claim(str(job.pk))
    age(job, settings.JOB_LEASE_SECONDS + 1)
    assert revive_jobs() == 0
    job.refresh_from_db()
    assert (job.state, job.attempt, job.finished_at is None) == ("failed", MOST_ATTEMPTS, False)
    assert job.message == (
        "The worker was stopped 5 times in the middle of this job, most likely for want of memory. "
        "Give it less at once, or give the machine more memory; then start it again."
    )


def test_a_job_that_was_to_be_cancelled_when_its_worker_stopped_is_cancelled(asked, messages, settings):
    job = asked()
    claim(str(job.pk))
    Job.objects.update(cancel_asked=True)
    age(job, settings.JOB_LEASE_SECONDS + 1)
    assert (revive_jobs(), messages()) == (0, [])
    assert Job.objects.get().state == "cancelled"


def test_a_waiting_job_whose_message_was_lost_is_sent_again_within_seconds(asked, messages):
    job = asked()  # the test's own transaction never commits, so no message was sent
    age(job, 9)
    assert (revive_jobs(), messages()) == (0, [])
    age(job, 11)
    assert (revive_jobs(), messages()) == (1, [str(job.pk)])
    assert (revive_jobs(), messages()) == (0, [str(job.pk)])


def test_a_job_that_waits_behind_others_is_not_sent_again_all_the_time(asked, messages):
    """In an hour of waiting, looked after every two seconds, at most one message a minute and a few at first."""
    job = asked()
    sent, start = 0, timezone.now()
    for second in range(0, 3600, 20):
        heard = Job.objects.get().heartbeat
        Job.objects.update(created_at=start - timedelta(seconds=second))
        if heard:
            Job.objects.update(heartbeat=heard - timedelta(seconds=20))
        sent += revive_jobs()
    assert 50 <= sent <= 65
    assert set(messages()) == {str(job.pk)}


def test_a_job_handed_back_is_sent_again_at_once(asked, messages):
    job = asked("stopped")
    age(job, 60)
    run_job.func(str(job.pk))
    assert (revive_jobs(), messages()) == (1, [str(job.pk)])


def test_rows_of_killed_workers_are_closed_and_old_ones_deleted(asked):
    now = timezone.now()
    job, running = asked(), asked("slow")
    run_job.func(str(job.pk))
    Job.objects.filter(pk=job.pk).update(finished_at=now - timedelta(minutes=10))
    claim(str(running.pk))

    def row(of: Job, status: str, hours: float) -> DBTaskResult:
        made = DBTaskResult.objects.get(pk=run_job.enqueue(str(of.pk)).id)
        then = now - timedelta(hours=hours)
        finished = then if status == "SUCCESSFUL" else None
        DBTaskResult.objects.filter(pk=made.pk).update(status=status, started_at=then, finished_at=finished)
        return made

    left, recent = row(job, "RUNNING", 2), row(job, "RUNNING", 0.5)
    at_work = row(running, "RUNNING", 2)
    old, young = row(job, "SUCCESSFUL", 8 * 24), row(job, "SUCCESSFUL", 6 * 24)
    assert tidy_queue() == (1, 1)
    assert dict(DBTaskResult.objects.values_list("pk", "status")) == {
        left.pk: "FAILED",
        recent.pk: "RUNNING",
        at_work.pk: "RUNNING",
        young.pk: "SUCCESSFUL",
    }
    assert not DBTaskResult.objects.filter(pk=old.pk).exists()
