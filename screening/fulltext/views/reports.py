"""The list of reports, one report, its file and its pages as pictures."""

import json
import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from ketreview.web import back, download, paged
from ketreview.wording import plural
from screening.errors import Closed, Invalid
from screening.files import open_stored
from screening.fulltext import actions, queries
from screening.fulltext.forms import AttachForm, NoticeForm, RetrievalForm
from screening.fulltext.pdf import page_image
from screening.importing.queries.notices import notices_on
from screening.models import Member, Report, ReportFile
from screening.team.access import review_page

BOXES_ARE = "left, top, width and height in percent of the page, one a line"
READERS = ("manage_full_text", "screen", "extract", "reconcile", "see_extracted")
USUAL, SHARP = 1000, 2000
"""How wide a page is drawn, in pixels."""


def _report(member: Member, report_id: int) -> Report:
    """A report of the review that is sought. Closed where it was put aside with a copy."""
    report = _any_report(member, report_id)
    if report.withdrawn_at is None:
        return report
    raise Closed(
        f"The report of record {report.record_id} was put aside, since that record is a copy of another one now; "
        "nothing was changed. Its files, notes and log are shown with the other one's report."
    )


def _any_report(member: Member, report_id: int) -> Report:
    return get_object_or_404(member.review.reports.select_related("record"), pk=report_id)


def stored_file(member: Member, file_id: uuid.UUID) -> ReportFile:
    """A file of one of the review's reports, or Http404."""
    files = ReportFile.objects.select_related("report__record").filter(archived_at__isnull=True)
    return get_object_or_404(files, pk=file_id, report__review=member.review)


@review_page("manage_full_text")
def list_reports(request: HttpRequest, member: Member) -> HttpResponse:
    retrieval, text = request.GET.get("retrieval", ""), request.GET.get("q", "")
    page = paged(request, queries.reports(member, retrieval, text))
    states = [(value, label, queries.retrieval_counts(member)[value]) for value, label in Report.Retrieval.choices]
    notices = notices_on(report.record for report in page)
    context = {"page_obj": page, "notices": notices, "states": states, "retrieval": retrieval, "q": text}
    context["judged_unfound"] = queries.judged_unfound(member)
    context["unplaced"] = queries.unplaced_files(member).count()
    return render(request, "screening/fulltext/page.html", context)


