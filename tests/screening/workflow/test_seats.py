"""Seats: who gets which records, in which order, and what happens to seats nobody fills."""

from datetime import timedelta

import pytest
from django.utils import timezone

from screening.models import Event, ImportBatch, Member, Record, Slot, Stage, StageRecord
from screening.workflow.actions import admit_records, claim_slots, open_stage, release_member_slots
from screening.workflow.queries import records_to_screen, stage_count
from tests import factories


def records_of(slots):
    return [slot.record_id for slot in slots]


def test_opening_a_stage_gives_every_unique_record_two_seats(cast):
    first, copy = factories.make_records(factories.make_batch(cast.lead), 2)
    Record.objects.filter(pk=copy.pk).update(primary=first)
    stage = cast.review.stages.get(kind="title-abstract")
    assert open_stage(stage=stage, by=cast.lead) == 1
    assert open_stage(stage=stage, by=cast.lead) == 0
    assert list(Slot.objects.values_list("record_id", "number").order_by("number")) == [
        (first.pk, 1),
        (first.pk, 2),
    ]
    assert list(StageRecord.objects.values_list("record_id", "state")) == [(first.pk, "waiting")]
    assert Event.objects.filter(verb="stage opened").count() == 1


def test_more_records_than_a_batch_are_admitted(cast, monkeypatch):
    monkeypatch.setattr("screening.workflow.actions.seats.BATCH", 3)
    factories.make_records(factories.make_batch(cast.lead), 8)
    stage = cast.review.stages.get(kind="title-abstract")
    assert open_stage(stage=stage, by=cast.lead) == 8
    assert Slot.objects.count() == 16


def test_both_reviewers_get_all_records_in_the_same_order_one_seat_each(room):
    of_a = records_of(claim_slots(by=room.a, stage=room.stage, count=20))
    of_b = records_of(claim_slots(by=room.b, stage=room.stage, count=20))
    by_rank = list(StageRecord.objects.order_by("rank").values_list("record_id", flat=True))
    assert of_a == of_b == by_rank


def test_claiming_again_resumes_the_same_seats_and_renews_their_lease(room):
    first = claim_slots(by=room.a, stage=room.stage, count=2)
    Slot.objects.filter(reviewer=room.a).update(lease_until=timezone.now() + timedelta(minutes=1))
    again = claim_slots(by=room.a, stage=room.stage, count=2)
    assert again == first
    assert all(slot.lease_until > timezone.now() + timedelta(minutes=29) for slot in again)
    assert Slot.objects.filter(reviewer=room.a).count() == 2


def test_a_third_reviewer_gets_nothing_while_two_hold_the_seats(room, cast):
    third = factories.make_member(cast.review, "reviewer")
    for member in (room.a, room.b):
        claim_slots(by=member, stage=room.stage, count=20)
    assert claim_slots(by=third, stage=room.stage, count=20) == []
    assert list(records_to_screen(third, room.stage)) == []


def test_seats_whose_lease_ran_out_come_last_and_move_the_fence_on(room, cast):
    third = factories.make_member(cast.review, "reviewer")
    lapsed = claim_slots(by=room.a, stage=room.stage, count=2)
    Slot.objects.filter(pk__in=[slot.pk for slot in lapsed]).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )
    first = claim_slots(by=third, stage=room.stage, count=6)
    assert not {slot.pk for slot in first} & {slot.pk for slot in lapsed}
    other = claim_slots(by=room.b, stage=room.stage, count=6)
    assert [(slot.pk, slot.fence) for slot in other[:2]] == [(slot.pk, slot.fence + 1) for slot in lapsed]


def test_seats_of_a_member_who_left_are_free_at_once(room, cast):
    third = factories.make_member(cast.review, "reviewer")
    for member in (room.a, room.b):
        claim_slots(by=member, stage=room.stage, count=20)
    Member.objects.filter(pk=room.a.pk).update(removed_at=timezone.now())
    assert len(claim_slots(by=third, stage=room.stage, count=20)) == 6


def test_seats_given_back_keep_the_votes_and_move_the_fence_on(room):
    room.vote(room.a, room.records[0])
    assert release_member_slots(member=room.a, by=room.lead) == 5
    assert Slot.objects.filter(reviewer=room.a).count() == 1
    assert set(Slot.objects.filter(reviewer=None).values_list("fence", flat=True)) == {0, 1}


def test_copies_leave_the_queue_and_come_back_when_the_merge_is_undone(room):
    copy = room.records[3]
    claim_slots(by=room.a, stage=room.stage, count=20)
    Record.objects.filter(pk=copy.pk).update(primary=room.records[0])
    assert copy.pk not in records_of(claim_slots(by=room.a, stage=room.stage, count=20))
    assert stage_count(room.a, room.stage).wanted == 10
    Record.objects.filter(pk=copy.pk).update(primary=None)
    assert copy.pk in records_of(claim_slots(by=room.a, stage=room.stage, count=20))
    assert stage_count(room.a, room.stage).wanted == 12


def test_records_imported_later_are_counted_and_admitted_when_the_queue_runs_short(room):
    late = factories.make_record(factories.make_batch(room.lead))
    before = stage_count(room.a, room.stage)
    assert (before.wanted, before.mine_left) == (14, 7)
    assert late.pk in records_of(claim_slots(by=room.a, stage=room.stage, count=20))
    assert stage_count(room.a, room.stage) == before


def test_records_of_an_unfinished_import_are_not_admitted(room):
    factories.make_record(factories.make_batch(room.lead, state=ImportBatch.State.COMMITTING))
    assert admit_records(stage=room.stage) == 0


def test_nobody_claims_in_a_stage_that_is_not_open_or_without_the_right(room):
    assert claim_slots(by=room.a, stage=room.full_text) == []
    assert claim_slots(by=room.adjudicator, stage=room.stage) == []
    Stage.objects.filter(pk=room.stage.pk).update(closed_at=timezone.now())
    room.stage.refresh_from_db()
    assert claim_slots(by=room.a, stage=room.stage) == []


def test_counts_tell_how_many_votes_are_cast(room):
    room.vote(room.a, room.records[0], "exclude")
    room.vote(room.b, room.records[0], "include")
    count = stage_count(room.a, room.stage)
    assert (count.cast, count.wanted, count.mine_done, count.mine_left) == (2, 12, 1, 5)


@pytest.mark.parametrize("needed", [1, 3])
def test_a_record_gets_as_many_seats_as_the_stage_needs_votes(cast, needed):
    factories.make_record(factories.make_batch(cast.lead))
    stage = cast.review.stages.get(kind="title-abstract")
    Stage.objects.filter(pk=stage.pk).update(votes_needed=needed)
    stage.refresh_from_db()
    open_stage(stage=stage, by=cast.lead)
    assert Slot.objects.count() == needed
