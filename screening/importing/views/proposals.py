"""Values found elsewhere: the page on which a person accepts or refuses them, and the looking up."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketreview.web import back, paged
from screening.importing.actions.proposing import accept_all, accept_proposal, ask_look_up, refuse_proposal
from screening.importing.queries import imported_records
from screening.importing.queries.proposals import by_record, not_found, open_proposals, records_to_look_up
from screening.models import Member, Proposal
from screening.team.access import review_page

TENDS = ("import_records", "merge_duplicates")
MOST_AT_ONCE = 500


@review_page(*TENDS)
def list_proposals(request: HttpRequest, member: Member) -> HttpResponse:
    page = paged(request, open_proposals(member), 60)
    context = {
        "page_obj": page,
        "groups": by_record(list(page)),
        "lookups": settings.LOOKUPS,
        "not_found": not_found(member),
        "missing": records_to_look_up(member).count(),
        "hosts": settings.LOOKUP_HOSTS,
    }
    return render(request, "screening/importing/proposals.html", context)


@review_page(*TENDS, methods=("POST",))
def look_up(request: HttpRequest, member: Member) -> HttpResponse:
    """One record where the form names it, else those without an abstract."""
    number = request.POST.get("record", "")
    record = get_object_or_404(imported_records(member), pk=int(number)) if number.isdecimal() else None
    job = ask_look_up(by=member, record=record)
    return back(request, "jobs:show", slug=member.review.slug, job_id=job.pk)


def _proposal(member: Member, proposal_id: int) -> Proposal:
    return get_object_or_404(Proposal.objects.filter(record__in=imported_records(member)), pk=proposal_id)


@review_page(*TENDS, methods=("POST",))
def accept(request: HttpRequest, member: Member, proposal_id: int) -> HttpResponse:
    version = request.POST.get("version", "")
    known = int(version) if version.isdecimal() else None
    accept_proposal(proposal=_proposal(member, proposal_id), by=member, version=known)
    messages.success(request, "Accepted. What the file said is kept.")
    return back(request, "importing:proposals", slug=member.review.slug)


@review_page(*TENDS, methods=("POST",))
def refuse(request: HttpRequest, member: Member, proposal_id: int) -> HttpResponse:
    refuse_proposal(proposal=_proposal(member, proposal_id), by=member)
    messages.success(request, "Refused. The record stays as it is.")
    return back(request, "importing:proposals", slug=member.review.slug)


@review_page(*TENDS, methods=("POST",))
def accept_every(request: HttpRequest, member: Member) -> HttpResponse:
    """Accept all that is open now, at most 500 values at once."""
    done = accept_all(proposals=list(open_proposals(member)[:MOST_AT_ONCE]), by=member)
    messages.success(request, f"{done} values were accepted. What the files said is kept.")
    return back(request, "importing:proposals", slug=member.review.slug)
