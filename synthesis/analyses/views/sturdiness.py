"""The page that asks how sturdy a run is, and the files of its plots."""

import csv
import io
import uuid
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketreview.web import download
from screening.exporting.escaping import safe_cell
from screening.models import Member
from screening.team.access import review_page
from synthesis.analyses.exploration_tables import moderator_table, sensitivity_table, subgroup_table
from synthesis.analyses.figures import forest_of
from synthesis.analyses.sturdy_plots import (
    Plot,
    Table,
    gosh_plot,
    run_plots,
    sturdy_plots,
    ways_table,
    weighings_table,
)
from synthesis.analyses.views.drawing import PLOT_TYPES, drawn, on_page
from synthesis.models import Run

TABLES = {
    "ways": lambda run: ways_table(run.settings, run.result),
    "studies": lambda run: weighings_table(run.result),
    "subgroups": lambda run: subgroup_table(run.settings, run.result),
    "moderators": lambda run: moderator_table(run.settings, run.result),
    "sensitivity": lambda run: sensitivity_table(run.settings, run.result),
}


def _run(member: Member, run_id: uuid.UUID) -> Run:
    runs = Run.objects.select_related("analysis__review", "run_by__user")
    return get_object_or_404(runs, pk=run_id, analysis__review=member.review)


@review_page("see_results")
def show(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
    run = _run(member, run_id)
    held = run.result.get("sturdiness")
    context = {
        "run": run,
        "analysis": run.analysis,
        "computed": held is not None,
        "notes": (held or {}).get("notes", ()),
        "ways": ways_table(run.settings, run.result),
        "weighings": weighings_table(run.result),
        "plots": _plots(run),
    }
    return render(request, "synthesis/analyses/sturdiness.html", context)


def _plots(run: Run) -> list[dict]:
    cloud = gosh_plot(run.settings, run.result)
    return [on_page(plot) for plot in (*sturdy_plots(run.settings, run.result), *([cloud] if cloud else []))]


def _csv_of(run: Run, plot: str) -> Table | None:
    """The table of that name, of a plot or by itself."""
    if plot in TABLES:
        return TABLES[plot](run)
    found = _plot(run, plot)
    return found.table if found else None


def _plot(run: Run, name: str) -> Plot | None:
    return next((each for each in run_plots(run.settings, run.result) if each.name == name), None)


@review_page("see_results")
def plot_file(request: HttpRequest, member: Member, run_id: uuid.UUID, plot: str, file_format: str) -> HttpResponse:
    """A plot as SVG, PDF, PNG, EPS or TIFF, or the numbers of a plot or table as CSV; ?dpi= for pixels."""
    run = _run(member, run_id)
    name = f"{run.analysis.slug}-run-{run.number}-{plot}.{file_format}"
    if file_format == "csv":
        held = _csv_of(run, plot)
        if held is None:
            raise Http404
        return csv_file(name, *held)
    found = None if plot == "forest" else _plot(run, plot)
    if (found is None and plot != "forest") or file_format not in PLOT_TYPES:
        raise Http404
    return drawn(forest_of(run) if found is None else found.wide(), name, file_format, request.GET.get("dpi", ""))


def csv_file(name: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return download(text.getvalue().encode("utf-8-sig"), name, "text/csv; charset=utf-8")
