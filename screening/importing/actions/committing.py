"""Staged rows become records: asked for here, done by the worker in batches of at most 500."""

from django.db import connection, transaction
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.importing.actions.indexing import ask_for_words
from screening.importing.actions.inserting import insert_rows
from screening.importing.queries.known import known_rows
from screening.importing.record_fields import columns_of, same_work_keys
from screening.jobs.actions import start_job
from screening.jobs.progress import hold
from screening.models import ImportBatch, Job, Member, Record, StagedRow
from screening.team.audit import record_event

State = ImportBatch.State
AT_ONCE = 500


@transaction.atomic
def import_staged(*, batch: ImportBatch, by: Member) -> Job:
    """Ask for the batch's rows to become records; also goes on with an import that was stopped."""
    if not batch.rows:
        raise Invalid(f"{batch} holds no record that could be read. Choose another format, or discard it.")
    if batch.is_at_work and batch.job.kind == "undo_import":
        raise Closed(f"{batch} is about to be undone. Cancel that job first, then go on importing.")
    ready = ImportBatch.objects.filter(pk=batch.pk, state__in=[State.STAGED, State.COMMITTING])
    if not ready.update(state=State.COMMITTING):
        batch.refresh_from_db()
        raise Closed(f"{batch} cannot be imported: its state is “{batch.get_state_display().lower()}”.")
    job = start_job(
        kind="import", key=f"import-{batch.pk}", by=by, subject=batch.filename[:200], args={"batch": batch.pk}
    )
    ImportBatch.objects.filter(pk=batch.pk).update(job=job)
    batch.refresh_from_db()
    return job


@transaction.atomic
def commit_rows(*, job: Job, batch: ImportBatch) -> int:
    """Turn the next 500 staged rows into records, in one transaction under the job's lease; how many.

    Killed at any point, either all of them are records and no longer staged, or none is.
    """
    hold(job)
    rows = StagedRow.objects.filter(batch=batch).order_by("row_no")
    staged = list(rows.values_list("row_no", "parsed")[:AT_ONCE])
    if not staged:
        return 0
    of = {"review_id": batch.review_id, "batch_id": batch.pk}
    before = batch.counts.get("known", 0) if batch.committed_rows else 0
    keys = [same_work_keys(parsed) for _, parsed in staged]
    batch.counts["known"] = before + known_rows(batch.review_id, keys, but=batch.pk)
    insert_rows(Record, [{"row_no": number, **of, **columns_of(parsed)} for number, parsed in staged])
    StagedRow.objects.filter(batch=batch, row_no__lte=staged[-1][0]).delete()
    if not batch.committed_rows:
        analyze()
    batch.committed_rows += len(staged)
    batch.save(update_fields=["committed_rows", "counts"])
    return len(staged)


def analyze() -> None:
    """Let PostgreSQL count what records are found by: of a table it never counted it supposes that to read a whole
    review is less work than to look identifiers up. Once an import is enough, for it counts in shares."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {Record._meta.db_table} (review_id, batch_id, doi, pmid, match_key)")


@transaction.atomic
def close_import(*, job: Job, batch: ImportBatch, by: Member) -> None:
    """Show the batch's records, all at once; ask for their duplicates to be found and their words to be read in."""
    hold(job)
    now = timezone.now()
    closed = ImportBatch.objects.filter(pk=batch.pk, state=State.COMMITTING)
    if not closed.update(state=State.COMMITTED, finished_at=now):
        return
    batch.refresh_from_db()
    record_event("import committed", batch, by=by, after={"records": batch.committed_rows, **batch.counts})
    look_for_duplicates(by=by, batch=batch)
    ask_for_words(by=by)


def look_for_duplicates(*, by: Member, batch: ImportBatch | None = None) -> Job:
    """Ask for the duplicates of the batch's records, or of the whole review's."""
    key = f"batch-{batch.pk}" if batch else "review"
    subject = f"Duplicates of {batch.filename}"[:200] if batch else "Duplicates of the whole review"
    args = {"batch": batch.pk} if batch else {}
    return start_job(kind="find_duplicates", key=key, by=by, subject=subject, args=args)
