"""A file is kept and read; nothing enters the review before somebody says so."""

import hashlib
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.importing import actions, queries
from screening.importing.match_keys import match_key
from screening.importing.queries.known import known_count
from screening.models import Event, ImportBatch, Record, StagedRow
from tests.factories import make_batch, make_record
from tests.screening.importing.making import ris, source_of, upload

State = ImportBatch.State


@pytest.fixture
def lead(cast, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return cast.lead


def stage(lead, content, name="search.ris", **how):
    return actions.stage_import(file=upload(content, name), source=source_of(lead), by=lead, **how)


def test_a_staged_file_waits_with_its_rows_and_counts(lead):
    content = ris(1, 3)
    batch = stage(lead, content)
    rows = list(StagedRow.objects.filter(batch=batch).values_list("row_no", "line", "parsed__title"))
    assert (batch.state, batch.format, batch.rows) == (State.STAGED, "ris", 3)
    assert rows == [(n, 1 + 9 * (n - 1), f"Ketamine for neuropathic pain in trial number {n}") for n in (1, 2, 3)]
    assert batch.counts == {
        "abstracts": 3,
        "dois": 3,
        "pmids": 0,
        "repeats": 0,
        "known": 0,
        "lost": 0,
        "unread": 0,
        "problems": 0,
    }
    assert Record.objects.filter(review=lead.review).count() == 0


def test_the_file_is_kept_byte_for_byte_under_a_name_of_our_own(lead):
    content = ris(1, 2)
    batch = stage(lead, content, "../../evil name.ris")
    with batch.file.open("rb") as kept:
        assert kept.read() == content
    assert batch.sha256 == hashlib.sha256(content).hexdigest()
    assert (batch.filename, batch.file.name.removeprefix("imports/").isalnum()) == ("evil name.ris", True)


def test_staging_is_told_in_the_audit(lead):
    batch = stage(lead, ris(1, 1))
    event = Event.objects.get(verb="file staged", review_id=lead.review_id)
    assert event.after == {"sha256": batch.sha256, "size": batch.size, "source": "PubMed"}


def test_the_same_file_again_is_recognised_by_its_bytes(lead):
    first = stage(lead, ris(1, 2), "monday.ris")
    with pytest.raises(actions.SameFile) as refused:
        stage(lead, ris(1, 2), "tuesday.ris")
    assert refused.value.batch == first
    assert str(refused.value).startswith(
        "tuesday.ris is here already, ready to import: the same file came as monday"
    )


def test_a_file_whose_reading_was_cut_short_is_not_said_to_be_ready(lead):
    batch = stage(lead, ris(1, 2))
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.STAGING)
    with pytest.raises(actions.SameFile, match="is here already, but its reading was cut short or still goes on"):
        stage(lead, ris(1, 2))


def test_the_same_file_may_come_again_once_the_first_was_discarded(lead):
    first = stage(lead, ris(1, 2))
    actions.discard_import(batch=first, by=lead)
    second = stage(lead, ris(1, 2))
    assert (first.state, second.state, second.rows) == (State.DISCARDED, State.STAGED, 2)
    assert StagedRow.objects.filter(batch=first).count() == 0


@pytest.mark.parametrize("title", ["2020", "null", "true", "1e5", "[2]", "Ketamine"])
def test_words_that_look_like_json_are_compared_as_words_when_another_import_came_meanwhile(lead, title):
    entry = f"PMID- 27000001\nTI  - {title}\nFAU - Roe, Jane\nDP  - 2020\n\nPMID- \nTI  - {title}\nDP  - 2020\n"
    batch = stage(lead, f"{entry}FAU - Roe, Jane\n\nPMID- 7\nTI  - Other\n".encode(), "a.nbib")
    cache.clear()
    assert known_count(batch) == 0
    make_record(make_batch(lead), pmid="27000001", match_key=match_key(title, 2020, ["Roe, Jane"]))
    assert known_count(batch) == 2


def test_another_review_may_have_the_same_file(lead, cast):
    stage(lead, ris(1, 2))
    batch = actions.stage_import(file=upload(ris(1, 2)), source=source_of(cast.other_lead), by=cast.other_lead)
    assert batch.rows == 2


def test_repeats_inside_the_file_and_records_the_review_has_are_counted(lead):
    Record.objects.create(
        review=lead.review, batch=stage(lead, b"TY  - JOUR\nTI  - x\nER  - \n"), row_no=1, doi="10.1234/pain.2"
    )
    batch = stage(lead, ris(1, 3) + ris(3, 3, KW="again"))
    assert (batch.rows, batch.counts["repeats"], batch.counts["known"]) == (4, 1, 1)


def test_a_problem_shows_its_line(lead):
    content = b"TY  - JOUR\nTI  - A title\nAU  - Author, A\nPY  - soon\nER  - \n"
    batch = stage(lead, content)
    problem = batch.problems.get(field="year")
    assert (problem.line, problem.what, problem.text) == (4, "“soon” holds no year.", "PY  - soon")
    assert batch.counts["problems"] == batch.problems.count()


def test_records_in_are_records_read_and_records_reported(lead):
    content = ris(1, 2) + b"TY  - JOUR\nER  - \n"
    batch = stage(lead, content)
    assert batch.rows + batch.counts["lost"] == 3


