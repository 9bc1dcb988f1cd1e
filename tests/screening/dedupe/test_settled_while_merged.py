"""A conflict that a merge made, or that was there before, was settled: what stands once the records are apart."""

import random
import uuid

import pytest
from django.db import transaction
from django.urls import reverse

from screening.dedupe import actions
from screening.errors import Invalid
from screening.models import Event, Resolution, Slot
from screening.progress.queries.checking import findings
from screening.workflow.actions import decide, release_settled, resolve_conflict, set_votes_needed
from screening.workflow.blinding.sight import counting
from screening.workflow.queries import ended_settlements, settlements_told
from tests.factories import make_member
from tests.screening.dedupe.test_said_at_both_stages import cast_vote, merge, settle, stands
from tests.screening.workflow.conftest import make_room

WORLDS = 3


@pytest.fixture
def room(cast):
    return make_room(cast, records=3)


def settled(room, record, verdict="include"):
    entry = room.entry(record)
    return resolve_conflict(
        entry=entry, verdict=verdict, reason=None, rationale="Read", by=room.adjudicator, key=uuid.uuid4()
    )


def made_by_the_merge(room):
    keep, copy, _ = room.records
    room.vote(room.a, keep, "include")
    room.vote(room.b, copy, "exclude")
    return keep, copy, merge(room, copy, keep)


def test_a_settlement_of_a_conflict_that_the_merge_made_ends_with_it_and_stays_as_history(room, sign_in):
    keep, copy, link = made_by_the_merge(room)
    said = settled(room, keep)
    assert ended_settlements(copy) == [said]
    at = reverse("dedupe:part", kwargs={"slug": room.lead.review.slug, "link_id": link.pk})
    told = sign_in(room.lead).get(at).content.decode()
    assert f"{room.adjudicator} settled record {keep.pk}" in told
    actions.take_apart(link=link, by=room.lead)
    said.refresh_from_db()
    assert said.reopened_at is not None
    assert room.entry(keep).state == "waiting"
    assert set(counting().filter(record=keep).values_list("reviewer", flat=True)) == {room.a.pk}
    event = Event.objects.get(verb="settlement ended")
    assert (event.actor, event.before["state"], event.after["state"]) == (str(room.lead), "included", "waiting")
    assert list(findings(room.lead.review, audit=True)) == []
    shown = sign_in(room.adjudicator).get(
        reverse("workflow:conflict", kwargs={"slug": room.lead.review.slug, "entry_id": room.entry(keep).pk})
    )
    assert "Ended: its votes went back" in shown.content.decode()


def test_who_may_not_know_how_records_stand_is_not_told_of_a_settlement(room):
    keep, copy, _ = made_by_the_merge(room)
    settled(room, keep)
    assert settlements_told(room.a, copy) == []
    assert len(settlements_told(room.lead, copy)) == 1


def test_a_released_settlement_stays_with_its_votes(room):
    keep, copy, link = made_by_the_merge(room)
    settled(room, keep)
    release_settled(stage=room.stage, by=room.lead)
    assert ended_settlements(copy) == []
    actions.take_apart(link=link, by=room.lead)
    assert room.entry(keep).state == "included"
    assert list(findings(room.lead.review)) == []


def test_a_settlement_from_before_the_merge_stands_after_it_on_either_side(room):
    keep, copy, other = room.records
    for record in (keep, copy):
        room.vote(room.a, record, "include")
        room.vote(room.b, record, "exclude")
        settled(room, record, "include" if record == keep else "exclude")
    before = stands([keep, copy])
    link = merge(room, copy, keep)
    actions.take_apart(link=link, by=room.lead)
    assert stands([keep, copy]) == before
    assert list(findings(room.lead.review)) == []


def test_a_vote_that_came_by_a_merge_after_the_settlement_was_not_read(room):
    keep, copy, _ = room.records
    room.vote(room.a, copy, "exclude")
    room.vote(room.a, keep, "include")
    room.vote(room.b, keep, "exclude")
    settled(room, keep)
    read = set(counting().filter(record=keep).values_list("reviewer", "verdict"))
    merge(room, copy, keep)
    assert set(counting().filter(record=keep).values_list("reviewer", "verdict")) == read


def test_the_check_finds_a_settlement_whose_votes_went_back(room):
    keep, _, link = made_by_the_merge(room)
    said = settled(room, keep)
    actions.take_apart(link=link, by=room.lead)
    assert list(findings(room.lead.review)) == []
    Resolution.objects.filter(pk=said.pk).update(reopened_at=None)
    assert "settlement" in {one.check for one in findings(room.lead.review)}


def change(room, chance, people, record):
    """Somebody changes their vote, as they may until the record is released."""
    seat = Slot.objects.filter(stage=room.stage, record=record, vote__isnull=False).order_by("pk").first()
    if seat is not None and chance.random() < 0.5:
        verdict = chance.choice(["include", "exclude"])
        decide(slot=seat, verdict=verdict, reason=None, by=seat.reviewer, key=uuid.uuid4(), fence=seat.fence)
        return True
    return False


def lived_through(room, chance, people):
    """Votes, settlements, merges one into the other, settlements, and all apart again in any order."""
    one, two, three = room.records
    for record in room.records:
        for member in chance.sample(people, chance.choice([1, 1, 1, 2])):
            cast_vote(room, chance, room.stage, member, record, chance.choice(["include", "exclude"]))
    settle(room, chance, room.stage, 0.3)
    before, links, changed = stands(room.records), [], False
    own = {record: state[0] for (_, record), state in before.items()}
    for copy, keep in [(two, one), chance.choice([(three, one), (one, three)])][: chance.randint(1, 2)]:
        try:
            links.append(merge(room, copy, keep))
        except Invalid:  # the other way round then: the one with votes stays
            copy, keep = keep, copy
            links.append(merge(room, copy, keep))
        settle(room, chance, room.stage, 1, record=keep)
        changed |= change(room, chance, people, keep) if chance.random() < 0.3 else False
    made, ended = Resolution.objects.count(), 0
    for link in chance.sample(links, len(links)):
        link = type(link).objects.filter(record=link.record_id, undone_at=None).first()
        if link is None:
            continue
        said = {each.pk for each in ended_settlements(link.record)}
        actions.take_apart(link=link, by=room.lead)
        gone = Resolution.objects.filter(pk__in=said, reopened_at__isnull=False)
        assert gone.count() == len(said)
        ended += len(said)
    assert list(findings(room.lead.review, audit=True)) == []
    assert Resolution.objects.count() == made
    if not changed:
        for at, state in stands(room.records).items():
            if own[at[1]] == "conflict" and state[5]:
                assert (state[3], state[4]) == (before[at][3], before[at][4])
            else:
                assert state == before[at]
    return ended


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_whatever_was_settled_meanwhile_each_record_stands_by_its_own_votes(cast, seed):
    chance = random.Random(seed)
    room = make_room(cast, records=3)
    people = [room.a, room.b, make_member(cast.review, "reviewer"), make_member(cast.review, "reviewer")]
    if seed == 3:
        set_votes_needed(stage=room.stage, needed=3, version=room.stage.version, by=room.lead)
        room.stage.refresh_from_db()
    ended = 0
    for _ in range(WORLDS):
        with transaction.atomic():
            ended += lived_through(room, chance, people)
            transaction.set_rollback(True)
    assert ended
