"""`check_review` finds nothing wrong with an honest review, and finds each kind of damage planted in one."""

import json
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from screening.dedupe.actions import merge
from screening.models import Decision, DuplicateLink, ImportBatch, Member, Record, Report, Slot, StageRecord
from screening.progress.integrity import in_one_place
from screening.progress.queries.checking import findings
from screening.workflow.actions import open_stage, release_settled, resolve_conflict
from tests import factories
from tests.screening.workflow.conftest import make_room


@pytest.fixture
def room(cast):
    """A review half way, by its own actions: agreed, in conflict, settled, half voted, merged, at full text."""
    room = make_room(cast, records=8)
    room.both(room.records[0])
    room.both(room.records[1], "exclude", "exclude")
    room.both(room.records[2], "include", "exclude")
    room.both(room.records[3], "include", "exclude")
    room.vote(room.a, room.records[4], "include")
    merge(record=room.records[6], keep=room.records[7], by=cast.lead)
    resolve_conflict(
        entry=room.entry(room.records[3]),
        verdict="include",
        reason=None,
        rationale="Fits",
        by=cast.adjudicator,
        key=uuid.uuid4(),
    )
    release_settled(stage=room.stage, by=cast.lead)
    open_stage(stage=room.full_text, by=cast.lead)
    first, second = room.reasons[:2]
    room.vote(room.a, room.records[0], "exclude", reason=second, stage=room.full_text)
    room.vote(room.b, room.records[0], "exclude", reason=first, stage=room.full_text)
    ImportBatch.objects.update(committed_rows=8)
    return room


def seat(room, member, number: int):
    return Slot.objects.filter(stage=room.stage, record=room.records[number], reviewer=member)


def entry(room, number: int, stage=None):
    return StageRecord.objects.filter(stage=stage or room.stage, record=room.records[number])


def cast_vote(room, slot: Slot, reviewer: Member, sequence: int = 1) -> Decision:
    row = {"slot": slot, "stage": slot.stage, "record": slot.record, "reviewer": reviewer, "sequence": sequence}
    return Decision.objects.create(**row, verdict="include", key=uuid.uuid4())


def third_vote(room):
    reviewer = factories.make_member(room.lead.review, "reviewer")
    slot = Slot.objects.create(stage=room.stage, record=room.records[0], number=3, reviewer=reviewer, done=True)
    Slot.objects.filter(pk=slot.pk).update(vote=cast_vote(room, slot, reviewer))


def vote_of_another_record(room):
    seat(room, room.a, 1).update(vote=seat(room, room.a, 2).get().vote)


def leased_to_nobody(room):
    seat(room, room.b, 4).update(reviewer=None, lease_until=timezone.now())


def lost_seat(room):
    Slot.objects.filter(stage=room.stage, record=room.records[5]).first().delete()


def skipped_number(room):
    cast_vote(room, seat(room, room.a, 2).get(), room.a, sequence=3)


def copy_of_a_copy(room):
    Record.objects.filter(pk=room.records[5].pk).update(primary=room.records[6])


def said_of(room, one: int, other: int, rule: str, **more):
    pair = {"record": room.records[one], "primary": room.records[other], "merged_by": room.lead}
    DuplicateLink.objects.create(**pair, rule=rule, evidence="x", undone_at=timezone.now(), **more)


def copy_from_elsewhere(room):
    other = factories.make_member(factories.make_review(room.lead.user), "lead")
    stranger = factories.make_record(factories.make_batch(other))
    Record.objects.filter(pk=room.records[5].pk).update(primary=stranger)


def vote_of_a_copy_that_was_taken_apart(room):
    """The copy stands for itself again, its vote counts where it was carried to."""
    room.vote(room.b, room.records[5])
    merge(record=room.records[4], keep=room.records[5], by=room.lead, reason="The same trial")
    DuplicateLink.objects.filter(record=room.records[4]).update(undone_at=timezone.now())
    Record.objects.filter(pk=room.records[4].pk).update(primary=None)


