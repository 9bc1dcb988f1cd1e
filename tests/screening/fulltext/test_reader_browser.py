"""The reader in Chromium: words selected on the page go into the form with their page and place."""

import json
import shutil

import pytest
from django.urls import reverse

from screening.models import Decision, Quote
from tests.interface.chromium import until
from tests.screening.fulltext.test_reading import file  # noqa: F401  a fixture
from tests.screening.workflow.conftest import make_room
from tests.screening.workflow.test_browser import chromium, context  # noqa: F401  fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed"),
]


@pytest.fixture
def room(cast):
    return make_room(cast, records=1)


def opened(context, live_server, room, file):  # noqa: F811
    """The reader in a tab of its own."""
    page = context.new_page()
    page.goto(live_server.url + reverse("fulltext:read", args=[room.lead.review.slug, file.pk]))
    return page


def test_selected_words_are_kept_with_their_place(context, live_server, room, file):  # noqa: F811
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(live_server.url + reverse("fulltext:read", args=[room.lead.review.slug, file.pk]))
    page.wait_for_selector("#page-1 .pdf-text span")
    page.evaluate("""() => {
        const span = document.querySelector("#page-1 .pdf-text span");
        window.getSelection().selectAllChildren(span);
    }""")
    until(page, "document.querySelector('#quote-form textarea').value === 'Ketamine in adults'")
    ((left, top, width, height),) = json.loads(page.input_value("#quote-form [name=boxes]"))
    assert (6 < left < 8, 9 < top < 12, 10 < width < 16, 0 < height < 3) == (True, True, True, True)
    page.click("#quote-form button")
    page.wait_for_selector("#page-1 .pdf-mark")
    quote = Quote.objects.get()
    assert (quote.page, quote.text, len(quote.boxes), problems) == (1, "Ketamine in adults", 1, [])


def test_the_keys_of_the_screening_page_decide_here_too(context, live_server, room, file):  # noqa: F811
    room.seat(room.a, room.records[0], room.full_text)
    page = context.new_page()
    page.goto(live_server.url + reverse("fulltext:read", args=[room.lead.review.slug, file.pk]))
    page.evaluate("localStorage.setItem('ketreview.keys-on', 'false')")
    page.reload()
    page.keyboard.press("e")
    assert not page.is_visible("#reader-reasons[open]")
    page.evaluate("localStorage.removeItem('ketreview.keys-on')")
    page.reload()
    page.keyboard.press("e")
    page.wait_for_selector("#reader-reasons[open]")
    with page.expect_navigation():
        page.keyboard.press("2")
    vote = Decision.objects.get(stage=room.full_text)
    assert (vote.verdict, vote.reason) == ("exclude", room.reasons[1])


def test_a_note_outlives_search_passages_and_a_reload(context, live_server, room, file):  # noqa: F811
    room.seat(room.a, room.records[0], room.full_text)
    page = opened(context, live_server, room, file)
    note = "document.getElementById('note').value === 'Adults only'"
    page.fill("#note", "Adults only")
    page.fill("#quote-form textarea", "Ketamine in adults")
    page.fill("#q", "neuropathic")
    with page.expect_navigation():
        page.press("#q", "Enter")
    until(page, note)
    until(page, "document.querySelector('#quote-form textarea').value === 'Ketamine in adults'")
    page.fill("#quote-form [name=page]", "1")
    with page.expect_navigation():
        page.click("#quote-form button")
    until(page, note)
    until(page, "document.querySelector('#quote-form textarea').value === ''")
    with page.expect_navigation():
        page.click("button:has-text('Remove')")
    until(page, note)
    page.reload()
    until(page, note)
    with page.expect_navigation():
        page.click("[data-act=include]")
    assert Decision.objects.get(stage=room.full_text).note == "Adults only"
    page = opened(context, live_server, room, file)
    until(page, note)


def test_a_slash_searches_the_word_is_outlined_and_keys_zoom(context, live_server, room, file):  # noqa: F811
    room.seat(room.a, room.records[0], room.full_text)
    page = opened(context, live_server, room, file)
    page.wait_for_selector("#page-1 .pdf-text span")
    page.keyboard.press("/")
    page.keyboard.type("neuropathic pain")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("#page-1 .pdf-hit")
    wide = "at => document.querySelector(at).getBoundingClientRect().width"
    assert page.evaluate(wide, ".pdf-hit") < page.evaluate(wide, "#page-1 .pdf-text span:nth-of-type(2)") / 2
    before = page.evaluate(wide, "#page-1")
    for key, share in (("+", 1.25), ("+", 1.5), ("-", 1.25)):
        page.keyboard.press(key)
        until(page, f"Math.abs(({wide})('#page-1') / {before} - {share}) < 0.01")
    page.click("[data-zoom='1']")
    page.reload()
    until(page, "document.getElementById('zoom-now').textContent === '150 %'")
    assert page.input_value("#note") == ""
