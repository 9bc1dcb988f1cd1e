"""Conflicts: shown when every vote is in, settled with a rationale, reopened without losing anything."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import Decision, Event, Resolution, Slot
from screening.workflow.actions import (
    close_stage,
    decide,
    open_stage,
    release_settled,
    reopen_resolution,
    resolve_conflict,
    set_votes_needed,
    withdraw,
)
from screening.workflow.queries import conflict_step_count, conflicts, reason_clashes
from tests import factories


def settle(room, record, verdict="include", *, stage=None, reason=None, rationale="Adults in pain.", key=None):
    return resolve_conflict(
        entry=room.entry(record, stage),
        verdict=verdict,
        reason=reason,
        rationale=rationale,
        by=room.adjudicator,
        key=key or uuid.uuid4(),
    )


def test_a_conflict_appears_only_when_both_votes_are_in(room):
    record = room.records[0]
    room.vote(room.a, record, "include")
    assert list(conflicts(room.adjudicator)) == []
    room.vote(room.b, record, "exclude")
    assert [entry.record for entry in conflicts(room.adjudicator)] == [record]
    assert conflict_step_count(room.adjudicator).mine == 1


def test_those_who_may_not_adjudicate_see_no_conflicts(room):
    room.both(room.records[0], "include", "exclude")
    assert list(conflicts(room.a)) == []
    assert list(conflicts(room.lead)) == []
    assert (conflict_step_count(room.a).total, conflict_step_count(room.a).url) == (0, "")


@pytest.mark.parametrize(("verdict", "state"), [("include", "included"), ("exclude", "excluded")])
def test_the_adjudicators_decision_rules_and_the_votes_stay(room, verdict, state):
    record = room.records[0]
    room.both(record, "include", "exclude")
    reason = room.reasons[1] if verdict == "exclude" else None
    settle(room, record, verdict, reason=reason)
    entry = room.entry(record)
    assert (entry.state, entry.reason) == (state, reason)
    assert sorted(Decision.objects.values_list("verdict", flat=True)) == ["exclude", "include"]
    event = Event.objects.get(verb="conflict settled")
    assert (event.before, event.after, event.reason) == ({"state": "conflict"}, {"state": state}, "Adults in pain.")


def test_the_same_key_twice_settles_once_and_another_content_is_refused(room):
    record, key = room.records[0], uuid.uuid4()
    room.both(record, "include", "exclude")
    assert settle(room, record, key=key) == settle(room, record, key=key)
    with pytest.raises(Invalid, match="key was used for another one"):
        settle(room, record, "exclude", key=key)
    assert Resolution.objects.count() == 1


def test_whoever_comes_second_is_told_that_it_is_settled(room):
    room.both(room.records[0], "include", "exclude")
    settle(room, room.records[0])
    with pytest.raises(Closed, match="has settled this record already"):
        settle(room, room.records[0], "exclude")


def test_a_rationale_and_one_of_two_verdicts_are_needed(room):
    room.both(room.records[0], "include", "exclude")
    with pytest.raises(Invalid, match="Say in a sentence why"):
        settle(room, room.records[0], rationale="  ")
    with pytest.raises(Invalid, match="Choose Include or Exclude"):
        settle(room, room.records[0], "maybe")
    assert room.entry(room.records[0]).state == "conflict"


def test_a_record_no_longer_in_conflict_is_left_alone(room):
    record = room.records[0]
    room.both(record, "include", "exclude")
    withdraw(slot=Slot.objects.get(record=record, reviewer=room.a), by=room.a, key=uuid.uuid4())
    with pytest.raises(Closed, match="no longer in conflict"):
        settle(room, record)


def test_a_reopened_decision_stays_as_history_and_the_votes_rule_again(room):
    record = room.records[0]
    room.both(record, "include", "exclude")
    old = settle(room, record)
    reopen_resolution(entry=room.entry(record), by=room.adjudicator, why="Misread the age.")
    old.refresh_from_db()
    assert old.reopened_at <= timezone.now()
    assert room.entry(record).state == "conflict"
    settle(room, record, "exclude")
    assert room.entry(record).state == "excluded"
    assert Resolution.objects.filter(record=record).count() == 2


@pytest.mark.parametrize("second", ["withdrawn", "include"])
def test_what_was_changed_since_counts_once_the_decision_is_reopened(room, second):
    record = room.records[0]
    room.both(record, "include", "exclude")
    settle(room, record, "exclude", reason=room.reasons[1])
    before = room.entry(record)

    def change():
        if second == "withdrawn":
            withdraw(slot=room.seat(room.b, record), by=room.b, key=uuid.uuid4())
        else:
            room.vote(room.b, record, second)

    change()
    now = room.entry(record)
    assert (now.state, now.reason, now.settled_at) == ("excluded", room.reasons[1], before.settled_at)
    reopen_resolution(entry=now, by=room.adjudicator, why="Misread the age.")
    assert room.entry(record).state == ("waiting" if second == "withdrawn" else "included")


def test_a_seat_asked_for_on_a_settled_record_closes_when_it_is_released(room, cast):
    third = factories.make_member(cast.review, "reviewer")
    record = room.records[0]
    for one in room.records:
        room.both(one, "include", "exclude" if one == record else "include")
    settle(room, record)
    set_votes_needed(stage=room.stage, needed=3, version=room.stage.version, by=room.lead)
    slot = room.seat(third, record)
    for one in room.records[1:]:
        room.vote(third, one)
    assert release_settled(stage=room.stage, by=room.lead).included == 6
    with pytest.raises(Closed, match="This record was released"):
        decide(slot=slot, verdict="exclude", reason=None, by=third, key=uuid.uuid4(), fence=slot.fence)
    room.stage.refresh_from_db()
    close_stage(stage=room.stage, version=room.stage.version, by=room.lead)
    assert room.stage.closed_at is not None


def test_a_released_decision_is_not_reopened(room):
    record = room.records[0]
    room.both(record, "include", "exclude")
    settle(room, record)
    release_settled(stage=room.stage, by=room.lead)
    with pytest.raises(Closed, match="was released to the next step"):
        reopen_resolution(entry=room.entry(record), by=room.adjudicator, why="Late thought.")


def test_differing_reasons_at_full_text_can_be_settled_and_only_as_an_exclusion(room):
    record = room.records[0]
    room.both(record)
    release_settled(stage=room.stage, by=room.lead)
    open_stage(stage=room.full_text, by=room.lead)
    room.vote(room.a, record, "exclude", reason=room.reasons[2], stage=room.full_text)
    room.vote(room.b, record, "exclude", reason=room.reasons[0], stage=room.full_text)
    assert room.entry(record, room.full_text).reason == room.reasons[0]
    assert [entry.record for entry in reason_clashes(room.adjudicator)] == [record]
    with pytest.raises(Invalid, match="only its reason is open"):
        settle(room, record, "include", stage=room.full_text)
    settle(room, record, "exclude", reason=room.reasons[2], stage=room.full_text)
    assert room.entry(record, room.full_text).reason == room.reasons[2]
    assert list(reason_clashes(room.adjudicator)) == []


def test_from_the_last_conflict_one_comes_to_the_first_that_was_passed_over(room, sign_in):
    for record in room.records[:3]:
        room.both(record, "include", "exclude")
    first, _, last = conflicts(room.adjudicator)
    client = sign_in(room.adjudicator)

    def settled(entry):
        where = reverse("workflow:resolve", kwargs={"slug": room.lead.review.slug, "entry_id": entry.pk})
        return client.post(where, {"verdict": "include", "rationale": "Adults in pain.", "key": uuid.uuid4()}).url

    address = {"slug": room.lead.review.slug, "entry_id": first.pk}
    assert settled(last) == reverse("workflow:conflict", kwargs=address) + "#conflict"
    for entry in list(conflicts(room.adjudicator)):
        end = settled(entry)
    assert end == reverse("workflow:conflicts", kwargs={"slug": room.lead.review.slug}) + "#main"
