"""Making a review, archiving it, and opening it again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ketreview.web import back
from screening.models import Member
from screening.reviews import actions
from screening.reviews.forms import NewReviewForm
from screening.reviews.queries import keywords_on_both_sides
from screening.team.access import membership, review_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Anybody who is signed in may start a review, and leads it."""
    form, made = NewReviewForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            member = actions.create_review(by=request.user, **form.cleaned_data)
        except actions.MadeAlready as refusal:
            made = refusal.review
            form.add_error("title", str(refusal))
        else:
            if both := keywords_on_both_sides(member.review):
                messages.warning(request, f"Marked for inclusion and against it: {', '.join(both)}.")
            messages.success(request, f"“{member.review}” is ready. Next: import the first search file.")
            return redirect("review", slug=member.review.slug)
    context = {"form": form, "made": made}
    return render(request, "screening/reviews/create.html", context, status=422 if form.errors else 200)


@review_page("manage_review", methods=("GET", "HEAD", "POST"))
def archive(request: HttpRequest, member: Member) -> HttpResponse:
    """What archiving means, then the act."""
    if request.method == "POST":
        actions.archive_review(by=member)
        messages.success(request, f"“{member.review}” is archived: it can be read but not changed.")
        return back(request, "review", slug=member.review.slug)
    return render(request, "screening/reviews/archive.html", {"tab": "archive"})


@login_required
@require_POST
def unarchive(request: HttpRequest, slug: str) -> HttpResponse:
    """The one write an archived review takes, so it is not behind `review_page`."""
    member = membership(request.user, slug)
    if not member.can("manage_review"):
        raise PermissionDenied("Only those who manage the review take it out of the archive.")
    actions.unarchive_review(by=member)
    messages.success(request, f"“{member.review}” can be changed again.")
    return back(request, "review", slug=slug)


unarchive.permissions = ("manage_review",)
unarchive.methods = ("POST",)
