"""Pages of networks: the list, one network with its newest result, and a frozen run."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render

from screening.models import Member
from screening.team.access import review_page
from synthesis.analyses.planned.queries import plans_of
from synthesis.analyses.runs.queries import page_of, standing_of
from synthesis.analyses.views.drawing import on_page
from synthesis.analyses.views.side_by_side import beside, comparison_pages
from synthesis.models import NetworkRun
from synthesis.networks import actions, comparing, printing, queries
from synthesis.networks.plots import graph_plot, network_plots
from synthesis.studies.queries import noticed_reports


def run_of(member: Member, run_id: uuid.UUID) -> NetworkRun:
    """The run of the member's review, or 404."""
    runs = NetworkRun.objects.select_related(
        "network__review", "network__outcome", "network__time_point", "run_by__user", "previous"
    )
    return get_object_or_404(runs, pk=run_id, network__review=member.review)


@review_page("see_results")
def list_networks(request: HttpRequest, member: Member) -> HttpResponse:
    found = list(queries.networks(member))
    now = queries.all_now(found)
    plans = plans_of(found)
    rows = [_line(network, now[network.pk]) | {"plan": plans[network.pk]} for network in found]
    return render(request, "synthesis/networks/page.html", {"rows": rows, "may_analyse": member.can("analyse")})


def _line(network: Any, now: queries.Now) -> dict[str, Any]:
    run = network.current_run
    return {
        "network": network,
        "standing": standing_of(network, now.pool),
        "facts": printing.facts(run.settings, run.result) if run else (),
    }


@review_page("see_results")
def show(request: HttpRequest, member: Member, network_id: int) -> HttpResponse:
    network = get_object_or_404(queries.networks(member), pk=network_id)
    now = queries.now_of(network)
    run = network.current_run
    refused = actions.no_network(network, now)
    context = {
        **page_of(standing_of(network, now.pool), member),
        "network": network,
        "rows": now.rows,
        "usable": now.usable,
        "left_out": [each.line for each in queries.namings(network, now) if not each.name],
        "reference": now.reference,
        "refused": refused,
        "sketch": None if run or not now.shape.nodes else _sketch(now, request.GET),
        **(_result(run, request.GET) if run else {}),
    }
    return render(request, "synthesis/networks/show.html", context)


def _sketch(now: queries.Now, asked: QueryDict) -> dict[str, Any]:
    return on_page(graph_plot("As the data stand", _shape(now)), asked)


def _shape(now: queries.Now) -> dict[str, Any]:
    held = now.shape.to_dict()
    return {"treatments": held["nodes"], "comparisons": held["edges"]}


@review_page("see_results")
def show_run(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
    run = run_of(member, run_id)
    context = {
        "network": run.network,
        "standing": queries.standing_of_run(run),
        **beside(run, queries.runs_of_review(member)),
        **_result(run, request.GET),
    }
    return render(request, "synthesis/networks/run.html", context)


SIDE_BY_SIDE = (
    ("estimates", "Estimates", comparing.figures),
    ("by-comparison", "Comparison by comparison", comparing.comparisons),
)


compare, compare_with = comparison_pages(run_of, queries.runs_of_review, queries.standing_of_run, SIDE_BY_SIDE)


def _result(run: NetworkRun, asked: QueryDict) -> dict[str, Any]:
    """What a page shows of a run: figures, plots with their tables, league, ranks, inconsistency."""
    held = (run.settings, run.result)
    graph, effects, ranks, *splits = [on_page(each, asked) for each in network_plots(run.network.title, *held)]
    return {
        "run": run,
        "noticed": noticed_reports(run.study_ids),
        "result": run.result,
        "facts": printing.facts(*held),
        "graph": graph,
        "effects": effects,
        "ranks": ranks,
        "split_plot": splits[0] if splits else None,
        "comparisons": printing.comparisons(run.result),
        "league": printing.league(*held),
        "predictions": printing.predictions(*held),
        "prediction": printing.prediction_line(run.result),
        "ranking": printing.ranking(run.result),
        "splits": printing.splits(*held),
        "unsplit": printing.unsplit(run.result),
        "heterogeneity": printing.heterogeneity_line(run.result),
        "inconsistency": printing.inconsistency_line(run.result),
        "exclusions": printing.exclusions(run.inputs, run.result),
    }
