"""The page that asks how sturdy a run is, and the files of its plots."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render

from screening.errors import Missing
from screening.files import open_stored
from screening.models import Member
from screening.team.access import review_page
from synthesis.analyses.corrected_tables import corrected_notes, corrected_table, corrected_told
from synthesis.analyses.figures import FORMATS, figure_hash, forest_of
from synthesis.analyses.queries import standing_of_run
from synthesis.analyses.runs.queries import stem
from synthesis.analyses.sturdy_plots import run_plots, sturdy_plots
from synthesis.analyses.sturdy_tables import ways_table, weighings_table
from synthesis.analyses.subsets_plot import gosh_plot
from synthesis.analyses.table_numbers import (
    corrected_numbers,
    moderator_numbers,
    sensitivity_numbers,
    subgroup_numbers,
    ways_numbers,
    weighings_numbers,
)
from synthesis.analyses.views.drawing import on_page
from synthesis.analyses.views.lookup import run_of
from synthesis.charts.plot import Plot
from synthesis.charts.views import PLOT_TYPES, csv_file, file_of, sheets_of_file
from synthesis.models import Run

TABLES = {
    "ways": ways_numbers,
    "missing-studies": corrected_numbers,
    "studies": weighings_numbers,
    "subgroups": subgroup_numbers,
    "moderators": moderator_numbers,
    "sensitivity": sensitivity_numbers,
}


@review_page("see_results")
def show(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
    run = run_of(member, run_id)
    held = run.result.get("sturdiness")
    context = {
        "run": run,
        "analysis": run.analysis,
        "standing": standing_of_run(run),
        "current": run.recipe.current_run_id == run.pk,
        "computed": held is not None,
        "notes": (held or {}).get("notes", ()),
        "ways": ways_table(run.settings, run.result),
        "corrected": corrected_table(run.settings, run.result),
        "corrected_told": corrected_told(run.settings, run.result),
        "corrected_notes": corrected_notes(run.result),
        "weighings": weighings_table(run.result),
        "plots": _plots(run, request.GET),
    }
    return render(request, "synthesis/analyses/sturdiness.html", context)


def _plots(run: Run, asked: QueryDict) -> list[dict]:
    cloud = gosh_plot(run.settings, run.result)
    plots = sturdy_plots(run.settings, run.result, asked.get("order", ""))
    return [on_page(plot, asked) for plot in (*plots, *([cloud] if cloud else []))]


@review_page("see_results")
def plot_file(
    request: HttpRequest, member: Member, run_id: uuid.UUID, plot: str, file_format: str
) -> HttpResponseBase:
    """A plot as SVG, PDF, PNG, EPS or TIFF, or the numbers of a plot or table as CSV.

    ?order= as the page orders studies, ?page= for a sheet of a long plot, ?dpi= for pixels.
    """
    run = run_of(member, run_id)
    if file_format == "csv" and plot in TABLES and (table := TABLES[plot](run.result)):
        return csv_file(f"{stem(run)}-{plot}.csv", *table)
    found = _plot(run, plot, request.GET.get("order", ""))
    if found is None:
        raise Http404
    return _as_the_worker_drew_it(run, found, file_format, request.GET) or file_of(
        found, stem(run), file_format, request.GET
    )


def _plot(run: Run, name: str, order: str) -> Plot | None:
    if name == "forest":
        return forest_of(run, order)
    return next((each for each in run_plots(run.settings, run.result, order) if each.name == name), None)


def _as_the_worker_drew_it(run: Run, plot: Plot, file_format: str, asked: QueryDict) -> FileResponse | None:
    """The file that was drawn with the run, where it is the same drawing."""
    if plot.name != "forest" or file_format not in FORMATS or "dpi" in asked:
        return None
    name, sheets = sheets_of_file(plot, file_format, asked.get("page"))
    held = run.figures.filter(figure__format=file_format, figure__sha256=figure_hash(sheets)).first()
    if held is None:
        return None
    try:
        drawn = open_stored(held.figure.file)
    except Missing:  # it is drawn anew
        return None
    filename = f"{stem(run)}-{name}"
    return FileResponse(drawn, as_attachment=True, filename=filename, content_type=PLOT_TYPES[file_format])
