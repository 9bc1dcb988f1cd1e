"""The pages that look over all steps: my work, a review's home, exports."""

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ketreview.home.exports import exports_for
from ketreview.home.recent import recent_lines
from ketreview.home.tiles import records_found, tiles, work_of
from screening.models import Member
from screening.reviews.queries import protocol, reviews_of
from screening.team.access import review_page


@login_required
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """What waits for me, in every review, one button each."""
    work = work_of(request.user)
    context = {
        "work": [one for one in work if one.waiting],
        "memberships": reviews_of(request.user),
        "my_work_count": sum(tile.step.mine for one in work for tile in one.waiting),
    }
    return render(request, "home/my_work.html", context)


@review_page("view")
def review(request: HttpRequest, member: Member) -> HttpResponse:
    """The steps as tiles; where nothing is imported yet, the one next step."""
    context = {
        "tiles": tiles(member),
        "found": records_found(member),
        "is_empty": not member.review.records.exists(),
        "may_import": member.can("import_records"),
        "protocol_is_empty": protocol(member).is_empty,
        "may_manage": member.can("manage_review"),
        "may_lead": member.can("see_outcomes"),
        "recent": recent_lines(member),
    }
    return render(request, "home/review.html", context)


@review_page("export_records")
def exports(request: HttpRequest, member: Member) -> HttpResponse:
    """Everything that can leave the review, as far as the member's roles go."""
    context = {"exports": exports_for(member), "may_bring_back": member.can("import_records")}
    return render(request, "home/exports.html", context)


@login_required
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "components.html")


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For whoever watches the server: answers once the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
