"""Votes of a calibration round come to count in its stage, once the round is over."""

from uuid import NAMESPACE_URL, UUID, uuid5

from screening.models import Decision, Slot, Stage, StageRecord
from screening.team.audit import record_event
from screening.workflow.actions.standing import recompute
from screening.workflow.blinding import last_sequence, standing_by_record


def count_votes_of_round(*, round_stage: Stage) -> int:
    """Let as many of the round's votes as a record needs stand in the stage as well; on how many records.

    Where the reviewers differed, the first vote and the first one that differs from it are among them, so that the
    record goes to the adjudicator. Every one is a row of its own with the time at which it was cast. Records with
    votes or a reviewer in the stage are left as they are. Inside the caller's transaction.
    """
    stage = round_stage.parent
    votes = standing_by_record(round_stage)
    entries = StageRecord.objects.filter(stage=stage, record__in=votes, released_at__isnull=True)
    touched = []
    for entry in entries.select_for_update(no_key=True, of=("self",)).order_by("record_id"):
        held = Slot.objects.select_for_update(no_key=True).filter(stage=stage, record=entry.record_id)
        seats = list(held.order_by("number"))
        chosen = chosen_votes(votes[entry.record_id], stage)
        if chosen and not any(seat.reviewer_id for seat in seats):
            for seat, vote in zip(seats, chosen, strict=False):
                _sit(seat, vote, round_stage)
            touched.append(entry)
    recompute(stage, touched)
    return len(touched)


def chosen_votes(votes: list[Decision], stage: Stage) -> list[Decision]:
    """Which of a record's votes, in the order of time, stand for it in the stage; none where one alone would hide
    that they differ."""
    as_include = stage.maybe_rule == Stage.MaybeRule.INCLUDE

    def direction(vote: Decision) -> str:
        return "include" if as_include and vote.verdict == "maybe" else vote.verdict

    other = next((vote for vote in votes if direction(vote) != direction(votes[0])), None)
    if other is not None and stage.votes_needed == 1:
        return []
    first = [votes[0], other] if other is not None else []
    rest = [vote for vote in votes if vote not in first]
    return (first + rest)[: stage.votes_needed]


def _sit(seat: Slot, vote: Decision, round_stage: Stage) -> None:
    written = Decision.objects.create(
        slot=seat,
        stage=seat.stage,
        record=vote.record,
        reviewer=vote.reviewer,
        sequence=last_sequence(seat.stage, vote.record, vote.reviewer) + 1,
        verdict=vote.verdict,
        reason=vote.reason,
        note=vote.note,
        key=_key(vote.key),
        fence=seat.fence,
        decided_at=vote.decided_at,
    )
    Slot.objects.filter(pk=seat.pk).update(reviewer=vote.reviewer, vote=written, done=True, lease_until=None)
    record_event("voted", written, by=vote.reviewer, reason=f"Counted from {round_stage}")


def _key(key: UUID) -> UUID:
    """The same vote counted twice has the same key, so the database refuses the second one."""
    return uuid5(NAMESPACE_URL, f"counted:{key}")
