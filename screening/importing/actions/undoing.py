"""An import is taken back; records on which something was decided stay, and are listed."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from screening.errors import Closed
from screening.importing.actions.committing import look_for_duplicates
from screening.importing.queries.undo import UndoPreview, decided_records, may_keep, undo_preview
from screening.jobs.actions import start_job
from screening.jobs.progress import hold
from screening.locking import lock_entries
from screening.models import (
    Decision,
    DuplicateLink,
    ImportBatch,
    Job,
    MatchKey,
    Member,
    Record,
    RecordWords,
    Resolution,
    Slot,
    StagedRow,
    StageRecord,
)
from screening.team.audit import record_event

State = ImportBatch.State
UNDOABLE = (State.COMMITTED, State.COMMITTING, State.UNDOING)
AT_ONCE = 500


@transaction.atomic
def undo_import(*, batch: ImportBatch, by: Member) -> Job:
    """Ask for the batch's records to be taken out again, but for those on which something was decided. Refused
    where that leaves nothing to take out. The batch stays what it is until the job begins."""
    batch = _locked(batch)
    preview = undo_preview(batch)
    if not preview.allowed:
        raise Closed(_refusal(batch, preview))
    if batch.is_at_work:
        raise Closed(f"A job is still at work on {batch}. Wait for it or cancel it, then undo the import.")
    if batch.state not in UNDOABLE:
        raise Closed(f"{batch} cannot be undone: its state is “{batch.get_state_display().lower()}”.")
    job = start_job(
        kind="undo_import", key=f"undo-{batch.pk}", by=by, subject=batch.filename[:200], args={"batch": batch.pk}
    )
    ImportBatch.objects.filter(pk=batch.pk).update(job=job)
    return job


@transaction.atomic
def keep_import(*, batch: ImportBatch, by: Member) -> ImportBatch:
    """Leave a stopped undo be, as long as it took no record away: the import is again what it was before. Records
    that lost their seats in screening are given new ones."""
    batch = _locked(batch)
    if batch.state != State.UNDOING or not batch.is_stopped:
        raise Closed(f"No undo of {batch} was stopped; there is nothing to keep.")
    if not may_keep(batch):
        raise Closed(f"Some records of {batch} were taken out already. Go on undoing; what was decided on stays.")
    batch.state = State.COMMITTED if batch.finished_at else State.COMMITTING
    batch.save(update_fields=["state"])
    record_event("import kept", batch, by=by, after={"records": batch.committed_rows})
    if batch.state == State.COMMITTED:
        look_for_duplicates(by=by, batch=batch)
    return batch


@transaction.atomic
def begin_undo(*, job: Job, batch: ImportBatch) -> None:
    """Hide the batch's records: from here on it is no whole import any more."""
    hold(job)
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=UNDOABLE).update(state=State.UNDOING):
        raise Closed(f"{batch} is not there to be undone: its state is “{batch.get_state_display().lower()}”.")


def clear_seats(*, job: Job, batch: ImportBatch) -> Iterator[int]:
    """Take the batch's undecided records out of screening, 500 a transaction; yield how many were looked at.

    From then on nobody can vote on them. A vote that came first keeps its record. Votes of a file that were taken
    back go with theirs: the file, which is kept, and the audit trail tell of them.
    """
    done, last = 0, 0
    while True:
        with transaction.atomic():
            hold(job)
            ids = list(batch.records.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
            lock_entries(ids)
            going = _undecided(ids)
            Resolution.objects.filter(record__in=going).delete()
            Decision.objects.filter(record__in=going).delete()
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
    others = {name: count for name, count in batch.counts.items() if name != "kept"}
    counts = others | ({"kept": kept} if kept else {})
    if not undoing.update(state=state, committed_rows=kept, counts=counts, finished_at=timezone.now()):
        return kept
    StagedRow.objects.filter(batch=batch).delete()
    verb, before = "import undone", {"records": batch.committed_rows}
    record_event(f"{verb} in part" if kept else verb, batch, by=by, before=before, after={"records": kept})
    look_for_duplicates(by=by)
    return kept


def _locked(batch: ImportBatch) -> ImportBatch:
    """The batch as it is now, with its job; nobody else changes it until the transaction ends."""
    ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    return ImportBatch.objects.select_related("review", "job").get(pk=batch.pk)


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
