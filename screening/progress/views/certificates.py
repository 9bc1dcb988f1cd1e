"""Blinding certificates: one a stage, as a page and as a file."""

import json
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from ketreview.web import download, paged
from screening.models import Member
from screening.progress.certificate import VERDICTS
from screening.progress.queries.certificates import Certificate, Line, certificate, row_of
from screening.progress.views.ledger import streamed
from screening.progress.views.page import progress_page
from screening.team.access import review_page

HEADINGS = (
    "Record number",
    "Certified",
    "Votes needed",
    "First votes",
    "Could be seen from",
    "Cast later by",
    "Could have seen",
)
SAYS = (
    "Until a record's votes are complete, no page, file, search or figure shows a vote of another to anybody. "
    "For each record: when each reviewer's first vote was cast, and since when its votes could be seen: by those "
    "who lead or adjudicate, and by all who screen while the stage is unblinded or closed. Where a further vote was"
    " asked for after that, it says whether its author was one of them."
)


@review_page("see_outcomes")
def certificates(request: HttpRequest, member: Member) -> HttpResponse:
    """The stages, each with its certificate to look at."""
    stages = member.review.stages.filter(opened_at__isnull=False).order_by("order")
    return progress_page(request, member, "certificates.html", {"stages": stages, "says": SAYS})


def _asked(request: HttpRequest, member: Member, stage_id: int) -> Certificate:
    stage = get_object_or_404(member.review.stages.select_related("review"), pk=stage_id)
    found = certificate(member, stage)
    if found is None:
        raise Http404("No certificate of this stage is open to you.")
    return found


@review_page("see_outcomes")
def show(request: HttpRequest, member: Member, stage_id: int) -> HttpResponse:
    found = _asked(request, member, stage_id)
    verdict = request.GET.get("certified", "")
    lines = [line for line in found.lines if verdict not in VERDICTS or line.verdict == verdict]
    context = {"certificate": found, "page_obj": paged(request, lines), "verdict": verdict, "says": SAYS}
    return progress_page(request, member, "certificate.html", context)


@review_page("see_outcomes")
def file(request: HttpRequest, member: Member, stage_id: int, file_format: str) -> HttpResponseBase:
    """The certificate as CSV, or as JSON with its digest and what was done to the stage's blinding."""
    found = _asked(request, member, stage_id)
    name = f"{member.review.slug}-{found.stage.kind}-blinding.{file_format}"
    if file_format == "csv":
        return streamed(HEADINGS, _rows(found.lines), name)
    if file_format != "json":
        raise Http404("There is no such format.")
    text = json.dumps(_told(found), ensure_ascii=False, indent=1)
    return download(text, name, "application/json; charset=utf-8")


def _rows(lines: list[Line]) -> Iterator[tuple[str, ...]]:
    for line in lines:
        votes = "; ".join(f"{name} {at:%Y-%m-%d %H:%M:%S}" for name, at in line.votes)
        seen = f"{line.complete_at:%Y-%m-%d %H:%M:%S}" if line.complete_at else ""
        yield (
            str(line.record),
            line.label,
            str(line.needed),
            votes,
            seen,
            *map("; ".join, (line.late, line.could_have_seen)),
        )


def _told(found: Certificate) -> dict:
    return {
        "review": str(found.stage.review),
        "stage": str(found.stage),
        "statement": SAYS,
        "holds": found.holds,
        "counts": {verdict: count for verdict, _, count in found.counts},
        "blinding": [
            {
                "at": event.at.isoformat(),
                "by": event.actor,
                "what": event.verb,
                "about": event.about,
                "why": event.reason,
            }
            for event in found.events
        ],
        "sha256_of_records": found.digest,
        "records": [row_of(line) for line in found.lines],
    }
