"""Merges and un-merges while people vote, in any order: nothing is lost, no seat overfilled, and all comes back."""

import random
import uuid

import pytest
from django.utils import timezone

from screening.dedupe import actions
from screening.dedupe.said import BY_HAND
from screening.errors import Closed, Invalid
from screening.fulltext.actions import log_retrieval
from screening.models import CarriedVote, DuplicateLink, Event, Record, Report, Slot, StageRecord
from screening.progress.places import ALL
from screening.progress.queries.checking import MOVED, findings
from screening.progress.queries.past import counts_at
from screening.progress.queries.standing import standing_counts
from screening.workflow.actions import claim_slots, decide, open_stage, release_settled, withdraw
from screening.workflow.queries import parting_preview
from tests.factories import make_member
from tests.screening.workflow.conftest import make_room

MOVES = 32


@pytest.fixture
def room(cast):
    return make_room(cast, records=5)


def vote(room, who, dice, verdicts=("include", "exclude", "maybe")) -> None:
    """One vote on a record of the member's choice, in either stage, or nothing where none is left for them."""
    for stage in (room.stage, room.full_text):
        claim_slots(by=who, stage=stage, count=20)
    seats = list(Slot.objects.filter(reviewer=who, done=False).order_by("stage_id", "record_id"))
    if seats:
        seat, verdict = dice.choice(seats), dice.choice(verdicts)
        reason = room.reasons[0] if verdict == "exclude" and seat.stage_id == room.full_text.pk else None
        decide(slot=seat, verdict=verdict, reason=reason, by=who, key=uuid.uuid4(), fence=seat.fence, note="")


def take_back(room, who, dice) -> None:
    seats = list(Slot.objects.filter(reviewer=who, vote__isnull=False).order_by("pk"))
    if seats:
        withdraw(slot=dice.choice(seats), by=who, key=uuid.uuid4())


def merge(room, dice) -> None:
    record, keep = dice.sample(room.records, 2)
    actions.merge(record=record, keep=keep, by=room.lead, reason="The same trial")


def standing_links():
    return DuplicateLink.objects.filter(undone_at__isnull=True).order_by("merged_at", "record")


def part(room, dice) -> None:
    links = list(standing_links())
    if links:
        link = dice.choice(links)
        if dice.random() < 0.5:
            actions.take_apart(link=link, by=room.lead)
        else:
            actions.take_back(links=[link.pk], by=room.lead)


def keep_apart(room, dice) -> None:
    first, second = dice.sample(room.records, 2)
    actions.keep_apart(first=first, second=second, by=room.lead)


def release(room, dice) -> None:
    release_settled(stage=dice.choice([room.stage, room.full_text]), by=room.lead)


def look_for_full_text(room, dice) -> None:
    sought = list(Report.objects.filter(withdrawn_at__isnull=True).order_by("pk"))
    if sought:
        report, found = dice.choice(sought), dice.choice(["requested", "retrieved", "not-retrieved"])
        log_retrieval(report=report, retrieval=found, note="Asked", version=report.version, by=room.lead)


def move(room, people, dice) -> None:
    """One step; what the rules of the house refuse is no step."""
    kind = dice.random()
    try:
        if kind < 0.5:
            vote(room, dice.choice(people), dice)
        elif kind < 0.57:
            take_back(room, dice.choice(people), dice)
        elif kind < 0.63:
            dice.choice([release, look_for_full_text, keep_apart])(room, dice)
        elif kind < 0.85:
            merge(room, dice)
        else:
            part(room, dice)
    except (Invalid, Closed):
        pass


def sound(room) -> list:
    return list(findings(room.stage.review, audit=True))


def own_votes(room) -> dict[tuple[int, int, int], str]:
    """(stage, record, reviewer) -> the verdict that stands there and is no carried one."""
    carried = CarriedVote.objects.filter(returned_at__isnull=True).values("vote")
    rows = Slot.objects.filter(vote__isnull=False).exclude(vote__in=carried)
    return {
        tuple(key): verdict for *key, verdict in rows.values_list("stage", "record", "reviewer", "vote__verdict")
    }


def part_all(room) -> None:
    while link := standing_links().last():
        actions.take_apart(link=link, by=room.lead)


def rows_written() -> set[uuid.UUID]:
    carried = CarriedVote.objects.values_list("vote", "ended_by")
    return {row for pair in carried for row in pair if row is not None}


