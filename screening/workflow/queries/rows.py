"""Seats and adjudications as bare rows, for recomputation and proofs; nothing of it reaches a viewer by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from screening.models import CarriedVote, Resolution, Slot, Stage


@dataclass(frozen=True, slots=True)
class Adjudication:
    """What an adjudicator decided on a record in a stage, and until when it stood."""

    stage: int
    record: int
    verdict: str
    reason: int | None
    at: datetime
    until: datetime | None


def adjudications(review: int) -> Iterator[Adjudication]:
    """Every adjudication of the review, reopened ones too, in the order of time."""
    fields = ("stage_id", "record_id", "verdict", "reason_id", "resolved_at", "reopened_at")
    rows = Resolution.objects.filter(stage__review=review).order_by("resolved_at", "id")
    return (Adjudication(*row) for row in rows.values_list(*fields))


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat, who holds it, and the vote it points to with where that vote says it belongs."""

    id: Any
    stage: int
    record: int
    number: int
    reviewer: int | None
    removed: datetime | None
    leased: bool
    done: bool
    vote: Any
    vote_seat: Any
    vote_reviewer: int | None
    vote_record: int | None
    vote_stage: int | None
    vote_verdict: str | None
    vote_reason: int | None
    vote_sequence: int | None


def seat_rows(stage: int) -> Iterator[Seat]:
    """Every seat of the stage with the vote it points to."""
    fields = (
        "pk", "stage_id", "record_id", "number", "reviewer_id", "reviewer__removed_at", "lease_until", "done",
        "vote_id", "vote__slot_id", "vote__reviewer_id", "vote__record_id", "vote__stage_id", "vote__verdict",
        "vote__reason_id", "vote__sequence",
    )  # fmt: skip
    rows = Slot.objects.filter(stage=stage).order_by().values_list(*fields)
    for row in rows.iterator(5000):
        yield Seat(*row[:6], row[6] is not None, *row[7:])


def moved_rows(stage: Stage) -> dict[tuple[int, int, int], datetime]:
    """(record, reviewer, sequence) of rows that merges and their undoing wrote -> when they came to count, since
    they bear the time of the vote they repeat. A carried row that came to count again did so after its merge."""
    rows = sorted(_moved(stage, "record_id", "reviewer_id", "sequence"))
    return {(record, reviewer, sequence): at for record, reviewer, sequence, at in rows}


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A vote that a merge had brought to a record and that went back: when it came, when it went."""

    record: int
    reviewer: int
    sequence: int
    came: datetime
    went: datetime


def given_back(stage: Stage) -> list[GivenBack]:
    """Every such vote of the stage, also one that somebody changed before it went."""
    rows = CarriedVote.objects.filter(vote__stage=stage, returned_at__isnull=False)
    fields = ("vote__record_id", "vote__reviewer_id", "vote__sequence", "link__merged_at", "returned_at")
    return [GivenBack(*row) for row in rows.values_list(*fields)]


def moved_keys(stage: Stage) -> set[UUID]:
    """The keys of those rows: nobody sent them."""
    return {key for key, _ in _moved(stage, "key")}


def _moved(stage: Stage, *names: str) -> set[tuple]:
    """These fields of each such row, and when the merge or its undoing wrote it."""
    rows = CarriedVote.objects.filter(vote__stage=stage)
    written = rows.values_list(*(f"vote__{name}" for name in names), "link__merged_at")
    ended = rows.filter(ended_by__isnull=False)
    return set(written) | set(ended.values_list(*(f"ended_by__{name}" for name in names), "returned_at"))
