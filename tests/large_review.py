"""A large review in the middle of its work, its rows written straight into the tables."""

import random
import uuid
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Subquery

from screening.models import (
    Decision,
    DuplicateLink,
    Member,
    Record,
    Report,
    Slot,
    Stage,
    StageRecord,
)
from tests import factories

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
CHUNK = 5_000


def fill(cast: factories.Cast, count: int) -> None:
    """`count` records: three in ten are copies, nine in ten of the others voted on by both, one in ten included."""
    chance = random.Random(count)
    batches = [factories.make_batch(cast.lead) for _ in range(3)]
    batches[2].source.kind = "citation"
    batches[2].source.save()
    first, second = cast.review.stages.order_by("order")
    Stage.objects.filter(pk__in=[first.pk, second.pk]).update(opened_at=START)
    for start in range(0, count, CHUNK):
        rows = [_record(cast, batches, number, chance) for number in range(start, min(start + CHUNK, count))]
        records = Record.objects.bulk_create(rows)
        copies = _copies(cast.lead, records, chance)
        unique = [record for record in records if record.pk not in copies]
        passed = _screened(first, unique, [cast.reviewer, cast.second_reviewer], chance)
        _sought(cast, second, passed, chance)
    theirs = Decision.objects.filter(slot=OuterRef("pk")).values("pk")
    Slot.objects.filter(Exists(theirs)).update(vote=Subquery(theirs[:1]), done=True)


def _record(cast, batches, number: int, chance: random.Random) -> Record:
    return Record(
        review=cast.review,
        batch=batches[0 if number % 2 else 1 if number % 50 else 2],
        row_no=number,
        title=f"Ketamine for pain after operation number {number}: a randomised trial",
        abstract="Background: pain is common. Methods: adults received ketamine. " * 25,
        authors=[f"Author{number}, A."],
        year=1980 + number % 45,
    )


def _copies(lead: Member, records: list[Record], chance: random.Random) -> set[int]:
    """Three in ten are a copy of the last record before them that is none."""
    rows, unique = [], records[0]
    for record in records[1:]:
        if chance.random() < 0.3:
            record.primary_id = unique.pk
            rows.append(record)
        else:
            unique = record
    Record.objects.bulk_update(rows, ["primary"], batch_size=500)
    DuplicateLink.objects.bulk_create(
        DuplicateLink(
            record=row, primary_id=row.primary_id, rule="doi", evidence="same DOI", merged_by=lead, merged_at=START
        )
        for row in rows
    )
    return {row.pk for row in rows}


def _screened(stage: Stage, records: list[Record], pair: list[Member], chance: random.Random) -> list[Record]:
    slots, votes, entries, passed = [], [], [], []
    for number, record in enumerate(records):
        cast = 2 if chance.random() < 0.9 else chance.choice([0, 1])
        verdicts = [chance.choices(["include", "exclude"], [12, 88])[0] for _ in range(2)]
        if chance.random() < 0.8:
            verdicts[1] = verdicts[0]
        state = "waiting"
        if cast == 2:
            state = {("include", "include"): "included", ("exclude", "exclude"): "excluded"}.get(
                tuple(verdicts), "conflict"
            )
        at = START + timedelta(minutes=record.pk % 40_000)
        entries.append(StageRecord(stage=stage, record=record, state=state, rank=number, settled_at=at))
        if state == "included":
            passed.append(record)
        for seat, member in enumerate(pair, 1):
            slot = Slot(stage=stage, record=record, number=seat, rank=number, reviewer=member)
            if seat <= cast:
                vote = Decision(
                    slot=slot, stage=stage, record=record, reviewer=member, verdict=verdicts[seat - 1],
                    key=uuid.UUID(int=chance.getrandbits(128)), decided_at=at + timedelta(seconds=20 * seat),
                )  # fmt: skip
                votes.append(vote)
            slots.append(slot)
    StageRecord.objects.bulk_create(entries)
    Slot.objects.bulk_create(slots)
    Decision.objects.bulk_create(votes)
    return passed


def _sought(cast, stage: Stage, records: list[Record], chance: random.Random) -> None:
    retrieval = chance.choices(["retrieved", "not-retrieved", "sought"], [80, 5, 15], k=len(records))
    Report.objects.bulk_create(
        Report(review=cast.review, record=record, retrieval=how, created_at=START)
        for record, how in zip(records, retrieval, strict=True)
    )
    reason = cast.review.exclusion_reasons.first()
    rows = []
    for record, how in zip(records, retrieval, strict=True):
        state = chance.choice(["included", "excluded", "waiting"]) if how == "retrieved" else "waiting"
        rows.append(
            StageRecord(
                stage=stage, record=record, state=state, reason=reason if state == "excluded" else None, rank=1
            )
        )
    StageRecord.objects.bulk_create(rows)