PLANTED = {
    "a record vanished": ("conservation", lambda room: ImportBatch.objects.update(committed_rows=9)),
    "at full text without inclusion": (
        "conservation",
        lambda room: Report.objects.create(review=room.lead.review, record=room.records[5]),
    ),
    "released, but nobody looks for it": ("conservation", lambda room: Report.objects.last().delete()),
    "a copy without a reason": (
        "duplicates",
        lambda room: Record.objects.filter(pk=room.records[5].pk).update(primary=room.records[7]),
    ),
    "a link without a copy": (
        "duplicates",
        lambda room: Record.objects.filter(pk=room.records[6].pk).update(primary=None),
    ),
    "a copy of a copy": ("duplicates", copy_of_a_copy),
    "a copy left at the wrong work": ("answers", lambda room: said_of(room, 5, 4, "by-hand")),
    "merged against an answer": ("answers", lambda room: said_of(room, 6, 7, "not-the-same", undone_by=room.lead)),
    "a copy that is sought by itself": (
        "duplicates",
        lambda room: Report.objects.create(review=room.lead.review, record=room.records[6]),
    ),
    "a copy from another review": ("duplicates", copy_from_elsewhere),
    "another state than the votes": ("status", lambda room: entry(room, 1).update(state="included")),
    "a conflict that nobody settled": ("status", lambda room: entry(room, 2).update(state="excluded")),
    "another reason than was given": (
        "status",
        lambda room: entry(room, 0, room.full_text).update(reason=room.reasons[2]),
    ),
    "settled at no time": ("status", lambda room: entry(room, 1).update(settled_at=None)),
    "released while waiting": ("status", lambda room: entry(room, 4).update(released_at=timezone.now())),
    "votes without an entry": ("status", lambda room: entry(room, 4).delete()),
    "its holder left": ("seat", lambda room: Member.objects.filter(pk=room.b.pk).update(removed_at=timezone.now())),
    "leased to nobody": ("seat", leased_to_nobody),
    "open with a vote": ("seat", lambda room: seat(room, room.a, 2).update(done=False)),
    "the vote of another record": ("seat", vote_of_another_record),
    "too few seats": ("seat", lost_seat),
    "a vote that no longer counts": ("vote", lambda room: seat(room, room.a, 4).update(vote=None, done=False)),
    "a vote that is another record's": ("vote", vote_of_a_copy_that_was_taken_apart),
    "a vote with a wrong number": ("vote", skipped_number),
    "a third vote where two were needed": ("over-screening", third_vote),
    "settled without votes": ("agreement", lambda room: entry(room, 4).update(state="excluded")),
    "tables that the history contradicts": ("flow", lambda room: entry(room, 2).update(state="included")),
    "a vote without a line": ("audit", third_vote),
}


def test_an_honest_review_has_no_finding_and_each_planted_damage_is_found(room):
    review = room.lead.review
    assert list(findings(review, audit=True)) == []
    missed = []
    for name, (check, plant) in PLANTED.items():
        with transaction.atomic():
            plant(room)
            found = {finding.check for finding in findings(review, audit=check == "audit")}
            transaction.set_rollback(True)
        if check not in found:
            missed.append((name, check, found))
    assert missed == []
    _the_command_says_what_and_where_and_fails(room)


def _the_command_says_what_and_where_and_fails(room):
    slug, out = room.lead.review.slug, StringIO()
    call_command("check_review", slug, stdout=out)
    assert "        8  records in all" in out.getvalue()
    assert "All holds in" in out.getvalue()
    entry(room, 1).update(state="included")
    with pytest.raises(SystemExit) as stopped:
        call_command("check_review", slug, stdout=(out := StringIO()))
    assert stopped.value.code == 1
    record = room.records[1].pk
    assert (
        f"WRONG  status: Title and abstract, record {record}: is “included”, but its votes come to"
        in out.getvalue()
    )
    with pytest.raises(SystemExit):
        call_command("check_review", slug, "--json", stdout=(out := StringIO()))
    assert {"check", "where", "what"} == set(json.loads(out.getvalue())[0])


def test_a_review_that_is_not_there_is_said_so(db):
    with pytest.raises(CommandError, match="There is no review"):
        call_command("check_review", "nothing-here")


def test_a_record_in_no_place_or_in_two_is_named():
    found = in_one_place({"here": {1, 2}, "there": {2, 9}}, [1, 2, 3])
    assert [str(each) for each in found] == [
        "conservation: record 2: stands in here, there, not in exactly one place.",
        "conservation: record 3: stands in no place, not in exactly one place.",
        "conservation: record 9: is counted but was not imported.",
    ]
