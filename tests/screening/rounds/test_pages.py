"""The pages of calibration: who is shown what, when."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from screening.models import Comment, Criterion, Event, Slot, Stage, StageRecord
from screening.rounds.actions import end_calibration, start_calibration, unlock_stage
from screening.workflow.actions import resolve_conflict, set_counting_rules
from tests import factories
from tests.screening.rounds.conftest import vote_all


@pytest.fixture
def round_(room):
    asked = {"size": 4, "measure": "kappa", "threshold": Decimal("0.6")}
    room.stage.refresh_from_db()
    return start_calibration(stage=room.stage, version=room.stage.version, by=room.lead, **asked)


def url(room, name, **ids):
    return reverse(f"rounds:{name}", kwargs={"slug": room.lead.review.slug, **ids})


def test_a_lead_begins_and_ends_a_round_on_the_page(room, sign_in):
    lead = sign_in(room.lead)
    room.stage.refresh_from_db()
    form = {"size": 4, "measure": "kappa", "threshold": "0.6", "version": room.stage.version}
    page = lead.post(url(room, "begin_calibration", stage_slug=room.stage.slug), form, follow=True)
    assert "4 records were drawn" in page.text
    round_ = room.stage.rounds.get().round
    assert Event.objects.get(verb="calibration round begun").after["size"] == 4
    assert "Screen 4 records" in sign_in(room.a).get(url(room, "calibration", stage_slug=room.stage.slug)).text
    vote_all(round_, room.a, room.b)
    done = lead.post(url(room, "end_calibration", stage_slug=round_.stage.slug), follow=True)
    assert "Reached." in done.text


def test_what_is_wrong_is_said_beside_the_form(room, sign_in):
    form = {"size": 40, "measure": "kappa", "threshold": "0.6", "version": room.stage.version + 9}
    page = sign_in(room.lead).post(url(room, "begin_calibration", stage_slug=room.stage.slug), form)
    assert page.status_code == 422
    assert "Only 12 records wait without a vote" in page.text


def test_the_result_does_not_exist_before_the_end_for_anybody(room, round_, cast, sign_in):
    vote_all(round_, room.a, room.b, differ_on=1)
    at = url(room, "result", stage_slug=round_.stage.slug)
    roles = ("lead", "reviewer", "adjudicator", "methodologist")
    assert [sign_in(cast.members[role]).get(at).status_code for role in roles] == [404] * 4
    end_calibration(round_=round_, by=room.lead)
    assert [sign_in(cast.members[role]).get(at).status_code for role in roles] == [200] * 4
    assert sign_in(cast.observer).get(at).status_code == 403


def test_a_disagreement_is_discussed_under_its_criterion(room, round_, sign_in):
    vote_all(round_, room.a, room.b, differ_on=1)
    end_calibration(round_=round_, by=room.lead)
    criterion = Criterion.objects.create(review=room.lead.review, kind="include", text="Adults only")
    entry = round_.stage.entries.last()
    sent = {"criterion": criterion.pk, "text": "Are these adults?"}
    page = sign_in(room.b).post(url(room, "say", entry_id=entry.pk), sent, follow=True)
    assert Comment.objects.get().criterion == criterion
    assert "Adults only: 1 record" in page.text
    foreign = Criterion.objects.create(
        review=room.lead.review, kind="include", text="Old", archived_at="2026-01-01T00:00Z"
    )
    answer = sign_in(room.b).post(url(room, "say", entry_id=entry.pk), {"criterion": foreign.pk, "text": "x"})
    assert (answer.status_code, Comment.objects.count()) == (422, 1)


def test_a_vote_of_an_open_round_is_not_discussed(room, round_, sign_in):
    vote_all(round_, room.a, room.b, differ_on=1)
    at = url(room, "say", entry_id=round_.stage.entries.last().pk)
    for member in (room.a, room.adjudicator, room.lead):
        assert sign_in(member).post(at, {"text": "What?"}).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_round(room, round_, sign_in, django_assert_max_num_queries):
    vote_all(round_, room.a, room.b, differ_on=4, includes=0)
    end_calibration(round_=round_, by=room.lead)
    browser = sign_in(room.a)
    with django_assert_max_num_queries(26):
        browser.get(url(room, "result", stage_slug=round_.stage.slug))


def test_the_result_says_how_a_maybe_was_counted_in_the_round(room, round_, sign_in):
    vote_all(round_, room.a, room.b)
    end_calibration(round_=round_, by=room.lead)
    room.stage.refresh_from_db()
    rules = {"maybe_rule": "conflict", "reasons_conflict": False, "version": room.stage.version}
    set_counting_rules(stage=room.stage, by=room.lead, **rules)
    page = sign_in(room.lead).get(url(room, "result", stage_slug=round_.stage.slug)).text
    assert "A maybe counts as an include, as the stage's rule was when the round began." in page


def test_an_adjudicator_who_decides_blindly_reads_no_vote_and_no_figure_of_a_round(room, round_, sign_in, cast):
    third = factories.make_member(cast.review, "reviewer")
    Stage.objects.filter(pk=room.stage.pk).update(directions_hidden=True)
    records = vote_all(round_, room.a, room.b, differ_on=1)
    slots = Slot.objects.filter(stage=round_.stage, record=records[-1])
    assert {slot.vote.verdict for slot in slots} == {"include", "exclude"}
    end_calibration(round_=round_, by=room.lead)
    unlock_stage(stage=room.stage, why="We go on.", by=room.lead)
    address = url(room, "result", stage_slug=round_.stage.slug)
    agreement = reverse("workflow:agreement", kwargs={"slug": cast.review.slug, "stage_slug": room.stage.slug})
    lead_view = reverse("progress:stage", kwargs={"slug": cast.review.slug, "stage_id": room.stage.pk})
    cleo, lead, peer = (sign_in(who) for who in (room.adjudicator, room.lead, third))
    shown = cleo.get(address)
    (one,) = shown.context["found"].disagreements
    assert [(vote.verdict, vote.note, vote.reason) for vote in one.votes] == [("", "", None)] * 2
    assert "Hidden until the conflict is settled" in shown.text
    assert shown.context["found"].pairs == []
    for page in (agreement, lead_view):
        assert "Shown once the conflicts are settled" in cleo.get(page).text
        assert "Shown once the conflicts are settled" not in lead.get(page).text
    for browser in (lead, peer):
        found = browser.get(address).context["found"]
        assert {vote.verdict for vote in found.disagreements[0].votes} == {"include", "exclude"}
        assert len(found.pairs) == 1

    entry = StageRecord.objects.get(stage=room.stage, record=records[-1])
    why = {"verdict": "include", "reason": None, "rationale": "Adults.", "key": uuid4()}
    resolve_conflict(entry=entry, by=room.adjudicator, **why)
    found = cleo.get(address).context["found"]
    assert {vote.verdict for vote in found.disagreements[0].votes} == {"include", "exclude"}
    assert len(found.pairs) == 1
    assert "Pair by pair" in cleo.get(agreement).text
