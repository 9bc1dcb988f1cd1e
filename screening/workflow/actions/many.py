"""Labels and votes of one member on many records, for changes that are made and taken back in one step.

Inside the caller's transaction; each vote is a vote like any other.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from screening.errors import Closed, Fenced, Invalid
from screening.locking import held
from screening.models import ExclusionReason, Label, LabelUse, Member, Slot, Stage, StageRecord
from screening.workflow.actions.recusals import withhold_own
from screening.workflow.actions.votes import decide, withdraw
from screening.workflow.blinding import vote_with_key
from screening.workflow.queries import free_seats, held_seats, lapsed_seats

AT_ONCE = 500
LEASE = timedelta(minutes=5)


def label_records(*, records: Sequence[int], label: Label, by: Member) -> list[int]:
    """Put the member's label on the records; those that did not bear it."""
    _check(label, by)
    bearing = set(_own_uses(records, label, by))
    missing = [record for record in records if record not in bearing]
    LabelUse.objects.bulk_create(
        (LabelUse(label=label, record_id=record, member=by) for record in missing),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    return missing


def unlabel_records(*, records: Sequence[int], label: Label, by: Member) -> list[int]:
    """Take the member's own label off the records; those that bore it. What others put there stays."""
    bearing = sorted(_own_uses(records, label, by))
    for start in range(0, len(bearing), AT_ONCE):
        uses = LabelUse.objects.filter(label=label, member=by, record__in=bearing[start : start + AT_ONCE])
        uses.filter(taken_at__isnull=True).update(taken_at=timezone.now())
    return bearing


def _own_uses(records: Sequence[int], label: Label, by: Member) -> set[int]:
    """Those of the records that bear the label from the member."""
    uses = LabelUse.objects.filter(label=label, member=by, taken_at__isnull=True)
    return set(uses.values_list("record_id", flat=True)) & set(records)


def _check(label: Label, by: Member) -> None:
    if label.review_id != by.review_id or label.archived_at:
        raise Invalid(f"“{label}” is no longer on the review's list of labels. Choose another one.")


def vote_on_records(
    *,
    records: Sequence[int],
    stage: Stage,
    verdict: str,
    reason: ExclusionReason | None,
    by: Member,
    key: uuid.UUID,
) -> list[int]:
    """The member's vote on those of the records that wait for it; the records voted on.

    `key` makes one idempotency key a seat of its own. Keep the list short: while the transaction lasts, nobody
    else's vote on these records gets through.
    """
    # One claim of a member at a time, as where cards are dealt: no two seats of one record. Entries before seats.
    Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    held(StageRecord.objects.filter(stage=stage, record__in=records).order_by("pk"))
    done = []
    for slot in _seats(stage, records, by):
        try:
            decide(
                slot=slot,
                verdict=verdict,
                reason=reason,
                by=by,
                key=uuid.uuid5(key, str(slot.pk)),
                fence=slot.fence,
            )
        except (Closed, Fenced):  # settled, released or passed on since the records were found
            continue
        done.append(slot.record_id)
    return done


OTHERWISE = "You voted there by hand since, and that vote stands."
GONE = "No vote of yours stands there any more."


def take_votes_back(*, records: Sequence[int], stage: Stage, by: Member, key: uuid.UUID) -> dict[int, str]:
    """Withdraw the votes that `vote_on_records` cast under the key: record -> "", or why its vote stays.

    A vote that was fixed meanwhile stays, and so does one the member has changed by hand.
    """
    told = dict.fromkeys(records, GONE)
    slots = Slot.objects.filter(stage=stage, record__in=records, reviewer=by, vote__isnull=False)
    for slot in slots.order_by("record_id"):
        cast = vote_with_key(uuid.uuid5(key, str(slot.pk)))
        if cast is None or cast.pk != slot.vote_id:
            told[slot.record_id] = OTHERWISE
            continue
        try:
            withdraw(slot=slot, by=by, key=uuid.uuid5(key, f"back {slot.pk}"))
        except (Closed, Fenced) as refused:
            told[slot.record_id] = str(refused)
        else:
            told[slot.record_id] = ""
    return told


def _seats(stage: Stage, records: Sequence[int], by: Member) -> list[Slot]:
    """One seat of the member on each of these records that has one for them, in the order of the records."""
    seats = {slot.record_id: slot for slot in held_seats(by, stage).filter(record__in=records)}
    for pool, passed_on in ((free_seats, False), (lapsed_seats, True)):
        missing = [record for record in records if record not in seats]
        seats |= _taken(pool(by, stage).filter(record__in=missing), passed_on, by) if missing else {}
    return [seats[record] for record in records if record in seats]


def _taken(pool: QuerySet[Slot], passed_on: bool, by: Member) -> dict[int, Slot]:
    """Record -> a seat of the pool that is the member's from now on; none on records the member wrote."""
    found: dict[int, uuid.UUID] = {}
    for record, seat in pool.select_for_update(no_key=True, skip_locked=True, of=("self",)).values_list(
        "record_id", "pk"
    ):
        found.setdefault(record, seat)
    own = withhold_own(by=by, records=found) if found else set()
    taken = Slot.objects.filter(pk__in=[seat for record, seat in found.items() if record not in own])
    taken.update(reviewer=by, lease_until=timezone.now() + LEASE, fence=F("fence") + int(passed_on))
    return {slot.record_id: slot for slot in taken}
