"""Who may know which vote: each rule asked as every role; the default is nothing."""

import uuid

import pytest
from django.utils import timezone

from screening.models import Stage
from screening.workflow import blinding
from screening.workflow.actions import resolve_conflict, set_votes_needed, withdraw
from tests import factories

ROLES = ["lead", "reviewer", "adjudicator", "extractor", "methodologist", "observer"]


def sees(member, room, record):
    seen = blinding.visible_votes(member, room.stage, record)
    return {(vote.reviewer_id, vote.verdict) for vote in seen}


@pytest.fixture
def votes(room):
    """One record with one vote, one settled, one in conflict."""
    open_one, settled, clash = room.records[:3]
    room.vote(room.b, open_one, "exclude", note="mine alone")
    room.both(settled)
    room.both(clash, "include", "exclude")
    return open_one, settled, clash


def test_a_vote_on_an_open_record_is_seen_by_its_author_alone(room, cast, votes):
    for role in ROLES:
        assert sees(cast.members[role], room, votes[0]) == set()
    assert sees(room.b, room, votes[0]) == {(room.b.pk, "exclude")}


@pytest.mark.parametrize(
    ("role", "settled", "clash"),
    [
        ("reviewer", 1, 1),
        ("adjudicator", 2, 2),
        ("lead", 2, 0),
        ("methodologist", 2, 0),
        ("extractor", 0, 0),
        ("observer", 0, 0),
    ],
)
def test_complete_votes_are_seen_by_role(room, cast, votes, role, settled, clash):
    member = cast.members[role]
    assert len(sees(member, room, votes[1])) == settled
    assert len(sees(member, room, votes[2])) == clash


def test_of_complete_votes_a_blinded_reviewer_sees_the_own_one(room, votes):
    assert sees(room.a, room, votes[2]) == {(room.a.pk, "include")}
    assert sees(room.b, room, votes[2]) == {(room.b.pk, "exclude")}


@pytest.mark.parametrize("change", [{"blinded": False}, {"closed_at": timezone.now()}])
def test_unblinded_or_closed_shows_complete_votes_to_who_screens_but_never_open_ones(room, cast, votes, change):
    Stage.objects.filter(pk=room.stage.pk).update(**change)
    room.stage.refresh_from_db()
    assert len(sees(room.a, room, votes[2])) == 2
    assert sees(room.a, room, votes[0]) == set()
    assert sees(cast.observer, room, votes[2]) == set()


def test_a_withdrawn_vote_hides_the_other_again(room, votes):
    slot = room.seat(room.a, votes[2])
    withdraw(slot=slot, by=room.a, key=uuid.uuid4())
    assert sees(room.adjudicator, room, votes[2]) == set()


def test_members_of_another_review_and_removed_ones_see_nothing(room, cast, votes):
    for member in (cast.other_lead, cast.removed):
        assert sees(member, room, votes[1]) == set()
        assert blinding.may_see_outcomes(member, room.stage) is False
        assert blinding.first_votes(member, room.stage) == {}
        assert list(blinding.votes_for_export(member, room.stage)) == []


def test_complete_votes_for_the_conflict_page_leave_open_records_out(room, votes):
    entries = [room.entry(record) for record in votes]
    seen = blinding.complete_votes(room.adjudicator, entries)
    assert {entry: len(cast) for entry, cast in seen.items()} == {entries[1].pk: 2, entries[2].pk: 2}
    assert blinding.complete_votes(room.a, entries) == {}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("lead", True),
        ("adjudicator", True),
        ("methodologist", True),
        ("reviewer", False),
        ("extractor", False),
        ("observer", False),
    ],
)
def test_how_records_stand_is_hidden_from_those_who_vote(room, cast, role, may):
    assert blinding.may_see_outcomes(cast.members[role], room.stage) is may
    Stage.objects.filter(pk=room.stage.pk).update(blinded=False)
    room.stage.refresh_from_db()
    assert blinding.may_see_outcomes(cast.members[role], room.stage) is True


