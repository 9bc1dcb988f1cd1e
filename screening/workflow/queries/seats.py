"""Stages, seats and records: what waits for whom. Copies and reports out of reach wait for nobody."""

from collections.abc import Iterable
from itertools import chain

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from screening.models import (
    Decision,
    ExclusionReason,
    ImportBatch,
    Member,
    Record,
    Recusal,
    Report,
    Resolution,
    Slot,
    Stage,
    StageRecord,
)
from screening.models.records import of_works
from screening.team.sight import read_until
from screening.workflow import blinding
from screening.workflow.authorship import may_have_written
from screening.workflow.queries.company import left_to, standing_recusals


def stages(member: Member) -> QuerySet[Stage]:
    """The review's stages in the order of the work."""
    return member.review.stages.select_related("review").order_by("order")


def screening_now(member: Member) -> list[Stage]:
    """The review's stages, each followed by its rounds that are under way."""
    found = member.review.stages_and_rounds.select_related("review", "parent", "round")
    open_or_main = Q(purpose=Stage.Purpose.MAIN) | Q(closed_at__isnull=True)
    return list(found.filter(open_or_main, archived_at__isnull=True).order_by("order", "parent_id", "pk"))


def stage_of(member: Member, slug: str) -> Stage:
    """The review's stage at that address, a round too; or Http404."""
    return get_object_or_404(member.review.stages_and_rounds.select_related("review", "parent"), slug=slug)


def main_stage_of(member: Member, slug: str) -> Stage:
    """The review's stage at that address, no round; or Http404."""
    return get_object_or_404(stages(member), slug=slug)


def is_running(stage: Stage) -> bool:
    """True while the stage takes votes."""
    open_ = stage.opened_at is not None and stage.closed_at is None and stage.locked_at is None
    return open_ and stage.review.archived_at is None


def seats(stage: Stage) -> QuerySet[Slot]:
    """The stage's seats that ask for a vote or have one: none of copies, none of reports out of reach."""
    # Not a join: the planner would then start from the records and sort the whole queue for every claim.
    copy = Record.objects.filter(pk=OuterRef("record"), primary__isnull=False, review=stage.review_id)
    found = Slot.objects.filter(~Exists(copy), stage=stage).exclude(done=True, vote__isnull=True)
    if stage.kind == Stage.Kind.FULL_TEXT:
        found = found.filter(~out_of_reach() | Q(vote__isnull=False))
    return found


def out_of_reach() -> Exists:
    """True of a seat or an entry whose report was not retrieved or is withdrawn: nobody can read it."""
    lost = Q(retrieval=Report.Retrieval.NOT_RETRIEVED) | Q(withdrawn_at__isnull=False)
    return Exists(Report.objects.filter(lost, record=OuterRef("record")))


def seated_count(stage: Stage) -> int:
    """How many records have seats in the stage, whether opening it or a release gave them."""
    return seats(stage).order_by().values("record_id").distinct().count()


def open_seats(stage: Stage) -> QuerySet[Slot]:
    """Seats that still ask for a vote, in the order of screening."""
    return seats(stage).filter(done=False).order_by("rank", "record_id", "number")


def held_seats(member: Member, stage: Stage) -> QuerySet[Slot]:
    """The member's own open seats, but for those on records whose votes their role has let them read since."""
    held = open_seats(stage).filter(reviewer=member)
    seen = _seen(member, stage)
    return held.exclude(seen) if seen else held


def with_rounds(stage: Stage) -> list[int]:
    """Ids of the stage and of all its rounds, calibration and second looks."""
    return [stage.pk, *Stage.objects.filter(parent=stage).values_list("pk", flat=True)]


def judged_by(stage: Stage, records: Iterable[int]) -> dict[int, set[int]]:
    """Record id -> who voted on it in the stage or one of its rounds, or settled a conflict about it."""
    asked, found = list(records), {}
    seats = Slot.objects.filter(stage__in=with_rounds(stage), record__in=asked, vote__isnull=False)
    settled = Resolution.objects.filter(stage=stage, record__in=asked)
    pairs = seats.values_list("record_id", "reviewer_id"), settled.values_list("record_id", "resolved_by_id")
    for record, who in chain.from_iterable(pairs):
        found.setdefault(record, set()).add(who)
    return found


