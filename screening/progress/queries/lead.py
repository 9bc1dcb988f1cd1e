"""The lead's view of one stage: pace, agreement, rates, reasons, what is left; only for those who may see it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Count
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from screening.importing.queries import copies_in
from screening.models import Member, Stage, StageRecord
from screening.progress import pace
from screening.progress.matrix import Matrix, matrix
from screening.progress.pace import Point
from screening.workflow.blinding import (
    changed_votes,
    first_votes,
    imported_count,
    may_see_outcomes,
    vote_times,
    votes_by_day,
)
from screening.workflow.queries import Tally, stage_count, state_counts
from screening.workflow.queries.rows import adjudications

LATEST = 2_000
"""How many of the latest votes tell the time a vote takes."""


@dataclass(frozen=True)
class Person:
    """How one reviewer works; of what they voted, nothing."""

    name: str
    member: int
    votes: int
    today: int
    week: int
    seconds: float | None
    last: datetime
    removed: bool


@dataclass(frozen=True)
class Pace:
    """How a stage goes: votes cast and wanted, a day, by whom, and when nothing is left. Of the votes cast,
    `imported` came with files: they are in no pace, for they were not cast here."""

    cast: int
    wanted: int
    a_day: float
    finish: pace.Finish | None
    people: list[Person]
    burn_down: list[Point]
    imported: int = 0

    enough_days = pace.ENOUGH_DAYS

    @property
    def early_days(self) -> bool:
        """Whether too few days have passed since the first vote for an estimate."""
        return len(self.burn_down) < self.enough_days

    @property
    def left(self) -> int:
        return max(0, self.wanted - self.cast)


@dataclass(frozen=True)
class Outcomes:
    """What came of the stage so far, for those who may see it."""

    states: dict[str, int]
    reasons: list[tuple[str, int]]
    reopened: int
    changed: int
    settled: list[Point]
    included: list[Point]


def may_see_lead_view(member: Member, stage: Stage) -> bool:
    """True where the member may see how the stage stands and how each reviewer works."""
    return member.can("see_outcomes") and may_see_outcomes(member, stage)


def pace_of(member: Member, stage: Stage, tally: Tally | None = None) -> Pace:
    """How the stage goes; `tally` is the stage's, where the page has it already."""
    today = timezone.now().date()
    rows = votes_by_day(member, stage)
    days: Counter[date] = Counter()
    for _, day, n, _ in rows:
        days[date.fromisoformat(day)] += n
    count = stage_count(member, stage, tally)
    left = max(0, count.wanted - count.cast)
    imported = imported_count(member, stage)
    return Pace(
        count.cast,
        count.wanted,
        pace.a_day(days, today),
        pace.finish(left, days, today),
        _people(member, stage, rows, today),
        pace.burn_down(days, wanted=count.wanted - imported, left=left, today=today),
        imported,
    )


def _people(member: Member, stage: Stage, rows: list, today: date) -> list[Person]:
    times: defaultdict[int, list[datetime]] = defaultdict(list)
    for reviewer, at in vote_times(member, stage, LATEST):
        times[reviewer].append(at)
    by_reviewer: defaultdict[int, list] = defaultdict(list)
    for reviewer, day, n, last in rows:
        by_reviewer[reviewer].append((date.fromisoformat(day), n, last))
    members = Member.objects.filter(review=stage.review_id).select_related("user")
    people = {person.pk: person for person in members}
    found = [
        Person(
            name=str(people[reviewer]),
            member=reviewer,
            votes=sum(n for _, n, _ in cast),
            today=sum(n for day, n, _ in cast if day == today),
            week=sum(n for day, n, _ in cast if 0 <= (today - day).days < 7),
            seconds=pace.seconds_a_vote(times[reviewer]),
            last=max(last for _, _, last in cast),
            removed=people[reviewer].removed_at is not None,
        )
        for reviewer, cast in by_reviewer.items()
    ]
    return sorted(found, key=lambda person: (-person.votes, person.name))


def agreement_matrix(member: Member, stage: Stage) -> Matrix:
    """Agreement from first votes; empty for those who may not see outcomes."""
    return matrix(first_votes(member, stage), maybe_rule=stage.maybe_rule, votes_needed=stage.votes_needed)


def names_of(stage: Stage) -> dict[int, str]:
    """Member id -> name, removed ones too: their votes stay."""
    members = Member.objects.filter(review=stage.review_id).select_related("user")
    return {member.pk: str(member) for member in members}


def outcomes_of(member: Member, stage: Stage, tally: Tally | None = None) -> Outcomes | None:
    """What came of the stage; None for those who may not know. `tally` is the stage's, where the page has it."""
    if not may_see_lead_view(member, stage):
        return None
    # Copies are left out by their index: whether a record is one stands in its own long row.
    entries = StageRecord.objects.filter(stage=stage).exclude(record__in=copies_in(stage.review_id)).order_by()
    reasons = entries.filter(state=StageRecord.State.EXCLUDED, reason__isnull=False)
    day = Substr(Cast("settled_at", CharField()), 1, 10)
    settled = entries.filter(settled_at__isnull=False).values_list(day, "state").annotate(Count("pk"))
    days = [(date.fromisoformat(on), state == StageRecord.State.INCLUDED, n) for on, state, n in settled]
    everything, included = pace.discovery(days, timezone.now().date())
    mine = [each for each in adjudications(stage.review_id) if each.stage == stage.pk]
    return Outcomes(
        states=state_counts(member, stage, tally),
        reasons=list(reasons.values_list("reason__text").annotate(n=Count("pk")).order_by("-n", "reason__text")),
        reopened=sum(each.until is not None for each in mine),
        changed=changed_votes(member, stage),
        settled=everything,
        included=included,
    )
