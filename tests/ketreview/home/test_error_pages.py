"""Each error page says what to do and carries the number by which its request is found in the log."""

import re

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from ketreview.home import views
from ketreview.home.errors import server_error
from ketreview.web import RequestIdMiddleware

NUMBER = re.compile(r'<span class="mono">([0-9a-f]{16})</span>')


def test_a_page_that_is_not_there(db, client):
    response = client.get("/nothing/here/")
    page = response.content.decode()
    assert (response.status_code, "ask the lead of the review for an invitation" in page) == (404, True)
    assert NUMBER.search(page).group(1) == response.wsgi_request.id


def test_a_page_of_another_role(cast, sign_in):
    response = sign_in(cast.observer).get(reverse("reviews:settings", args=[cast.review.slug]))
    page = response.content.decode()
    assert (response.status_code, "The lead of the review can change your roles" in page) == (403, True)
    assert NUMBER.search(page).group(1) == response.wsgi_request.id


def test_a_lead_without_the_role_is_told_how_to_get_it(cast, sign_in):
    response = sign_in(cast.lead).get(reverse("workflow:conflicts", args=[cast.review.slug]))
    page = response.content.decode()
    told = "takes the role “adjudicator”, which you do not have" in page and "under Team" in page
    assert (response.status_code, told, "The lead of the review can" in page) == (403, True, False)


def test_a_crash_tells_no_details(cast, sign_in, monkeypatch):
    def crash(*args):
        raise ZeroDivisionError("a secret of the server")

    monkeypatch.setattr(views, "work_of", crash)
    client = sign_in(cast.lead)
    client.raise_request_exception = False
    response = client.get(reverse("home"))
    page = response.content.decode()
    assert (response.status_code, "The last step was not saved" in page) == (500, True)
    assert NUMBER.search(page).group(1) == response.wsgi_request.id
    assert ("a secret of the server" in page, "Traceback" in page) == (False, False)


def test_the_page_for_a_crash_needs_neither_database_nor_session():
    """No database is allowed in this test, and the request has no user and no session."""
    request = RequestFactory().get("/")
    seen: dict[str, str] = {}

    def answer(request: HttpRequest):
        seen["id"] = request.id
        return server_error(request)

    response = RequestIdMiddleware(answer)(request)
    assert (response.status_code, NUMBER.search(response.content.decode()).group(1)) == (500, seen["id"])


def test_a_form_without_its_token_is_refused_with_what_to_do(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.lead.user)
    response = client.post(reverse("profile"), {"name": "Mallory"})
    cast.lead.user.refresh_from_db()
    assert (response.status_code, cast.lead.user.name) == (403, "Lena")
    assert re.search(r"(?i)reload|go back|try again", response.content.decode())


@pytest.mark.parametrize("host", ["evil.example.com"])
def test_a_request_for_another_host_is_refused(db, host):
    response = Client(headers={"host": host}).get(reverse("account_login"))
    assert (response.status_code, host in response.content.decode()) == (400, False)
