"""Downloads of synthesis, and the page on which a report is put together."""

from datetime import UTC, date, datetime
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from tablib import Dataset

from ketreview import calculator
from ketreview.web import download
from screening.errors import Closed
from screening.files import open_stored
from screening.jobs.actions import start_job
from screening.models import Job, Member, RenderedFigure
from screening.progress.documents import DOCX
from screening.team.access import review_page
from synthesis.analyses.queries import analyses
from synthesis.extraction.queries import reconciled_values
from synthesis.models.runs import FrozenRun
from synthesis.networks.queries import networks
from synthesis.reports import queries
from synthesis.reports.choosing import ORDERS, SECTIONS, Choice, choice_of
from synthesis.reports.document import Report, drawings
from synthesis.reports.resources import ReconciledResource, ResultsResource
from synthesis.reports.results import network_rows, result_rows
from synthesis.reports.writers.docx_file import DOTS_PER_INCH, to_docx
from synthesis.reports.writers.html_file import preview, report_hash, to_html

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ROWS_OF_PREVIEW = 50
DRAWN_AT_ONCE = 12
"""Figures that a reader can wait for; a report with more is written by the worker."""


@review_page("see_extracted")
def reconciled(request: HttpRequest, member: Member) -> HttpResponse:
    """All reconciled values of the review as CSV or XLSX."""
    table = ReconciledResource().export(reconciled_values(member))
    return _file(request, table, "Reconciled data", f"{member.review.slug}-reconciled")


@review_page("see_results")
def results(request: HttpRequest, member: Member) -> HttpResponse:
    """The current run of every analysis and network as CSV or XLSX."""
    table = ResultsResource().export([*result_rows(analyses(member)), *network_rows(networks(member))])
    return _file(request, table, "Results", f"{member.review.slug}-results")


def _file(request: HttpRequest, table: Dataset, title: str, stem: str) -> HttpResponse:
    """The table in the format asked for; the title names the sheet."""
    name = request.GET.get("format", "csv")
    if name not in FORMATS:
        raise Http404(f"There is no format {name}; choose csv or xlsx.")
    table.title = title
    # The cells are safe already; the library's own escaping would turn every number into text.
    return download(table.export(name), f"{stem}.{name}", FORMATS[name])


@review_page("see_results")
def report(request: HttpRequest, member: Member) -> HttpResponse:
    """Choose runs and sections, and see what the report will be."""
    choice, runs = _chosen(request, member)
    made = _report(request, member, choice, runs)
    taken = {run.pk for run in runs}
    context = {
        "report": made,
        "preview": mark_safe(preview(made, most_rows=ROWS_OF_PREVIEW)),
        "offers": [
            {"recipe": offer.recipe, "since": offer.since, "runs": [(run, run.pk in taken) for run in offer.runs]}
            for offer in queries.offers(member)
        ],
        "sections": [(key, name, choice.has(key)) for key, name in SECTIONS.items()],
        "orders": [(key, name, choice.order == key) for key, name in ORDERS.items()],
        "asked": _query(request),
    }
    return render(request, "synthesis/reports/page.html", context)


@review_page("see_results")
def report_file(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The report as one HTML file or as a Word document; ?format= says which."""
    file_format = request.GET.get("format", "html")
    if file_format not in ("html", "docx"):
        raise Http404(f"There is no format {file_format}; choose docx or html.")
    if "job" in request.GET:
        return _as_the_job_was_asked(member, request.GET["job"])
    choice, runs = _chosen(request, member)
    made = _report(request, member, choice, runs)
    name = f"{member.review.slug}-report.{file_format}"
    if file_format == "html":
        return download(to_html(made), name, "text/html; charset=utf-8")
    if len(drawings(made)) <= DRAWN_AT_ONCE:
        return download(to_docx(made, _pictures(made)), name, DOCX)
    sha256 = report_hash(made)
    if held := RenderedFigure.objects.filter(review=member.review, sha256=sha256, format="docx").first():
        return FileResponse(open_stored(held.file, name), as_attachment=True, filename=name, content_type=DOCX)
    return _by_the_worker(request, member, choice, sha256)


def _as_the_job_was_asked(member: Member, job_id: str) -> HttpResponse:
    """To the file that the job wrote, through the address with which it was asked for."""
    try:
        job = Job.objects.filter(review=member.review, kind="report", pk=UUID(job_id)).first()
    except ValueError:
        job = None
    if job is None or job.args["member"] != member.pk:
        raise Http404("There is no such report.")
    asked = f"{job.args['query']}&" if job.args["query"] else ""
    return redirect(reverse("reports:report_file", kwargs={"slug": member.review.slug}) + f"?{asked}format=docx")


def _by_the_worker(request: HttpRequest, member: Member, choice: Choice, sha256: str) -> HttpResponse:
    """To the page of the job that writes the file."""
    job = start_job(
        kind="report",
        key=f"{sha256[:30]}-{member.pk}",
        by=member,
        subject="Synthesis report as Word file",
        args={
            "member": member.pk,
            "chosen": choice.runs is not None,
            "runs": list(choice.runs or ()),
            "sections": list(choice.sections),
            "order": choice.order,
            "site": _site(request),
            "on": _today().isoformat(),
            "query": _query(request),
        },
    )
    return redirect("jobs:show", slug=member.review.slug, job_id=job.pk)


def _chosen(request: HttpRequest, member: Member) -> tuple[Choice, list[FrozenRun]]:
    asked = request.GET
    choice = choice_of("picked" in asked, asked.getlist("run"), asked.getlist("section"), asked.get("order", ""))
    try:
        runs = queries.chosen_runs(member, choice)
    except ValueError:
        runs = None
    if runs is None or (choice.runs is not None and len(runs) != len(choice.runs)):
        raise Http404("A run that was asked for is not in this review. Choose the runs of the report again.")
    return choice, runs


def _report(request: HttpRequest, member: Member, choice: Choice, runs: list[FrozenRun]) -> Report:
    return queries.report_of(member, choice, runs=runs, site=_site(request), on=_today())


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _today() -> date:
    return datetime.now(UTC).date()


def _query(request: HttpRequest) -> str:
    """What was chosen, to hand on to the files."""
    held = request.GET.copy()
    held.pop("format", None)
    return held.urlencode()


def _pictures(made: Report) -> dict[str, bytes]:
    """Each figure as PNG, drawn by the companion process. Raises Closed where it cannot draw now."""
    draw = "ketreview.drawing.publish:publish"
    try:
        return {
            each.name: calculator.ask(draw, each.scene, "png", dpi=DOTS_PER_INCH, seconds=30.0)
            for each in drawings(made)
        }
    except calculator.NotNow as error:
        raise Closed(f"The figures cannot be drawn just now. {error}") from None
