"""The blinding certificate of a stage, for those who may see how it stands."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from screening.models import Event, Member, Stage
from screening.progress.certificate import (
    FURTHER,
    LATE,
    VERDICTS,
    Witness,
    needs_of,
    witness,
)
from screening.progress.queries.past import stage_changes
from screening.progress.replay import Cast
from screening.roles import ROLES
from screening.spans import spans_of
from screening.team.sight import let_see, role_changes, spans_of_sight
from screening.workflow.blinding import cast_rows, may_see_outcomes, shown_since

BLINDING_EVENTS = (
    "stage opened",
    "stage unblinded",
    "stage blinded",
    "votes needed changed",
    "stage closed",
    "stage reopened",
)


@dataclass(frozen=True)
class Line:
    """One record of the certificate in words: names only where its votes are complete."""

    record: int
    verdict: str
    needed: int
    votes: tuple[tuple[str, datetime], ...]
    complete_at: datetime | None
    late: tuple[str, ...]
    could_have_seen: tuple[str, ...]

    @property
    def label(self) -> str:
        return VERDICTS[self.verdict]


@dataclass(frozen=True)
class Step:
    """One thing that was done to the stage's blinding: by whom, what, to whose roles, why."""

    at: datetime
    actor: str
    verb: str
    about: str
    reason: str


@dataclass(frozen=True)
class Certificate:
    """All lines of a stage, their counts, and what was done to its blinding."""

    stage: Stage
    lines: list[Line]
    counts: list[tuple[str, str, int]]
    events: list[Step]
    digest: str

    @property
    def holds(self) -> bool:
        """True where no vote was cast by anybody who could have seen another."""
        return all(line.verdict != LATE for line in self.lines)

    @property
    def further(self) -> int:
        """On how many records a further vote was asked for once the first ones were complete."""
        return sum(line.verdict == FURTHER for line in self.lines)


def certificate(member: Member, stage: Stage) -> Certificate | None:
    """The certificate, or None for those who may not see how the stage stands."""
    if not may_see_outcomes(member, stage) or not member.can("see_outcomes"):
        return None
    lines = list(_lines(stage))
    counted = Counter(line.verdict for line in lines)
    counts = [(verdict, label, counted[verdict]) for verdict, label in VERDICTS.items()]
    return Certificate(stage, lines, counts, _steps(stage), digest(lines))


def _steps(stage: Stage) -> list[Step]:
    """What was done to the stage's blinding, and since it is open to the roles that let their holders see votes."""
    of_stage = Event.objects.filter(
        review_id=stage.review_id, subject_type="stage", subject_id=str(stage.pk), verb__in=BLINDING_EVENTS
    )
    found = [Step(one.at, one.actor, one.verb, "", one.reason) for one in of_stage.order_by("at", "id")]
    for one in role_changes(stage.review_id).filter(at__gte=stage.opened_at or timezone.now()):
        before, after = ((told or {}).get("roles") for told in (one.before, one.after))
        if let_see(before) != let_see(after):
            words = f"{one.subject}, {_named_roles(before)} before, {_named_roles(after)} since"
            found.append(Step(one.at, one.actor, one.verb, words, one.reason))
    return sorted(found, key=lambda step: step.at)


def _named_roles(roles: list[str] | None) -> str:
    return " and ".join(ROLES[role][0].lower() for role in roles or () if role in ROLES) or "no role"


def _lines(stage: Stage) -> Iterator[Line]:
    votes: defaultdict[int, list[Cast]] = defaultdict(list)
    for _, record, reviewer, sequence, verdict, reason, at in cast_rows([stage.pk]):
        votes[record].append(Cast(reviewer, sequence, verdict, reason, at))
    changes = stage_changes(stage)
    needs = needs_of(changes, stage.votes_needed)
    shown = (
        *spans_of(changes, "blinded", stage.blinded, lambda blinded: blinded is False),
        *spans_of(changes, "closed_at", stage.closed_at, lambda closed_at: closed_at is not None),
    )
    people = list(Member.objects.filter(review=stage.review_id).select_related("user").prefetch_related("roles"))
    names, by_role = {person.pk: str(person) for person in people}, spans_of_sight(stage.review_id, people)
    rounds = shown_since(stage)
    for record in sorted(votes):
        told = {"shown_to_all": shown, "by_role": by_role, "round_ended": rounds.get(record)}
        yield _named(witness(record, votes[record], needs, **told), names)


def _named(told: Witness, names: dict[int, str]) -> Line:
    seen = told.complete_at is not None
    votes = tuple((names[reviewer], at) for reviewer, at in told.first_votes) if seen else ()
    late = tuple(names[reviewer] for reviewer in told.late)
    could = tuple(names[reviewer] for reviewer in told.could_have_seen)
    return Line(told.record, told.verdict, told.needed, votes, told.complete_at, late, could)


def row_of(line: Line) -> dict[str, Any]:
    """A line as the files hold it; times in UTC."""
    return {
        "record": line.record,
        "certified": line.verdict,
        "votes_needed": line.needed,
        "first_votes": [{"reviewer": name, "at": at.isoformat()} for name, at in line.votes],
        "could_be_seen_from": line.complete_at.isoformat() if line.complete_at else None,
        "cast_later_by": list(line.late),
        "could_have_seen": list(line.could_have_seen),
    }


def digest(lines: list[Line]) -> str:
    """SHA-256 of the lines as JSON, one a line: whoever has the file can work it out again."""
    told = hashlib.sha256()
    for line in lines:
        told.update(json.dumps(row_of(line), ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return told.hexdigest()
