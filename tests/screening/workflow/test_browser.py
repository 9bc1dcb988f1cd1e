"""The screening page in Chromium: keys, votes sent in the background, kept while offline, taken back."""

import re
import shutil

import pytest
from django.conf import settings
from django.urls import reverse

from screening.models import Decision, Recusal, Slot
from screening.workflow.actions import add_label
from screening.workflow.blinding import own_labels
from tests.interface.chromium import WAIT_MS, until
from tests.interface.chromium import chromium as running_chromium
from tests.screening.workflow.conftest import make_room

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def chromium():
    with running_chromium() as running:
        yield running


@pytest.fixture
def room(cast):
    return make_room(cast, records=8)


@pytest.fixture
def context(chromium, live_server, room, sign_in):
    context = chromium.new_context()
    context.set_default_timeout(WAIT_MS)
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


def shows(page, selector: str, text: str) -> None:
    """The element says so, now or soon."""
    until(page, "([at, text]) => document.querySelector(at)?.textContent.trim() === text", [selector, text])


def shows_card(page, title: str) -> None:
    shows(page, ".record__title", title)


def on_another_card(page, title: str) -> None:
    until(page, "title => document.querySelector('.record__title').textContent !== title", title)


def vote(page, *keys: str) -> list[str]:
    """Press each key on a card of its own; the titles of those cards."""
    seen = []
    for key in keys:
        seen.append(titles(page))
        page.keyboard.press(key)
        on_another_card(page, seen[-1])
    return seen


VOTER = "JSON.parse(document.getElementById('screening-state').textContent).user"
KEPT = f"Object.keys(localStorage).filter(key => key.startsWith(`ketreview.vote.${{{VOTER}}}.`)).length"
"""How many votes of who is signed in lie in this browser."""


def saved(page) -> None:
    """Nothing of who is signed in waits in the browser any more, and the page says so."""
    until(page, f"document.getElementById('saved-state').dataset.state === 'saved' && {KEPT} === 0")


def close_dialog(page) -> None:
    page.keyboard.press("Escape")
    until(page, "document.querySelector('dialog[open]') === null")


def open_keys(page) -> None:
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open] #key-include")


def reload(page) -> None:
    page.reload()
    page.wait_for_selector(".record__title")


def has_the_focus(page) -> None:
    until(page, "document.activeElement.className === 'record__title'")


def standing(room) -> list[tuple[str, str]]:
    slots = Slot.objects.filter(reviewer=room.a, vote__isnull=False).order_by("rank").select_related("vote__record")
    return [(slot.vote.record.title, slot.vote.verdict) for slot in slots]


def test_keys_vote_and_the_next_card_has_the_focus(page, room):
    seen = vote(page, "i", "e", "u", "2")
    saved(page)
    assert standing(room) == list(zip(seen, ["include", "exclude", "maybe", "exclude"], strict=True))
    assert Decision.objects.get(reason=room.reasons[1]).record.title == seen[3]
    has_the_focus(page)
    shows(page, "#decision-progress", "4 of 8")
    until(page, "document.getElementById('live-polite').textContent.startsWith('Excluded. Record 5 of 8')")


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
    (first,) = vote(page, "i")
    saved(page)
    reload(page)
    (second,) = vote(page, "e")
    page.keyboard.press("z")
    shows_card(page, second)
    page.keyboard.press("Control+z")
    shows_card(page, first)
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
    on_another_card(page, first)
    second = titles(page)
    page.keyboard.press("k")
    shows_card(page, first)
    page.keyboard.press("ArrowRight")
    shows_card(page, second)
    assert (page.evaluate(KEPT), Decision.objects.count()) == (0, 0)


def test_a_vote_is_changed_from_the_card_before(page, room):
    (title,) = vote(page, "i")
    page.keyboard.press("k")
    shows(page, "#card-status", "Your vote: Included. Vote again to change it.")
    page.keyboard.press("e")
    on_another_card(page, title)
    saved(page)
    assert standing(room) == [(title, "exclude")]