def _not_mine(member: Member, stage: Stage) -> Q:
    fresh = stage.purpose == Stage.Purpose.SECOND_LOOK and stage.round.fresh
    where = with_rounds(stage.parent) if fresh else [stage.pk]
    mine = Slot.objects.filter(stage__in=where, record=OuterRef("record"), reviewer=member)
    recused = standing_recusals(stage).filter(of_works(OuterRef("record")), member=member)
    left = ~Exists(mine) & ~Exists(recused)
    if fresh:
        settled = Resolution.objects.filter(stage=stage.parent_id, record=OuterRef("record"), resolved_by=member)
        left &= ~Exists(settled)
    seen = _seen(member, stage)
    return left & ~seen if seen else left


def _seen(member: Member, stage: Stage) -> Q:
    """True of seats on records whose votes the member could read, by a role they have or had or from a round they
    judged them in: no further vote of theirs is taken there. Empty where there can be none."""
    seen = Q()
    until = read_until(member)
    if until is not None:
        seen |= Q(Exists(StageRecord.objects.filter(stage=stage, record=OuterRef("record"), shown_at__lt=until)))
    judged = blinding.judged_in_a_round(member, stage)
    return seen | Q(record__in=judged) if judged else seen


def seen_and_waiting(member: Member, stage: Stage) -> int:
    """How many records wait for a vote that the member is not asked for, since they could read the others."""
    seen = _seen(member, stage)
    return open_seats(stage).filter(seen).order_by().values("record").distinct().count() if seen else 0


def is_cleared(member: Member, record: Record) -> bool:
    """True where a lead said that the author of the record is another person of the same name."""
    said = Recusal.objects.filter(of_works([record.pk]), member=member, kind=Recusal.Kind.AUTHOR)
    return said.filter(lifted_at__isnull=False).exists() and not said.filter(lifted_at__isnull=True).exists()


def perhaps_own(member: Member, records: Iterable[Record]) -> set[int]:
    """Ids of those of the records whose authors' list has a name that may be the member's with the family name
    first, unless a lead said that it is another person: the card asks."""
    asked = {record.pk for record in records if may_have_written(member.user.name, record.authors)}
    if not asked:
        return set()
    lifted = Recusal.objects.filter(
        record__in=asked, member=member, kind=Recusal.Kind.AUTHOR, lifted_at__isnull=False
    )
    return asked - set(lifted.values_list("record_id", flat=True))


def free_seats(member: Member, stage: Stage) -> QuerySet[Slot]:
    """Seats nobody holds, on records where the member has none."""
    return open_seats(stage).filter(left_to(member, stage), _not_mine(member, stage), reviewer__isnull=True)


def lapsed_seats(member: Member, stage: Stage) -> QuerySet[Slot]:
    """Seats whose holder let the lease run out or left the review, on records where the member has none."""
    mine = left_to(member, stage) & _not_mine(member, stage)
    return open_seats(stage).filter(_lapsed(), mine, reviewer__isnull=False)


def _lapsed() -> Q:
    left = Q(reviewer__removed_at__isnull=False)
    return (Q(lease_until__lt=timezone.now()) & Q(reserved=False)) | left


def seats_to_screen(member: Member, stage: Stage) -> QuerySet[Slot]:
    """Seats in which this member could vote: held, free or lapsed ones."""
    others = _not_mine(member, stage) & left_to(member, stage)
    here = Q(reviewer=member) | (others & (Q(reviewer__isnull=True) | _lapsed()))
    seen = _seen(member, stage)
    found = open_seats(stage).filter(here).order_by()
    return found.exclude(seen) if seen else found


