"""What undoing an import would take away, and what would stay because something was decided on it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from screening.models import (
    DuplicateLink,
    DuplicateQuestion,
    ImportBatch,
    MatchKey,
    Proposal,
    Record,
    RecordWords,
    Report,
    Slot,
    StageRecord,
)

SHOWN = 50
# Rows that an undo takes away itself or looks at by name; whatever else holds on to a record keeps it.
KNOWN = (Record, Slot, StageRecord, Report, DuplicateLink, DuplicateQuestion, MatchKey, Proposal, RecordWords)


@dataclass(frozen=True)
class UndoPreview:
    """What an undo takes away: `records`, `corrected` ones among them, `empty_seats` nobody voted in, `copies` of
    other imports that become records of their own; and `decided`, records that stay (`decided_count` in all)."""

    records: int
    corrected: int
    empty_seats: int
    copies: int
    decided_count: int
    decided: tuple[Record, ...]

    @property
    def allowed(self) -> bool:
        """False where nothing would go."""
        return self.records > 0 or not self.decided_count


def undo_preview(batch: ImportBatch) -> UndoPreview:
    """Counted now; the undo looks again while it works."""
    decided = decided_records(batch.records.all())
    going = batch.records.exclude(pk__in=decided.values("pk"))
    return UndoPreview(
        records=going.count(),
        corrected=going.exclude(original={}).count(),
        empty_seats=Slot.objects.filter(record__in=going, done=False).count(),
        copies=Record.objects.filter(primary__in=going).exclude(batch=batch).count(),
        decided_count=decided.count(),
        decided=tuple(decided[:SHOWN]),
    )


def may_keep(batch: ImportBatch) -> bool:
    """Whether its undo was stopped before it took any record away."""
    stopped = batch.state == ImportBatch.State.UNDOING and batch.is_stopped
    return stopped and batch.records.count() == batch.committed_rows


def decided_records(records: QuerySet[Record]) -> QuerySet[Record]:
    """Those of the records on which anything was decided: a vote, also one taken back, a settled state, a report, a
    citation."""
    voted = Slot.objects.filter(record__in=records, done=True).values("record")
    settled = StageRecord.objects.filter(record__in=records).exclude(state=StageRecord.State.WAITING)
    sought = Report.objects.filter(record__in=records).values("record")
    found = Q(pk__in=voted) | Q(pk__in=settled.values("record")) | Q(pk__in=sought)
    for relation in Record._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.related_model not in KNOWN:
            holders = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": records})
            found |= Q(pk__in=holders.values(relation.field.attname))
    return records.filter(found)
