"""Full texts: what is accepted, how it is served, and how the search for it is logged."""

import io

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from screening.errors import Closed, Invalid, Stale
from screening.fulltext import actions, queries
from screening.fulltext.pdf import NotAcceptable, check_pdf, page_image
from screening.models import Event, Report
from screening.workflow.actions import open_stage, release_settled
from tests import factories
from tests.screening.workflow.conftest import make_room


def make_pdf(pages: int = 2) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(300, 400)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


PDF = make_pdf()


@pytest.fixture
def report(cast):
    record = factories.make_record(factories.make_batch(cast.lead))
    return Report.objects.create(review=cast.review, record=record)


def upload(content: bytes, name: str = "trial.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_a_whole_pdf_is_described():
    content = make_pdf(3)

    facts = check_pdf(content)

    assert (facts.pages, facts.size, len(facts.sha256)) == (3, len(content), 64)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"<html><script>alert(1)</script>%PDF-1.7", "This is not a PDF"),
        (b"PK\x03\x04 a word file", "This is not a PDF"),
        (b"%PDF-1.7 and then nothing", "damaged"),
        (PDF[:200], "damaged"),
    ],
)
def test_what_is_no_whole_pdf_is_refused_with_its_reason(content, says):
    with pytest.raises(NotAcceptable, match=says):
        check_pdf(content)


def test_a_page_is_drawn_and_a_missing_one_is_an_index_error():
    content = make_pdf(1)

    assert page_image(content, 1).startswith(b"\x89PNG")
    with pytest.raises(IndexError, match="no page 2"):
        page_image(content, 2)


def test_attaching_makes_the_report_retrieved_and_is_logged(report, cast):
    file = actions.attach_file(report=report, upload=upload(PDF), by=cast.reviewer)

    report.refresh_from_db()
    assert (report.retrieval, file.pages, file.file.name.count("trial")) == ("retrieved", 2, 0)
    assert list(Event.objects.order_by("at").values_list("verb", flat=True)) == [
        "retrieval changed",
        "full text attached",
    ]


def test_the_same_file_twice_is_recognised_and_nothing_is_kept_twice(report, cast):
    actions.attach_file(report=report, upload=upload(PDF), by=cast.reviewer)

    with pytest.raises(Closed, match="attached to .* already"):
        actions.attach_file(report=report, upload=upload(PDF, "again.pdf"), by=cast.reviewer)
    assert report.files.count() == 1


def test_a_refused_file_leaves_no_row(report, cast):
    with pytest.raises(Invalid, match="“x.pdf” was not attached"):
        actions.attach_file(report=report, upload=upload(b"hello", "x.pdf"), by=cast.reviewer)
    assert (report.files.count(), Event.objects.count()) == (0, 0)


def test_a_file_taken_off_is_archived_and_the_search_is_open_again(report, cast):
    file = actions.attach_file(report=report, upload=upload(PDF), by=cast.reviewer)

    actions.remove_file(file=file, by=cast.reviewer)

    report.refresh_from_db()
    assert (report.retrieval, report.files.filter(archived_at__isnull=True).count(), report.files.count()) == (
        "sought",
        0,
        1,
    )


def test_a_file_taken_off_by_mistake_is_put_back_on_the_page(report, cast, sign_in):
    file = actions.attach_file(report=report, upload=upload(PDF), by=cast.reviewer)
    page = reverse("fulltext:show", kwargs={"slug": cast.review.slug, "report_id": report.pk})
    back = reverse("fulltext:put_back_file", kwargs={"slug": cast.review.slug, "file_id": file.pk})
    assert sign_in(cast.reviewer).post(back).status_code == 404  # it is there
    actions.remove_file(file=file, by=cast.reviewer)
    assert "Put back" in sign_in(cast.reviewer).get(page).text
    assert "is back with" in sign_in(cast.reviewer).post(back, follow=True).text
    report.refresh_from_db()
    assert (report.retrieval, report.files.filter(archived_at__isnull=True).count()) == ("retrieved", 1)


