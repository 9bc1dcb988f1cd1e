"""The pages as plain forms and as the script asks for them."""

import json
import re
import uuid

import pytest
from django.urls import reverse

from screening.models import Decision, Keyword, Record, Report, Slot, Stage
from screening.workflow.actions import (
    claim_slots,
    close_stage,
    open_stage,
    release_settled,
    resolve_conflict,
    set_blinding,
    set_votes_needed,
)
from tests import factories

JSON = {"HTTP_ACCEPT": "application/json"}


def url(room, name, **ids):
    stage_slug = ids.pop("stage_slug", room.stage.slug)
    kwargs = {"slug": room.lead.review.slug, **ids}
    if name not in ("queue", "conflicts", "conflict", "resolve", "reopen_conflict"):
        kwargs["stage_slug"] = stage_slug
    return reverse(f"workflow:{name}", kwargs=kwargs)


def form_on(page) -> dict[str, str]:
    """The hidden fields of the decision form as a browser without a script would send them."""
    form = re.search(r'<form id="decision".*?</form>', page, re.S)[0]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    return {"action": re.search(r'action="([^"]*)"', form)[1], **fields}


def state_of(page) -> dict:
    return json.loads(
        re.search(r'<script id="screening-state" type="application/json">(.*?)</script>', page, re.S)[1]
    )


@pytest.fixture
def browser(room, sign_in):
    return sign_in(room.a)


# Without a script


def test_a_vote_as_a_plain_form_leads_to_the_next_card(room, browser):
    first = form_on(browser.get(url(room, "screen")).text)
    action = first.pop("action")
    answer = browser.post(action, {**first, "verdict": "maybe", "note": "dose?"})
    assert (answer.status_code, answer["Location"]) == (302, url(room, "screen"))
    slot = Slot.objects.get(vote__isnull=False)
    assert (slot.vote.verdict, slot.vote.note, slot.reviewer) == ("maybe", "dose?", room.a)
    page = browser.get(answer["Location"]).text
    assert f"Marked as maybe: {slot.record.title}" in page
    assert form_on(page)["action"] != action


def test_a_double_submit_of_the_same_form_is_one_vote(room, browser):
    fields = form_on(browser.get(url(room, "screen")).text)
    action = fields.pop("action")
    for _ in range(2):
        assert browser.post(action, {**fields, "verdict": "include"}).status_code == 302
    assert Decision.objects.count() == 1


def test_a_reason_button_alone_excludes_with_that_reason(room, browser):
    fields = form_on(browser.get(url(room, "screen")).text)
    browser.post(fields.pop("action"), {**fields, "reason": room.reasons[1].pk})
    vote = Decision.objects.get()
    assert (vote.verdict, vote.reason) == ("exclude", room.reasons[1])


def test_skipping_shows_the_record_behind_and_the_vote_goes_on_from_there(room, browser):
    slots = claim_slots(by=room.a, stage=room.stage, count=20)
    page = browser.get(url(room, "screen"), {"after": slots[1].pk}).text
    fields = form_on(page)
    assert fields["action"] == url(room, "decide", slot_id=slots[2].pk)
    answer = browser.post(fields.pop("action"), {**fields, "verdict": "include"})
    assert answer["Location"] == f"{url(room, 'screen')}?after={slots[1].pk}"
    assert form_on(browser.get(answer["Location"]).text)["action"] == url(room, "decide", slot_id=slots[3].pk)


def test_the_last_vote_can_be_taken_back_from_the_next_card(room, browser):
    fields = form_on(browser.get(url(room, "screen")).text)
    action = fields.pop("action")
    browser.post(action, {**fields, "verdict": "include"})
    page = browser.get(url(room, "screen")).text
    back = re.search(r'id="undo"[^>]*formaction="([^"]*)"', page)[1]
    answer = browser.post(back, {"key": uuid.uuid4()})
    slot = Slot.objects.get(pk=Decision.objects.first().slot_id)
    assert answer["Location"] == f"{url(room, 'screen')}?slot={slot.pk}"
    assert form_on(browser.get(answer["Location"]).text)["action"] == action
    assert slot.vote is None


def test_my_decisions_lists_own_votes_only_and_leads_to_a_change(room, browser):
    mine = room.vote(room.a, room.records[0], "exclude", reason=room.reasons[0])
    room.vote(room.b, room.records[1], "include", note="the other's words")
    page = browser.get(url(room, "mine")).text
    assert f"{url(room, 'screen')}?slot={mine.slot_id}" in page
    assert str(room.reasons[0]) in page
    assert "the other's words" not in page
    assert room.records[1].title not in page
    again = browser.get(url(room, "screen"), {"slot": mine.slot_id}).text
    assert '<button class="verdict tone-exclude" name="verdict" value="exclude" aria-pressed="true">' in again


