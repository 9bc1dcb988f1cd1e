"""Undoing an import takes back the votes that came with its file; votes cast here stay, and keep their records."""

import uuid

import pytest
from django.urls import reverse

from screening.importing import actions as importing
from screening.importing.queries.undo import undo_preview
from screening.models import Decision, DuplicateLink, Event, Record, Slot, StageRecord
from screening.progress.queries.checking import findings
from screening.workflow.actions import (
    admit_records,
    carry_votes,
    decide,
    import_votes,
    open_stage,
    release_settled,
    take_back_imported,
)
from tests.screening.workflow.test_imported_votes import RAYYAN, brought, mapping, rayyan, work


@pytest.fixture
def lead(cast, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return cast.lead


@pytest.fixture
def stage(cast, lead):
    stage = cast.review.stages.get(kind="title-abstract")
    open_stage(stage=stage, by=lead)
    return stage


def copies_of(content: bytes) -> bytes:
    """The same records as another file, whose reviewers voted."""
    return content.replace(b"TY  - JOUR", b"TY  - JOUR\nKW  - another file")


def without_notes() -> bytes:
    return b"\n".join(line for line in rayyan().split(b"\n") if not line.startswith(b"N1"))


def taken_over(cast, lead, stage, batch) -> None:
    names, reasons = mapping(cast)
    import_votes(batch=batch, stage=stage, names=names, reasons=reasons, by=lead)
    work()


def undo(lead, batch):
    importing.undo_import(batch=batch, by=lead)
    work()
    batch.refresh_from_db()
    return batch


def states(stage) -> list[str]:
    return list(StageRecord.objects.filter(stage=stage).order_by("record").values_list("state", flat=True))


def told(batch) -> dict[str, tuple[int, int]]:
    return {str(one.stage): (one.going, one.fixed) for one in undo_preview(batch).votes}


def test_the_votes_of_a_file_of_copies_go_with_it(cast, lead, stage, sign_in):
    brought(lead, without_notes())
    second = brought(lead, copies_of(rayyan()))
    assert second.records.filter(primary=None).count() == 0
    taken_over(cast, lead, stage, second)
    assert states(stage) == ["included", "conflict", "excluded", "waiting"]
    assert told(second) == {str(stage): (7, 0)}
    page = sign_in(lead).get(reverse("importing:undo", kwargs={"slug": lead.review.slug, "batch_id": second.pk}))
    assert '<strong class="figure-num">7</strong> votes of this file in Title and abstract' in page.content.decode()
    undo(lead, second)
    assert (second.state, set(states(stage)), Slot.objects.filter(vote__isnull=False).count()) == (
        "undone",
        {"waiting"},
        0,
    )
    assert Event.objects.filter(verb="imported vote taken back").count() == 7
    event = Event.objects.get(verb="votes of a file taken back")
    assert event.after == {"stage": str(stage), "votes": 7, "with": "the undoing of its import"}
    assert list(findings(lead.review, audit=True)) == []


def test_an_import_whose_votes_came_with_its_own_file_is_undone_whole(cast, lead, stage):
    batch = brought(lead)
    taken_over(cast, lead, stage, batch)
    preview = undo_preview(batch)
    assert (preview.allowed, preview.records, preview.decided_count) == (True, 4, 0)
    undo(lead, batch)
    assert (batch.state, Record.objects.filter(batch=batch).count(), Decision.objects.count()) == ("undone", 0, 0)
    assert (Slot.objects.filter(stage=stage).count(), StageRecord.objects.filter(stage=stage).count()) == (0, 0)
    told = Event.objects.filter(verb__in=["vote imported", "imported vote taken back"])
    assert told.count() == 14
    again = brought(lead)
    taken_over(cast, lead, stage, again)
    assert states(stage) == ["included", "conflict", "excluded", "waiting"]


def test_an_import_whose_votes_were_taken_back_before_is_undone(cast, lead, stage):
    batch = brought(lead)
    taken_over(cast, lead, stage, batch)
    take_back_imported(batch=batch, stage=stage, by=lead)
    work()
    preview = undo_preview(batch)
    assert (preview.allowed, preview.records, preview.votes) == (True, 4, ())
    assert undo(lead, batch).state == "undone"


def test_votes_cast_here_stay_with_their_record_and_only_those_of_the_file_go(cast, lead, stage):
    batch = brought(lead)
    taken_over(cast, lead, stage, batch)
    record = batch.records.get(row_no=2)
    seat = Slot.objects.get(stage=stage, record=record, reviewer=cast.second_reviewer)
    decide(slot=seat, verdict="include", reason=None, by=cast.second_reviewer, key=uuid.uuid4(), fence=None)
    assert (undo_preview(batch).records, undo_preview(batch).decided) == (3, (record,))
    assert told(batch) == {str(stage): (6, 0)}
    undo(lead, batch)
    kept = Slot.objects.filter(stage=stage, vote__isnull=False).values_list("record", "reviewer", "vote__verdict")
    assert (batch.state, list(kept)) == ("committed", [(record.pk, cast.second_reviewer.pk, "include")])
    assert list(findings(lead.review, audit=True)) == []


def test_a_vote_of_another_file_keeps_the_record(cast, lead, stage):
    first = brought(lead, without_notes())
    second = brought(lead, copies_of(rayyan(RAYYAN[:1])))
    taken_over(cast, lead, stage, second)
    assert (undo_preview(first).records, undo_preview(first).decided_count) == (3, 1)


def test_votes_on_released_records_stay_and_the_pages_say_so(cast, lead, stage, sign_in):
    brought(lead, without_notes())
    second = brought(lead, copies_of(rayyan()))
    taken_over(cast, lead, stage, second)
    release_settled(stage=stage, by=lead)
    assert told(second) == {str(stage): (3, 4)}
    client, ids = sign_in(lead), {"slug": lead.review.slug, "batch_id": second.pk}
    assert (
        "4</strong> votes of this file in Title and abstract stay"
        in client.get(reverse("importing:undo", kwargs=ids)).content.decode()
    )
    undo(lead, second)
    assert (second.state, told(second)) == ("undone", {str(stage): (0, 4)})
    page = client.get(reverse("importing:batch", kwargs=ids)).content.decode()
    assert "4 votes that came with it still count" in page
    page = client.get(reverse("workflow:imported_votes", kwargs=ids)).content.decode()
    assert ("4 votes" in page, "they are fixed" in page, "Import the records first" in page) == (True, True, False)


def test_votes_of_an_undone_file_that_a_closed_stage_kept_can_be_taken_back_later(cast, lead, stage, sign_in):
    brought(lead, without_notes())
    second = brought(lead, copies_of(rayyan()))
    taken_over(cast, lead, stage, second)
    type(stage).objects.filter(pk=stage.pk).update(closed_at=stage.opened_at)
    assert told(undo(lead, second)) == {str(stage): (0, 7)}
    type(stage).objects.filter(pk=stage.pk).update(closed_at=None)
    url = reverse("workflow:imported_votes", kwargs={"slug": lead.review.slug, "batch_id": second.pk})
    assert "Take them back" in sign_in(lead).get(url).content.decode()
    stage.refresh_from_db()
    take_back_imported(batch=second, stage=stage, by=lead)
    work()
    assert told(second) == {}


def test_seats_that_were_closed_hold_no_record(cast, lead, stage):
    batch = brought(lead, rayyan(RAYYAN[:1]))
    admit_records(stage=stage, by=lead)
    Slot.objects.filter(stage=stage, number=2).update(done=True)
    assert undo_preview(batch).decided_count == 0


def test_votes_are_not_stored_while_their_import_is_being_undone(cast, lead, stage):
    batch = brought(lead)
    names, reasons = mapping(cast)
    job = import_votes(batch=batch, stage=stage, names=names, reasons=reasons, by=lead)
    type(batch).objects.filter(pk=batch.pk).update(state="undoing")
    work()
    job.refresh_from_db()
    assert (job.state, Decision.objects.count()) == ("failed", 0)
    assert "is not imported" in job.message


def test_a_vote_that_was_carried_to_another_record_goes_there_too(cast, lead, stage):
    first = brought(lead, without_notes())
    second = brought(
        lead, copies_of(rayyan()).replace(b"10.1000/trial", b"10.2000/other").replace(b"trial ", b"cell ")
    )
    assert second.records.filter(primary=None).count() == 4
    taken_over(cast, lead, stage, second)
    copy, root = second.records.get(row_no=1), first.records.get(row_no=1)
    link = DuplicateLink.objects.create(record=copy, primary=root, rule="hand", merged_by=lead)
    carry_votes(link=link)
    Record.objects.filter(pk=copy.pk).update(primary=root)
    assert Slot.objects.filter(record=root, vote__isnull=False).count() == 2
    undo(lead, second)
    assert Slot.objects.filter(vote__isnull=False).count() == 0
    assert list(second.records.values_list("row_no", flat=True)) == [1]
