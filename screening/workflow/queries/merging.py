"""What merging two records, or taking them apart, does to seats and votes: numbers, never a verdict."""

from dataclasses import dataclass

from screening.models import CarriedVote, Record, Slot, Stage, StageRecord


@dataclass(frozen=True)
class StageMerge:
    """One stage of a merge that might be: votes on either side, and what would become of the copy's."""

    stage: Stage
    kept: int
    copy: int
    counted: int
    surplus: int
    released: bool


def merge_preview(copy: Record, keep: Record) -> list[StageMerge]:
    """For each stage in which the copy has votes, what the rule for late merges would do."""
    return [found for stage in keep.review.stages.order_by("order") if (found := _stage_merge(stage, copy, keep))]


def _stage_merge(stage: Stage, copy: Record, keep: Record) -> StageMerge | None:
    theirs = set(_voters(stage, copy))
    if not theirs:
        return None
    own = set(_voters(stage, keep))
    entry = StageRecord.objects.filter(stage=stage, record=keep).first()
    released = entry is not None and entry.released_at is not None
    room = 0 if released or (entry is None and not stage.opened_at) else max(0, stage.votes_needed - len(own))
    counted = min(room, len(theirs - own))
    return StageMerge(stage, len(own), len(theirs), counted, len(theirs - own) - counted, released)


def _voters(stage: Stage, record: Record):
    seats = Slot.objects.filter(stage=stage, record=record, vote__isnull=False)
    return seats.values_list("reviewer_id", flat=True)


@dataclass(frozen=True)
class StageParting:
    """One stage of taking two records apart: votes that go back, votes that stay because they were released."""

    stage: Stage
    back: int
    asked_again: int
    stay: int


def parting_preview(record: Record) -> list[StageParting]:
    """What taking the record out of its group would give back."""
    carried = CarriedVote.objects.filter(original__record=record, returned_at__isnull=True)
    found = []
    for stage in record.review.stages.order_by("order"):
        votes = carried.filter(vote__stage=stage)
        released = StageRecord.objects.filter(stage=stage, released_at__isnull=False).values("record")
        stay = votes.filter(vote__record__in=released).count()
        back = votes.count() - stay
        again = votes.filter(replaced__isnull=True).exclude(vote__record__in=released).count()
        if back or stay:
            found.append(StageParting(stage, back, again, stay))
    return found


def surplus_votes(record: Record) -> int:
    """How many standing votes of a copy do not count on the record that stands for it."""
    if record.primary_id is None:
        return 0
    standing = Slot.objects.filter(record=record, vote__isnull=False)
    carried = CarriedVote.objects.filter(original__record=record, returned_at__isnull=True)
    return standing.exclude(vote__in=carried.values("original")).count()
