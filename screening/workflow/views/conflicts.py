"""Conflicts: the queue, one conflict with its votes side by side, settling and reopening."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ketreview.web import back, paged
from screening.errors import Closed, Invalid
from screening.importing.queries.notices import notices_on
from screening.models import Member, StageRecord
from screening.team.access import review_page
from screening.workflow import queries
from screening.workflow.actions import reopen_resolution, resolve_conflict
from screening.workflow.blinding import comments_on, complete_votes, visible_labels, votes_since
from screening.workflow.card_fields import hidden_on_cards
from screening.workflow.forms import ReopenForm, ResolveForm
from screening.workflow.keys import CONFLICT_KEYS, HABIT_LABELS, HABITS
from screening.workflow.views.cards import card_html, highlighter, records_for_cards, reports_for_cards
from screening.workflow.views.page import workflow_page


def _entry(member: Member, entry_id: int) -> StageRecord:
    """An entry that is or was in conflict; to others the page does not exist."""
    return get_object_or_404(queries.disputed(member), pk=entry_id)


def _seated(member: Member, entry_id: int) -> StageRecord:
    """Any entry of the review: what was in conflict when its page was opened may no longer be."""
    entries = StageRecord.objects.filter(stage__review=member.review).select_related("stage__review", "record")
    return get_object_or_404(entries, pk=entry_id)


@review_page("adjudicate")
def conflicts(request: HttpRequest, member: Member) -> HttpResponse:
    """Records in conflict, exclusions whose reasons differ, and what was settled."""
    mine, for_others = queries.numbers_to_settle(member)
    page = paged(request, queries.conflicts_to_settle(member), count=mine)
    clashes = list(queries.reason_clashes(member)[:100])
    votes = complete_votes(member, [*page, *clashes])
    settled = queries.settled_lately(member)
    shown = [*page, *clashes, *(row for row, _ in settled)]
    context = {
        "page_obj": page,
        "notices": notices_on(each.record for each in shown),
        "for_others": for_others,
        "rows": [(entry, votes.get(entry.pk, [])) for entry in page],
        "clashes": [(entry, votes.get(entry.pk, [])) for entry in clashes],
        "settled": settled,
        "ended": queries.ended_with_a_merge(member, [entry for _, entry in settled]),
    }
    return workflow_page(request, member, "conflicts.html", context)


def _queue(member: Member) -> list[int]:
    """The conflicts that the member may settle, in their order; where there are none, the reasons that differ."""
    waiting = list(queries.conflicts_to_settle(member).values_list("pk", flat=True))
    return waiting or [clash.pk for clash in queries.reason_clashes(member)]


def _neighbours(member: Member, entry: StageRecord) -> tuple[int | None, int | None]:
    """The conflicts before and behind this one in the queue."""
    ids = _queue(member)
    if entry.pk not in ids:
        return None, ids[0] if ids else None
    at = ids.index(entry.pk)
    return (ids[at - 1] if at else None), (ids[at + 1] if at + 1 < len(ids) else None)


def _behind(entry: StageRecord, ids: list[int]) -> int | None:
    """The next to settle of these: the one behind the entry, else the first that is another one."""
    at = ids.index(entry.pk) + 1 if entry.pk in ids else 0
    return next((pk for pk in [*ids[at:], *ids[:at]] if pk != entry.pk), None)


def _page(request: HttpRequest, member: Member, entry: StageRecord, form: ResolveForm, status: int = 200):
    stage, record = entry.stage, records_for_cards([entry.record_id])[entry.record_id]
    report = reports_for_cards(stage, [entry.record_id]).get(entry.record_id)
    votes = complete_votes(member, [entry]).get(entry.pk, [])
    previous, following = _neighbours(member, entry)
    standing = queries.standing_resolution(entry)
    open_ = standing is None and entry.state in ("conflict", "excluded") and not entry.released_at
    barred = queries.is_own_conflict(member, entry)
    context = {
        "entry": entry,
        "stage": stage,
        "card_html": card_html(
            record,
            highlighter(member),
            slug=member.review.slug,
            report=report,
            hidden=hidden_on_cards(stage.hidden_fields),
        ),
        "votes": votes,
        "later": votes_since(member, entry, standing.resolved_at) if standing else [],
        "comments": comments_on(member, entry),
        "labels": visible_labels(member, record),
        "is_voter": any(vote.own for vote in votes),
        "standing": standing,
        "open_to_decision": open_ and not barred,
        "barred": open_ and barred,
        "history": queries.resolutions(member, stage).filter(record=entry.record_id),
        "ended": queries.ended_with_a_merge(member, [entry]),
        "form": form,
        "reopen_form": ReopenForm(),
        "previous": previous,
        "following": following,
        "left": queries.numbers_to_settle(member)[0],
        "criteria": member.review.criteria.filter(archived_at__isnull=True).order_by("-kind", "order"),
        "keys": CONFLICT_KEYS,
        "habits": HABITS,
        "habit_labels": HABIT_LABELS,
    }
    return workflow_page(request, member, "conflict.html", context, status=status)


@review_page("adjudicate")
def conflict(request: HttpRequest, member: Member, entry_id: int) -> HttpResponse:
    """One record with all its votes, and the decision to take."""
    entry = _entry(member, entry_id)
    form = ResolveForm(stage=entry.stage, initial={"key": uuid.uuid4()})
    return _page(request, member, entry, form)


@review_page("adjudicate", methods=("POST",))
def resolve(request: HttpRequest, member: Member, entry_id: int) -> HttpResponse:
    """Settle it and go to the next conflict, from the last one to the first that was passed over. Where it is in
    conflict no longer, what was written is shown again."""
    entry = _seated(member, entry_id)
    form = ResolveForm(request.POST, stage=entry.stage)
    if not form.is_valid():
        return _page(request, member, entry, form, status=422)
    queue = _queue(member)
    try:
        resolution = resolve_conflict(entry=entry, by=member, **form.cleaned_data)
    except Invalid as error:
        form.add_error(None, str(error))
        return _page(request, member, entry, form, status=422)
    except Closed as closed:
        messages.error(request, str(closed))
        entry.refresh_from_db()
        return _page(request, member, entry, form, status=closed.status)
    messages.success(request, f"Settled as {resolution.get_verdict_display().lower()}: {entry.record}")
    address = {"slug": member.review.slug}
    if following := _behind(entry, queue):  # the fragment gives the next page's heading the focus
        return back(request, reverse("workflow:conflict", kwargs=address | {"entry_id": following}) + "#conflict")
    return back(request, reverse("workflow:conflicts", kwargs=address) + "#main")


@review_page("adjudicate", methods=("POST",))
def reopen(request: HttpRequest, member: Member, entry_id: int) -> HttpResponse:
    """Set a decision aside; it stays in the record's history."""
    entry = _entry(member, entry_id)
    reopen_resolution(entry=entry, by=member, why=request.POST.get("why", "")[:1000])
    messages.success(request, f"Reopened: {entry.record}")
    return back(request, "workflow:conflict", slug=member.review.slug, entry_id=entry.pk)
