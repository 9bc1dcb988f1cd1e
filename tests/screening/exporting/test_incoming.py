"""The records' table both ways: exported, corrected and brought back; into another review, row for row the same."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tablib import Dataset

from screening.errors import Invalid
from screening.exporting.incoming import Unreadable, read_cells
from screening.exporting.resources import RecordResource, RecordTable
from screening.exporting.tables import csv_lines, xlsx_pieces
from screening.exporting.writers.csv_table import COLUMNS, heading
from screening.importing.parsers.records import ParsedRecord
from screening.importing.record_fields import as_row, columns_of
from screening.models import Event, ImportBatch, Job, Proposal, Record
from tests.factories import make_batch
from tests.screening.exporting.test_resources import AWKWARD

PARSED = [ParsedRecord(**({"type": "article"} | fields)) for fields in AWKWARD]
PARSED += [
    ParsedRecord(type="article", title="A\x01 control _x0041_", abstract="a" * 40_000, date="2020-06", year=2020),
    ParsedRecord(type="article", title="One author; many", authors=("Kim, J.",), notes=("a", "+b")),
]


@pytest.fixture
def records(cast, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    batch = make_batch(cast.lead)
    return [
        Record.objects.create(review=cast.review, batch=batch, row_no=n, **columns_of(as_row(parsed)))
        for n, parsed in enumerate(PARSED, 1)
    ]


def exported(member, format: str) -> bytes:
    resource = RecordResource(member=member)
    headings = resource.get_export_headers()
    if format == "csv":
        return "".join(csv_lines(headings, resource.rows())).encode()
    return b"".join(xlsx_pieces(headings, resource.rows(), "Records"))


def dataset(data: bytes) -> Dataset:
    headings, rows = read_cells(data, "records.csv")
    return Dataset(*rows, headers=headings)


def fields_of(member) -> list[list[str]]:
    """The columns of the records themselves, without those that say where they come from."""
    resource = RecordResource(member=member)
    own = {heading(name) for name in COLUMNS}
    keep = [n for n, name in enumerate(resource.get_export_headers()) if name in own]
    return [[row[n] for n in keep] for row in resource.rows()]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_table_brought_back_as_it_was_says_nothing_new(cast, records, format):
    result = RecordTable(member=cast.lead).import_data(dataset(exported(cast.lead, format)), raise_errors=True)
    assert (result.totals["skip"], result.totals["update"], result.totals["new"]) == (len(records), 0, 0)
    assert Event.objects.filter(verb="record corrected").count() == 0


def test_into_another_review_the_rows_are_exactly_the_same(cast, records):
    result = RecordTable(member=cast.other_lead).import_data(
        dataset(exported(cast.lead, "csv")), raise_errors=True, filename="records.csv"
    )
    assert result.totals["new"] == len(records)
    assert fields_of(cast.other_lead) == fields_of(cast.lead)
    batch = ImportBatch.objects.get(review=cast.other_review)
    assert (batch.filename, batch.state, batch.rows) == ("records.csv", "committed", len(records))


def test_what_was_changed_in_the_table_is_a_correction(cast, records):
    data = dataset(exported(cast.lead, "csv"))
    rows = [list(row) for row in data]
    at = {name: data.headers.index(name) for name in data.headers}
    rows[0][at["Year"]], rows[0][at["Title"]] = "2021", "'=A new title"
    rows[1][at["Authors"]] = "Ruiz, Ana; Kim, J."
    changed = Dataset(*reversed(rows), headers=data.headers)
    dry = RecordTable(member=cast.lead).import_data(changed, dry_run=True)
    records[0].refresh_from_db()
    assert (dry.totals["update"], records[0].year) == (2, 2020)
    RecordTable(member=cast.lead).import_data(changed, raise_errors=True, filename="mine.csv")
    first, second = Record.objects.filter(pk__in=[records[0].pk, records[1].pk]).order_by("pk")
    assert (first.year, first.title, first.original["year"]) == (2021, "=A new title", 2020)
    assert second.authors == ["Ruiz, Ana", "Kim, J."]
    assert set(Event.objects.filter(verb="record corrected").values_list("reason", flat=True)) == {
        "From the table mine.csv"
    }


def test_only_those_who_import_may_bring_a_table_in(cast, records):
    for member in (cast.reviewer, cast.methodologist, cast.observer):
        with pytest.raises(PermissionDenied):
            RecordTable(member=member).import_data(dataset(exported(cast.lead, "csv")))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Title,Year\nA,2020\n", "has no column “Record number”"),
        (b"PK\x03\x04 broken", "cannot be opened"),
        ("Record number;Tïtle\n".encode("latin-1"), "not in UTF-8"),
    ],
)
def test_what_is_no_table_of_records_is_refused_in_words(data, words):
    with pytest.raises(Unreadable, match=words):
        read_cells(data, "a.csv")


def test_the_page_proposes_what_differs(cast, records, sign_in):
    client, at = sign_in(cast.lead), {"slug": cast.review.slug}
    text = exported(cast.lead, "csv").decode().replace("Only a title", "Only a longer title")
    answer = client.post(
        reverse("exporting:bring_back", kwargs=at), {"table": SimpleUploadedFile("t.csv", text.encode())}
    )
    assert answer.url == reverse("importing:proposals", kwargs=at)
    one = Proposal.objects.get()
    assert (one.record.title, one.field, one.value, one.source) == (
        "Only a title",
        "title",
        "Only a longer title",
        "the table t.csv",
    )
    assert Job.objects.count() == 0
    refused = client.post(
        reverse("exporting:bring_back", kwargs=at),
        {"table": SimpleUploadedFile("t.csv", b"a,b\n1,2\n")},
        HTTP_ACCEPT="application/json",
    )
    assert refused.status_code == Invalid.status


def test_what_is_no_doi_is_not_proposed_and_told(cast, records, sign_in):
    headings, *rows = list(csv.reader(io.StringIO(exported(cast.lead, "csv").decode("utf-8-sig"), newline="")))
    rows[0][headings.index("DOI")] = "see the paper"
    text = "".join(csv_lines(headings, rows)).encode()
    at = reverse("exporting:bring_back", kwargs={"slug": cast.review.slug})

    page = sign_in(cast.lead).post(at, {"table": SimpleUploadedFile("t.csv", text)}, follow=True)

    number = rows[0][headings.index("Record number")]
    told = f"Left out, because a DOI begins with 10. and has a slash: “see the paper” (record {number})."
    assert told in [str(message) for message in page.context["messages"]]
    assert not Proposal.objects.filter(field="doi").exists()
