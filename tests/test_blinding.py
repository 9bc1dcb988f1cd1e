"""Two worlds that differ only in what the other one voted give the same bytes wherever one looks.

The differ is proved by planted leaks (tests/test_planted_leaks.py); tests/test_sealing.py uses it on what two
extractors type.
"""

import ast
import uuid
from pathlib import Path

import pytest

from screening.models import Member, Resolution, Slot, StageRecord
from screening.roles import permissions_of
from screening.workflow.actions import resolve_conflict
from screening.workflow.queries import conflicts, reason_clashes
from tests.access_table import TABLE
from tests.crawl import CANARY, MASKS, QUERIES, addresses, differing
from tests.house import AGREEING, HALF_VOTED, OPPOSING, TITLE_ABSTRACT, House, house_of, seen, undone
from tests.shared import REPO

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def house(request, django_db_setup, django_db_blocker):
    """The house of somebody with the roles asked for; each test runs in a savepoint inside its transaction."""
    with house_of(request.param, django_db_blocker) as made:
        yield made


@pytest.fixture(scope="module")
def beside_agreement():
    """What is seen and answered in a house where the other one agrees: asked once, compared by several tests."""
    kept = {}

    def look(house, urls):
        if house not in kept:
            kept[house] = seen(house, AGREEING, urls, act=True)
        return kept[house]

    return look


def seen_from(*roles: str):
    """Run the test once in the house of each."""
    return pytest.mark.parametrize("house", roles, indirect=True)


@pytest.mark.long
@seen_from("reviewer", "reviewer extractor", "observer")
def test_the_others_votes_change_no_byte(house, beside_agreement):
    urls = asked_as(house.viewer, house.world)
    one = beside_agreement(house, urls)
    two = seen(house, OPPOSING, urls, act=True)
    assert differing(one, two) == []
    assert [url for url, answer in two.items() if CANARY.encode() in answer.body and CANARY not in url] == []
    assert len(one) > 300


def asked_as(viewer, world):
    """Every address with all that it may be asked with; of those that open to a reviewer too, somebody who extracts
    as well asks for the bare ones: what filters them is asked by the reviewer."""
    urls = addresses(world)
    if not (viewer.can("screen") and viewer.can("extract")):
        return urls
    further = set(addresses(world, lambda route: not opens_to("reviewer", route)))
    return [url for url in urls if "?" not in url or url in further]


def opens_to(role, route):
    return bool(set(TABLE[route.name].who.split("|")) & permissions_of([role]))


class SettledHouse(House):
    """A house in which an adjudicator settles every conflict, and every difference of reasons, as `a` voted."""

    def vote_all(self, member, votes):
        super().vote_all(member, votes)
        adjudicator = Member.objects.get(review=self.world.review, roles__role="adjudicator")
        for entry in [*conflicts(adjudicator), *reason_clashes(adjudicator)]:
            if entry.record in self.records[entry.stage.kind]:
                self.settle(entry, adjudicator)

    def settle(self, entry, adjudicator):
        vote = Slot.objects.get(stage=entry.stage, record=entry.record, reviewer=self.a).vote
        verdict = "exclude" if vote.verdict == "exclude" else "include"
        settled = {"verdict": verdict, "reason": vote.reason, "rationale": f"A {CANARY}", "key": uuid.uuid4()}
        resolve_conflict(entry=entry, by=adjudicator, **settled)


@pytest.mark.long
@seen_from("reviewer")
def test_a_conflict_that_was_settled_looks_like_an_agreement(house, beside_agreement):
    """Also to who votes anew or takes a vote back: on a settled record that is history, with the same answers."""
    urls = addresses(house.world)
    settled = SettledHouse(**vars(house))
    one, two = beside_agreement(house, urls), seen(settled, OPPOSING, urls, act=True)
    assert differing(one, two) == []
    with undone():
        settled.vote_all(house.b, OPPOSING)
        assert Resolution.objects.filter(record__in=sum(house.records.values(), [])).count() == 5


@pytest.mark.long
@seen_from("lead", "adjudicator", "methodologist")
def test_a_vote_without_its_second_is_sealed_from_those_who_see_outcomes_too(house):
    urls = addresses(house.world)
    one = seen(house, {at: AGREEING[at] for at in HALF_VOTED}, urls)
    two = seen(house, {at: OPPOSING[at] for at in HALF_VOTED}, urls)
    assert differing(one, two) == []


@seen_from("reviewer")
def test_the_differ_looks_at_records_that_stand_differently(house):
    """The two worlds are not the same by chance: conflicts, inclusions and exclusions differ between them."""
    states = []
    for votes in (AGREEING, OPPOSING):
        with undone():
            house.vote_all(house.b, votes)
            entries = StageRecord.objects.filter(record__in=house.records[TITLE_ABSTRACT], stage__order=0)
            states.append(list(entries.order_by("record").values_list("state", flat=True)))
    agreed = ["included", "excluded", "included", "included", "waiting", "waiting"]
    opposed = ["conflict", "conflict", "conflict", "included", "waiting", "waiting"]
    assert states == [agreed, opposed]


@pytest.mark.long
@seen_from("reviewer")
def test_that_the_other_voted_at_all_shows_in_totals_only(house, beside_agreement):
    urls = addresses(house.world)
    agreed, unvoted = beside_agreement(house, urls), seen(house, {}, urls)
    changed = differing(unvoted, {at: agreed[at] for at in unvoted})
    slug = house.world.review.slug
    totals = ["/", f"/r/{slug}/", f"/r/{slug}/screening/"]
    assert [line.partition(": ")[0] for line in changed if line.partition(": ")[0] not in totals] == []


def test_what_may_differ_is_listed_in_five_masks_at_most():
    assert len(MASKS) <= 5


@seen_from("reviewer")
def test_every_parameter_that_a_page_reads_is_asked_with(house):
    queries = [query for listed in QUERIES.values() for query in listed(house.world)]
    asked = {part.partition("=")[0] for query in queries for part in query.split("&")}
    assert sorted(_read_parameters() - asked) == []


def _read_parameters() -> set[str]:
    """The names in `request.GET.get("...")` and its like, from the source."""
    found = set()
    for folder in ("ketreview", "screening", "synthesis"):
        for path in Path(REPO, folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("request.GET.get"):
                    found |= {each.value for each in node.args[:1] if isinstance(each, ast.Constant)}
    return found
