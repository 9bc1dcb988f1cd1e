"""Whatever a team does to its pairs, duties and members, each record gets its votes or the lead is told why not."""

import contextlib
import random

import pytest

from ketreview.home.membership import remove_from_review
from screening.errors import ReviewError
from screening.models import Member, Slot
from screening.workflow.actions import add_pair, claim_slots, decide, hand_back, lift_recusal, part_pair, set_duty
from screening.workflow.queries import open_seats, pairs_of, recusals, stuck_records
from tests import factories
from tests.screening.workflow.conftest import make_room

SEEDS = range(6)


class Team:
    """A room whose lead and reviewers do what chance says, refused or not."""

    def __init__(self, room, cast, chance: random.Random):
        self.room, self.chance = room, chance
        self.people = [room.a, room.b] + [factories.make_member(cast.review, "reviewer") for _ in range(3)]
        room.stage.votes_needed = needed = chance.choice([2, 2, 3])
        for record in room.records if needed == 3 else []:
            Slot.objects.create(stage=room.stage, record=record, number=3)
        room.stage.save(update_fields=["votes_needed"])

    def standing(self) -> list[Member]:
        return list(Member.objects.filter(pk__in=[one.pk for one in self.people], removed_at__isnull=True))

    def do_something(self) -> None:
        person, other = self.chance.sample(self.standing(), 2)
        deed = self.chance.choice([self.pair, self.pair, self.part, self.hand_back, self.vote, self.vote, self.ask])
        deed = self.chance.choice([deed] * 11 + [self.leave, self.lift])
        with contextlib.suppress(ReviewError):  # refused in words is as good as done
            deed(person, other)

    def pair(self, person, other) -> None:
        add_pair(stage=self.room.stage, first=person, second=other, by=self.room.lead)

    def part(self, person, other) -> None:
        for pair in pairs_of(self.room.stage)[:1]:
            part_pair(pair=pair, by=self.room.lead)

    def hand_back(self, person, other) -> None:
        for slot in claim_slots(by=person, stage=self.room.stage, count=2)[:1]:
            hand_back(slot=slot, interest=self.chance.random() < 0.5, why="So", by=person)

    def lift(self, person, other) -> None:
        for recusal in recusals(self.room.lead)[:1]:
            lift_recusal(recusal=recusal, by=self.room.lead)

    def leave(self, person, other) -> None:
        if len(self.standing()) > 3:
            remove_from_review(person=person, reason="Left", by=self.room.lead)

    def ask(self, person, other) -> None:
        asked = self.chance.choice([{"must_vote": True}, {"must_vote": False}, {"may_vote": False}])
        rest = {"may_vote": True, "must_vote": False, "share": None, "most": None, "most_a_day": None}
        set_duty(stage=self.room.stage, member=person, by=self.room.lead, **{**rest, **asked})

    def vote(self, person, other, most: int = 2) -> int:
        slots = claim_slots(by=person, stage=self.room.stage, count=most)
        for slot in slots:
            decide(slot=slot, verdict="include", reason=None, by=person, key=slot.pk, fence=slot.fence)
        return len(slots)

    def finish(self) -> None:
        """Everybody votes on all they are given, until nobody is given anything."""
        while sum(self.vote(person, None, most=20) for person in self.standing()):
            pass


@pytest.mark.parametrize("seed", SEEDS)
def test_every_record_gets_its_votes_or_is_told_to_the_lead(cast, seed):
    chance = random.Random(seed)
    team = Team(make_room(cast, records=5), cast, chance)
    for _ in range(14):
        team.do_something()
    team.finish()
    stage = type(team.room.stage).objects.get(pk=team.room.stage.pk)
    waiting = set(open_seats(stage).values_list("record_id", flat=True))
    told = {one.entry.record_id for one in stuck_records(team.room.lead, stage)}
    assert waiting == told
