"""The blinding certificate: what it says of one record, and whether it holds of what the actions do."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from screening.progress.certificate import Needs, needs_of, witness
from screening.progress.queries.certificates import certificate
from screening.progress.replay import Cast, Change
from screening.workflow.actions import set_votes_needed
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
        ([(1, 1, "include", 0), (2, 1, "exclude", 5), (3, 1, "include", 9)], TWO, "late", 5),
        # One vote was enough for a while: who voted after that might have seen it.
        ([(1, 1, "include", 0), (2, 1, "exclude", 9)], Needs(2, ((at(3), 1), (at(6), 2))), "late", 3),
        ([(1, 1, "include", 0), (2, 1, "exclude", 9)], Needs(1, ((at(-3), 2),)), "blind", 9),
    ],
)
def test_what_is_said_of_a_record(votes, needs, verdict, complete):
    line = told(*votes, needs=needs)
    assert (line.verdict, line.complete_at) == (verdict, None if complete is None else at(complete))


def test_who_voted_late_is_named():
    assert told((1, 1, "include", 0), (2, 1, "exclude", 5), (3, 1, "include", 9)).late == (3,)


def test_the_votes_needed_of_every_time_come_from_the_audit_trail():
    changes = [
        Change(at(0), {}, {"votes_needed": 2}),
        Change(at(5), {"votes_needed": 2}, {"votes_needed": 3}),
        Change(at(6), {"blinded": True}, {"blinded": False}),
    ]
    needs = needs_of(changes, 3)
    assert [needs.at(at(minutes)) for minutes in (-1, 0, 4, 5, 9)] == [2, 2, 2, 3, 3]
    assert (needs.most, needs_of([], 1)) == (3, Needs(1))


def test_the_certificate_of_a_stage_holds_until_a_vote_comes_late(cast, sign_in):
    room = make_room(cast, records=3)
    room.both(room.records[0], "include", "exclude")
    room.vote(room.a, room.records[1], "exclude")
    found = certificate(cast.lead, room.stage)
    assert {verdict: count for verdict, _, count in found.counts} == {"blind": 1, "late": 0, "alone": 0, "open": 1}
    assert (found.holds, [len(line.votes) for line in found.lines]) == (True, [2, 0])
    assert certificate(cast.reviewer, room.stage) is None

    room.stage.refresh_from_db()
    set_votes_needed(stage=room.stage, needed=1, version=room.stage.version, by=cast.lead)
    room.stage.refresh_from_db()
    set_votes_needed(stage=room.stage, needed=2, version=room.stage.version, by=cast.lead)
    room.vote(room.b, room.records[1], "exclude")
    found = certificate(cast.lead, room.stage)
    assert (found.holds, [line.verdict for line in found.lines], found.lines[1].late) == (
        False,
        ["blind", "late"],
        (str(room.b),),
    )
    _the_file_carries_its_own_proof(sign_in(cast.lead), cast, room, found)


def _the_file_carries_its_own_proof(client, cast, room, found):
    where = [cast.review.slug, room.stage.pk]
    page = client.get(reverse("progress:certificate", args=where)).content.decode()
    assert found.digest in page
    assert "It does not hold for every record." in page
    told = json.loads(client.get(reverse("progress:certificate_file", args=[*where, "json"])).content)
    lines = (json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n" for row in told["records"])
    assert hashlib.sha256(b"".join(lines)).hexdigest() == told["sha256_of_records"] == found.digest
    assert [event["what"] for event in told["blinding"]] == ["stage opened", *2 * ["votes needed changed"]]
    rows = b"".join(client.get(reverse("progress:certificate_file", args=[*where, "csv"]))).decode().splitlines()
    assert len(rows) == 3
