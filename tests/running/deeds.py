"""What a test asks of a running site, done inside a process that is set up like the site's own (see console)."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.db.models import Count, F

from ketreview.accounts.models import User
from screening.importing.actions import add_source, import_staged, stage_import
from screening.jobs.actions import cancel_job
from screening.models import ImportBatch, Job, Member, Record, StagedRow
from screening.reviews.actions import create_review

LEAD = "lena@example.org"
ABSTRACT = "Ketamine or placebo was given to adults with pain. " * 20


def begin() -> None:
    """Make the review and its lead."""
    lead()


def lead() -> Member:
    """The lead of the one review, made at the first call."""
    member = Member.objects.select_related("review", "user").first()
    if member is None:
        user = User.objects.create_user(LEAD, "correct horse battery staple", name="Lena")
        member = create_review(by=user, title="Ketamine for pain")
    return member


def stage(count: int, first: int = 0) -> int:
    """Stage a RIS file of so many records, numbered from `first`; the batch's id."""
    records = "".join(
        f"TY  - JOUR\nTI  - Ketamine for pain: trial {number}\nAU  - Doe{number}, Jane\nPY  - 2020\n"
        f"AB  - {ABSTRACT}\nDO  - 10.1000/trial.{number}\nER  - \n"
        for number in range(first, first + count)
    )
    by = lead()
    source = add_source(by=by, name=f"Search {first}", platform="", kind="database")
    file = ContentFile(records.encode(), name=f"search-{first}.ris")
    return stage_import(file=file, source=source, by=by).pk


def ask_import(batch: int) -> str:
    return str(import_staged(batch=ImportBatch.objects.get(pk=batch), by=lead()).pk)


def cancel(job: str) -> None:
    cancel_job(job=Job.objects.get(pk=job), by=lead())


def job(job: str) -> dict:
    return Job.objects.values("state", "done", "total", "attempt", "message", "error").get(pk=job)


def searches() -> dict:
    """How many searches for duplicates ended, and how many records were linked to another."""
    return {
        "done": Job.objects.filter(kind="find_duplicates", state=Job.State.DONE).count(),
        "linked": Record.objects.filter(primary__isnull=False).count(),
    }


def committed(batch: int) -> int:
    return ImportBatch.objects.get(pk=batch).committed_rows


def rows(batch: int) -> dict:
    """How the rows of a batch stand: as records, as records twice, still staged; and the batch's state."""
    held = ImportBatch.objects.get(pk=batch)
    numbers = held.records.values("row_no").annotate(times=Count("pk"))
    return {
        "records": held.records.count(),
        "twice": numbers.filter(times__gt=1).count(),
        "staged": StagedRow.objects.filter(batch=held).count(),
        "state": held.state,
    }


def lose_database_messages() -> int:
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.all().delete()[0]


def age(job: str, seconds: int) -> None:
    Job.objects.filter(pk=job).update(created_at=F("created_at") - timedelta(seconds=seconds))