def test_a_refused_vote_is_told_on_the_page(room, browser):
    slot = room.seat(room.a, room.records[0])
    Slot.objects.filter(pk=slot.pk).update(reviewer=room.b, fence=slot.fence + 1)
    answer = browser.post(
        url(room, "decide", slot_id=slot.pk),
        {"key": uuid.uuid4(), "fence": slot.fence, "verdict": "include"},
        HTTP_REFERER=f"http://testserver{url(room, 'screen')}",
        follow=True,
    )
    assert "Your vote on this record was not stored" in answer.text
    assert Decision.objects.count() == 0


# For the script


def test_the_page_brings_twenty_cards_and_more_can_be_had(cast, sign_in):
    from tests.screening.workflow.conftest import make_room

    room = make_room(cast, records=50)
    browser = sign_in(room.a)
    cards = state_of(browser.get(url(room, "screen")).text)["cards"]
    more = browser.get(url(room, "cards"), {"have": 20}).json()["cards"]
    assert len(cards) == 20
    assert [card["slot"] for card in more[:20]] == [card["slot"] for card in cards]
    assert len(more) == 40


def test_a_vote_by_the_script_answers_with_the_vote_and_nothing_else(room, browser):
    slot = room.seat(room.a, room.records[0])
    room.vote(room.b, room.records[0], "exclude")
    key = str(uuid.uuid4())
    data = {"key": key, "fence": slot.fence, "verdict": "include"}
    for _ in range(2):
        answer = browser.post(url(room, "decide", slot_id=slot.pk), data, **JSON)
        assert (answer.status_code, answer.json()) == (200, {"saved": key, "verdict": "include"})
    assert Decision.objects.filter(reviewer=room.a).count() == 1


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        ({"fence": 7}, 409, "Fenced"),
        ({"verdict": "exclude", "reason": "999999"}, 422, "Invalid"),
        ({"verdict": "withdrawn"}, 422, "Invalid"),
        ({"key": "no key"}, 422, "Invalid"),
    ],
)
def test_a_refusal_is_told_in_words(room, browser, change, status, kind):
    slot = room.seat(room.a, room.records[0])
    data = {"key": uuid.uuid4(), "fence": slot.fence, "verdict": "include", **change}
    answer = browser.post(url(room, "decide", slot_id=slot.pk), data, **JSON)
    assert (answer.status_code, answer.json()["kind"]) == (status, kind)
    assert len(answer.json()["error"]) > 20
    assert Decision.objects.count() == 0


def test_a_vote_is_taken_back_by_the_script(room, browser):
    vote = room.vote(room.a, room.records[0])
    answer = browser.post(url(room, "withdraw", slot_id=vote.slot_id), {"key": uuid.uuid4()}, **JSON)
    assert answer.json()["verdict"] == ""
    assert Slot.objects.get(pk=vote.slot_id).vote is None


def test_earlier_cards_come_with_the_own_votes_latest_first(room, browser):
    first = room.vote(room.a, room.records[0], "exclude", reason=room.reasons[0], note="n")
    second = room.vote(room.a, room.records[1], "include")
    found = browser.get(url(room, "past")).json()["cards"]
    assert [(card["slot"], card["verdict"], card["reason"], card["note"]) for card in found] == [
        (str(second.slot_id), "include", None, ""),
        (str(first.slot_id), "exclude", room.reasons[0].pk, "n"),
    ]
    assert browser.get(url(room, "past"), {"skip": 1}).json()["cards"] == found[1:]


def test_the_text_of_a_record_never_becomes_html(room, browser):
    attack = '<script>alert(1)</script><img src=x onerror=alert(2)> ketamine "quoted" </script>'
    Keyword.objects.create(review=room.lead.review, kind="include", text="ketamine")
    Record.objects.update(title=attack, abstract=attack, journal=attack, authors=[attack], keywords=[attack])
    page = browser.get(url(room, "screen")).text
    card = state_of(page)["cards"][0]
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in card["html"]
    assert '<mark class="hl-include">ketamine</mark>' in card["html"]


def test_a_full_text_card_links_its_pdf_page_only_while_the_file_stands(room, browser, sign_in):
    room.both(room.records[0])
    release_settled(stage=room.stage, by=room.lead)
    open_stage(stage=room.full_text, by=room.lead)
    report = Report.objects.get()
    file = report.files.create(
        file="reports/x", filename="trial.pdf", sha256="0" * 64, size=1, pages=1, uploaded_by=room.lead
    )
    read = reverse("fulltext:read", kwargs={"slug": room.lead.review.slug, "file_id": file.pk})
    assert read in browser.get(url(room, "screen", stage_slug="full-text")).text


