"""Settling conflicts at the bar at the foot: by keyboard alone, and on a phone."""

import shutil

import pytest
from django.urls import reverse

from screening.models import Resolution, StageRecord
from tests.interface.chromium import until
from tests.screening.workflow.test_browser import chromium  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed"),
]


@pytest.fixture
def page(chromium, live_server, room, sign_in):  # noqa: F811
    for record in room.records[:3]:
        room.both(record, "include", "exclude")
    first = StageRecord.objects.filter(state="conflict").order_by("rank").first()
    where = reverse("workflow:conflict", kwargs={"slug": room.lead.review.slug, "entry_id": first.pk})
    cookie = sign_in(room.adjudicator).cookies["sessionid"].value
    context = chromium.new_context()
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.goto(live_server.url + where)
    page.wait_for_selector("#resolve")
    yield page
    assert page.problems == []
    context.close()


def title(page) -> str:
    return page.text_content(".record__title")


def moved(page, before: str) -> str:
    until(page, "before => document.querySelector('.record__title')?.textContent !== before", before)
    page.wait_for_selector("#resolve")
    return title(page)


def test_the_keys_of_screening_choose_move_and_settle(page, room):
    first = title(page)
    page.keyboard.press("j")
    second = moved(page, first)
    page.keyboard.press("k")
    assert moved(page, second) == first
    page.keyboard.press("2")
    until(page, "document.querySelector('#resolve [value=exclude]').checked")
    assert page.input_value("#resolve [name=reason]") == str(room.reasons[1].pk)
    page.keyboard.press("n")
    page.keyboard.type("Pain is in the title, i think")
    page.keyboard.press("Escape")
    until(page, "document.activeElement.id === 'conflict'")
    page.keyboard.press("Control+Enter")
    moved(page, first)
    found = Resolution.objects.get()
    assert (found.record.title, found.verdict, found.reason) == (first, "exclude", room.reasons[1])
    assert found.rationale == "Pain is in the title, i think"


def test_remapped_keys_hold_here_too_and_can_be_switched_off(page, room):
    page.evaluate(
        "() => localStorage.setItem('ketreview.keys', JSON.stringify({include: 'y', exclude: 'n', note: 'o'}))"
    )
    page.reload()
    page.wait_for_selector("#resolve")
    page.keyboard.press("y")
    until(page, "document.querySelector('#resolve [value=include]').checked")
    assert page.text_content("#resolve .tone-exclude .key") == "N"
    page.evaluate("() => localStorage.setItem('ketreview.keys-on', 'false')")
    page.reload()
    page.wait_for_selector("#resolve")
    page.keyboard.press("y")
    page.keyboard.press("n")
    assert page.locator("#resolve [name=verdict]:checked").count() == 0


def test_on_a_phone_the_bar_is_in_reach_and_asks_why_once_a_decision_is_chosen(page, room):
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.is_hidden("[name=rationale]")
    place = page.locator("#resolve .tone-include").bounding_box()
    assert place["y"] + place["height"] <= 844
    page.check("#resolve [value=include]")
    page.fill("[name=rationale]", "Adults with pain.")
    assert page.locator("#resolve .tone-include").bounding_box() == place
    first = title(page)
    page.click("#resolve .btn-primary")
    moved(page, first)
    assert Resolution.objects.get().verdict == "include"
