"""Kinds of job made for these tests, and a database queue that only stores messages."""

import pytest
from django_tasks_db.models import DBTaskResult

from screening.jobs.actions import start_job
from screening.jobs.stopping import this_process
from screening.models import Job
from tests.screening.jobs import kinds

DATABASE_ENGINE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture(autouse=True)
def kinds_of_job(settings):
    settings.JOB_KINDS = {name: f"tests.screening.jobs.kinds.{name}" for name in kinds.NAMES}
    settings.TASKS = DATABASE_ENGINE


@pytest.fixture(autouse=True)
def nobody_stops():
    yield
    this_process.forget()


@pytest.fixture
def asked(cast):
    """Return a job of the kind, asked for by the lead and waiting."""

    def make(kind: str = "three_steps", **args) -> Job:
        return start_job(kind=kind, key="x", by=cast.lead, args=args)

    return make


@pytest.fixture
def messages(db):
    """The ids of the jobs whose messages wait in the queue."""

    def waiting() -> list[str]:
        return [row.args_kwargs["args"][0] for row in DBTaskResult.objects.ready()]

    return waiting
