"""The pages of the import, walked as plain forms."""

import io
import zipfile

import pytest
from django.urls import reverse

from screening.importing import actions, queries
from screening.models import ImportBatch, ImportProblem, Job, Record, SearchSource
from tests.factories import make_batch, make_record
from tests.screening.importing.making import ris, upload


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def page(name, review, **ids):
    return reverse(f"importing:{name}", kwargs={"slug": review.slug, **ids})


def send(client, review, *files, **described):
    described = {
        "name": "Embase",
        "platform": "Ovid",
        "kind": "database",
        "search_string": "exp ketamine/",
    } | described
    return client.post(page("upload", review), {"files": list(files), **described})


def test_a_dropped_file_leads_to_a_look_at_what_was_read(cast, sign_in):
    client = sign_in(cast.lead)
    answer = send(client, cast.review, upload(ris(1, 3) + b"TY  - JOUR\r\nTI  - Odd\r\nPY  - soon\r\nER  - \r\n"))
    batch = ImportBatch.objects.get()
    assert (answer.status_code, answer.url) == (302, page("batch", cast.review, batch_id=batch.pk))
    assert (batch.source.name, batch.source.platform, batch.source.search_string) == (
        "Embase",
        "Ovid",
        "exp ketamine/",
    )
    text = client.get(answer.url).content.decode()
    assert "4 records in the file = 4 read + 0 that could not be read" in text
    assert "“soon” holds no year." in text
    assert "Ketamine for neuropathic pain in trial number 1" in text
    assert Record.objects.filter(review=cast.review).count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_import_button_imports_and_shows_the_records(cast, sign_in):
    client = sign_in(cast.lead)
    send(client, cast.review, upload(ris(1, 3)))
    batch = ImportBatch.objects.get()
    answer = client.post(page("commit", cast.review, batch_id=batch.pk))
    job = Job.objects.get(kind="import")
    assert answer.url == reverse("jobs:show", kwargs={"slug": cast.review.slug, "job_id": job.pk})
    assert (job.state, job.done, job.total, job.result_url) == (
        Job.State.DONE,
        3,
        3,
        page("batch", cast.review, batch_id=batch.pk),
    )
    assert "3 records in the file = 3 imported + 0" in client.get(job.result_url).content.decode()
    listed = client.get(reverse("finding:list", kwargs={"slug": cast.review.slug})).context["page_obj"]
    assert [record.row_no for record in listed] == [1, 2, 3]


def test_several_files_of_one_search_come_at_once(cast, sign_in):
    client = sign_in(cast.lead)
    answer = send(client, cast.review, upload(ris(1, 2), "a.ris"), upload(ris(3, 5), "b.ris"))
    assert answer.url == page("list", cast.review)
    assert list(ImportBatch.objects.values_list("filename", "rows")) == [("a.ris", 2), ("b.ris", 3)]
    assert SearchSource.objects.filter(review=cast.review).count() == 1


def test_an_empty_file_is_named_and_refuses_no_other(cast, sign_in):
    client = sign_in(cast.lead)
    files = [upload(b"", "none.ris"), upload(ris(1, 2), "a.ris"), upload(ris(3, 5), "b.ris")]
    answer = client.post(
        page("upload", cast.review), {"files": files, "name": "Embase", "kind": "database"}, follow=True
    )
    assert [str(message)[:18] for message in answer.context["messages"]] == ["none.ris is empty."]
    assert list(ImportBatch.objects.values_list("filename", "rows")) == [("a.ris", 2), ("b.ris", 3)]


def test_where_every_file_is_empty_the_form_stays(cast, sign_in):
    answer = send(sign_in(cast.lead), cast.review, upload(b"", "none.ris"), upload(b"", "no.csv"))
    assert (answer.status_code, answer.context["form"].errors["files"][0][:39]) == (
        422,
        "These files are empty: none.ris, no.csv",
    )
    assert SearchSource.objects.count() == 0


def test_the_same_file_again_is_told_and_not_stored(cast, sign_in):
    client = sign_in(cast.lead)
    send(client, cast.review, upload(ris(1, 2), "a.ris"))
    answer = client.post(
        page("upload", cast.review),
        {"files": upload(ris(1, 2), "b.ris"), "name": "Embase", "kind": "database"},
        follow=True,
    )
    assert [m.message[:40] for m in answer.context["messages"]] == ["b.ris is here already, ready to import: "]
    assert ImportBatch.objects.count() == 1


def test_a_form_without_file_or_source_is_shown_again_with_what_is_missing(cast, sign_in):
    answer = sign_in(cast.lead).post(page("upload", cast.review), {"name": "", "kind": "database"})
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["files", "name"])


def test_the_undo_page_lists_what_stays(cast, sign_in):
    batch = make_batch(cast.lead)
    record = make_record(batch)
    record.stage_entries.create(stage=cast.review.stages.first(), state="excluded")
    answer = sign_in(cast.lead).get(page("undo", cast.review, batch_id=batch.pk))
    assert answer.context["preview"].decided == (record,)
    assert "There is nothing to undo." in answer.content.decode()


