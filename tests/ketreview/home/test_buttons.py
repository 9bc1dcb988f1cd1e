"""An address that only takes a press of its button has a page, and signing in never leads to it."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from ketreview.home.buttons import UNTYPED, page_above
from tests.factories import PASSWORD
from tests.routes import Route, all_routes
from tests.shared import REPO

TITLE = "This address only takes a press of its button"
NOBODY = uuid.UUID(int=0)


def example(route: Route) -> str:
    """The address with something in each of its places; nothing need stand there."""
    for value in (1, NOBODY, "full-text"):
        for other in (1, "arm"):
            kwargs = {name: other if name in ("row_id", "kind") else value for name in route.kwargs}
            try:
                return reverse(route.name, kwargs=kwargs | ({"slug": "gone"} if "slug" in kwargs else {}))
            except NoReverseMatch:
                continue
    for value in (NOBODY, 1):
        kwargs = {name: {"kind": "full-text", "slug": "gone"}.get(name, value) for name in route.kwargs}
        try:
            return reverse(route.name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    raise AssertionError(f"no address of {route.name} could be made")


def press_only() -> list[str]:
    return [example(each) for each in all_routes() if "GET" not in getattr(each.view, "methods", ("GET",))]


def test_every_such_address_shows_a_page_that_leads_back_to_one_that_opens(cast, sign_in):
    client, wrong = sign_in(cast.stranger), []
    for url in press_only():
        response = client.get(url)
        page = response.content.decode()
        back = page_above(url)
        told = (response.status_code, response.headers.get("Allow"), TITLE in page, f'href="{back}"' in page)
        if told != (405, "POST", True, True) or page_above(back) != back:
            wrong.append((url, told))
    assert wrong == []
    assert len(press_only()) > 50


def test_the_page_above_is_the_nearest_that_opens():
    assert page_above("/r/x/extraction/values/5/correct/") == "/r/x/extraction/values/5/"
    assert page_above("/accounts/site/5/deactivate/") == "/accounts/site/"
    assert page_above("/r/x/analyses/") == "/r/x/analyses/"
    assert page_above("/nowhere/at/all/") == "/"


def test_what_is_sent_to_a_page_that_only_shows_is_told_so(cast, sign_in):
    response = sign_in(cast.lead).post("/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert "Nothing can be sent to this address" in response.content.decode()


def test_scripts_get_the_bare_answer(cast, sign_in):
    response = sign_in(cast.lead).get(press_only()[0], headers={"accept": "application/json"})
    assert (response.status_code, response.content) == (405, b"")


@pytest.mark.parametrize(
    ("sent", "lost"),
    [({"version": "1"}, False), ({"version": "1", "text": " "}, False), ({"version": "1", "text": "new"}, True)],
)
def test_after_the_sign_in_expired_one_comes_back_to_the_page_of_the_form(cast, sent, lost):
    client = Client()
    slug = cast.review.slug
    page = reverse("reviews:criteria", args=[slug])
    press = reverse("reviews:archive_criterion", args=[slug, 1])
    asked = client.post(press, sent, headers={"referer": f"http://testserver{page}?q=1"})
    assert asked.url == f"{reverse('account_login')}?next={page}%3Fq%3D1"
    told = client.get(asked.url).content.decode()
    assert "You were signed out before the button was pressed, so nothing was changed." in told
    assert ("What you had entered there was not kept." in told) is lost
    login = {"login": cast.lead.user.email, "password": PASSWORD, "next": f"{page}?q=1"}
    assert client.post(reverse("account_login"), login).url == f"{page}?q=1"


def test_without_a_page_of_ours_to_go_back_to_it_is_the_nearest_above(cast):
    slug = cast.review.slug
    press = reverse("reviews:archive_criterion", args=[slug, 1])
    above = f"{reverse('account_login')}?next={reverse('reviews:criteria', args=[slug])}"
    for headers in ({}, {"referer": "https://evil.example.com/r/x/"}, {"referer": f"http://testserver{press}"}):
        assert Client().post(press, headers=headers).url == above
    assert Client().get(press).url == above


def test_the_fields_that_forms_carry_by_themselves_are_all_known():
    hidden = set()
    for path in (REPO / "templates").rglob("*.html"):
        hidden |= set(re.findall(r'type="hidden" name="([a-z_-]+)"', path.read_text()))
    assert hidden - UNTYPED == set()
