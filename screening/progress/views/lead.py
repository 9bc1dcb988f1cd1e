"""The lead's view of a stage, its charts and its tables as files."""

from collections.abc import Iterator

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import mark_safe

from ketreview.drawing.svg import on_screen, standalone
from ketreview.web import download
from screening.files import open_stored
from screening.jobs.actions import start_job
from screening.models import Member, Stage
from screening.progress.matrix import Matrix
from screening.progress.queries import lead
from screening.progress.queries.charts import Chart, charts, charts_of, drawing_hash, drawn_file
from screening.progress.views.ledger import streamed
from screening.progress.views.page import progress_page
from screening.team.access import review_page
from screening.workflow.blinding import waits_for_conflicts
from screening.workflow.queries import tally_of

DRAWN = {"pdf": "application/pdf", "png": "image/png"}
STATES = {
    "waiting": "Waiting", "conflict": "In conflict", "included": "Included", "excluded": "Excluded",
    "not-retrieved": "Not retrieved",
}  # fmt: skip
BOUNDS = ("95% from", "95% to")
AGREEMENT_HEADINGS = (
    "First reviewer", "Second reviewer", "Records", "Agreement %", *BOUNDS, "Cohen's kappa", *BOUNDS, "PABAK",
    *BOUNDS, "AC1", *BOUNDS,
)  # fmt: skip


@review_page("see_outcomes")
def overview(request: HttpRequest, member: Member) -> HttpResponse:
    """The stage that runs now, or the last one opened."""
    stages = [stage for stage in member.review.stages.order_by("order") if stage.opened_at]
    if not stages:
        return progress_page(request, member, "lead.html", {"stage": None, "stages": []})
    running = next((stage for stage in stages if stage.closed_at is None), stages[-1])
    return redirect("progress:stage", slug=member.review.slug, stage_id=running.pk)


def _stage(member: Member, stage_id: int) -> Stage:
    return get_object_or_404(member.review.stages.select_related("review"), pk=stage_id)


@review_page("see_outcomes")
def stage(request: HttpRequest, member: Member, stage_id: int) -> HttpResponse:
    one = _stage(member, stage_id)
    tally = tally_of(one)
    pace, outcomes = lead.pace_of(member, one, tally), lead.outcomes_of(member, one, tally)
    found = lead.agreement_matrix(member, one)
    names = lead.names_of(one)
    context = {
        "stage": one,
        "stages": [each for each in member.review.stages.order_by("order") if each.opened_at],
        "pace": pace,
        "outcomes": outcomes,
        "states": [(STATES[state], count) for state, count in outcomes.states.items()] if outcomes else [],
        "people": pace.people,
        "rates": {rate.reviewer: rate for rate in found.rates},
        "matrix": found,
        "waits": waits_for_conflicts(member, one),
        "names": names,
        "grid": _grid(found, names),
        "figures": [_figure(member, one, chart) for chart in charts_of(pace, outcomes)],
    }
    return progress_page(request, member, "lead.html", context)


def _grid(found: Matrix, names: dict[int, str]) -> list[tuple[str, list]]:
    """Reviewer by reviewer: a row a reviewer, with the pair each makes with each other one."""
    return [
        (names[one], [None if one == two else found.pair(one, two) or False for two in found.reviewers])
        for one in found.reviewers
    ]


def _figure(member: Member, one: Stage, chart: Chart) -> dict:
    def address(file_format: str) -> str:
        where = {"slug": member.review.slug, "stage_id": one.pk, "chart": chart.key, "file_format": file_format}
        return reverse("progress:chart", kwargs=where)

    wide = on_screen(chart.wide, prefix=chart.key, css_class="kr-fig-wide")
    narrow = on_screen(chart.narrow, prefix=f"{chart.key}-narrow", css_class="kr-fig-narrow")
    return {
        "chart": chart,
        "svg": mark_safe(wide + narrow),
        "downloads": [(name.upper(), address(name)) for name in ("svg", "pdf", "png", "csv")],
    }


@review_page("see_outcomes", methods=("GET", "POST"))
def chart(request: HttpRequest, member: Member, stage_id: int, chart: str, file_format: str) -> HttpResponseBase:
    """A chart as a file: SVG and CSV at once, PDF and PNG as the worker draws them."""
    one = _stage(member, stage_id)
    found = next((each for each in charts(member, one) if each.key == chart), None)
    if found is None or file_format not in ("svg", "csv", *DRAWN):
        raise Http404("There is no such chart.")
    name = f"{member.review.slug}-{one.kind}-{chart}.{file_format}"
    if file_format == "csv":
        return streamed(found.headings, found.rows, name)
    if file_format == "svg":
        return download(standalone(found.wide), name, "image/svg+xml")
    drawn = drawn_file(member, found.wide, file_format)
    if drawn:
        return FileResponse(
            open_stored(drawn.file, name), as_attachment=True, filename=name, content_type=DRAWN[file_format]
        )
    job = start_job(
        kind="progress_chart",
        key=f"{drawing_hash(found.wide)[:40]}-{file_format}",
        by=member,
        subject=f"{found.title} as {file_format.upper()}",
        args={"member": member.pk, "stage": one.pk, "chart": chart, "format": file_format},
    )
    return redirect("jobs:show", slug=member.review.slug, job_id=job.pk)


@review_page("see_outcomes")
def agreement_file(request: HttpRequest, member: Member, stage_id: int) -> HttpResponseBase:
    """Agreement of every pair, unrounded, as CSV."""
    one = _stage(member, stage_id)
    rows = _agreement_rows(lead.agreement_matrix(member, one), lead.names_of(one))
    return streamed(AGREEMENT_HEADINGS, rows, f"{member.review.slug}-{one.kind}-agreement.csv")


def _agreement_rows(found: Matrix, names: dict[int, str]) -> Iterator[tuple[str, ...]]:
    for pair in found.pairs:
        told = pair.figures
        percent = pair.percent_interval and tuple(100 * bound for bound in pair.percent_interval)
        figures = (
            (pair.percent, percent),
            (told.kappa, pair.kappa_interval),
            (told.pabak, pair.pabak_interval),
            (told.ac1, pair.ac1_interval),
        )
        cells = [cell for figure in figures for cell in _told(*figure)]
        yield names[pair.first], names[pair.second], str(told.n), *cells


def _told(figure: float | None, interval: tuple[float, float] | None) -> tuple[str, str, str]:
    if figure is None:
        return "not estimable", "", ""
    return repr(figure), *((repr(bound) for bound in interval) if interval else ("", ""))
