"""Pasted references and rows in doubt: shown with the place they were read from, put right before import."""

import io

import pytest
from django.urls import reverse
from openpyxl import Workbook

from screening.errors import Closed, Invalid, Stale
from screening.importing import actions
from screening.importing.queries import table_columns, waits_for_columns
from screening.importing.queries.staged import doubtful_rows, source_passage, staged_rows, staged_view
from screening.jobs.tasks import run_job
from screening.models import Event, ImportBatch, Job, Record
from tests.factories import make_member, make_review
from tests.screening.importing.making import ris, source_of, upload

PASTED = (
    "1. Cohen SP, Vase L, Hooten WM. Chronic pain: an update on burden and new advances. Lancet. "
    "2021;397(10289):2082-2097. doi:10.1016/S0140-6736(21)00393-7\n\n"
    "2. Visser E, Schug SA. The role of ketamine in pain management. Biomed Pharmacother. 2006;60(7):341-348.\n\n"
    "3. personal communication with the author of a lost trial, about 1994, archive box 7\n"
)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def page(name, review, **ids):
    return reverse(f"importing:{name}", kwargs={"slug": review.slug, **ids})


@pytest.fixture
def pasted(cast, sign_in):
    client = sign_in(cast.lead)
    sent = {"pasted": PASTED, "name": "A colleague's list", "kind": "other"}
    answer = client.post(page("upload", cast.review), sent)
    batch = ImportBatch.objects.get()
    assert answer.url == page("batch", cast.review, batch_id=batch.pk)
    return batch


def test_pasted_text_is_read_like_a_file(cast, pasted):
    assert (pasted.format, pasted.rows, pasted.filename[:7], pasted.file.read().decode()) == (
        "references",
        3,
        "pasted-",
        PASTED,
    )


def test_each_reference_has_its_confidence_and_its_place_in_the_text(cast, pasted):
    rows = list(staged_rows(pasted))
    views = [staged_view(row) for row in rows]
    assert [view.unsure for view in views] == [False, False, True]
    assert views[0].percent > views[2].percent
    passage = source_passage(pasted, rows[0])
    assert "".join(piece.text for piece in passage) in PASTED
    read_from = {piece.field: piece.text for piece in passage if piece.field}
    assert (read_from["author"], read_from["year"], read_from["journal"]) == (
        "Cohen SP, Vase L, Hooten WM",
        "2021",
        "Lancet",
    )
    assert read_from["title"].startswith("Chronic pain: an update")


def test_what_cannot_be_read_is_kept_and_put_right_before_the_import(cast, pasted, sign_in):
    client, url = sign_in(cast.lead), page("rows", cast.review, batch_id=pasted.pk)
    shown = client.get(url, {"unsure": "1"})
    assert [one.row.row_no for one in shown.context["rows"]] == [3]
    assert "personal communication with the author" in shown.content.decode()
    one = page("row", cast.review, batch_id=pasted.pk, row_no=3)
    form = client.get(one).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"version": 1}
    sent |= {"title": "A lost trial of ketamine", "authors": "Lost, A.", "year": "1994"}
    assert client.post(one, sent).url == url
    assert doubtful_rows(pasted) == 0
    client.post(page("commit", cast.review, batch_id=pasted.pk))
    run_job.func(str(Job.objects.get(kind="import").pk))
    record = Record.objects.get(title="A lost trial of ketamine")
    assert (record.authors, record.year, record.row_no) == (["Lost, A."], 1994, 3)
    assert [record.raw[0][0], record.raw[0][1][:22]] == ["reference", "personal communication"]
    event = Event.objects.get(verb="staged record corrected")
    assert (event.after["title"], event.reason) == ("A lost trial of ketamine", "Record 3 of the file")


def test_a_row_is_put_right_once_and_not_after_the_import(cast):
    batch = actions.stage_import(file=upload(ris(1, 2)), source=source_of(cast.lead), by=cast.lead)
    row = batch.staged.get(row_no=1)
    assert actions.correct_row(row=row, by=cast.lead, version=1, year=2021, doi="", journal="Pain") == [
        "doi",
        "year",
    ]
    batch.refresh_from_db()
    assert (row.parsed["year"], "doi" in row.parsed, row.edited, batch.counts["dois"]) == (2021, False, True, 1)
    with pytest.raises(Stale):
        actions.correct_row(row=row, by=cast.lead, version=1, year=2022)
    ImportBatch.objects.filter(pk=batch.pk).update(state="committed")
    with pytest.raises(Closed):
        actions.correct_row(row=row, by=cast.lead, version=2, year=2022)


