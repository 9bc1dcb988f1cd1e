"""Two worlds that differ only in what the other reviewer voted look the same, byte for byte, to the first one."""

import re
import uuid
from contextlib import contextmanager
from itertools import product

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from screening.jobs.tasks import run_job
from screening.models import Decision, ImportBatch, Slot, StageRecord
from screening.progress.queries.checking import findings
from screening.workflow import queries
from screening.workflow.actions import claim_slots, resolve_conflict, set_votes_needed, take_back_imported
from screening.workflow.actions.many import take_votes_back, vote_on_records
from tests import factories
from tests.crawl import Still, standing_still

PAGES = ["queue", "screen", "cards", "past", "mine", "prisma"]
MANY = uuid.UUID(int=7)
# A page's own tokens: the form's CSRF token (also in JSON) and the fresh idempotency key.
MASKS = [r'name="csrfmiddlewaretoken" value="[^"]*"', r'"csrf": "[^"]*"', r'name="key" value="[^"]*"']


def seen_by(member, browser) -> dict[str, tuple]:
    """Status, headers and body of every page of the feature that the member may open."""
    slug, kind = member.review.slug, "title-abstract"
    found = {}
    for name in PAGES:
        kwargs = {"slug": slug} if name in ("queue", "prisma") else {"slug": slug, "stage_slug": kind}
        answer = browser.get(reverse(name if name == "prisma" else f"workflow:{name}", kwargs=kwargs))
        body = answer.content.decode()
        for mask in MASKS:
            body = re.sub(mask, "masked", body)
        headers = {key: value for key, value in answer.items() if key != "Content-Length"}
        found[name] = (answer.status_code, headers, body)
    return found


def world(room, browser, votes) -> dict[str, tuple]:
    """What the first reviewer sees where the second voted so; the world is undone afterwards."""
    with transaction.atomic():
        point = transaction.savepoint()
        for record, (verdict, reason, note) in zip(room.records, votes, strict=False):
            room.vote(room.b, record, verdict, reason=reason, note=note)
        found = seen_by(room.a, browser)
        found["tile"] = queries.step_count(room.a), queries.conflict_step_count(room.a)
        transaction.savepoint_rollback(point)
    return found


@pytest.fixture
def started(room, sign_in):
    """The first reviewer holds all seats and has voted on half of the records."""
    claim_slots(by=room.a, stage=room.stage, count=20)
    claim_slots(by=room.b, stage=room.stage, count=20)
    for record in room.records[:3]:
        room.vote(room.a, record, "include", note="mine", key=uuid.uuid5(MANY, str(room.seat(room.a, record).pk)))
    return sign_in(room.a)


@pytest.fixture
def brought(room, started):
    """So has a file brought the first reviewer's vote on the others."""
    for record in room.records[3:]:
        seat = room.seat(room.a, record)
        vote = Decision.objects.create(
            slot=seat,
            stage=room.stage,
            record=record,
            reviewer=room.a,
            sequence=1,
            verdict="include",
            key=uuid.uuid4(),
            fence=seat.fence,
            imported_from=record.batch,
            imported_as="Ana",
        )
        Slot.objects.filter(pk=seat.pk).update(vote=vote, done=True, lease_until=None)
    return started


def test_the_others_verdicts_reasons_and_notes_change_nothing(room, started):
    reason = room.reasons[0]
    agreeing = world(room, started, [("include", None, "")] * 4)
    opposing = world(room, started, [("exclude", reason, "Rats, not people."), ("maybe", None, "?")] * 2)
    assert agreeing == opposing


def test_that_the_other_voted_shows_in_plain_totals_only(room, started):
    nothing, voted = world(room, started, []), world(room, started, [("exclude", None, "")] * 4)
    for name in ("screen", "cards", "past", "mine"):
        assert nothing[name] == voted[name]
    assert "The team: 3 of 12 votes (25%)." in nothing["queue"][2]
    assert "The team: 7 of 12 votes (58%)." in voted["queue"][2]


def settle_all(room, verdict, records=slice(3)) -> None:
    """The second reviewer votes so on the records, and an adjudicator settles what conflicts with the first."""
    for number, record in enumerate(room.records[records]):
        room.vote(room.b, record, verdict)
        if verdict == "exclude":
            why = {"verdict": "include", "reason": None, "rationale": "Adults.", "key": uuid.UUID(int=number)}
            resolve_conflict(entry=room.entry(record), by=room.adjudicator, **why)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def deeds(room, browser) -> dict[str, tuple]:
    """A vote changed, taken back and given again, as page and outbox send them: each answer, and all pages then."""
    found = {}
    for number, record in enumerate(room.records[:3]):
        slot = room.seat(room.a, record)
        ids = {"slug": room.a.review.slug, "stage_slug": "title-abstract", "slot_id": slot.pk}
        for step, name in enumerate(["decide", "withdraw", "decide"]):
            key = uuid.UUID(int=100 + 10 * number + step)
            Still.tick()
            vote = {"verdict": "exclude", "fence": slot.fence, "key": key, "note": "", "reason": ""}
            answer = browser.post(reverse(f"workflow:{name}", kwargs=ids), vote, HTTP_ACCEPT="application/json")
            found[number, step] = answer.status_code, answer.content
            Still.tick()
            found |= {(number, step, page): shown for page, shown in seen_by(room.a, browser).items()}
    return found


