"""Conflicts and what adjudicators decided, for those who may adjudicate; nothing for others."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from ketreview.tiles import StepCount
from screening.models import Event, Member, Resolution, Slot, Stage, StageRecord
from screening.workflow import blinding
from screening.workflow.authorship import wrote
from screening.workflow.queries.counting import Tally, tallies
from screening.workflow.queries.seats import stages, with_rounds

SETTLEMENT_ENDED = "settlement ended"
LONG = ("record__abstract", "record__raw", "record__extra", "record__original")
"""What no list shows, and sorting would carry along."""


def conflicts(member: Member, stage: Stage | None = None) -> QuerySet[StageRecord]:
    """Records in conflict, every vote in, for adjudicators; nothing for others."""
    if not member.can("adjudicate"):
        return StageRecord.objects.none()
    found = StageRecord.objects.filter(
        stage__review=member.review,
        stage__purpose=Stage.Purpose.MAIN,
        state=StageRecord.State.CONFLICT,
        record__primary__isnull=True,
    )
    if stage is not None:
        found = found.filter(stage=stage)
    found = found.select_related("stage", "record", "reason").defer(*LONG)
    return found.order_by("stage__order", "rank", "id")


def _voted_on(member: Member) -> Exists:
    """True of an entry on which a vote of the member stands, there or in a round of the stage, also one that is not
    among those that count."""
    here = Q(stage=OuterRef("stage")) | Q(stage__parent=OuterRef("stage"))
    return Exists(Slot.objects.filter(here, record=OuterRef("record"), reviewer=member, vote__isnull=False))


def conflicts_to_settle(member: Member) -> QuerySet[StageRecord]:
    """The conflicts that the member may settle: where the stage says so, none on which they voted."""
    return conflicts(member).exclude(Q(stage__own_conflicts=False) & Q(_voted_on(member)))


def numbers_to_settle(member: Member, tallied: Iterable[Tally] | None = None) -> tuple[int, int]:
    """How many conflicts an adjudicator may settle, and how many wait for another one. `tallied` are the tallies of
    the review's stages, where the page has them already."""
    told = list(tallies(stages(member)) if tallied is None else tallied)
    barring = [tally.stage for tally in told if not tally.stage.own_conflicts]
    own = conflicts(member).filter(_voted_on(member), stage__in=barring).count() if barring else 0
    return _in_conflict(told) - own, own


def _in_conflict(tallied: Iterable[Tally]) -> int:
    return sum(tally.standing["conflict"] for tally in tallied if not tally.stage.is_round)


def is_own_conflict(member: Member, entry: StageRecord) -> bool:
    """True where the member voted on the record and the stage keeps its voters from settling it."""
    return not entry.stage.own_conflicts and StageRecord.objects.filter(_voted_on(member), pk=entry.pk).exists()


def orphan_conflicts(member: Member, stage: Stage) -> list[StageRecord]:
    """Conflicts of the stage that no adjudicator may settle, for those who manage the review: each of them wrote
    the record, or voted on it where that bars them."""
    if not member.can("manage_review"):
        return []
    team = member.review.members.filter(removed_at__isnull=True).select_related("user").prefetch_related("roles")
    judges = [one for one in team if one.can("adjudicate")]
    open_ = StageRecord.objects.filter(stage=stage, state=StageRecord.State.CONFLICT, record__primary__isnull=True)
    rows = open_.values_list("pk", "record_id", "record__authors")
    votes = Slot.objects.filter(stage__in=with_rounds(stage), reviewer__in=judges, vote__isnull=False)
    voted = set() if stage.own_conflicts else set(votes.values_list("record_id", "reviewer_id"))
    orphans = [
        pk
        for pk, record, authors in rows
        if all((record, one.pk) in voted or wrote(one.user.name, authors) for one in judges)
    ]
    return list(StageRecord.objects.filter(pk__in=orphans).select_related("record"))


def reason_clashes(member: Member, stage: Stage | None = None) -> QuerySet[StageRecord]:
    """Records excluded at full text for differing reasons that no adjudicator has looked at, not yet released."""
    if not member.can("adjudicate"):
        return StageRecord.objects.none()
    votes = Slot.objects.filter(
        stage=OuterRef("stage"), record=OuterRef("record"), vote__reason__isnull=False
    ).exclude(vote__reason=OuterRef("reason"))
    settled = Resolution.objects.filter(
        stage=OuterRef("stage"), record=OuterRef("record"), reopened_at__isnull=True
    )
    found = StageRecord.objects.filter(
        Exists(votes),
        ~Exists(settled),
        stage__review=member.review,
        stage__kind=Stage.Kind.FULL_TEXT,
        stage__purpose=Stage.Purpose.MAIN,
        state=StageRecord.State.EXCLUDED,
        released_at__isnull=True,
        record__primary__isnull=True,
    )
    if stage is not None:
        found = found.filter(stage=stage)
    return found.select_related("stage", "record", "reason").defer(*LONG).order_by("rank", "id")


