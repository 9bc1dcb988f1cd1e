"""What the actions and proofs need inside their transactions; nothing of it reaches a viewer."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from screening.models import Decision, ImportBatch, Member, Record, Slot, Stage, StageRecord, Verdict
from screening.workflow.blinding.sight import counting, standing
from screening.workflow.blinding.votes import ordered
from screening.workflow.outcome import Cast, Vote, first_votes


def standing_votes(stage: Stage, records: Iterable[int]) -> dict[int, list[Vote]]:
    """Record id -> its standing votes, to recompute where the records stand."""
    found: dict[int, list[Vote]] = {record: [] for record in records}
    votes = Slot.objects.filter(stage=stage, record__in=list(found), vote__isnull=False)
    for record, verdict, reason in votes.values_list("record_id", "vote__verdict", "vote__reason_id"):
        found[record].append(Vote(verdict, reason))
    return found


def votes_read(stage: Stage, record: Record) -> list[Decision]:
    """The votes that count on the record: of one that an adjudicator settled, those that they read."""
    return list(counting().filter(stage=stage, record=record).order_by("decided_at", "id"))


def vote_with_key(key: UUID) -> Decision | None:
    """The decision that was stored under this idempotency key."""
    return Decision.objects.select_related("slot").filter(key=key).first()


def last_sequence(stage: Stage, record: Record, reviewer: Member) -> int:
    """The number of the reviewer's latest decision on the record, 0 before the first."""
    votes = Decision.objects.filter(stage=stage, record=record, reviewer=reviewer)
    return votes.order_by("-sequence").values_list("sequence", flat=True).first() or 0


@dataclass(frozen=True)
class History:
    """A reviewer's decisions on a record: the number of the latest, how many times votes of a file were taken back,
    whether what stands there is more than that, and whether the latest came with a file."""

    last: int = 0
    taken_back: int = 0
    acted: bool = False
    brought: bool = False


def histories(stage: Stage, records: Iterable[int]) -> dict[tuple[int, int], History]:
    """(record, reviewer) -> the reviewer's history there, for those who have one."""
    votes = Decision.objects.filter(stage=stage, record__in=list(records)).order_by("sequence")
    found: dict[tuple[int, int], History] = {}
    rows = votes.values_list("record_id", "reviewer_id", "sequence", "verdict", "imported_from")
    for record, reviewer, sequence, verdict, file in rows:
        back = verdict == Verdict.WITHDRAWN and file is not None
        before = found.get((record, reviewer), History())
        found[record, reviewer] = History(
            sequence, before.taken_back + back, acted=not back, brought=file is not None
        )
    return found


def imported_standing(batch: ImportBatch, stage: Stage) -> QuerySet[Decision]:
    """The votes of the file that stand in the stage on records not released: those that can be taken back."""
    released = StageRecord.objects.filter(stage=stage, record=OuterRef("record"), released_at__isnull=False)
    found = standing().filter(~Exists(released), imported_from=batch, stage=stage)
    return found.order_by("record_id", "id")


def keys_used(keys: Iterable[UUID]) -> set[UUID]:
    """Those of the keys under which a vote is stored."""
    return set(Decision.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def is_vote(vote: Decision, *, slot: Slot, reviewer: Member, verdict: str, reason: int | None, note: str) -> bool:
    """True where the stored decision is the very vote described: a retry, not another vote."""
    return (vote.slot_id, vote.reviewer_id, vote.verdict, vote.reason_id, vote.note) == (
        slot.pk,
        reviewer.pk,
        verdict,
        reason,
        note,
    )


def votes_to_carry(stage: Stage, record: Record) -> list[Decision]:
    """The record's standing votes in the order they were cast, for a merge to carry over."""
    return list(ordered(standing().filter(stage=stage, record=record)))


def counted_rounds(stage: Stage) -> QuerySet[Stage]:
    """The stage's calibration rounds whose votes count in it, the first one first."""
    found = Stage.objects.filter(parent=stage, purpose=Stage.Purpose.CALIBRATION, round__counted_at__isnull=False)
    return found.order_by("pk")


def uncounted_votes(stage: Stage) -> Counter[int]:
    """Record id -> how many votes of such rounds are of people who have never voted on it in the stage itself: they
    come to count where it needs more."""
    there = Decision.objects.filter(stage=stage, record=OuterRef("record"), reviewer=OuterRef("reviewer"))
    seats = Slot.objects.filter(~Exists(there), stage__in=counted_rounds(stage), vote__isnull=False)
    return Counter(seats.values_list("record_id", flat=True))


@dataclass(frozen=True)
class Opinion:
    """What a reviewer first voted on a record of a round, and the vote of theirs that stands there."""

    first: Decision
    standing: Decision


def round_votes(stage: Stage, records: Iterable[int] | None = None) -> dict[int, list[Opinion]]:
    """Record id -> the opinions of the round's reviewers in the order in which they first voted; `records` are the
    ones asked about, None for all."""
    cast = Decision.objects.filter(stage=stage)
    entries = StageRecord.objects.filter(stage=stage)
    if records is not None:
        asked = list(records)
        cast, entries = cast.filter(record__in=asked), entries.filter(record__in=asked)
    shown_at = dict(entries.values_list("record_id", "shown_at"))
    standing_ids = set(Slot.objects.filter(stage=stage, vote__isnull=False).values_list("vote", flat=True))
    found: dict[int, list[Decision]] = {}
    for vote in ordered(cast).select_related("record", "reason", "reviewer__review"):
        found.setdefault(vote.record_id, []).append(vote)
    return {
        record: _opinions(rows, standing_ids, stage.votes_needed, shown_at.get(record))
        for record, rows in found.items()
    }


def _opinions(rows: list[Decision], counting: set[UUID], needed: int, shown_at: datetime | None) -> list[Opinion]:
    history = (Cast(v.reviewer_id, v.sequence, v.verdict, v.reason_id, v.decided_at) for v in rows)
    first = first_votes(history, votes_needed=needed, shown_at=shown_at)
    numbered = {(row.reviewer_id, row.sequence): row for row in rows}
    found = []
    for row in rows:
        if row.pk in counting:
            told = first.get(row.reviewer_id)
            found.append(Opinion(numbered[row.reviewer_id, told.sequence] if told else row, row))
    return sorted(found, key=lambda one: (one.first.decided_at, str(one.first.pk)))


def seat_votes(stage: Stage, record: Record) -> dict[UUID, Decision]:
    """Seat id -> the vote that stands in it, for a merge to hold against those it brings."""
    return {vote.slot_id: vote for vote in standing().filter(stage=stage, record=record)}


def cast_rows(stages: Iterable[int]) -> Iterator[tuple[int, int, int, int, str, int | None, datetime]]:
    """Every vote ever cast in these stages, as (stage, record, reviewer, sequence, verdict, reason, when).

    For figures and proofs that are worked out for those who may see them, or shown to nobody.
    """
    fields = ("stage_id", "record_id", "reviewer_id", "sequence", "verdict", "reason_id", "decided_at")
    yield from Decision.objects.filter(stage__in=list(stages)).order_by().values_list(*fields).iterator(5000)


def vote_ids(review: int) -> Iterator[tuple[UUID, int]]:
    """Every vote's id with its record; of what was voted, nothing."""
    rows = Decision.objects.filter(stage__review=review).order_by()
    yield from rows.values_list("pk", "record_id").iterator(5000)
