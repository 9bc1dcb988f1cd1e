"""Criteria, reasons for exclusion and keywords: a page each, and one small address a change."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketreview.web import back
from screening.errors import Invalid
from screening.models import Keyword, Member
from screening.reviews import actions, queries
from screening.reviews.forms import (
    CriteriaForm,
    CriterionForm,
    KeywordsForm,
    MoveForm,
    ReasonForm,
    ReasonsForm,
    VersionForm,
)
from screening.team.access import review_page

LIST = ("GET", "HEAD", "POST")


def _checked(form: Form) -> dict:
    """What a small form holds, or Invalid with its first error in words."""
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise Invalid(f"{form.fields[field].label or field.capitalize()}: {errors[0]}")
    return form.cleaned_data


def _saved(request: HttpRequest, member: Member, page: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return back(request, page, slug=member.review.slug)


@review_page("manage_review", methods=LIST)
def criteria(request: HttpRequest, member: Member) -> HttpResponse:
    form = CriteriaForm(request.POST or None, initial={"version": member.review.version})
    if request.method == "POST" and form.is_valid():
        actions.add_criteria(by=member, **form.cleaned_data)
        return _saved(request, member, "reviews:criteria", "The criteria are added.")
    groups = [("include", "Include when"), ("exclude", "Exclude when")]
    context = {
        "form": form,
        "tab": "criteria",
        "groups": [(label, queries.criteria(member.review, kind)) for kind, label in groups],
    }
    return render(request, "screening/reviews/criteria.html", context, status=422 if form.errors else 200)


@review_page("manage_review", methods=("POST",))
def reword_criterion(request: HttpRequest, member: Member, criterion_id: int) -> HttpResponse:
    criterion = get_object_or_404(member.review.criteria, pk=criterion_id, archived_at=None)
    actions.reword_criterion(criterion=criterion, by=member, **_checked(CriterionForm(request.POST)))
    return _saved(request, member, "reviews:criteria", "The criterion is reworded.")


@review_page("manage_review", methods=("POST",))
def archive_criterion(request: HttpRequest, member: Member, criterion_id: int) -> HttpResponse:
    criterion = get_object_or_404(member.review.criteria, pk=criterion_id, archived_at=None)
    actions.archive_criterion(criterion=criterion, by=member, **_checked(VersionForm(request.POST)))
    return _saved(request, member, "reviews:criteria", f"Taken out of the protocol: “{criterion}”.")


@review_page("manage_review", methods=LIST)
def reasons(request: HttpRequest, member: Member) -> HttpResponse:
    form = ReasonsForm(request.POST or None, initial={"version": member.review.version})
    if request.method == "POST" and form.is_valid():
        actions.add_reasons(by=member, **form.cleaned_data)
        return _saved(request, member, "reviews:reasons", "The reasons are added at the end of the list.")
    context = {
        "form": form,
        "tab": "reasons",
        "reasons": queries.exclusion_reasons(member.review),
        "archived": queries.archived_reasons(member.review),
    }
    return render(request, "screening/reviews/reasons.html", context, status=422 if form.errors else 200)


@review_page("manage_review", methods=("POST",))
def rename_reason(request: HttpRequest, member: Member, reason_id: int) -> HttpResponse:
    reason = get_object_or_404(queries.exclusion_reasons(member.review), pk=reason_id)
    actions.rename_reason(reason=reason, by=member, **_checked(ReasonForm(request.POST)))
    return _saved(request, member, "reviews:reasons", f"The reason is now called “{reason}”.")


@review_page("manage_review", methods=("POST",))
def move_reason(request: HttpRequest, member: Member, reason_id: int) -> HttpResponse:
    reason = get_object_or_404(queries.exclusion_reasons(member.review), pk=reason_id)
    asked = _checked(MoveForm(request.POST))
    actions.move_reason(reason=reason, by=member, up=asked["direction"] == "up", version=asked["version"])
    return _saved(request, member, "reviews:reasons", f"“{reason}” was moved {asked['direction']}.")


@review_page("manage_review", methods=("POST",))
def archive_reason(request: HttpRequest, member: Member, reason_id: int) -> HttpResponse:
    reason = get_object_or_404(queries.exclusion_reasons(member.review), pk=reason_id)
    actions.archive_reason(reason=reason, by=member, **_checked(VersionForm(request.POST)))
    return _saved(
        request, member, "reviews:reasons", f"“{reason}” is offered no longer. Votes that gave it keep it."
    )


@review_page("manage_review", methods=("POST",))
def restore_reason(request: HttpRequest, member: Member, reason_id: int) -> HttpResponse:
    reason = get_object_or_404(queries.archived_reasons(member.review), pk=reason_id)
    actions.restore_reason(reason=reason, by=member, **_checked(VersionForm(request.POST)))
    return _saved(request, member, "reviews:reasons", f"“{reason}” is offered again, at the end of the list.")


@review_page("manage_review", methods=LIST)
def keywords(request: HttpRequest, member: Member) -> HttpResponse:
    form = KeywordsForm(request.POST or None, initial={"version": member.review.version})
    if request.method == "POST" and form.is_valid():
        added = actions.add_keywords(by=member, **form.cleaned_data)
        said = f"Added: {', '.join(added)}." if added else "All of these words were in the list already."
        return _saved(request, member, "reviews:keywords", said)
    context = {
        "form": form,
        "tab": "keywords",
        "both": queries.keywords_on_both_sides(member.review),
        "groups": [(kind, label, queries.keywords(member.review, kind)) for kind, label in Keyword.Kind.choices],
    }
    return render(request, "screening/reviews/keywords.html", context, status=422 if form.errors else 200)


@review_page("manage_review", methods=("POST",))
def remove_keyword(request: HttpRequest, member: Member, keyword_id: int) -> HttpResponse:
    keyword = get_object_or_404(member.review.keywords, pk=keyword_id, owner__isnull=True)
    actions.remove_keyword(keyword=keyword, by=member, **_checked(VersionForm(request.POST)))
    return _saved(request, member, "reviews:keywords", f"“{keyword}” is marked no longer.")
