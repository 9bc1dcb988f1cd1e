"""Jobs for tests, named in JOB_KINDS by the conftest. Each leaves a mark in the review's question."""

import time

from django.db import OperationalError, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone

from screening.errors import Closed
from screening.jobs.progress import Step, hold
from screening.models import Job, Review

NAMES = ("three_steps", "refused", "broken", "told_to_cancel", "taken_over", "slow", "without_database", "stopped")


def mark(job: Job, text: str) -> None:
    """What the job does, in a transaction under its lease."""
    with transaction.atomic():
        hold(job)
        Review.objects.filter(pk=job.review_id).update(question=Concat(F("question"), Value(text)))


def three_steps(job: Job):
    for done, text in enumerate("abc", 1):
        mark(job, text)
        yield Step(done, 3, f"did {text}", result={text: done}, result_url="/there/")


def refused(job: Job):
    yield Step(0, 1)
    raise Closed("The import was discarded.")


def broken(job: Job):
    mark(job, "a")
    yield Step(1, 2, "half of it")
    raise ZeroDivisionError("division by zero")


def told_to_cancel(job: Job):
    mark(job, "a")
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    yield Step(1, 2)
    mark(job, "b")


def taken_over(job: Job):
    """Another worker, that holds this one dead, takes the job between its two steps."""
    mark(job, "a")
    yield Step(1, 2)
    Job.objects.filter(pk=job.pk).update(attempt=F("attempt") + 1)
    mark(job, "b")
    yield Step(2, 2)


def slow(job: Job):
    yield Step(0, 1)
    time.sleep(2.5)
    seen = Job.objects.get(pk=job.pk)
    age = (timezone.now() - seen.heartbeat).total_seconds()
    yield Step(1, 1, result={"silent": age})


def without_database(job: Job):
    yield Step(0, 1)
    raise OperationalError("server closed the connection unexpectedly")


def stopped(job: Job):
    """The worker is told to stop, and its three seconds of grace are over, before the first of three steps."""
    from screening.jobs import stopping

    stopping.this_process.ask()
    stopping.this_process._asked_at -= stopping.GRACE_SECONDS
    yield from three_steps(job)
