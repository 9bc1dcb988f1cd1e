"""The page that asks how sturdy a run is, and the files of its plots."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from screening.models import Member
from screening.team.access import review_page
from synthesis.analyses.exploration_tables import moderator_table, sensitivity_table, subgroup_table
from synthesis.analyses.figures import forest_of
from synthesis.analyses.runs.queries import stem
from synthesis.analyses.sturdy_plots import (
    Plot,
    Table,
    gosh_plot,
    run_plots,
    sturdy_plots,
    ways_table,
    weighings_table,
)
from synthesis.analyses.views.drawing import on_page
from synthesis.analyses.views.lookup import run_of
from synthesis.charts.views import PLOT_TYPES, csv_file, drawn
from synthesis.models import Run

TABLES = {
    "ways": lambda run: ways_table(run.settings, run.result),
    "studies": lambda run: weighings_table(run.result),
    "subgroups": lambda run: subgroup_table(run.settings, run.result),
    "moderators": lambda run: moderator_table(run.settings, run.result),
    "sensitivity": lambda run: sensitivity_table(run.settings, run.result),
}


@review_page("see_results")
def show(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
    run = run_of(member, run_id)
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
    run = run_of(member, run_id)
    name = f"{stem(run)}-{plot}.{file_format}"
    if file_format == "csv":
        held = _csv_of(run, plot)
        if held is None:
            raise Http404
        return csv_file(name, *held)
    found = None if plot == "forest" else _plot(run, plot)
    if (found is None and plot != "forest") or file_format not in PLOT_TYPES:
        raise Http404
    return drawn(forest_of(run) if found is None else found.wide(), name, file_format, request.GET.get("dpi", ""))
