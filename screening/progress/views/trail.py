"""The page of the audit trail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ketreview.web import paged
from screening.models import Member
from screening.progress import queries
from screening.team.access import review_page


@review_page("read_audit")
def audit(request: HttpRequest, member: Member) -> HttpResponse:
    verb, actor = request.GET.get("verb", ""), request.GET.get("actor", "")
    everything = queries.events(member)
    page = paged(request, queries.events(member, verb=verb, actor=actor), 100)
    votes = queries.votes_told_by(member, list(page))
    sealed = "sealed until the record is settled" if member.can("export_decisions") else "not shown to your role"
    lines = []
    for event in page:
        after = dict(event.after or {})
        if event.subject_type == "decision":
            after["vote"] = votes.get(event.subject_id, sealed)
        lines.append({"event": event, "before": (event.before or {}).items(), "after": after.items()})
    context = {
        "page_obj": page,
        "lines": lines,
        "verb": verb,
        "actor": actor,
        "verbs": everything.order_by("verb").values_list("verb", flat=True).distinct(),
        "actors": everything.order_by("actor").values_list("actor", flat=True).distinct(),
    }
    return render(request, "screening/progress/audit.html", context)
