"""Stages: rules changed without touching a vote, settled records released in whole batches, closing proved."""

import uuid

import pytest
from django.urls import reverse

from screening.errors import Closed, Fenced, Invalid, Stale
from screening.models import Decision, Event, Record, Report, Slot, StageRecord
from screening.workflow.actions import (
    claim_slots,
    close_stage,
    decide,
    hand_back,
    open_stage,
    release_settled,
    reopen_stage,
    resolve_conflict,
    set_blinding,
    set_counting_rules,
    set_hidden_fields,
    set_sequence,
    set_votes_needed,
    withdraw,
)
from screening.workflow.actions.stages import Released
from screening.workflow.queries import VotesPreview, rules_preview, stage_count, stuck_records, votes_preview
from tests import factories


def need(room, votes):
    room.stage.refresh_from_db()
    set_votes_needed(stage=room.stage, needed=votes, version=room.stage.version, by=room.lead)


def count_by(room, **rules):
    room.stage.refresh_from_db()
    now = {"maybe_rule": room.stage.maybe_rule, "reasons_conflict": room.stage.reasons_conflict}
    set_counting_rules(stage=room.stage, version=room.stage.version, by=room.lead, **now | rules)


def open_and_filled(room, record):
    slots = Slot.objects.filter(stage=room.stage, record=record)
    return slots.filter(done=False).count(), slots.filter(vote__isnull=False).count()


# Votes needed


def test_one_vote_less_closes_empty_seats_and_settles_what_is_complete(room):
    voted, untouched = room.records[:2]
    room.vote(room.a, voted, "exclude")
    assert votes_preview(room.stage, 1) == VotesPreview(1, 0, 6, 0, 0, 1, 0)
    need(room, 1)
    assert open_and_filled(room, voted) == (0, 1)
    assert open_and_filled(room, untouched) == (1, 0)
    assert room.entry(voted).state == "excluded"
    assert Decision.objects.count() == 1


def test_one_vote_more_adds_seats_and_sends_settled_records_back_to_waiting(room):
    record = room.records[0]
    room.both(record)
    assert votes_preview(room.stage, 3) == VotesPreview(3, 6, 0, 0, 1, 0, 0, 0, 6)
    need(room, 3)
    assert open_and_filled(room, record) == (1, 2)
    assert room.entry(record).state == "waiting"


def test_down_and_up_again_ends_where_it_began(room):
    room.vote(room.a, room.records[0])
    before = sorted(Slot.objects.values_list("record_id", "number", "done", "vote_id"))
    need(room, 1)
    need(room, 2)
    assert sorted(Slot.objects.values_list("record_id", "number", "done", "vote_id")) == before


def test_who_could_read_a_vote_while_fewer_were_needed_gives_none_of_their_own(room):
    """Else a lead who screens reads one's vote and gives the other one."""
    voted, other = room.records[:2]
    both = factories.make_member(room.stage.review, "lead", "reviewer")
    room.vote(room.a, voted, "exclude")
    seat = Slot.objects.get(stage=room.stage, record=voted, reviewer=None)
    need(room, 1)
    need(room, 2)

    offered = {slot.record_id for slot in claim_slots(by=both, stage=room.stage)}
    assert voted.pk not in offered
    assert other.pk in offered
    Slot.objects.filter(pk=seat.pk).update(reviewer=both)  # held since before
    seat.refresh_from_db()
    with pytest.raises(Closed, match="were all in before, and your role let you see them"):
        decide(slot=seat, verdict="include", reason=None, by=both, key=uuid.uuid4(), fence=seat.fence)
    Slot.objects.filter(pk=seat.pk).update(reviewer=None)
    room.vote(room.b, voted, "exclude")
    assert room.entry(voted).state == "excluded"


def test_votes_beyond_those_needed_are_kept_and_counted(room):
    room.both(room.records[0], "include", "exclude")
    need(room, 1)
    assert open_and_filled(room, room.records[0]) == (0, 2)
    assert room.entry(room.records[0]).state == "conflict"