@review_page(*READERS)
def show(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    asked = _any_report(member, report_id)
    if asked.withdrawn_at is not None and asked.record.primary_id:
        stands = get_object_or_404(queries.reports(member), record=asked.record.primary_id)
        return redirect("fulltext:show", slug=member.review.slug, report_id=stands.pk)
    report = _report(member, report_id)
    state = {"retrieval": report.retrieval, "note": report.retrieval_note, "version": report.version}
    context = {
        "report": report,
        "record": report.record,
        "files": report.files.filter(archived_at__isnull=True),
        "removed": queries.removed_files(report),
        "aside": [(one, queries.retrieval_log(one)[:20]) for one in queries.reports_aside(report)],
        "passages": queries.own_passages(member, report).count(),
        "attach_form": AttachForm(),
        "retrieval_form": RetrievalForm(initial=state),
        "notice_form": NoticeForm(
            initial={"notice": report.notice, "notice_note": report.notice_note, "version": report.version}
        ),
        "log": queries.retrieval_log(report)[:50],
        "may_change": member.can("manage_full_text"),
    }
    return render(request, "screening/fulltext/report.html", context)


@review_page("manage_full_text", methods=("POST",))
def attach(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    report = _report(member, report_id)
    form = AttachForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Invalid(f"No file arrived for {report}. Choose a PDF and send it again.")
    file = actions.attach_file(report=report, upload=form.cleaned_data["file"], by=member)
    messages.success(request, f"“{file.filename}” ({plural(file.pages, 'page')}) is attached to {report}.")
    return back(request, "fulltext:show", slug=member.review.slug, report_id=report.pk)


@review_page("manage_full_text", methods=("POST",))
def log_retrieval(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    report = _report(member, report_id)
    form = RetrievalForm(request.POST)
    if not form.is_valid():
        raise Invalid("The retrieval log was not changed: " + " ".join(sum(form.errors.values(), [])))
    actions.log_retrieval(
        report=report,
        retrieval=form.cleaned_data["retrieval"],
        note=form.cleaned_data["note"],
        version=form.cleaned_data["version"],
        by=member,
    )
    messages.success(request, f"The retrieval log of {report} is saved.")
    return back(request, "fulltext:show", slug=member.review.slug, report_id=report.pk)


@review_page("manage_full_text", methods=("POST",))
def set_notice(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    report = _report(member, report_id)
    form = NoticeForm(request.POST)
    if not form.is_valid():
        raise Invalid("The notice was not changed: " + " ".join(sum(form.errors.values(), [])))
    sent = form.cleaned_data
    actions.set_notice(
        report=report, notice=sent["notice"], note=sent["notice_note"], version=sent["version"], by=member
    )
    messages.success(request, f"The standing of {report} is saved.")
    return back(request, "fulltext:show", slug=member.review.slug, report_id=report.pk)


@review_page("manage_full_text", methods=("POST",))
def remove_file(request: HttpRequest, member: Member, file_id: uuid.UUID) -> HttpResponse:
    file = stored_file(member, file_id)
    actions.remove_file(file=file, by=member)
    messages.success(request, f"“{file.filename}” is taken off {file.report}; it is kept and can be put back.")
    return back(request, "fulltext:show", slug=member.review.slug, report_id=file.report_id)


@review_page("manage_full_text", methods=("POST",))
def put_back_file(request: HttpRequest, member: Member, file_id: uuid.UUID) -> HttpResponse:
    files = ReportFile.objects.select_related("report__record").filter(archived_at__isnull=False)
    file = get_object_or_404(files, pk=file_id, report__review=member.review)
    actions.put_back_file(file=file, by=member)
    messages.success(request, f"“{file.filename}” is back with {file.report}, with the passages marked in it.")
    return back(request, "fulltext:show", slug=member.review.slug, report_id=file.report_id)


@review_page(*READERS)
def passages(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    """The member's passages in all files of the report, removed ones too, with page and place, as JSON."""
    report = _report(member, report_id)
    found = [
        {
            "file": quote.file.filename,
            "removed": quote.file.archived_at is not None,
            "page": quote.page,
            "text": quote.text,
            "boxes": quote.boxes,
            "marked_at": quote.made_at.isoformat(),
        }
        for quote in queries.own_passages(member, report)
    ]
    told = {"report": str(report), "title": report.record.title, "boxes_are": BOXES_ARE, "passages": found}
    content = json.dumps(told, ensure_ascii=False, indent=1)
    return download(content, f"{report}-passages.json", "application/json")


@review_page(*READERS)
def file(request: HttpRequest, member: Member, file_id: uuid.UUID) -> HttpResponse:
    """The PDF to save. It never runs in our pages: sandboxed, never sniffed, always a download."""
    stored = stored_file(member, file_id)
    answer = FileResponse(open_stored(stored.file, stored.filename), as_attachment=True, filename=stored.filename)
    return _sealed_off(answer, "application/pdf")


@review_page(*READERS)
def page(request: HttpRequest, member: Member, file_id: uuid.UUID, number: int) -> HttpResponse:
    """One page as a picture, drawn on the server, so that nothing in the PDF runs in the browser; `sharp`
    gives one for a large zoom."""
    stored = stored_file(member, file_id)
    with open_stored(stored.file, stored.filename) as content:
        try:
            picture = page_image(content.read(), number, SHARP if "sharp" in request.GET else USUAL)
        except IndexError as error:
            raise Http404(str(error)) from None
    answer = _sealed_off(HttpResponse(picture), "image/png")
    answer["Cache-Control"] = "private, max-age=3600, immutable"
    return answer


def _sealed_off(answer: HttpResponse, content_type: str) -> HttpResponse:
    answer["Content-Type"] = content_type
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