def count_to_screen(member: Member, stage: Stage) -> int:
    """On how many records the member could vote: those of their own seats, and of free or lapsed ones; apart, since
    their own seats stand in an index and nothing more is asked of them."""
    others = open_seats(stage).filter(Q(reviewer__isnull=True) | _lapsed())
    others = others.filter(_not_mine(member, stage) & left_to(member, stage)).order_by()
    # Not `.distinct()`: SQLite would walk all seats in the order of records rather than the open ones.
    free = others.aggregate(records=Count("record", distinct=True))["records"]
    return held_seats(member, stage).order_by().count() + free


def records_to_screen(member: Member, stage: Stage) -> QuerySet[Record]:
    """Records that wait for this member's vote."""
    waiting = seats_to_screen(member, stage).filter(record=OuterRef("pk"))
    return Record.objects.filter(Exists(waiting), review=member.review)


def unadmitted_records(stage: Stage) -> QuerySet[Record]:
    """Unique, imported records that have no place in the first stage yet; the others fill by release alone."""
    if stage.order or stage.is_round:
        return Record.objects.none()
    return Record.objects.filter(
        ~Exists(StageRecord.objects.filter(stage=stage, record=OuterRef("pk"))),
        review_id=stage.review_id,
        primary__isnull=True,
        batch__state=ImportBatch.State.COMMITTED,
    ).order_by("id")


def seat_or_404(member: Member, stage: Stage, slot_id) -> Slot:
    """A seat of the stage; whether it is the member's is for the actions to say, in words."""
    return get_object_or_404(Slot.objects.select_related("record", "stage"), pk=slot_id, stage=stage)


def own_seat_or_404(member: Member, stage: Stage, slot_id) -> Slot:
    """A seat of the stage that the member holds, open or done."""
    return get_object_or_404(
        Slot.objects.select_related("record", "vote__reason"), pk=slot_id, stage=stage, reviewer=member
    )


def own_seat_on(member: Member, record: Record, kind: str) -> Slot | None:
    """The member's seat on a record in the latest stage of that kind which takes votes, open or done."""
    found = Slot.objects.filter(stage__kind=kind, record=record, reviewer=member, stage__review=member.review)
    seats = found.select_related("stage__review", "record", "vote__reason").order_by("-stage__order", "-stage_id")
    return next((seat for seat in seats if is_running(seat.stage)), None)


def following_stage(stage: Stage) -> Stage | None:
    """The stage that takes what this one includes; None behind the last one."""
    return stage.review.stages.filter(order__gt=stage.order).order_by("order").first()


def my_history(member: Member, stage: Stage) -> QuerySet[Decision]:
    """The member's own standing votes, the latest first."""
    return blinding.own_votes(member, stage)


def fixed_records(member: Member, stage: Stage, records) -> set[int]:
    """Of these record ids, those on which the member's vote can no longer be changed: the released ones; those an
    ended round has shown; and for members who see how votes came out, or could once they were complete, those whose
    votes are all in. Others get no more than that, so that nobody reads from a fixed vote that an adjudicator
    settled the record."""
    fixed = Q(released_at__isnull=False)
    if blinding.may_see_outcomes(member, stage) or (
        member.can("adjudicate") and not blinding.is_sealed_round(stage)
    ):
        fixed |= ~Q(state=StageRecord.State.WAITING)
    until = read_until(member)
    if until is not None:
        fixed |= Q(shown_at__lt=until) & ~Q(state=StageRecord.State.WAITING)
    entries = StageRecord.objects.filter(fixed, stage=stage, record__in=records)
    return set(entries.values_list("record_id", flat=True)) | blinding.told_by_a_round(stage, records)


def exclusion_reasons(stage: Stage) -> QuerySet[ExclusionReason]:
    """The review's reasons in their order: keys 1 to 9."""
    return ExclusionReason.objects.filter(review_id=stage.review_id, archived_at__isnull=True)


def has_full_text_votes(record: Record) -> bool:
    """True once somebody's vote on the record's full text stands; says nothing of whose or what."""
    return Slot.objects.filter(stage__kind=Stage.Kind.FULL_TEXT, record=record, vote__isnull=False).exists()