def test_a_vote_in_a_seat_closed_meanwhile_is_refused(room):
    record = room.records[0]
    mine, other = room.seat(room.a, record), room.seat(room.b, record)
    room.vote(room.b, record)
    need(room, 1)
    with pytest.raises(Fenced, match="the stage now needs fewer votes"):
        decide(slot=mine, verdict="include", reason=None, by=room.a, key=uuid.uuid4(), fence=mine.fence)
    assert open_and_filled(room, record) == (0, 1)
    assert Slot.objects.get(pk=other.pk).vote is not None


def test_a_seat_with_a_withdrawn_vote_can_be_closed_and_its_history_stays(room):
    record = room.records[0]
    room.both(record)
    withdraw(slot=room.seat(room.a, record), by=room.a, key=uuid.uuid4())
    need(room, 1)
    assert open_and_filled(room, record) == (0, 1)
    assert Decision.objects.filter(record=record).count() == 3
    assert record not in [slot.record for slot in claim_slots(by=room.a, stage=room.stage, count=20)]


def test_released_and_resolved_records_stand_whatever_the_rules_become(room):
    released, resolved = room.records[:2]
    room.both(released)
    release_settled(stage=room.stage, by=room.lead)
    room.both(resolved, "include", "exclude")
    resolve_conflict(
        entry=room.entry(resolved),
        verdict="exclude",
        reason=None,
        rationale="Rats.",
        by=room.adjudicator,
        key=uuid.uuid4(),
    )
    assert votes_preview(room.stage, 3) == VotesPreview(3, 5, 0, 0, 0, 0, 2, 0, 4)
    need(room, 3)
    assert [room.entry(record).state for record in (released, resolved)] == ["included", "excluded"]
    assert open_and_filled(room, released) == (0, 2)
    # Seated like a record whose votes agreed: the votes wanted do not tell how many conflicts there were.
    assert open_and_filled(room, resolved) == (1, 2)


def test_a_change_on_an_old_page_is_refused(room):
    old = room.stage.version
    need(room, 1)
    with pytest.raises(Stale):
        set_votes_needed(stage=room.stage, needed=3, version=old - 1, by=room.lead)
    with pytest.raises(Invalid, match="one, two or three"):
        set_votes_needed(stage=room.stage, needed=4, version=room.stage.version, by=room.lead)


def test_another_rule_for_maybe_counts_open_records_anew(room):
    room.both(room.records[0], "maybe", "include")
    room.both(room.records[1], "maybe", "include")
    assert rules_preview(room.stage, maybe_rule="conflict", reasons_conflict=False).moves == (
        ("included", "conflict", 2),
    )
    count_by(room, maybe_rule="conflict")
    assert {room.entry(record).state for record in room.records[:2]} == {"conflict"}
    count_by(room, maybe_rule="include")
    assert {room.entry(record).state for record in room.records[:2]} == {"included"}


def test_differing_reasons_are_a_conflict_where_the_stage_says_so_and_going_back_undoes_it(room, sign_in):
    record, agreed = room.records[:2]
    room.vote(room.a, record, "exclude", reason=room.reasons[0])
    room.vote(room.b, record, "exclude", reason=room.reasons[1])
    room.vote(room.a, agreed, "exclude", reason=room.reasons[0])
    room.vote(room.b, agreed, "exclude")
    page = f"/r/{room.lead.review.slug}/screening/title-abstract/"
    browser = sign_in(room.lead)
    shown = browser.get(f"{page}stage/?maybe_rule=include&reasons_conflict=on").text
    assert "1 record from “Excluded” to “In conflict”" in shown
    count_by(room, reasons_conflict=True)
    assert [room.entry(one).state for one in (record, agreed)] == ["conflict", "excluded"]
    assert "Undo this change" in browser.get(f"{page}stage/").text
    room.stage.refresh_from_db()
    back = {"maybe_rule": "include", "version": room.stage.version}
    assert browser.post(f"{page}counting-rules/", back).status_code == 302
    assert room.entry(record).state == "excluded"
    assert room.entry(record).reason == room.reasons[0]
    assert Decision.objects.count() == 4


