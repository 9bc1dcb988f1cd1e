"""A review whose title and abstract stage is open, with two reviewers, an adjudicator and a lead."""

import uuid
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, settings

from screening.models import ExclusionReason, Member, Record, Slot, Stage, StageRecord
from screening.workflow.actions import claim_slots, decide, open_stage
from tests import factories

# Examples are judged by what they show, not by how fast a busy machine makes them.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass
class Room:
    """`a` and `b` screen; `vote(member, record, ...)` claims the member's seat there and votes in it."""

    a: Member
    b: Member
    adjudicator: Member
    lead: Member
    stage: Stage
    full_text: Stage
    records: list[Record]
    reasons: list[ExclusionReason]

    def seat(self, member: Member, record: Record, stage: Stage | None = None) -> Slot:
        held = Slot.objects.filter(stage=stage or self.stage, record=record, reviewer=member)
        if not (seat := held.first()):
            claim_slots(by=member, stage=stage or self.stage, count=500)
            seat = held.get()
        return seat

    def vote(self, member, record, verdict="include", *, reason=None, note="", stage=None, key=None):
        slot = self.seat(member, record, stage)
        return decide(
            slot=slot,
            verdict=verdict,
            reason=reason,
            by=member,
            key=key or uuid.uuid4(),
            fence=slot.fence,
            note=note,
        )

    def both(self, record, first="include", second="include", **more):
        self.vote(self.a, record, first, **more)
        self.vote(self.b, record, second, **more)

    def entry(self, record: Record, stage: Stage | None = None) -> StageRecord:
        return StageRecord.objects.get(stage=stage or self.stage, record=record)


def make_room(cast, *, records: int = 6) -> Room:
    made = factories.make_records(factories.make_batch(cast.lead), records)
    stage = cast.review.stages.get(kind="title-abstract")
    open_stage(stage=stage, by=cast.lead)
    return Room(
        a=cast.reviewer,
        b=cast.second_reviewer,
        adjudicator=cast.adjudicator,
        lead=cast.lead,
        stage=stage,
        full_text=cast.review.stages.get(kind="full-text"),
        records=made,
        reasons=list(cast.review.exclusion_reasons.all()),
    )


@pytest.fixture
def room(cast) -> Room:
    return make_room(cast)
