"""Staged rows become records, all shown at once; a kill or a cancel anywhere loses and doubles nothing."""

import pytest
from django.db import connection

from screening.errors import Closed
from screening.importing import actions
from screening.importing.queries import imported_records
from screening.jobs.actions import cancel_job
from screening.jobs.tasks import run_job
from screening.models import Event, ImportBatch, Job, Record, StagedRow
from tests.factories import make_member, make_review
from tests.screening.importing.making import canonical, ris, source_of, upload

State = ImportBatch.State
ROWS = 13


class Killed(BaseException):
    """What a kill -9 is to the code: nothing after it runs, no handler sees it."""


@pytest.fixture
def lead(cast, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr("screening.importing.actions.committing.AT_ONCE", 5)
    return cast.lead


def staged(lead, content=None):
    content = content or ris(1, ROWS - 3) + ris(1, 3)
    return actions.stage_import(file=upload(content), source=source_of(lead), by=lead)


def asked(batch, lead) -> Job:
    """A job that is asked for but that no worker has yet."""
    return actions.import_staged(batch=batch, by=lead)


def work(job) -> None:
    """One worker takes the job and every job it leads to."""
    run_job.func(str(job.pk))
    for later in Job.objects.filter(state=Job.State.QUEUED):
        run_job.func(str(later.pk))


def lease_ends(job) -> None:
    """What is done to the job of a worker that fell silent: it waits for another."""
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(state=Job.State.QUEUED)


def killed_worker(job, after_statements: int) -> bool:
    """Run the job and kill its worker at the n-th SQL statement; False where it ended before that."""
    left = after_statements

    def fault(execute, sql, params, many, context):
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(fault):
            run_job.func(str(job.pk))
    except Killed:
        return True
    return False


def test_an_import_makes_one_record_of_each_row_in_its_order(lead):
    batch = staged(lead)
    work(asked(batch, lead))
    batch.refresh_from_db()
    records = Record.objects.filter(batch=batch).order_by("row_no")
    assert (batch.state, batch.committed_rows, records.count()) == (State.COMMITTED, ROWS, ROWS)
    assert [r.row_no for r in records] == list(range(1, ROWS + 1))
    assert StagedRow.objects.filter(batch=batch).count() == 0


def test_a_record_keeps_what_the_file_said_and_where(lead):
    batch = staged(lead, ris(1, 2, A2="Editor{n}, Eve", XX="own tag {n}"))
    work(asked(batch, lead))
    record = Record.objects.get(batch=batch, row_no=2)
    assert (record.title, record.authors, record.year) == (
        "Ketamine for neuropathic pain in trial number 2",
        ["Author2, Ada"],
        2020,
    )
    assert (record.journal, record.volume, record.doi, record.line) == ("Pain", "2", "10.1234/pain.2", 12)
    assert (record.extra["editors"], ["XX", "own tag 2"] in record.raw) == (["Editor2, Eve"], True)
    assert len(record.match_key) == 64


def test_the_import_and_its_counts_are_told_in_the_audit(lead):
    batch = staged(lead)
    work(asked(batch, lead))
    event = Event.objects.get(verb="import committed", subject_id=str(batch.pk))
    assert (event.after["records"], event.after["repeats"]) == (ROWS, 3)


def test_duplicates_are_looked_for_after_an_import(lead):
    batch = staged(lead)
    work(asked(batch, lead))
    copies = Record.objects.filter(batch=batch, primary__isnull=False)
    assert sorted((copy.row_no, copy.primary.row_no) for copy in copies) == [(11, 1), (12, 2), (13, 3)]


def test_no_half_import_is_shown(lead):
    batch = staged(lead)
    assert killed_worker(asked(batch, lead), after_statements=25)
    assert Record.objects.filter(batch=batch).count() in (5, 10)
    assert imported_records(lead).count() == 0


def test_asking_twice_gives_one_job(lead):
    batch = staged(lead)
    assert asked(batch, lead) == asked(batch, lead)


def test_an_imported_file_is_not_imported_again(lead):
    batch = staged(lead)
    work(asked(batch, lead))
    with pytest.raises(Closed, match="its state is “imported”"):
        asked(batch, lead)


def anew(lead):
    """The same lead in an empty review of its own: what a run leaves there can be compared with another's."""
    return make_member(make_review(lead.user), "lead", user=lead.user)


@pytest.fixture
def undisturbed(lead):
    """The bytes an import leaves when nothing happens to it."""
    one = anew(lead)
    work(asked(staged(one), one))
    return canonical(one.review)


@pytest.mark.django_db(transaction=True)
def test_killed_at_each_batch_boundary_it_resumes_to_the_same_bytes(lead, undisturbed):
    boundaries = ROWS // 5 + 3
    for boundary in range(boundaries):
        one = anew(lead)
        job = asked(staged(one), one)
        _run_steps(job, boundary)
        lease_ends(job)
        work(job)
        assert canonical(one.review) == undisturbed, f"killed at boundary {boundary}"


def _run_steps(job, steps: int) -> None:
    """Do so many steps of the job, each with its report, then fall silent."""
    from screening.importing.jobs import commit_import
    from screening.jobs.progress import claim, report

    held = claim(str(job.pk))
    for _, step in zip(range(steps), commit_import(held), strict=False):
        report(held, step)


@pytest.mark.django_db(transaction=True)
def test_killed_at_each_sql_statement_it_resumes_to_the_same_bytes(lead, undisturbed):
    statements = 0
    while True:
        one = anew(lead)
        job = asked(staged(one), one)
        was_killed = killed_worker(job, statements)
        lease_ends(job)
        work(job)
        assert canonical(one.review) == undisturbed, f"killed at statement {statements}"
        if not was_killed:
            break
        statements += 1
    assert statements > 40


@pytest.mark.django_db(transaction=True)
def test_a_worker_thought_dead_cannot_commit_once_another_has_the_job(lead, undisturbed):
    from screening.importing.jobs import commit_import
    from screening.jobs.progress import Superseded, claim, report

    job = asked(staged(lead), lead)
    slow = claim(str(job.pk))
    steps = commit_import(slow)
    report(slow, next(steps))
    report(slow, next(steps))
    lease_ends(job)
    work(job)
    with pytest.raises(Superseded):
        next(steps)
    assert canonical(lead.review) == undisturbed


@pytest.mark.django_db(transaction=True)
def test_cancelled_and_taken_up_again_it_ends_in_the_same_bytes(lead, undisturbed):
    batch = staged(lead)
    job = asked(batch, lead)
    _run_steps(job, 2)
    cancel_job(job=Job.objects.get(pk=job.pk), by=lead)
    lease_ends(job)
    run_job.func(str(job.pk))
    job.refresh_from_db()
    batch.refresh_from_db()
    assert (job.state, batch.state) == (Job.State.CANCELLED, State.COMMITTING)
    assert 0 < batch.committed_rows < ROWS
    work(asked(batch, lead))
    assert canonical(lead.review) == undisturbed