def test_whether_exclusions_need_a_reason_is_previewed_changed_and_undone_on_the_stages_page(room, sign_in):
    room.both(room.records[0], "exclude", "exclude")
    page, lead = f"/r/{room.lead.review.slug}/screening/title-abstract/", sign_in(room.lead)
    shown = lead.get(f"{page}stage/?reason_rule=required").text
    assert "1 record excluded without a reason stands as it does now" in shown
    room.stage.refresh_from_db()
    assert room.stage.reason_required is False

    lead.post(f"{page}reasons/", {"reason_rule": "required", "version": room.stage.version})
    with pytest.raises(Invalid, match="needs a reason for every exclusion"):
        room.vote(room.a, room.records[1], "exclude")
    room.vote(room.a, room.records[1], "exclude", reason=room.reasons[0])
    assert room.entry(room.records[0]).state == "excluded"

    room.stage.refresh_from_db()
    assert '<input type="hidden" name="reason_rule" value="optional">' in lead.get(f"{page}stage/").text
    lead.post(f"{page}reasons/", {"reason_rule": "optional", "version": room.stage.version})
    room.vote(room.b, room.records[1], "exclude")
    assert room.entry(room.records[1]).reason == room.reasons[0]


def test_a_reason_can_only_be_required_where_there_is_one_and_by_whoever_read_the_newest_page(room, sign_in):
    page, lead = f"/r/{room.lead.review.slug}/screening/title-abstract/reasons/", sign_in(room.lead)
    assert lead.post(page, {"reason_rule": "required", "version": room.stage.version - 1}).status_code == 409
    room.lead.review.exclusion_reasons.update(archived_at=room.stage.opened_at)
    assert lead.post(page, {"reason_rule": "required", "version": room.stage.version}).status_code == 422
    room.stage.refresh_from_db()
    assert room.stage.reason_required is False


def test_another_order_gives_records_out_in_it_and_leaves_held_cards_alone(
    room, django_capture_on_commit_callbacks
):
    years = [2001, 2020, 1990, 2015, 2011, 1980]
    for record, year in zip(room.records, years, strict=True):
        Record.objects.filter(pk=record.pk).update(year=year)
    held = {slot.record_id for slot in claim_slots(by=room.a, stage=room.stage, count=1)}
    with django_capture_on_commit_callbacks(execute=True):
        set_sequence(stage=room.stage, sequence="newest", version=room.stage.version, by=room.lead)
    given = [slot.record.year for slot in claim_slots(by=room.b, stage=room.stage, count=6)]
    assert given == sorted(years, reverse=True)
    assert held <= {slot.record_id for slot in claim_slots(by=room.a, stage=room.stage, count=6)}
    with pytest.raises(Invalid):
        set_sequence(stage=room.stage, sequence="alphabetical", version=room.stage.version, by=room.lead)


