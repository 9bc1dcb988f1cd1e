"""Every address × every actor × every method, and every id in an address swapped for another review's.

`tests/access_table.py` says who may do what. An address that is not in it fails here.
"""

from contextlib import nullcontext
from dataclasses import dataclass
from unittest.mock import patch

import pytest
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from screening.models import Member
from screening.roles import ROLES, permissions_of
from tests import factories
from tests.access_table import IDS, QUERIES, TABLE, Access
from tests.house import undone
from tests.routes import Route, all_routes
from tests.world import World, make_world

# Each test runs in a savepoint inside the module's transaction, so whatever it wrote is taken back.
pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
ROUTES = {route.name: route for route in all_routes()}
IN_REVIEW = [route for route in ROUTES.values() if route.in_review]
OUTSIDERS = ("stranger", "admin", "other_lead", "removed")


def test_every_address_is_listed_and_every_line_has_an_address():
    assert (sorted(set(ROUTES) - set(TABLE)), sorted(set(TABLE) - set(ROUTES))) == ([], [])


def test_no_two_addresses_share_a_name():
    names = [route.name for route in all_routes()]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_the_guard_on_each_view_is_the_one_in_the_table():
    guards = {name: _guard(route) for name, route in ROUTES.items()}
    assert guards == {name: _listed(TABLE[name]) for name in ROUTES}


def _guard(route: Route) -> tuple[set[str], set[str]] | None:
    """The permissions and the methods that the view is guarded with; None without a guard."""
    if getattr(route.view, "permissions", None) is None:
        return None
    return set(route.view.permissions), set(route.view.methods) - {"HEAD"}


def _listed(listed: Access) -> tuple[set[str], set[str]] | None:
    if listed.who in ("public", "signed_in"):
        return None
    return set(listed.who.split("|")), set(listed.methods)


@dataclass
class Stage:
    """The two worlds, the cast, and a signed-in client for everybody, made once for all tests of this module."""

    cast: factories.Cast
    own: World
    other: World
    clients: dict[str, Client]


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        cast = factories.make_cast()
        own = make_world(cast.lead, [cast.reviewer, cast.second_reviewer], [cast.extractor, cast.second_extractor])
        own.rows |= {"member": cast.observer, "removed": cast.removed}
        reviewers = [factories.make_member(cast.other_review, "reviewer") for _ in range(2)]
        extractors = [factories.make_member(cast.other_review, "extractor") for _ in range(2)]
        other = make_world(cast.other_lead, reviewers, extractors)
        gone = factories.make_member(cast.other_review, "reviewer")
        Member.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
        other.rows |= {"member": reviewers[0], "removed": gone}
        everything = factories.make_member(own.review, *ROLES)
        people = {who: getattr(cast, who) for who in OUTSIDERS} | cast.members | {"everything": everything}
        yield Stage(
            cast, own, other, {"anonymous": Client()} | {who: signed_in(one) for who, one in people.items()}
        )
        transaction.set_rollback(True)


def signed_in(who) -> Client:
    client = Client()
    client.force_login(getattr(who, "user", who))
    return client


def ids_of(route: Route, world) -> dict:
    """Values for every id of the address, from the rows of the world."""
    return {
        name: IDS[route.name, name](world) if (route.name, name) in IDS else IDS[name](world) for name in route.ids
    }


def address(route: Route, slug: str, ids: dict) -> str:
    url = reverse(route.name, kwargs={"slug": slug, **ids} if "slug" in route.kwargs else ids)
    return url + QUERIES.get(route.name, "")


def ask(client: Client, method: str, url: str) -> int:
    client.raise_request_exception = False
    return client.generic(method, url, HTTP_ACCEPT="text/html").status_code


def takes(listed: Access, method: str) -> bool:
    return method in listed.methods or (method == "HEAD" and "GET" in listed.methods)


def expected(listed: Access, allowed: bool, method: str) -> str:
    """Which class of answer is right for a member."""
    if not takes(listed, method):
        return "405"
    return "open" if allowed else "403"


