"""A reviewer's own words to mark, beside the team's."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ketreview.web import back
from screening.models import Keyword, Member
from screening.reviews.queries import keywords as team_keywords
from screening.team.access import review_page
from screening.workflow import actions
from screening.workflow.forms import OwnKeywordsForm
from screening.workflow.views.page import workflow_page


@review_page("screen", "adjudicate", methods=("GET", "POST"))
def keywords(request: HttpRequest, member: Member) -> HttpResponse:
    """The words marked on my cards: the team's to read, my own to change."""
    form = OwnKeywordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = actions.add_own_keywords(by=member, **form.cleaned_data)
        said = f"Added: {', '.join(added)}." if added else "All of these words were in your list already."
        messages.success(request, said)
        return back(request, "workflow:keywords", slug=member.review.slug)
    own = list(Keyword.objects.filter(owner=member))
    groups = [
        (kind, label, [word for word in own if word.kind == kind], list(team_keywords(member.review, kind)))
        for kind, label in Keyword.Kind.choices
    ]
    context = {"form": form, "groups": groups}
    return workflow_page(request, member, "keywords.html", context, status=422 if form.errors else 200)


@review_page("screen", "adjudicate", methods=("POST",))
def remove(request: HttpRequest, member: Member, keyword_id: int) -> HttpResponse:
    keyword = get_object_or_404(Keyword, pk=keyword_id, owner=member)
    actions.remove_own_keyword(keyword=keyword, by=member)
    messages.success(request, f"“{keyword.text}” is marked no longer.")
    return back(request, "workflow:keywords", slug=member.review.slug)
