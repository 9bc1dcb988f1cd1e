"""Decisions of adjudicators that a file of ours brings settle the conflicts that its votes come to."""

from collections import Counter
from collections.abc import Sequence
from uuid import uuid4

from django.utils import timezone

from screening.models import ImportBatch, Member, Record, Resolution, Stage, StageRecord
from screening.team.audit import record_event
from screening.workflow.actions.conflicts import STATE
from screening.workflow.actions.standing import PLACED, place
from screening.workflow.queries.imported import Choice
from screening.workflow.queries.imported_settlements import (
    PlannedSettlement,
    planned_settlements,
    why_not_settled,
)

LEFT_OUT = "left out"


def settle_imported(*, choice: Choice, batch: ImportBatch, records: Sequence[Record], by: Member) -> Counter[str]:
    """Settle what is in conflict as the file says, after its votes, inside their transaction. How many were stored
    ("") and how many not, by why; one that stands already is not counted."""
    told = planned_settlements(choice, batch, records)
    if not told:
        return Counter()
    roots = [one.record for one in told]
    entries = StageRecord.objects.filter(stage=choice.stage, record__in=roots).select_related("stage", "record")
    at = {entry.record_id: entry for entry in entries}
    known = Resolution.objects.filter(
        stage=choice.stage, record__in=roots, imported_from=batch, reopened_at__isnull=True
    )
    stand = set(known.values_list("record", flat=True))
    done: Counter[str] = Counter()
    for one in told:
        if one.record not in stand:
            why = LEFT_OUT if one.member is None else why_not_settled(at.get(one.record), one)
            done[why] += 1
            if not why:
                _settle(at[one.record], one, batch, by)
    return done


def _settle(entry: StageRecord, one: PlannedSettlement, batch: ImportBatch, by: Member) -> None:
    Resolution.objects.create(
        stage=entry.stage,
        record=entry.record,
        verdict=one.verdict,
        reason=one.reason,
        rationale=one.rationale,
        resolved_by=one.member,
        imported_from=batch,
        key=uuid4(),
    )
    before = {"state": entry.state}
    place(entry, STATE[one.verdict], one.reason.pk if one.reason else None)
    entry.save(update_fields=PLACED)
    after = {"state": entry.state, "decided by": str(one.member)}
    record_event("decision on a conflict imported", entry, by=by, before=before, after=after, reason=one.rationale)


def reopen_imported(*, stage: Stage, batch: ImportBatch, records: set[int], by: Member) -> None:
    """Set aside what the file decided on these records, whose votes of the file are taken back."""
    found = Resolution.objects.filter(
        stage=stage, record__in=records, imported_from=batch, reopened_at__isnull=True
    )
    settled = list(found.values_list("pk", "record"))
    Resolution.objects.filter(pk__in=[pk for pk, _ in settled]).update(reopened_at=timezone.now())
    for entry in StageRecord.objects.filter(stage=stage, record__in=[record for _, record in settled]):
        why = f"It came with the votes of {batch}, which were taken back."
        record_event("conflict reopened", entry, by=by, reason=why)