def disputed(member: Member) -> QuerySet[StageRecord]:
    """Entries that are in conflict, whose reasons clash, or that an adjudicator settled; for adjudicators."""
    if not member.can("adjudicate"):
        return StageRecord.objects.none()
    resolved = Resolution.objects.filter(stage=OuterRef("stage"), record=OuterRef("record"))
    either = Q(pk__in=conflicts(member).values("pk")) | Q(pk__in=reason_clashes(member).values("pk"))
    entries = StageRecord.objects.filter(either | Exists(resolved), stage__review=member.review)
    return entries.select_related("stage__review", "record", "reason")


def standing_resolution(entry: StageRecord) -> Resolution | None:
    """The adjudicator's decision that rules the entry now."""
    found = Resolution.objects.filter(stage_id=entry.stage_id, record_id=entry.record_id, reopened_at__isnull=True)
    return found.select_related("resolved_by__user").first()


def resolved_records(stage: Stage, records: Iterable[int]) -> set[int]:
    """Of these record ids, those on which an adjudicator's decision stands."""
    found = Resolution.objects.filter(stage=stage, record__in=list(records), reopened_at__isnull=True)
    return set(found.values_list("record_id", flat=True))


def resolutions(member: Member, stage: Stage | None = None) -> QuerySet[Resolution]:
    """What adjudicators decided, the latest first, for those who may adjudicate."""
    if not member.can("adjudicate"):
        return Resolution.objects.none()
    found = Resolution.objects.filter(stage__review=member.review)
    if stage is not None:
        found = found.filter(stage=stage)
    return found.select_related("stage", "record", "reason", "resolved_by__user").order_by("-resolved_at")


def ended_with_a_merge(member: Member, entries: Iterable[StageRecord]) -> set[UUID]:
    """Ids of decisions on these entries that nobody reopened: they ended when votes they were about went back with
    a copy."""
    if not member.can("adjudicate"):
        return set()
    named = {"subject_type": "stagerecord", "subject_id__in": [str(entry.pk) for entry in entries]}
    events = Event.objects.filter(review_id=member.review_id, verb=SETTLEMENT_ENDED, **named)
    return {UUID(after["settlement"]) for after in events.values_list("after", flat=True)}


def settled_lately(member: Member, most: int = 20) -> list[tuple[Resolution, StageRecord]]:
    """The latest of them, each with the entry that it settled."""
    latest = list(resolutions(member)[:most])
    entries = StageRecord.objects.filter(
        stage__in={row.stage_id for row in latest}, record__in={row.record_id for row in latest}
    )
    settled = {(entry.stage_id, entry.record_id): entry for entry in entries}
    return [(row, settled[row.stage_id, row.record_id]) for row in latest]


def adjudications_for_export(member: Member) -> QuerySet[Resolution]:
    """What adjudicators decided on settled records, reopened decisions too, for those who may export decisions."""
    if not member.can("export_decisions"):
        return Resolution.objects.none()
    settled = StageRecord.objects.filter(
        stage=OuterRef("stage"), record=OuterRef("record"), state__in=["included", "excluded"]
    )
    found = Resolution.objects.filter(Exists(settled), stage__review=member.review)
    return found.select_related("stage", "record", "reason", "resolved_by__user").order_by(
        "stage__order", "record_id", "resolved_at"
    )


def conflict_step_count(member: Member, tallied: Iterable[Tally] | None = None) -> StepCount:
    """Conflicts on the home page; a member who may not see outcomes is told nothing. `tallied` are the tallies of
    the review's stages, where the page has them already."""
    told = tallies(stages(member)) if tallied is None else tallied
    main = [tally for tally in told if not tally.stage.is_round]
    visible = [tally for tally in main if blinding.may_see_outcomes(member, tally.stage)]
    waiting = _in_conflict(visible)
    settled = Resolution.objects.filter(
        stage__in=[tally.stage for tally in visible], reopened_at__isnull=True
    ).count()
    url = reverse("workflow:conflicts", kwargs={"slug": member.review.slug}) if member.can("adjudicate") else ""
    mine = numbers_to_settle(member, main)[0] if url else 0
    noun = "conflict" if mine == 1 else "conflicts"
    label = f"Settle {mine:,} {noun}" if mine else ("See conflicts" if url else "")
    return StepCount(settled, settled + waiting, "conflicts", mine=mine, url=url, label=label)
