"""What leaves as a table: nothing runs, nothing is lost, nothing is told to those who may not know."""

import csv
import io
import uuid

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from screening.exporting.escaping import MOST_IN_CELL, TRIGGERS, as_text, as_xlsx
from screening.exporting.registry import EXPORTS
from screening.exporting.resources import DecisionResource, EscapedResource, RecordResource
from screening.exporting.tables import csv_lines, xlsx_pieces
from screening.exporting.writers.formats import WRITERS
from screening.importing import actions
from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord
from screening.importing.record_fields import as_row, columns_of
from screening.jobs.tasks import run_job
from screening.models import Decision, Job, Record, Report, Slot, StageRecord
from screening.workflow.actions import resolve_conflict
from tests.factories import make_batch, make_record
from tests.screening.importing.making import ris, source_of, upload
from tests.screening.workflow.conftest import make_room
from tests.shared import REPO


def csv_of(resource) -> bytes:
    return "".join(csv_lines(resource.get_export_headers(), resource.rows())).encode()


def table(content: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def record_of(member, **fields) -> Record:
    batch = make_batch(member)
    row = as_row(ParsedRecord(**fields))
    return Record.objects.create(review=member.review, batch=batch, row_no=1, **columns_of(row))


@pytest.mark.parametrize("trigger", TRIGGERS, ids=[f"U+{ord(t):04X}" for t in TRIGGERS])
def test_a_cell_that_begins_like_a_formula_is_made_text(trigger):
    class OneCell(EscapedResource):
        def columns(self):
            return {"cell": "Cell"}

        def cells(self, instance):
            return {"cell": instance}

    resource = OneCell(member=None)
    cell = f"{trigger}cmd|' /C calc'!A0"
    assert resource.export(queryset=[cell, f"'{cell}", f"a{cell}"]).dict == [
        {"Cell": f"'{cell}"},
        {"Cell": f"''{cell}"},
        {"Cell": f"a{cell}"},
    ]


def test_every_cell_of_a_workbook_is_a_string():
    book = load_workbook(
        io.BytesIO(b"".join(xlsx_pieces(["=A", "B"], [["=1+1", "2020-01-01"], ["3", "http://x.org"]], "Records")))
    )
    cells = [cell for row in book["Records"].iter_rows() for cell in row]
    assert [(cell.value, cell.data_type) for cell in cells] == [
        (text, "s") for text in ("=A", "B", "=1+1", "2020-01-01", "3", "http://x.org")
    ]


def test_a_workbook_takes_control_characters_and_says_where_it_cuts():
    long = "a" * (MOST_IN_CELL + 1)
    assert as_xlsx("a\x01b_x0041_") == "a_x0001_b_x005F_x0041_"
    assert (len(as_xlsx(long)), as_xlsx(long).endswith("the CSV export has the whole text")) == (MOST_IN_CELL, True)
    assert as_text("plain") == "plain"


AWKWARD = [
    {"title": "=cmd|' /C calc'!A0 in adults", "authors": ("Cohen, S. P.",), "year": 2020},
    {
        "title": "'=quoted already",
        "authors": ("NICE Guideline Group", "Ruiz, Ana"),
        "year": 2019,
        "pages": "S1-S10",
    },
    {"title": "A “quoted”, comma; semicolon", "authors": ("Kim, J.",), "keywords": ("Pain, Chronic",)},
    {"title": "p < 0.05 & q > 1 &amp; more", "abstract": "Line one. -Line two. @home", "year": 2001},
    {
        "type": "chapter",
        "title": "A chapter",
        "booktitle": "A book of pain",
        "editors": ("Eve, E.", "Adam, A."),
        "isbn": "9780306406157",
        "publisher": "Press",
        "place": "Oslo",
        "edition": "2nd",
    },
    {"title": "-5 degrees", "doi": "10.1000/pain.0001", "pmid": "31234567", "issn": "1234-5679", "volume": "+1"},
    {"title": "Only a title", "keywords": ("ketamine", "pain, acute"), "notes": ("first note", "second note")},
]


def compared(parsed: ParsedRecord) -> dict:
    of_the_file = ("raw", "line", "confidence", "spans", "date")
    return {name: value for name, value in as_row(parsed).items() if name not in of_the_file}


@pytest.mark.parametrize("fields", AWKWARD, ids=[fields["title"][:20] for fields in AWKWARD])
def test_the_table_reads_back_as_the_same_record(cast, fields):
    fields = {"type": "article"} | fields
    record_of(cast.lead, **fields)
    items = list(parse(csv_of(RecordResource(member=cast.lead)), "csv"))
    parsed = [item for item in items if isinstance(item, ParsedRecord)]
    assert [compared(one) for one in parsed] == [compared(ParsedRecord(**fields))]
    assert [item for item in items if not isinstance(item, ParsedRecord)] == []


def work() -> None:
    while job := Job.objects.filter(state=Job.State.QUEUED).first():
        run_job.func(str(job.pk))


def bring(member, content, name):
    batch = actions.stage_import(file=upload(content, name), source=source_of(member), by=member)
    actions.import_staged(batch=batch, by=member)
    work()
    return batch


def test_a_real_reference_list_exported_and_imported_again_is_the_same(cast, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    bring(cast.lead, (REPO / "ketreview/demo/data/seed-000.ris").read_bytes(), "seed.ris")
    bring(cast.other_lead, csv_of(RecordResource(member=cast.lead)), "export.csv")
    first, second = (
        [compared(parsed) for parsed in RecordResource(member=lead).parsed()]
        for lead in (cast.lead, cast.other_lead)
    )
    assert len(first) == 89
    assert second == first


def test_where_a_record_comes_from_and_whose_copy_it_is_are_in_the_table(cast):
    first, copy = make_record(make_batch(cast.lead), line=7), make_record(make_batch(cast.lead))
    Record.objects.filter(pk=copy.pk).update(primary=first)
    rows = table(csv_of(RecordResource(member=cast.reviewer)))
    names = ("Record number", "Search source", "Import file", "Import line", "Copy of record", "Number of copies")
    assert [[row[name] for name in names] for row in rows] == [
        [str(first.pk), "PubMed", first.batch.filename, "7", "", "1"],
        [str(copy.pk), "PubMed", copy.batch.filename, "0", str(first.pk), "0"],
    ]


def settled(cast, record, verdict="include", state="included"):
    """One vote of each reviewer on the record, and what came of it."""
    stage = cast.review.stages.get(kind="title-abstract")
    StageRecord.objects.create(stage=stage, record=record, state=state)
    for number, reviewer in enumerate((cast.reviewer, cast.second_reviewer), start=1):
        slot = Slot.objects.create(stage=stage, record=record, number=number, reviewer=reviewer, done=True)
        own = "include" if reviewer == cast.reviewer else verdict
        vote = Decision.objects.create(
            slot=slot, stage=stage, record=record, reviewer=reviewer, verdict=own, key=uuid.uuid4(), note="=SUM(A1)"
        )
        Slot.objects.filter(pk=slot.pk).update(vote=vote)


def test_how_a_record_stands_is_only_in_the_table_of_those_who_may_know(cast):
    record = make_record(make_batch(cast.lead))
    settled(cast, record)
    heading = "State: Title and abstract"
    assert [row[heading] for row in table(csv_of(RecordResource(member=cast.lead)))] == ["included"]
    assert heading not in RecordResource(member=cast.reviewer).get_export_headers()
    cast.review.stages.filter(kind="title-abstract").update(blinded=False)
    assert [row[heading] for row in table(csv_of(RecordResource(member=cast.reviewer)))] == ["included"]


def test_anothers_vote_changes_no_byte_of_a_blinded_reviewers_exports(cast, sign_in):
    record = make_record(make_batch(cast.lead))
    client, at = sign_in(cast.reviewer), {"slug": cast.review.slug}

    def everything():
        answers = [
            client.get(reverse(export.url_name, kwargs=at), {"format": format})
            for export in EXPORTS
            for format in export.formats
            if format != "xlsx"
        ]
        return [(a.status_code, b"".join(a.streaming_content) if a.streaming else b"") for a in answers]

    before = everything()
    settled(cast, record, verdict="exclude", state="conflict")
    assert everything() == before
    files = len(WRITERS) - 1  # every format but XLSX, whose bytes hold the time
    assert [status for status, _ in before] == [*[200] * files, 403, 403, 403, 403]


def test_decisions_are_those_of_settled_records_with_formulas_made_text(cast):
    open_record, done = make_record(make_batch(cast.lead)), make_record(make_batch(cast.lead))
    settled(cast, done)
    settled(cast, open_record, verdict="exclude", state="conflict")
    rows = table(csv_of(DecisionResource(member=cast.lead)))
    assert [
        (row["Record number"], row["Reviewer"], row["Verdict"], row["Note"], row["Counts"]) for row in rows
    ] == [
        (str(done.pk), str(cast.reviewer), "Include", "'=SUM(A1)", "yes"),
        (str(done.pk), str(cast.second_reviewer), "Include", "'=SUM(A1)", "yes"),
    ]
    assert table(csv_of(DecisionResource(member=cast.reviewer))) == []


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.label)
def test_each_registered_export_answers_in_each_of_its_formats(cast, sign_in, export):
    make_record(make_batch(cast.lead), title="Ketamine ＝ pain")
    client, url = sign_in(cast.lead), reverse(export.url_name, kwargs={"slug": cast.review.slug})
    for format in export.formats:
        answer = client.get(url, {"format": format})
        name = f"{cast.review.slug}-{export.url_name.partition(':')[2]}.{format}"
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert len(answer.getvalue()) > 20
    assert client.get(url, {"format": "exe"}).status_code == 404


def test_the_ris_export_reads_back_as_the_same_records(cast, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    bring(cast.lead, ris(1, 3), "three.ris")
    answer = sign_in(cast.reviewer).get(
        reverse("exporting:records", kwargs={"slug": cast.review.slug}), {"format": "ris"}
    )
    again = [compared(item) for item in parse(answer.getvalue(), "ris") if isinstance(item, ParsedRecord)]
    assert again == [compared(item) for item in RecordResource(member=cast.lead).parsed()]


def test_decisions_hold_what_adjudicators_decided_with_their_reasons(cast):
    room = make_room(cast, records=2)
    for record in room.records:
        room.both(record, "include", "exclude")
    decided = {"reason": None, "by": room.adjudicator}
    resolve_conflict(
        entry=room.entry(room.records[0]),
        verdict="exclude",
        rationale="=1+1 Not adults",
        key=uuid.uuid4(),
        **decided,
    )
    resource = DecisionResource(member=cast.lead)
    rows = [dict(zip(resource.fields, row, strict=True)) for row in resource.rows()]
    assert [(row["kind"], row["verdict"]) for row in rows] == [
        ("Vote", "Include"),
        ("Vote", "Exclude"),
        ("Adjudication", "Exclude"),
    ]
    assert (rows[2]["reviewer"], rows[2]["note"]) == (str(room.adjudicator), "'=1+1 Not adults")
    assert list(DecisionResource(member=cast.adjudicator).rows()) == []


@pytest.mark.parametrize("key", [writer.key for writer in WRITERS if writer.key not in ("csv", "xlsx")])
def test_that_a_record_was_retracted_leaves_in_every_citation_format(cast, sign_in, key):
    record = record_of(cast.lead, title="Ketamine for pain", authors=("Maher, D",))
    notice = {"notice": Report.Notice.RETRACTED, "notice_note": "Journal, May 2024"}
    Report.objects.create(review=cast.review, record=record, **notice)
    record_of(cast.lead, title="Another trial")
    answer = sign_in(cast.lead).get(
        reverse("exporting:records", kwargs={"slug": cast.review.slug}), {"format": key}
    )
    items = parse(b"".join(answer.streaming_content), next(w.reads_as for w in WRITERS if w.key == key))
    assert [(one.title, one.notes) for one in items if isinstance(one, ParsedRecord)] == [
        ("Ketamine for pain", ("Notice: Retracted: Journal, May 2024",)),
        ("Another trial", ()),
    ]
