"""A pilot set that all reviewers judge: drawn, sealed while votes are open, then the stage's gate."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from ketreview.home.membership import remove_from_review
from screening.errors import Closed, Fenced, Invalid
from screening.exporting.resources import DecisionResource
from screening.models import Decision, Event, Member, MemberRole, Record, Slot, Stage, StageRecord
from screening.progress.queries.certificates import certificate
from screening.progress.queries.checking import findings
from screening.rounds.actions import end_calibration, start_calibration, unlock_stage
from screening.rounds.queries import result_of
from screening.workflow.actions import claim_slots, decide, hand_back, set_votes_needed, withdraw
from screening.workflow.blinding import first_votes, marked_first, may_see_outcomes, votes_for_export
from screening.workflow.queries import (
    conflict_step_count,
    conflicts,
    conflicts_to_settle,
    fixed_records,
    orphan_conflicts,
    records_to_screen,
    state_counts,
)
from tests import factories
from tests.screening.rounds.conftest import cast_vote, vote_all


def begin(room, size=4, threshold="0.60", measure="kappa"):
    room.stage.refresh_from_db()
    asked = {"size": size, "measure": measure, "threshold": Decimal(threshold)}
    return start_calibration(stage=room.stage, version=room.stage.version, by=room.lead, **asked)


def test_every_reviewer_gets_the_same_records_and_the_stage_waits(room, third):
    round_ = begin(room)
    seats = Slot.objects.filter(stage=round_.stage)
    assert (round_.size, round_.drawn_from, round_.stage.votes_needed) == (4, 12, 3)
    assert seats.count() == 12
    drawn = [slot.record_id for slot in claim_slots(by=room.a, stage=round_.stage)]
    assert drawn == [slot.record_id for slot in claim_slots(by=third, stage=round_.stage)]
    room.stage.refresh_from_db()
    assert claim_slots(by=room.a, stage=room.stage) == []
    assert records_to_screen(room.a, room.stage).count() == 12  # they wait, and are not given out


def test_a_vote_in_the_locked_stage_is_refused_in_words(room):
    seats = claim_slots(by=room.a, stage=room.stage)
    drawn = set(begin(room).stage.entries.values_list("record_id", flat=True))
    for seat in seats:
        refusal, words = (Fenced, "given to somebody") if seat.record_id in drawn else (Closed, "calibration round")
        with pytest.raises(refusal, match=words):
            decide(slot=seat, verdict="include", reason=None, by=room.a, key=seat.pk, fence=seat.fence)


def test_while_votes_are_open_nobody_is_told_anything(room, cast):
    round_ = begin(room)
    vote_all(round_, room.a, room.b, differ_on=1)
    for member in cast.members.values():
        assert result_of(member, round_) is None
        assert not may_see_outcomes(member, round_.stage)
        assert first_votes(member, round_.stage) == {}
        assert state_counts(member, round_.stage) == {}
    assert list(votes_for_export(room.lead)) == []
    assert list(conflicts(room.adjudicator)) == []


def test_at_the_threshold_the_stage_unlocks_and_the_votes_count_in_it(room):
    round_ = begin(room)
    records = vote_all(round_, room.a, room.b)
    end_calibration(round_=round_, by=room.lead)
    room.stage.refresh_from_db()
    assert (round_.figure, round_.met, room.stage.locked_at) == (1.0, True, None)
    states = dict(StageRecord.objects.filter(stage=room.stage).values_list("record_id", "state"))
    assert [states[record] for record in records] == ["included", "included", "excluded", "excluded"]
    assert first_votes(room.lead, room.stage)[records[0]] == {room.a.pk: "include", room.b.pk: "include"}
    assert list(findings(room.lead.review, audit=True)) == []


def test_below_the_threshold_the_stage_stays_locked_until_the_lead_says_why(room):
    round_ = begin(room)
    records = vote_all(round_, room.a, room.b, differ_on=2)
    end_calibration(round_=round_, by=room.lead)
    room.stage.refresh_from_db()
    assert (round_.met, room.stage.locked_at is None) == (False, False)
    assert [one.entry.record_id for one in result_of(room.a, round_).disagreements] == records[2:]
    with pytest.raises(Invalid, match="Say in a sentence"):
        unlock_stage(stage=room.stage, why="  ", by=room.lead)
    unlock_stage(stage=room.stage, why="Criterion 2 was rewritten.", by=room.lead)
    room.stage.refresh_from_db()
    assert room.stage.locked_at is None
    assert Event.objects.get(verb="stage unlocked").reason == "Criterion 2 was rewritten."
    assert {entry.record_id for entry in conflicts(room.adjudicator)} == set(records[2:])


def test_a_further_round_draws_other_records_and_both_count(room):
    first = begin(room)
    seen = vote_all(first, room.a, room.b, differ_on=2)
    end_calibration(round_=first, by=room.lead)
    second = begin(room)
    records = vote_all(second, room.a, room.b)
    assert (second.number, set(seen) & set(records)) == (2, set())
    end_calibration(round_=second, by=room.lead)
    assert Decision.objects.filter(stage=room.stage).count() == 16


def test_one_vote_of_each_opinion_stands_where_three_differ(room, third):
    round_ = begin(room, threshold="0")
    records = vote_all(round_, room.a, room.b, third, differ_on=1)
    end_calibration(round_=round_, by=room.lead)
    seats = Slot.objects.filter(stage=room.stage, record=records[-1])
    assert sorted(seats.values_list("reviewer", "vote__verdict")) == sorted(
        [(room.a.pk, "exclude"), (third.pk, "include")]
    )
    assert room.entry(Record.objects.get(pk=records[-1])).state == "conflict"
    assert list(findings(room.lead.review, audit=True)) == []


def test_it_does_not_end_while_votes_are_open_unless_the_lead_says_why(room):
    round_ = begin(room)
    records = vote_all(round_, room.a)
    cast_vote(room.b, round_.stage, records[0], "include")
    with pytest.raises(Closed, match="3 votes"):
        end_calibration(round_=round_, by=room.lead)
    end_calibration(round_=round_, by=room.lead, why="Ben is ill.")
    assert result_of(room.lead, round_).agreement.records == 1
    assert round_.figure is None


def test_who_leaves_the_review_or_hands_back_does_not_keep_it_from_ending(room, third):
    round_ = begin(room)
    records = vote_all(round_, room.a, room.b)
    cast_vote(third, round_.stage, records[0], "include")
    remove_from_review(person=third, reason="Left", by=room.lead)
    round_.stage.refresh_from_db()
    assert round_.stage.votes_needed == 2
    end_calibration(round_=round_, by=room.lead)
    assert (round_.met, result_of(room.lead, round_).agreement.records) == (True, 4)
    second = begin(room)
    seat = Slot.objects.filter(stage=second.stage, reviewer=room.a).first()
    hand_back(slot=seat, interest=False, why="In Japanese", by=room.a)
    for member in (room.a, room.b):
        for slot in claim_slots(by=member, stage=second.stage):
            cast_vote(member, second.stage, slot.record_id, "exclude")
    end_calibration(round_=second, by=room.lead)
    assert result_of(room.lead, second).agreement.records == 3


def test_no_record_of_a_reviewers_own_is_in_it(room):
    Record.objects.filter(pk__in=[record.pk for record in room.records[:8]]).update(authors=[room.b.user.name])
    room.b.user.name = "Berta Brandt"
    room.b.user.save()
    Record.objects.filter(pk__in=[record.pk for record in room.records[:8]]).update(authors=["Brandt, B."])
    round_ = begin(room)
    assert set(round_.stage.entries.values_list("record_id", flat=True)) == {r.pk for r in room.records[8:]}
    with pytest.raises(Closed, match="under way"):
        begin(room)


@pytest.mark.parametrize(("size", "words"), [(1, "2 to 500"), (13, "Only 12 records")])
def test_a_size_that_does_not_fit_is_refused_and_nothing_is_locked(room, size, words):
    with pytest.raises(Invalid, match=words):
        begin(room, size=size)
    room.stage.refresh_from_db()
    assert (room.stage.locked_at, room.stage.rounds.count()) == (None, 0)


def test_it_takes_two_reviewers(cast, room):
    remove_from_review(person=room.b, reason="Left", by=room.lead)
    with pytest.raises(Invalid, match="at least 2"):
        begin(room)


def test_more_cards_than_are_dealt_at_once_can_be_claimed(room):
    round_ = begin(room, size=6)
    dealt = claim_slots(by=room.a, stage=round_.stage, count=4)
    assert len(dealt) == 4
    Slot.objects.filter(stage=round_.stage, reviewer=room.a).update(lease_until=None)
    assert [slot.pk for slot in claim_slots(by=room.a, stage=round_.stage, count=4)] == [slot.pk for slot in dealt]


def test_a_vote_that_a_round_has_shown_is_fixed_in_its_stage(room):
    round_ = begin(room)
    records = vote_all(round_, room.a, room.b)
    end_calibration(round_=round_, by=room.lead)
    room.stage.refresh_from_db()
    seat = Slot.objects.get(stage=room.stage, record=records[0], reviewer=room.a)
    assert fixed_records(room.a, room.stage, records) == set(records)
    with pytest.raises(Closed, match="shown when its round ended"):
        decide(slot=seat, verdict="exclude", reason=None, by=room.a, key=seat.pk, fence=seat.fence)
    with pytest.raises(Closed, match="shown when its round ended"):
        withdraw(slot=seat, by=room.a, key=seat.pk)


def need(room, votes):
    room.stage.refresh_from_db()
    set_votes_needed(stage=room.stage, needed=votes, version=room.stage.version, by=room.lead)


def rows_on(stage, record):
    """(reviewer, sequence, verdict) of every row on the record, by reviewer."""
    rows = Decision.objects.filter(stage=stage, record=record).order_by("reviewer", "sequence")
    return [(row.reviewer_id, row.sequence, row.verdict) for row in rows]


def test_a_vote_changed_in_the_round_stays_the_first_one_in_the_stage(room, third):
    round_ = begin(room, threshold="0")
    records = vote_all(round_, room.a, room.b, third, differ_on=1)
    cast_vote(room.a, round_.stage, records[0], "exclude")
    cast_vote(room.a, round_.stage, records[0], "include")
    cast_vote(room.b, round_.stage, records[1], "exclude")
    end_calibration(round_=round_, by=room.lead)
    # Whoever voted first counts, changed since or not; of the changed vote the first and the standing one.
    a, b = room.a.pk, room.b.pk
    assert rows_on(room.stage, records[0]) == [(a, 1, "include"), (a, 2, "include"), (b, 1, "include")]
    assert rows_on(room.stage, records[1]) == [(a, 1, "include"), (b, 1, "include"), (b, 2, "exclude")]
    assert first_votes(room.lead, room.stage)[records[1]] == {a: "include", b: "include"}
    exported = [vote for vote in marked_first(votes_for_export(room.lead, room.stage)) if vote.is_first]
    assert [(v.reviewer_id, v.verdict) for v in exported if v.record_id == records[0]] == [
        (a, "include"),
        (b, "include"),
    ]
    assert list(findings(room.lead.review, audit=True)) == []


def test_where_more_votes_are_needed_later_those_of_the_round_count_and_nobody_is_asked_again(room, third):
    round_ = begin(room, threshold="0")
    record = vote_all(round_, room.a, room.b, third)[0]
    end_calibration(round_=round_, by=room.lead)
    need(room, 3)
    assert rows_on(room.stage, record) == [(who.pk, 1, "include") for who in (room.a, room.b, third)]
    assert room.entry(Record.objects.get(pk=record)).state == "included"
    assert not any(records_to_screen(who, room.stage).filter(pk=record) for who in (room.a, room.b, third))
    found = certificate(room.lead, room.stage)
    assert (found.holds, {line.verdict for line in found.lines}) == (True, {"blind"})
    assert list(findings(room.lead.review, audit=True)) == []


def test_who_was_shown_the_result_cannot_vote_on_its_records_again(room, third):
    round_ = begin(room, threshold="0")
    record = vote_all(round_, room.a, room.b, third)[0]
    end_calibration(round_=round_, by=room.lead)
    room.stage.refresh_from_db()
    assert not records_to_screen(third, room.stage).filter(pk=record).exists()
    seat = Slot.objects.filter(stage=room.stage, record=record, reviewer=room.b).get()
    Slot.objects.filter(pk=seat.pk).update(reviewer=third, vote=None, done=False)
    with pytest.raises(Closed, match="You judged this record in a calibration round"):
        cast_vote(third, room.stage, record, "include")


def test_a_newcomer_who_could_read_the_result_votes_and_is_certified_late(room):
    round_ = begin(room, threshold="0")
    record = vote_all(round_, room.a, room.b)[0]
    end_calibration(round_=round_, by=room.lead)
    need(room, 3)
    assert not records_to_screen(room.a, room.stage).filter(pk=record).exists()
    newcomer = factories.make_member(room.lead.review, "reviewer")
    room.vote(newcomer, Record.objects.get(pk=record))
    line = next(line for line in certificate(room.lead, room.stage).lines if line.record == record)
    assert (line.verdict, line.could_have_seen) == ("late", (str(newcomer),))


def test_where_one_vote_is_needed_two_opinions_go_to_the_adjudicator(room):
    need(room, 1)
    round_ = begin(room, threshold="0")
    records = vote_all(round_, room.a, room.b, differ_on=1)
    end_calibration(round_=round_, by=room.lead)
    assert [entry.record_id for entry in conflicts(room.adjudicator)] == [records[-1]]
    assert rows_on(room.stage, records[0]) == [(room.a.pk, 1, "include")]
    found = certificate(room.lead, room.stage)
    assert (found.holds, {line.verdict for line in found.lines}) == (True, {"alone", "blind"})
    assert list(findings(room.lead.review, audit=True)) == []


def test_a_record_that_its_round_ended_without_was_shown_to_nobody_and_its_votes_can_be_taken_back(room):
    round_ = begin(room)
    record = Record.objects.get(pk=vote_all(round_, room.a)[0])
    end_calibration(round_=round_, by=room.lead, why="Ben is ill.")
    unlock_stage(stage=room.stage, why="We go on.", by=room.lead)
    room.stage.refresh_from_db()
    room.vote(room.b, record)
    assert fixed_records(room.b, room.stage, [record.pk]) == set()
    withdraw(slot=room.seat(room.b, record), by=room.b, key=uuid4())
    withdraw(slot=room.seat(room.a, record), by=room.a, key=uuid4())
    assert Slot.objects.filter(stage=room.stage, record=record, vote__isnull=False).count() == 0


def test_the_export_holds_the_first_votes_of_the_round_on_what_its_reviewers_differed_on(room, third):
    round_ = begin(room, threshold="0.9")
    records = vote_all(round_, room.a, room.b, third, differ_on=2)
    assert list(votes_for_export(room.lead)) == []
    end_calibration(round_=round_, by=room.lead)
    rows = [row for row in DecisionResource(member=room.lead).rows() if row[4] == str(round_.stage)]
    first = {(int(row[0]), row[6]): row[8].lower() for row in rows if row[13] == "yes"}
    assert first == {
        (record, str(who)): verdict
        for record, votes in {r: first_votes(room.lead, round_.stage)[r] for r in records}.items()
        for who, verdict in ((who, votes[who.pk]) for who in (room.a, room.b, third))
    }
    assert len(first) == 12
    assert "Calibration round 1" in rows[0][4]


def begun_by_three(room, third, *, third_votes):
    """A round of six records that the first two judge alike but for one, and the third in part."""
    round_ = begin(room, size=6)
    records = list(round_.stage.entries.values_list("record_id", flat=True))
    for place, record in enumerate(records):
        cast_vote(room.a, round_.stage, record, "include" if place < 3 else "exclude")
        cast_vote(room.b, round_.stage, record, "include" if place < 2 else "exclude")
    for record in records[:third_votes]:
        cast_vote(third, round_.stage, record, "include")
    return round_, records


def test_who_left_in_the_middle_keeps_no_record_out_of_the_gate(room, third, sign_in):
    round_, _ = begun_by_three(room, third, third_votes=4)
    remove_from_review(person=third, reason="Left", by=room.lead)
    round_.stage.refresh_from_db()
    end_calibration(round_=round_, by=room.lead)
    assert (round(round_.figure, 2), round_.met) == (0.67, True)
    found = result_of(room.lead, round_)
    assert (found.figure, found.left_out, found.leavers) == (round_.figure, 0, [str(third)])
    assert [pair.figures.n for *_, pair in found.pairs] == [6, 4, 4]
    page = sign_in(room.a).get(reverse("rounds:result", args=[room.lead.review.slug, round_.stage.slug])).text
    assert f"{third} left in the middle of the round" in page
    assert list(findings(room.lead.review, audit=True)) == []


def test_a_pair_is_compared_on_every_record_that_both_judged_and_it_says_what_is_left_out(room, third, sign_in):
    round_, records = begun_by_three(room, third, third_votes=1)
    end_calibration(round_=round_, by=room.lead, why="Cy is ill.")
    assert (round_.figure, round_.met) == (None, False)
    found = result_of(room.lead, round_)
    assert [(one, two, pair.figures.n) for one, two, pair in found.pairs] == [
        (str(room.a), str(room.b), 6),
        (str(room.a), str(third), 1),
        (str(room.b), str(third), 1),
    ]
    assert round(found.pairs[0][2].figures.kappa, 2) == 0.67
    page = sign_in(room.a).get(reverse("rounds:result", args=[room.lead.review.slug, round_.stage.slug])).text
    assert "5 records left out of the figure of all together" in page
    assert "on 6 records" in page
    # What the agreement of a pair has told of is not judged once more by the two.
    unlock_stage(stage=room.stage, why="We go on.", by=room.lead)
    assert fixed_records(room.a, room.stage, records) == set(records)


def test_who_judged_the_record_in_the_round_does_not_settle_its_conflict_where_the_stage_says_so(room, third):
    """Also where two votes are enough, so that theirs is not among those that count."""
    MemberRole.objects.create(member=third, role="adjudicator")
    judge = Member.objects.get(pk=third.pk)
    round_ = begin(room)
    for place, record in enumerate(vote_all(round_, room.a, third)):
        cast_vote(room.b, round_.stage, record, "exclude" if place < 2 else "include")
    end_calibration(round_=round_, by=room.lead)
    room.stage.refresh_from_db()
    unlock_stage(stage=room.stage, by=room.lead, why="Discussed.")
    assert len(conflicts_to_settle(judge)) == 4
    Stage.objects.filter(pk=room.stage.pk).update(own_conflicts=False)
    assert list(conflicts_to_settle(judge)) == []
    assert conflict_step_count(judge).mine == 0
    assert len(conflicts_to_settle(room.adjudicator)) == 4
    room.adjudicator.roles.all().delete()
    room.stage.refresh_from_db()
    assert len(orphan_conflicts(room.lead, room.stage)) == 4
