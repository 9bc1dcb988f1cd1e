"""A sample of exclusions judged again, and decided records reopened."""

import uuid

import pytest
from django.urls import reverse

from screening.errors import Closed, Invalid
from screening.models import Decision, Event, Member, MemberRole, StageRecord
from screening.progress.places import ALL
from screening.progress.queries.checking import findings
from screening.progress.queries.standing import place_totals
from screening.rounds.actions import end_second_look, start_second_look
from screening.rounds.queries import look_of
from screening.rounds.second_look import Found
from screening.workflow.actions import claim_slots, release_settled, reopen_record, resolve_conflict
from screening.workflow.blinding import first_votes, may_see_outcomes
from screening.workflow.blinding.sight import may_see_others
from screening.workflow.queries import stage_count
from tests.screening.rounds.conftest import cast_vote


@pytest.fixture
def excluded(room):
    """Two reviewers have excluded ten records and included two; all is released."""
    for place, record in enumerate(room.records):
        verdict = "include" if place < 2 else "exclude"
        room.both(record, verdict, verdict)
    release_settled(stage=room.stage, by=room.lead)
    return room.records[2:]


def begin(room, size=4, votes_needed=1, fresh=True):
    return start_second_look(stage=room.stage, size=size, votes_needed=votes_needed, fresh=fresh, by=room.lead)


def test_somebody_else_judges_a_sample_and_its_share_is_told_with_an_interval(room, excluded, third):
    round_ = begin(room)
    assert (round_.size, round_.drawn_from) == (4, 10)
    assert claim_slots(by=room.a, stage=round_.stage) == []
    assert stage_count(room.a, round_.stage).mine_left == 0
    slots = claim_slots(by=third, stage=round_.stage)
    for place, slot in enumerate(slots):
        cast_vote(third, round_.stage, slot.record_id, "include" if place == 0 else "exclude")
    assert (look_of(round_), may_see_outcomes(room.lead, round_.stage)) == (None, False)
    end_second_look(round_=round_, by=room.lead)
    found = look_of(round_).found
    assert found == Found(judged=4, included=1, unclear=0, pool=10)
    assert found.interval == pytest.approx((0.0456, 0.6994), abs=5e-5)  # Wilson, 1 of 4
    assert found.missed == pytest.approx((2.5, 0.456, 6.994), abs=5e-4)
    assert dict(place_totals(room.lead, ALL)) == {"screening.excluded": 10, "retrieval.awaiting": 2}
    assert list(findings(room.lead.review, audit=True)) == []


def test_who_judged_a_record_in_a_second_look_does_not_judge_it_afresh_in_the_next(room, excluded, third):
    end_second_look(round_=judged_by(third, begin(room, size=10)), by=room.lead)
    with pytest.raises(Invalid, match="0 of them can be judged"):
        begin(room, size=1)
    again = begin(room, size=2, fresh=False)
    assert {slot.reviewer for slot in claim_slots(by=third, stage=again.stage)} == {third}


def judged_by(member, round_):
    for slot in claim_slots(by=member, stage=round_.stage, count=50):
        cast_vote(member, round_.stage, slot.record_id, "exclude")
    return round_


def test_who_settled_a_conflict_does_not_judge_the_record_afresh(room, third):
    room.both(room.records[0], "include", "exclude")
    MemberRole.objects.create(member=third, role="adjudicator")
    judge = Member.objects.get(pk=third.pk)
    sent = {"verdict": "exclude", "reason": None, "rationale": "Rats.", "key": uuid.uuid4()}
    resolve_conflict(entry=room.entry(room.records[0]), by=judge, **sent)
    release_settled(stage=room.stage, by=room.lead)
    with pytest.raises(Invalid, match="0 of them can be judged"):
        begin(room, size=1)


def test_new_votes_that_differ_are_told_apart(room, excluded):
    round_ = begin(room, size=2, votes_needed=2, fresh=False)
    for member, verdict in ((room.a, "include"), (room.b, "exclude")):
        for slot in claim_slots(by=member, stage=round_.stage):
            cast_vote(member, round_.stage, slot.record_id, verdict)
    end_second_look(round_=round_, by=room.lead)
    assert look_of(round_).found == Found(judged=2, included=0, unclear=2, pool=10)


def test_nothing_judged_says_nothing(room, excluded, third):
    round_ = begin(room)
    with pytest.raises(Closed, match="4 votes are open"):
        end_second_look(round_=round_, by=room.lead)
    end_second_look(round_=round_, by=room.lead, why="Not needed.")
    found = look_of(round_).found
    assert (found.share, found.interval, found.missed) == (None, None, None)


def test_a_record_that_is_not_released_is_not_drawn_since_that_would_tell_how_the_other_voted(room, third):
    room.both(room.records[0], "exclude", "exclude")
    with pytest.raises(Invalid, match="Nothing is excluded and released"):
        begin(room, size=1)


def test_where_all_have_voted_it_says_what_to_do(room, excluded):
    with pytest.raises(Invalid, match="those who voted before"):
        begin(room)


