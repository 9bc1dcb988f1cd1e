"""`manage.py import_citations` does what the page does."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from screening.jobs.tasks import run_job
from screening.management.commands import import_citations
from screening.models import Decision, ImportBatch, Job, Record, SearchSource
from screening.workflow.actions import open_stage
from tests.factories import make_member
from tests.screening.importing.making import ris

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def engine(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "kept")
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def files(tmp_path):
    (tmp_path / "a.ris").write_bytes(ris(1, 3))
    (tmp_path / "b.ris").write_bytes(ris(3, 4, KW="second"))
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7")
    return tmp_path


def run(review, *names, **options):
    call_command("import_citations", *map(str, names), review=review.slug, source="Embase", **options)


def test_files_are_imported_and_told_of(cast, files, capsys):
    run(cast.review, files / "a.ris", files / "b.ris", platform="Ovid", search_string="exp ketamine/")
    batches = list(ImportBatch.objects.values_list("filename", "state", "committed_rows", "imported_by"))
    assert batches == [("a.ris", "committed", 3, cast.lead.pk), ("b.ris", "committed", 2, cast.lead.pk)]
    assert SearchSource.objects.get().platform == "Ovid"
    assert [line.partition(": ")[2] for line in capsys.readouterr().out.splitlines()] == [
        "3 records in the file = 3 imported + 0 that could not be read; 0 are copies of others.",
        "2 records in the file = 2 imported + 0 that could not be read; 1 are copies of others.",
    ]


@pytest.mark.parametrize(
    ("alive", "told"), [(True, "; 1 are copies of others."), (False, "for duplicates goes on;")]
)
def test_copies_are_told_once_a_worker_that_was_quicker_has_found_them(
    cast, files, capsys, monkeypatch, alive, told
):
    run(cast.review, files / "a.ris")

    class Quicker:
        """A worker takes the search before the command does."""

        @staticmethod
        def func(job_id):
            search = Job.objects.filter(pk=job_id, kind="find_duplicates")
            heard = timezone.now() - timedelta(hours=not alive)
            if not search.update(state=Job.State.RUNNING, heartbeat=heard):
                run_job.func(job_id)

    def ends(seconds):
        search = Job.objects.filter(state=Job.State.RUNNING, kind="find_duplicates")
        (pk,) = search.values_list("pk", flat=True)
        search.update(state=Job.State.QUEUED)
        run_job.func(str(pk))

    monkeypatch.setattr(import_citations, "run_job", Quicker)
    monkeypatch.setattr(import_citations, "sleep", ends)
    capsys.readouterr()
    run(cast.review, files / "b.ris")
    assert told in capsys.readouterr().out


def test_a_refused_file_is_named_and_the_others_are_imported(cast, files, capsys):
    with pytest.raises(CommandError, match="Not imported: c.pdf, a.ris, none.ris") as error:
        run(cast.review, files / "a.ris", files / "c.pdf", files / "a.ris", files / "none.ris")
    assert (error.value.returncode, Record.objects.filter(review=cast.review).count()) == (2, 3)
    told = capsys.readouterr().err
    assert "a.ris was imported already" in told
    assert "No such file" in told


def test_who_imports_is_the_only_lead_or_named(cast, files):
    second = make_member(cast.review, "lead")
    with pytest.raises(CommandError, match="2 leads; name one with --by"):
        run(cast.review, files / "a.ris")
    run(cast.review, files / "a.ris", by=second.user.email.upper())
    assert ImportBatch.objects.get().imported_by == second


@pytest.mark.parametrize("who", ["reviewer", "stranger"])
def test_who_may_not_import_is_refused(cast, files, who):
    email = cast.reviewer.user.email if who == "reviewer" else cast.stranger.email
    with pytest.raises(CommandError, match="may not import there"):
        run(cast.review, files / "a.ris", by=email)
    assert ImportBatch.objects.count() == 0


def test_the_search_is_described_and_columns_assigned(cast, files, capsys):
    (files / "t.csv").write_text("Name of work;Who;When\nA trial;Kim J;2020\n")
    columns = [("Name of work", "title"), ("Who", "authors"), ("When", "year")]
    told = {"interface": "Advanced", "coverage": "1946 to 2026", "limits": "none", "reported_total": 5}
    run(cast.review, files / "t.csv", column=columns, format="csv", searched_by="L. I.", filters="none", **told)
    record, source = Record.objects.get(), SearchSource.objects.get()
    assert (record.title, record.authors, record.year) == ("A trial", ["Kim, J"], 2020)
    assert (source.interface, source.coverage, source.reported_total, source.searched_by) == (
        "Advanced",
        "1946 to 2026",
        5,
        "L. I.",
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"reported_total": -5}, "A search reports from 0 to 2,147,483,647 records, not -5."),
        ({"reported_total": 2**31}, "not 2,147,483,648."),
        ({"column": [("Title", "bar")]}, "“bar” is no field. Use one of: type, title,"),
        (
            {"column": [("Foo", "title")]},
            "no file has a column “Foo”. The columns are: “Title”, “Year”. Nothing was",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(cast, files, options, told):
    (files / "t.csv").write_text("Title,Year\nA trial,2020\nB trial,2021\n")
    with pytest.raises(CommandError) as error:
        run(cast.review, files / "t.csv", **options)
    assert error.value.returncode == 2
    assert told in str(error.value)
    assert ImportBatch.objects.count() == 0


def test_votes_of_names_that_the_file_does_not_have_are_refused_with_those_it_has(cast, files, capsys):
    open_stage(stage=cast.review.stages.get(kind="title-abstract"), by=cast.lead)
    note = 'RAYYAN-INCLUSION: {"Ana"=>"Excluded", "Bo"=>"Maybe"}'
    (files / "r.ris").write_bytes(f"TY  - JOUR\nTI  - A trial\nN1  - {note}\nER  - \n".encode())
    email = cast.reviewer.user.email
    with pytest.raises(CommandError, match=r"Not imported: r\.ris"):
        run(cast.review, files / "r.ris", votes="title-abstract", voter=[("Nobody", email)])
    told = capsys.readouterr().err
    assert "it brings no votes of Nobody." in told
    assert "its votes of Ana, Bo are not taken over" in told
    assert (Record.objects.count(), Decision.objects.count()) == (0, 0)
    run(cast.review, files / "r.ris", votes="title-abstract", voter=[("ana", email)])
    assert "its votes of Bo are not taken over" in capsys.readouterr().err
    assert Decision.objects.count() == 1


def test_files_can_be_left_for_a_look(cast, files, capsys):
    run(cast.review, files / "a.ris", stage_only=True)
    assert (ImportBatch.objects.get().state, Record.objects.count()) == ("staged", 0)
    assert capsys.readouterr().out.endswith(
        "read as RIS, 3 records, 3 with an abstract, 3 with a DOI, 0 repeated in the file, "
        "0 in the review already; it waits on the import page.\n"
    )


def test_votes_of_the_file_are_taken_over_for_the_people_named(cast, files, capsys):
    stage = cast.review.stages.get(kind="title-abstract")
    open_stage(stage=stage, by=cast.lead)
    note = 'RAYYAN-INCLUSION: {"Ana"=>"Excluded", "Bo"=>"Maybe"} | RAYYAN-EXCLUSION-REASONS: not ketamine'
    (files / "r.ris").write_bytes(f"TY  - JOUR\nTI  - A trial\nN1  - {note}\nER  - \n".encode())
    run(cast.review, files / "r.ris", votes="title-abstract", voter=[("Ana", cast.reviewer.user.email)])
    vote = Decision.objects.get()
    assert (vote.reviewer, vote.verdict, vote.reason.text) == (cast.reviewer, "exclude", "Not ketamine")
    assert "1 votes stored, 0 not stored" in capsys.readouterr().out


def test_votes_that_cannot_be_stored_are_refused_before_anything_is_imported(cast, files):
    def refused(voter, message):
        with pytest.raises(CommandError, match=message) as error:
            run(cast.review, files / "a.ris", votes="title-abstract", voter=voter)
        assert error.value.returncode == 2
        assert (ImportBatch.objects.count(), SearchSource.objects.count(), Record.objects.count()) == (0, 0, 0)

    known, unknown = cast.reviewer.user.email, cast.stranger.email
    refused([("Ana", known)], "takes no votes now; open it first. Nothing was imported")
    open_stage(stage=cast.review.stages.get(kind="title-abstract"), by=cast.lead)
    refused([("Ana", known), ("Bo", unknown)], f"{unknown} does not screen in this review. Nothing was imported")
    refused([], "say with --voter NAME=EMAIL")
