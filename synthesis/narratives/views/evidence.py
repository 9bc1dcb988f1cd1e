"""Evidence: accept what a new run changed, link and check evidence, keep the reference list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketreview.web import back
from screening.models import Member
from screening.team.access import review_page
from synthesis.narratives import actions
from synthesis.narratives.forms import EvidenceForm, ReferenceForm
from synthesis.narratives.queries import pages
from synthesis.narratives.queries.texts import printed
from synthesis.narratives.views.lookup import link_of, narrative_of, reference_of, statement_of
from synthesis.narratives.views.reading import inspector
from synthesis.narratives.views.writing import BOTH, number, to_text


@review_page("write_narrative", methods=("POST",))
def accept(request: HttpRequest, member: Member, statement_id: int) -> HttpResponse:
    statement = statement_of(member, statement_id)
    accepted = actions.accept_statement(
        statement=statement,
        version=number(request),
        by=member,
        reason=request.POST.get("reason", ""),
        seen=request.POST.get("seen"),
    )
    messages.success(request, "Accepted: the statement is current with the newest run.")
    narrative_id = statement.block.narrative_version.narrative_id
    return to_text(request, member, narrative_id, statement=accepted.pk)


@review_page("write_narrative", methods=("POST",))
def link(request: HttpRequest, member: Member, statement_id: int) -> HttpResponse:
    statement = statement_of(member, statement_id)
    form = EvidenceForm(member, statement, request.POST)
    if form.is_valid():
        actions.link_evidence(statement=statement, by=member, **form.cleaned_data)
        return back(request, "narratives:statement", slug=member.review.slug, statement_id=statement_id)
    context = {**inspector(member, statement, may_write=True), "form": form}
    return render(request, "synthesis/narratives/statement.html", context, status=422)


@review_page("write_narrative", methods=("POST",))
def check(request: HttpRequest, member: Member, link_id: int) -> HttpResponse:
    found = link_of(member, link_id)
    actions.check_evidence(link=found, by=member)
    return back(request, "narratives:statement", slug=member.review.slug, statement_id=found.statement_id)


@review_page("write_narrative", methods=("POST",))
def unlink(request: HttpRequest, member: Member, link_id: int) -> HttpResponse:
    found = link_of(member, link_id)
    statement_id = found.statement_id
    actions.unlink_evidence(link=found, by=member)
    return back(request, "narratives:statement", slug=member.review.slug, statement_id=statement_id)


@review_page("write_narrative", methods=BOTH)
def add_reference(request: HttpRequest, member: Member, narrative_id: int) -> HttpResponse:
    """A reference that no record of the review tells of."""
    narrative = narrative_of(member, narrative_id)
    form = ReferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_reference(narrative=narrative, by=member, **form.cleaned_data)
        return back(request, "narratives:references", slug=member.review.slug, narrative_id=narrative_id)
    context = {"form": form, "narrative": narrative}
    return render(request, "synthesis/narratives/reference.html", context, status=422 if form.errors else 200)


@review_page("write_narrative", methods=BOTH)
def match_reference(request: HttpRequest, member: Member, reference_id: int) -> HttpResponse:
    """Say which record a typed reference is."""
    reference = reference_of(member, reference_id)
    if request.method == "POST":
        record = get_object_or_404(member.review.records, pk=number(request, "record"))
        actions.match_reference(reference=reference, record=record, version=number(request), by=member)
        return back(request, "narratives:references", slug=member.review.slug, narrative_id=reference.narrative_id)
    words = request.GET.get("q", "")
    records = pages.citable_records(member, words)
    context = {"reference": reference, "text": printed(reference), "q": words, "records": records}
    return render(request, "synthesis/narratives/match.html", context)