def seen(status: int) -> str:
    """An answer in the table's words; a crash or a redirect to the sign-in page is none of them."""
    if status in (403, 404, 405):
        return str(status)
    return "open" if status in (200, 204, 302, 400, 409, 422) else f"answered {status}"


@pytest.mark.parametrize("route", IN_REVIEW, ids=lambda r: r.name)
def test_nobody_outside_the_review_gets_in(route, played):
    url = address(route, played.own.review.slug, ids_of(route, played.own))
    listed = TABLE[route.name]
    wrong = []
    for method in METHODS:
        taken = takes(listed, method)
        if ask(played.clients["anonymous"], method, url) != 302:
            wrong.append(("anonymous", method))
        # A method that is not taken is refused before membership is looked at: one of them shows it.
        for who in OUTSIDERS if taken else OUTSIDERS[:1]:
            status = ask(played.clients[who], method, url)
            if status != (404 if taken else 405):
                wrong.append((who, method, status))
    assert wrong == []


@pytest.mark.parametrize("route", IN_REVIEW, ids=lambda r: r.name)
def test_a_role_opens_what_the_table_says_and_nothing_else(route, played):
    url = address(route, played.own.review.slug, ids_of(route, played.own))
    answers = {}
    for role in ROLES:
        with undone():
            methods = _methods(TABLE[route.name], role)
            answers[role] = {method: seen(_asked(played.clients[role], method, url)) for method in methods}
    assert answers == {role: _wanted(TABLE[route.name], role) for role in ROLES}


# What changes comes last, so that each method meets the world as it was made.
IN_ORDER = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "POST")


def _methods(listed: Access, role: str) -> list[str]:
    """What the member asks with: everything as the lead, else what is taken."""
    return [method for method in IN_ORDER if role == "lead" or takes(listed, method)]


def _wanted(listed: Access, role: str) -> dict[str, str]:
    """Method -> the answer for a member of that one role."""
    allowed = bool(permissions_of([role]) & set(listed.who.split("|")))
    wanted = {method: expected(listed, allowed, method) for method in _methods(listed, role)}
    if allowed and role in listed.hidden_for:
        return {method: "404" if want == "open" else want for method, want in wanted.items()}
    return wanted


def _asked(client: Client, method: str, url: str) -> int:
    """The status. HEAD follows GET and is the same page without its text, which is not made a second time."""
    unsaid = patch.object(Template, "render", return_value="") if method == "HEAD" else nullcontext()
    with unsaid:
        return ask(client, method, url)


@pytest.mark.parametrize("route", [r for r in IN_REVIEW if r.ids], ids=lambda r: r.name)
def test_an_id_of_another_review_is_not_found(route, played):
    listed = TABLE[route.name]
    mine, theirs = ids_of(route, played.own), ids_of(route, played.other)
    found = {}
    for name in route.ids:
        if mine[name] == theirs[name]:
            continue  # a word such as a format or a kind, not an id
        url = address(route, played.own.review.slug, {**mine, name: theirs[name]})
        statuses = {method: ask(played.clients["everything"], method, url) for method in listed.methods}
        found |= {(name, method): status for method, status in statuses.items() if status != 404}
    assert found == {}


SITE = [route for route in ROUTES.values() if not route.in_review]


@pytest.mark.parametrize("route", SITE, ids=lambda r: r.name)
def test_pages_outside_reviews_open_to_those_listed(route, played):
    listed = TABLE[route.name]
    url = address(route, "", ids_of(route, played.own))
    method = listed.methods[0]
    answers = {who: ask(played.clients[who], method, url) for who in ("anonymous", "stranger", "admin")}
    outside = 404 if listed.hides else 403
    if listed.who == "public":
        assert set(answers.values()) <= {200, 302, 404}
    elif listed.who == "signed_in":
        assert answers == {"anonymous": 302, "stranger": 200, "admin": 200}
    else:
        page = method == "GET" or listed.shows_once
        assert answers == {"anonymous": 302, "stranger": outside, "admin": 200 if page else 302}
