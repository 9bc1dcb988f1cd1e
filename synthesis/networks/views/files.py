"""Files of a network's run: its plots and tables, the package, JSON."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse

from ketreview.web import download
from screening.models import Member
from screening.team.access import review_page
from synthesis.analyses.files import run_json as json_of
from synthesis.analyses.files import zipped
from synthesis.analyses.runs.queries import about, stem
from synthesis.charts.views import PLOT_TYPES, csv_file, drawn
from synthesis.networks import package as packages
from synthesis.networks import printing
from synthesis.networks.plots import network_plots
from synthesis.networks.views.pages import run_of

TABLES = {
    "league": lambda run: printing.league(run.settings, run.result),
    "predictions": lambda run: printing.predictions(run.settings, run.result),
    "ranking": lambda run: printing.ranking(run.result),
    "comparisons": lambda run: printing.comparisons(run.result),
    "node-splits": lambda run: printing.splits(run.settings, run.result),
}


@review_page("see_results")
def plot_file(request: HttpRequest, member: Member, run_id: uuid.UUID, plot: str, file_format: str) -> HttpResponse:
    """A plot as SVG, PDF, PNG, EPS or TIFF, or the numbers of a plot or table as CSV; ?dpi= for pixels."""
    run = run_of(member, run_id)
    name = f"{stem(run)}-{plot}.{file_format}"
    if file_format == "csv" and plot in TABLES and (table := TABLES[plot](run)):
        return csv_file(name, *table)
    plots = network_plots(run.network.title, run.settings, run.result)
    found = next((each for each in plots if each.name == plot), None)
    if found is None or (file_format != "csv" and file_format not in PLOT_TYPES):
        raise Http404
    if file_format == "csv":
        return csv_file(name, *found.table)
    return drawn(found.wide(), name, file_format, request.GET.get("dpi", ""))


@review_page("see_results")
def package(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
    """Data, expected numbers and scripts with which anybody repeats the run in R or Python."""
    run = run_of(member, run_id)
    files = packages.package(stem(run), about(run), run.settings, run.inputs, run.result)
    return download(zipped(files), f"{stem(run)}.zip", "application/zip")


@review_page("see_results")
def run_json(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
    """The run as one JSON document."""
    run = run_of(member, run_id)
    held = json_of(packages.SCHEMA, about(run), run.settings, run.inputs, run.result)
    return download(held, f"{stem(run)}.json", "application/json")
