"""How many reviewers are left to give a vote that a record waits for."""

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from screening.models import MemberRole, Slot, Stage
from screening.roles import ROLES
from screening.workflow import blinding
from screening.workflow.queries.company import standing_recusals
from screening.workflow.queries.duties import reviewers_of

SEEING_ROLES = [
    key for key, (_, allowed) in ROLES.items() if not allowed.isdisjoint({"see_outcomes", "adjudicate"})
]
"""Roles that may read complete votes of a blinded stage: those of `blinding.sees_by_role`."""


class Remaining:
    """Who may still give a vote in a stage, record by record: no vote of theirs stands there, they judge it, and
    they could not read the others, by their role or from a round's result."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.reviewers = set(reviewers_of(stage).values_list("pk", flat=True))
        seeing = MemberRole.objects.filter(member__in=self.reviewers, role__in=SEEING_ROLES)
        self.seeing = set(seeing.values_list("member", flat=True))
        self.barred = {record: set(who) for record, who in blinding.judged_in_rounds(stage).items()}
        works = Coalesce("record__primary_id", "record_id")
        for record, who in standing_recusals(stage).values_list(works, "member_id"):
            self.barred.setdefault(record, set()).add(who)

    def note_votes(self, records: QuerySet) -> None:
        """Take in who voted on these records, given as a query of their ids."""
        votes = Slot.objects.filter(stage=self.stage, vote__isnull=False, record__in=records)
        for record, who in votes.values_list("record_id", "reviewer_id").iterator(5_000):
            self.barred.setdefault(record, set()).add(who)

    def on(self, record: int, *, shown: bool) -> int:
        """How many are left; `shown` where its votes were all in at some time: some roles could read them."""
        left = self.reviewers - self.barred.get(record, set())
        return len(left - self.seeing) if shown else len(left)
