"""The rows of the database queue: what a killed worker left behind is closed, and old ones are deleted."""

from datetime import timedelta

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from screening.models import Job

KEPT = timedelta(days=7)
LEFT_BEHIND = timedelta(hours=1)
SETTLED = timedelta(minutes=5)


def tidy_queue() -> tuple[int, int]:
    """How many rows of killed workers were closed, and how many rows older than a week were deleted.

    The queue marks a row as running when a worker takes it and never again where the worker is killed. The Job
    tells the truth: a row of a job that ended a while ago, or that is done by now under another row, is closed.
    """
    now = timezone.now()
    left = [row.pk for row in _running(now - LEFT_BEHIND) if not _still_runs(row, now)]
    closed = DBTaskResult.objects.filter(pk__in=left, status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.FAILED, finished_at=now
    )
    deleted, _ = DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT).delete()
    return closed, deleted


def _running(started_before):
    return DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=started_before)


def _still_runs(row: DBTaskResult, now) -> bool:
    job = Job.objects.filter(pk=row.args_kwargs["args"][0]).first()
    if job is None:
        return False
    return job.is_open or (job.finished_at is not None and job.finished_at > now - SETTLED)
