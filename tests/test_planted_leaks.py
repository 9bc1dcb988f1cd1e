"""The differ of tests/test_blinding.py catches what is planted: each leak at the one address where it shows."""

import uuid

import pytest
from django.urls import reverse

from tests.crawl import addresses, ask, crawl, differing
from tests.house import AGREEING, HALF_VOTED, OPPOSING, TITLE_ABSTRACT, house_of, seen
from tests.leaks import LEAKS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def house(request, django_db_setup, django_db_blocker):
    """The house of somebody with the roles asked for; each test runs in a savepoint inside its transaction."""
    with house_of(request.param, django_db_blocker) as made:
        yield made


def a_vote(house, client):
    """The viewer votes where only the other one has, by form and by script, and looks at the stages."""
    slot = house.seat(house.a, TITLE_ABSTRACT, 4)
    slug = {"slug": house.world.review.slug}
    url = reverse("workflow:decide", kwargs={**slug, "stage_slug": TITLE_ABSTRACT, "slot_id": slot.pk})
    vote = {"verdict": "maybe", "fence": slot.fence, "note": ""}
    found = {
        f"{url} {accept}": ask(client, url, vote | {"key": uuid.UUID(int=at)}, accept)
        for at, accept in enumerate(("text/html", "application/json"))
    }
    return found | crawl(client, [reverse("workflow:queue", kwargs=slug)])


def urls_of(house, leak) -> list[str]:
    """The leak's address with its query; none where it shows in the answer to a deed."""
    urls = addresses(house.world, lambda route: route.name == leak.where)
    return [url for url in urls if url.partition("?")[2] == leak.query]


def differences(house, leaks) -> list[str]:
    """What differs at the leaks' addresses between the two worlds. All leaks are of the house's roles."""
    listed = [urls_of(house, leak) for leak in leaks]
    where = AGREEING if leaks[0].roles == "reviewer" else HALF_VOTED
    worlds = ({at: votes[at] for at in where} for votes in (AGREEING, OPPOSING))
    deed = None if all(listed) else a_vote
    one, two = (seen(house, votes, sum(listed, []), deed=deed) for votes in worlds)
    assert [url for url, answer in (one | two).items() if answer.status >= 500] == []
    return differing(one, two)


ROLES = sorted({leak.roles for leak in LEAKS})


@pytest.mark.parametrize(("house", "roles"), [(each, each) for each in ROLES], indirect=["house"], scope="module")
def test_nothing_differs_where_nothing_is_planted(house, roles):
    places = {(leak.where, leak.query): leak for leak in LEAKS if leak.roles == roles}
    assert differences(house, list(places.values())) == []


# The scope is the house's: it is made once for all leaks that are planted in it.
@pytest.mark.parametrize(
    ("house", "leak"), [(leak.roles, leak) for leak in LEAKS], indirect=["house"], ids=str, scope="module"
)
def test_a_planted_leak_is_caught(house, leak, monkeypatch):
    leak.plant(monkeypatch, house)
    assert differences(house, [leak]) != []


def test_thirty_kinds_of_leaks_are_planted():
    assert len({leak.plant.__name__ for leak in LEAKS}) >= 30
