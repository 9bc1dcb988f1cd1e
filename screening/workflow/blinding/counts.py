"""Counts that tell when and by whom votes were cast, and nothing of what was voted."""

from collections import Counter
from datetime import datetime

from django.db.models import CharField, Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Substr

from screening.models import Decision, ImportBatch, Member, Slot, Stage, StageRecord, Verdict
from screening.workflow.blinding.sight import may_see_outcomes
from screening.workflow.outcome import WAITING


def votes_by_day(member: Member, stage: Stage) -> list[tuple[int, str, int, datetime]]:
    """(reviewer, day as YYYY-MM-DD, how many of the votes that stand were first cast on it, when the last one was),
    for those who may see outcomes. What was taken back and not given again is work undone, and what came with a
    file was not cast here."""
    if not (may_see_outcomes(member, stage) and member.can("see_outcomes")):
        return []
    day = Substr(Cast("decided_at", CharField()), 1, 10)
    first = _first_cast(stage).order_by()
    votes = first.values_list("reviewer_id", day).annotate(n=Count("pk"), last=Max("decided_at"))
    undone = _undone_by_day(stage)
    return [(who, on, n - undone[who, on], last) for who, on, n, last in votes]


def _first_cast(stage: Stage) -> QuerySet[Decision]:
    """The first vote that each reviewer cast here on each record; those that came with a file stand before it."""
    reviewers = Decision.objects.filter(
        stage=OuterRef("stage"), record=OuterRef("record"), reviewer=OuterRef("reviewer")
    )
    before = reviewers.filter(sequence__lt=OuterRef("sequence"), imported_from__isnull=True)
    later = Q(sequence__gt=1) & ~Q(verdict=Verdict.WITHDRAWN) & ~Exists(before)
    return Decision.objects.filter(Q(sequence=1) | later, stage=stage, imported_from__isnull=True)


def imported_count(member: Member, stage: Stage) -> int:
    """How many votes that came with files stand in the stage, for those who may see outcomes."""
    if not (may_see_outcomes(member, stage) and member.can("see_outcomes")):
        return 0
    files = ImportBatch.objects.filter(review=stage.review_id, carried__has_key="votes")
    files = list(files.values_list("pk", flat=True))
    return Slot.objects.filter(stage=stage, vote__imported_from__in=files).count() if files else 0


def _undone_by_day(stage: Stage) -> Counter[tuple[int, str]]:
    """(reviewer, day) -> how many votes first cast then were taken back for good: few, so that all others need no
    look at their seats."""
    back = Decision.objects.filter(stage=stage, verdict=Verdict.WITHDRAWN).order_by()
    taken = set(back.values_list("record_id", "reviewer_id"))
    if not taken:
        return Counter()
    records = back.values("record")
    seats = Slot.objects.filter(stage=stage, vote__isnull=False, record__in=records)
    taken -= set(seats.values_list("record_id", "reviewer_id"))
    day = Substr(Cast("decided_at", CharField()), 1, 10)
    first = _first_cast(stage).filter(record__in=records).order_by()
    rows = first.values_list("record_id", "reviewer_id", day)
    return Counter((who, on) for record, who, on in rows if (record, who) in taken)


def vote_times(member: Member, stage: Stage, most: int) -> list[tuple[int, datetime]]:
    """(reviewer, when) of the latest first votes in the stage, for those who may see outcomes."""
    if not (may_see_outcomes(member, stage) and member.can("see_outcomes")):
        return []
    votes = _first_cast(stage).order_by("-decided_at")
    return list(votes.values_list("reviewer_id", "decided_at")[:most])


def changed_votes(member: Member, stage: Stage) -> int:
    """How many votes were changed or taken back on records whose votes are all in: elsewhere a changed mind is as
    secret as the vote. For those who may see outcomes."""
    if not (may_see_outcomes(member, stage) and member.can("see_outcomes")):
        return 0
    complete = StageRecord.objects.filter(stage=stage, record=OuterRef("record")).exclude(state=WAITING)
    return Decision.objects.filter(Exists(complete), stage=stage, sequence__gt=1).count()


def cast_since(member: Member, stage: Stage, moment: datetime) -> int:
    """How many records of the stage the member voted on for the first time since then: their own day's work."""
    return _first_cast(stage).filter(reviewer=member, decided_at__gte=moment).count()
