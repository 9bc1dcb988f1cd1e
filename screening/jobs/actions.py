"""Asking for long work, and stopping it."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from screening.errors import Closed
from screening.jobs.tasks import run_job
from screening.models import Job, Member
from screening.team.audit import record_event

OPEN = (Job.State.QUEUED, Job.State.RUNNING)


def start_job(*, kind: str, key: str, by: Member, subject: str = "", args: dict[str, Any] | None = None) -> Job:
    """Queue a job once: while one with the same kind and key is open, that one is returned."""
    try:
        return _queue(kind, key, by, subject, args or {})
    except IntegrityError:
        held = Job.objects.filter(review=by.review, kind=kind, key=key, state__in=OPEN).first()
    return held or _queue(kind, key, by, subject, args or {})  # the open one ended between the two statements


def _queue(kind: str, key: str, by: Member, subject: str, args: dict[str, Any]) -> Job:
    with transaction.atomic():
        job = Job.objects.create(
            review=by.review, kind=kind, key=key, subject=subject[:200], args=args, asked_by=by.user
        )
        record_event("job asked for", job, by=by, after={"kind": kind, "subject": job.subject})
        # robust: where the queue does not answer, the job stays waiting and a worker finds it (see reviving)
        transaction.on_commit(lambda: run_job.enqueue(str(job.pk)), robust=True)
    return job


@transaction.atomic
def cancel_job(*, job: Job, by: Member) -> None:
    """Ask a running job to stop at its next step; a waiting one stops at once."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(
        state=Job.State.CANCELLED, finished_at=timezone.now(), message="Cancelled before it started."
    )
    if not waiting and not Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_asked=True):
        job.refresh_from_db()
        raise Closed(f"This job is {job.get_state_display().lower()} already; there is nothing to cancel.")
    record_event("job cancelled", job, by=by)
