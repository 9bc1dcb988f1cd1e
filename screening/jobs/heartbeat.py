"""A second thread keeps a job's lease alive while one of its steps takes long."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, connections

from screening.jobs.progress import renew
from screening.models import Job

logger = logging.getLogger(__name__)


@contextmanager
def beating(job: Job) -> Iterator[None]:
    """Renew the job's lease three times as often as it lapses, from a connection of its own.

    Not within the caller's transaction: until it ends nobody else sees the job, and SQLite lets nobody else write.
    """
    if connection.in_atomic_block:
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=_beat, args=(job, done), name=f"heartbeat {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat(job: Job, done: threading.Event) -> None:
    held = True
    try:
        while held and not done.wait(settings.JOB_LEASE_SECONDS / 3):
            try:
                held = renew(job)
            except DatabaseError:  # a busy or restarted database; the next beat may get through
                logger.warning("The heartbeat of job %s did not get through.", job.pk, exc_info=True)
                close_old_connections()
    finally:
        connections.close_all()
