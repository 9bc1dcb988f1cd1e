"""What cannot be stored is refused in words before any view reads it."""

import pytest
from django.urls import reverse

from screening.models import Recusal
from tests.screening.workflow.conftest import make_room

NUL = "In\0 Japanese"


@pytest.fixture
def room(cast):
    return make_room(cast)


def test_a_record_handed_back_with_a_nul_in_the_reason_is_refused_in_words(room, sign_in):
    slot = room.seat(room.a, room.records[0])
    ids = {"slug": room.lead.review.slug, "stage_slug": room.stage.slug, "slot_id": slot.pk}
    browser = sign_in(room.a)
    answer = browser.post(reverse("workflow:hand_back", kwargs=ids), {"note": NUL}, HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()["kind"]) == (422, "Invalid")
    assert answer.json()["error"].startswith("“note” holds a NUL, a control character that cannot be stored.")
    assert Recusal.objects.count() == 0
    page = browser.post(reverse("workflow:hand_back", kwargs=ids), {"note": NUL})
    assert (page.status_code, "“note” holds a NUL" in page.content.decode()) == (422, True)


def test_a_reason_that_is_too_long_is_refused_and_not_cut(room, sign_in):
    slot = room.seat(room.a, room.records[0])
    ids = {"slug": room.lead.review.slug, "stage_slug": room.stage.slug, "slot_id": slot.pk}
    sent = {"note": "a" * 1001}
    answer = sign_in(room.a).post(reverse("workflow:hand_back", kwargs=ids), sent, HTTP_ACCEPT="application/json")
    assert (answer.status_code, "at most 1,000 characters" in answer.json()["error"]) == (422, True)


@pytest.mark.parametrize(
    ("name", "query"),
    [("prisma", "at"), ("fulltext:list", "q"), ("progress:audit", "verb")],
)
def test_a_search_with_a_nul_is_refused_in_words_and_goes_round_in_no_circle(cast, sign_in, name, query):
    address = reverse(name, kwargs={"slug": cast.review.slug})
    answer = sign_in(cast.lead).get(address, {query: NUL}, HTTP_REFERER=f"http://testserver{address}?{query}=%00")
    assert (answer.status_code, f"“{query}” holds a NUL" in answer.content.decode()) == (422, True)