def test_a_reopened_record_is_judged_anew_and_keeps_its_first_votes(room, excluded):
    record = excluded[0]
    first = first_votes(room.lead, room.stage)[record.pk]
    rows = list(Decision.objects.filter(record=record).values_list("pk", "verdict"))
    assert reopen_record(entry=room.entry(record), why="A second look included it.", by=room.lead) == 2
    entry = room.entry(record)
    assert (entry.state, entry.released_at) == ("waiting", None)
    assert set(rows) <= set(Decision.objects.filter(record=record).values_list("pk", "verdict"))
    assert list(findings(room.lead.review, audit=True)) == []
    room.both(record, "include", "include")
    assert room.entry(record).state == "included"
    assert first_votes(room.lead, room.stage)[record.pk] == first
    release_settled(stage=room.stage, by=room.lead)
    assert StageRecord.objects.filter(stage=room.full_text, record=record).exists()
    assert Event.objects.get(verb="record reopened").reason == "A second look included it."
    assert list(findings(room.lead.review, audit=True)) == []


def test_before_a_record_is_judged_anew_it_is_told_whether_enough_are_left(room, excluded, sign_in):
    ids = {"slug": room.lead.review.slug, "stage_slug": room.stage.slug, "record_id": excluded[0].pk}
    page = reverse("rounds:reopen_record", kwargs=ids)
    assert "independently now" not in sign_in(room.lead).get(page).text
    MemberRole.objects.create(member=room.a, role="adjudicator")
    assert "Only 1 reviewer of this stage may judge the record" in sign_in(room.lead).get(page).text
    MemberRole.objects.create(member=room.b, role="adjudicator")
    assert "No reviewer of this stage may judge the record" in sign_in(room.lead).get(page).text


def test_what_has_gone_on_or_is_not_decided_is_not_reopened(room, excluded):
    with pytest.raises(Closed, match="gone on to Full text"):
        reopen_record(entry=room.entry(room.records[0]), why="Why", by=room.lead)
    with pytest.raises(Invalid, match="Say in a sentence"):
        reopen_record(entry=room.entry(excluded[0]), why=" ", by=room.lead)
    reopen_record(entry=room.entry(excluded[0]), why="Why", by=room.lead)
    with pytest.raises(Closed, match="not decided"):
        reopen_record(entry=room.entry(excluded[0]), why="Why", by=room.lead)


def test_the_rows_of_a_reopened_record_say_who_took_the_votes_back(room):
    record = room.records[0]
    room.both(record, "exclude", "exclude")
    reopen_record(entry=room.entry(record), why="Misread.", by=room.lead)
    rows = Decision.objects.filter(record=record, verdict="withdrawn")
    assert {row.note for row in rows} == {
        f"Taken back by {room.lead}, not by the reviewer: the record is judged anew. Misread."
    }


def test_the_pages_lead_from_the_sample_to_the_reopened_record(room, excluded, third, sign_in):
    ids = {"slug": room.lead.review.slug, "stage_slug": room.stage.slug}
    lead = sign_in(room.lead)
    wrong = lead.post(reverse("rounds:begin_second_look", kwargs=ids), {"votes_needed": 1})
    assert (wrong.status_code, "one of the two" in wrong.text) == (422, True)
    sent = {"percent": 15, "votes_needed": 1, "fresh": "on"}
    assert (
        "2 exclusions were drawn"
        in lead.post(reverse("rounds:begin_second_look", kwargs=ids), sent, follow=True).text
    )
    round_ = room.stage.rounds.get().round
    for slot in claim_slots(by=third, stage=round_.stage):
        cast_vote(third, round_.stage, slot.record_id, "include")
    ended = {**ids, "stage_slug": round_.stage.slug}
    page = lead.post(reverse("rounds:end_second_look", kwargs=ended), follow=True).text
    assert "would be included: 100%" in page
    record = round_.stage.entries.first().record
    reopen = reverse("rounds:reopen_record", kwargs={**ids, "record_id": record.pk})
    assert reopen in page
    assert lead.post(reopen, {"why": ""}).status_code == 422
    assert "Waits for votes again" in lead.post(reopen, {"why": "Adults after all."}, follow=True).text


def test_an_ended_second_look_is_told_to_those_who_screen_only_once_the_stage_is(room, excluded, sign_in):
    round_ = begin(room, size=2, votes_needed=2, fresh=False)
    for member, verdict in ((room.a, "include"), (room.b, "exclude")):
        for slot in claim_slots(by=member, stage=round_.stage):
            cast_vote(member, round_.stage, slot.record_id, verdict)
    end_second_look(round_=round_, by=room.lead)
    address = {"slug": room.lead.review.slug, "stage_slug": room.stage.slug}
    page = reverse("rounds:second_look", kwargs=address)
    entry = round_.stage.entries.select_related("stage__parent").first()

    def told(member):
        text = sign_in(member).get(page).content.decode()
        return (entry.record.title in text, "exclusions" in text.partition("<section")[2])

    assert (told(room.a), told(room.lead)) == ((False, False), (True, True))
    assert not may_see_others(room.a, entry)
    type(room.stage).objects.filter(pk=room.stage.pk).update(blinded=False)
    entry = round_.stage.entries.select_related("stage__parent").first()
    assert told(room.a) == (True, True)
    assert may_see_others(room.a, entry)