def test_a_search_is_changed_and_a_late_save_refused(cast, sign_in):
    source = SearchSource.objects.create(review=cast.review, name="Embase")
    client, url = sign_in(cast.lead), page("source", cast.review, source_id=source.pk)
    form = {"name": "Embase", "platform": "Ovid", "kind": "database", "version": 1}
    assert client.post(url, form).url == page("sources", cast.review)
    late = client.post(url, {**form, "platform": "Elsevier"}, HTTP_ACCEPT="application/json")
    source.refresh_from_db()
    assert (late.status_code, source.platform, source.version) == (409, "Ovid", 2)


def test_the_kept_file_is_always_a_download(cast, sign_in):
    client = sign_in(cast.lead)
    content = b"TY  - JOUR\r\nTI  - <script>alert(1)</script>\r\nER  - \r\n"
    send(client, cast.review, upload(content, "page.html"))
    answer = client.get(page("file", cast.review, batch_id=ImportBatch.objects.get().pk))
    assert b"".join(answer.streaming_content) == content
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'


def test_a_file_that_is_gone_from_the_disk_is_told_in_words(cast, sign_in):
    client = sign_in(cast.lead)
    send(client, cast.review, upload(b"Title,Year\nKetamine,2001\n", "one.csv"))
    batch = ImportBatch.objects.get()
    batch.file.storage.delete(batch.file.name)
    here = page("batch", cast.review, batch_id=batch.pk)
    answer = client.get(page("file", cast.review, batch_id=batch.pk))
    words = "one.csv is not where the site keeps its files"
    assert (answer.status_code, words in answer.content.decode()) == (410, True)
    assert client.get(here, HTTP_REFERER=f"http://testserver{here}").status_code == 200
    again = client.post(page("read_again", cast.review, batch_id=batch.pk), {"encoding": "utf-8"})
    assert again.status_code == 410
    batch.refresh_from_db()
    assert (batch.state, batch.rows) == (ImportBatch.State.STAGED, 1)


def test_markup_in_a_file_is_shown_as_text(cast, sign_in):
    client = sign_in(cast.lead)
    send(
        client,
        cast.review,
        upload(b"TY  - JOUR\nTI  - A <script>alert(1)</script> trial\nPY  - <b>?</b>\nER  - \n"),
    )
    text = client.get(page("batch", cast.review, batch_id=ImportBatch.objects.get().pk)).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_step_counts_records_and_waiting_files(cast, sign_in):
    from screening.importing.queries import step_count

    make_batch(cast.lead, rows=40, committed_rows=40)
    make_batch(cast.lead, rows=2, state=ImportBatch.State.STAGED)
    make_batch(cast.lead, rows=9, state=ImportBatch.State.UNDONE)
    count = step_count(cast.lead)
    assert (count.done, count.total, count.mine, count.label) == (40, 42, 1, "Import 1 waiting file")
    assert step_count(cast.reviewer).mine == 0


def test_a_file_that_is_refused_leaves_no_search_and_the_same_search_is_one(cast, sign_in):
    client = sign_in(cast.lead)
    send(client, cast.review, upload(ris(1, 2), "a.ris"))
    send(client, cast.review, upload(ris(1, 2), "b.ris"), name="Scopus")
    assert [source.name for source in SearchSource.objects.filter(review=cast.review)] == ["Embase"]
    send(client, cast.review, upload(ris(3, 4), "c.ris"))
    assert list(SearchSource.objects.order_by("imports__id").values_list("name", "imports__filename")) == [
        ("Embase", "a.ris"),
        ("Embase", "c.ris"),
    ]


def test_known_records_are_counted_when_the_file_is_looked_at(cast, sign_in):
    client = sign_in(cast.lead)
    send(client, cast.review, upload(ris(1, 3)))
    url = page("batch", cast.review, batch_id=ImportBatch.objects.get().pk)
    assert client.get(url).context["known"] == 0
    make_record(make_batch(cast.lead), doi="10.1234/pain.2")
    assert client.get(url).context["known"] == 1


@pytest.mark.django_db(transaction=True)
def test_copies_between_the_files_of_one_drop_are_told_before_and_after_the_import(cast, sign_in):
    client = sign_in(cast.lead)
    abstract = b"1. Pain. 2020;1:3.\n\nAnother.\n\nPoe A.\n\nDOI: 10.1234/pain.2\nPMID: 7\n"
    files = upload(ris(1, 3), "a.ris"), upload(ris(2, 5, KW="b"), "b.ris"), upload(abstract, "abstract.txt")
    send(client, cast.review, *files, upload(ris(8, 9), "alone.ris"))
    batches = {batch.filename: batch for batch in ImportBatch.objects.all()}
    url = {name: page("batch", cast.review, batch_id=batch.pk) for name, batch in batches.items()}
    expected = {"a.ris": 2, "b.ris": 2, "abstract.txt": 1, "alone.ris": 0}

    listed = client.get(page("list", cast.review))
    assert {batch.filename: shared for batch, _, _, shared, *_ in listed.context["waiting"]} == expected
    assert "In other waiting files" in listed.content.decode()
    assert {name: client.get(url[name]).context["shared"] for name in url} == expected
    assert "In other waiting files" in client.get(url["a.ris"]).content.decode()

    client.post(page("commit_all", cast.review))
    told = {name: client.get(url[name]).context for name in url}
    assert {name: context["known"] for name, context in told.items()} == {
        "a.ris": 0,
        "b.ris": 2,
        "abstract.txt": 1,
        "alone.ris": 0,
    }
    assert {context["shared"] for context in told.values()} == {None}


