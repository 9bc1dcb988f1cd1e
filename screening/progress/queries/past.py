"""Where records stood at a moment, replayed from rows that never change and from the audit trail.

Imports that were taken back since have left no rows; they are in no number, and the page says so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from screening.importing.queries import imported_records
from screening.models import DuplicateLink, Event, ExclusionReason, ImportBatch, Member, Report, Stage, StageRecord
from screening.progress import places
from screening.progress.places import Facts, Sight, place
from screening.progress.replay import Cast, Rules, Settled, state_at, value_at
from screening.progress.tally import Standing
from screening.spans import Change
from screening.workflow.blinding import cast_rows
from screening.workflow.queries.rows import adjudications, moved_rows


@dataclass(frozen=True, slots=True)
class Stood:
    """One record and where it stood."""

    record: int
    batch: int
    place: str
    reason: str


def stood_at(member: Member, sight: Sight, moment: datetime) -> Iterator[Stood]:
    """Every record imported by then and where it stood, as far as the sight goes."""
    copies = _copies(member, moment)
    first, second = (_states(member, kind, moment) if seen else {} for kind, seen in _kinds(sight))
    reports = _reports(member, moment)
    reasons = dict(ExclusionReason.objects.filter(review=member.review_id).values_list("pk", "text"))
    nothing = ("", None)
    for record, batch in _records(member, moment):
        state, reason = second.get(record, nothing)
        sought, retrieval = reports.get(record, (False, ""))
        facts = Facts(
            record in copies,
            first.get(record, nothing)[0],
            state,
            reasons.get(reason, ""),
            sought,
            retrieval if sought else "",
        )
        at = place(facts, sight)
        yield Stood(record, batch, at, facts.reason if at == places.EXCLUDED else "")


def counts_at(member: Member, sight: Sight, moment: datetime) -> Counter[Standing]:
    """How many records of which source stood where."""
    batches = ImportBatch.objects.filter(review=member.review_id)
    sources = {pk: (kind, name) for pk, kind, name in batches.values_list("pk", "source__kind", "source__name")}
    grouped = Counter((each.batch, each.place, each.reason) for each in stood_at(member, sight, moment))
    found: Counter[Standing] = Counter()
    for (batch, at, reason), n in grouped.items():
        found[Standing(*sources[batch], at, reason)] += n
    return found


def undone_since(member: Member, moment: datetime) -> int:
    """How many imports that stood at the moment were taken back since: what they held can not be counted."""
    undone = member.review.imports.filter(state=ImportBatch.State.UNDONE, finished_at__gt=moment)
    return undone.filter(created_at__lte=moment).count()


def _kinds(sight: Sight) -> tuple[tuple[str, bool], tuple[str, bool]]:
    return (Stage.Kind.TITLE_ABSTRACT, sight.title_abstract), (Stage.Kind.FULL_TEXT, sight.full_text)


def _records(member: Member, moment: datetime) -> Iterator[tuple[int, int]]:
    """Ids of the records whose import was complete by then, with their batch."""
    batches = member.review.imports.annotate(stood=Coalesce("finished_at", "created_at")).filter(stood__lte=moment)
    records = imported_records(member).filter(batch__in=list(batches.values_list("pk", flat=True)))
    return records.order_by().values_list("pk", "batch_id").iterator(5000)


def _copies(member: Member, moment: datetime) -> set[int]:
    links = DuplicateLink.objects.filter(
        Q(undone_at__isnull=True) | Q(undone_at__gt=moment), record__review=member.review_id, merged_at__lte=moment
    )
    return set(links.values_list("record_id", flat=True))


def _states(member: Member, kind: str, moment: datetime) -> dict[int, tuple[str, int | None]]:
    """Record id -> state and reason in the stages of that kind that there were, the furthest one it has reached."""
    stages = [one for one in member.review.stages.filter(kind=kind).order_by("order") if _was_there(one, moment)]
    each = [_states_in(member, stage, moment) for stage in stages]
    found = each[0] if each else {}
    for later in each[1:]:
        passed = {record: later.get(record, WAITS) for record, (state, _) in found.items() if state == "included"}
        found = found | passed
    return found


WAITS = ("waiting", None)


def _was_there(stage: Stage, moment: datetime) -> bool:
    return stage.added_at is None or stage.added_at <= moment


def _states_in(member: Member, stage: Stage, moment: datetime) -> dict[int, tuple[str, int | None]]:
    """Record id -> state and reason in the stage."""
    votes: defaultdict[int, list[Cast]] = defaultdict(list)
    moved = moved_rows(stage)  # such a row counts from the merge on, not from when the person voted
    for _, record, reviewer, sequence, verdict, reason, at in cast_rows([stage.pk]):
        at = moved.get((record, reviewer, sequence), at)
        if at <= moment:
            votes[record].append(Cast(reviewer, sequence, verdict, reason, at))
    settled: defaultdict[int, list[Settled]] = defaultdict(list)
    for each in adjudications(member.review_id):
        if each.stage == stage.pk and each.at <= moment:
            settled[each.record].append(Settled(each.verdict, each.reason, each.at, each.until))
    told = _told(stage)
    order = {pk: at for at, pk in enumerate(_reason_ids(member))}
    rules = RulesThen(stage)
    found = {}
    for record in votes.keys() | settled.keys():
        reason, released = told.get(record, (None, None))
        then = rules.at(min(moment, released) if released else moment)
        found[record] = state_at(votes[record], settled[record], moment, then, order, reason)
    return found


def _told(stage: Stage) -> dict[int, tuple[int | None, datetime | None]]:
    """What entries say today of their reason and release, where they say anything."""
    entries = StageRecord.objects.filter(
        Q(reason__isnull=False) | Q(released_at__isnull=False), stage=stage
    ).order_by()
    return {
        record: (reason, at) for record, reason, at in entries.values_list("record_id", "reason_id", "released_at")
    }


def _reason_ids(member: Member) -> list[int]:
    return list(member.review.exclusion_reasons.order_by("order", "id").values_list("pk", flat=True))


RULES = frozenset({"votes_needed", "maybe_rule", "reasons_conflict"})


class RulesThen:
    """The rules of a stage at any moment, from the audit trail; each moment looked up once."""

    def __init__(self, stage: Stage):
        self.now = Rules(stage.votes_needed, stage.maybe_rule, stage.reasons_conflict)
        self.changes = stage_changes(stage)
        self.moved = any(RULES & change.before.keys() for change in self.changes)

    def at(self, moment: datetime) -> Rules:
        if not self.moved:
            return self.now
        then = {name: value_at(self.changes, name, moment, now=getattr(self.now, name)) for name in RULES}
        return Rules(**then)


def stage_changes(stage: Stage) -> list[Change]:
    """The events that changed the stage, in the order of time."""
    rows = Event.objects.filter(review_id=stage.review_id, subject_type="stage", subject_id=str(stage.pk))
    return [_change(*row) for row in rows.order_by("at", "id").values_list("at", "before", "after")]


def _change(at: datetime, before: dict | None, after: dict | None) -> Change:
    return Change(at, before or {}, after or {})


def _reports(member: Member, moment: datetime) -> dict[int, tuple[bool, str]]:
    """Record id -> whether its report was sought, and how its retrieval stood."""
    changes: defaultdict[str, list[Change]] = defaultdict(list)
    told = Event.objects.filter(review_id=member.review_id, verb="retrieval changed").order_by("at", "id")
    for report, *row in told.values_list("subject_id", "at", "before", "after"):
        changes[report].append(_change(*row))
    fields = ("pk", "record_id", "retrieval", "created_at", "withdrawn_at")
    found = {}
    for pk, record, now, made, withdrawn in Report.objects.filter(review=member.review_id).values_list(*fields):
        sought = made <= moment and (withdrawn is None or withdrawn > moment)
        found[record] = sought, value_at(changes[str(pk)], "retrieval", moment, now=now)
    return found
