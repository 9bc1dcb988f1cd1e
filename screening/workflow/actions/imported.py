"""Votes that were cast in another tool become decisions of named reviewers, marked with the file they came from.

They are votes like any other: read through `workflow.blinding` alone, counted by the stage's rules, changed by
their reviewer until the record is released.
"""

import uuid
from collections import Counter
from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import F

from screening.errors import Closed, Invalid
from screening.jobs.actions import start_job
from screening.jobs.progress import hold
from screening.locking import held
from screening.models import (
    Decision,
    ExclusionReason,
    ImportBatch,
    Job,
    Member,
    Record,
    Slot,
    Stage,
    StageRecord,
    Verdict,
)
from screening.team.audit import record_event
from screening.workflow.actions.carrying import return_carried
from screening.workflow.actions.fitting import fit_seats
from screening.workflow.actions.imported_settlements import reopen_imported, settle_imported
from screening.workflow.blinding import History, histories, imported_standing
from screening.workflow.queries.imported import AT_ONCE, NAMESPACE, Choice, PlannedVote, planned
from screening.workflow.queries.seats import is_running


@transaction.atomic
def import_votes(
    *,
    batch: ImportBatch,
    stage: Stage,
    names: Mapping[str, Member],
    reasons: Mapping[str, ExclusionReason],
    by: Member,
    settlers: Mapping[str, Member] | None = None,
) -> Job:
    """Ask for the file's votes to be stored. `names` says whose the names in the file are, `settlers` whose its
    decisions on conflicts are; others are left out."""
    settlers = settlers or {}
    if batch.review_id != by.review_id or stage.review_id != by.review_id:
        raise Invalid("This file or stage belongs to another review.")
    if batch.state != ImportBatch.State.COMMITTED:
        raise Closed(f"{batch} is not imported; import its records first, then their votes.")
    if not is_running(stage):
        raise Closed(f"{stage} takes no votes now. Open it first; then the votes of the file can be imported.")
    if not names:
        raise Invalid("Say of at least one name in the file which member it is.")
    if any(member.review_id != by.review_id or not member.can("screen") for member in names.values()):
        raise Invalid("Votes can be given only to members who screen in this review.")
    if any(member.review_id != by.review_id or not member.can("adjudicate") for member in settlers.values()):
        raise Invalid("Decisions on conflicts can be given only to members who adjudicate in this review.")
    args: dict[str, Any] = {
        "batch": batch.pk,
        "stage": stage.pk,
        "names": {name: member.pk for name, member in names.items()},
        "reasons": {text: reason.pk for text, reason in reasons.items()},
        "settlers": {name: member.pk for name, member in settlers.items()},
    }
    told: dict[str, Any] = {"stage": str(stage), "names": {name: str(member) for name, member in names.items()}}
    if settlers:
        told["adjudicators"] = {name: str(member) for name, member in settlers.items()}
    record_event("votes of a file asked for", batch, by=by, after=told)
    return start_job(kind="import_votes", key=f"{batch.pk}-{stage.pk}", by=by, subject=str(batch), args=args)


@transaction.atomic
def take_back_imported(*, batch: ImportBatch, stage: Stage, by: Member) -> Job:
    """Ask for the file's votes in the stage to be taken back, for example because a name was given to the wrong
    member. Votes on records that were released are fixed and stay; on those that an adjudicator settled they go on
    counting until the decision is reopened, like any vote taken back there."""
    if batch.review_id != by.review_id or stage.review_id != by.review_id:
        raise Invalid("This file or stage belongs to another review.")
    if not is_running(stage):
        raise Closed(f"{stage} is not open, so its votes are fixed.")
    if not imported_standing(batch, stage).exists():
        raise Closed(f"No vote of {batch} stands in {stage} that could be taken back.")
    record_event("votes of a file taken back", batch, by=by, after={"stage": str(stage)})
    args = {"batch": batch.pk, "stage": stage.pk, "take_back": True}
    return start_job(kind="import_votes", key=f"{batch.pk}-{stage.pk}", by=by, subject=str(batch), args=args)


@transaction.atomic
def withdraw_imported(*, job: Job, batch: ImportBatch, stage: Stage, by: Member, undoing: bool = False) -> int:
    """Take the next votes of the file back; how many. The rows stay, a new one says so, and the seats are free.
    `undoing` says that they go with their import."""
    hold(job)
    ids = set(imported_standing(batch, stage).values_list("record_id", flat=True)[:AT_ONCE])
    entries = list(
        StageRecord.objects.select_for_update(no_key=True).filter(stage=stage, record__in=ids).order_by("pk")
    )
    votes = list(imported_standing(batch, stage).filter(record__in=ids).select_related("slot", "record"))
    past = histories(stage, ids)
    rows = [
        Decision(
            slot=vote.slot,
            stage=stage,
            record=vote.record,
            reviewer_id=vote.reviewer_id,
            sequence=past[vote.record_id, vote.reviewer_id].last + 1,
            verdict=Verdict.WITHDRAWN,
            key=uuid.uuid5(NAMESPACE, f"{vote.key}:taken back"),
            fence=vote.slot.fence,
            imported_from=batch,
            imported_as=vote.imported_as,
        )
        for vote in votes
    ]
    Decision.objects.bulk_create(rows)
    seats = Slot.objects.filter(pk__in=[vote.slot_id for vote in votes])
    seats.update(vote=None, done=False, reviewer=None, lease_until=None, fence=F("fence") + 1)
    reopen_imported(stage=stage, batch=batch, records=ids, by=by)
    fit_seats(stage, entries)
    return_carried(votes, by=by)
    for row in rows:
        record_event("imported vote taken back", row, by=by, review=by.review)
    _keep(job, **{"taken back": _told(job, "taken back") + len(rows)})
    if undoing and rows:
        told = {"stage": str(stage), "votes": len(rows), "with": "the undoing of its import"}
        record_event("votes of a file taken back", batch, by=by, after=told)
    return len(rows)


