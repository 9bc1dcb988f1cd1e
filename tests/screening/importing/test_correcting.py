"""Records are completed and corrected by hand: the original is kept, late saves are refused, keys follow."""

import pytest
from django.urls import reverse

from screening.errors import Invalid, Stale
from screening.exporting.resources.records import parsed_record
from screening.exporting.writers.formats import WRITERS
from screening.importing import actions
from screening.importing.actions.indexing import index_records
from screening.importing.forms import RecordForm, record_initial
from screening.importing.match_keys import match_key
from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord
from screening.importing.queries.records import corrections
from screening.importing.queries.search import search
from screening.importing.record_fields import columns_of, contradicts
from screening.models import Event, Job, Record
from tests.factories import make_batch


@pytest.fixture
def record(cast, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    row = {"title": "Ketamin for pain", "authors": ["Kim, J."], "year": 2019, "journal": "Pain", "volume": "7"}
    record = Record.objects.create(review=cast.review, batch=make_batch(cast.lead), row_no=1, **columns_of(row))
    index_records([record])
    return record


def test_a_correction_keeps_what_the_file_said_and_the_keys_follow(cast, record):
    changed = actions.correct_record(
        record=record,
        by=cast.lead,
        version=1,
        title="Ketamine for pain",
        year=2020,
        abstract="Now here.",
        volume="7",
    )
    record.refresh_from_db()
    assert changed == ["abstract", "title", "year"]
    assert (record.title, record.year, record.abstract, record.version) == (
        "Ketamine for pain",
        2020,
        "Now here.",
        2,
    )
    assert record.original == {"title": "Ketamin for pain", "year": 2019, "abstract": ""}
    assert record.match_key == match_key("Ketamine for pain", 2020, ["Kim, J."])
    assert list(search(Record.objects.all(), "ketamine kim")) == [record]
    event = Event.objects.get(verb="record corrected")
    assert (event.before, event.after) == (
        {"title": "Ketamin for pain", "year": 2019, "abstract": ""},
        {"title": "Ketamine for pain", "year": 2020, "abstract": "Now here."},
    )


@pytest.mark.parametrize("printed", ["2019 May 3", "2019/05/03", "20190503"])
def test_a_corrected_year_leaves_no_other_year_in_exports(record, cast, printed):
    record.extra["date"] = printed
    record.save()
    actions.correct_record(record=record, by=cast.lead, version=1, year=2021)
    record.refresh_from_db()

    for writer in WRITERS:
        found = list(parse(b"".join(writer.pieces([parsed_record(record)])), writer.reads_as))
        assert [(one.year, one.date) for one in found if isinstance(one, ParsedRecord)] in (
            [(2021, "")],
            [(2021, "2021")],
        ), writer.key
    actions.put_back(record=record, field="year", by=cast.lead, version=2)
    record.refresh_from_db()
    assert (parsed_record(record).year, parsed_record(record).date) == (2019, printed)


def test_a_date_without_a_year_stays_beside_a_corrected_one():
    assert [contradicts(date, 2021) for date in ("May 3", "2021 Jan", "2020 Dec-2021 Jan", "")] == [False] * 4
    assert contradicts("2019", None)


def test_duplicates_are_looked_for_again_only_where_a_key_changed(cast, record):
    actions.correct_record(record=record, by=cast.lead, version=1, abstract="Now here.")
    assert Job.objects.filter(kind="find_duplicates").count() == 0
    actions.correct_record(record=record, by=cast.lead, version=2, doi="https://doi.org/10.1000/Pain.1")
    assert (record.doi, Job.objects.get(kind="find_duplicates").args) == (
        "10.1000/pain.1",
        {"batch": record.batch_id},
    )


def test_what_the_file_said_is_put_back_field_by_field(cast, record):
    actions.correct_record(record=record, by=cast.lead, version=1, year=2020)
    actions.correct_record(record=record, by=cast.lead, version=2, year=2021, journal="Pain Medicine")
    assert [(one.field, one.said, one.says) for one in corrections(record)] == [
        ("year", "2019", "2021"),
        ("journal", "Pain", "Pain Medicine"),
    ]
    actions.put_back(record=record, field="year", by=cast.lead, version=3)
    record.refresh_from_db()
    assert (record.year, record.journal, record.original) == (2019, "Pain Medicine", {"journal": "Pain"})
    with pytest.raises(Invalid, match="nothing to put back"):
        actions.put_back(record=record, field="year", by=cast.lead, version=4)


def test_a_late_save_changes_nothing(cast, record):
    late = Record.objects.get(pk=record.pk)
    actions.correct_record(record=record, by=cast.lead, version=1, year=2020)
    with pytest.raises(Stale):
        actions.correct_record(record=late, by=cast.lead, version=1, year=2022)
    record.refresh_from_db()
    assert (record.year, record.original, record.version) == (2020, {"year": 2019}, 2)


def test_saving_the_same_writes_nothing(cast, record):
    assert actions.correct_record(record=record, by=cast.lead, version=1, year=2019, title="Ketamin for pain") == []
    assert (Event.objects.filter(verb="record corrected").count(), record.version) == (0, 1)


def test_a_chapters_book_follows_its_column(cast):
    row = {"type": "chapter", "title": "A chapter", "booktitle": "A bok of pain"}
    record = Record.objects.create(review=cast.review, batch=make_batch(cast.lead), row_no=1, **columns_of(row))
    actions.correct_record(record=record, by=cast.lead, version=1, journal="A book of pain")
    assert record.extra == {"booktitle": "A book of pain"}


def test_only_fields_of_the_own_reviews_records_are_taken(cast, record):
    for by, fields in (
        (cast.lead, {"raw": []}),
        (cast.other_lead, {"year": 2000}),
        (cast.lead, {"volume": "7" * 300}),
    ):
        with pytest.raises(Invalid):
            actions.correct_record(record=record, by=by, version=1, **fields)


def test_the_page_corrects_shows_the_original_and_puts_it_back(cast, record, sign_in):
    client, ids = sign_in(cast.lead), {"slug": cast.review.slug, "record_id": record.pk}
    url = reverse("importing:correct", kwargs=ids)
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"version": 1}
    sent |= {"authors": "Kim, J.\r\n\r\nLee, A.", "abstract": "One.\r\nTwo.", "year": "2020"}
    assert client.post(url, sent).url == reverse("importing:record", kwargs=ids)
    record.refresh_from_db()
    assert (record.authors, record.abstract, record.year) == (["Kim, J.", "Lee, A."], "One.\nTwo.", 2020)
    shown = client.get(reverse("importing:record", kwargs=ids)).content.decode()
    assert "Corrected by hand" in shown
    assert "<q>2019</q>" in shown
    late = client.post(url, sent | {"year": "1999"})
    assert (late.status_code, late.context["newer"], late.context["form"]["version"].value()) == (
        409,
        [("Year", "2020")],
        2,
    )
    client.post(reverse("importing:put_back", kwargs=ids), {"field": "year", "version": 2})
    record.refresh_from_db()
    assert record.year == 2019