def test_votes_cast_offline_survive_a_reload_and_are_sent_once(page, context, room):
    context.set_offline(True)
    seen = vote(page, "i", "e", "i")
    shows(page, "#saved-state", "Offline · 3 votes kept here")
    assert Decision.objects.count() == 0
    address = page.url
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    context.set_offline(False)
    page.goto(address)
    until(page, f"{KEPT} === 0")
    assert standing(room) == list(zip(seen, ["include", "exclude", "include"], strict=True))
    assert Decision.objects.count() == 3
    shows(page, "#decision-progress", "3 of 8")
    until(page, "seen => !seen.includes(document.querySelector('.record__title').textContent)", seen)


def test_a_vote_that_came_too_late_is_told_and_not_stored(page, room):
    title = titles(page)
    Slot.objects.filter(record__title=title, reviewer=room.a).update(reviewer=None, fence=3)
    page.keyboard.press("i")
    toast = page.wait_for_selector(".toast")
    assert "Your vote on this record was not stored" in toast.text_content()
    assert title[:60] in toast.text_content()
    assert Decision.objects.count() == 0
    on_another_card(page, title)


def test_keys_can_be_changed_and_turned_off(page, room):
    open_keys(page)
    page.fill("#key-include", "y")
    page.press("#key-include", "Tab")
    close_dialog(page)
    shows(page, "button[value=include] .key", "Y")
    before = titles(page)
    page.keyboard.press("i")
    assert (titles(page), page.evaluate(KEPT)) == (before, 0)
    vote(page, "y")
    saved(page)
    assert len(standing(room)) == 1
    reload(page)
    open_keys(page)
    page.uncheck("#keys-on")
    close_dialog(page)
    before = titles(page)
    page.keyboard.press("y")
    page.keyboard.press("e")
    assert (titles(page), page.evaluate(KEPT), len(standing(room))) == (before, 0, 1)


def test_the_last_vote_leads_to_the_end_of_the_queue(page, room):
    for _ in range(8):
        page.keyboard.press("i")
    saved(page)
    page.wait_for_selector("#done:not([hidden])")
    page.wait_for_selector("button[value=include][disabled]")
    assert len(standing(room)) == 8
    page.keyboard.press("z")
    page.wait_for_selector("button[value=include]:not([disabled])")
    saved(page)
    assert len(standing(room)) == 7


def test_a_burst_of_keys_is_stored_once_and_in_order(page, room):
    queue = list(Slot.objects.filter(reviewer=room.a).order_by("rank").values_list("record__title", flat=True))
    for number in range(8):
        page.keyboard.press("e" if number % 2 else "i")
    saved(page)
    stored = list(Decision.objects.order_by("decided_at").values_list("record__title", "verdict"))
    assert stored == [(title, "exclude" if n % 2 else "include") for n, title in enumerate(queue)]


def test_size_and_spacing_of_the_text_are_chosen_apart_and_remembered(page, room):
    page.click("summary:has-text('Reading')")
    page.click("[data-text=larger]")
    page.click("[data-spacing=spaced]")
    reload(page)
    looks = "looks => document.getElementById('screening').className === looks"
    until(page, looks, "screening text-spaced text-larger")
    until(page, "parseFloat(getComputedStyle(document.querySelector('.record__abstract')).fontSize) === 24")
    page.click("summary:has-text('Reading')")
    page.click("[data-text='']")
    until(page, looks, "screening text-spaced")


def test_the_keys_of_another_program_are_one_choice_away(page, room):
    open_keys(page)
    page.select_option("#key-habit", "covidence")
    close_dialog(page)
    (title,) = vote(page, "n")
    saved(page)
    assert standing(room) == [(title, "exclude")]
    reload(page)
    shows(page, "button[value=include] .key", "Y")
    open_keys(page)
    until(page, "document.getElementById('key-habit').value === 'covidence'")


def test_a_refused_vote_stays_in_sight_until_it_was_read(page, room):
    title = titles(page)
    Slot.objects.filter(record__title=title, reviewer=room.a).update(reviewer=None, fence=3)
    page.keyboard.press("i")
    page.wait_for_selector("#refused:not([hidden])")
    reload(page)
    page.wait_for_selector("#refused:not([hidden])")
    shows(page, "#refused-count", "One vote was not stored")
    assert title in page.text_content("#refused-list")
    page.click("#refused-read")
    reload(page)
    page.wait_for_selector("#refused", state="hidden")