# Conflicts and stages


def test_the_conflict_page_shows_both_votes_and_settles(room, sign_in):
    room.vote(room.a, room.records[0], "include", note="Adults only.")
    room.vote(room.b, room.records[0], "exclude", reason=room.reasons[1])
    entry = room.entry(room.records[0])
    browser = sign_in(room.adjudicator)
    page = browser.get(url(room, "conflict", entry_id=entry.pk)).text
    assert "Adults only." in page
    assert str(room.reasons[1]) in page
    assert str(room.a) in page
    key = re.search(r'name="key" value="([^"]*)"', page)[1]
    data = {"key": key, "verdict": "include", "reason": "", "rationale": "Adults it is."}
    answer = browser.post(url(room, "resolve", entry_id=entry.pk), data)
    assert answer["Location"] == url(room, "conflicts") + "#main"
    assert room.entry(room.records[0]).state == "included"


def test_reviewers_read_the_agreement_once_the_stage_is_unblinded(room, sign_in):
    for record in room.records[:4]:
        room.both(record)
    page, browser = url(room, "agreement"), sign_in(room.a)
    before = browser.get(page)
    assert ("Shown once the stage is unblinded" in before.text, before.context["found"].records) == (True, 0)
    room.stage.refresh_from_db()
    set_blinding(stage=room.stage, blinded=False, why="All are in.", version=room.stage.version, by=room.lead)
    after = browser.get(page)
    assert ("Pair by pair" in after.text, after.context["found"].records) == (True, 4)


def test_a_decision_without_a_rationale_is_asked_again_with_what_was_chosen(room, sign_in):
    room.both(room.records[0], "include", "exclude")
    entry = room.entry(room.records[0])
    answer = sign_in(room.adjudicator).post(
        url(room, "resolve", entry_id=entry.pk), {"key": uuid.uuid4(), "verdict": "exclude", "rationale": ""}
    )
    assert answer.status_code == 422
    assert "Say in a sentence why" in answer.text
    assert re.search(r'value="exclude"[^>]*checked', answer.text)
    assert room.entry(room.records[0]).state == "conflict"


def test_a_record_with_votes_to_come_has_no_conflict_page(room, sign_in):
    room.vote(room.a, room.records[0], "exclude")
    room.both(room.records[1])
    browser = sign_in(room.adjudicator)
    for record in room.records[:2]:
        assert browser.get(url(room, "conflict", entry_id=room.entry(record).pk)).status_code == 404


def test_a_settled_conflict_is_reopened_with_a_reason(room, sign_in):
    room.both(room.records[0], "include", "exclude")
    entry = room.entry(room.records[0])
    resolve_conflict(
        entry=entry, verdict="include", reason=None, rationale="Yes.", by=room.adjudicator, key=uuid.uuid4()
    )
    sign_in(room.adjudicator).post(url(room, "reopen_conflict", entry_id=entry.pk), {"why": "Misread."})
    assert room.entry(room.records[0]).state == "conflict"


def test_the_agreement_page_gives_the_figures_of_first_votes(room, sign_in):
    for record, second in zip(room.records[:4], ["include", "include", "exclude", "exclude"], strict=True):
        room.both(record, "include" if record.pk % 2 else "exclude", second)
    page = sign_in(room.lead).get(url(room, "agreement")).text
    assert "4 records whose votes are all in" in page
    assert re.search(rf"{room.a} and {room.b}", page)
    assert "50.0%" in page


def test_the_lead_opens_rules_and_releases(room, sign_in):
    browser = sign_in(room.lead)
    room.both(room.records[0])
    page = browser.get(url(room, "stage"), {"needed": 1}).text
    assert "5 empty seats closed" in page
    assert "no vote is changed or deleted" in page
    room.stage.refresh_from_db()
    browser.post(url(room, "votes_needed"), {"needed": 1, "version": room.stage.version})
    browser.post(url(room, "release"))
    assert Report.objects.count() == 1
    browser.post(url(room, "open", stage_slug="full-text"))
    room.full_text.refresh_from_db()
    assert room.full_text.opened_at is not None


def test_blinding_is_turned_off_with_a_reason_only(room, sign_in):
    browser = sign_in(room.lead)
    browser.post(url(room, "blinding"), {"version": room.stage.version, "why": ""})
    room.stage.refresh_from_db()
    assert room.stage.blinded is True
    browser.post(url(room, "blinding"), {"version": room.stage.version, "why": "Pilot done."})
    room.stage.refresh_from_db()
    assert room.stage.blinded is False


