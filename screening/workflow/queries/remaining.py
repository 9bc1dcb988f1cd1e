"""How many reviewers are left to give a vote that a record waits for."""

from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from screening.models import Slot, Stage
from screening.team.sight import readers_until
from screening.workflow import blinding
from screening.workflow.queries.company import standing_recusals
from screening.workflow.queries.duties import reviewers_of


class Remaining:
    """Who may still give a vote in a stage, record by record: no vote of theirs stands there, they judge it, and
    they could not read the others, by a role they have or had or from a round's result."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        people = reviewers_of(stage).prefetch_related("roles")
        self.reviewers = {person.pk for person in people}
        self.read_until = readers_until(stage.review_id, people)
        self.barred = {record: set(who) for record, who in blinding.judged_in_rounds(stage).items()}
        works = Coalesce("record__primary_id", "record_id")
        for record, who in standing_recusals(stage).values_list(works, "member_id"):
            self.barred.setdefault(record, set()).add(who)

    def note_votes(self, records: QuerySet) -> None:
        """Take in who voted on these records, given as a query of their ids."""
        votes = Slot.objects.filter(stage=self.stage, vote__isnull=False, record__in=records)
        for record, who in votes.values_list("record_id", "reviewer_id").iterator(5_000):
            self.barred.setdefault(record, set()).add(who)

    def on(self, record: int, *, shown_at: datetime | None) -> int:
        """How many are left; `shown_at` is when its votes were first all in: some roles read them since."""
        left = self.reviewers - self.barred.get(record, set())
        if shown_at is not None:
            left -= {who for who, until in self.read_until.items() if shown_at < until}
        return len(left)