def test_too_many_rows_are_not_compared_with_each_other(cast, sign_in, monkeypatch):
    client = sign_in(cast.lead)
    monkeypatch.setattr("screening.importing.queries.known.MOST_COMPARED", 3)
    send(client, cast.review, upload(ris(1, 2), "a.ris"), upload(ris(2, 3), "b.ris"))
    assert [row[3] for row in client.get(page("list", cast.review)).context["waiting"]] == [None, None]


def test_an_unreadable_file_is_not_waiting_work(cast, sign_in):
    from screening.importing.queries import step_count

    client = sign_in(cast.lead)
    answer = send(client, cast.review, upload(b"\x89PNG\r\n\x1a\n picture", "a.png"))
    text = client.get(answer.url).content.decode()
    assert ("Not readable" in text, "Ready to import" in text, "0 records in the file" in text) == (
        True,
        False,
        False,
    )
    assert step_count(cast.lead).mine == 0


def test_a_column_is_shown_with_what_stands_in_it(cast, sign_in):
    client = sign_in(cast.lead)
    rows = b'Heading,Who,When,Where\nA <b>bold</b> work,,2019,\n"Another, longer",Roe A,2020,\n'
    answer = send(client, cast.review, upload(rows, "odd.csv"))
    columns = queries.table_columns(ImportBatch.objects.get())
    assert [column.example for column in columns] == ["A <b>bold</b> work", "Roe A", "2019", ""]
    assert "“A &lt;b&gt;bold&lt;/b&gt; work”" in client.get(answer.url).content.decode()


def test_a_table_without_titles_asks_for_its_columns_before_it_offers_to_import(cast, sign_in):
    client = sign_in(cast.lead)
    answer = send(client, cast.review, upload(b"aaa;bbb;ccc\nNaps;Roe J;2020\n", "odd.csv"))
    text = client.get(answer.url).content.decode()
    told = [words in text for words in ("Columns to assign", "Assign the columns first", "Ready to import")]
    assert told == [True, True, False]
    assert "Import 1 record<" not in text
    assigned = {"aaa": "title", "bbb": "authors", "ccc": "year"}
    actions.read_again(batch=ImportBatch.objects.get(), by=cast.lead, columns=assigned)
    text = client.get(answer.url).content.decode()
    assert ("Ready to import" in text, "Import 1 record<" in text, "Assign the columns first" in text) == (
        True,
        True,
        False,
    )


def test_columns_that_show_what_they_hold_are_chosen_beforehand(cast, sign_in):
    client = sign_in(cast.lead)
    rows = "Nr;Was;Wer;Wann;Wo;Kennung\n1;Ketamin bei Schmerz;Müller A, Huber B;2019;Pain;10.1234/abc.1\n"
    answer = send(client, cast.review, upload(rows.encode(), "odd.csv"))
    shown = client.get(answer.url)
    chosen = [field.initial for field in shown.context["columns_form"].fields.values()]
    assert chosen == ["", "title", "authors", "year", "", "doi"]
    assert "What the cells look like is chosen already" in shown.content.decode()
    assert {row.parsed.get("title", "") for row in ImportBatch.objects.get().staged.all()} == {""}
    left_out = {"Was": "title", "Wer": "authors", "Wann": "", "Kennung": ""}
    actions.read_again(batch=ImportBatch.objects.get(), by=cast.lead, columns=left_out)
    fields = client.get(answer.url).context["columns_form"].fields.values()
    assert [field.initial for field in fields] == ["", "title", "authors", "", "", ""]


def test_what_is_not_read_of_an_archive_is_not_counted_as_nothing(cast, sign_in):
    client = sign_in(cast.lead)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.ris", ris(1, 2) + b"PY  - soon")
        archive.writestr("inner.zip", b"PK\x03\x04")
    text = client.get(send(client, cast.review, upload(packed.getvalue(), "a.zip")).url).content.decode()
    told = "At least 2 records in the file = 2 read + 0 that could not be read. Beyond these, 1 part of the file"
    assert (told in text, "Nothing else is left out" in text) == (True, False)
    shown = ImportProblem.objects.exclude(field="file").values_list("text", flat=True)
    assert list(shown) == ["PY  - soon"]


def test_the_chooser_takes_every_format_that_is_read(cast, sign_in):
    text = sign_in(cast.lead).get(page("upload", cast.review)).content.decode()
    assert all(end in text for end in (".ris", ".nbib", ".xlsx", ".bib", ".rdf", ".json", ".zip"))
    assert ("Zotero RDF" in text, "Database or source (optional)" in text) == (True, False)
