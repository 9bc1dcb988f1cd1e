"""The one task a worker runs: take the job, do its steps, keep its row true."""

import logging
import traceback

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils.module_loading import import_string
from django_tasks import task

from screening.errors import ReviewError
from screening.jobs.heartbeat import beating
from screening.jobs.progress import (
    MOST_ATTEMPTS,
    Cancelled,
    Superseded,
    claim,
    finish,
    hand_back,
    report,
)
from screening.jobs.stopping import this_process
from screening.models import Job

logger = logging.getLogger(__name__)


@task()
def run_job(job_id: str) -> None:
    """Run the steps of the job's kind. A job that is not waiting is left alone."""
    job = claim(job_id)
    if job is None:
        return
    try:
        with beating(job):
            ended = _do_steps(job)
        if ended:
            finish(job, Job.State.DONE)
        else:
            hand_back(job, counted=False)
    except Superseded:
        logger.warning("Job %s was taken over by another worker.", job.pk)
    except Cancelled:
        finish(job, Job.State.CANCELLED, message="Cancelled. What was done until then is shown on its page.")
    except ReviewError as error:
        finish(job, Job.State.FAILED, message=str(error))
    except (OperationalError, InterfaceError) as error:
        _database_failed(job, error)
    except Exception as error:  # the worker's outer boundary: whatever went wrong must be shown to the user
        logger.exception("Job %s failed", job.pk)
        _fail(job, error)


def _do_steps(job: Job) -> bool:
    """Run the job's generator; False where the worker had to stop before the last step."""
    for step in import_string(settings.JOB_KINDS[job.kind])(job):
        report(job, step)
        if this_process.is_due and not step.is_last:
            return False
    return True


def _database_failed(job: Job, error: Exception) -> None:
    """A restarted or busy database is no fault of the job: it waits for another attempt, five times at most."""
    logger.warning("The database failed under job %s at attempt %s.", job.pk, job.attempt, exc_info=error)
    close_old_connections()
    if job.attempt < MOST_ATTEMPTS:
        hand_back(job, counted=True)
    else:
        _fail(job, error)


def _fail(job: Job, error: Exception) -> None:
    finish(
        job,
        Job.State.FAILED,
        message=f"Something went wrong ({type(error).__name__}). Nothing half-done is shown; start it again.",
        error="".join(traceback.format_exception(error)),
    )
