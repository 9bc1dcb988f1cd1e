"""A review in the middle of its work, in which somebody looks while another votes in one way or another."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from screening.models import ExclusionReason, Label, Member, Record, Slot, Stage, StageRecord
from screening.workflow.actions import (
    add_own_keywords,
    admit_records,
    claim_slots,
    decide,
    put_label,
    release_settled,
    say,
    withdraw,
)
from tests import factories
from tests.crawl import CANARY, NOW, Answer, Still, addresses, ask, crawl, standing_still
from tests.world import World, make_world

TITLE_ABSTRACT, FULL_TEXT = Stage.Kind.TITLE_ABSTRACT, Stage.Kind.FULL_TEXT
PILOT = "title-abstract-calibration-2"
SOON = NOW + timedelta(minutes=10)

Deed = Callable[["House", Client], dict[str, Answer]]

# What the other one votes, in two ways: record number in the house -> verdict, number of the reason, note.
Votes = dict[tuple[str, int], tuple[str, int | None, str]]
AGREEING: Votes = {
    (TITLE_ABSTRACT, 0): ("include", None, ""),
    (TITLE_ABSTRACT, 1): ("exclude", 0, ""),
    (TITLE_ABSTRACT, 2): ("maybe", None, ""),
    (TITLE_ABSTRACT, 3): ("include", None, ""),
    (TITLE_ABSTRACT, 4): ("include", None, ""),
    (TITLE_ABSTRACT, 5): ("include", None, ""),
    (FULL_TEXT, 0): ("include", None, ""),
    (FULL_TEXT, 1): ("exclude", 0, ""),
    (FULL_TEXT, 2): ("include", None, ""),
    (PILOT, 0): ("include", None, ""),
}
OPPOSING: Votes = {
    (TITLE_ABSTRACT, 0): ("exclude", 1, f"A {CANARY}, not a person"),
    (TITLE_ABSTRACT, 1): ("include", None, f"The {CANARY} is fine"),
    (TITLE_ABSTRACT, 2): ("exclude", 2, ""),
    (TITLE_ABSTRACT, 3): ("maybe", None, CANARY * 40),
    (TITLE_ABSTRACT, 4): ("exclude", 2, CANARY),
    (TITLE_ABSTRACT, 5): ("exclude", None, ""),
    (FULL_TEXT, 0): ("exclude", 2, CANARY),
    (FULL_TEXT, 1): ("exclude", 1, CANARY),
    (FULL_TEXT, 2): ("exclude", 1, f"No {CANARY}"),
    (PILOT, 0): ("exclude", 1, CANARY),
}
# What stands there is known to its voter alone: the viewer, or everybody else, has not voted, or a round is open.
HALF_VOTED = ((TITLE_ABSTRACT, 4), (TITLE_ABSTRACT, 5), (FULL_TEXT, 2), (PILOT, 0))


@dataclass(eq=False)
class House:
    """A world in the middle of its work: who looks, who votes beside whom, and the records they share."""

    world: World
    viewer: Member
    a: Member
    b: Member
    records: dict[str, list[Record]]
    reasons: list[ExclusionReason]
    labels: list[Label]

    def seat(self, member: Member, kind: str, number: int) -> Slot:
        return Slot.objects.get(reviewer=member, stage__slug=kind, record=self.records[kind][number])

    def vote(self, member: Member, at: tuple[str, int], verdict: str, reason: int | None, note: str) -> None:
        slot = self.seat(member, *at)
        chosen = None if reason is None else self.reasons[reason]
        Still.tick()
        key = uuid.uuid4()
        decide(slot=slot, verdict=verdict, reason=chosen, by=member, key=key, fence=slot.fence, note=note)

    def vote_all(self, member: Member, votes: Votes) -> None:
        for at, vote in votes.items():
            self.vote(member, at, *vote)
            self.mark(member, at, vote[0])

    def mark(self, member: Member, at: tuple[str, int], verdict: str) -> None:
        """The label that goes with a vote and, with one of them, a word of their own to mark."""
        Still.tick()
        label = self.labels[verdict == "exclude"]
        put_label(slot=self.seat(member, *at), label=label, on=True, by=member)
        if at == HALF_VOTED[0]:
            Still.tick()
            add_own_keywords(kind="exclude" if verdict == "exclude" else "include", words=["pain"], by=member)


@contextmanager
def house_of(roles: str, django_db_blocker) -> Iterator[House]:
    """The house of somebody with these roles, in a transaction that is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with standing_still():
            house = make_house(*roles.split())
        yield house
        transaction.set_rollback(True)


def make_house(*roles: str) -> House:
    """Somebody with `roles` looks. Where they screen or extract, they are the first of the two."""
    cast = factories.make_cast()
    viewer = factories.make_member(cast.review, *roles)
    a = viewer if viewer.can("screen") else cast.reviewer
    b = cast.second_reviewer
    first = viewer if viewer.can("extract") else cast.extractor
    world = make_world(cast.lead, [a, b], [first, cast.second_extractor])
    world.rows |= {"member": cast.observer, "removed": cast.removed, "second_extractor": cast.second_extractor}
    labels = [world.label, Label.objects.create(review=cast.review, name="Second thoughts")]
    house = House(world, viewer, a, b, {}, list(cast.review.exclusion_reasons.order_by("order")), labels)
    _seat(house, cast.lead)
    _begin(house)
    _talk(house, cast.adjudicator)
    return house


