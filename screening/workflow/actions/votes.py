"""Votes: stored once whatever the network does, refused in words when they come too late."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from screening.errors import Closed, Fenced, Invalid
from screening.models import Decision, ExclusionReason, Member, Report, Slot, Stage, StageRecord, Verdict
from screening.team.audit import record_event
from screening.team.sight import sees_by_role
from screening.workflow.actions.fitting import fit_seats
from screening.workflow.actions.seats import LEASE
from screening.workflow.actions.standing import check_reason, lock_seat, recompute
from screening.workflow.authorship import wrote
from screening.workflow.blinding import (
    is_vote,
    judged_in_a_round,
    last_sequence,
    may_know_the_others,
    read_by_role,
    told_by_a_round,
    vote_with_key,
)
from screening.workflow.queries import is_cleared

NOTE_LIMIT = 20_000


def decide(
    *,
    slot: Slot,
    verdict: str,
    reason: ExclusionReason | None,
    by: Member,
    key: UUID,
    fence: int,
    note: str = "",
) -> Decision:
    """Store the member's vote, or change it until the record is released, or until all its votes are in where the
    member's role lets them see how these came out. On a record that an adjudicator settled, what comes later is
    stored alike and counts only once the decision is reopened: a refusal would tell that the votes differed.

    The same `key` with the same content gives the same answer however often it is sent; with other content it
    is Invalid. Fenced where the seat has passed to somebody else; Closed where no vote is taken any more.
    """
    if verdict not in (Verdict.INCLUDE, Verdict.EXCLUDE, Verdict.MAYBE):
        raise Invalid(f"“{verdict}” is not a vote. Choose Include, Maybe or Exclude.")
    if len(note) > NOTE_LIMIT:
        raise Invalid(f"The note has {len(note):,} characters; at most {NOTE_LIMIT:,} are kept. Shorten it.")
    return _once(slot=slot, verdict=verdict, reason=reason, by=by, key=key, fence=fence, note=note)


def withdraw(*, slot: Slot, by: Member, key: UUID) -> Decision:
    """Take the member's vote back: a new row says so, and the seat is theirs to vote in again."""
    return _once(slot=slot, verdict=Verdict.WITHDRAWN, reason=None, by=by, key=key, fence=None, note="")


def _once(**vote) -> Decision:
    """Store the vote in one transaction; a retry that raced its own first try finds what that one stored."""
    try:
        with transaction.atomic():
            return _store(**vote)
    except IntegrityError:
        stored = _stored(**vote)
        if stored is None:
            raise
        return stored


def _stored(*, slot: Slot, verdict: str, reason, by: Member, key: UUID, note: str, **_) -> Decision | None:
    """What was stored under this key, if it is this very vote. Invalid where it is another."""
    stored = vote_with_key(key)
    reason_id = reason.pk if reason else None
    if stored and not is_vote(stored, slot=slot, reviewer=by, verdict=verdict, reason=reason_id, note=note):
        raise Invalid(
            "This vote's key was used for another vote, so nothing was stored. Reload the page and vote again."
        )
    return stored


def _store(*, slot: Slot, verdict: str, reason, by: Member, key: UUID, fence: int | None, note: str) -> Decision:
    entry, seat = lock_seat(slot)
    stored = _stored(slot=slot, verdict=verdict, reason=reason, by=by, key=key, note=note)
    if stored is not None:
        return stored
    stage = entry.stage
    _check_held(seat, by, fence)
    _check_takes_votes(entry)
    _check_independent(entry, seat, by)
    if seat.vote_id is not None:
        _check_not_shown(entry)
    elif verdict != Verdict.WITHDRAWN:
        _check_not_told(entry, by)
    _check_own(entry, by)
    check_reason(stage, verdict, reason)
    withdrawn = verdict == Verdict.WITHDRAWN
    if withdrawn and seat.vote_id is None:
        raise Invalid("There is no vote of yours on this record to take back.")
    vote = Decision.objects.create(
        slot=seat,
        stage=stage,
        record=entry.record,
        reviewer=by,
        sequence=last_sequence(stage, entry.record, by) + 1,
        verdict=verdict,
        reason=reason,
        note=note,
        key=key,
        fence=seat.fence,
    )
    Slot.objects.filter(pk=seat.pk).update(
        vote=None if withdrawn else vote,
        done=not withdrawn,
        lease_until=timezone.now() + LEASE if withdrawn else None,
    )
    if withdrawn:
        fit_seats(stage, [entry])  # where fewer votes are needed by now, the seat asks for none
    else:
        recompute(stage, [entry])
    record_event(_verb(withdrawn, seat), vote, by=by)
    return vote


