"""The screening page in Chromium: keys, votes sent in the background, kept while offline, taken back."""

import os
import shutil

import pytest
from django.conf import settings
from django.urls import reverse

from screening.models import Decision, Recusal, Slot
from screening.workflow.actions import add_label
from screening.workflow.blinding import own_labels
from tests.screening.workflow.conftest import make_room

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed"),
]
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    # Playwright's loop runs in this thread, where Django would refuse every query of the test itself.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def room(cast):
    return make_room(cast, records=8)


@pytest.fixture
def context(chromium, live_server, room, sign_in):
    context = chromium.new_context()
    session = sign_in(room.a).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    yield context
    context.close()


@pytest.fixture
def page(context, live_server, room):
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.goto(
        live_server.url
        + reverse("workflow:screen", kwargs={"slug": room.lead.review.slug, "stage_slug": room.stage.slug})
    )
    page.wait_for_selector(".record__title")
    yield page
    assert page.problems == []


@pytest.fixture
def label(room):
    return add_label(name="Ask the authors", colour=2, parent=None, by=room.lead)


def titles(page) -> str:
    return page.text_content(".record__title")


def saved(page) -> None:
    page.wait_for_selector("#saved-state[data-state=saved]")


def until(page, expression: str, *arguments) -> None:
    """Wait for a condition by asking again and again: the page's own policy forbids evaluating in it."""
    for _ in range(100):
        if page.evaluate(expression, *arguments):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")


def standing(room) -> list[tuple[str, str]]:
    slots = Slot.objects.filter(reviewer=room.a, vote__isnull=False).order_by("rank").select_related("vote__record")
    return [(slot.vote.record.title, slot.vote.verdict) for slot in slots]


def test_keys_vote_and_the_next_card_has_the_focus(page, room):
    seen = []
    for key in ("i", "e", "u", "2"):
        seen.append(titles(page))
        page.keyboard.press(key)
    saved(page)
    assert standing(room) == list(zip(seen, ["include", "exclude", "maybe", "exclude"], strict=True))
    assert Decision.objects.get(reason=room.reasons[1]).record.title == seen[3]
    assert page.evaluate("document.activeElement.className") == "record__title"
    assert page.text_content("#decision-progress") == "4 of 8"
    page.wait_for_function(
        "document.getElementById('live-polite').textContent.startsWith('Excluded. Record 5 of 8')"
    )


def test_a_held_key_votes_once_and_typing_never_votes(page, room):
    page.keyboard.down("i")
    page.keyboard.down("i")
    page.keyboard.down("i")
    page.keyboard.up("i")
    page.keyboard.press("n")
    page.keyboard.type("i e u 1 z")
    saved(page)
    assert len(standing(room)) == 1
    assert page.input_value("#note") == "i e u 1 z"


def test_undo_goes_back_through_this_visit_and_the_one_before(page, room):
    first = titles(page)
    page.keyboard.press("i")
    saved(page)
    page.reload()
    page.wait_for_selector(".record__title")
    second = titles(page)
    page.keyboard.press("e")
    page.keyboard.press("z")
    assert titles(page) == second
    page.keyboard.press("Control+z")
    until(page, "title => document.querySelector('.record__title').textContent === title", first)
    saved(page)
    assert standing(room) == []
    assert sorted(Decision.objects.values_list("verdict", flat=True)) == [
        "exclude",
        "include",
        "withdrawn",
        "withdrawn",
    ]


def test_skipping_and_going_back_sends_nothing(page, room):
    first = titles(page)
    page.keyboard.press("j")
    second = titles(page)
    page.keyboard.press("k")
    assert (titles(page), second != first) == (first, True)
    page.keyboard.press("ArrowRight")
    assert titles(page) == second
    assert Decision.objects.count() == 0


def test_a_vote_is_changed_from_the_card_before(page, room):
    title = titles(page)
    page.keyboard.press("i")
    page.keyboard.press("k")
    assert page.text_content("#card-status") == "Your vote: Included. Vote again to change it."
    page.keyboard.press("e")
    saved(page)
    assert standing(room) == [(title, "exclude")]


def test_votes_cast_offline_survive_a_reload_and_are_sent_once(page, context, room):
    context.set_offline(True)
    seen = []
    for key in ("i", "e", "i"):
        seen.append(titles(page))
        page.keyboard.press(key)
    until(page, "document.getElementById('saved-state').textContent === 'Offline · 3 votes kept here'")
    assert Decision.objects.count() == 0
    address = page.url
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    context.set_offline(False)
    page.goto(address)
    until(page, "Object.keys(localStorage).filter(key => key.startsWith('ketreview.vote')).length === 0")
    assert standing(room) == list(zip(seen, ["include", "exclude", "include"], strict=True))
    assert Decision.objects.count() == 3
    until(page, "document.getElementById('decision-progress').textContent === '3 of 8'")
    assert titles(page) not in seen


