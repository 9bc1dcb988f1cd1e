"""What the worker does to find duplicates."""

from collections.abc import Iterator

from django.urls import reverse

from screening.dedupe.actions.finding import apply_findings, columns_of, make_keys
from screening.dedupe.queries.entries import columns_before
from screening.dedupe.queries.parts import AT_ONCE, all_parts, ids_without_keys, parts_of
from screening.jobs.progress import Step
from screening.models import Job, Member


def find_duplicates(job: Job) -> Iterator[Step]:
    """Group the records an import brought with all they are connected to, or those of the whole review.

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
    batch = job.review.imports.filter(pk=job.args["batch"]).first() if "batch" in job.args else None
    alone = batch is not None and columns_before(job.review) == columns
    parts = parts_of(batch) if alone and batch is not None else all_parts(job.review)
    total, done, changed = sum(map(len, parts)), 0, 0
    for lot in parts:
        changed += apply_findings(job=job, ids=lot, by=by, columns=columns)
        done += len(lot)
        yield Step(missing + done, missing + total + 1, "Comparing records")
    message = f"{changed:,} duplicate link{'s' if changed != 1 else ''} changed" if changed else "Nothing changed"
    end = missing + total + 1
    yield Step(end, end, message, result={"changed": changed, "muted": columns.muted})