def _seat(house: House, lead: Member) -> None:
    """Nine records whose every seat is held: six at title and abstract, three sent on to full text."""
    records = factories.make_records(house.world.batch, 9)
    stages = {stage.kind: stage for stage in house.world.review.stages.all()}
    admit_records(stage=stages[TITLE_ABSTRACT])
    house.records = {TITLE_ABSTRACT: records, FULL_TEXT: records[6:]}
    for member in (house.a, house.b):
        claim_slots(by=member, stage=stages[TITLE_ABSTRACT], count=60)
        for number in (6, 7, 8):
            house.vote(member, (TITLE_ABSTRACT, number), "include", None, "")
    release_settled(stage=stages[TITLE_ABSTRACT], by=lead)
    for member in (house.a, house.b):
        claim_slots(by=member, stage=stages[FULL_TEXT], count=60)
    house.records[TITLE_ABSTRACT] = records[:6]
    house.records[PILOT] = [house.world.records[5]]


def _begin(house: House) -> None:
    """The first one's own votes."""
    for number, verdict in enumerate(["include", "exclude", "maybe", "include"]):
        house.vote(house.a, (TITLE_ABSTRACT, number), verdict, 0 if verdict == "exclude" else None, "mine")
    house.vote(house.a, (FULL_TEXT, 0), "include", None, "")
    house.vote(house.a, (FULL_TEXT, 1), "exclude", 0, "mine")
    house.vote(house.a, (PILOT, 0), "include", None, "")


def _talk(house: House, adjudicator: Member) -> None:
    """What somebody who may says to the viewer, by name, about each record that is judged at full text now."""
    name = house.viewer.user.name or house.viewer.user.email
    for entry in StageRecord.objects.filter(stage__kind=TITLE_ABSTRACT, record__in=house.records[FULL_TEXT]):
        Still.tick()
        say(entry=entry, text=f"@{name}: adults?", by=adjudicator)


@contextmanager
def undone():
    """Whatever happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def seen(
    house: House, votes: Votes, urls: list[str], *, act: bool = False, deed: Deed | None = None
) -> dict[str, Answer]:
    """What the viewer sees where the other voted so: every page, the mail that comes and, with `act` or `deed`, the
    answers to what they do. Nothing is left in the cache from another world."""
    with undone(), standing_still(SOON):
        cache.clear()
        mail.outbox = []
        house.vote_all(house.b, votes)
        if votes is OPPOSING:  # a changed mind is as secret as the vote
            slot = house.seat(house.b, TITLE_ABSTRACT, 4)
            withdraw(slot=slot, by=house.b, key=uuid.uuid4())
            house.vote(house.b, (TITLE_ABSTRACT, 4), *votes[TITLE_ABSTRACT, 4])
        client = signed_in(house.viewer)
        found = crawl(client, urls)
        deed = deeds if act else deed
        found |= deed(house, client) if deed else {}
        return found | {"mail": _mail_to(house.viewer)}


def _mail_to(member: Member) -> Answer:
    """The messages sent to the member, in their order."""
    sent = [message for message in mail.outbox if member.user.email in message.to]
    return Answer(0, (), b"\n".join(message.message().get_payload(decode=True) for message in sent))


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def deeds(house: House, client: Client) -> dict[str, Answer]:
    """What the viewer does, what it is answered, and what the pages show then."""
    slug = house.world.review.slug
    found: dict[str, Answer] = {}
    glance = addresses(house.world, lambda route: route.name in ("review", "workflow:queue", "prisma_table"))

    def post(name: str, what: str, data: dict, *, look: bool = False, accept: str = "text/html", **ids) -> None:
        with undone():
            url = reverse(name, kwargs={"slug": slug, **ids})
            found[f"POST {url} {what}"] = ask(client, url, data, accept)
            for page, answer in crawl(client, glance if look else []).items():
                found[f"{page} after {url} {what}"] = answer

    for kind, records in house.records.items():
        for number in range(len(records)):
            for owner in (house.a, house.b):
                slot = house.seat(owner, kind, number)
                ids = {"stage_slug": kind, "slot_id": slot.pk}
                vote = {"verdict": "exclude", "fence": slot.fence, "key": uuid.UUID(int=number), "note": ""}
                vote["reason"] = house.world.reason.pk
                post("workflow:decide", "vote", vote, look=owner == house.a and number % 2 == 0, **ids)
                post("workflow:decide", "vote by script", vote, accept="application/json", **ids)
                post("workflow:withdraw", "take back", {"key": uuid.UUID(int=99)}, accept="application/json", **ids)
    for report in house.world.review.reports.all():
        post("studies:link", f"report {report.pk}", {"report": report.pk}, study_id=house.world.study.pk)
        post("studies:create", f"report {report.pk}", {"report": report.pk, "label": "New", "year": 2020})
        search = {"retrieval": "not-retrieved", "note": "Gone", "version": report.version}
        post("fulltext:log_retrieval", "not retrieved", search, report_id=report.pk)
    return found
