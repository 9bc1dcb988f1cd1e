"""Votes when two records turn out to be one work after screening began.

The rule is told in `workflow.merging`; what is over is kept on the copy, where anybody sees that it does not count.
Every carried vote is a new row that points to the vote it repeats, so that taking the two apart gives each record
its own decisions back. Each row written has its line in the audit trail, by whoever merged or took apart.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone

from screening.locking import lock_entries
from screening.models import (
    CarriedVote,
    Decision,
    DuplicateLink,
    Member,
    Record,
    Resolution,
    Slot,
    Stage,
    StageRecord,
    Verdict,
)
from screening.team.audit import record_event
from screening.workflow.actions.fitting import fit_seats
from screening.workflow.actions.seats import seat_records
from screening.workflow.actions.standing import recompute
from screening.workflow.blinding import last_sequence, seat_votes, votes_to_carry
from screening.workflow.merging import places
from screening.workflow.queries import (
    SETTLEMENT_ENDED,
    carried_votes,
    casts,
    ended_settlements,
    is_seated,
    links_up,
    next_to_count,
    parting_preview,
    seats_of,
    takes_newcomers,
)

WHY_ENDED = "It settled a conflict that is none without the votes that went back when two records were taken apart."


@dataclass
class Carried:
    """How many votes of the copy count on the other record now, and how many are kept without counting."""

    counted: int = 0
    surplus: int = 0


def counted_on(record: int) -> set[int]:
    """The record, and those on which votes of it count by now, also carried on from one to another."""
    found: set[int] = set()
    further = {record}
    while further:
        found |= further
        carried = carried_votes(original__record__in=further)
        further = set(carried.values_list("vote__record", flat=True)) - found
    return found


def carry_votes(*, link: DuplicateLink) -> Carried:
    """Let the copy's votes count on the record it was merged into; inside the transaction of the merge."""
    done = Carried()
    for stage in link.record.review.stages.order_by("order"):
        votes, counted = _carry_in(stage, link)
        done.counted += counted
        done.surplus += votes - counted
    return done


def _carry_in(stage: Stage, link: DuplicateLink) -> tuple[int, int]:
    """How many votes of the copy stand in the stage, and how many of them count on the other record from now on."""
    votes = votes_to_carry(stage, link.record)
    entry = _entry(stage, link.primary) if votes else None
    if entry is None or entry.released_at is not None:
        return len(votes), 0
    counted = _carry(stage, votes, link)
    recompute(stage, [entry])
    return len(votes), counted


def carry_late(stage: Stage, records: Collection[int]) -> None:
    """Let votes that came to stand on these records, of which some are copies by now, count on what stands for
    them, as if they had stood there at the merge; inside the caller's transaction."""
    locked: set[int] = set()
    while new := {id for link in links_up(records) for id in (link.record_id, link.primary_id)} - locked:
        lock_entries(new)
        locked |= new
    for link in links_up(records):
        _carry_in(stage, link)


def _entry(stage: Stage, record: Record) -> StageRecord | None:
    """Where the record stands; it gets seats where the stage is open to it and it has none yet."""
    entries = StageRecord.objects.filter(stage=stage, record=record)
    if takes_newcomers(stage) and not entries.exists():
        seat_records(Stage.objects.select_for_update(no_key=True).get(pk=stage.pk), [record])
    return entries.select_related("stage").first()


def _carry(stage: Stage, votes: list[Decision], link: DuplicateLink) -> int:
    """Write each vote that has a place into its seat; how many."""
    standing = seat_votes(stage, link.primary)
    seats = {seat.pk: seat for seat in Slot.objects.filter(stage=stage, record=link.primary)}
    found = places(casts(votes), seats_of(stage, link.primary))
    for vote, place in zip(votes, found, strict=True):
        if place is not None:
            _sit(seats[place.seat], vote, link, replaced=standing.get(place.seat))
    return sum(place is not None for place in found)


def _sit(seat: Slot, vote: Decision, link: DuplicateLink, *, replaced: Decision | None) -> None:
    """Write the vote's row in the seat. Somebody else who held the seat without a vote is fenced off."""
    written = _row(seat, vote, link.primary, fence=seat.fence + 1)
    told = {"cast on record": vote.record_id, "counts on record": link.primary_id}
    record_event("vote carried over", written, by=link.merged_by, after=told)
    CarriedVote.objects.create(link=link, original=vote, vote=written, replaced=replaced)
    Slot.objects.filter(pk=seat.pk).update(
        reviewer=vote.reviewer, vote=written, done=True, lease_until=None, fence=seat.fence + 1
    )


