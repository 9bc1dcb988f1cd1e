"""Votes: stored once, changed and taken back by new rows, refused in words when they come too late."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from screening.errors import Closed, Fenced, Invalid
from screening.models import Decision, Event, Member, MemberRole, Record, Slot, Stage
from screening.progress.queries.certificates import certificate
from screening.progress.queries.checking import findings
from screening.workflow.actions import (
    claim_slots,
    decide,
    release_settled,
    reopen_resolution,
    resolve_conflict,
    withdraw,
)
from screening.workflow.blinding import first_votes, visible_votes, votes_for_export
from screening.workflow.queries import fixed_records, votes_preview


def stored(record):
    rows = Decision.objects.filter(record=record).order_by("decided_at", "id")
    return [(row.reviewer_id, row.verdict, row.sequence) for row in rows]


def test_a_vote_fills_the_seat_and_leaves_the_record_waiting_for_the_other(room):
    record = room.records[0]
    vote = room.vote(room.a, record, "maybe", note="see methods")
    slot = Slot.objects.get(vote=vote)
    assert (slot.done, slot.reviewer, slot.lease_until) == (True, room.a, None)
    assert (vote.verdict, vote.note, vote.sequence) == ("maybe", "see methods", 1)
    assert room.entry(record).state == "waiting"


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [("include", "maybe", "included"), ("exclude", "exclude", "excluded"), ("maybe", "exclude", "conflict")],
)
def test_the_last_vote_needed_decides_where_the_record_stands(room, first, second, state):
    room.both(room.records[0], first, second)
    entry = room.entry(room.records[0])
    assert entry.state == state
    assert (entry.settled_at is not None) == (state != "conflict")


def test_the_same_key_twice_is_one_vote_and_the_same_answer(room):
    record, key = room.records[0], uuid.uuid4()
    first = room.vote(room.a, record, "exclude", key=key)
    again = room.vote(room.a, record, "exclude", key=key)
    assert again == first
    assert stored(record) == [(room.a.pk, "exclude", 1)]
    assert Event.objects.filter(verb="voted").count() == 1


def test_a_key_used_for_another_vote_is_refused(room):
    key = uuid.uuid4()
    room.vote(room.a, room.records[0], "exclude", key=key)
    with pytest.raises(Invalid, match="key was used for another vote"):
        room.vote(room.a, room.records[0], "include", key=key)
    with pytest.raises(Invalid, match="key was used for another vote"):
        room.vote(room.b, room.records[1], "exclude", key=key)
    assert stored(room.records[0]) == [(room.a.pk, "exclude", 1)]
    assert stored(room.records[1]) == []


def test_a_changed_mind_is_a_new_row_and_the_old_one_stays(room):
    record = room.records[0]
    room.both(record, "include", "include")
    room.vote(room.a, record, "exclude", reason=room.reasons[1])
    assert stored(record) == [(room.a.pk, "include", 1), (room.b.pk, "include", 1), (room.a.pk, "exclude", 2)]
    assert room.entry(record).state == "conflict"


def test_taking_a_vote_back_reopens_the_same_seat_and_leaves_the_others_vote(room):
    record = room.records[0]
    room.both(record, "include", "exclude")
    slot = room.seat(room.a, record)
    key = uuid.uuid4()
    withdraw(slot=slot, by=room.a, key=key)
    withdraw(slot=slot, by=room.a, key=key)
    slot.refresh_from_db()
    assert (slot.done, slot.vote, slot.reviewer) == (False, None, room.a)
    assert slot.lease_until > timezone.now()
    assert room.entry(record).state == "waiting"
    assert stored(record) == [
        (room.a.pk, "include", 1),
        (room.b.pk, "exclude", 1),
        (room.a.pk, "withdrawn", 2),
    ]
    room.vote(room.a, record, "exclude")
    assert room.entry(record).state == "excluded"


def test_there_must_be_a_vote_to_take_back(room):
    slot = room.seat(room.a, room.records[0])
    with pytest.raises(Invalid, match="no vote of yours"):
        withdraw(slot=slot, by=room.a, key=uuid.uuid4())


def test_the_event_of_a_vote_does_not_tell_the_vote(room):
    vote = room.vote(room.a, room.records[0], "exclude", reason=room.reasons[0], note="rats only")
    event = Event.objects.get(verb="voted")
    assert (event.subject_id, event.before, event.after, event.reason) == (str(vote.pk), None, None, "")
    assert "exclude" not in event.subject.lower()


# Reasons


def test_a_reason_belongs_to_an_exclusion_of_this_review(room, cast):
    record = room.records[0]
    with pytest.raises(Invalid, match="goes with an exclusion only"):
        room.vote(room.a, record, "include", reason=room.reasons[0])
    with pytest.raises(Invalid, match="no longer on the review's list"):
        room.vote(room.a, record, "exclude", reason=cast.other_review.exclusion_reasons.first())
    assert stored(record) == []


def test_full_text_asks_for_a_reason(room):
    record = room.records[0]
    room.both(record)
    release_settled(stage=room.stage, by=room.lead)
    Stage.objects.filter(pk=room.full_text.pk).update(opened_at=timezone.now())
    room.full_text.refresh_from_db()
    with pytest.raises(Invalid, match="Full text needs a reason for every exclusion"):
        room.vote(room.a, record, "exclude", stage=room.full_text)
    room.vote(room.a, record, "exclude", reason=room.reasons[2], stage=room.full_text)
    room.vote(room.b, record, "exclude", reason=room.reasons[1], stage=room.full_text)
    entry = room.entry(record, room.full_text)
    assert (entry.state, entry.reason) == ("excluded", room.reasons[1])


@pytest.mark.parametrize("verdict", ["withdrawn", "yes", ""])
def test_only_three_words_are_votes(room, verdict):
    with pytest.raises(Invalid, match="is not a vote"):
        room.vote(room.a, room.records[0], verdict)


# Too late


def test_a_late_vote_is_refused_after_the_lease_passed_to_another(room):
    record = room.records[0]
    late = room.seat(room.a, record)
    Slot.objects.filter(reviewer=None).update(reviewer=room.lead, lease_until=timezone.now() + timedelta(hours=1))
    Slot.objects.filter(reviewer=room.a).update(lease_until=timezone.now() - timedelta(seconds=1))
    taken = {slot.record_id: slot for slot in claim_slots(by=room.b, stage=room.stage, count=20)}
    assert (taken[record.pk].pk, taken[record.pk].fence) == (late.pk, late.fence + 1)
    with pytest.raises(Fenced, match="Your vote on this record was not stored"):
        decide(slot=late, verdict="include", reason=None, by=room.a, key=uuid.uuid4(), fence=late.fence)
    assert stored(record) == []


def test_an_old_fence_is_refused_even_from_the_holder(room):
    slot = room.seat(room.a, room.records[0])
    with pytest.raises(Fenced):
        decide(slot=slot, verdict="include", reason=None, by=room.a, key=uuid.uuid4(), fence=slot.fence - 1)


def test_a_lease_that_ran_out_but_went_to_nobody_still_takes_the_vote(room):
    slot = room.seat(room.a, room.records[0])
    Slot.objects.filter(pk=slot.pk).update(lease_until=timezone.now() - timedelta(hours=9))
    decide(slot=slot, verdict="include", reason=None, by=room.a, key=uuid.uuid4(), fence=slot.fence)
    assert stored(room.records[0]) == [(room.a.pk, "include", 1)]


def test_nobody_votes_in_anothers_seat(room):
    slot = room.seat(room.a, room.records[0])
    with pytest.raises(Fenced):
        decide(slot=slot, verdict="include", reason=None, by=room.b, key=uuid.uuid4(), fence=slot.fence)


def test_votes_are_fixed_once_the_record_is_released(room):
    record = room.records[0]
    room.both(record)
    slot = room.seat(room.a, record)
    release_settled(stage=room.stage, by=room.lead)
    with pytest.raises(Closed, match="This record was released, so its votes are fixed"):
        withdraw(slot=slot, by=room.a, key=uuid.uuid4())
    with pytest.raises(Closed, match="This record was released"):
        room.vote(room.a, record, "exclude")


def test_what_is_changed_after_an_adjudicators_decision_is_kept_and_counts_for_nothing(room, sign_in):
    settled, agreed = room.records[:2]
    room.both(settled, "include", "exclude")
    room.both(agreed, "include", "include")
    page = reverse("workflow:mine", kwargs={"slug": room.stage.review.slug, "stage_slug": room.stage.slug})
    before = sign_in(room.a).get(page).content.decode()
    why = {"verdict": "exclude", "reason": None, "rationale": "Rats.", "key": uuid.uuid4()}
    resolve_conflict(entry=room.entry(settled), by=room.adjudicator, **why)
    after = sign_in(room.a).get(page).content.decode()
    words = ("Change<", "Take back", "Fixed")  # no page tells that the record was settled
    assert [after.count(word) for word in words] == [before.count(word) for word in words]

    room.vote(room.b, settled, "include")
    withdraw(slot=room.seat(room.a, settled), by=room.a, key=uuid.uuid4())
    room.vote(room.a, settled, "maybe")
    assert room.entry(settled).state == "excluded"
    counted = {(vote.reviewer_id, vote.verdict) for vote in visible_votes(room.adjudicator, room.stage, settled)}
    assert counted == {(room.a.pk, "include"), (room.b.pk, "exclude")}
    assert [vote.verdict for vote in visible_votes(room.a, room.stage, settled)] == ["maybe"]
    exported = votes_for_export(room.lead).filter(record=settled)
    assert {(vote.verdict, vote.counts) for vote in exported} == {
        ("include", True),
        ("exclude", True),
        ("include", False),
        ("withdrawn", False),
        ("maybe", False),
    }
    assert first_votes(room.lead, room.stage)[settled.pk] == {room.a.pk: "include", room.b.pk: "exclude"}
    found = certificate(room.lead, room.stage)
    assert (found.holds, {line.verdict for line in found.lines}) == (True, {"blind"})
    assert list(findings(room.lead.review, audit=True)) == []
    assert votes_preview(room.stage, 2).back_to_waiting == 0

    reopen_resolution(entry=room.entry(settled), by=room.adjudicator, why="Misread.")
    assert room.entry(settled).state == "included"
    counted = {(vote.reviewer_id, vote.verdict) for vote in visible_votes(room.adjudicator, room.stage, settled)}
    assert counted == {(room.a.pk, "maybe"), (room.b.pk, "include")}
    assert list(findings(room.lead.review, audit=True)) == []


def test_a_reopened_decision_lets_votes_be_changed_again(room):
    record = room.records[0]
    room.both(record, "include", "exclude")
    why = {"verdict": "include", "reason": None, "rationale": "Adults.", "key": uuid.uuid4()}
    resolve_conflict(entry=room.entry(record), by=room.adjudicator, **why)
    reopen_resolution(entry=room.entry(record), by=room.adjudicator, why="Misread.")
    room.vote(room.a, record, "exclude")
    assert room.entry(record).state == "excluded"


def test_a_copy_takes_no_votes(room):
    record = room.records[0]
    slot = room.seat(room.a, record)
    Record.objects.filter(pk=record.pk).update(primary=room.records[1])
    with pytest.raises(Closed, match="copy of another one"):
        decide(slot=slot, verdict="include", reason=None, by=room.a, key=uuid.uuid4(), fence=slot.fence)


def test_a_closed_stage_takes_no_votes(room):
    slot = room.seat(room.a, room.records[0])
    Stage.objects.filter(pk=room.stage.pk).update(closed_at=timezone.now())
    with pytest.raises(Closed, match="Title and abstract is closed"):
        decide(slot=slot, verdict="include", reason=None, by=room.a, key=uuid.uuid4(), fence=slot.fence)


@pytest.mark.parametrize("role", ["lead", "adjudicator", "methodologist"])
def test_who_may_see_how_votes_came_out_cannot_change_theirs_once_all_are_in(room, role):
    record, other = room.records[:2]
    MemberRole.objects.create(member=room.a, role=role)
    room.a = Member.objects.get(pk=room.a.pk)
    room.vote(room.a, other)
    room.vote(room.a, other, "exclude")
    room.both(record, "exclude", "include")
    slot = room.seat(room.a, record)
    for change in (
        lambda: room.vote(room.a, record, "include"),
        lambda: withdraw(slot=slot, by=room.a, key=uuid.uuid4()),
    ):
        with pytest.raises(Closed, match="Yours is fixed: changed now, it would no longer be independent"):
            change()
    withdraw(slot=room.seat(room.b, record), by=room.b, key=uuid.uuid4())
    with pytest.raises(Closed, match="Yours is fixed"):
        room.vote(room.a, record, "include")
    assert fixed_records(room.a, room.stage, [record.pk, other.pk]) == set()
    room.vote(room.b, record, "include")
    assert fixed_records(room.a, room.stage, [record.pk, other.pk]) == {record.pk}
    assert fixed_records(room.b, room.stage, [record.pk, other.pk]) == set()
    assert room.entry(record).state == "conflict"
