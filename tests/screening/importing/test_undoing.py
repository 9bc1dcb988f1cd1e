"""An import is taken back; what was decided on stays and is listed."""

import uuid

import pytest
from django.urls import reverse

from screening.errors import Closed
from screening.importing import actions
from screening.importing.jobs import undo_import_rows
from screening.importing.queries import imported_records
from screening.importing.queries.undo import undo_preview
from screening.jobs.actions import cancel_job
from screening.jobs.progress import claim, finish, report
from screening.jobs.tasks import run_job
from screening.models import Decision, DuplicateLink, Event, ImportBatch, Job, Record, Report, Slot, StageRecord
from synthesis.models import Narrative, Reference
from tests.factories import make_member
from tests.screening.importing.making import ris, source_of, upload

State = ImportBatch.State


@pytest.fixture
def lead(cast, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return cast.lead


def work() -> None:
    while job := Job.objects.filter(state=Job.State.QUEUED).first():
        run_job.func(str(job.pk))


def imported(lead, content, name="search.ris"):
    batch = actions.stage_import(file=upload(content, name), source=source_of(lead), by=lead)
    actions.import_staged(batch=batch, by=lead)
    work()
    batch.refresh_from_db()
    return batch


def seat(record, reviewer=None, done=False) -> Slot:
    stage = record.review.stages.get(kind="title-abstract")
    StageRecord.objects.get_or_create(stage=stage, record=record)
    return Slot.objects.create(stage=stage, record=record, number=1, reviewer=reviewer, done=done)


def test_undone_records_go_with_their_empty_seats(lead):
    batch = imported(lead, ris(1, 3))
    seat(batch.records.first())
    preview = undo_preview(batch)
    assert (preview.allowed, preview.records, preview.empty_seats, preview.copies) == (True, 3, 1, 0)
    actions.undo_import(batch=batch, by=lead)
    work()
    batch.refresh_from_db()
    assert (batch.state, batch.records.count(), Slot.objects.count(), StageRecord.objects.count()) == (
        State.UNDONE,
        0,
        0,
        0,
    )
    event = Event.objects.get(verb="import undone")
    assert (event.before, event.after) == ({"records": 3}, {"records": 0})


def test_the_same_file_can_be_imported_after_it_was_undone(lead):
    actions.undo_import(batch=imported(lead, ris(1, 3)), by=lead)
    work()
    assert imported(lead, ris(1, 3)).records.count() == 3


def test_copies_in_other_imports_stand_for_themselves_again(lead):
    first = imported(lead, ris(1, 2), "first.ris")
    second = imported(lead, ris(2, 3, KW="second"), "second.ris")
    third = imported(lead, ris(2, 2, KW="third"), "third.ris")
    primary = Record.objects.get(batch=first, row_no=2)
    Record.objects.filter(pk__in=DuplicateLink.objects.filter(undone_at=None).values("record")).update(
        primary=primary
    )
    assert undo_preview(first).copies == 2
    actions.undo_import(batch=first, by=lead)
    work()
    left = [
        (r.batch.filename, r.row_no, r.primary and r.primary.batch.filename) for r in Record.objects.order_by("pk")
    ]
    assert sorted(name for name, _, _ in left) == ["second.ris", "second.ris", "third.ris"]
    assert sorted(str(primary) for _, _, primary in left) in (
        ["None", "None", "second.ris"],
        ["None", "None", "third.ris"],
    )
    assert third.records.count() + second.records.count() == 3


def decide_on(lead, record, what: str) -> None:
    if what == "vote":
        seat(record, make_member(lead.review, "reviewer"), done=True)
    elif what == "vote taken back":
        reviewer = make_member(lead.review, "reviewer")
        slot = seat(record, reviewer)
        told = {"stage": slot.stage, "record": slot.record, "reviewer": reviewer, "verdict": "withdrawn"}
        Decision.objects.create(slot=slot, key=uuid.uuid4(), **told)
    elif what == "settled":
        StageRecord.objects.create(stage=lead.review.stages.first(), record=record, state="included")
    elif what == "report":
        Report.objects.create(review=lead.review, record=record)
    else:
        narrative = Narrative.objects.create(review=lead.review, slug="pain", title="Pain")
        Reference.objects.create(narrative=narrative, record=record)


@pytest.mark.parametrize("decided", ["vote", "vote taken back", "settled", "report", "citation"])
def test_what_was_decided_on_stays_and_is_listed(lead, decided, sign_in):
    batch = imported(lead, ris(1, 3))
    record = batch.records.get(row_no=2)
    decide_on(lead, record, decided)
    preview = undo_preview(batch)
    assert (preview.allowed, preview.records, preview.decided_count, preview.decided) == (True, 2, 1, (record,))
    actions.undo_import(batch=batch, by=lead)
    work()
    batch.refresh_from_db()
    assert (batch.state, batch.committed_rows, batch.counts["kept"]) == (State.COMMITTED, 1, 1)
    assert list(batch.records.all()) == [record]
    assert list(imported_records(lead)) == [record]
    page = sign_in(lead).get(reverse("importing:batch", kwargs={"slug": lead.review.slug, "batch_id": batch.pk}))
    told = "3 records in the file = 1 imported that stayed + 2 that the undo took out + 0 that could not be read"
    assert told in page.content.decode()
    event = Event.objects.get(verb="import undone in part")
    assert (event.before, event.after) == ({"records": 3}, {"records": 1})


def test_where_something_was_decided_on_all_nothing_is_undone(lead):
    batch = imported(lead, ris(1, 1))
    decide_on(lead, batch.records.get(), "report")
    assert undo_preview(batch).allowed is False
    with pytest.raises(Closed, match="on all 1 of its records \\(Author1 2020, “Ketamine"):
        actions.undo_import(batch=batch, by=lead)
    batch.refresh_from_db()
    assert (batch.state, batch.records.count()) == (State.COMMITTED, 1)


def test_a_vote_that_comes_while_the_undo_waits_keeps_its_record(lead):
    batch = imported(lead, ris(1, 3))
    job = actions.undo_import(batch=batch, by=lead)
    seat(batch.records.get(row_no=3), make_member(lead.review, "reviewer"), done=True)
    run_job.func(str(job.pk))
    job.refresh_from_db()
    batch.refresh_from_db()
    assert (job.state, batch.state) == (Job.State.DONE, State.COMMITTED)
    assert [record.row_no for record in batch.records.all()] == [3]
    assert job.message == "search.ris undone, but for 1 on which something was decided"


def test_corrected_records_go_too_and_the_preview_says_so(lead):
    batch = imported(lead, ris(1, 3))
    batch.records.filter(row_no=1).update(original={"year": 2020})
    assert (undo_preview(batch).records, undo_preview(batch).corrected) == (3, 1)


@pytest.mark.django_db(transaction=True)
def test_killed_at_each_step_the_undo_ends_the_same(lead, monkeypatch):
    monkeypatch.setattr("screening.importing.actions.undoing.AT_ONCE", 2)
    for steps in range(9):
        batch = imported(lead, ris(1, 5))
        job = actions.undo_import(batch=batch, by=lead)
        held = claim(str(job.pk))
        for _, step in zip(range(steps), undo_import_rows(held), strict=False):
            report(held, step)
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
        run_job.func(str(job.pk))
        batch.refresh_from_db()
        assert (batch.state, Record.objects.filter(batch=batch).count()) == (State.UNDONE, 0)


def stopped_after(lead, steps: int) -> ImportBatch:
    """An imported file whose undo was cancelled after so many steps of the job."""
    batch = imported(lead, ris(1, 5))
    job = actions.undo_import(batch=batch, by=lead)
    held = claim(str(job.pk))
    for _, step in zip(range(steps), undo_import_rows(held), strict=False):
        report(held, step)
    finish(held, Job.State.CANCELLED)
    batch.refresh_from_db()
    return batch


def test_an_undo_cancelled_before_it_started_changes_nothing(lead):
    batch = imported(lead, ris(1, 3))
    job = actions.undo_import(batch=batch, by=lead)
    cancel_job(job=job, by=lead)
    batch.refresh_from_db()
    assert (batch.state, batch.is_stopped, imported_records(lead).count()) == (State.COMMITTED, False, 3)


def test_a_stopped_undo_that_took_nothing_away_can_be_kept(lead):
    batch = stopped_after(lead, 2)
    assert (batch.state, batch.is_stopped, imported_records(lead).count()) == (State.UNDOING, True, 0)
    actions.keep_import(batch=batch, by=lead)
    batch.refresh_from_db()
    assert (batch.state, imported_records(lead).count()) == (State.COMMITTED, 5)
    assert Event.objects.filter(verb="import kept").count() == 1
    assert Job.objects.filter(kind="find_duplicates", key=f"batch-{batch.pk}", state="queued").exists()


def test_a_stopped_undo_that_took_records_away_can_only_go_on(lead, monkeypatch):
    monkeypatch.setattr("screening.importing.actions.undoing.AT_ONCE", 2)
    batch = stopped_after(lead, 6)
    assert (batch.state, batch.records.count()) == (State.UNDOING, 1)
    with pytest.raises(Closed, match="Some records of search.ris were taken out already"):
        actions.keep_import(batch=batch, by=lead)
    actions.undo_import(batch=batch, by=lead)
    work()
    batch.refresh_from_db()
    assert (batch.state, batch.records.count()) == (State.UNDONE, 0)


def test_an_import_that_is_about_to_be_undone_is_not_gone_on_with(lead):
    batch = imported(lead, ris(1, 3))
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.COMMITTING, finished_at=None)
    batch.refresh_from_db()
    job = actions.undo_import(batch=batch, by=lead)
    batch.refresh_from_db()
    with pytest.raises(Closed, match="about to be undone"):
        actions.import_staged(batch=batch, by=lead)
    with pytest.raises(Closed, match="No undo of search.ris was stopped"):
        actions.keep_import(batch=batch, by=lead)
    cancel_job(job=job, by=lead)
    batch.refresh_from_db()
    assert (batch.state, batch.is_stopped) == (State.COMMITTING, True)


