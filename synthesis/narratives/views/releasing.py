"""The page of a release: what stands in its way, what it will pin."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ketreview.web import back
from screening.errors import ReviewError
from screening.models import Member
from screening.team.access import review_page
from synthesis.models import Narrative
from synthesis.narratives import actions, queries
from synthesis.narratives.forms import ReleaseForm
from synthesis.narratives.queries import pages
from synthesis.narratives.views.lookup import narrative_of
from synthesis.narratives.wording import notes


@review_page("write_narrative", methods=("GET", "POST"))
def release(request: HttpRequest, member: Member, narrative_id: int) -> HttpResponse:
    narrative = narrative_of(member, narrative_id)
    form = ReleaseForm(request.POST or None, initial={"number": narrative.current.number})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.release(narrative=narrative, by=member, **form.cleaned_data)
        except ReviewError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Version {made.version.number} is released; the next version is open.")
            place = {"narrative_id": narrative_id, "number": made.version.number}
            return back(request, "narratives:read", slug=member.review.slug, **place)
    context = {"form": form, "narrative": narrative, **_readiness(narrative)}
    return render(request, "synthesis/narratives/release.html", context, status=422 if form.errors else 200)


def _readiness(narrative: Narrative) -> dict:
    """What a person must know before releasing."""
    reading = pages.reading_of(narrative.current)
    lines = [line for section in reading.sections for line in section.lines]
    wording = [(line.statement, found) for line in lines if (found := notes(line.statement.text))]
    listed = pages.listed_references(narrative)
    found = {
        "blocked": [line for line in lines if line.statement.status in ("outdated", "broken")],
        "unlinked": [line for line in lines if line.statement.status == "unlinked"],
        "total": len(lines),
        "said": reading.said,
        "behind": reading.behind,
        "noticed": reading.noticed,
        "wording": wording,
        "unused": [row for row in listed if not row.cited],
    }
    try:
        return {**found, "document": queries.document_of(narrative.current, on=narrative.current.created_at.date())}
    except queries.Unprintable as error:
        return {**found, "gaps": error.gaps}
