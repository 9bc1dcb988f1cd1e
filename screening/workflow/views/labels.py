"""The review's labels, and putting them on records."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from ketreview.web import back
from screening.errors import Invalid
from screening.models import Label, Member
from screening.team.access import review_page
from screening.workflow import actions, queries
from screening.workflow.forms import COLOURS, ChangeLabelForm, LabelForm, PutLabelForm, VersionForm
from screening.workflow.views.page import check_voter, workflow_page


def _page(request: HttpRequest, member: Member, form: LabelForm, status: int = 200) -> HttpResponse:
    context = {"tree": queries.label_tree(member), "form": form, "colours": COLOURS}
    return workflow_page(request, member, "labels.html", context, status=status)


@review_page("screen", "manage_review")
def labels(request: HttpRequest, member: Member) -> HttpResponse:
    """The labels on offer, as a tree."""
    return _page(request, member, LabelForm(member=member))


@review_page("manage_review", methods=("POST",))
def add(request: HttpRequest, member: Member) -> HttpResponse:
    form = LabelForm(request.POST, member=member)
    if not form.is_valid():
        return _page(request, member, form, status=422)
    try:
        label = actions.add_label(by=member, **form.cleaned_data)
    except Invalid as error:
        form.add_error("name", str(error))
        return _page(request, member, form, status=422)
    messages.success(request, f"“{label}” is added.")
    return back(request, "workflow:labels", slug=member.review.slug)


def _label(member: Member, label_id: int) -> Label:
    return get_object_or_404(queries.labels(member), pk=label_id)


@review_page("manage_review", methods=("POST",))
def change(request: HttpRequest, member: Member, label_id: int) -> HttpResponse:
    label, form = _label(member, label_id), ChangeLabelForm(request.POST)
    if not form.is_valid():
        raise Invalid("Give the label a name of at most 60 characters and one of the six colours.")
    actions.change_label(label=label, by=member, **form.cleaned_data)
    messages.success(request, f"“{label}” is saved.")
    return back(request, "workflow:labels", slug=member.review.slug)


@review_page("manage_review", methods=("POST",))
def archive(request: HttpRequest, member: Member, label_id: int) -> HttpResponse:
    label, form = _label(member, label_id), VersionForm(request.POST)
    if not form.is_valid():
        raise Invalid("The label was not taken out. Reload the page and try again.")
    actions.archive_label(label=label, by=member, version=form.cleaned_data["version"])
    messages.success(request, f"“{label}” is offered no longer.")
    return back(request, "workflow:labels", slug=member.review.slug)


@review_page("screen", methods=("POST",))
def put(request: HttpRequest, member: Member, stage_slug: str, slot_id) -> HttpResponse:
    """Put a label on the record of one's seat, or take it off."""
    check_voter(request)
    stage = queries.stage_of(member, stage_slug)
    slot = queries.seat_or_404(member, stage, slot_id)
    # Without script the address says whether the label is put on or taken off.
    form = PutLabelForm({"on": request.GET.get("on", ""), **request.POST.dict()}, member=member)
    if not form.is_valid():
        raise Invalid("This label is not on the review's list. Reload the page and choose again.")
    actions.put_label(slot=slot, by=member, **form.cleaned_data)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"saved": str(slot.pk)})
    address = reverse("workflow:screen", kwargs={"slug": member.review.slug, "stage_slug": stage.slug})
    return redirect(f"{address}?slot={slot.pk}")
