"""Files of a network's run: its plots and tables, the package, JSON."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse

from ketreview.web import download
from screening.models import Member
from screening.team.access import review_page
from synthesis.analyses.files import run_json as json_of
from synthesis.analyses.files import zipped
from synthesis.analyses.runs.queries import about, stem
from synthesis.charts.views import csv_file, file_of
from synthesis.networks import numbers
from synthesis.networks import package as packages
from synthesis.networks.plots import network_plots
from synthesis.networks.views.pages import run_of

TABLES = {
    "league": lambda run: numbers.league_numbers(run.settings, run.result),
    "predictions": lambda run: numbers.prediction_numbers(run.settings, run.result),
    "ranking": lambda run: numbers.ranking_numbers(run.result),
    "comparisons": lambda run: numbers.comparison_numbers(run.result),
    "node-splits": lambda run: numbers.split_numbers(run.settings, run.result),
}


@review_page("see_results")
def plot_file(request: HttpRequest, member: Member, run_id: uuid.UUID, plot: str, file_format: str) -> HttpResponse:
    """A plot as SVG, PDF, PNG, EPS or TIFF, or the numbers of a plot or table as CSV; ?dpi= for pixels, ?page= for
    a sheet of a long plot.
    """
    run = run_of(member, run_id)
    if file_format == "csv" and plot in TABLES and (table := TABLES[plot](run)):
        return csv_file(f"{stem(run)}-{plot}.csv", *table)
    plots = network_plots(run.network.title, run.settings, run.result)
    found = next((each for each in plots if each.name == plot), None)
    if found is None:
        raise Http404
    return file_of(found, stem(run), file_format, request.GET)


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
