"""What merging two records, or taking them apart, does to seats and votes: numbers, never a verdict."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

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
)
from screening.workflow.blinding import may_see_outcomes, seat_votes, votes_read, votes_to_carry
from screening.workflow.merging import Cast, Place, Seat, places
from screening.workflow.outcome import CONFLICT, SETTLED, WAITING, Vote
from screening.workflow.queries.conflicts import resolved_records
from screening.workflow.queries.rules import comes_to

COMPLETE = "complete"  # all votes are in; what they come to is as secret as the open votes among them


@dataclass(frozen=True)
class StageMerge:
    """One stage of a merge that might be: votes on either side, and what would become of each.

    Of the copy's votes `counted` fill free seats, `replacing` stand before the same person's later vote on the
    record that stays, and `surplus` are kept aside. `before` and `after` are states of the record that stays: ""
    for none or not to be told, COMPLETE for all votes in without saying what they come to.
    """

    stage: Stage
    kept: int
    copy: int
    counted: int
    replacing: int
    surplus: int
    released: bool
    before: str
    after: str

    @property
    def before_label(self) -> str:
        return _label(self.before)

    @property
    def after_label(self) -> str:
        return _label(self.after)


def _label(state: str) -> str:
    return str(StageRecord.State(state).label) if state in StageRecord.State.values else ""


def merge_preview(member: Member, copy: Record, keep: Record) -> list[StageMerge]:
    """For each stage in which the copy has votes, what merging it into `keep` would do, told to the member."""
    stages = keep.review.stages.order_by("order")
    return [found for stage in stages if (found := _stage_merge(member, stage, copy, keep))]


def _stage_merge(member: Member, stage: Stage, copy: Record, keep: Record) -> StageMerge | None:
    votes = votes_to_carry(stage, copy)
    if not votes:
        return None
    entry = StageRecord.objects.filter(stage=stage, record=keep).first()
    released = entry is not None and entry.released_at is not None
    seats = seats_of(stage, keep) if entry or not takes_newcomers(stage) else _seats_to_be(stage)
    open_to_votes = not released and (entry is not None or takes_newcomers(stage))
    found = places(casts(votes), seats) if open_to_votes else [None] * len(votes)
    taken = [place for place in found if place is not None]
    replacing = sum(place.replaces for place in taken)
    told = may_see_outcomes(member, stage)
    return StageMerge(
        stage=stage,
        kept=sum(seat.cast_at is not None for seat in seats),
        copy=len(votes),
        counted=len(taken) - replacing,
        replacing=replacing,
        surplus=len(votes) - len(taken),
        released=released,
        before=entry.state if entry and told else "",
        after=_after(stage, copy, keep, entry, votes, found) if open_to_votes and told else "",
    )


def _after(
    stage: Stage,
    copy: Record,
    keep: Record,
    entry: StageRecord | None,
    votes: Sequence[Decision],
    found: Sequence[Place | None],
) -> str:
    """Where the record that stays would stand. Only votes of records that their votes have settled are told by it:
    the state says no more of those than is known."""
    if entry is not None and keep.pk in resolved_records(stage, [keep.pk]):
        return entry.state
    standing = dict(seat_votes(stage, keep))
    standing.update((place.seat, vote) for place, vote in zip(found, votes, strict=True) if place)
    state = comes_to(stage, [Vote(vote.verdict, vote.reason_id) for vote in standing.values()]).state
    if state == WAITING or not any(found) and entry is not None and entry.state == state:
        return state
    sources = {vote.record_id for vote in standing.values()}
    return state if sources <= _settled_by_votes(stage, [copy.pk, keep.pk]) else COMPLETE


def _settled_by_votes(stage: Stage, records: Sequence[int]) -> set[int]:
    """Those whose votes all point one way, as their state tells those who may see it."""
    settled = StageRecord.objects.filter(stage=stage, record__in=records, state__in=SETTLED)
    return set(settled.values_list("record_id", flat=True)) - resolved_records(stage, records)


def links_up(records: Collection[int]) -> list[DuplicateLink]:
    """The links by which votes on these copies count for their works, the earlier merge first: each copy's own, of
    one that came along with another copy the one it had before, and those of what it was merged into."""
    found: dict[UUID, DuplicateLink] = {}
    further = set(records)
    while further:
        steps = [link for record in sorted(further) if (link := _first_link(record)) and link.pk not in found]
        found |= {link.pk: link for link in steps}
        further = {link.primary_id for link in steps}
    return sorted(found.values(), key=lambda link: (link.merged_at, link.record_id))


def _first_link(record: int) -> DuplicateLink | None:
    """The link by which the record came into the group it is in; links that follow one another touch in time. None
    for a record that stands for itself."""
    links = DuplicateLink.objects.select_related("record__review", "primary", "merged_by").filter(record=record)
    link = links.filter(undone_at__isnull=True).first()
    if link is None:
        return None
    here = Q(primary=link.primary_id) | Q(primary__primary=link.primary_id)
    before = link
    while before is not None:
        link = before
        before = links.filter(here, undone_at=link.merged_at, merged_at__lt=link.merged_at).first()
    return link


def takes_newcomers(stage: Stage) -> bool:
    """True where a record without a place in the stage gets one by a merge."""
    return bool(stage.order == 0 and stage.opened_at and not stage.closed_at)


def seats_of(stage: Stage, record: Record) -> list[Seat]:
    """The record's seats in the stage, in the order of their numbers."""
    standing = seat_votes(stage, record)
    return [
        Seat(slot.pk, slot.reviewer_id, slot.done, standing[slot.pk].decided_at if slot.pk in standing else None)
        for slot in Slot.objects.filter(stage=stage, record=record).order_by("number")
    ]


