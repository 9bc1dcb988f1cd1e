"""Votes of a calibration round come to count in its stage, once the round is over."""

from collections.abc import Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from screening.models import Decision, Slot, Stage, StageRecord
from screening.team.audit import record_event
from screening.workflow.actions.carrying import carry_late
from screening.workflow.actions.fitting import fit_seats
from screening.workflow.blinding import Opinion, counted_rounds, last_sequence, round_votes


def count_votes_of_round(*, round_stage: Stage) -> int:
    """Let as many of the round's votes as a record needs stand in the stage as well; on how many records.

    Whoever voted first counts first. Where the reviewers differed, the first opinion and the first one that differs
    from it are among them, two also where the stage needs one vote: the record goes to the adjudicator. Each row
    bears the time at which it was cast; a vote that was changed in the round comes with the first one, which stays
    the first. Records with votes or a reviewer in the stage are left as they are. Votes on what is a copy by now
    count for its work as well, as in a merge. Inside the caller's transaction.
    """
    stage = round_stage.parent
    votes = round_votes(round_stage)
    entries = StageRecord.objects.filter(stage=stage, record__in=votes, released_at__isnull=True)
    touched = []
    for entry in entries.select_for_update(no_key=True, of=("self",)).order_by("pk"):
        seats = _seats(entry)
        chosen = chosen_votes(votes[entry.record_id], stage)
        if chosen and not any(seat.reviewer_id for seat in seats):
            _sit_all(entry, seats, chosen, round_stage)
            touched.append(entry)
    fit_seats(stage, touched)
    carry_late(stage, [entry.record_id for entry in touched])
    return len(touched)


def count_further_votes(stage: Stage, entries: Sequence[StageRecord]) -> None:
    """Where the stage has come to need more votes than it took of a round's, let further ones stand as well: their
    authors have seen the round's result since, and cannot be asked again. The entries are locked."""
    by_record = {entry.record_id: entry for entry in entries}
    touched: dict[int, StageRecord] = {}
    for round_stage in counted_rounds(stage):
        for record, opinions in round_votes(round_stage, by_record).items():
            entry = by_record[record]
            free = [seat for seat in _seats(entry) if not seat.done and seat.reviewer_id is None]
            new = [one for one in opinions if free and not _has_voted(entry, one)][: len(free)]
            if new:
                _sit_all(entry, free, new, round_stage)
                touched[record] = entry
    fit_seats(stage, list(touched.values()))
    carry_late(stage, list(touched))


def chosen_votes(votes: list[Opinion], stage: Stage) -> list[Opinion]:
    """Which of a record's opinions, in the order of time, stand for it in the stage."""
    as_include = stage.maybe_rule == Stage.MaybeRule.INCLUDE

    def direction(one: Opinion) -> str:
        verdict = one.standing.verdict
        return "include" if as_include and verdict == "maybe" else verdict

    other = next((one for one in votes if direction(one) != direction(votes[0])), None)
    first = [votes[0], other] if other is not None else votes[:1]
    rest = [one for one in votes if one not in first]
    return (first + rest)[: max(stage.votes_needed, len(first))]


def _has_voted(entry: StageRecord, one: Opinion) -> bool:
    return last_sequence(entry.stage, entry.record, one.standing.reviewer) > 0


def _seats(entry: StageRecord) -> list[Slot]:
    """All seats of the record, locked; those that ask for a vote first."""
    seats = Slot.objects.select_for_update(no_key=True).filter(stage=entry.stage_id, record=entry.record_id)
    return sorted(seats.order_by("pk"), key=lambda seat: (seat.done, seat.number))


def _sit_all(entry: StageRecord, seats: list[Slot], opinions: list[Opinion], round_stage: Stage) -> None:
    """Write each opinion in a seat; one is made where two opinions meet a stage that needs one vote."""
    last = max(seat.number for seat in seats)
    for extra in range(1, len(opinions) - len(seats) + 1):
        made = {"stage": entry.stage, "record_id": entry.record_id, "rank": entry.rank}
        seats = [*seats, Slot.objects.create(number=last + extra, **made)]
    for seat, one in zip(seats, opinions, strict=False):
        rows = [one.first] if one.first == one.standing else [one.first, one.standing]
        written = [_written(seat, vote, round_stage) for vote in rows]
        Slot.objects.filter(pk=seat.pk).update(
            reviewer=one.standing.reviewer, vote=written[-1], done=True, lease_until=None
        )


def _written(seat: Slot, vote: Decision, round_stage: Stage) -> Decision:
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
    record_event("voted", written, by=vote.reviewer, reason=f"Counted from {round_stage}")
    return written


def _key(key: UUID) -> UUID:
    """The same vote counted twice has the same key, so the database refuses the second one."""
    return uuid5(NAMESPACE_URL, f"counted:{key}")
