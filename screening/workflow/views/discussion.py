"""The discussion of a record after its votes are in, and one's mentions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ketreview.web import back
from screening.errors import Invalid
from screening.importing.queries.notices import notices_on
from screening.models import Member, StageRecord
from screening.team.access import review_page
from screening.workflow import actions
from screening.workflow.blinding import comments_on, may_discuss, mentions_of, visible_labels, visible_votes
from screening.workflow.card_fields import hidden_on_cards
from screening.workflow.forms import CommentForm
from screening.workflow.views.cards import card_html, highlighter, records_for_cards, reports_for_cards
from screening.workflow.views.page import workflow_page

READERS = ("screen", "adjudicate", "see_outcomes")


def _entry(member: Member, entry_id: int) -> StageRecord:
    """An entry the member may discuss; to others the page does not exist."""
    entries = StageRecord.objects.select_related("stage__review", "record")
    entry = get_object_or_404(entries, pk=entry_id, stage__review=member.review)
    if not may_discuss(member, entry):
        raise Http404("No such discussion.")
    return entry


@review_page(*READERS)
def discussion(request: HttpRequest, member: Member, entry_id: int) -> HttpResponse:
    """The record, the votes the reader may see, and what was said."""
    entry = _entry(member, entry_id)
    record = records_for_cards([entry.record_id])[entry.record_id]
    context = {
        "entry": entry,
        "stage": entry.stage,
        "card_html": card_html(
            record,
            highlighter(member),
            slug=member.review.slug,
            report=reports_for_cards(entry.stage, [record.pk]).get(record.pk),
            hidden=hidden_on_cards(entry.stage.hidden_fields),
        ),
        "votes": visible_votes(member, entry.stage, record),
        "labels": visible_labels(member, record),
        "comments": comments_on(member, entry),
        "form": CommentForm(),
    }
    return workflow_page(request, member, "discussion.html", context)


@review_page(*READERS, methods=("POST",))
def say(request: HttpRequest, member: Member, entry_id: int) -> HttpResponse:
    entry = _entry(member, entry_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        raise Invalid("Write a message of at most 5,000 characters before you send it.")
    actions.say(entry=entry, text=form.cleaned_data["text"], by=member)
    messages.success(request, "Your message is in the discussion.")
    return back(request, "workflow:discussion", slug=member.review.slug, entry_id=entry.pk)


@review_page(*READERS)
def mentions(request: HttpRequest, member: Member) -> HttpResponse:
    """Messages that mention the reader."""
    found = mentions_of(member)
    context = {"mentions": found, "notices": notices_on(comment.entry.record for comment in found)}
    return workflow_page(request, member, "mentions.html", context)