def test_what_was_put_right_before_the_import_is_marked_and_what_the_file_said_can_be_put_back(cast, sign_in):
    batch = actions.stage_import(file=upload(ris(1, 1)), source=source_of(cast.lead), by=cast.lead)
    row = batch.staged.get()
    read = row.parsed["title"]
    actions.correct_row(row=row, by=cast.lead, version=1, title="Put right", year=2021)
    actions.correct_row(row=row, by=cast.lead, version=2, title="Put right again", year=2020)
    run_job.func(str(actions.import_staged(batch=batch, by=cast.lead).pk))
    record = Record.objects.get()
    assert (record.title, record.original) == ("Put right again", {"title": read})
    shown = sign_in(cast.lead).get(page("record", cast.review, record_id=record.pk)).content.decode()
    assert "Corrected by hand" in shown
    assert f"<q>{read}</q>" in shown
    actions.put_back(record=record, field="title", by=cast.lead, version=record.version)
    record.refresh_from_db()
    assert (record.title, record.original) == (read, {})


def test_what_was_put_right_outlives_another_reading_of_the_same_text(cast):
    batch = actions.stage_import(file=upload(ris(1, 3)), source=source_of(cast.lead), by=cast.lead)
    actions.correct_row(row=batch.staged.get(row_no=2), by=cast.lead, version=1, title="Put right", doi="")
    actions.read_again(batch=batch, by=cast.lead, encoding="cp1252")
    row = batch.staged.get(row_no=2)
    assert (row.parsed["title"], row.edited, "doi" in row.parsed) == ("Put right", True, False)
    assert (batch.counts["dois"], batch.problems.count()) == (2, 0)


def test_what_was_put_right_is_told_of_where_the_text_is_read_otherwise(cast):
    content = ris(1, 2, N2="Schmerz und Übelkeit {n}")
    batch = actions.stage_import(file=upload(content), source=source_of(cast.lead), by=cast.lead)
    actions.correct_row(row=batch.staged.get(row_no=2), by=cast.lead, version=1, title="Put right")
    actions.read_again(batch=batch, by=cast.lead, encoding="cp1252")
    assert batch.staged.get(row_no=2).edited is False
    told = batch.problems.get(what__contains="put right by hand")
    assert ("“Put right”" in told.what, batch.counts["problems"]) == (True, batch.problems.count())


def test_many_files_are_shown_with_what_was_read_and_imported_together(cast, sign_in):
    client = sign_in(cast.lead)
    files = [
        upload(ris(1, 3) + ris(1, 1), "a.ris"),
        upload(ris(4, 5), "b.ris"),
        upload(b"\x89PNG picture", "c.png"),
        upload(b"uno,dos,tres\r\nBaths in pain,Roe J,2019\r\nSteam,Poe B,2020\r\n", "d.csv"),
    ]
    client.post(page("upload", cast.review), {"files": files, "name": "Embase", "kind": "database"})
    shown = client.get(page("list", cast.review))
    told = [(b.filename, label, b.rows, b.counts.get("repeats")) for b, label, *_ in shown.context["waiting"]]
    assert told[:3] == [("a.ris", "RIS", 4, 1), ("b.ris", "RIS", 2, 0), ("c.png", "No known format", 0, None)]
    assert "Import all 2 files" in shown.content.decode()
    assert "Columns to assign" in shown.content.decode()  # a table without a column of titles waits
    client.post(page("commit_all", cast.review))
    assert Job.objects.filter(kind="import").count() == 2
    assert ImportBatch.objects.get(filename="d.csv").state == "staged"
    assert client.post(page("commit_all", cast.review), HTTP_ACCEPT="application/json").status_code == 422