def test_a_vote_that_came_too_late_is_told_and_not_stored(page, room):
    title = titles(page)
    Slot.objects.filter(record__title=title, reviewer=room.a).update(reviewer=None, fence=3)
    page.keyboard.press("i")
    toast = page.wait_for_selector(".toast")
    assert "Your vote on this record was not stored" in toast.text_content()
    assert title[:60] in toast.text_content()
    assert Decision.objects.count() == 0
    assert titles(page) != title


def test_keys_can_be_changed_and_turned_off(page, room):
    page.keyboard.press("?")
    page.fill("#key-include", "y")
    page.press("#key-include", "Tab")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    assert page.text_content("button[value=include] .key") == "Y"
    page.keyboard.press("y")
    saved(page)
    assert len(standing(room)) == 1
    page.reload()
    page.keyboard.press("?")
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.keyboard.press("y")
    page.keyboard.press("e")
    assert len(standing(room)) == 1


def test_the_last_vote_leads_to_the_end_of_the_queue(page, room):
    for _ in range(8):
        page.keyboard.press("i")
    saved(page)
    page.wait_for_selector("#done:not([hidden])")
    assert page.is_disabled("button[value=include]")
    assert len(standing(room)) == 8
    page.keyboard.press("z")
    page.wait_for_selector("button[value=include]:not([disabled])")
    saved(page)
    assert len(standing(room)) == 7


def test_a_burst_of_keys_is_stored_once_and_in_order(page, room):
    seen = []
    for number in range(8):
        seen.append(titles(page))
        page.keyboard.press("e" if number % 2 else "i")
    saved(page)
    stored = list(Decision.objects.order_by("decided_at").values_list("record__title", "verdict"))
    assert stored == [(title, "exclude" if n % 2 else "include") for n, title in enumerate(seen)]


def test_size_and_spacing_of_the_text_are_chosen_apart_and_remembered(page, room):
    page.click("summary:has-text('Reading')")
    page.click("[data-text=larger]")
    page.click("[data-spacing=spaced]")
    page.reload()
    page.wait_for_selector(".record__title")
    assert page.get_attribute("#screening", "class") == "screening text-spaced text-larger"
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.record__abstract')).fontSize)") == 24
    page.click("summary:has-text('Reading')")
    page.click("[data-text='']")
    assert page.get_attribute("#screening", "class") == "screening text-spaced"


def test_the_keys_of_another_program_are_one_choice_away(page, room):
    page.keyboard.press("?")
    page.select_option("#key-habit", "covidence")
    page.keyboard.press("Escape")
    title = titles(page)
    page.keyboard.press("n")
    saved(page)
    assert standing(room) == [(title, "exclude")]
    page.reload()
    page.wait_for_selector(".record__title")
    assert page.text_content("button[value=include] .key") == "Y"
    page.keyboard.press("?")
    assert page.input_value("#key-habit") == "covidence"


def test_a_refused_vote_stays_in_sight_until_it_was_read(page, room):
    title = titles(page)
    Slot.objects.filter(record__title=title, reviewer=room.a).update(reviewer=None, fence=3)
    page.keyboard.press("i")
    page.wait_for_selector("#refused:not([hidden])")
    page.reload()
    page.wait_for_selector("#refused:not([hidden])")
    assert page.text_content("#refused-count") == "One vote was not stored"
    assert title in page.text_content("#refused-list")
    page.click("#refused-read")
    page.reload()
    page.wait_for_selector(".record__title")
    assert page.is_hidden("#refused")


def test_escape_leaves_the_note_and_the_keys_vote_again(page, room):
    title = titles(page)
    page.keyboard.press("n")
    page.keyboard.type("Adults, i think")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    saved(page)
    assert list(Decision.objects.values_list("record__title", "verdict", "note")) == [
        (title, "include", "Adults, i think")
    ]


def test_labels_by_key_are_saved_and_stay_with_their_record(label, page, room):
    page.keyboard.press("t")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('labels-chosen').textContent === 'Ask the authors'")
    page.keyboard.press("i")
    saved(page)
    assert page.text_content("#labels-chosen") == ""
    page.keyboard.press("k")
    assert page.text_content("#labels-chosen") == "Ask the authors"
    voted = Decision.objects.get()
    assert own_labels(room.a, [voted.record_id]) == {voted.record_id: [label.pk]}


def test_a_record_is_handed_back_by_keyboard_and_the_next_one_comes(page, room):
    first = titles(page)
    page.focus("#not-mine summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("In Japanese")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    saved(page)
    recusal = Recusal.objects.get()
    assert (recusal.record.title, recusal.why, recusal.kind) == (first, "In Japanese", "handed-back")
    assert titles(page) != first
    assert page.text_content("#decision-progress") == "0 of 7"
    assert page.evaluate("document.activeElement.className") == "record__title"
