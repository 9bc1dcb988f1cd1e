"""A note to a vote that is not cast yet, kept for those who read without script: in their session, and there alone,
until they vote or sign out."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from screening.errors import Closed, Invalid
from screening.fulltext.forms import NoteForm
from screening.fulltext.views.reports import stored_file
from screening.models import Member, ReportFile, Slot, Stage
from screening.team.access import review_page
from screening.workflow.queries import fixed_records, own_seat_on

KEPT, MOST = "notes of votes", 10


def seat_to_judge(member: Member, file: ReportFile) -> Slot | None:
    """The member's seat in which a vote on the file's report can still be cast or changed."""
    record = file.report.record
    judged = record.primary or record  # a copy's file is read for the record that stands for it
    seat = own_seat_on(member, judged, Stage.Kind.FULL_TEXT) if member.can("screen") else None
    return None if seat is None or fixed_records(member, seat.stage, [seat.record_id]) else seat


def note_to_show(request: HttpRequest, seat: Slot) -> str:
    """What was kept for the seat since its vote, else the note of the vote."""
    kept = dict(request.session.get(KEPT, [])).get(_key(seat))
    return kept if kept is not None else seat.vote.note if seat.vote else ""


def _key(seat: Slot) -> str:
    """A note belongs to the vote it was written over: once another is cast, or the seat passes on, it is gone."""
    return f"{seat.pk} {seat.fence} {seat.vote_id}"


@review_page("screen", methods=("POST",))
def keep_note(request: HttpRequest, member: Member, file_id: uuid.UUID) -> HttpResponse:
    """Keep the note that stands in the form of the decision, without a vote."""
    file = stored_file(member, file_id)
    seat = seat_to_judge(member, file)
    if seat is None:
        raise Closed("No vote of yours can be cast or changed on this report now, so the note was not kept.")
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise Invalid("The note is longer than 20,000 characters. Shorten it, then keep it.")
    others = [pair for pair in request.session.get(KEPT, []) if pair[0] != _key(seat)]
    request.session[KEPT] = [*others, (_key(seat), form.cleaned_data["note"])][-MOST:]
    messages.success(request, "Your note is kept until you vote or sign out. It goes with your vote.")
    return redirect(reverse("fulltext:read", args=[member.review.slug, file.pk]) + "#decision")
