"""The room of the workflow tests with a third reviewer, for rounds in which all judge the same records."""

import uuid

import pytest

from screening.models import Slot, Stage
from screening.workflow.actions import decide
from tests import factories
from tests.screening.workflow.conftest import Room, make_room


@pytest.fixture
def room(cast) -> Room:
    return make_room(cast, records=12)


@pytest.fixture
def third(cast):
    return factories.make_member(cast.review, "reviewer")


def cast_vote(member, stage: Stage, record: int, verdict: str, reason=None):
    """A vote in the seat that the member holds on the record."""
    seat = Slot.objects.get(stage=stage, record=record, reviewer=member)
    return decide(slot=seat, verdict=verdict, reason=reason, by=member, key=uuid.uuid4(), fence=seat.fence)


def vote_all(round_, *people, differ_on: int = 0, includes: int = 2) -> list[int]:
    """Everybody votes on every record of the round; on the last `differ_on` the last person says include. The first
    `includes` records are included by all. The records in their order."""
    records = list(round_.stage.entries.values_list("record_id", flat=True))
    for place, record in enumerate(records):
        for person in people:
            apart = place >= len(records) - differ_on and person is people[-1]
            cast_vote(person, round_.stage, record, "include" if place < includes or apart else "exclude")
    return records
