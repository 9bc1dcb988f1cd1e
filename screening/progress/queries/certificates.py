"""The blinding certificate of a stage, for those who may see how it stands."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from screening.models import Event, Member, Stage
from screening.progress.certificate import VERDICTS, Witness, needs_of, witness
from screening.progress.queries.past import stage_changes
from screening.progress.replay import Cast
from screening.workflow.blinding import cast_rows, may_see_outcomes

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
        """True where no vote was cast after another could be seen."""
        return all(line.verdict != "late" for line in self.lines)


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
    needs = needs_of(stage_changes(stage), stage.votes_needed)
    people = Member.objects.filter(review=stage.review_id).select_related("user")
    names = {person.pk: str(person) for person in people}
    for record in sorted(votes):
        yield _named(witness(record, votes[record], needs), names)


def _named(told: Witness, names: dict[int, str]) -> Line:
    seen = told.complete_at is not None
    votes = tuple((names[reviewer], at) for reviewer, at in told.first_votes) if seen else ()
    late = tuple(names[reviewer] for reviewer in told.late)
    return Line(told.record, told.verdict, told.needed, votes, told.complete_at, late)


def row_of(line: Line) -> dict[str, Any]:
    """A line as the files hold it; times in UTC."""
    return {
        "record": line.record,
        "certified": line.verdict,
        "votes_needed": line.needed,
        "first_votes": [{"reviewer": name, "at": at.isoformat()} for name, at in line.votes],
        "could_be_seen_from": line.complete_at.isoformat() if line.complete_at else None,
        "cast_later_by": list(line.late),
    }


def digest(lines: list[Line]) -> str:
    """SHA-256 of the lines as JSON, one a line: whoever has the file can work it out again."""
    told = hashlib.sha256()
    for line in lines:
        told.update(json.dumps(row_of(line), ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return told.hexdigest()