def test_escape_leaves_the_note_and_the_keys_vote_again(page, room):
    title = titles(page)
    page.keyboard.press("n")
    page.keyboard.type("Adults, i think")
    page.keyboard.press("Escape")
    has_the_focus(page)
    page.keyboard.press("i")
    on_another_card(page, title)
    saved(page)
    assert list(Decision.objects.values_list("record__title", "verdict", "note")) == [
        (title, "include", "Adults, i think")
    ]


def test_labels_by_key_are_saved_and_stay_with_their_record(label, page, room):
    page.keyboard.press("t")
    until(page, "'label' in document.activeElement.dataset")
    page.keyboard.press("Enter")
    shows(page, "#labels-chosen", "Ask the authors")
    vote(page, "i")
    saved(page)
    shows(page, "#labels-chosen", "")
    page.keyboard.press("k")
    shows(page, "#labels-chosen", "Ask the authors")
    voted = Decision.objects.get()
    assert own_labels(room.a, [voted.record_id]) == {voted.record_id: [label.pk]}


def test_a_record_is_handed_back_by_keyboard_and_the_next_one_comes(page, room):
    first = titles(page)
    page.focus("#not-mine summary")
    page.keyboard.press("Enter")
    page.wait_for_selector("#hand-back-why")
    page.keyboard.press("Tab")
    page.keyboard.type("In Japanese")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    on_another_card(page, first)
    saved(page)
    recusal = Recusal.objects.get()
    assert (recusal.record.title, recusal.why, recusal.kind) == (first, "In Japanese", "handed-back")
    shows(page, "#decision-progress", "0 of 7")
    has_the_focus(page)


SWIPE_LEFT = """() => {
    const card = document.getElementById("card");
    const at = x => new Touch({ identifier: 1, target: card, clientX: x, clientY: 200 });
    card.dispatchEvent(new TouchEvent("touchstart", { touches: [at(300)], changedTouches: [at(300)] }));
    card.dispatchEvent(new TouchEvent("touchend", { touches: [], changedTouches: [at(100)] }));
}"""


def test_a_swipe_that_asks_for_a_reason_tells_of_no_vote_and_offers_no_undo(page, room):
    room.stage.reason_required = True
    room.stage.save(update_fields=["reason_required"])
    reload(page)
    first = titles(page)
    page.evaluate("document.getElementById('swipes-on').click()")
    assert page.evaluate("getComputedStyle(document.getElementById('card')).touchAction") == "pan-y pinch-zoom"
    assert page.evaluate("getComputedStyle(document.documentElement).overscrollBehaviorX") == "none"
    page.keyboard.press("i")
    until(page, "text => document.querySelector('.record__title').textContent !== text", first)
    page.evaluate(SWIPE_LEFT)
    until(page, "document.getElementById('reasons').open")
    assert "Excluded" not in page.text_content(".toasts")
    page.keyboard.press("1")
    shows(page, "#decision-progress", "2 of 8")
    page.evaluate("document.getElementById('swipes-on').click()")


def test_of_two_swipes_the_later_alone_offers_its_undo(page, room):
    page.evaluate("document.getElementById('swipes-on').click()")
    for _ in range(2):
        page.evaluate(SWIPE_LEFT)
    assert page.locator(".toasts .toast").count() == 1
    shows(page, "#decision-progress", "2 of 8")
    page.evaluate("document.getElementById('swipes-on').click()")


SPREAD = """() => {
    const box = at => document.querySelector(at).getBoundingClientRect();
    const spilling = [...document.querySelectorAll(".decision-bar :is(.btn, .verdict, summary)")]
        .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1);
    const [aside, steps] = [box(".decision-bar__aside"), box(".decision-bar__steps")];
    return {
        sideways: document.documentElement.scrollWidth > innerWidth,
        spilling: spilling.map(one => one.textContent.trim()),
        covered: aside.right > steps.left && aside.bottom > steps.top && steps.bottom > aside.top,
        hidden: box(".record__title").bottom > box(".decision-bar").top,
    };
}"""


