"""Where records stand, recomputed from their votes inside the transaction of whatever moved them."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from screening.errors import Invalid
from screening.locking import held
from screening.models import ExclusionReason, Slot, Stage, StageRecord
from screening.workflow.outcome import SETTLED, WAITING
from screening.workflow.queries import came_to, resolved_records

PLACED = ("state", "reason", "settled_at", "shown_at")
"""The fields that `place` sets."""


def lock_seat(slot: Slot) -> tuple[StageRecord, Slot]:
    """The slot as it is now and its record's entry, with stage and record: the entry locked, then all its seats."""
    entry = lock_entry(StageRecord.objects.filter(stage=slot.stage_id, record=slot.record_id))
    seats = (
        Slot.objects.select_for_update(no_key=True)
        .filter(stage=slot.stage_id, record=slot.record_id)
        .order_by("pk")
    )
    return entry, next(seat for seat in seats if seat.pk == slot.pk)


def lock_entry(entries: QuerySet[StageRecord]) -> StageRecord:
    """The one entry of the query, locked, with its stage and record as they are now."""
    return held(entries.select_related("stage__review", "record")).get()


def recompute(stage: Stage, entries: Sequence[StageRecord]) -> None:
    """Bring the entries in line with their votes; those an adjudicator settled stand, whatever the votes say."""
    resolved = resolved_records(stage, [entry.record_id for entry in entries])
    open_entries = [entry for entry in entries if entry.record_id not in resolved]
    outcomes = came_to(stage, [entry.record_id for entry in open_entries])
    moved = []
    for entry in open_entries:
        new = outcomes[entry.record_id]
        if (entry.state, entry.reason_id) != (new.state, new.reason):
            place(entry, new.state, new.reason)
            moved.append(entry)
    if len(moved) == 1:
        moved[0].save(update_fields=PLACED)
    elif moved:
        StageRecord.objects.bulk_update(moved, PLACED, batch_size=200)


def place(entry: StageRecord, state: str, reason_id: int | None) -> None:
    """Set where the entry stands, in memory."""
    entry.state, entry.reason_id = state, reason_id
    now = timezone.now()
    entry.settled_at = now if state in SETTLED else None
    if state != WAITING and entry.shown_at is None:
        entry.shown_at = now


def check_reason(stage: Stage, verdict: str, reason: ExclusionReason | None) -> None:
    """Raise Invalid where the reason does not fit the verdict or the stage's rules."""
    if reason is None:
        if verdict == "exclude" and stage.reason_required:
            raise Invalid(
                f"{stage} needs a reason for every exclusion. Choose one (keys 1 to 9) and exclude again."
            )
        return
    if verdict != "exclude":
        raise Invalid("A reason goes with an exclusion only. Take the reason away, or choose Exclude.")
    if reason.review_id != stage.review_id or reason.archived_at:
        raise Invalid("This exclusion reason is no longer on the review's list. Choose another one.")
