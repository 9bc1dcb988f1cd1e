"""The flow as at a moment: whatever was done since, replaying gives what the flow said then."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from screening.dedupe.actions import merge, take_apart
from screening.fulltext.actions import log_retrieval
from screening.models import DuplicateLink, ImportBatch
from screening.progress.flow import violations
from screening.progress.queries import flow_counts, records_in_box
from screening.progress.replay import value_at
from screening.spans import Change
from screening.workflow.actions import (
    open_stage,
    release_settled,
    reopen_resolution,
    resolve_conflict,
    set_counting_rules,
    set_votes_needed,
    withdraw,
)
from tests import factories
from tests.screening.workflow.conftest import make_room


@pytest.fixture
def story(cast):
    """A review's history, step by step: (what was done, when, what the flow said then)."""
    room = make_room(cast, records=7)
    lead, (r0, r1, r2, r3, r4, r7, r8) = cast.lead, room.records
    told = []

    def then(what: str, deed) -> None:
        deed()
        told.append((what, timezone.now(), flow_counts(lead)))

    def settle(record, verdict: str):
        entry = room.entry(record)
        return resolve_conflict(
            entry=entry, verdict=verdict, reason=None, rationale="Read again", by=cast.adjudicator, key=uuid.uuid4()
        )

    def rule(action, **value):
        room.stage.refresh_from_db()
        action(stage=room.stage, version=room.stage.version, by=lead, **value)
        room.stage.refresh_from_db()

    then("both include", lambda: room.both(r0))
    then("both exclude", lambda: room.both(r1, "exclude", "exclude"))
    then("they differ", lambda: room.both(r2, "include", "exclude"))
    then("settled", lambda: settle(r2, "exclude"))
    then("one vote", lambda: room.vote(room.a, r3, "exclude"))
    then("maybe and include", lambda: room.both(r4, "maybe", "include"))
    then(
        "maybe is settled by hand", lambda: rule(set_counting_rules, maybe_rule="conflict", reasons_conflict=False)
    )
    then("reopened", lambda: reopen_resolution(entry=room.entry(r2), by=cast.adjudicator, why="A mistake"))
    then("taken back", lambda: withdraw(slot=room.seat(room.b, r1), by=room.b, key=uuid.uuid4()))
    then("changed", lambda: room.vote(room.b, r1, "include"))
    then("released", lambda: release_settled(stage=room.stage, by=lead))
    then("one vote is enough", lambda: rule(set_votes_needed, needed=1))
    then("merged", lambda: merge(record=r7, keep=r8, by=lead, reason="The same trial"))
    then("full text", lambda: open_stage(stage=room.full_text, by=lead))
    then(
        "not to be had",
        lambda: log_retrieval(report=r0.report, retrieval="not-retrieved", note="", version=1, by=lead),
    )
    then("found", lambda: log_retrieval(report=r0.report, retrieval="retrieved", note="", version=2, by=lead))
    then("excluded with reasons that differ", lambda: _full_text(room, r0))
    then("two votes again", lambda: rule(set_votes_needed, needed=2))
    link = DuplicateLink.objects.get(record=r7, undone_at__isnull=True)
    then("taken apart", lambda: take_apart(link=link, by=lead))
    then("another file", lambda: factories.make_records(factories.make_batch(lead), 2))
    return cast, told


def _full_text(room, record) -> None:
    first, second = room.reasons[:2]
    room.vote(room.a, record, "exclude", reason=second, stage=room.full_text)
    room.vote(room.b, record, "exclude", reason=first, stage=room.full_text)


def test_every_moment_is_told_as_it_was_then(story):
    cast, told = story
    lead = cast.lead
    for what, moment, flow in told:
        assert (what, flow_counts(lead, at=moment)) == (what, flow)
        assert violations(flow) == []
    assert len({flow for _, _, flow in told}) > 13
    for what, moment, flow in told[::3]:
        numbers = {
            "screened": flow.screened,
            "screening.excluded": flow.excluded,
            "sought": flow.reports.sought,
            "removed.duplicates": flow.duplicates,
        }
        assert (what, {key: records_in_box(lead, key, moment).count() for key in numbers}) == (what, numbers)
        seen = flow_counts(cast.reviewer, at=moment)
        assert (seen.excluded, seen.screening_conflicts, seen.reports.included) == (0, 0, 0)
        assert (seen.identified, seen.duplicates) == (flow.identified, flow.duplicates)
    listed = records_in_box(lead, "screened", told[0][1])
    assert [record.pk for record in listed[:3]] == listed.ids[:3]
    early = flow_counts(lead, at=timezone.now() - timedelta(days=9))
    assert (early.identified, early.screened, violations(early)) == (0, 0, [])


def test_an_import_taken_back_is_in_no_number(cast):
    batch = factories.make_batch(cast.lead)
    factories.make_records(batch, 2)
    moment = timezone.now()
    ImportBatch.objects.filter(pk=batch.pk).update(state="undone", finished_at=timezone.now())
    assert flow_counts(cast.lead, at=moment).identified == 0


def test_a_field_of_then_is_read_from_the_changes_around_it():
    day = timezone.now()
    hours = [day + timedelta(hours=n) for n in range(5)]
    changes = [Change(hours[1], {"n": 1}, {"n": 2}), Change(hours[3], {"n": 2, "m": 7}, {"n": 3, "m": 8})]
    assert [value_at(changes, "n", hour, now=3) for hour in hours] == [1, 2, 2, 3, 3]
    assert [value_at(changes, "m", hour, now=8) for hour in hours] == [7, 7, 7, 8, 8]
    assert value_at([], "n", day, now=5) == 5
