"""What undoing an import would take away, and what would stay because something was decided on it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from screening.models import (
    CarriedVote,
    Decision,
    DuplicateLink,
    DuplicateQuestion,
    ImportBatch,
    MatchKey,
    Proposal,
    Record,
    RecordWords,
    Report,
    Resolution,
    Slot,
    Stage,
    StageRecord,
)

SHOWN = 50
# Rows that an undo takes away itself or looks at by name; whatever else holds on to a record keeps it.
KNOWN = (
    Record,
    Slot,
    StageRecord,
    Decision,
    Resolution,
    Report,
    DuplicateLink,
    DuplicateQuestion,
    MatchKey,
    Proposal,
    RecordWords,
)


@dataclass(frozen=True)
class FileVotes:
    """Votes of a file that stand in a stage: those that go with its import, and those that are fixed and stay."""

    stage: Stage
    going: int
    fixed: int


@dataclass(frozen=True)
class UndoPreview:
    """What an undo takes away: `records`, `corrected` ones among them, `empty_seats` nobody voted in, `copies` of
    other imports that become records of their own, the `votes` that came with the file, wherever they stand; and
    `decided`, records that stay (`decided_count` in all)."""

    records: int
    corrected: int
    empty_seats: int
    copies: int
    votes: tuple[FileVotes, ...]
    decided_count: int
    decided: tuple[Record, ...]

    @property
    def allowed(self) -> bool:
        """False where nothing would go."""
        return self.records > 0 or not self.decided_count


def undo_preview(batch: ImportBatch) -> UndoPreview:
    """Counted now; the undo looks again while it works."""
    decided = decided_records(batch.records.all(), undone=batch)
    going = batch.records.exclude(pk__in=decided.values("pk"))
    return UndoPreview(
        records=going.count(),
        corrected=going.exclude(original={}).count(),
        empty_seats=Slot.objects.filter(record__in=going, done=False).count(),
        copies=Record.objects.filter(primary__in=going).exclude(batch=batch).count(),
        votes=tuple(file_votes(batch)),
        decided_count=decided.count(),
        decided=tuple(decided[:SHOWN]),
    )


def may_keep(batch: ImportBatch) -> bool:
    """Whether its undo was stopped before it took any record away."""
    stopped = batch.state == ImportBatch.State.UNDOING and batch.is_stopped
    return stopped and batch.records.count() == batch.committed_rows


def file_votes(batch: ImportBatch) -> list[FileVotes]:
    """How many votes of the file stand in which stage, and how many of them an undo takes back."""
    standing = Slot.objects.filter(vote__imported_from=batch).order_by()
    counts = dict(standing.values_list("stage").annotate(Count("pk")))
    going = dict(_going_votes(batch).order_by().values_list("stage").annotate(Count("pk")))
    stages = Stage.objects.filter(pk__in=counts).order_by("order", "pk")
    return [FileVotes(one, going.get(one.pk, 0), counts[one.pk] - going.get(one.pk, 0)) for one in stages]


def _going_votes(batch: ImportBatch) -> QuerySet[Slot]:
    """The seats of the file's votes that can be taken back: not on records that were released, nor in a stage that
    takes no votes (`workflow.queries.is_running`)."""
    released = StageRecord.objects.filter(
        stage=OuterRef("stage"), record=OuterRef("record"), released_at__isnull=False
    )
    seats = Slot.objects.filter(~Exists(released), vote__imported_from=batch, stage__opened_at__isnull=False)
    return seats.filter(
        stage__closed_at__isnull=True, stage__locked_at__isnull=True, stage__review__archived_at__isnull=True
    )


def decided_records(records: QuerySet[Record], *, undone: ImportBatch | None = None) -> QuerySet[Record]:
    """Those of the records on which anything was decided: a vote that stands, one that was cast here, also if taken
    back, a settled state, a report, a citation. Votes that came with a file and were taken back hold nothing; nor
    do those that go with the import that is to be `undone`, and what came of them."""
    going = _going_votes(undone) if undone else Slot.objects.none()
    filled = Q(vote__isnull=False) | Q(reviewer__isnull=False)  # a seat without either was closed
    voted = Slot.objects.filter(filled, record__in=records, done=True).exclude(pk__in=going.values("pk"))
    settled = StageRecord.objects.filter(record__in=records).exclude(state=StageRecord.State.WAITING)
    judged = Resolution.objects.filter(
        Q(imported_from__isnull=True) | Q(reopened_at__isnull=True), record__in=records
    )
    if undone:
        brought = Exists(going.filter(stage=OuterRef("stage"), record=OuterRef("record")))
        settled = settled.filter(~brought)
        judged = judged.filter(~brought | ~Q(imported_from=undone) | Q(imported_from__isnull=True))
    moved = CarriedVote.objects.filter(Q(original=OuterRef("pk")) | Q(replaced=OuterRef("pk")))
    cast = Decision.objects.filter(Q(imported_from__isnull=True) | Exists(moved), record__in=records)
    sought = Report.objects.filter(record__in=records)
    found = Q()
    for rows in (voted, settled, judged, cast, sought):
        found |= Q(pk__in=rows.values("record"))
    for relation in Record._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.related_model not in KNOWN:
            holders = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": records})
            found |= Q(pk__in=holders.values(relation.field.attname))
    return records.filter(found)
