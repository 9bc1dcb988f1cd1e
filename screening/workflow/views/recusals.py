"""Handing a record back, and the lead's list of who does not judge what."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from ketreview.web import back, paged
from screening.errors import Invalid
from screening.importing.queries.notices import notices_on
from screening.models import Member
from screening.team.access import review_page
from screening.workflow import actions, queries
from screening.workflow.forms import HandBackForm
from screening.workflow.views.page import check_voter, workflow_page


@review_page("screen", methods=("POST",))
def hand_back(request: HttpRequest, member: Member, stage_slug: str, slot_id) -> HttpResponse:
    """Give the seat back, and go on with the next record."""
    check_voter(request)
    stage = queries.stage_of(member, stage_slug)
    slot = queries.seat_or_404(member, stage, slot_id)
    form = HandBackForm(request.POST)
    if not form.is_valid():
        raise Invalid("The reason cannot be read. Type it anew, in plain text; nothing was changed.")
    sent = form.cleaned_data
    actions.hand_back(slot=slot, interest=sent["interest"], why=sent["note"], by=member)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"saved": str(slot.pk), "verdict": ""})
    messages.success(request, f"Handed back: {slot.record}")
    return redirect(reverse("workflow:screen", kwargs={"slug": member.review.slug, "stage_slug": stage.slug}))


@review_page("manage_review")
def recusals(request: HttpRequest, member: Member) -> HttpResponse:
    """Who does not judge which record and why; records nobody is left to judge come first."""
    running = [stage for stage in queries.stages(member) if stage.opened_at]
    orphans = [(stage, one) for stage in running for one in queries.orphan_conflicts(member, stage)]
    stuck = [(stage, one) for stage in running for one in queries.stuck_records(member, stage)]
    page = paged(request, queries.recusals(member))
    shown = [*page, *(one for _, one in orphans), *(one.entry for _, one in stuck[:200])]
    context = {
        "orphans": orphans,
        "page_obj": page,
        "stuck": stuck,
        "notices": notices_on(each.record for each in shown),
    }
    return workflow_page(request, member, "recusals.html", context)


@review_page("manage_review", methods=("POST",))
def lift(request: HttpRequest, member: Member, recusal_id) -> HttpResponse:
    """Let the member judge the record after all."""
    recusal = get_object_or_404(queries.recusals(member), pk=recusal_id)
    actions.lift_recusal(recusal=recusal, by=member)
    messages.success(request, f"{recusal.member} may judge it again: {recusal.record}")
    return back(request, "workflow:recusals", slug=member.review.slug)
