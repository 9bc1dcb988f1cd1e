"""Pages on which a network's recipe is made: settings, treatments, and the buttons that run and archive it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketreview.web import back
from screening.errors import Invalid
from screening.models import Member
from screening.team.access import review_page
from synthesis.analyses.planned.queries import plan_of
from synthesis.models import NetworkAnalysis
from synthesis.networks import actions, queries
from synthesis.networks.forms import NetworkForm, TreatmentsForm


def _network(member: Member, network_id: int) -> NetworkAnalysis:
    return get_object_or_404(queries.networks(member), pk=network_id)


@review_page("analyse", methods=("GET", "POST"))
def define(request: HttpRequest, member: Member) -> HttpResponse:
    form = NetworkForm(member.review, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            network = actions.define_network(by=member, **_fields(form))
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The network is defined. Say which treatment each arm is.")
            return back(request, "networks:treatments", slug=member.review.slug, network_id=network.pk)
    return _form(request, form, None)


@review_page("analyse", methods=("GET", "POST"))
def change(request: HttpRequest, member: Member, network_id: int) -> HttpResponse:
    network = _network(member, network_id)
    form = NetworkForm(member.review, request.POST or None, instance=network, initial={"version": network.version})
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_network(network=network, version=version, by=member, **_fields(form))
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The recipe is saved. Run it to see the new result.")
            return back(request, "networks:show", slug=member.review.slug, network_id=network_id)
    return _form(request, form, network)


@review_page("analyse", methods=("GET", "POST"))
def treatments(request: HttpRequest, member: Member, network_id: int) -> HttpResponse:
    """Which treatment each arm is, and which is the reference."""
    network = _network(member, network_id)
    now = queries.now_of(network)
    initial = {"version": network.version, "reference": network.reference}
    form = TreatmentsForm(queries.namings(network, now), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        held = form.cleaned_data
        try:
            actions.name_treatments(
                network=network, version=held["version"], names=form.names(), reference=held["reference"], by=member
            )
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The treatments are saved. Run the network to see the new result.")
            return back(request, "networks:show", slug=member.review.slug, network_id=network_id)
    context = {
        "form": form,
        "network": network,
        "known": sorted({row["treat"] for row in now.rows}),
        "usual": now.reference,
    }
    status = 422 if form.errors else 200
    return render(request, "synthesis/networks/treatments.html", context, status=status)


@review_page("analyse", methods=("POST",))
def run(request: HttpRequest, member: Member, network_id: int) -> HttpResponse:
    actions.ask_for_run(network=_network(member, network_id), by=member)
    return back(request, "networks:show", slug=member.review.slug, network_id=network_id)


@review_page("analyse", methods=("POST",))
def archive(request: HttpRequest, member: Member, network_id: int) -> HttpResponse:
    network = _network(member, network_id)
    actions.archive_network(network=network, by=member)
    messages.success(request, f"“{network}” is archived; its runs are kept.")
    return back(request, "networks:list", slug=member.review.slug)


def _fields(form: NetworkForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _form(request: HttpRequest, form: NetworkForm, network: NetworkAnalysis | None) -> HttpResponse:
    ready = network is not None or form.fields["outcome"].queryset.exists()
    context = {"form": form, "network": network, "ready": ready, "plan": plan_of(network) if network else None}
    status = 422 if form.errors else 200
    return render(request, "synthesis/networks/form.html", context, status=status)
