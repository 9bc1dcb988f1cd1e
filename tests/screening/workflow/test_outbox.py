"""The outbox beside a server that fails: nothing is dropped, and nothing holds the rest back for good."""

import shutil

import pytest

from screening.models import Decision, Recusal
from tests.interface.chromium import WAIT_MS, until
from tests.screening.workflow.test_browser import (  # noqa: F401
    chromium,
    context,
    label,
    page,
    reload,
    room,
    saved,
    shows,
    shows_card,
    standing,
    titles,
    vote,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed"),
]


def fails(page, where, status: int, times: int | None = None) -> list[str]:  # noqa: F811
    """Let acts at these addresses fail so, the first ones or for ever; the addresses that failed."""
    failed = []

    def answer(route):
        if route.request.method != "POST" or (times is not None and len(failed) >= times):
            return route.continue_()
        failed.append(route.request.url)
        return route.fulfill(status=status, content_type="text/html", body="<h1>It failed</h1>")

    page.route(where, answer)
    return failed


def hurried(page, expression: str) -> None:  # noqa: F811
    """Wait until it is true, without the pauses between two tries."""
    until(page, f"(window.dispatchEvent(new Event('online')), {expression})")


def hand_back(page, why: str) -> None:  # noqa: F811
    page.click("#not-mine summary")
    page.fill("#hand-back-why", why)
    page.click("#not-mine button:has-text('I cannot judge it')")


PUT_ASIDE = "document.getElementById('refused').hidden === false"


@pytest.mark.parametrize("status", [500, 413, 404])
def test_an_act_that_the_server_cannot_take_is_put_aside_and_the_others_go_on(page, room, status):  # noqa: F811
    failed = fails(page, "**/hand-back/**", status)
    first = titles(page)
    hand_back(page, "In Japanese")
    until(page, "title => document.querySelector('.record__title').textContent !== title", first)
    seen = vote(page, "i", "e", "i")
    hurried(page, PUT_ASIDE)
    saved(page)
    assert standing(room) == list(zip(seen, ["include", "exclude", "include"], strict=True))
    assert (3 <= len(failed) <= 5, Recusal.objects.count()) == (True, 0)
    shows(page, "#refused-count", "One hand-back was not stored")
    told = page.text_content("#refused-list")
    assert first in told
    assert "(handed back, “In Japanese”)" in told
    shows(page, "#decision-progress", "3 of 8")

    page.unroute("**/hand-back/**")
    reload(page)
    page.click("#refused-list button:has-text('Send again')")
    saved(page)
    page.wait_for_selector("#refused", state="hidden")
    assert [(one.record.title, one.why) for one in Recusal.objects.all()] == [(first, "In Japanese")]


def test_what_was_put_aside_can_be_dropped(page, room):  # noqa: F811
    fails(page, "**/hand-back/**", 415)
    hand_back(page, "In Japanese")
    hurried(page, PUT_ASIDE)
    assert page.is_hidden("#refused-read")
    page.click("#refused-list button:has-text('Drop it')")
    reload(page)
    page.wait_for_selector("#refused", state="hidden")
    saved(page)
    assert Recusal.objects.count() == 0


def test_a_single_act_is_put_aside_where_the_server_works_otherwise(page, room):  # noqa: F811
    fails(page, "**/hand-back/**", 500)
    hand_back(page, "In Japanese")
    hurried(page, PUT_ASIDE)
    saved(page)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_that_is_down_loses_no_act_however_often_it_is_asked(page, room, status):  # noqa: F811
    failed = fails(page, "**/*", status)
    page.route("**/cards/**", lambda route: route.fulfill(status=status, body=""))
    seen = vote(page, "i", "e", "u")
    for _ in range(WAIT_MS // 20):
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(20)
        if len(failed) >= 14:
            break
    assert (len(failed) >= 14, page.is_hidden("#refused")) == (True, True)
    shows(page, "#saved-state", "Not saved yet · 3 votes kept here")
    page.unroute("**/*")
    page.unroute("**/cards/**")
    hurried(page, "document.getElementById('saved-state').dataset.state === 'saved'")
    assert page.is_hidden("#refused")
    assert standing(room) == list(zip(seen, ["include", "exclude", "maybe"], strict=True))
    assert Decision.objects.count() == 3


def test_acts_on_one_record_keep_their_order_beside_one_that_fails(page, room):  # noqa: F811
    fails(page, "**/vote/", 500, times=5)
    (title,) = vote(page, "i")
    page.keyboard.press("z")
    shows_card(page, title)
    vote(page, "e")
    hurried(page, "document.getElementById('saved-state').dataset.state === 'saved'")
    rows = Decision.objects.order_by("sequence").values_list("record__title", "verdict")
    assert set(rows) <= {(title, "include"), (title, "withdrawn"), (title, "exclude")}
    assert standing(room) == [(title, "exclude")]


def test_a_long_note_in_a_script_of_many_bytes_is_stored(page, room):  # noqa: F811
    page.keyboard.press("n")
    page.fill("#note", "疼" * 8_000)
    page.keyboard.press("Escape")
    vote(page, "i")
    saved(page)
    assert len(Decision.objects.get().note) == 8_000


def test_a_label_that_was_refused_is_called_a_label(label, page, room):  # noqa: F811
    words = {"error": "This label is not on the list.", "kind": "Invalid"}
    page.route("**/label/", lambda route: route.fulfill(status=422, json=words))
    page.keyboard.press("t")
    until(page, "'label' in document.activeElement.dataset")
    page.keyboard.press("Enter")
    shows(page, "#refused-count", "One label was not stored")


def test_votes_of_before_are_told_in_their_number(page, context, room):  # noqa: F811
    context.set_offline(True)
    vote(page, "i", "e", "i")
    shows(page, "#saved-state", "Offline · 3 votes kept here")
    page.on("dialog", lambda dialog: dialog.accept())
    address = page.url
    page.goto("about:blank")
    context.set_offline(False)
    page.goto(address)
    page.wait_for_selector(".toast:has-text('3 votes from before are being sent now.')")
    saved(page)


def test_undo_pressed_fast_after_loading_loses_no_press(page, room):  # noqa: F811
    vote(page, "i", "e", "i", "u", "i", "e", "i")
    saved(page)
    reload(page)
    for _ in range(6):
        page.keyboard.press("z")
    until(page, "document.getElementById('decision-progress').textContent === '1 of 8'")
    saved(page)
    assert (len(standing(room)), Decision.objects.filter(verdict="withdrawn").count()) == (1, 6)
    page.keyboard.press("z")
    page.keyboard.press("z")
    page.wait_for_selector(".toast:has-text('There is no vote of yours left to undo here')")
    saved(page)
    assert standing(room) == []
