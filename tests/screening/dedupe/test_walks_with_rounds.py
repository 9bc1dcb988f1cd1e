"""Calibration rounds and second looks while records are merged and taken apart: their votes count for the work,
whenever the two were found to be one, and come back with the record they were cast on."""

import random
import uuid
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import transaction

from screening.dedupe import actions
from screening.errors import Closed, Invalid
from screening.models import Record, Round, Slot, Stage, StageRecord
from screening.rounds.actions import (
    end_calibration,
    end_second_look,
    start_calibration,
    start_second_look,
    unlock_stage,
)
from screening.rounds.queries import open_votes, progress_of
from screening.workflow.actions import claim_slots, decide, release_settled, set_votes_needed
from tests.factories import make_member
from tests.screening.dedupe.test_walks import part, part_all, sound, where_all_stand
from tests.screening.workflow.conftest import make_room


@pytest.fixture
def room(cast):
    found = make_room(cast, records=4)
    found.people = [found.a, found.b, make_member(cast.review, "reviewer")]
    return found


def begin(room, size=3):
    room.stage.refresh_from_db()
    asked = {"size": size, "measure": "kappa", "threshold": Decimal(0), "version": room.stage.version}
    return start_calibration(stage=room.stage, by=room.lead, **asked)


def end(room, round_) -> None:
    """End the round, and let its votes count in the stage."""
    end_calibration(round_=Round.objects.get(pk=round_.pk), by=room.lead, why="Enough is known")
    if Stage.objects.get(pk=room.stage.pk).locked_at:
        unlock_stage(stage=room.stage, why="We have talked about it", by=room.lead)


def vote_in(stage, people, dice, share=1.0, verdicts=("include", "exclude", "maybe")) -> None:
    """The people's votes on what the stage gives them, or on a share of it; nobody keeps a seat without one."""
    for who in dice.sample(people, len(people)):
        claim_slots(by=who, stage=stage, count=20)
        for seat in Slot.objects.filter(stage=stage, reviewer=who, done=False, record__primary=None).order_by(
            "record"
        ):
            if dice.random() < share:
                verdict = dice.choice(verdicts)
                decide(slot=seat, verdict=verdict, reason=None, by=who, key=uuid.uuid4(), fence=seat.fence)
        held = Slot.objects.filter(stage=stage, reviewer=who, done=False, reserved=False)
        held.update(reviewer=None, lease_until=None)


def merge(room, record, keep) -> None:
    """The merge, if the rules of the house allow it."""
    with suppress(Invalid, Closed):
        actions.merge(record=record, keep=keep, by=room.lead, reason="The same trial")


class _Undone(Exception):
    pass


def after(room, *steps) -> dict:
    """Where all records would stand after these steps, which are undone."""
    found: dict = {}
    try:
        with transaction.atomic():
            for step in steps:
                step()
            found = where_all_stand(room)
            raise _Undone
    except _Undone:
        return found


@pytest.mark.parametrize("seed", range(6))
def test_a_round_counts_alike_before_and_after_its_records_were_merged(room, seed):
    dice = random.Random(seed)
    round_ = begin(room)
    vote_in(round_.stage, room.people, dice)
    pairs = [dice.sample(room.records, 2) for _ in range(3)]

    def merge_all() -> None:
        for pair in pairs:
            merge(room, *pair)

    def count() -> None:
        """Let the round's votes count; every other time the stage comes to need those that are over."""
        end(room, round_)
        if seed % 2:
            room.stage.refresh_from_db()
            set_votes_needed(stage=room.stage, needed=3, version=room.stage.version, by=room.lead)

    assert after(room, merge_all, count) == after(room, count, merge_all)
    assert after(room, merge_all, count, lambda: part_all(room)) == after(room, count)


@pytest.mark.parametrize("seed", range(4))
def test_rounds_among_merges_and_partings_leave_the_review_sound(room, seed):
    dice = random.Random(seed)
    round_ = begin(room)
    for share in (0.6, 1.0):
        vote_in(round_.stage, room.people, dice, share)
        merge(room, *dice.sample(room.records, 2))
        merge(room, *dice.sample(room.records, 2))
    end(room, round_)
    assert sound(room) == []
    part(room, dice)
    vote_in(room.stage, room.people, dice, verdicts=("exclude", "exclude", "include"))
    release_settled(stage=room.stage, by=room.lead)
    excluded = StageRecord.objects.filter(
        stage=room.stage, state="excluded", released_at__isnull=False, record__primary__isnull=True
    ).count()
    if excluded:
        look = start_second_look(stage=room.stage, size=excluded, votes_needed=1, fresh=False, by=room.lead)
        vote_in(look.stage, room.people, dice, 0.5)
        merge(room, *dice.sample(room.records, 2))
        part(room, dice)
        vote_in(look.stage, room.people, dice)
        end_second_look(round_=look, by=room.lead, why="Enough is known")
    assert sound(room) == []
    part_all(room)
    assert sound(room) == []
    assert not Record.objects.filter(primary__isnull=False).exists()


def test_a_round_does_not_wait_for_votes_on_a_record_that_became_a_copy(room):
    round_ = begin(room)
    copy, keep = (Record.objects.get(pk=entry.record_id) for entry in round_.stage.entries.order_by("pk")[:2])
    actions.merge(record=copy, keep=keep, by=room.lead)
    assert (open_votes(round_), progress_of(round_).wanted) == (6, 6)
    vote_in(round_.stage, room.people, random.Random(1))
    assert open_votes(round_) == 0
    end_calibration(round_=round_, by=room.lead)
    assert sound(room) == []
