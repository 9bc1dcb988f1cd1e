"""A job is asked for once, after the commit, and can be cancelled."""

import uuid

import pytest
from django.db import transaction
from django_tasks.base import Task

from screening.errors import Closed
from screening.jobs.actions import cancel_job, start_job
from screening.jobs.tasks import run_job
from screening.models import Event, Job

pytestmark = pytest.mark.django_db


def test_a_job_waits_under_its_title_and_is_in_the_audit(cast):
    job = start_job(kind="three_steps", key="x", by=cast.lead, subject="search.ris", args={"batch": 7})
    assert (job.state, job.title, job.args, job.asked_by) == (
        "queued",
        "Three steps: search.ris",
        {"batch": 7},
        cast.lead.user,
    )
    event = Event.objects.get(subject_id=str(job.pk))
    assert (event.verb, event.actor, event.after) == (
        "job asked for",
        "Lena",
        {"kind": "three_steps", "subject": "search.ris"},
    )


def test_asked_for_twice_while_it_is_open_it_is_one(cast):
    first = start_job(kind="three_steps", key="x", by=cast.lead)
    second = start_job(kind="three_steps", key="x", by=cast.reviewer)
    Job.objects.filter(pk=first.pk).update(state="running")
    third = start_job(kind="three_steps", key="x", by=cast.lead)
    assert [second, third] == [first, first]
    assert Event.objects.filter(verb="job asked for").count() == 1


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_asked_for_again_once_it_ended_it_is_another(cast, state):
    first = start_job(kind="three_steps", key="x", by=cast.lead)
    Job.objects.filter(pk=first.pk).update(state=state)
    assert start_job(kind="three_steps", key="x", by=cast.lead) != first


def test_another_key_another_kind_and_another_review_are_other_jobs(cast):
    jobs = {
        start_job(kind="three_steps", key="x", by=cast.lead),
        start_job(kind="three_steps", key="y", by=cast.lead),
        start_job(kind="slow", key="x", by=cast.lead),
        start_job(kind="three_steps", key="x", by=cast.other_lead),
    }
    assert len(jobs) == 4


def test_the_message_is_sent_after_the_commit_and_names_the_job_alone(
    cast, messages, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            job = start_job(kind="three_steps", key="x", by=cast.lead, args={"batch": 7})
        before = messages()
    assert (before, messages()) == ([], [str(job.pk)])


def test_a_job_rolled_back_sends_nothing(cast, messages, django_capture_on_commit_callbacks):
    def ask_and_fail():
        with transaction.atomic():
            start_job(kind="three_steps", key="x", by=cast.lead)
            raise KeyError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(KeyError):
        ask_and_fail()
    assert (messages(), Job.objects.count()) == ([], 0)


def test_where_the_queue_does_not_answer_the_job_stays_waiting(
    cast, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def no_answer(self, *args, **kwargs):
        raise ConnectionRefusedError("Redis does not answer")

    monkeypatch.setattr(Task, "enqueue", no_answer)
    with django_capture_on_commit_callbacks(execute=True):
        start_job(kind="three_steps", key="x", by=cast.lead)
    assert Job.objects.get().state == "queued"
    assert "Redis does not answer" in caplog.text


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(cast, asked):
    job = asked()
    cancel_job(job=job, by=cast.lead)
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.message, job.attempt, job.finished_at is None) == (
        "cancelled",
        "Cancelled before it started.",
        0,
        False,
    )
    assert Event.objects.filter(subject_id=str(job.pk), verb="job cancelled").count() == 1


def test_a_running_job_is_cancelled_at_its_next_step(asked):
    job = asked("told_to_cancel")
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.done, job.review.question) == ("cancelled", 1, "a")
    assert job.message == "Cancelled. What was done until then is shown on its page."


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_an_ended_job_is_not_cancelled(cast, asked, state):
    job = asked()
    Job.objects.filter(pk=job.pk).update(state=state)
    with pytest.raises(Closed) as refusal:
        cancel_job(job=job, by=cast.lead)
    assert str(refusal.value) == f"This job is {state} already; there is nothing to cancel."
    assert not Event.objects.filter(verb="job cancelled").exists()


def test_the_page_of_a_job_shows_how_far_it_is_and_lets_its_asker_cancel(cast, asked, sign_in):
    job = asked()
    Job.objects.filter(pk=job.pk).update(state="running", done=1500, total=4000, message="Importing records")
    address = f"/r/{cast.review.slug}/jobs/{job.pk}/"
    page = sign_in(cast.lead).get(address).content.decode()
    assert "1,500 of 4,000 · Importing records" in page
    assert f'action="{address}cancel/"' in page
    sign_in(cast.lead).post(f"{address}cancel/")
    assert Job.objects.get().cancel_asked is True


def test_a_member_who_did_not_ask_for_the_job_does_not_find_it(cast, asked, sign_in):
    address = f"/r/{cast.review.slug}/jobs/{asked().pk}/"
    assert sign_in(cast.reviewer).get(address).status_code == 404
    assert sign_in(cast.lead).get(f"/r/{cast.review.slug}/jobs/{uuid.uuid4()}/").status_code == 404


def test_once_done_the_progress_bar_leads_to_the_result(cast, asked, sign_in):
    job = asked()
    address = f"/r/{cast.review.slug}/jobs/{job.pk}/progress/"
    waiting = sign_in(cast.lead).get(address)
    run_job.func(str(job.pk))
    done = sign_in(cast.lead).get(address)
    assert (waiting.get("HX-Redirect"), done["HX-Redirect"]) == (None, "/there/")