def form_of(record, doi):
    initial = record_initial(record)
    sent = {name: "\n".join(v) if isinstance(v, list) else v for name, v in initial.items() if v is not None}
    return RecordForm(sent | {"doi": doi}, initial=initial)


@pytest.mark.parametrize(
    "doi", ["not a doi", "10.1000", "1000/xyz", "https://example.org/10", "10.1000/xyz and more"]
)
def test_what_is_no_doi_is_refused_in_words(record, doi):
    (said,) = form_of(record, doi).errors["doi"]
    assert said.startswith(f"“{doi}” is no DOI. A DOI begins with 10. and has a slash")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("https://doi.org/10.1000/Pain.1", "10.1000/pain.1"),
        ("doi: 10.1000/pain.1", "10.1000/pain.1"),
        ("10.1002/(SICI)1097(1998)17:15<1661::AID-SIM9>3.0.CO;2-2",) * 2,
    ],
)
def test_a_doi_is_taken_as_it_is_printed(record, typed, kept):
    form = form_of(record, typed)
    assert (form.is_valid(), form.corrected()["doi"]) == (True, kept.lower())


def test_an_odd_doi_of_the_file_stays_until_somebody_mends_it(record):
    record.doi = "doi pending"
    form = form_of(record, "doi pending")
    assert (form.is_valid(), form.corrected()["doi"]) == (True, "doi pending")
    assert "doi" in form_of(record, "doi still pending").errors