def _verb(withdrawn: bool, seat: Slot) -> str:
    if withdrawn:
        return "vote withdrawn"
    return "voted" if seat.vote_id is None else "vote changed"


def _check_held(seat: Slot, by: Member, fence: int | None) -> None:
    if seat.reviewer_id == by.pk and fence in (None, seat.fence):
        return
    raise Fenced(
        "Your vote on this record was not stored: the time to vote ran out and the record was given to somebody "
        "else, or the stage now needs fewer votes. There is nothing to do; the next record is ready."
    )


def _check_independent(entry: StageRecord, seat: Slot, by: Member) -> None:
    """Of whoever could read the others' votes, none is changed; one that is missing is taken only of those whom
    nothing but the stage's unblinding let read them: else nobody would be left to give it."""
    if not may_know_the_others(by, entry):
        return
    if seat.vote_id is not None:
        raise Closed(
            "All votes on this record were in, and you could see how they came out. Yours is fixed: changed now, "
            "it would no longer be independent. What differs is settled among the conflicts."
        )
    if sees_by_role(by) or read_by_role(by, entry):
        raise Closed(
            "The votes on this record were all in before, and your role let you see them. One of yours would not "
            "be independent, so somebody else gives the one that is missing."
        )


def _check_not_shown(entry: StageRecord) -> None:
    if told_by_a_round(entry.stage, [entry.record_id]):
        raise Closed(
            "The votes on this record were shown when its round ended, so yours is fixed: changed now, it would no "
            "longer be independent. What differs is settled among the conflicts."
        )


def _check_not_told(entry: StageRecord, by: Member) -> None:
    if entry.record_id in judged_in_a_round(by, entry.stage):
        raise Closed(
            "You judged this record in a calibration round, and when it ended you were shown how the others voted. "
            "One more vote of yours would not be independent, so somebody else gives the one that is missing."
        )


def _check_own(entry: StageRecord, by: Member) -> None:
    """A seat may be older than the guard, or the name newer than the seat."""
    if wrote(by.user.name, entry.record.authors) and not is_cleared(by, entry.record):
        raise Closed("You are named as an author of this record, so somebody else judges it.")


def _check_takes_votes(entry: StageRecord) -> None:
    """Raise Closed with the reason why the record takes no vote and no change of one."""
    stage = entry.stage
    if stage.opened_at is None:
        raise Closed(f"{stage} has not been opened yet, so it takes no votes. The lead opens it.")
    if stage.closed_at:
        raise Closed(f"{stage} is closed: votes can be read but not changed. The lead can open it again.")
    if stage.locked_at:
        raise Closed(f"{stage} waits for its calibration round, so it takes no votes yet. Vote in the round first.")
    if entry.released_at:
        raise Closed(
            "This record was released, so its votes are fixed. Tell the lead if it must be looked at again."
        )
    if entry.record.primary_id:
        raise Closed(
            "This record was found to be a copy of another one and takes no votes; the other one is screened."
        )
    if stage.kind == Stage.Kind.FULL_TEXT and _out_of_reach(entry):
        raise Closed("This report is marked as not retrieved, so it takes no votes. Change that under Full text.")


def _out_of_reach(entry: StageRecord) -> bool:
    report = Report.objects.filter(record=entry.record).first()
    return report is not None and (
        report.retrieval == Report.Retrieval.NOT_RETRIEVED or report.withdrawn_at is not None
    )
