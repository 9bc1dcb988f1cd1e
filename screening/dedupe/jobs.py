"""What the worker does to find duplicates."""

from collections.abc import Iterator

from django.urls import reverse

from screening.dedupe.actions.finding import apply_findings, columns_of, make_keys
from screening.dedupe.queries.entries import columns_before
from screening.dedupe.queries.parts import AT_ONCE, Lot, all_parts, ids_without_keys, parts_of, parts_with
from screening.jobs.progress import Step
from screening.models import Job, Member


def find_duplicates(job: Job) -> Iterator[Step]:
    """Group the records an import brought, or those named, with all they are connected to, or the whole review's.

    Connected records are grouped together from scratch each time, so one import after the other gives what all
    at once would. Where the columns are worth something else now, the whole review is looked through. At most about
    500 records a transaction; killed anywhere, a new run ends the same.
    """
    by = Member.objects.select_related("review", "user").get(review=job.review, user=job.asked_by)
    page = reverse("dedupe:list", kwargs={"slug": job.review.slug})
    ids = ids_without_keys(job.review)
    missing = len(ids)
    yield Step(0, 2 * missing + 1, "Reading records", result_url=page)
    for start in range(0, missing, AT_ONCE):
        make_keys(job=job, ids=ids[start : start + AT_ONCE])
        yield Step(min(missing, start + AT_ONCE), 2 * missing + 1, "Reading records")
    columns = columns_of(job.review)
    parts = _asked_for(job) if columns_before(job.review) == columns else None
    parts = all_parts(job.review) if parts is None else parts
    total, done, changed = sum(map(len, parts)), 0, 0
    for lot in parts:
        changed += apply_findings(job=job, ids=lot, by=by, columns=columns)
        done += len(lot)
        yield Step(missing + done, missing + total + 1, "Comparing records")
    message = f"{changed:,} duplicate link{'s' if changed != 1 else ''} changed" if changed else "Nothing changed"
    end = missing + total + 1
    yield Step(end, end, message, result={"changed": changed, "muted": columns.muted})


def _asked_for(job: Job) -> list[Lot] | None:
    """The parts of the import or of the records that the job names; None for the whole review."""
    if "records" in job.args:
        return parts_with(job.review, set(job.args["records"]))
    batch = job.review.imports.filter(pk=job.args["batch"]).first() if "batch" in job.args else None
    return None if batch is None else parts_of(batch)
