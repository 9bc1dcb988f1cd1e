"""An import is taken back; records on which something was decided stay, and are listed."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from screening.errors import Closed
from screening.importing.actions.committing import look_for_duplicates
from screening.importing.queries.undo import UndoPreview, decided_records, undo_preview
from screening.jobs.actions import start_job
from screening.jobs.progress import hold
from screening.locking import lock_entries
from screening.models import (
    DuplicateLink,
    ImportBatch,
    Job,
    MatchKey,
    Member,
    Record,
    RecordWords,
    Slot,
    StagedRow,
    StageRecord,
)
from screening.team.audit import record_event

State = ImportBatch.State
AT_ONCE = 500


@transaction.atomic
def undo_import(*, batch: ImportBatch, by: Member) -> Job:
    """Ask for the batch's records to be taken out again, but for those on which something was decided. Refused
    where that leaves nothing to take out."""
    preview = undo_preview(batch)
    if not preview.allowed:
        raise Closed(_refusal(batch, preview))
    before = batch.state
    standing = ImportBatch.objects.filter(pk=batch.pk, state__in=[State.COMMITTED, State.COMMITTING])
    if batch.job and batch.job.is_open:
        raise Closed(f"A job is still at work on {batch}. Wait for it or cancel it, then undo the import.")
    if not standing.update(state=State.UNDOING) and before != State.UNDOING:
        raise Closed(f"{batch} cannot be undone: its state is “{batch.get_state_display().lower()}”.")
    job = start_job(
        kind="undo_import", key=f"undo-{batch.pk}", by=by, subject=batch.filename[:200], args={"batch": batch.pk}
    )
    ImportBatch.objects.filter(pk=batch.pk).update(job=job)
    batch.refresh_from_db()
    return job


def clear_seats(*, job: Job, batch: ImportBatch) -> Iterator[int]:
    """Take the batch's undecided records out of screening, 500 a transaction; yield how many were looked at.

    From then on nobody can vote on them. A vote that came first keeps its record.
    """
    done, last = 0, 0
    while True:
        with transaction.atomic():
            hold(job)
            ids = list(batch.records.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
            lock_entries(ids)
            going = _undecided(ids)
            Slot.objects.filter(record__in=going).delete()
            StageRecord.objects.filter(record__in=going).delete()
        if not ids:
            return
        last, done = ids[-1], done + len(ids)
        yield done


@transaction.atomic
def remove_records(*, job: Job, batch: ImportBatch, after: int) -> tuple[int, int]:
    """Delete the undecided ones of the batch's 500 records behind the id `after`, with their duplicate links; the
    last id looked at (0 at the end) and how many were looked at."""
    hold(job)
    ids = list(batch.records.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    going = _undecided(ids)
    Record.objects.filter(primary__in=going).update(primary=None)
    DuplicateLink.objects.filter(record__in=going).delete()
    DuplicateLink.objects.filter(primary__in=going).delete()
    MatchKey.objects.filter(record__in=going).delete()
    RecordWords.objects.filter(record__in=going).delete()
    Record.objects.filter(pk__in=going).delete()
    return (ids[-1] if ids else 0), len(ids)


@transaction.atomic
def close_undo(*, job: Job, batch: ImportBatch, by: Member) -> int:
    """Mark the batch undone, or imported still where records stayed; how many did. What is left is looked through
    for duplicates again."""
    hold(job)
    kept = batch.records.count()
    undoing = ImportBatch.objects.filter(pk=batch.pk, state=State.UNDOING)
    state = State.COMMITTED if kept else State.UNDONE
    counts = batch.counts | ({"kept": kept} if kept else {})
    if not undoing.update(state=state, committed_rows=kept, counts=counts, finished_at=timezone.now()):
        return kept
    StagedRow.objects.filter(batch=batch).delete()
    verb, before = "import undone", {"records": batch.committed_rows}
    record_event(f"{verb} in part" if kept else verb, batch, by=by, before=before, after={"records": kept})
    look_for_duplicates(by=by)
    return kept


def _undecided(ids: list[int]) -> list[int]:
    decided = set(decided_records(Record.objects.filter(pk__in=ids)).values_list("pk", flat=True))
    return [id for id in ids if id not in decided]


def _refusal(batch: ImportBatch, preview: UndoPreview) -> str:
    names = "; ".join(f"{record.label}, “{str(record)[:60]}”" for record in preview.decided[:5])
    more = f" and {preview.decided_count - 5:,} more" if preview.decided_count > 5 else ""
    return (
        f"Nothing of {batch} can be undone: something was decided on all {preview.decided_count:,} of its records "
        f"({names}{more}). What was decided on stays."
    )
