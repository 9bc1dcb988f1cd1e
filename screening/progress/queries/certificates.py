"""The blinding certificate of a stage, for those who may see how it stands."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from screening.models import Event, Member, Stage
from screening.progress.certificate import (
    FURTHER,
    LATE,
    VERDICTS,
    Spans,
    Witness,
    needs_of,
    spans_of,
    witness,
)
from screening.progress.queries.past import stage_changes
from screening.progress.replay import Cast, Change
from screening.roles import permissions_of
from screening.workflow.blinding import cast_rows, may_see_outcomes, shown_since

BLINDING_EVENTS = (
    "stage opened",
    "stage unblinded",
    "stage blinded",
    "votes needed changed",
    "stage closed",
    "stage reopened",
)
ROLE_EVENTS = ("member joined", "roles changed", "member removed")


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
class Certificate:
    """All lines of a stage, their counts, and what was done to its blinding."""

    stage: Stage
    lines: list[Line]
    counts: list[tuple[str, str, int]]
    events: list[Event]
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
    events = Event.objects.filter(
        review_id=stage.review_id, subject_type="stage", subject_id=str(stage.pk), verb__in=BLINDING_EVENTS
    ).order_by("at", "id")
    counts = [(verdict, label, counted[verdict]) for verdict, label in VERDICTS.items()]
    return Certificate(stage, lines, counts, list(events), digest(lines))


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
    names, by_role = {person.pk: str(person) for person in people}, _by_role(stage.review_id, people)
    rounds = shown_since(stage)
    for record in sorted(votes):
        told = {"shown_to_all": shown, "by_role": by_role, "round_ended": rounds.get(record)}
        yield _named(witness(record, votes[record], needs, **told), names)


def _by_role(review: int, people: list[Member]) -> dict[int, Spans]:
    """Member -> when a role of theirs let them read complete votes in a blinded stage."""
    changes: defaultdict[str, list[Change]] = defaultdict(list)
    told = Event.objects.filter(review_id=review, subject_type="member", verb__in=ROLE_EVENTS).order_by("at", "id")
    for member, at, before, after in told.values_list("subject_id", "at", "before", "after"):
        changes[member].append(Change(at, before or {}, after or {}))
    found = {}
    for person in people:
        now = [row.role for row in person.roles.all()] if person.removed_at is None else []
        found[person.pk] = spans_of(changes[str(person.pk)], "roles", now, _let_see)
    return found


def _let_see(roles: list[str] | None) -> bool:
    return not permissions_of(roles or []).isdisjoint({"adjudicate", "see_outcomes"})


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
