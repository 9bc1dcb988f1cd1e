"""Files of a network's run: its plots and tables, the package, JSON."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse

from ketreview.web import download
from screening.models import Member
from screening.team.access import review_page
from synthesis.analyses.package import zipped
from synthesis.analyses.views.drawing import PLOT_TYPES, drawn
from synthesis.analyses.views.sturdiness import csv_file
from synthesis.models import NetworkRun
from synthesis.networks import package as packages
from synthesis.networks import printing
from synthesis.networks.plots import network_plots
from synthesis.networks.views.pages import run_of

TABLES = {
    "league": lambda run: printing.league(run.settings, run.result),
    "ranking": lambda run: printing.ranking(run.result),
    "comparisons": lambda run: printing.comparisons(run.result),
    "node-splits": lambda run: printing.splits(run.settings, run.result),
}


@review_page("see_results")
def plot_file(request: HttpRequest, member: Member, run_id: uuid.UUID, plot: str, file_format: str) -> HttpResponse:
    """A plot as SVG, PDF, PNG, EPS or TIFF, or the numbers of a plot or table as CSV; ?dpi= for pixels."""
    run = run_of(member, run_id)
    name = f"{_stem(run)}-{plot}.{file_format}"
    if file_format == "csv" and plot in TABLES:
        return csv_file(name, *TABLES[plot](run))
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
    files = packages.package(_stem(run), _about(run), run.settings, run.inputs, run.result)
    return download(zipped(files), f"{_stem(run)}.zip", "application/zip")


@review_page("see_results")
def run_json(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
    """The run as one JSON document."""
    run = run_of(member, run_id)
    held = packages.run_json(_about(run), run.settings, run.inputs, run.result)
    return download(held, f"{_stem(run)}.json", "application/json")


def _stem(run: NetworkRun) -> str:
    return f"{run.network.slug}-run-{run.number}"


def _about(run: NetworkRun) -> dict:
    network = run.network
    return {
        "review": network.review.title,
        "network": network.title,
        "slug": network.slug,
        "outcome": network.outcome.name,
        "time_point": network.time_point.label,
        "in_protocol": network.in_protocol,
        "number": run.number,
        "run_at": run.run_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "run_by": str(run.run_by),
        "inputs_sha256": run.inputs_sha256,
        "versions": run.versions,
    }
