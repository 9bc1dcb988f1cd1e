"""Counts that tell when and by whom votes were cast, and nothing of what was voted."""

from datetime import datetime

from django.db.models import CharField, Count, Exists, Max, OuterRef
from django.db.models.functions import Cast, Substr

from screening.models import Decision, Member, Stage, StageRecord
from screening.workflow.blinding.sight import may_see_outcomes
from screening.workflow.outcome import WAITING


def votes_by_day(member: Member, stage: Stage) -> list[tuple[int, str, int, datetime]]:
    """(reviewer, day as YYYY-MM-DD, first votes cast on it, the last of them), for those who may see outcomes."""
    if not (may_see_outcomes(member, stage) and member.can("see_outcomes")):
        return []
    day = Substr(Cast("decided_at", CharField()), 1, 10)
    votes = Decision.objects.filter(stage=stage, sequence=1).order_by().values_list("reviewer_id", day)
    return list(votes.annotate(n=Count("pk"), last=Max("decided_at")))


def vote_times(member: Member, stage: Stage, most: int) -> list[tuple[int, datetime]]:
    """(reviewer, when) of the latest first votes in the stage, for those who may see outcomes."""
    if not (may_see_outcomes(member, stage) and member.can("see_outcomes")):
        return []
    votes = Decision.objects.filter(stage=stage, sequence=1).order_by("-decided_at")
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
    return Decision.objects.filter(reviewer=member, stage=stage, sequence=1, decided_at__gte=moment).count()