def _row(seat: Slot, vote: Decision, record: Record, *, fence: int, withdrawn: bool = False) -> Decision:
    return Decision.objects.create(
        slot=seat,
        stage=vote.stage,
        record=record,
        reviewer=vote.reviewer,
        sequence=last_sequence(vote.stage, record, vote.reviewer) + 1,
        verdict=Verdict.WITHDRAWN if withdrawn else vote.verdict,
        reason=None if withdrawn else vote.reason,
        note="" if withdrawn else vote.note,
        key=uuid4(),
        fence=fence,
        decided_at=timezone.now() if withdrawn else vote.decided_at,
    )


def return_votes(*, record: Record, by: Member) -> int:
    """Take back every vote of the record that counts elsewhere, also where it was carried on from there; how many.
    Votes on released records stay. An adjudicator's decision on a conflict that is none without them ends."""
    returned = sum(part.back for part in parting_preview(record))
    ended = _end_settlements(record)
    for one in carried_votes(original__record=record):
        for entry in _take_back(one, by):
            fit_seats(entry.stage, [entry])  # the stage may need fewer votes than when the seat was filled
    for settled, before in ended:
        entry = StageRecord.objects.get(stage=settled.stage, record=settled.record)
        told = {"state": entry.state, "settlement": str(settled.pk)}
        record_event(SETTLEMENT_ENDED, entry, by=by, before=before, after=told, reason=WHY_ENDED)
    return returned


def return_carried(votes: Iterable[Decision], *, by: Member) -> None:
    """Take back what counts on other records of these votes, which are taken back where they were cast."""
    carried = list(carried_votes(original__in=[vote.pk for vote in votes]))
    lock_entries(set().union(*(counted_on(one.original.record_id) for one in carried)))
    for one in carried:
        for entry in _take_back(one, by):
            fit_seats(entry.stage, [entry])


def _end_settlements(record: Record) -> list[tuple[Resolution, dict[str, str]]]:
    """Set aside what adjudicators decided on votes that go back: it stays as history, and the votes rule again.
    Each with where its record stood."""
    found = []
    for settled in ended_settlements(record):
        entry = StageRecord.objects.get(stage=settled.stage, record=settled.record)
        Resolution.objects.filter(pk=settled.pk).update(reopened_at=timezone.now())
        found.append((settled, {"state": entry.state}))
    return found


def _take_back(one: CarriedVote, by: Member) -> list[StageRecord]:
    """End a carried vote, after those it was carried on to; the entries of the records it counted on. On a record
    that was released it stays."""
    entry = StageRecord.objects.select_related("stage").get(stage=one.vote.stage, record=one.vote.record)
    if entry.released_at is not None:
        return []
    left = [entry]
    for further in carried_votes(original=one.vote):
        left += _take_back(further, by)
    one.returned_at = timezone.now()
    if is_seated(one):
        one.ended_by = _end(one, by)
    one.save(update_fields=["ended_by", "returned_at"])
    return left


def _end(one: CarriedVote, by: Member) -> Decision:
    """The person's vote that it stood before counts again, or the seat is free as it was; the row that says so."""
    seat, behind = Slot.objects.get(pk=one.vote.slot_id), next_to_count(one)
    if behind is None:
        row = _row(seat, one.vote, one.vote.record, fence=seat.fence, withdrawn=True)
        free = {"vote": None, "done": False, "reviewer": None, "lease_until": None, "fence": seat.fence + 1}
        Slot.objects.filter(pk=seat.pk).update(**free)
    else:
        vote = behind.vote if isinstance(behind, CarriedVote) else behind
        row = _row(seat, vote, one.vote.record, fence=seat.fence)
        Slot.objects.filter(pk=seat.pk).update(vote=row)
        if isinstance(behind, CarriedVote):
            _follow(behind, row)
    verb = "carried vote given back" if behind is None else "replaced vote counts again"
    record_event(verb, row, by=by, before={"counted on record": one.vote.record_id})
    return row


def _follow(one: CarriedVote, row: Decision) -> None:
    """A carried vote that counts again does so by its new row, to be taken back with its link as the old one."""
    kept = {"link": one.link, "original": one.original, "replaced": one.replaced}
    CarriedVote.objects.filter(pk=one.pk).update(returned_at=timezone.now())
    CarriedVote.objects.create(**kept, vote=row)
