"""The protocol page, and the form for title and question."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ketreview.web import back
from screening.errors import Stale
from screening.models import Member, Review
from screening.reviews import actions, queries
from screening.reviews.forms import QuestionForm
from screening.team.access import review_page


@review_page("view")
def protocol(request: HttpRequest, member: Member) -> HttpResponse:
    context = {"protocol": queries.protocol(member), "may_change": member.can("manage_review")}
    return render(request, "screening/reviews/protocol.html", context)


@review_page("manage_review", methods=("GET", "HEAD", "POST"))
def settings(request: HttpRequest, member: Member) -> HttpResponse:
    """Title and question. A save that comes too late keeps what was typed and shows what changed meanwhile."""
    review = member.review
    if request.method != "POST":
        form = QuestionForm(instance=review, initial={"version": review.version})
        return render(request, "screening/reviews/settings.html", {"form": form, "tab": "question"})
    form = QuestionForm(request.POST, instance=Review.objects.get(pk=review.pk))
    newer: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            actions.change_question(by=member, **form.cleaned_data)
        except Stale as refusal:
            newer = _differences(review, form)
            form = QuestionForm({**form.cleaned_data, "version": review.version}, instance=form.instance)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The question is saved.")
            return back(request, "reviews:settings", slug=review.slug)
    context = {"form": form, "newer": newer, "tab": "question"}
    return render(request, "screening/reviews/settings.html", context, status=409 if newer else 422)


def _differences(review: Review, form: QuestionForm) -> list[tuple[str, str]]:
    """What stands in the review now where it differs from what was typed."""
    review.refresh_from_db()
    return [
        (form[name].label, getattr(review, name))
        for name in form.cleaned_data
        if name != "version" and getattr(review, name) != form.cleaned_data[name]
    ]
