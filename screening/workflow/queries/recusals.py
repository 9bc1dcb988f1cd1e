"""Who does not judge which record, for those who manage the review, and what nobody is left to judge."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from screening.models import Member, Recusal, Slot, Stage, StageRecord
from screening.workflow.queries.duties import reviewers_of
from screening.workflow.queries.seats import open_seats, standing_recusals


def recusals(member: Member) -> QuerySet[Recusal]:
    """The review's standing recusals, the latest first, for those who manage it; nothing for others."""
    if not member.can("manage_review"):
        return Recusal.objects.none()
    found = Recusal.objects.filter(member__review=member.review, lifted_at__isnull=True)
    return found.select_related("member__user", "record", "stage").order_by("-made_at", "-id")


@dataclass(frozen=True)
class Stuck:
    """A record that waits for more votes than there are reviewers left who may judge it."""

    entry: StageRecord
    missing: int
    left: int


def stuck_records(member: Member, stage: Stage) -> list[Stuck]:
    """Records of the stage with recusals whose open seats outnumber the reviewers who may still take one."""
    if not member.can("manage_review"):
        return []
    works = Coalesce("record__primary_id", "record_id")
    records = list(standing_recusals(stage).values_list(works, flat=True).distinct())
    entries = StageRecord.objects.filter(stage=stage, record__in=records, state="waiting").select_related("record")
    reviewers = set(reviewers_of(stage).values_list("pk", flat=True))
    missing = dict(
        open_seats(stage).filter(record__in=records).order_by().values_list("record_id").annotate(Count("id"))
    )
    busy: dict[int, set[int]] = {}
    voted = Slot.objects.filter(stage=stage, record__in=records, vote__isnull=False)
    barred = standing_recusals(stage)
    for rows in (voted.values_list("record_id", "reviewer_id"), barred.values_list(works, "member_id")):
        for record, who in rows:
            busy.setdefault(record, set()).add(who)
    found = [
        Stuck(entry, missing.get(entry.record_id, 0), len(reviewers - busy.get(entry.record_id, set())))
        for entry in entries
    ]
    return [one for one in found if one.missing > one.left]