@pytest.mark.parametrize(
    ("steps", "offered"),
    [(2, ["Go on undoing", "Keep it"]), (6, ["Go on undoing"])],
)
def test_the_page_of_a_stopped_undo_says_so_and_offers_what_can_be_done(lead, sign_in, monkeypatch, steps, offered):
    monkeypatch.setattr("screening.importing.actions.undoing.AT_ONCE", 2)
    batch = stopped_after(lead, steps)
    client = sign_in(lead)
    told = {"slug": lead.review.slug, "batch_id": batch.pk}
    text = client.get(reverse("importing:batch", kwargs=told)).content.decode()
    assert [words for words in ("Go on undoing", "Keep it") if f"{words}</" in text] == offered
    assert ("The undo was stopped." in text, "Undo stopped" in text, "Undo this import" in text) == (
        True,
        True,
        False,
    )
    on_undo_page = client.get(reverse("importing:undo", kwargs=told)).content.decode()
    assert ("Keep it</button>" in on_undo_page) == ("Keep it" in offered)
    answer = client.post(reverse("importing:keep", kwargs=told))
    batch.refresh_from_db()
    assert (answer.status_code, batch.state) == ((302, "committed") if "Keep it" in offered else (409, "undoing"))


def test_the_page_of_an_undo_that_waits_leads_to_its_job(lead, sign_in):
    batch = imported(lead, ris(1, 3))
    job = actions.undo_import(batch=batch, by=lead)
    told = {"slug": lead.review.slug, "batch_id": batch.pk}
    text = sign_in(lead).get(reverse("importing:batch", kwargs=told)).content.decode()
    assert ("About to be undone." in text, f"{job.pk}" in text, "Undo this import" in text) == (True, True, False)
    text = sign_in(lead).get(reverse("importing:undo", kwargs=told)).content.decode()
    assert ("A job is at work on this import." in text, f"{job.pk}" in text, "btn-danger" in text) == (
        True,
        True,
        False,
    )
