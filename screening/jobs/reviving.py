"""What every worker does every few seconds: find jobs that nobody will do, and have them done."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from screening.jobs.progress import MOST_ATTEMPTS, stalled
from screening.jobs.tasks import run_job
from screening.models import Job

LOST_AFTER = timedelta(seconds=10)
AT_LEAST_EVERY = timedelta(seconds=60)


def revive_jobs() -> int:
    """Queue again each job whose worker fell silent or whose message was lost; how many were queued.

    A job that was begun five times and never ended is closed as failed: it would take down a sixth worker.
    """
    return sum(_revive(job) for job in Job.objects.filter(stalled())) + sum(
        _send_again(job) for job in Job.objects.filter(state=Job.State.QUEUED)
    )


def _revive(job: Job) -> bool:
    if job.cancel_asked:
        _close(job, Job.State.CANCELLED, "Cancelled. Its worker had stopped.")
        return False
    if job.attempt >= MOST_ATTEMPTS:
        _close(
            job,
            Job.State.FAILED,
            f"The worker was stopped {MOST_ATTEMPTS} times in the middle of this job, most likely for want of "
            "memory. Give it less at once, or give the machine more memory; then start it again.",
        )
        return False
    message = f"Its worker stopped; begun again (attempt {job.attempt + 1} of {MOST_ATTEMPTS})."
    waiting = _unchanged(job).update(state=Job.State.QUEUED, heartbeat=timezone.now(), message=message)
    return bool(waiting) and _enqueue(job)


def _send_again(job: Job) -> bool:
    """Send a waiting job's message again once it has waited 10 s, 20 s, 40 s, and then every minute.

    The message may be lost (a crash between commit and enqueue, an emptied Redis) or only stand behind others;
    a second one does no harm, since a job is claimed once.
    """
    now, last = timezone.now(), job.heartbeat or job.created_at
    if now - last < min(max(LOST_AFTER, last - job.created_at), AT_LEAST_EVERY):
        return False
    return bool(_unchanged(job).update(heartbeat=now)) and _enqueue(job)


def _close(job: Job, state: str, message: str) -> None:
    _unchanged(job).update(state=state, message=message, finished_at=timezone.now())


def _unchanged(job: Job) -> QuerySet[Job]:
    """The row as it was read: of several workers that look at once, one changes it."""
    return Job.objects.filter(pk=job.pk, state=job.state, attempt=job.attempt, heartbeat=job.heartbeat)


def _enqueue(job: Job) -> bool:
    run_job.enqueue(str(job.pk))
    return True