def test_opening_full_text_says_how_many_records_a_release_has_seated(room, sign_in):
    for record in room.records[:2]:
        room.both(record)
    release_settled(stage=room.stage, by=room.lead)
    page = sign_in(room.lead).post(url(room, "open", stage_slug="full-text"), follow=True).content.decode()
    assert "Full text is open. 2 records were given their seats." in page


def test_a_report_that_was_not_retrieved_is_counted_apart_and_keeps_no_stage_open(room, sign_in):
    lost, read = room.records[:2]
    for record in (lost, read):
        room.both(record)
    release_settled(stage=room.stage, by=room.lead)
    open_stage(stage=room.full_text, by=room.lead)
    room.both(read, stage=room.full_text)
    Report.objects.filter(record=lost).update(retrieval="not-retrieved")
    page = sign_in(room.lead).get(url(room, "stage", stage_slug="full-text")).content.decode()
    shown = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", page))
    assert (shown["Waiting for votes"], shown["Included"], shown["Not retrieved"]) == ("0", "1", "1")
    release_settled(stage=room.full_text, by=room.lead)
    close_stage(stage=room.full_text, version=room.full_text.version, by=room.lead)
    assert room.full_text.closed_at is not None


def test_votes_given_after_a_decision_stand_beside_those_that_were_judged(room, sign_in):
    record = room.records[0]
    room.both(record, "include", "exclude")
    entry = room.entry(record)
    why = {"verdict": "exclude", "reason": None, "rationale": "Rats.", "key": uuid.uuid4()}
    resolve_conflict(entry=entry, by=room.adjudicator, **why)
    set_votes_needed(stage=room.stage, needed=3, version=room.stage.version, by=room.lead)
    third = factories.make_member(room.stage.review, "reviewer")
    room.vote(third, record, "exclude")
    shown = sign_in(room.adjudicator).get(url(room, "conflict", entry_id=entry.pk)).context
    assert [vote.verdict for vote in shown["votes"]] == ["include", "exclude"]
    assert [(vote.reviewer_id, vote.verdict) for vote in shown["later"]] == [(third.pk, "exclude")]


def test_a_decision_on_what_is_no_conflict_any_more_is_refused_and_its_text_kept(room, sign_in):
    record = room.records[0]
    room.both(record, "include", "exclude")
    entry = room.entry(record)
    room.vote(room.b, record, "include")
    written = {"verdict": "exclude", "reason": "", "rationale": "The rats of table 2.", "key": uuid.uuid4()}
    answer = sign_in(room.adjudicator).post(url(room, "resolve", entry_id=entry.pk), written)
    assert answer.status_code == 409
    assert "This record is no longer in conflict" in answer.text
    assert "The rats of table 2." in answer.text
    assert room.entry(record).state == "included"


def test_the_script_is_told_whose_cards_they_are_so_that_votes_wait_for_their_own_person(room, browser, sign_in):
    kwargs = {"slug": room.a.review.slug, "stage_slug": room.stage.slug}
    address = reverse("workflow:cards", kwargs=kwargs)
    assert [sign_in(who).get(address).json()["user"] for who in (room.a, room.b)] == [
        room.a.user_id,
        room.b.user_id,
    ]


def test_the_conflict_form_says_when_a_reason_is_needed(room, sign_in):
    record = room.records[0]
    room.both(record, "include", "exclude")
    browser, page = sign_in(room.adjudicator), url(room, "conflict", entry_id=room.entry(record).pk)
    assert 'Reason <span class="field__optional">(optional)' in browser.get(page).text
    Stage.objects.filter(pk=room.stage.pk).update(reason_required=True)
    shown = browser.get(page).text
    assert 'Reason <span class="field__optional">(needed to exclude)' in shown
    assert "Choose a reason to exclude" in shown


def test_an_undo_sent_again_since_its_answer_was_lost_is_the_same_answer(room, sign_in):
    slot = room.vote(room.a, room.records[0]).slot
    browser, key = sign_in(room.a), str(uuid.uuid4())
    answers = [browser.post(url(room, "withdraw", slot_id=slot.pk), {"key": key}, **JSON).json() for _ in range(2)]
    assert answers == [{"saved": key, "verdict": ""}] * 2
    other = browser.post(url(room, "withdraw", slot_id=slot.pk), {"key": str(uuid.uuid4())}, **JSON).json()
    assert other["saved"] is None
