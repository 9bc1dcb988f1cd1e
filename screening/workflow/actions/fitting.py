"""As many seats as a record needs beyond its votes, whatever changed: the number needed, or the votes."""

from django.db.models import F

from screening.models import Slot, Stage, StageRecord
from screening.workflow.actions.standing import recompute


def fit_seats(stage: Stage, entries: list[StageRecord]) -> None:
    """Give each entry as many seats as it needs beyond its votes, then recompute where it stands."""
    by_record: dict[int, list[Slot]] = {entry.record_id: [] for entry in entries}
    for slot in (
        Slot.objects.select_for_update(no_key=True).filter(stage=stage, record__in=by_record).order_by("pk")
    ):
        by_record[slot.record_id].append(slot)
    for entry in entries:
        _fit_one(stage, entry, by_record[entry.record_id])
    recompute(stage, entries)


def _fit_one(stage: Stage, entry: StageRecord, seats: list[Slot]) -> None:
    filled = sum(slot.vote_id is not None for slot in seats)
    wanted = max(0, stage.votes_needed - filled)
    # Free seats are closed before those somebody has on the screen.
    empty = sorted((slot for slot in seats if not slot.done), key=lambda slot: slot.reviewer_id is not None)
    if len(empty) > wanted:
        close = [slot.pk for slot in empty[: len(empty) - wanted]]
        Slot.objects.filter(pk__in=close).update(
            done=True, reviewer=None, reserved=False, lease_until=None, fence=F("fence") + 1
        )
        return
    missing = wanted - len(empty)
    closed = [slot.pk for slot in seats if slot.done and slot.vote_id is None][:missing]
    Slot.objects.filter(pk__in=closed).update(done=False)
    last = max(slot.number for slot in seats)
    Slot.objects.bulk_create(
        Slot(stage=stage, record_id=entry.record_id, number=last + extra, rank=entry.rank)
        for extra in range(1, missing - len(closed) + 1)
    )