def test_a_file_in_no_known_format_is_kept_for_the_user_to_say(lead):
    batch = stage(lead, b"%PDF-1.7 not citations", "article.pdf")
    problem = batch.problems.get()
    assert (batch.state, batch.rows, batch.format) == (State.STAGED, 0, "")
    assert (problem.field, problem.what.startswith("The file is a PDF.")) == ("file", True)
    with pytest.raises(Invalid, match="holds no record"):
        actions.import_staged(batch=batch, by=lead)


def test_the_user_may_say_the_format(lead):
    batch = stage(lead, ris(1, 2), format="references")
    assert batch.format == "references"
    again = actions.read_again(batch=batch, by=lead, format="ris")
    assert (again.format, again.rows) == ("ris", 2)


def test_the_user_may_say_the_encoding_and_it_stays_until_taken_back(lead):
    polish = ris(1, 1).decode().replace("TI  - ", "TI  - Ból ostry: ").replace("ó", "ł").encode("cp1250")
    batch = stage(lead, polish)
    assert (batch.encoding, first_title(batch)[:7]) == ("cp1252", "B³l ost")
    chosen = actions.read_again(batch=batch, by=lead, encoding="windows-1250")
    assert (chosen.encoding, first_title(chosen)[:7]) == ("cp1250", "Błl ost")
    assert first_title(actions.read_again(batch=chosen, by=lead, columns={}))[:7] == "Błl ost"
    told = actions.read_again(batch=batch, by=lead, encoding="")
    assert (told.encoding, first_title(told)[:7]) == ("cp1252", "B³l ost")


def first_title(batch):
    return batch.staged.order_by("row_no").first().parsed["title"]


def test_an_unknown_encoding_is_refused_before_anything_is_kept(lead):
    with pytest.raises(Invalid, match="There is no encoding “klingon”"):
        stage(lead, ris(1, 1), encoding="klingon")
    assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "limit", "message"),
    [(b"", 100, "search.ris is empty"), (b"x" * 101, 100, "Export the search in parts")],
    ids=["empty", "too large"],
)
def test_an_empty_or_too_large_file_is_refused_in_words(lead, settings, content, limit, message):
    settings.CITATION_UPLOAD_LIMIT = limit
    with pytest.raises(Invalid, match=message):
        stage(lead, content)
    assert ImportBatch.objects.count() == 0


def test_an_unknown_format_is_refused(lead):
    with pytest.raises(Invalid, match="There is no format “word”"):
        stage(lead, ris(1, 1), format="word")


def test_more_records_than_a_review_takes_at_once_are_refused_whole(lead, monkeypatch):
    monkeypatch.setattr("screening.importing.actions.reading.MOST_RECORDS", 3)
    with pytest.raises(Invalid, match="more than 3 records"):
        stage(lead, ris(1, 4))
    batch = ImportBatch.objects.get()
    assert (batch.state, StagedRow.objects.count()) == (State.DISCARDED, 0)


def test_reading_cut_short_is_shown_and_read_again_from_the_kept_file(lead, monkeypatch):
    whole = stage(lead, ris(1, 3))
    ImportBatch.objects.filter(pk=whole.pk).update(state=State.STAGING)
    StagedRow.objects.filter(batch=whole, row_no__gt=1).delete()
    again = actions.read_again(batch=whole, by=lead)
    assert (again.state, StagedRow.objects.filter(batch=whole).count()) == (State.STAGED, 3)


def test_what_was_imported_is_not_read_again(lead):
    batch = stage(lead, ris(1, 1))
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.COMMITTED)
    with pytest.raises(Closed):
        actions.read_again(batch=batch, by=lead)
    with pytest.raises(Closed):
        actions.discard_import(batch=batch, by=lead)


UNKNOWN_TABLE = b'Heading of work,Who,When\nKetamine for pain,"Ruiz, Ana",2019\nS-ketamine,"Kim, Jo",2020\n'
CHOSEN = {"Heading of work": "title", "Who": "authors", "When": "year"}


def test_columns_of_an_unknown_table_are_assigned_and_remembered(lead):
    batch = stage(lead, UNKNOWN_TABLE, "own.csv")
    assert [column.heading for column in queries.table_columns(batch)] == list(CHOSEN)
    actions.read_again(batch=batch, by=lead, columns=CHOSEN)
    rows = [row.parsed for row in batch.staged.all()]
    assert [(r["title"], r["authors"], r["year"]) for r in rows] == [
        ("Ketamine for pain", ["Ruiz, Ana"], 2019),
        ("S-ketamine", ["Kim, Jo"], 2020),
    ]
    later = stage(lead, UNKNOWN_TABLE + b'Placebo,"Osei, Kofi",2021\n', "next.csv")
    assert (later.columns, later.rows) == (CHOSEN, 3)
    assert later.staged.last().parsed["title"] == "Placebo"


def test_a_search_cannot_have_been_run_on_a_day_to_come(lead):
    ahead = timezone.now().date() + timedelta(days=3)
    with pytest.raises(Invalid, match="that day is still to come"):
        actions.search_described(by=lead, name="Embase", searched_on=ahead)
    with pytest.raises(Invalid, match="that day is still to come"):
        actions.add_source(by=lead, name="Embase", searched_on=ahead)
