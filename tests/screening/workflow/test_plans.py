"""A vote costs the same whatever the size of the review: none of its queries looks at all rows of a large table."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.models import Decision, Record, Slot, StageRecord
from tests.screening.plans import plans

LARGE = [model._meta.db_table for model in (Decision, Record, Slot, StageRecord)]


@pytest.mark.engine_free  # PostgreSQL plans by what the tables hold, which is nearly nothing here
def test_no_query_of_a_vote_scans_a_large_table(room):
    room.seat(room.a, room.records[0])
    with CaptureQueriesContext(connection) as asked:
        room.vote(room.a, room.records[0])
    steps = plans(asked)
    assert len(steps) > 10
    assert [step for step in steps if any(step.startswith(f"SCAN {table}") for table in LARGE)] == []
