"""Merges and un-merges while people vote, in any order: nothing is lost, no seat overfilled, and all comes back."""

import random
import uuid

import pytest

from screening.dedupe import actions
from screening.errors import Closed, Invalid
from screening.models import CarriedVote, DuplicateLink, Record, Slot
from screening.progress.queries.checking import findings
from screening.workflow.actions import claim_slots, decide, withdraw
from tests.factories import make_member
from tests.screening.workflow.conftest import make_room

MOVES = 24


@pytest.fixture
def room(cast):
    return make_room(cast, records=5)


def vote(room, who, dice) -> None:
    """One vote on a record of the member's choice, or nothing where none is left for them."""
    claim_slots(by=who, stage=room.stage, count=20)
    seats = list(Slot.objects.filter(stage=room.stage, reviewer=who, done=False).order_by("record_id"))
    if seats:
        seat, verdict = dice.choice(seats), dice.choice(["include", "exclude", "maybe"])
        decide(slot=seat, verdict=verdict, reason=None, by=who, key=uuid.uuid4(), fence=seat.fence, note="")


def take_back(room, who, dice) -> None:
    seats = list(Slot.objects.filter(stage=room.stage, reviewer=who, vote__isnull=False).order_by("pk"))
    if seats:
        seat = dice.choice(seats)
        withdraw(slot=seat, by=who, key=uuid.uuid4())


def merge(room, dice) -> None:
    record, keep = dice.sample(room.records, 2)
    actions.merge(record=record, keep=keep, by=room.lead, reason="The same trial")


def part(room, dice) -> None:
    links = list(DuplicateLink.objects.filter(undone_at__isnull=True).order_by("merged_at", "pk"))
    if links:
        actions.take_apart(link=dice.choice(links), by=room.lead)


def move(room, people, dice) -> None:
    """One step; what the rules of the house refuse is no step."""
    kind = dice.random()
    try:
        if kind < 0.5:
            vote(room, dice.choice(people), dice)
        elif kind < 0.6:
            take_back(room, dice.choice(people), dice)
        elif kind < 0.8:
            merge(room, dice)
        else:
            part(room, dice)
    except (Invalid, Closed):
        pass


def own_votes(room) -> dict[tuple[int, int], str]:
    """(record, reviewer) -> the verdict that stands there and is no carried one."""
    carried = CarriedVote.objects.filter(returned_at__isnull=True).values("vote")
    rows = Slot.objects.filter(stage=room.stage, vote__isnull=False).exclude(vote__in=carried)
    return {(r, who): verdict for r, who, verdict in rows.values_list("record", "reviewer", "vote__verdict")}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_merged_and_taken_apart_the_review_stays_sound(room, seed):
    dice = random.Random(seed)
    people = [room.a, room.b, make_member(room.stage.review, "reviewer")]
    for step in range(MOVES):
        move(room, people, dice)
        if step % 4 == 3:
            assert list(findings(room.stage.review)) == [], step
    for link in DuplicateLink.objects.filter(undone_at__isnull=True).order_by("-merged_at"):
        actions.take_apart(link=link, by=room.lead)
    assert list(findings(room.stage.review)) == []
    assert not CarriedVote.objects.filter(returned_at__isnull=True).exists()
    assert not Record.objects.filter(primary__isnull=False).exists()


@pytest.mark.parametrize("seed", range(3))
def test_merging_and_taking_apart_at_once_changes_no_vote(room, seed):
    dice = random.Random(seed)
    people = [room.a, room.b, make_member(room.stage.review, "reviewer")]
    for _ in range(8):
        vote(room, dice.choice(people), dice)
    before = own_votes(room)
    for _ in range(4):
        record, keep = dice.sample(room.records, 2)
        try:
            link = actions.merge(record=record, keep=keep, by=room.lead, reason="The same trial")
        except Invalid:
            continue
        actions.take_apart(link=link, by=room.lead)
        assert own_votes(room) == before
    assert list(findings(room.stage.review)) == []