def test_a_waiting_file_is_moved_to_the_search_it_comes_from(cast, sign_in):
    batch = actions.stage_import(file=upload(ris(1, 2)), source=source_of(cast.lead), by=cast.lead)
    embase = source_of(cast.lead, "Embase")
    client, url = sign_in(cast.lead), page("move", cast.review, batch_id=batch.pk)
    assert client.post(url, {"source": embase.pk}).url == page("batch", cast.review, batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.source == embase
    ImportBatch.objects.filter(pk=batch.pk).update(state="committed")
    with pytest.raises(Closed, match="stay with their search"):
        actions.move_to_search(batch=batch, source=source_of(cast.lead), by=cast.lead)
    with pytest.raises(Invalid):
        actions.move_to_search(batch=batch, source=source_of(cast.other_lead), by=cast.lead)


def workbook(*rows) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


TABLES = {
    "table.csv": (b"Name of work;Who;When\nA trial;Kim J;2020\n", b"Name of work;Who;When\nB trial;Lee K;2021\n"),
    "table.xlsx": tuple(
        workbook(["Name of work", "Who", "When"], [t, "Kim J", 2020]) for t in ("A trial", "B trial")
    ),
}
ASSIGNED = {"Name of work": "title", "Who": "authors", "When": "year"}


@pytest.mark.parametrize("name", TABLES)
def test_columns_once_assigned_are_remembered_shown_and_changeable(cast, sign_in, name):
    first, second = TABLES[name]
    format = name.partition(".")[2]
    batch = actions.stage_import(file=upload(first, name), source=source_of(cast.lead), by=cast.lead, format=format)
    assert [column.heading for column in table_columns(batch)] == list(ASSIGNED)
    actions.read_again(batch=batch, by=cast.lead, columns=ASSIGNED)
    later = actions.stage_import(
        file=upload(second, "later-" + name), source=source_of(cast.lead), by=cast.lead, format=format
    )
    assert (later.columns, later.columns_from) == (ASSIGNED, f"{name} of {batch.created_at:%-d %B %Y}")
    assert (later.staged.get().parsed["title"], later.staged.get().parsed["year"]) == (
        "B trial",
        2021 if format == "csv" else 2020,
    )
    url = page("batch", cast.review, batch_id=later.pk)
    assert f"Assigned as in {name}" in sign_in(cast.lead).get(url).content.decode()
    changed = ASSIGNED | {"Who": ""}
    actions.read_again(batch=later, by=cast.lead, columns=changed)
    assert (later.columns, later.columns_from, "authors" in later.staged.get().parsed) == (changed, "", False)


def test_the_same_person_is_remembered_in_another_review_without_its_files_name(cast):
    own = make_member(make_review(cast.lead.user, "Second"), "lead", user=cast.lead.user)
    content = TABLES["table.csv"]
    batch = actions.stage_import(file=upload(content[0], "s.csv"), source=source_of(own), by=own, format="csv")
    actions.read_again(batch=batch, by=own, columns=ASSIGNED)
    later = actions.stage_import(file=upload(content[1]), source=source_of(cast.lead), by=cast.lead, format="csv")
    assert later.columns == ASSIGNED
    assert (
        later.columns_from
        == f"a table that {cast.lead} imported into another review on {batch.created_at:%-d %B %Y}"
    )
    other = actions.stage_import(
        file=upload(content[1]), source=source_of(cast.other_lead), by=cast.other_lead, format="csv"
    )
    assert other.columns == {}


def test_a_table_without_headings_is_like_no_other(cast):
    """Two such tables may have as many columns, in another order."""
    one = b"Baths in pain,Journal of Steam,2019\r\nSteam for moles,Journal of Baths,2020\r\n"
    two = b"Journal of Steam,Baths for all,2021\r\nJournal of Baths,Steam for none,2022\r\n"
    batch = actions.stage_import(file=upload(one, "a.csv"), source=source_of(cast.lead), by=cast.lead, format="csv")
    assigned = {"Column 1": "title", "Column 2": "journal", "Column 3": "year"}
    assert [column.heading for column in table_columns(batch)] == list(assigned)
    actions.read_again(batch=batch, by=cast.lead, columns=assigned)
    later = actions.stage_import(file=upload(two, "b.csv"), source=source_of(cast.lead), by=cast.lead, format="csv")
    assert (later.columns, later.columns_from, waits_for_columns(later)) == ({}, "", True)
