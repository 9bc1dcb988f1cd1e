"""`manage.py worker`: does the long work, on whichever engine is set, and takes over what a dead worker left."""

import logging
import sys
import threading
import time
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker

from ketreview.processes import leave_with
from screening.jobs.queue_rows import tidy_queue
from screening.jobs.reviving import revive_jobs
from screening.jobs.stopping import this_process

logger = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 2.0
TIDY_EVERY_SECONDS = 600.0


class Command(BaseCommand):
    help = "Run the background worker (JOB_ENGINE=database or celery)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--concurrency", type=int, default=1, help="processes of a Celery worker")
        parser.add_argument("--exit-with", type=int, metavar="PID", help="stop when this parent process is gone")

    def handle(self, *args, concurrency: int, exit_with: int | None, **options) -> None:
        threading.Thread(target=look_after_jobs, name="look after jobs", daemon=True).start()
        if exit_with:
            leave_with(exit_with)
        if settings.JOB_ENGINE == "celery":
            run_celery(concurrency)
        else:
            run_database_worker()


class DatabaseWorker(db_worker.Worker):
    """The database queue's worker; told to stop, it hands a long job back instead of doing it to the end."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        this_process.ask()
        super().shutdown(signum, frame)


def run_database_worker() -> None:
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    worker = DatabaseWorker(
        queue_names=["*"],
        interval=0.2,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    worker.run()


def run_celery(concurrency: int) -> None:
    """Celery's worker in this process; `solo` where one process is enough."""
    from celery.signals import worker_shutting_down

    from ketreview.celery import app

    worker_shutting_down.connect(lambda **_: this_process.ask(), weak=False)
    pool = ["--pool=solo"] if concurrency == 1 else ["--pool=prefork", f"--concurrency={concurrency}"]
    sys.argv = ["celery"]
    app.worker_main(["worker", "--loglevel=WARNING", "--without-gossip", "--without-mingle", *pool])


def look_after_jobs() -> None:
    """Every few seconds: have abandoned jobs done; now and then: tidy the queue. Outlives a failing database."""
    tidied = -TIDY_EVERY_SECONDS
    while True:
        time.sleep(LOOK_EVERY_SECONDS)
        close_old_connections()
        try:
            revive_jobs()
            if time.monotonic() - tidied > TIDY_EVERY_SECONDS:
                tidy_queue()
                tidied = time.monotonic()
        except Exception:  # this thread must not die: the database or Redis may be back in a moment
            logger.exception("Looking after the jobs failed; it is tried again in %s s.", LOOK_EVERY_SECONDS)
        close_old_connections()
