"""The pages and files of progress: what they show, to whom, and at what cost."""

import csv
import io
import struct
import zipfile
import zlib
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.errors import Stale
from screening.importing.actions.indexing import index_again
from screening.models import PreviousVersion, Stage
from screening.progress.actions import drop_previous, set_previous
from screening.progress.documents import Document, Table, to_docx
from screening.progress.places import PLACES
from screening.progress.queries import flow_counts
from screening.progress.queries.lead import pace_of
from screening.workflow.actions import withdraw
from tests.large_review import fill
from tests.screening.workflow.conftest import make_room
from tests.world import make_world


@pytest.fixture
def world(cast):
    return make_world(cast.lead, [cast.reviewer, cast.second_reviewer], [cast.extractor, cast.second_extractor])


@pytest.fixture
def drawn(monkeypatch):
    """What the worker draws is one white point, since matplotlib takes seconds to load; tests of drawing use it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    png = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")
    )
    monkeypatch.setattr("ketreview.drawing.publish.publish", lambda scene, file_format: png)
    return png


def rows_of(answer) -> list[list[str]]:
    """A streamed or whole CSV as rows."""
    body = b"".join(answer) if answer.streaming else answer.content
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def text_of(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read("word/document.xml").decode()


def test_the_ledger_lists_every_record_once_and_its_counts_sum_to_all(world, cast, sign_in):
    client, where = sign_in(cast.lead), [cast.review.slug]
    page = client.get(reverse("progress:ledger", args=where))
    counts = {each.place: each.count for each in page.context["counts"]}
    assert counts == dict.fromkeys(PLACES, 0) | {
        "duplicate": 1, "screening.awaiting": 2, "screening.conflicts": 1, "screening.excluded": 1, "included": 1,
    }  # fmt: skip
    assert (page.context["total"], page.context["waiting"], len(page.context["lines"])) == (6, 3, 6)
    for place, count in counts.items():
        narrowed = client.get(reverse("progress:ledger", args=where), {"place": place})
        assert [line.place for line in narrowed.context["lines"]] == [place] * count
    head, *rows = rows_of(client.get(reverse("progress:ledger_file", args=where)))
    assert [row[0] for row in rows] == [str(record.pk) for record in world.records]
    assert [row[head.index("Place")] for row in rows] == [
        PLACES[place]
        for place in (
            "screening.conflicts",
            "included",
            "screening.awaiting",
            "duplicate",
            "screening.excluded",
            "screening.awaiting",
        )  # fmt: skip
    ]
    assert client.get(reverse("progress:ledger", args=where), {"place": "nowhere"}).status_code == 404
    world.records[2].title = "Ketamine for burns"
    index_again(world.records[2])
    found = client.get(reverse("progress:ledger", args=where), {"q": "Burns"})
    assert [line.record.pk for line in found.context["lines"]] == [world.records[2].pk]


def test_excluded_reports_are_listed_with_their_reasons_as_page_csv_and_word(world, cast, sign_in):
    client, where = sign_in(cast.lead), [cast.review.slug]
    stage = cast.review.stages.get(kind="full-text")
    reason = cast.review.exclusion_reasons.first()
    stage.entries.update(state="excluded", reason=reason)
    page = client.get(reverse("progress:excluded", args=where))
    assert [(line.record.pk, line.reason) for line in page.context["lines"]] == [(world.records[1].pk, reason.text)]
    assert page.context["reasons"] == [(reason.text, 1)]
    (_, row) = rows_of(client.get(reverse("progress:excluded_file", args=[*where, "csv"])))
    assert (row[1], *row[-2:]) == (world.records[1].title, reason.text, "")
    words = text_of(client.get(reverse("progress:excluded_file", args=[*where, "docx"])).content)
    assert world.records[1].title in words
    assert reason.text in words
    other = client.get(reverse("progress:excluded", args=where), {"reason": "Wrong population"})
    assert other.context["lines"] == []
    assert client.get(reverse("progress:excluded_file", args=[*where, "xml"])).status_code == 404
    blinded = sign_in(cast.reviewer).get(reverse("progress:excluded", args=where))
    assert (blinded.context["lines"], blinded.context["held_back"]) == ([], True)


def test_a_word_file_is_the_same_bytes_each_time_and_takes_any_text():
    table = Table("Rows", ("A", "B"), [("<&>", "\x00\x0bé"), ("=1", "2")])
    document = Document("Title \x01", "Sub", ("A line", ""), tables=(table,))
    assert to_docx(document) == to_docx(document)
    assert "&lt;&amp;&gt;" in text_of(to_docx(document))


def test_an_updated_review_is_told_changed_and_taken_back(cast, sign_in):
    client, where = sign_in(cast.lead), [cast.review.slug]
    change = reverse("progress:change_previous", args=where)
    wrong = client.post(change, {"studies": 5, "reports": 4, "citation": "Smith 2019"})
    assert (wrong.status_code, PreviousVersion.objects.count()) == (422, 0)
    client.post(change, {"studies": 5, "reports": 6, "citation": "Smith 2019"})
    told = PreviousVersion.objects.get()
    assert (flow_counts(cast.lead, 2).total_studies, flow_counts(cast.lead).total_reports) == (7, 6)
    assert "Smith 2019" in client.get(reverse("progress:previous", args=where)).content.decode()
    page = client.get(reverse("prisma", args=where)).content.decode()
    assert "Studies included in previous version of review" in page
    assert "updated review, databases and registers only" in page
    set_previous(studies=7, reports=9, citation="Smith 2020", version=told.version, by=cast.lead)
    with pytest.raises(Stale):
        set_previous(studies=1, reports=1, citation="Old page", version=told.version, by=cast.lead)
    drop_previous(by=cast.lead)
    assert flow_counts(cast.lead).previous is None
    again = set_previous(studies=1, reports=1, citation="Once more", version=None, by=cast.lead)
    assert (again.pk, again.archived_at) == (told.pk, None)


def test_the_flow_of_a_past_day_has_its_page_its_links_and_its_files(world, cast, sign_in):
    client, where = sign_in(cast.lead), [cast.review.slug]
    page = client.get(reverse("prisma", args=where), {"at": "2020-01-01"})
    assert "As it stood at the end of 1 January 2020" in page.content.decode()
    assert 'href="/r/ketmine' not in page.content.decode()
    assert all("at=2020-01-01" in row.href for row in page.context["rows"] if "/prisma/records/" in row.href)
    numbers = rows_of(client.get(reverse("prisma_table", args=where), {"at": "2020-01-01"}))
    assert {row[2] for row in numbers[1:]} <= {"0", "–"}
    for asked in ("2999-01-01", "yesterday"):
        page = client.get(reverse("prisma", args=where), {"at": asked})
        assert "so the flow is shown as it stands now" in page.content.decode()
    for name in ("prisma_table", "prisma_r_table"):
        dated = client.get(reverse(name, args=where), {"at": "2020-01-01"})
        assert "-2020-01-01.csv" in dated["Content-Disposition"]
        assert client.get(reverse(name, args=where), {"at": "yesterday"}).status_code == 404


def test_the_flow_as_a_word_file_holds_the_drawing_and_the_numbers(
    world, cast, sign_in, drawn, django_capture_on_commit_callbacks
):
    client = sign_in(cast.lead)
    address = reverse("prisma_figure", args=[cast.review.slug, "docx"])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.get(address).status_code == 302  # to the job that draws it
    content = client.get(address).getvalue()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert any(name.startswith("word/media/") for name in archive.namelist())
    words = text_of(content)
    assert all(text in words for text in ("Records identified from: PubMed", "new review", "Not finished"))


def test_the_leads_view_shows_figures_to_those_who_may_see_them(
    world, cast, sign_in, drawn, django_capture_on_commit_callbacks
):
    stage = Stage.objects.get(review=cast.review, slug="title-abstract")
    client, where = sign_in(cast.lead), [cast.review.slug, stage.pk]
    page = client.get(reverse("progress:stage", args=where))
    people = {person.name: (person.votes, person.today) for person in page.context["people"]}
    assert people == {str(cast.reviewer): (3, 3), str(cast.second_reviewer): (4, 4)}
    found = page.context["matrix"]
    assert (found.records, found.conflicts, len(found.pairs)) == (3, 2, 1)
    assert [figure["chart"].key for figure in page.context["figures"]] == ["burn-down", "discovery", "reasons"]
    assert client.get(reverse("progress:overview", args=where[:1])).url == reverse("progress:stage", args=where)
    (head, row) = rows_of(client.get(reverse("progress:agreement_file", args=where)))
    assert (head[2], row[2]) == ("Records", "3")
    numbers = rows_of(client.get(reverse("progress:chart", args=[*where, "burn-down", "csv"])))
    assert numbers[-1][1] == str(page.context["pace"].left)
    drawing = client.get(reverse("progress:chart", args=[*where, "reasons", "svg"])).content.decode()
    assert "Not ketamine" in drawing
    assert client.get(reverse("progress:chart", args=[*where, "reasons", "gif"])).status_code == 404
    assert client.get(reverse("progress:chart", args=[*where, "nothing", "svg"])).status_code == 404
    file = reverse("progress:chart", args=[*where, "burn-down", "pdf"])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.get(file).status_code == 302
    assert client.get(file).getvalue() == drawn
    assert sign_in(cast.reviewer).get(reverse("progress:stage", args=where)).status_code == 403


def test_before_the_first_stage_the_leads_view_says_what_to_do(cast, sign_in):
    page = sign_in(cast.lead).get(reverse("progress:overview", args=[cast.review.slug])).content.decode()
    assert "No stage is open yet" in page


def test_no_page_asks_the_database_more_often_the_more_records_there_are(cast, sign_in):
    where = [cast.review.slug]
    stage = cast.review.stages.get(kind="title-abstract").pk
    pages = [
        reverse("prisma", args=where),
        reverse("prisma", args=where) + "?at=2026-01-20",
        reverse("prisma_records", args=where) + "?box=screened",
        reverse("progress:ledger", args=where),
        reverse("progress:ledger", args=where) + "?q=ketamine&place=screening.awaiting",
        reverse("progress:excluded", args=where),
        reverse("progress:stage", args=[*where, stage]),
        reverse("progress:certificate", args=[*where, stage]),
        reverse("review", args=where),
        reverse("home"),
    ]

    records = reverse("finding:list", args=where)
    title_abstract = [*where, "title-abstract"]
    pages = {
        cast.lead: [
            *pages,
            records,
            f"{records}?order=title",
            f"{records}?order=newest&year_from=1990&year_to=2010",
            f"{records}?q=operation&stage={stage}&state=excluded",
            reverse("dedupe:list", args=where),
            reverse("workflow:queue", args=where),
            reverse("workflow:stage", args=title_abstract),
        ],
        cast.adjudicator: [reverse("workflow:conflicts", args=where)],
        cast.reviewer: [reverse("workflow:mine", args=title_abstract)],
    }

    def asked() -> dict[str, int]:
        counts = {}
        for member, addresses in pages.items():
            client = sign_in(member)
            for page in addresses:
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(page).status_code == 200
                counts[page] = len(queries)
        return counts

    fill(cast, 150)
    few = asked()
    fill(cast, 250)
    assert asked() == few
    assert max(few.values()) <= 80


def test_work_undone_is_in_no_pace(cast):
    room = make_room(cast, records=4)
    for record in room.records:
        room.vote(room.a, record)
    for record in room.records[:2]:
        withdraw(slot=room.seat(room.a, record), by=room.a, key=uuid4())
    room.vote(room.a, room.records[0], "exclude")
    found = pace_of(cast.lead, room.stage)
    assert [(person.name, person.votes, person.today) for person in found.people] == [(str(room.a), 3, 3)]
    assert (found.cast, found.a_day) == (3, 3.0)