def test_what_was_attached_anew_meanwhile_is_not_put_back_beside_it(report, cast):
    file = actions.attach_file(report=report, upload=upload(PDF), by=cast.reviewer)
    actions.remove_file(file=file, by=cast.reviewer)
    actions.attach_file(report=report, upload=upload(PDF), by=cast.reviewer)
    assert list(queries.removed_files(report)) == []
    with pytest.raises(Closed, match="attached to .* again meanwhile"):
        actions.put_back_file(file=file, by=cast.reviewer)


def test_not_retrieved_is_logged_with_its_note_and_a_stale_save_is_refused(report, cast):
    actions.log_retrieval(report=report, retrieval="not-retrieved", note="No answer", version=1, by=cast.reviewer)

    report.refresh_from_db()
    assert (report.retrieval, report.retrieval_note) == ("not-retrieved", "No answer")
    with pytest.raises(Stale):
        actions.log_retrieval(report=report, retrieval="requested", note="", version=1, by=cast.reviewer)


def test_a_report_with_a_pdf_cannot_be_called_not_retrieved(report, cast):
    actions.attach_file(report=report, upload=upload(PDF), by=cast.reviewer)
    report.refresh_from_db()

    with pytest.raises(Closed, match="has a PDF"):
        actions.log_retrieval(report=report, retrieval="not-retrieved", note="", version=2, by=cast.reviewer)


def test_counts_name_every_state(report, cast):
    assert queries.retrieval_counts(cast.reviewer) == {
        "sought": 1,
        "requested": 0,
        "retrieved": 0,
        "not-retrieved": 0,
    }
    assert queries.step_count(cast.reviewer).label == "Find 1 full text"


def test_the_pdf_is_served_as_a_sandboxed_download(report, cast, sign_in):
    file = actions.attach_file(report=report, upload=upload(PDF, 'a"b\r\nX: y.pdf'), by=cast.reviewer)
    url = reverse("fulltext:file", kwargs={"slug": cast.review.slug, "file_id": file.pk})

    answer = sign_in(cast.reviewer).get(url)

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer["Content-Disposition"]


def test_a_page_is_served_as_a_picture(report, cast, sign_in):
    file = actions.attach_file(report=report, upload=upload(PDF), by=cast.reviewer)
    url = reverse("fulltext:page", kwargs={"slug": cast.review.slug, "file_id": file.pk, "number": 1})

    answer = sign_in(cast.reviewer).get(url)

    assert (answer["Content-Type"], answer.content[:4]) == ("image/png", b"\x89PNG")


def test_the_form_attaches_and_says_so(report, cast, sign_in):
    url = reverse("fulltext:attach", kwargs={"slug": cast.review.slug, "report_id": report.pk})

    answer = sign_in(cast.reviewer).post(url, {"file": upload(PDF)}, follow=True)

    assert "is attached to" in answer.content.decode()
    assert report.files.count() == 1


def test_reports_judged_while_they_are_still_sought_are_told_to_who_may_know(cast, sign_in):
    room = make_room(cast, records=3)
    for record in room.records:
        room.both(record)
    release_settled(stage=room.stage, by=room.lead)
    open_stage(stage=room.full_text, by=room.lead)
    judged, found, half = room.records
    Report.objects.filter(record=found).update(retrieval=Report.Retrieval.RETRIEVED)
    for record in (judged, found):
        room.both(record, stage=room.full_text)
    room.vote(room.a, half, stage=room.full_text)
    assert (queries.judged_unfound(room.lead), queries.judged_unfound(room.a)) == (1, 0)
    page = reverse("fulltext:list", kwargs={"slug": cast.review.slug})
    assert "1 report was judged at full text while the search" in sign_in(room.lead).get(page).text
    release_settled(stage=room.full_text, by=room.lead)
    assert queries.judged_unfound(room.a) == 1
