"""A stage with many records opens at once; a job seats the rest."""

import pytest

from screening.models import Job, Slot, StageRecord
from screening.workflow.actions import open_stage, stages
from tests import factories


@pytest.fixture
def stage(cast):
    factories.make_records(factories.make_batch(cast.lead), 12)
    return cast.review.stages.get(kind="title-abstract")


def test_a_small_review_is_seated_at_once_without_a_job(stage, cast):
    admitted = open_stage(stage=stage, by=cast.lead)

    assert (admitted, Slot.objects.filter(stage=stage).count(), Job.objects.count()) == (12, 24, 0)


def test_the_rest_of_a_large_review_is_seated_by_the_worker(
    stage, cast, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(stages, "AT_ONCE", 4)
    monkeypatch.setattr("screening.workflow.actions.seats.BATCH", 4)

    with django_capture_on_commit_callbacks(execute=True):
        admitted = open_stage(stage=stage, by=cast.lead)

    job = Job.objects.get()
    assert (admitted, job.kind, job.state, job.done, job.total) == (4, "admit_records", "done", 8, 8)
    assert StageRecord.objects.filter(stage=stage).count() == 12
    assert Slot.objects.filter(stage=stage).count() == 24


def test_opening_again_seats_nobody_twice(stage, cast):
    open_stage(stage=stage, by=cast.lead)

    assert open_stage(stage=stage, by=cast.lead) == 0
    assert Slot.objects.filter(stage=stage).count() == 24
