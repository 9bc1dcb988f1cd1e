"""The demo's three files, through the real importer, and its duplicates, through the real rules."""

from datetime import date

from django.core.files.base import ContentFile

from ketreview.demo.facts import FILES, FOLDER, facts
from ketreview.demo.people import Team
from screening.dedupe.actions import look_through
from screening.importing.actions import add_source, import_staged, stage_import
from screening.importing.actions.indexing import ask_for_words
from screening.jobs.tasks import run_job
from screening.models import Job


def do_now(job: Job) -> None:
    """Run a job here, without a worker; raises RuntimeError with its message where it fails."""
    run_job.func(str(job.pk))
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise RuntimeError(f"The demo's job “{job.title}” ended as {job.state}: {job.message}\n{job.error}")


def import_files(team: Team) -> None:
    """The two reference lists and the trials as three batches."""
    for described in facts("protocol")["search_sources"]:
        source = add_source(
            by=team.lead,
            name=described["label"],
            platform=described["database"],
            kind="citation",
            searched_on=date(2026, 10, 1),
            search_string=described["note"],
        )
        filename = FILES[described["batch"]]
        file = ContentFile((FOLDER / filename).read_bytes(), name=filename)
        batch = stage_import(file=file, source=source, by=team.lead)
        do_now(import_staged(batch=batch, by=team.lead))
    do_now(ask_for_words(by=team.lead))
    do_now(look_through(by=team.lead))
