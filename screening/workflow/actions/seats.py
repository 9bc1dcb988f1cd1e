"""Seats: made before anybody votes, claimed under a lease, given back. Nothing about the time a reviewer
thinks is inside a transaction."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from screening.locking import held, lock
from screening.models import Member, Record, Slot, Stage, StageRecord
from screening.team.audit import Actor, record_event
from screening.workflow.actions.recusals import withhold_own
from screening.workflow.assignment import beginning, place
from screening.workflow.queries import (
    duties_of,
    free_seats,
    held_seats,
    is_running,
    lapsed_seats,
    scorer,
    unadmitted_records,
    votes_left,
)

LEASE = timedelta(minutes=30)
BATCH = 500


def claim_slots(*, by: Member, stage: Stage, count: int = 20) -> list[Slot]:
    """Seats for the member to vote in, at most `count`, leases renewed.

    The member's own open seats come first, then free ones in the order of screening, then those whose holder
    let the lease run out (the fence then moves on, so that the late holder's vote is refused). New records
    that have no place in the stage yet are admitted when the queue runs short.
    """
    if not is_running(stage) or not by.can("screen"):
        return []
    most = votes_left(by, stage, duties_of(stage).get(by.pk))
    count = count if most is None else min(count, most)
    if not count:
        return []
    mine = _current(by, stage, count)
    if mine is None:
        mine = _claim(by, stage, count)
        if len(mine) < count and admit_records(stage=stage):
            mine = _claim(by, stage, count)
    return mine


def _current(by: Member, stage: Stage, count: int) -> list[Slot] | None:
    """The member's seats where they suffice and no lease is near its end: then nothing needs writing. A reserved
    seat waits without one."""
    mine = list(held_seats(by, stage).select_related("record")[:count])
    soon = timezone.now() + LEASE / 2
    lasts = all(slot.lease_until > soon if slot.lease_until else slot.reserved for slot in mine)
    return mine if len(mine) == count and lasts else None


@transaction.atomic
def _claim(by: Member, stage: Stage, count: int) -> list[Slot]:
    # One claim of a member at a time: two open tabs must not take two seats of one record.
    Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    until = timezone.now() + LEASE
    mine = list(held_seats(by, stage).values_list("pk", flat=True)[:count])
    still = held(Slot.objects.filter(pk__in=mine, reviewer=by, done=False).order_by("pk"))
    missing = count - still.update(lease_until=until)
    if missing:
        free = _not_own(by, stage, free_seats, missing)
        Slot.objects.filter(pk__in=free).update(reviewer=by, lease_until=until)
        missing -= len(free)
    if missing:
        lapsed = _not_own(by, stage, lapsed_seats, missing)
        Slot.objects.filter(pk__in=lapsed).update(reviewer=by, lease_until=until, fence=F("fence") + 1)
    return list(held_seats(by, stage).select_related("record")[:count])


def _not_own(by: Member, stage: Stage, pool: Callable[[Member, Stage], QuerySet[Slot]], count: int) -> list:
    """Ids of `count` seats of the pool on records that the member did not write."""
    while True:
        seats = _in_sequence(by, stage, pool, count)
        own = withhold_own(by=by, records=seats) if seats else set()
        if not own:
            return list(seats.values())
        # What is withheld is no longer in the pool, so the next look finds others.


def _in_sequence(by: Member, stage: Stage, pool: Callable[[Member, Stage], QuerySet[Slot]], count: int) -> dict:
    """Record -> seat, `count` of them; where each reviewer begins elsewhere, from there on and then round again."""
    if stage.sequence != Stage.Sequence.OWN:
        return _one_a_record(pool(by, stage), stage, count)
    begin = beginning(f"{stage.review_id}:{stage.slug}", by.pk)
    seats = _one_a_record(pool(by, stage).filter(rank__gte=begin), stage, count)
    if len(seats) < count:
        seats |= _one_a_record(pool(by, stage).filter(rank__lt=begin), stage, count - len(seats))
    return seats


def _one_a_record(pool: QuerySet[Slot], stage: Stage, count: int) -> dict:
    """Record -> one seat, for `count` records; seats another claim is taking right now are passed over."""
    rows = pool.select_for_update(no_key=True, skip_locked=True, of=("self",)).values_list("record_id", "pk")
    chosen: dict[int, object] = {}
    for record, slot in rows[: count * stage.votes_needed]:
        if len(chosen) < count:
            chosen.setdefault(record, slot)
    return chosen


def admit_records(*, stage: Stage, by: Actor = None, most: int | None = None) -> int:
    """Give seats to the unique records that have none in an opened stage, in batches; how many records.

    With `most`, stop once that many are seated: the rest is left to a job.
    """
    if stage.opened_at is None or not unadmitted_records(stage).exists():
        return 0
    admitted = 0
    while (most is None or admitted < most) and (batch := admit_batch(stage=stage, by=by)):
        admitted += batch
    analyze()
    return admitted


@transaction.atomic
def admit_batch(*, stage: Stage, by: Actor) -> int:
    """Seat the next records, at most one batch; how many, 0 when none is left."""
    current = Stage.objects.select_for_update(no_key=True).get(pk=stage.pk)
    records = list(unadmitted_records(current)[:BATCH])
    seat_records(current, records)
    if records:
        record_event("records admitted", current, by=by, review=stage.review, after={"records": len(records)})
    return len(records)


def ranker(stage: Stage) -> Callable[[Record], int]:
    """What gives each record its place in the stage's sequence; a ranked one goes by the team's words of now."""
    seed = f"{stage.review_id}:{stage.slug}"
    score = scorer(stage) if stage.sequence == Stage.Sequence.RANKED else None

    def rank_of(record: Record) -> int:
        points = score(record.title, record.abstract) if score else 0
        return place(
            stage.sequence, seed=seed, record=record.pk, year=record.year, title=record.title, score=points
        )

    return rank_of


def seat_records(stage: Stage, records: list[Record]) -> None:
    """Make the entry and the seats of each record, inside the caller's transaction."""
    rank_of = ranker(stage)
    places = [(record, rank_of(record)) for record in records]
    StageRecord.objects.bulk_create(StageRecord(stage=stage, record=record, rank=at) for record, at in places)
    Slot.objects.bulk_create(
        Slot(stage=stage, record=record, number=number, rank=at)
        for record, at in places
        for number in range(1, stage.votes_needed + 1)
    )


def give_seats(*, stage: Stage, records: list[int]) -> None:
    """Seat those of the records that have no place in the stage yet, inside the caller's transaction."""
    seated = set(StageRecord.objects.filter(stage=stage, record__in=records).values_list("record_id", flat=True))
    seat_records(stage, list(Record.objects.filter(pk__in=set(records) - seated).order_by("pk")))


def analyze() -> None:
    """Let the database count again: with stale counts its planner sorts the whole queue for every claim."""
    with connection.cursor() as cursor:
        for table in (Slot._meta.db_table, StageRecord._meta.db_table):
            cursor.execute(f"ANALYZE {table}")


@transaction.atomic
def release_member_slots(*, member: Member, by: Actor) -> int:
    """Give back the seats a member holds without a vote; votes already cast stay theirs. How many seats."""
    open_seats = Slot.objects.filter(reviewer=member, done=False)
    lock(open_seats)
    released = open_seats.update(reviewer=None, reserved=False, lease_until=None, fence=F("fence") + 1)
    if released:
        record_event("seats released", member, by=by, review=member.review, after={"seats": released})
    return released
