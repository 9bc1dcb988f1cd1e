"""A job's row while it runs: claimed with an attempt number that fences off a worker thought dead."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from screening.models import Job

MOST_ATTEMPTS = 5
MESSAGE_LENGTH = 500


class Superseded(Exception):
    """Another worker holds the job now; this one must stop."""


class Cancelled(Exception):
    """Somebody asked for the job to stop."""


@dataclass(frozen=True)
class Step:
    """How far a job is after one step; `result` is merged into the job's result."""

    done: int
    total: int
    message: str = ""
    result: dict[str, Any] = field(default_factory=dict)
    result_url: str = ""

    @property
    def is_last(self) -> bool:
        return self.total > 0 and self.done >= self.total


def stalled() -> Q:
    """Running jobs whose worker has not been heard of for longer than the lease."""
    return Q(state=Job.State.RUNNING, heartbeat__lt=timezone.now() - timedelta(seconds=settings.JOB_LEASE_SECONDS))


def claim(job_id: str) -> Job | None:
    """Take a waiting job for this worker, or None where there is nothing to take."""
    taken = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, heartbeat=timezone.now(), attempt=F("attempt") + 1
    )
    return Job.objects.select_related("review", "asked_by").get(pk=job_id) if taken else None


def renew(job: Job) -> bool:
    """Say that the job's worker is alive; False where the job is no longer this worker's."""
    return bool(_held(job).update(heartbeat=timezone.now()))


def report(job: Job, step: Step) -> None:
    """Store progress. Raises Superseded or Cancelled where the job is no longer this worker's to do."""
    job.done, job.total, job.message = step.done, step.total, step.message[:MESSAGE_LENGTH]
    job.result = {**(job.result or {}), **step.result}
    job.result_url = step.result_url or job.result_url
    stored = _held(job).update(
        done=job.done,
        total=job.total,
        message=job.message,
        result=job.result,
        result_url=job.result_url,
        heartbeat=timezone.now(),
    )
    if not stored:
        raise Superseded
    if Job.objects.filter(pk=job.pk, cancel_asked=True).exists():
        raise Cancelled


def finish(job: Job, state: str, *, message: str | None = None, error: str = "") -> bool:
    """Close the job; False where it is no longer this worker's, which changes nothing."""
    changes: dict[str, Any] = {"state": state, "error": error, "finished_at": timezone.now()}
    if message is not None:
        changes["message"] = message[:MESSAGE_LENGTH]
    return bool(_held(job).update(**changes))


def hand_back(job: Job, *, counted: bool) -> bool:
    """Put the job back among the waiting; `counted` says whether this attempt is one of the five.

    An attempt that counts went wrong, so the next one waits some seconds; another is done as soon as can be.
    """
    changes = {"heartbeat": timezone.now()} if counted else {"heartbeat": None, "attempt": job.attempt - 1}
    return bool(_held(job).update(state=Job.State.QUEUED, **changes))


def hold(job: Job) -> None:
    """Lock the job's row inside a batch's transaction, so that a superseded worker cannot commit the batch."""
    with transaction.atomic():
        if not renew(job):
            raise Superseded


def _held(job: Job) -> QuerySet[Job]:
    """The job's row as long as this worker, at this attempt, is the one that does it."""
    return Job.objects.filter(pk=job.pk, attempt=job.attempt, state=Job.State.RUNNING)
