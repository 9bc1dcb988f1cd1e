"""The blinding certificate: what it says of one record, and whether it holds of what the actions do."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from screening.errors import Closed
from screening.models import Member, Slot
from screening.progress.certificate import Needs, needs_of, witness
from screening.progress.queries.certificates import certificate
from screening.progress.replay import Cast
from screening.spans import Change, spans_of
from screening.team.actions import change_roles, remove_member
from screening.workflow.actions import (
    claim_slots,
    decide,
    release_member_slots,
    reopen_record,
    set_blinding,
    set_votes_needed,
)
from screening.workflow.queries import fixed_records, records_to_screen, stuck_records, votes_preview
from tests import factories
from tests.screening.workflow.conftest import make_room

START = datetime(2026, 3, 4, 9, tzinfo=UTC)
TWO = Needs(2)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def told(*votes: tuple[int, int, str, int], needs: Needs = TWO):
    """`votes` are (reviewer, sequence, verdict, minutes)."""
    return witness(
        7, [Cast(who, number, verdict, None, at(minutes)) for who, number, verdict, minutes in votes], needs
    )


@pytest.mark.parametrize(
    ("votes", "needs", "verdict", "complete"),
    [
        ([(1, 1, "include", 0), (2, 1, "exclude", 5)], TWO, "blind", 5),
        ([(1, 1, "include", 0)], TWO, "open", None),
        ([(1, 1, "include", 0)], Needs(1), "alone", 0),
        ([(1, 1, "include", 0), (1, 2, "exclude", 3), (2, 1, "exclude", 5)], TWO, "blind", 5),
        ([(1, 1, "include", 0), (1, 2, "withdrawn", 3), (2, 1, "exclude", 5)], TWO, "open", None),
        (
            [(1, 1, "include", 0), (1, 2, "withdrawn", 3), (2, 1, "exclude", 5), (1, 3, "include", 9)],
            TWO,
            "blind",
            9,
        ),
        ([(1, 1, "include", 0), (2, 1, "exclude", 5), (2, 2, "include", 9)], TWO, "blind", 5),
        ([(1, 1, "include", 0), (2, 1, "exclude", 5), (3, 1, "include", 9)], TWO, "further", 5),
        # One vote was enough for a while, then two again.
        ([(1, 1, "include", 0), (2, 1, "exclude", 9)], Needs(2, ((at(3), 1), (at(6), 2))), "further", 3),
        # One vote became enough when it stood: there was no other to see.
        ([(1, 1, "include", 0)], Needs(2, ((at(3), 1),)), "alone", 3),
        ([(1, 1, "include", 0), (2, 1, "exclude", 9)], Needs(1, ((at(-3), 2),)), "blind", 9),
    ],
)
def test_what_is_said_of_a_record(votes, needs, verdict, complete):
    line = told(*votes, needs=needs)
    assert (line.verdict, line.complete_at) == (verdict, None if complete is None else at(complete))


def test_who_voted_late_is_named():
    assert told((1, 1, "include", 0), (2, 1, "exclude", 5), (3, 1, "include", 9)).late == (3,)


@pytest.mark.parametrize(
    ("shown_to_all", "by_role", "seen"),
    [
        ((), {}, ()),
        ((), {3: ((None, None),)}, (3,)),
        ((), {1: ((None, None),), 2: ((None, None),)}, ()),
        ((), {3: ((None, at(5)), (at(10), None))}, ()),
        ((), {3: ((at(9), None),)}, (3,)),
        (((at(6), at(7)),), {}, (3,)),
        (((at(1), at(4)), (at(12), None)), {}, ()),
    ],
)
def test_a_later_vote_is_a_fault_only_where_its_author_could_have_seen_others(shown_to_all, by_role, seen):
    votes = [Cast(who, 1, "include", None, at(minute)) for who, minute in ((1, 0), (2, 5), (3, 9))]
    line = witness(7, votes, Needs(2, ((at(6), 3),)), shown_to_all=shown_to_all, by_role=by_role)
    assert (line.late, line.could_have_seen) == ((3,), seen)
    assert line.verdict == ("late" if seen else "further")


def test_when_something_held_is_read_from_its_changes():
    def spans(*changes, now=False):
        told = [Change(at(minute), *[{} if v is None else {"x": v} for v in pair]) for minute, *pair in changes]
        return spans_of(told, "x", now, bool)

    assert (spans(), spans(now=True)) == ((), ((None, None),))
    assert spans((1, False, True), (4, True, False), (6, False, True)) == ((at(1), at(4)), (at(6), None))
    assert spans((1, True, False)) == ((None, at(1)),)
    assert spans((1, None, True), (3, True, None)) == ((at(1), at(3)),)


def test_the_votes_needed_of_every_time_come_from_the_audit_trail():
    changes = [
        Change(at(0), {}, {"votes_needed": 2}),
        Change(at(5), {"votes_needed": 2}, {"votes_needed": 3}),
        Change(at(6), {"blinded": True}, {"blinded": False}),
    ]
    needs = needs_of(changes, 3)
    assert [needs.at(at(minutes)) for minutes in (-1, 0, 4, 5, 9)] == [2, 2, 2, 3, 3]
    assert (needs.most, needs_of([], 1)) == (3, Needs(1))


def need(room, votes):
    room.stage.refresh_from_db()
    set_votes_needed(stage=room.stage, needed=votes, version=room.stage.version, by=room.lead)


def counted(found):
    return {verdict: count for verdict, _, count in found.counts if count}


def test_the_certificate_of_a_stage_holds_until_somebody_votes_who_could_have_seen_others(cast, sign_in):
    room = make_room(cast, records=3)
    room.both(room.records[0], "include", "exclude")
    room.vote(room.a, room.records[1], "exclude")
    found = certificate(cast.lead, room.stage)
    assert counted(found) == {"blind": 1, "open": 1}
    assert (found.holds, [len(line.votes) for line in found.lines]) == (True, [2, 0])
    assert certificate(cast.reviewer, room.stage) is None

    need(room, 1)
    assert counted(certificate(cast.lead, room.stage)) == {"blind": 1, "alone": 1}
    need(room, 2)
    room.vote(room.b, room.records[1], "exclude")
    found = certificate(cast.lead, room.stage)
    assert (found.holds, found.further, counted(found)) == (True, 1, {"blind": 1, "further": 1})
    assert (found.lines[1].late, found.lines[1].could_have_seen) == ((str(room.b),), ())
    page = sign_in(cast.lead).get(reverse("progress:certificate", args=[cast.review.slug, room.stage.pk]))
    assert "It holds." in page.text
    assert "On 1 record a further vote was asked for" in page.text

    for blinded in (False, True):
        room.stage.refresh_from_db()
        set_blinding(stage=room.stage, blinded=blinded, version=room.stage.version, by=cast.lead, why="Training.")
    need(room, 3)
    third = factories.make_member(cast.review, "reviewer")
    room.vote(third, room.records[0], "include")
    found = certificate(cast.lead, room.stage)
    assert (found.holds, counted(found)) == (False, {"late": 1, "further": 1})
    assert found.lines[0].could_have_seen == (str(third),)
    _the_file_carries_its_own_proof(sign_in(cast.lead), cast, room, found)


@pytest.fixture
def once(cast):
    """A room with one record in conflict, one that waits, and a reviewer who was an adjudicator in between."""
    room = make_room(cast, records=2)
    room.once = factories.make_member(cast.review, "reviewer")
    room.both(room.records[0], "include", "exclude")
    change_roles(member=room.once, roles=["reviewer", "adjudicator"], by=cast.lead)
    change_roles(member=room.once, roles=["reviewer"], by=cast.lead)
    room.once = Member.objects.get(pk=room.once.pk)
    room.both(room.records[1], "include", "exclude")
    need(room, 3)
    return room


def test_who_could_read_the_votes_by_a_role_of_before_gives_none_any_more(once, cast):
    read, later = once.records
    assert [record.pk for record in records_to_screen(once.once, once.stage)] == [later.pk]
    assert [slot.record_id for slot in claim_slots(by=once.once, stage=once.stage)] == [later.pk]
    seat = Slot.objects.get(stage=once.stage, record=read, vote=None)
    Slot.objects.filter(pk=seat.pk).update(reviewer=once.once)
    with pytest.raises(Closed, match="your role let you see them"):
        decide(slot=seat, verdict="include", reason=None, by=once.once, key=seat.pk, fence=seat.fence)
    once.vote(once.once, later)
    assert certificate(cast.lead, once.stage).holds


def test_who_could_read_the_votes_is_not_counted_among_those_who_are_left(once, cast):
    stuck = stuck_records(cast.lead, once.stage)
    assert [(one.entry.record_id, one.missing, one.left) for one in stuck] == [(once.records[0].pk, 1, 0)]
    need(once, 2)
    assert votes_preview(once.stage, 3).nobody_left == 1


def test_a_vote_of_who_could_read_the_others_since_is_fixed(once, cast):
    need(once, 2)
    change_roles(member=once.a, roles=["reviewer", "methodologist"], by=cast.lead)
    change_roles(member=once.a, roles=["reviewer"], by=cast.lead)
    once.a = Member.objects.get(pk=once.a.pk)
    assert fixed_records(once.a, once.stage, [record.pk for record in once.records]) == {
        record.pk for record in once.records
    }
    with pytest.raises(Closed, match="Yours is fixed"):
        once.vote(once.a, once.records[0], "exclude")


def test_roles_that_let_somebody_read_votes_belong_to_what_was_done_to_the_blinding(once, cast, sign_in):
    found = certificate(cast.lead, once.stage)
    done = [(step.verb, step.about) for step in found.events if step.about]
    assert done == [
        ("roles changed", f"{once.once}, reviewer before, reviewer and adjudicator since"),
        ("roles changed", f"{once.once}, reviewer and adjudicator before, reviewer since"),
    ]
    page = sign_in(cast.lead).get(reverse("progress:certificate", args=[cast.review.slug, once.stage.pk]))
    assert f"roles changed: {once.once}, reviewer before" in page.text


def test_a_record_judged_anew_by_somebody_else_is_no_fault(cast):
    room = make_room(cast, records=1)
    room.both(room.records[0], "exclude", "exclude")
    reopen_record(entry=room.entry(room.records[0]), why="A new criterion.", by=cast.lead)
    remove_member(member=room.b, by=cast.lead)
    release_member_slots(member=room.b, by=cast.lead)
    room.vote(room.a, room.records[0], "include")
    room.vote(factories.make_member(cast.review, "reviewer"), room.records[0], "include")
    found = certificate(cast.lead, room.stage)
    assert (found.holds, counted(found)) == (True, {"further": 1})


def _the_file_carries_its_own_proof(client, cast, room, found):
    where = [cast.review.slug, room.stage.pk]
    page = client.get(reverse("progress:certificate", args=where)).content.decode()
    assert found.digest in page
    assert "It does not hold for every record." in page
    told = json.loads(client.get(reverse("progress:certificate_file", args=[*where, "json"])).content)
    lines = (json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n" for row in told["records"])
    assert hashlib.sha256(b"".join(lines)).hexdigest() == told["sha256_of_records"] == found.digest
    assert [event["what"] for event in told["blinding"]] == [
        *("stage opened", *2 * ["votes needed changed"]),
        *("stage unblinded", "stage blinded", "votes needed changed"),
    ]
    rows = b"".join(client.get(reverse("progress:certificate_file", args=[*where, "csv"]))).decode().splitlines()
    assert len(rows) == 3