def many(room, browser) -> dict[str, tuple]:
    """Votes given by changes to many records, taken back by their undo: what is told, and all pages then."""
    found = {}
    for step, record in product(("back", "again", "back again"), room.records[:3]):
        Still.tick()
        key = {"stage": room.stage, "by": room.a, "key": MANY if step == "back" else uuid.UUID(int=8)}
        if step == "again":
            told = vote_on_records(records=[record.pk], verdict="exclude", reason=None, **key)
        else:
            told = take_votes_back(records=[record.pk], **key)
        at = f"{step} {record.pk}"
        found |= {at: told} | {(at, page): shown for page, shown in seen_by(room.a, browser).items()}
    return found


def file_taken_back(room, browser) -> dict[str, tuple]:
    """The reviewer's votes came with a file, which the lead takes back: all pages then, also those of a third."""
    Still.tick()
    batch = ImportBatch.objects.get()
    job = take_back_imported(batch=batch, stage=room.stage, by=room.lead)
    run_job.func(str(job.pk))
    found = seen_by(room.a, browser)
    third = Client()
    third.force_login(room.third.user)
    return found | {f"third {at}": page for at, page in seen_by(room.third, third).items()}


@pytest.mark.parametrize("acts", [deeds, many, file_taken_back])
def test_a_settled_conflict_looks_like_an_agreement_whatever_one_does_to_the_vote(room, brought, acts, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    room.third = factories.make_member(room.lead.review, "reviewer")
    worlds, since = [], timezone.now()
    for verdict in ("include", "exclude"):
        with standing_still(since), undone():
            settle_all(room, verdict, slice(6))
            before = seen_by(room.a, brought)
            worlds.append((before, acts(room, brought)))
            stand = set(StageRecord.objects.filter(stage=room.stage).values_list("state", flat=True))
            assert list(findings(room.lead.review)) == []
    (agreed, changed), (settled, same) = worlds
    assert [at for at in agreed if agreed[at] != settled[at]] == []
    assert [at for at in changed if changed[at] != same[at]] == []
    assert (changed.keys(), stand) == (same.keys(), {"included"})
    assert acts is not deeds or {told[0] for at, told in same.items() if len(at) == 2} == {200}


def test_more_votes_needed_tell_nobody_how_many_conflicts_were_settled(room, started):
    wanted = []
    for verdict in ("include", "exclude"):
        with undone():
            settle_all(room, verdict)
            set_votes_needed(stage=room.stage, needed=3, version=room.stage.version, by=room.lead)
            wanted.append(queries.stage_count(room.a, room.stage).wanted)
        room.stage.refresh_from_db()
    assert wanted == [18, 18]


def leak_in_the_tile(monkeypatch, room):
    leaking = queries.stage_counts

    def count(member):
        included = StageRecord.objects.filter(stage__review=member.review, state="included").count()
        return [type(found)(**{**vars(found), "cast": found.cast + included}) for found in leaking(member)]

    monkeypatch.setattr("screening.workflow.views.voting.queries.stage_counts", count)


def leak_in_the_order(monkeypatch, room):
    leaking = queries.held_seats

    def held(member, stage):
        clashes = StageRecord.objects.filter(stage=stage, state="conflict").count()
        hidden = [record.pk for record in room.records[3 : 3 + clashes]]
        return leaking(member, stage).exclude(record_id__in=hidden)

    monkeypatch.setattr("screening.workflow.actions.seats.held_seats", held)


def leak_in_my_history(monkeypatch, room):
    monkeypatch.setattr(
        "screening.workflow.views.voting.queries.fixed_records",
        lambda member, stage, records: set(
            StageRecord.objects.filter(stage=stage, state="conflict").values_list("record_id", flat=True)
        ),
    )


@pytest.mark.parametrize("leak", [leak_in_the_tile, leak_in_the_order, leak_in_my_history])
def test_a_planted_leak_is_caught(room, started, monkeypatch, leak):
    leak(monkeypatch, room)
    agreeing = world(room, started, [("include", None, "")] * 4)
    opposing = world(room, started, [("exclude", None, "")] * 4)
    assert agreeing != opposing
