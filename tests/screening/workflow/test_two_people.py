"""Two people, one browser: what one decided offline never goes out in the other's name, and none of it is lost."""

import shutil

import pytest
from django.urls import reverse

from screening.models import Slot
from tests import factories
from tests.screening.workflow.test_browser import chromium, context, page, room, saved, shows, standing  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed"),
]


def change_person(tab, site: str, member) -> None:
    """Sign out and sign in as somebody else, by the forms."""
    tab.goto(f"{site}/accounts/logout/")
    tab.click("main button[type=submit], main form button")
    tab.goto(f"{site}/accounts/login/")
    tab.fill("input[name=login]", member.user.email)
    tab.fill("input[name=password]", factories.PASSWORD)
    tab.press("input[name=password]", "Enter")
    tab.wait_for_url(f"{site}/")


def votes_of(member) -> int:
    return Slot.objects.filter(reviewer=member, vote__isnull=False).count()


def said(tab, words: str) -> None:
    tab.wait_for_selector(f".toast:has-text('{words}')")


def test_votes_cast_offline_wait_for_their_voter(page, context, room, live_server):  # noqa: F811
    here = page.url
    page.route("**/*", lambda route: route.abort())  # this tab alone is cut off
    for key in ("i", "e", "i"):
        page.keyboard.press(key)
    page.wait_for_selector("#saved-state[data-state=offline]")
    other = context.new_page()
    change_person(other, live_server.url, room.b)
    other.goto(here)
    said(other, "3 votes of somebody else lie in this browser")
    other.keyboard.press("e")
    saved(other)

    # The first tab has its connection again, and somebody else's session.
    page.unroute("**/*")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    said(page, "Somebody else has signed in in this browser")
    shows(page, "#saved-state", "Not saved yet · 3 votes kept here")
    assert (votes_of(room.a), votes_of(room.b)) == (0, 1)

    change_person(other, live_server.url, room.a)
    other.goto(here)
    saved(other)
    assert [verdict for _, verdict in standing(room)] == ["include", "exclude", "include"]
    assert votes_of(room.b) == 1


def test_the_server_refuses_what_somebody_else_decided(room, sign_in):  # noqa: F811
    slot = room.seat(room.b, room.records[0])
    ids = {"slug": room.lead.review.slug, "stage_slug": room.stage.slug, "slot_id": slot.pk}
    sent = {"verdict": "include", "fence": slot.fence, "key": slot.pk, "voter": room.a.user.pk, "note": "x"}
    for name in ("decide", "withdraw", "hand_back", "put_label"):
        answer = sign_in(room.b).post(reverse(f"workflow:{name}", kwargs=ids), sent, HTTP_ACCEPT="application/json")
        assert (answer.status_code, answer.json()["kind"]) == (403, "NotTheirs")
    assert votes_of(room.b) == 0