@transaction.atomic
def store_votes(
    *, job: Job, choice: Choice, batch: ImportBatch, records: list[Record], by: Member
) -> list[PlannedVote]:
    """Store the votes of these records in one transaction; all that were looked at, stored or not. What the job has
    counted so far, and how far it is, is kept in the same transaction: a kill loses neither."""
    hold(job)
    imported = ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.COMMITTED)
    if not held(imported).exists():
        raise Closed(f"{batch} is not imported any more, so no further vote of it was stored.")
    stage = choice.stage
    roots = {record.primary_id or record.pk for record in records}
    entries = list(
        StageRecord.objects.select_for_update(no_key=True).filter(stage=stage, record__in=roots).order_by("pk")
    )
    votes = planned(choice, batch, records)
    stored = [vote for vote in votes if not vote.why_not]
    refused = Counter((job.result or {}).get("refused", {}))
    refused.update(vote.why_not for vote in votes if vote.why_not)
    if stored:
        _store(choice, batch, stored, roots, entries, by)
    settled = Counter((job.result or {}).get("settled", {}))
    settled.update(settle_imported(choice=choice, batch=batch, records=records, by=by))
    counts = {"stored": _told(job, "stored") + len(stored), "refused": refused, "settled": settled}
    _keep(job, **counts, record=records[-1].pk)
    return votes


def _store(
    choice: Choice,
    batch: ImportBatch,
    stored: list[PlannedVote],
    roots: set[int],
    entries: list[StageRecord],
    by: Member,
) -> None:
    """Write the votes into seats, each with its line in the audit trail, and bring their records in line."""
    stage = choice.stage
    seats = _seats(stage, roots, stored)
    rows = _decisions(choice, batch, stored, seats)
    _sit(rows, seats)
    voted = {row.record_id for row in rows}
    fit_seats(stage, [entry for entry in entries if entry.record_id in voted])
    known = Record.objects.only("title").in_bulk(voted)
    for row in rows:
        row.record = known[row.record_id]
        record_event("vote imported", row, by=by, review=by.review)


def _told(job: Job, what: str) -> int:
    """How many the job has counted, over all its attempts."""
    return (job.result or {}).get(what, 0)


def _keep(job: Job, **result: Any) -> None:
    """Write what the job has counted into its row, within the transaction of what it did."""
    job.result = {**(job.result or {}), **result}
    Job.objects.filter(pk=job.pk).update(result=job.result)


def _decisions(choice: Choice, batch: ImportBatch, votes: list[PlannedVote], seats: list[Slot]) -> list[Decision]:
    """The rows of the votes, stored, each behind what its reviewer did on the record before."""
    past = histories(choice.stage, {vote.record for vote in votes})
    rows = [
        Decision(
            slot=seat,
            stage=choice.stage,
            record_id=vote.record,
            reviewer=vote.reviewer,
            sequence=past.get((vote.record, vote.reviewer.pk), History()).last + 1,
            verdict=vote.verdict,
            reason=vote.reason,
            note=vote.note,
            key=vote.key,
            fence=seat.fence,
            imported_from=batch,
            imported_as=vote.name[:200],
        )
        for vote, seat in zip(votes, seats, strict=True)
    ]
    return Decision.objects.bulk_create(rows)


def _sit(rows: list[Decision], seats: list[Slot]) -> None:
    """Let each seat point to its vote."""
    for row, seat in zip(rows, seats, strict=True):
        seat.vote, seat.reviewer, seat.done, seat.lease_until = row, row.reviewer, True, None
    Slot.objects.bulk_update(seats, ["vote", "reviewer", "done", "lease_until"], batch_size=200)


def _seats(stage: Stage, roots: set[int], votes: list[PlannedVote]) -> list[Slot]:
    """A seat for each vote: the reviewer's own, else a free one, else one that is made for it."""
    seats_of: dict[int, list[Slot]] = {root: [] for root in roots}
    locked = Slot.objects.select_for_update(no_key=True).filter(stage=stage, record__in=roots).order_by("pk")
    for slot in sorted(locked, key=attrgetter("number")):
        seats_of[slot.record_id].append(slot)
    found = []
    for vote in votes:
        seats = seats_of[vote.record]
        own = [slot for slot in seats if slot.reviewer_id == vote.reviewer.pk]
        free = [slot for slot in seats if slot.reviewer_id is None and slot.vote_id is None]
        seat = (own or free or [None])[0]
        if seat is None:
            number = max((slot.number for slot in seats), default=0) + 1
            rank = seats[0].rank if seats else 0
            seat = Slot.objects.create(stage=stage, record_id=vote.record, number=number, rank=rank)
            seats.append(seat)
        seat.reviewer_id = vote.reviewer.pk
        found.append(seat)
    return found