def test_exports_hold_every_vote_of_settled_records_and_none_of_open_ones(room, cast, votes):
    room.vote(room.b, votes[1], "maybe")
    rows = blinding.votes_for_export(cast.lead)
    assert {(row.record_id, row.reviewer_id, row.verdict, row.counts) for row in rows} == {
        (votes[1].pk, room.a.pk, "include", True),
        (votes[1].pk, room.b.pk, "include", False),
        (votes[1].pk, room.b.pk, "maybe", True),
    }
    for role in ("reviewer", "adjudicator", "extractor", "observer"):
        assert list(blinding.votes_for_export(cast.members[role])) == []


def test_first_votes_are_the_independent_ones(room, cast, votes):
    clash = votes[2]
    resolve_conflict(
        entry=room.entry(clash),
        verdict="include",
        reason=None,
        rationale="Adults.",
        by=room.adjudicator,
        key=uuid.uuid4(),
    )
    room.vote(room.b, votes[1], "exclude")
    expected = {
        votes[1].pk: {room.a.pk: "include", room.b.pk: "include"},
        clash.pk: {room.a.pk: "include", room.b.pk: "exclude"},
    }
    for role in ("lead", "adjudicator", "methodologist"):
        assert blinding.first_votes(cast.members[role], room.stage) == expected
    assert blinding.first_votes(room.a, room.stage) == {}


def test_a_changed_mind_changes_no_first_vote_and_a_slip_is_none(room, cast):
    changed, slip, more = room.records[:3]
    room.vote(room.a, changed, "include")
    room.vote(room.a, changed, "exclude")
    room.vote(room.b, changed, "exclude")
    room.vote(room.a, slip, "include")
    withdraw(slot=room.seat(room.a, slip), by=room.a, key=uuid.uuid4())
    room.vote(room.a, slip, "exclude")
    room.vote(room.b, slip, "exclude")
    room.both(more, "include", "exclude")
    room.vote(room.a, more, "exclude")
    expected = {
        changed.pk: {room.a.pk: "include", room.b.pk: "exclude"},
        slip.pk: {room.a.pk: "exclude", room.b.pk: "exclude"},
        more.pk: {room.a.pk: "include", room.b.pk: "exclude"},
    }
    assert blinding.first_votes(cast.lead, room.stage) == expected

    rows = blinding.marked_first(blinding.votes_for_export(cast.lead))
    told = {(row.record_id, row.reviewer_id): row.verdict for row in rows if row.is_first}
    assert told == {(record, who): verdict for record, cast in expected.items() for who, verdict in cast.items()}


def test_other_numbers_of_votes_lose_no_first_vote(room, cast):
    both, one = room.records[:2]
    room.both(both, "include", "exclude")
    room.vote(room.a, one, "include")

    def first(needed):
        room.stage.refresh_from_db()
        set_votes_needed(stage=room.stage, needed=needed, version=room.stage.version, by=cast.lead)
        return blinding.first_votes(cast.lead, room.stage)

    pair = {room.a.pk: "include", room.b.pk: "exclude"}
    assert first(1) == {both.pk: pair, one.pk: {room.a.pk: "include"}}
    assert first(3) == {}  # both wait for votes again
    third = factories.make_member(room.stage.review, "reviewer")
    room.vote(room.a, both, "exclude")
    room.vote(third, both, "exclude")
    assert first(3) == {both.pk: pair | {third.pk: "exclude"}}


def test_own_votes_are_the_standing_ones_latest_first(room, votes):
    room.vote(room.b, votes[0], "maybe")
    withdraw(slot=room.seat(room.b, votes[1]), by=room.b, key=uuid.uuid4())
    own = blinding.own_votes(room.b, room.stage)
    assert [(vote.record_id, vote.verdict) for vote in own] == [(votes[0].pk, "maybe"), (votes[2].pk, "exclude")]
