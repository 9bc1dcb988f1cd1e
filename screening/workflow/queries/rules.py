"""What votes come to under a stage's rules, and what a change of the rules would move."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from screening.models import Event, ExclusionReason, Resolution, Slot, Stage, StageRecord
from screening.workflow.blinding import standing_votes, uncounted_votes
from screening.workflow.outcome import Outcome, Vote, outcome
from screening.workflow.queries.remaining import Remaining

BATCH = 2_000


@dataclass(frozen=True)
class VotesPreview:
    """What another number of votes would do. Votes themselves are never touched."""

    needed: int
    seats_added: int
    seats_closed: int
    on_screen: int
    back_to_waiting: int
    now_complete: int
    untouched: int  # entries whose standing no vote moves: released, or settled by an adjudicator
    from_rounds: int = 0  # votes of calibration rounds that come to count
    nobody_left: int = 0  # where more are needed: entries that too few reviewers are left to finish


def votes_preview(stage: Stage, needed: int) -> VotesPreview:
    """Count, entry by entry, what `set_votes_needed` would do."""
    entries = adjustable(stage).annotate(resolved=_resolved(stage))
    rows = (
        Slot.objects.filter(stage=stage)
        .values("record_id")
        .annotate(
            filled=Count("id", filter=Q(vote__isnull=False)),
            open=Count("id", filter=Q(done=False)),
            held=Count("id", filter=Q(done=False, reviewer__isnull=False)),
        )
    )
    by_record = {row["record_id"]: row for row in rows}
    added = closed = on_screen = back = complete = counted = alone = 0
    there, further = Remaining(stage), uncounted_votes(stage)
    rises = needed > stage.votes_needed
    if rises:
        there.note_votes(entries.order_by().values("record"))
    for record, state, resolved, shown in entries.values_list("record_id", "state", "resolved", "shown_at"):
        row = by_record[record]
        more = min(further.get(record, 0), max(0, needed - row["filled"]))
        counted += more
        row["filled"] += more
        if rises and not resolved and row["filled"] < needed:
            alone += needed - row["filled"] > there.on(record, shown_at=shown)
        change = max(0, needed - row["filled"]) - row["open"]
        added += max(0, change)
        closed += max(0, -change)
        on_screen += max(0, -change - (row["open"] - row["held"]))
        back += state != "waiting" and row["filled"] < needed and not resolved
        complete += state == "waiting" and row["filled"] >= needed
    fixed = Q(released_at__isnull=False) | _resolved(stage)
    untouched = StageRecord.objects.filter(fixed, stage=stage).count()
    return VotesPreview(needed, added, closed, on_screen, back, complete, untouched, counted, alone)


def reason_order(stage: Stage) -> dict[int, int]:
    """Reason id -> its place in the review's list, archived ones too."""
    reasons = ExclusionReason.objects.filter(review_id=stage.review_id).order_by("order", "id")
    return {reason: place for place, reason in enumerate(reasons.values_list("id", flat=True))}


def came_to(stage: Stage, records: Sequence[int]) -> dict[int, Outcome]:
    """Record id -> what its standing votes come to under the stage's rules."""
    votes = standing_votes(stage, records)
    rules = _rules(stage, with_reasons=any(vote.reason for cast in votes.values() for vote in cast))
    return {record: outcome(cast, **rules) for record, cast in votes.items()}


def comes_to(stage: Stage, votes: Sequence[Vote]) -> Outcome:
    """What these votes on one record would come to under the stage's rules."""
    return outcome(votes, **_rules(stage, with_reasons=any(vote.reason for vote in votes)))


def _rules(stage: Stage, *, with_reasons: bool) -> dict[str, Any]:
    return {
        "votes_needed": stage.votes_needed,
        "maybe_rule": stage.maybe_rule,
        "reasons_conflict": stage.reasons_conflict,
        "reason_order": reason_order(stage) if with_reasons else {},
    }


@dataclass(frozen=True)
class RulesPreview:
    """Which records other counting rules would move: (from, to, how many). Votes themselves are never touched."""

    moves: tuple[tuple[str, str, int], ...]
    settled_by_people: int


def rules_preview(stage: Stage, *, maybe_rule: str, reasons_conflict: bool) -> RulesPreview:
    """Count the votes of every entry that is not released anew, as the stage would with these rules."""
    asked = Stage(pk=stage.pk, review_id=stage.review_id, votes_needed=stage.votes_needed)
    asked.maybe_rule, asked.reasons_conflict = maybe_rule, reasons_conflict
    entries = adjustable(stage).annotate(resolved=_resolved(stage))
    states = dict(entries.filter(resolved=False).values_list("record_id", "state"))
    ids = list(states)
    moved: Counter[tuple[str, str]] = Counter()
    for start in range(0, len(ids), BATCH):
        for record, came in came_to(asked, ids[start : start + BATCH]).items():
            if came.state != states[record]:
                moved[states[record], came.state] += 1
    moves = tuple((before, after, count) for (before, after), count in sorted(moved.items()))
    return RulesPreview(moves, entries.filter(resolved=True).count())


COUNTING_VERBS = ("votes needed changed", "rules of counting changed")
REASON_VERBS = ("stage changed",)
RANKING_VERBS = ("order of screening changed", "records ranked anew")


def rule_changes(stage: Stage) -> list[Event]:
    """The latest changes of how the stage's votes are counted, of what they need and in which order its records are
    given out."""
    verbs = COUNTING_VERBS + RANKING_VERBS + REASON_VERBS
    found = Event.objects.filter(
        review_id=stage.review_id, subject_type="stage", subject_id=str(stage.pk), verb__in=verbs
    )
    return list(found[:40])


def last_rule_change(
    stage: Stage, changes: list[Event], verbs: tuple[str, ...] = COUNTING_VERBS, field: str = ""
) -> Event | None:
    """The latest of these changes, of this field where one is named, that can be undone by going back: the one
    before where the latest was undone already. None where the rules moved on since."""
    standing: list[Event] = []
    for event in reversed([event for event in changes if event.verb in verbs and event.before]):
        if standing and (event.before, event.after) == (standing[-1].after, standing[-1].before):
            standing.pop()
        else:
            standing.append(event)
    event = next((event for event in reversed(standing) if not field or field in event.before), None)
    if event is None or any(getattr(stage, name) != value for name, value in (event.after or {}).items()):
        return None
    return event


def exclusions_without_reason(stage: Stage) -> int:
    """How many records are excluded in the stage without a reason to report."""
    bare = StageRecord.objects.filter(stage=stage, state=StageRecord.State.EXCLUDED, reason__isnull=True)
    return bare.filter(record__primary__isnull=True).count()


def _resolved(stage: Stage) -> Exists:
    return Exists(Resolution.objects.filter(stage=stage, record=OuterRef("record"), reopened_at__isnull=True))


def adjustable(stage: Stage) -> QuerySet[StageRecord]:
    """Entries whose seats a change of the stage's rules fits anew: all that are not released. Those that an
    adjudicator settled are among them, or the number of votes wanted would tell how many there are."""
    return StageRecord.objects.filter(stage=stage, released_at__isnull=True).order_by("id")
