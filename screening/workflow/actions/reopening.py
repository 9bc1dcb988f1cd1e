"""A decided record is judged anew: its votes are taken back as rows of their own, and stay as they were cast."""

from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import Decision, Member, Resolution, Slot, StageRecord, Verdict
from screening.team.audit import record_event
from screening.workflow.actions.fitting import fit_seats
from screening.workflow.actions.standing import lock_entry
from screening.workflow.blinding import last_sequence, may_know_the_others, seat_votes, told_by_a_round
from screening.workflow.outcome import SETTLED
from screening.workflow.queries import is_running


@transaction.atomic
def reopen_record(*, entry: StageRecord, why: str, by: Member) -> int:
    """Let the record wait for votes again; how many votes were taken back.

    Its voters are asked again, each in the same seat; whoever left, or could see how the others voted, gives way to
    somebody else. First votes stay the ones that agreement is worked out from. Closed where the record has gone on
    to a later stage, or its stage takes no votes.
    """
    entry = lock_entry(StageRecord.objects.filter(pk=entry.pk))
    _check(entry, why)
    before = {"state": entry.state, "released": entry.released_at is not None}
    standing = Resolution.objects.filter(stage=entry.stage, record=entry.record, reopened_at__isnull=True)
    standing.update(reopened_at=timezone.now())
    votes = list(seat_votes(entry.stage, entry.record).values())
    for vote in votes:
        _take_back(entry, vote, why, by)
    entry.released_at = None
    entry.save(update_fields=["released_at"])
    fit_seats(entry.stage, [entry])
    record_event("record reopened", entry, by=by, before=before, after={"state": entry.state}, reason=why.strip())
    return len(votes)


def _check(entry: StageRecord, why: str) -> None:
    if not why.strip():
        raise Invalid("Say in a sentence why this record is judged anew; it is kept in the audit trail.")
    if entry.stage.is_round or entry.state not in SETTLED:
        raise Closed("This record is not decided in this stage, so there is nothing to reopen.")
    if not is_running(entry.stage):
        raise Closed(f"{entry.stage} takes no votes now. Open it again, then reopen the record.")
    later = StageRecord.objects.filter(
        record=entry.record, stage__in=entry.stage.review.stages.filter(order__gt=entry.stage.order)
    )
    gone_on = later.select_related("stage").first()
    if gone_on is not None:
        raise Closed(f"The record has gone on to {gone_on.stage}: exclude it there instead of reopening it here.")


def _take_back(entry: StageRecord, vote: Decision, why: str, by: Member) -> None:
    row = Decision.objects.create(
        slot=vote.slot,
        stage=vote.stage,
        record=vote.record,
        reviewer=vote.reviewer,
        sequence=last_sequence(vote.stage, vote.record, vote.reviewer) + 1,
        verdict=Verdict.WITHDRAWN,
        note=f"Taken back by {by}, not by the reviewer: the record is judged anew. {why.strip()}",
        key=uuid4(),
        fence=vote.slot.fence + 1,
    )
    knows = may_know_the_others(vote.reviewer, entry) or told_by_a_round(entry.stage, [entry.record_id])
    asked_again = vote.reviewer.can("screen") and not knows
    Slot.objects.filter(pk=vote.slot_id).update(
        vote=None,
        done=False,
        reviewer=vote.reviewer if asked_again else None,
        reserved=asked_again,
        lease_until=None,
        fence=F("fence") + 1,
    )
    record_event("vote withdrawn", row, by=by, reason=f"Record reopened: {why.strip()}")
