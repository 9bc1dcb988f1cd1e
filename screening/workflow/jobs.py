"""What the worker does for screening: seats for many records, votes that came with a file, and their undoing."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.urls import reverse

from ketreview.wording import plural
from screening.errors import Closed
from screening.importing.actions.undoing import begin_undo
from screening.importing.jobs import undo_import_rows
from screening.importing.queries.undo import file_votes
from screening.jobs.progress import Step, hold
from screening.models import ExclusionReason, ImportBatch, Job, Member, Stage, StageRecord
from screening.workflow.actions.imported import store_votes, withdraw_imported
from screening.workflow.actions.imported_settlements import LEFT_OUT
from screening.workflow.actions.seats import BATCH, admit_batch, analyze
from screening.workflow.actions.stages import rank_batch
from screening.workflow.blinding import imported_standing
from screening.workflow.queries import is_running, unadmitted_records
from screening.workflow.queries.imported import Choice, records_of


def admit_records(job: Job) -> Iterator[Step]:
    """The steps of an `admit_records` job: one batch of records each, until all have their seats."""
    stage = Stage.objects.select_related("review").get(pk=job.args["stage"], review=job.review)
    page = reverse("workflow:stage", kwargs={"slug": job.review.slug, "stage_slug": stage.slug})
    done, total = 0, unadmitted_records(stage).count()
    yield Step(done, total, "Giving records their seats", result_url=page)
    while batch := _batch(job, stage):
        done += batch
        yield Step(done, max(done, total), "Giving records their seats")
    analyze()
    yield Step(done, max(done, total), f"{plural(done, 'record')} with seats")


@transaction.atomic
def _batch(job: Job, stage: Stage) -> int:
    hold(job)
    return admit_batch(stage=stage, by=job.asked_by)


def import_votes(job: Job) -> Iterator[Step]:
    """Store the votes of a file, 500 records a transaction; a run after a kill stores none twice."""
    batch = ImportBatch.objects.select_related("review").get(pk=job.args["batch"], review=job.review)
    by = Member.objects.select_related("review", "user").get(review=job.review, user=job.asked_by)
    if job.args.get("take_back"):
        yield from _take_back(job, batch, by)
        return
    choice = _choice(job)
    if not is_running(choice.stage):
        raise Closed(f"{choice.stage} takes no votes now. Open it, then import the votes again.")
    ids = {"slug": job.review.slug, "batch_id": batch.pk}
    total, last = batch.records.count(), (job.result or {}).get("record", 0)
    done = batch.records.filter(pk__lte=last).count()
    yield Step(0, total, "Importing votes", result_url=reverse("workflow:imported_votes", kwargs=ids))
    while admitted := _batch(job, choice.stage):
        yield Step(0, total, f"Giving {admitted} records their seats")
    while part := list(records_of(batch, last)):
        store_votes(job=job, choice=choice, batch=batch, records=part, by=by)
        last, done = part[-1].pk, done + len(part)
        yield Step(min(done, total), total, f"{job.result['stored']:,} votes stored")
    analyze()
    yield Step(max(total, 1), max(total, 1), _came_to(job.result or {}))


def _came_to(result: dict[str, Any]) -> str:
    """What was stored and what was not, and why, over all attempts."""
    refused = Counter(result.get("refused", {}))
    words = f"{result.get('stored', 0):,} votes stored, {refused.total():,} not stored"
    why = "; ".join(f"{plural(count, 'vote')} ({reason})" for reason, count in refused.most_common())
    words = f"{words}: {why}" if why else words
    return "; ".join([words, *_settled(result.get("settled", {}))])


def _settled(counts: dict[str, int]) -> Iterator[str]:
    """What became of the decisions of adjudicators."""
    for why, count in Counter(counts).most_common():
        end = "stored" if not why else why if why == LEFT_OUT else f"not stored ({why})"
        yield f"{plural(count, 'decision')} of an adjudicator {end}"


def _take_back(job: Job, batch: ImportBatch, by: Member) -> Iterator[Step]:
    """Take the votes of the file back, 500 records a transaction."""
    stage = Stage.objects.select_related("review").get(pk=job.args["stage"], review=job.review)
    ids = {"slug": job.review.slug, "batch_id": batch.pk}
    done = (job.result or {}).get("taken back", 0)
    total = done + imported_standing(batch, stage).count()
    yield Step(
        done if total > done else 0,
        total,
        "Taking votes back",
        result_url=reverse("workflow:imported_votes", kwargs=ids),
    )
    while taken := withdraw_imported(job=job, batch=batch, stage=stage, by=by):
        done += taken
        yield Step(done, max(done, total), f"{done:,} votes taken back")
    yield Step(max(done, 1), max(done, 1), f"{done:,} votes taken back")


def undo_import(job: Job) -> Iterator[Step]:
    """Take back the votes that came with the file, 500 records a transaction, then take out its records."""
    batch = ImportBatch.objects.select_related("review").get(pk=job.args["batch"], review=job.review)
    by = Member.objects.select_related("review", "user").get(review=job.review, user=job.asked_by)
    yield Step(0, max(1, 2 * batch.rows), "Undoing the import")
    begin_undo(job=job, batch=batch)
    for stage in [one.stage for one in file_votes(batch) if one.going]:
        while withdraw_imported(job=job, batch=batch, stage=stage, by=by, undoing=True):
            yield Step(0, max(1, 2 * batch.rows), "Taking back the votes that came with the file")
    yield from undo_import_rows(job)


def _choice(job: Job) -> Choice:
    """The mapping as it was asked for; somebody who left the review since gets no votes."""
    stage = Stage.objects.select_related("review").get(pk=job.args["stage"], review=job.review)
    members = Member.objects.filter(review=job.review, removed_at__isnull=True).select_related("user")
    settlers = job.args.get("settlers", {})
    members = members.in_bulk([*job.args["names"].values(), *settlers.values()])
    reasons = ExclusionReason.objects.filter(review=job.review).in_bulk(job.args["reasons"].values())
    return Choice(
        stage,
        {name: members[pk] for name, pk in job.args["names"].items() if pk in members},
        {text: reasons[pk] for text, pk in job.args["reasons"].items() if pk in reasons},
        {name: members[pk] for name, pk in settlers.items() if pk in members and members[pk].can("adjudicate")},
    )


def rank_records(job: Job) -> Iterator[Step]:
    """The steps of a `rank_records` job: a batch of records each, until all stand in the stage's sequence."""
    stage = Stage.objects.select_related("review").get(pk=job.args["stage"], review=job.review)
    page = reverse("workflow:stage", kwargs={"slug": job.review.slug, "stage_slug": stage.slug})
    total = StageRecord.objects.filter(stage=stage).count()
    yield Step(0, total, "Ranking records", result_url=page)
    last, done = 0, 0
    while (following := _rank(job, stage, last)) is not None:
        last, done = following, min(done + BATCH, total)
        yield Step(done, total, "Ranking records")
    analyze()
    yield Step(total, total, f"{plural(total, 'record')} in the new order")


@transaction.atomic
def _rank(job: Job, stage: Stage, after: int) -> int | None:
    hold(job)
    return rank_batch(stage=stage, after=after)