def some_votes(room, dice) -> None:
    """Of each of three people on most records, as long as there are seats; nobody holds a seat without a vote."""
    people = [room.a, room.b, make_member(room.stage.review, "reviewer")]
    wanted = [(who, record) for who in people for record in room.records if dice.random() < 0.7]
    for who, record in dice.sample(wanted, len(wanted)):
        claim_slots(by=who, stage=room.stage, count=20)
        for seat in Slot.objects.filter(reviewer=who, record=record, done=False):
            verdict = dice.choice(["include", "exclude", "maybe"])
            decide(slot=seat, verdict=verdict, reason=None, by=who, key=uuid.uuid4(), fence=seat.fence)
        Slot.objects.filter(done=False).update(reviewer=None, lease_until=None)


def where_all_stand(room) -> dict:
    """Record -> its state, the votes that count there with when they were cast, and its open seats."""
    found = {}
    for entry in StageRecord.objects.filter(stage=room.stage):
        seats = Slot.objects.filter(stage=room.stage, record=entry.record_id)
        votes = seats.filter(vote__isnull=False).values_list("reviewer", "vote__verdict", "vote__decided_at")
        found[entry.record_id] = (entry.state, set(votes), seats.filter(done=False).count())
    return found


def counting(records) -> int:
    return Slot.objects.filter(record__in=records, vote__isnull=False).count()


@pytest.mark.parametrize("seed", range(8))
def test_taken_apart_in_any_order_every_record_stands_as_before_the_merges(room, seed):
    dice = random.Random(seed)
    some_votes(room, dice)
    before = where_all_stand(room)
    for _ in range(4):
        try:
            merge(room, dice)
        except Invalid:
            continue
        if dice.random() < 0.2:
            part(room, dice)
    assert sound(room) == []
    while links := list(standing_links()):
        link = dice.choice(links)
        roots = list(Record.objects.filter(primary__isnull=True).values_list("pk", flat=True))
        told, counted = parting_preview(link.record), counting(roots)
        if link.rule == BY_HAND and dice.random() < 0.5:
            actions.take_back(links=[link.pk], by=room.lead)
        else:
            actions.take_apart(link=link, by=room.lead)
        assert counting(roots) == counted - sum(one.asked_again for one in told)
        assert sound(room) == []
    assert where_all_stand(room) == before


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_merged_and_taken_apart_the_review_stays_sound(room, seed):
    dice = random.Random(seed)
    open_stage(stage=room.full_text, by=room.lead)
    people = [room.a, room.b, make_member(room.stage.review, "reviewer")]
    for who in people[:2] * 3:  # some records are at full text before the walk begins
        vote(room, who, dice, ["include"])
    release_settled(stage=room.stage, by=room.lead)
    stood = []
    for step in range(MOVES):
        move(room, people, dice)
        if step % 8 == 7:
            assert sound(room) == [], step
            stood.append((timezone.now(), standing_counts(room.lead, ALL)))
    part_all(room)
    assert sound(room) == []
    assert [counts_at(room.lead, ALL, then) for then, _ in stood] == [counts for _, counts in stood]
    fixed = StageRecord.objects.filter(released_at__isnull=False).values("record")
    left = CarriedVote.objects.filter(returned_at__isnull=True)
    assert not left.exclude(vote__record__in=fixed).exists()
    assert not Record.objects.filter(primary__isnull=False).exists()
    assert not Report.objects.filter(withdrawn_at__isnull=False).exists()
    lines = Event.objects.filter(verb__in=MOVED, actor_id=room.lead.user_id).values_list("subject_id", flat=True)
    assert sorted(lines) == sorted(map(str, rows_written())) != []


@pytest.mark.parametrize("seed", range(3))
def test_merging_and_taking_apart_at_once_changes_no_vote(room, seed):
    dice = random.Random(seed)
    open_stage(stage=room.full_text, by=room.lead)
    people = [room.a, room.b, make_member(room.stage.review, "reviewer")]
    for number in range(14):
        vote(room, dice.choice(people), dice, ["include", "include", "exclude"])
        if number % 5 == 4:
            release_settled(stage=room.stage, by=room.lead)
    before = own_votes(room)
    for _ in range(6):
        record, keep = dice.sample(room.records, 2)
        try:
            link = actions.merge(record=record, keep=keep, by=room.lead, reason="The same trial")
        except (Invalid, Closed):
            continue
        assert sound(room) == []
        part(room, dice) if dice.random() < 0.5 else actions.take_apart(link=link, by=room.lead)
        part_all(room)
        assert own_votes(room) == before
    assert sound(room) == []
