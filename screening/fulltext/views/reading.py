"""Reading a PDF beside the decision: its pages as pictures under their own text, search, marked passages."""

import uuid
from dataclasses import astuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ketreview.web import download
from screening.errors import Invalid
from screening.files import open_stored
from screening.fulltext import actions, queries
from screening.fulltext.forms import QuoteForm
from screening.fulltext.pdf import find_in, hit_boxes, page_lines
from screening.fulltext.views.notes import note_to_show, seat_to_judge
from screening.fulltext.views.reports import READERS, stored_file
from screening.models import Member, Quote, ReportFile
from screening.team.access import review_page
from screening.workflow.queries import exclusion_reasons

WORDS = 200
"""The longest search, in characters."""

_UNFOUND = (
    "These words were not found on page {page}: they differ from its text, stand on another page, or the page is a "
    "scan without text."
)


def _content(file: ReportFile) -> bytes:
    with open_stored(file.file, file.filename) as stored:
        return stored.read()


@review_page(*READERS)
def read(request: HttpRequest, member: Member, file_id: uuid.UUID) -> HttpResponse:
    """The pages at the left; search, passages and, for who judges it, the decision at the right."""
    file = stored_file(member, file_id)
    words = request.GET.get("q", "")[:WORDS]
    quotes = list(queries.own_quotes(member, file))
    seat = seat_to_judge(member, file)
    context = {
        "file": file,
        "report": file.report,
        "numbers": range(1, file.pages + 1),
        "q": words,
        "hits": find_in(_content(file), words) if words.strip() else None,
        "quotes": quotes,
        "marks": [{"page": quote.page, "boxes": quote.boxes, "id": str(quote.pk)} for quote in quotes],
        "form": QuoteForm(),
        "seat": seat,
        "note": note_to_show(request, seat) if seat else "",
        "key": uuid.uuid4(),
        "reasons": exclusion_reasons(seat.stage) if seat else [],
    }
    return render(request, "screening/fulltext/read.html", context)


@review_page(*READERS)
def page_text(request: HttpRequest, member: Member, file_id: uuid.UUID, number: int) -> JsonResponse:
    """The lines of a page with their places, so that they can be selected over its picture, and the places of the
    words asked for with `q`."""
    content = _content(stored_file(member, file_id))
    try:
        lines, hits = page_lines(content, number), hit_boxes(content, number, request.GET.get("q", "")[:WORDS])
    except IndexError as error:
        raise Http404(str(error)) from None
    answer = JsonResponse({"lines": [astuple(line) for line in lines], "hits": hits})
    answer["Cache-Control"] = "private, max-age=3600, immutable"
    return answer


@review_page(*READERS, methods=("POST",))
def keep_quote(request: HttpRequest, member: Member, file_id: uuid.UUID) -> HttpResponse:
    """Keep a passage, marked on the page or typed."""
    file = stored_file(member, file_id)
    form = QuoteForm(request.POST)
    if not form.is_valid():
        raise Invalid("Give the page and the words of the passage.")
    sent = form.cleaned_data
    quote = actions.keep_quote(
        file=file, page=sent["page"], text=sent["text"], boxes=sent["boxes"] or [], by=member
    )
    if quote.boxes:
        messages.success(request, f"The passage on page {quote.page} is kept.")
    else:
        messages.warning(request, f"{_UNFOUND.format(page=quote.page)} It is kept, and shown as typed.")
    return redirect(reverse("fulltext:read", args=[member.review.slug, file.pk]) + f"#page-{quote.page}")


def _line(quote: Quote) -> str:
    typed = "" if quote.boxes else " [typed; not found on that page]"
    return f"p. {quote.page}: “{quote.text}”{typed}"


@review_page(*READERS, methods=("POST",))
def remove_quote(request: HttpRequest, member: Member, quote_id: uuid.UUID) -> HttpResponse:
    quote = get_object_or_404(
        Quote.objects.select_related("file"),
        pk=quote_id,
        member=member,
        removed_at__isnull=True,
        file__report__review=member.review,
    )
    actions.remove_quote(quote=quote, by=member)
    messages.success(request, "The passage is removed.")
    return redirect(reverse("fulltext:read", args=[member.review.slug, quote.file_id]) + f"#page-{quote.page}")


@review_page(*READERS)
def quotes(request: HttpRequest, member: Member, file_id: uuid.UUID) -> HttpResponse:
    """The member's passages as a text file."""
    file = stored_file(member, file_id)
    lines = [_line(quote) for quote in queries.own_quotes(member, file)]
    head = f"{file.report}: {file.report.record.title}\n{file.filename}\n\n"
    return download(head + "\n\n".join(lines) + "\n", f"{file.report}-passages.txt", "text/plain; charset=utf-8")
