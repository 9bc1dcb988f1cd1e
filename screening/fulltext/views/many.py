"""Many PDFs at once: dropped, sorted, and those nobody is sure about placed by hand."""

import re
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketreview.web import back
from ketreview.wording import plural
from screening.errors import Invalid
from screening.fulltext import actions, queries
from screening.fulltext.forms import BulkForm
from screening.models import Member, UnplacedFile
from screening.team.access import review_page

MOST_AT_ONCE = 100
PAIR = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9]{1,18}")


def _page(request: HttpRequest, member: Member, *, done: list | None = None, form=None, status: int = 200):
    waiting = list(queries.unplaced_files(member))
    named = {report for file in waiting for report, _ in file.clues}
    reports = {report.pk: report for report in queries.reports(member).filter(pk__in=named)}
    rows = [(file, [(reports[pk], why) for pk, why in file.clues if pk in reports]) for file in waiting]
    proposals = queries.sure_proposals(rows)
    proposed = {file.pk for file, _, _ in proposals}
    context = {
        "form": form or BulkForm(),
        "done": done,
        "rows": [row for row in rows if row[0].pk not in proposed],
        "proposed_rows": [row for row in rows if row[0].pk in proposed],
        "proposals": proposals,
        "last_placing": queries.last_placing(member),
        "reports": queries.reports(member)[:2000] if rows else [],
    }
    return render(request, "screening/fulltext/many.html", context, status=status)


@review_page("manage_full_text", methods=("GET", "POST"))
def many(request: HttpRequest, member: Member) -> HttpResponse:
    """Drop PDFs; see at once where each went, and be asked about the rest."""
    if request.method != "POST":
        return _page(request, member)
    form = BulkForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, member, form=form, status=422)
    files = form.cleaned_data["files"]
    if len(files) > MOST_AT_ONCE:
        raise Invalid(f"{len(files)} files came at once; send at most {MOST_AT_ONCE} and then the rest.")
    sought = queries.sought(member)
    done = [actions.sort_file(upload=file, sought=sought, by=member) for file in files]
    return _page(request, member, done=done)


def _waiting(member: Member, file_id: uuid.UUID) -> UnplacedFile:
    return get_object_or_404(queries.unplaced_files(member), pk=file_id)


@review_page("manage_full_text", methods=("POST",))
def place(request: HttpRequest, member: Member, file_id: uuid.UUID) -> HttpResponse:
    """Attach a waiting file to the report chosen."""
    file = _waiting(member, file_id)
    chosen = request.POST.get("report", "")
    if not chosen.isdecimal():
        raise Invalid(f"Choose the report to which “{file.filename}” belongs.")
    report = get_object_or_404(queries.reports(member), pk=int(chosen[:18]))
    actions.place_file(file=file, report=report, by=member)
    messages.success(request, f"“{file.filename}” is attached to {report}.")
    return back(request, "fulltext:many", slug=member.review.slug)


@review_page("manage_full_text", methods=("POST",))
def place_all(request: HttpRequest, member: Member) -> HttpResponse:
    """Attach the files that the page proposed, each to the report it named there, and no other."""
    asked = dict(pair.split(":", 1) for pair in request.POST.getlist("proposal") if PAIR.fullmatch(pair))
    files = queries.unplaced_files(member).filter(pk__in=asked)
    reports = {str(report.pk): report for report in queries.reports(member).filter(pk__in=asked.values())}
    pairs = [(file, reports[asked[str(file.pk)]]) for file in files if asked[str(file.pk)] in reports]
    if not pairs:
        raise Invalid("None of the proposed files waits any more. Open the page again.")
    placed = actions.place_proposals(pairs=pairs, by=member)
    left = len(asked) - placed
    words = f"{plural(placed, 'PDF')} attached." + (f" {left} had been placed meanwhile." if left else "")
    messages.success(request, words)
    return back(request, "fulltext:many", slug=member.review.slug)


@review_page("manage_full_text", methods=("POST",))
def take_back(request: HttpRequest, member: Member) -> HttpResponse:
    """Undo the member's last step of that kind."""
    placing = queries.last_placing(member)
    if placing is None or str(placing.pk) != request.POST.get("placing"):
        raise Invalid("There is no such step of yours left to take back. Remove a file on its report's page.")
    back_again = actions.take_back_proposals(placing=placing, by=member)
    messages.success(request, f"{plural(back_again, 'PDF')} taken off again; they wait below as before.")
    return back(request, "fulltext:many", slug=member.review.slug)


@review_page("manage_full_text", methods=("POST",))
def discard(request: HttpRequest, member: Member, file_id: uuid.UUID) -> HttpResponse:
    """Lay a waiting file aside."""
    file = _waiting(member, file_id)
    actions.discard_file(file=file, by=member)
    messages.success(request, f"“{file.filename}” is laid aside.")
    return back(request, "fulltext:many", slug=member.review.slug)
