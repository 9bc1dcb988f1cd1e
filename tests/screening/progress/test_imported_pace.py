"""Votes that came with a file were not cast here: they are in no pace, and nobody was active by them."""

import uuid

import pytest
from django.urls import reverse

from screening.models import Slot
from screening.progress.queries.lead import pace_of
from screening.workflow.actions import decide, import_votes, open_stage, take_back_imported
from screening.workflow.queries.duties import cast_since
from tests.screening.workflow.test_imported_votes import brought, mapping, work


@pytest.fixture
def lead(cast, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return cast.lead


def people(lead, stage) -> list[tuple]:
    return [(one.member, one.votes, one.today, one.seconds) for one in pace_of(lead, stage).people]


def test_votes_of_a_file_are_in_no_pace_until_their_reviewer_votes_here(cast, lead, sign_in):
    stage = cast.review.stages.get(kind="title-abstract")
    open_stage(stage=stage, by=lead)
    batch, (names, reasons) = brought(lead), mapping(cast)
    import_votes(batch=batch, stage=stage, names=names, reasons=reasons, by=lead)
    work()
    pace = pace_of(lead, stage)
    assert (pace.cast, pace.imported, pace.a_day, pace.people, pace.burn_down) == (7, 7, 0, [], [])
    url = reverse("progress:stage", kwargs={"slug": lead.review.slug, "stage_id": stage.pk})
    assert "7 votes came with files and were not cast here" in sign_in(lead).get(url).content.decode()
    seat = Slot.objects.get(stage=stage, record__row_no=2, reviewer=cast.reviewer)
    decide(slot=seat, verdict="include", reason=None, by=cast.reviewer, key=uuid.uuid4(), fence=None)
    assert people(lead, stage) == [(cast.reviewer.pk, 1, 1, None)]
    assert pace_of(lead, stage).imported == 6
    assert [point.value for point in pace_of(lead, stage).burn_down] == [1]
    assert cast_since(cast.reviewer, stage, stage.opened_at) == 1


def test_a_vote_given_here_after_the_files_was_taken_back_counts(cast, lead):
    stage = cast.review.stages.get(kind="title-abstract")
    open_stage(stage=stage, by=lead)
    batch, (names, reasons) = brought(lead), mapping(cast)
    import_votes(batch=batch, stage=stage, names=names, reasons=reasons, by=lead)
    work()
    take_back_imported(batch=batch, stage=stage, by=lead)
    work()
    seat = Slot.objects.filter(stage=stage, record__row_no=2).order_by("number").first()
    Slot.objects.filter(pk=seat.pk).update(reviewer=cast.reviewer)
    seat.refresh_from_db()
    decide(slot=seat, verdict="include", reason=None, by=cast.reviewer, key=uuid.uuid4(), fence=seat.fence)
    assert people(lead, stage) == [(cast.reviewer.pk, 1, 1, None)]
    assert pace_of(lead, stage).imported == 0
