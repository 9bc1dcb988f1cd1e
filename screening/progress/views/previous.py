"""The version of the review that this one updates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ketreview.web import back
from screening.models import Member
from screening.progress import queries
from screening.progress.actions import drop_previous, set_previous
from screening.progress.forms import PreviousForm
from screening.team.access import review_page


@review_page("view")
def previous(request: HttpRequest, member: Member) -> HttpResponse:
    context = {"previous": queries.previous_version(member), "may_manage": member.can("manage_review")}
    return render(request, "screening/progress/previous.html", context)


@review_page("manage_review", methods=("GET", "POST"))
def change(request: HttpRequest, member: Member) -> HttpResponse:
    told = queries.previous_version(member)
    form = PreviousForm(request.POST or None, instance=told, initial={"version": told.version if told else None})
    if request.method == "POST" and form.is_valid():
        set_previous(by=member, **form.cleaned_data)
        messages.success(request, "Saved: the flow is that of an updated review.")
        return back(request, "prisma", slug=member.review.slug)
    status = 422 if form.errors else 200
    return render(request, "screening/progress/previous_form.html", {"form": form, "previous": told}, status=status)


@review_page("manage_review", methods=("POST",))
def drop(request: HttpRequest, member: Member) -> HttpResponse:
    drop_previous(by=member)
    messages.success(request, "The flow is that of a new review again.")
    return back(request, "prisma", slug=member.review.slug)