def _seats_to_be(stage: Stage) -> list[Seat]:
    return [Seat(number) for number in range(1, stage.votes_needed + 1)]


def casts(votes: Sequence[Decision]) -> list[Cast]:
    return [Cast(vote.reviewer_id, vote.decided_at) for vote in votes]


@dataclass(frozen=True)
class StageParting:
    """One stage of taking two records apart: votes that go back, votes that stay because they were released."""

    stage: Stage
    back: int
    asked_again: int
    stay: int


def parting_preview(record: Record) -> list[StageParting]:
    """What taking the record out of its group would give back: of its votes those that count elsewhere now."""
    paths = [path for one in carried_votes(original__record=record) if _counts((path := _path(one))[-1])]
    released = StageRecord.objects.filter(
        record__in={one.vote.record_id for path in paths for one in path}, released_at__isnull=False
    )
    fixed = set(released.values_list("stage", "record"))
    found = []
    for stage in record.review.stages.order_by("order"):
        here = [path for path in paths if path[-1].vote.stage_id == stage.pk]
        back = [path[-1] for path in here if not any((stage.pk, one.vote.record_id) in fixed for one in path)]
        if here:
            again = sum(next_to_count(one) is None for one in back)
            found.append(StageParting(stage, len(back), again, len(here) - len(back)))
    return found


def ended_settlements(record: Record) -> list[Resolution]:
    """Adjudicators' decisions that taking the record out of its group would end: those on a conflict that is none
    without the votes which go back. Each with its stage and record, in the order of the stages."""
    released = StageRecord.objects.filter(released_at__isnull=False, stage__review=record.review_id)
    going: dict[tuple[int, int], list[CarriedVote]] = {}
    for one in carried_votes(original__record=record):
        for step in _path(one):
            if released.filter(stage=step.vote.stage_id, record=step.vote.record_id).exists():
                break
            going.setdefault((step.vote.stage_id, step.vote.record_id), []).append(step)
    standing = Resolution.objects.filter(
        stage__in={stage for stage, _ in going}, record__in={on for _, on in going}, reopened_at__isnull=True
    ).select_related("stage", "record", "resolved_by__user")
    ordered = standing.order_by("stage__order", "record")
    return [one for one in ordered if _needs(one, going.get((one.stage_id, one.record_id), []))]


def settlements_told(member: Member, record: Record) -> list[Resolution]:
    """Those of them of which the member may know."""
    return [one for one in ended_settlements(record) if may_see_outcomes(member, one.stage)]


def _needs(settled: Resolution, going: Sequence[CarriedVote]) -> bool:
    """True where the adjudicator read one of these votes and the others, with those behind it, are no conflict."""
    read = {vote.pk: vote for vote in votes_read(settled.stage, settled.record)}
    gone = [one for one in going if read.pop(one.vote_id, None)]
    for one in gone:
        behind = next_to_count(one)
        if behind is not None:
            vote = behind.vote if isinstance(behind, CarriedVote) else behind
            read[vote.pk] = vote
    came = comes_to(settled.stage, [Vote(vote.verdict, vote.reason_id) for vote in read.values()])
    return bool(gone) and came.state != CONFLICT and not came.reasons_differ


def carried_votes(**which) -> QuerySet[CarriedVote]:
    """Carried votes that were not taken back, with all that taking them back reads."""
    found = CarriedVote.objects.filter(returned_at__isnull=True, **which)
    return found.select_related("vote__slot", "vote__stage", "vote__record", "vote__reviewer", "replaced")


def is_seated(one: CarriedVote) -> bool:
    """True where it is the vote that counts in its seat: no earlier one of the same person stands before it, and
    nobody changed it since."""
    return Slot.objects.filter(pk=one.vote.slot_id, vote=one.vote_id).exists()


def _counts(one: CarriedVote) -> bool:
    """True where it is seated on a record that stands for itself."""
    return one.vote.record.primary_id is None and is_seated(one)


def next_to_count(one: CarriedVote) -> CarriedVote | Decision | None:
    """What counts in the seat once this vote does not: the vote it stands before, or, where that one was taken back
    since, the one behind it. Another carried vote, one that was cast on the record itself, or none."""
    vote = one.replaced
    while vote is not None and (behind := CarriedVote.objects.filter(vote=vote).first()):
        if behind.returned_at is None:
            return behind
        vote = behind.replaced
    return vote


def _path(one: CarriedVote) -> list[CarriedVote]:
    """The vote and, where the record it was carried to became a copy itself, what it was carried on to."""
    path = [one]
    while further := carried_votes(original=path[-1].vote_id).first():
        path.append(further)
    return path


def surplus_votes(record: Record) -> int:
    """How many standing votes of a copy do not count on the record that stands for it."""
    if record.primary_id is None:
        return 0
    standing = Slot.objects.filter(record=record, vote__isnull=False)
    carried = carried_votes(original__record=record)
    return standing.exclude(vote__in=carried.values("original")).count()