@pytest.mark.parametrize("wide", [390, 1366])
def test_a_large_default_font_keeps_the_title_in_sight_and_nothing_spills(wide, context, page, room):
    page.set_viewport_size({"width": wide, "height": 844 if wide < 1000 else 768})
    devtools = context.new_cdp_session(page)
    for size in (24, 32):
        devtools.send("Page.setFontSizes", {"fontSizes": {"standard": size}})
        reload(page)
        until(page, f"getComputedStyle(document.documentElement).fontSize === '{size}px'")
        assert page.evaluate(SPREAD) == {"sideways": False, "spilling": [], "covered": False, "hidden": False}


PLACES = """told => {
    const state = document.getElementById("saved-state");
    [state.dataset.state, state.textContent] = told;
    return [...document.querySelectorAll(".decision-bar :is(.verdict, .btn, .decision-bar__aside)")]
        .filter(one => one.checkVisibility())
        .map(one => JSON.stringify(one.getBoundingClientRect()));
}"""


@pytest.mark.parametrize("wide", [320, 390, 820, 1024, 1366])
def test_the_bar_stays_in_its_place_whatever_is_said_of_saving(wide, page, room):
    page.set_viewport_size({"width": wide, "height": 768})
    usual = page.evaluate(PLACES, ["saved", "Saved"])
    for told in (["error", "Not saved yet · 12 changes kept here"], ["offline", "Offline · 12 changes kept here"]):
        assert page.evaluate(PLACES, told) == usual


@pytest.mark.parametrize("wide", [390, 1366])
def test_a_toast_lies_above_the_bar_also_where_its_panels_are_open(wide, page, room):
    page.set_viewport_size({"width": wide, "height": 768})
    page.evaluate("() => { ketreview.toast('Kept here.'); }")
    clear = "() => { const box = at => document.querySelector(at).getBoundingClientRect();"
    clear += " return box('.toast').bottom <= box('.decision-bar').top; }"
    until(page, clear)
    page.keyboard.press("n")
    until(page, clear)


@pytest.fixture
def other_tab(page, context):
    """The same cards once more, opened before anything was voted."""
    other = context.new_page()
    other.goto(page.url)
    other.wait_for_selector(".record__title")
    return other


def test_a_vote_of_another_tab_that_is_changed_unseen_is_told(other_tab, page, room):
    (title,) = vote(page, "i")
    saved(page)
    vote(other_tab, "e")
    toast = other_tab.wait_for_selector(".toast").text_content()
    assert re.search(r"you had included this at \d\d:\d\d; now it is excluded", toast)
    assert title[:60] in toast
    assert standing(room) == [(title, "exclude")]
    vote(other_tab, "i")
    saved(other_tab)
    other_tab.keyboard.press("k")
    other_tab.keyboard.press("e")
    saved(other_tab)
    assert other_tab.locator(".toast").count() == 1


def test_a_vote_taken_back_in_another_tab_is_taken_back_and_no_fault(other_tab, page, room):
    (title,) = vote(page, "i")
    saved(page)
    reload(other_tab)
    other_tab.keyboard.press("z")
    shows_card(other_tab, title)
    saved(other_tab)
    page.keyboard.press("z")
    shows_card(page, title)
    saved(page)
    assert page.is_hidden("#refused")
    assert list(Decision.objects.order_by("sequence").values_list("verdict", flat=True)) == ["include", "withdrawn"]


def test_an_undo_kept_offline_is_not_called_a_vote(context, page, room):
    vote(page, "i")
    saved(page)
    context.set_offline(True)
    page.keyboard.press("z")
    shows(page, "#saved-state", "Offline · 1 change kept here")
    context.set_offline(False)
    saved(page)


def test_a_slash_searches_the_records_in_a_tab_of_its_own(context, page, room):
    with context.expect_page() as opened:
        page.keyboard.press("/")
    until(opened.value, "document.activeElement.id === 'r-q'")