def test_where_each_begins_elsewhere_everybody_still_gets_every_record(room, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        set_sequence(stage=room.stage, sequence="own", version=room.stage.version, by=room.lead)
    for who in (room.a, room.b):
        given = [slot.record_id for slot in claim_slots(by=who, stage=room.stage, count=2)]
        given += [slot.record_id for slot in claim_slots(by=who, stage=room.stage, count=20)]
        assert set(given) == {record.pk for record in room.records}


def test_what_a_lead_hides_is_nowhere_on_the_cards(room, sign_in):
    facts = {"authors": ["Zanzibar, Q."] * 5, "journal": "Wombat Letters", "volume": "91919", "year": 1931}
    facts |= {"doi": "10.5555/hidden", "keywords": ["quokka"], "accession": "NCT01234567"}
    Record.objects.filter(pk__in=[record.pk for record in room.records]).update(**facts)
    planted = ["Zanzibar", "Wombat", "91919", "1931", "10.5555/hidden", "quokka", "NCT01234567", "PubMed"]
    browser, page = sign_in(room.a), f"/r/{room.lead.review.slug}/screening/title-abstract/"
    assert [word for word in planted if word not in browser.get(page).text] == []
    everything = ["authors", "journal", "year", "source", "keywords", "links"]
    set_hidden_fields(stage=room.stage, fields=everything, version=room.stage.version, by=room.lead)
    for address in (page, f"{page}cards/"):
        assert [word for word in planted if word in browser.get(address).text] == []
    room.vote(room.a, room.records[0])
    assert [word for word in planted if word in browser.get(f"{page}mine/").text] == []
    with pytest.raises(Invalid, match="cannot be hidden"):
        set_hidden_fields(stage=room.stage, fields=["title"], version=room.stage.version, by=room.lead)


# Release


def test_release_sends_the_included_on_and_fixes_the_excluded(room):
    included, excluded, clash, waiting = room.records[:4]
    room.both(included)
    room.both(excluded, "exclude", "exclude")
    room.both(clash, "include", "exclude")
    room.vote(room.a, waiting)
    assert release_settled(stage=room.stage, by=room.lead) == Released(included=1, excluded=1)
    assert release_settled(stage=room.stage, by=room.lead) == Released(included=0, excluded=0)
    assert [report.record for report in Report.objects.all()] == [included]
    assert list(
        Slot.objects.filter(stage=room.full_text).values_list("record_id", "number").order_by("number")
    ) == [
        (included.pk, 1),
        (included.pk, 2),
    ]
    assert room.entry(included, room.full_text).state == "waiting"
    released = StageRecord.objects.filter(stage=room.stage, released_at__isnull=False)
    assert {entry.record_id for entry in released} == {included.pk, excluded.pk}
    assert Event.objects.get(verb="records released").after == {"included": 1, "excluded": 1}


def test_release_in_batches_leaves_nothing_behind(room, monkeypatch):
    monkeypatch.setattr("screening.workflow.actions.stages.BATCH", 2)
    for record in room.records:
        room.both(record)
    assert release_settled(stage=room.stage, by=room.lead).included == 6
    assert Report.objects.count() == StageRecord.objects.filter(stage=room.full_text).count() == 6
    assert Event.objects.filter(verb="records released").count() == 3


def test_a_copy_is_not_released(room):
    room.both(room.records[0])
    Record.objects.filter(pk=room.records[0].pk).update(primary=room.records[1])
    assert release_settled(stage=room.stage, by=room.lead) == Released(0, 0)


def test_reports_not_retrieved_are_not_in_the_queue(room):
    for record in room.records[:2]:
        room.both(record)
    release_settled(stage=room.stage, by=room.lead)
    open_stage(stage=room.full_text, by=room.lead)
    Report.objects.filter(record=room.records[0]).update(retrieval="not-retrieved")
    queue = claim_slots(by=room.a, stage=room.full_text, count=20)
    assert [slot.record for slot in queue] == [room.records[1]]
    assert stage_count(room.a, room.full_text).wanted == 2


# Closing and blinding


def test_a_stage_closes_when_every_record_is_released(room):
    for record in room.records[1:]:
        room.both(record)
    room.vote(room.a, room.records[0])
    with pytest.raises(Closed, match="1 waiting for votes, 5 settled but not released"):
        close_stage(stage=room.stage, version=room.stage.version, by=room.lead)
    room.vote(room.b, room.records[0], "exclude")
    with pytest.raises(Closed, match="1 in conflict, 5 settled but not released"):
        close_stage(stage=room.stage, version=room.stage.version, by=room.lead)
    room.vote(room.b, room.records[0], "include")
    release_settled(stage=room.stage, by=room.lead)
    close_stage(stage=room.stage, version=room.stage.version, by=room.lead)
    assert room.stage.closed_at is not None
    reopen_stage(stage=room.stage, version=room.stage.version, by=room.lead)
    assert room.stage.closed_at is None


def test_unblinding_is_written_down_with_its_reason(room):
    with pytest.raises(Invalid, match="Say in a sentence why"):
        set_blinding(stage=room.stage, blinded=False, version=room.stage.version, by=room.lead, why="")
    set_blinding(stage=room.stage, blinded=False, version=room.stage.version, by=room.lead, why="Training is over.")
    event = Event.objects.get(verb="stage unblinded")
    assert (event.actor, event.before, event.after) == (str(room.lead), {"blinded": True}, {"blinded": False})
    assert event.reason == "Training is over."


def test_a_vote_taken_back_before_the_stage_was_unblinded_can_be_given_again(room, sign_in):
    """What is offered is taken: its author could not see the other vote, since the record waits."""
    record = room.records[0]
    room.both(record, "include", "exclude")
    withdraw(slot=room.seat(room.a, record), by=room.a, key=uuid.uuid4())
    room.stage.refresh_from_db()
    set_blinding(stage=room.stage, blinded=False, version=room.stage.version, by=room.lead, why="Training.")
    offered = next(slot for slot in claim_slots(by=room.a, stage=room.stage) if slot.record_id == record.pk)
    offered.stage.refresh_from_db()
    decide(slot=offered, verdict="exclude", reason=None, by=room.a, key=uuid.uuid4(), fence=offered.fence)
    assert room.entry(record).state == "excluded"
    with pytest.raises(Closed, match="were in, and you could see how they came out"):
        room.vote(room.a, record, "include")


def test_records_that_nobody_can_finish_with_more_votes_are_counted_before_and_named_after(room, sign_in):
    """Of three reviewers one leads: where complete votes could be read, the third vote is nobody's."""
    both = factories.make_member(room.stage.review, "lead", "reviewer")
    for record in room.records[:2]:
        room.both(record)
    room.vote(room.a, room.records[2])
    assert votes_preview(room.stage, 3).nobody_left == 2
    address = reverse("workflow:stage", kwargs={"slug": room.stage.review.slug, "stage_slug": room.stage.slug})
    assert "2 records could not be finished" in sign_in(room.lead).get(f"{address}?needed=3").text
    need(room, 3)
    assert {one.entry.record for one in stuck_records(room.lead, room.stage)} == set(room.records[:2])
    for record in room.records[2:]:
        room.vote(both, record)
    screen = reverse("workflow:screen", kwargs={"slug": room.stage.review.slug, "stage_slug": room.stage.slug})
    assert "2 records wait for a vote that is not asked of you" in sign_in(both).get(screen).text
    factories.make_member(room.stage.review, "reviewer")
    assert stuck_records(room.lead, room.stage) == []


def test_changes_of_rules_can_be_undone_one_after_the_other(room, sign_in):
    address = reverse("workflow:stage", kwargs={"slug": room.stage.review.slug, "stage_slug": room.stage.slug})
    need(room, 3)
    room.stage.refresh_from_db()
    rules = {"maybe_rule": "conflict", "reasons_conflict": True, "version": room.stage.version}
    set_counting_rules(stage=room.stage, by=room.lead, **rules)
    need(room, 1)
    offered = []
    for undone in (lambda: need(room, 3), lambda: _go_back(room), lambda: need(room, 2), None):
        change = sign_in(room.lead).get(address).context["last_change"]
        offered.append(
            change and (change["name"], change["before"].get("votes_needed"), change["before"]["maybe_rule"])
        )
        if undone:
            undone()
    assert offered == [
        ("votes_needed", 3, "conflict"),
        ("counting_rules", None, "include"),
        ("votes_needed", 2, "include"),
        None,
    ]


def _go_back(room):
    room.stage.refresh_from_db()
    rules = {"maybe_rule": "include", "reasons_conflict": False, "version": room.stage.version}
    set_counting_rules(stage=room.stage, by=room.lead, **rules)


def test_what_keeps_a_stage_from_closing_leads_to_its_records(room, sign_in):
    room.both(room.records[0], "include", "exclude")
    hand_back(slot=room.seat(room.a, room.records[1]), interest=False, why="In Japanese", by=room.a)
    ids = {"slug": room.lead.review.slug, "stage_slug": room.stage.slug}
    browser = sign_in(room.lead)
    page = browser.get(reverse("workflow:stage", kwargs=ids)).text
    here = reverse("finding:list", kwargs={"slug": room.lead.review.slug})
    assert f'<a href="{here}?stage={room.stage.pk}&amp;state=waiting">5 records</a> wait for votes' in page
    assert f'<a href="{here}?stage={room.stage.pk}&amp;state=conflict">1 record</a> is in conflict' in page
    assert "1 record waits for more votes than reviewers are left" in page
    listed = browser.get(f"{here}?stage={room.stage.pk}&state=conflict").text
    assert room.records[0].title in listed
    with pytest.raises(Closed, match="under “Close it” each number leads to its records"):
        close_stage(stage=room.stage, version=room.stage.version, by=room.lead)
