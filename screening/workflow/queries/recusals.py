"""Who does not judge which record, for those who manage the review, and what nobody is left to judge."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from screening.models import Member, Recusal, Stage, StageRecord
from screening.workflow.queries.conflicts import LONG
from screening.workflow.queries.remaining import Remaining
from screening.workflow.queries.seats import open_seats


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
    """Records of the stage whose open seats outnumber the reviewers who may still take one, since others do not
    judge it or could read its votes, by a role they have or had or when a round ended."""
    if not member.can("manage_review"):
        return []
    there = Remaining(stage)
    special = Q(record__in=list(there.barred))
    if there.read_until:
        special |= Q(shown_at__isnull=False)
    entries = StageRecord.objects.filter(special, stage=stage, state=StageRecord.State.WAITING)
    shown = dict(entries.values_list("record_id", "shown_at"))
    records = entries.order_by().values("record")
    waiting = open_seats(stage).filter(record__in=records).order_by()
    missing = dict(waiting.values_list("record_id").annotate(Count("id")))
    there.note_votes(records)
    left = {record: there.on(record, shown_at=shown[record]) for record in missing}
    short = [record for record, seats in missing.items() if seats > left[record]]
    found = entries.filter(record__in=short).select_related("record").defer(*LONG)
    return [Stuck(entry, missing[entry.record_id], left[entry.record_id]) for entry in found]


def left_to_judge_anew(entry: StageRecord) -> int:
    """How many reviewers may vote on the record once all its votes are taken back."""
    return Remaining(entry.stage).on(entry.record_id, shown_at=entry.shown_at)
