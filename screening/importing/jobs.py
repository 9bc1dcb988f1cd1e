"""What the worker does for imports. Each step is one transaction under the job's lease; see Job kinds."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from ketreview.wording import plural
from screening.errors import ReviewError
from screening.importing.actions import committing, indexing, undoing
from screening.importing.actions.fetching import NotFetched
from screening.importing.actions.proposing import look_up as find_elsewhere
from screening.importing.actions.proposing import propose_found
from screening.importing.queries.search import records_without_words
from screening.jobs.progress import Step
from screening.models import ImportBatch, Job, Member, Record


def commit_import(job: Job) -> Iterator[Step]:
    """Import the rows that are still staged; a run after a kill goes on where the last one stopped."""
    batch, by = _batch(job), _asker(job)
    if batch.state not in (ImportBatch.State.COMMITTING, ImportBatch.State.COMMITTED):
        raise ReviewError(f"{batch} is not waiting to be imported.")
    page = reverse("importing:batch", kwargs={"slug": job.review.slug, "batch_id": batch.pk})
    yield Step(batch.committed_rows, batch.rows, "Importing records", result_url=page)
    while committing.commit_rows(job=job, batch=batch):
        yield Step(batch.committed_rows, batch.rows, "Importing records")
    committing.close_import(job=job, batch=batch, by=by)
    yield Step(batch.rows, batch.rows, f"{plural(batch.rows, 'record')} imported")


def read_words(job: Job) -> Iterator[Step]:
    """Read the words of records in for the search; a run after a kill goes on where the last one stopped."""
    total, done, last = records_without_words(job.review).count(), 0, 0
    yield Step(0, total + 1, "Reading words for the search")
    while True:
        last, read = indexing.read_words(job=job, after=last)
        if not last:
            break
        done += read
        yield Step(min(done, total), total + 1, "Reading words for the search")
    yield Step(total + 1, total + 1, f"{plural(done, 'record')} can be searched")


def undo_import_rows(job: Job) -> Iterator[Step]:
    """Take the batch's undecided records out of screening, then out of the review."""
    batch, by = _batch(job), _asker(job)
    page = reverse("importing:batch", kwargs={"slug": job.review.slug, "batch_id": batch.pk})
    total = batch.records.count()
    yield Step(0, 2 * total, "Taking records out of screening", result_url=page)
    undoing.begin_undo(job=job, batch=batch)
    for done in undoing.clear_seats(job=job, batch=batch):
        yield Step(done, 2 * total, "Taking records out of screening")
    done, last = total, 0
    while True:
        last, looked_at = undoing.remove_records(job=job, batch=batch, after=last)
        if not last:
            break
        done += looked_at
        yield Step(min(done, 2 * total), 2 * total, "Removing records")
    kept = undoing.close_undo(job=job, batch=batch, by=by)
    words = f"{batch} undone, but for {kept:,} on which something was decided" if kept else f"{batch} undone"
    yield Step(max(1, 2 * total), max(1, 2 * total), words)


def look_up(job: Job) -> Iterator[Step]:
    """Look the job's records up one by one and propose what they lack; nothing is changed by it."""
    page = reverse("importing:proposals", kwargs={"slug": job.review.slug})
    ids = job.args["records"]
    counts: dict[str, Any] = {"proposed": 0, "nothing": 0, "not found": 0, "why": {}}  # why: record -> words
    yield Step(0, len(ids), "Looking records up", result_url=page)
    last = ""
    for done, pk in enumerate(ids, 1):
        record = Record.objects.filter(review=job.review, pk=pk).first()
        if record is None:  # undone since
            continue
        try:
            source, values = find_elsewhere(record)
            new = propose_found(job=job, record=record, source=source, values=values)
            counts["proposed" if new else "nothing"] += 1
        except NotFetched as error:
            counts["not found"] += 1
            counts["why"][str(pk)] = str(error)
            last = f"{record.label}: {error}"
        if done < len(ids):
            yield Step(done, len(ids), last or "Looking records up", result=counts)
    words = f"{counts['proposed']:,} records with new values, {counts['nothing']:,} with none"
    missing = f", {counts['not found']:,} not found: the page of the proposals says why of each" if last else ""
    yield Step(len(ids), len(ids), words + missing, result=counts)


def _batch(job: Job) -> ImportBatch:
    return ImportBatch.objects.select_related("review", "source").get(pk=job.args["batch"], review=job.review)


def _asker(job: Job) -> Member:
    return Member.objects.select_related("review", "user").get(review=job.review, user=job.asked_by)
