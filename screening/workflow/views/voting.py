"""Screening itself: choosing a stage, reading a card, voting, looking back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse

from ketreview.web import paged
from screening.errors import Invalid
from screening.importing.queries.notices import notices_on
from screening.models import Member, Slot, Stage, Verdict
from screening.team.access import review_page
from screening.workflow import queries
from screening.workflow.actions import claim_slots, decide, withdraw
from screening.workflow.blinding import labelled_by, own_labels, vote_with_key
from screening.workflow.forms import VOTES, VoteForm, WithdrawForm
from screening.workflow.keys import HABIT_LABELS, HABITS, KEYS
from screening.workflow.views.cards import cards
from screening.workflow.views.page import check_voter, workflow_page

ROWS = (10, 25)
AHEAD = 20
MOST_AHEAD = 60
TAKEN_ALONG = 50


def rows_asked(sent: QueryDict) -> int:
    """How many records the list shows, as the address or the form says."""
    return next((rows for rows in ROWS if str(rows) == sent.get("rows")), ROWS[0])


@review_page("view")
def queue(request: HttpRequest, member: Member) -> HttpResponse:
    """The stages, how far each is, and what waits for the member in it."""
    return workflow_page(request, member, "queue.html", {"counts": queries.stage_counts(member)})


@review_page("screen")
def screen(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    """One card and the bar of verdicts; the next twenty cards come with the page, for the script."""
    stage = queries.stage_of(member, stage_slug)
    slots = claim_slots(by=member, stage=stage, count=AHEAD)
    slots, votes = _starting_with(request, member, stage, slots)
    shown = cards(member, stage, slots, votes)
    last = queries.my_history(member, stage).first()
    context = {
        "stage": stage,
        "count": queries.own_count(member, stage),
        "card": shown[0] if shown else None,
        "next_slot": shown[0]["slot"] if shown else "",
        "last": last,
        "last_fixed": bool(last and queries.fixed_records(member, stage, [last.record_id])),
        "key": uuid.uuid4(),
        "keys": KEYS,
        "habits": HABITS,
        "labels": queries.label_tree(member),
        "habit_labels": HABIT_LABELS,
        "reasons": queries.exclusion_reasons(stage),
        "criteria": member.review.criteria.filter(archived_at__isnull=True).order_by("-kind", "order"),
        "after": request.GET.get("after", ""),
        "limit_reached": not slots and queries.is_limit_reached(member, stage),
    }
    if not shown and queries.is_running(stage):
        context["seen_and_waiting"] = queries.seen_and_waiting(member, stage)
    context["state"] = _state(request, member, stage, shown, context)
    return workflow_page(request, member, "screen.html", context)


def _starting_with(request: HttpRequest, member: Member, stage: Stage, slots: list[Slot]):
    """The seats with the one asked for first: ?slot= a seat of one's own, ?after= the one behind a skipped one."""
    votes: dict[Any, Any] = {}
    wanted = _uuid(request.GET.get("slot"))
    if wanted:
        slot = queries.own_seat_or_404(member, stage, wanted)
        slots = [slot, *(other for other in slots if other.pk != slot.pk)]
        if slot.vote_id:
            votes[slot.pk] = slot.vote
    skipped = _uuid(request.GET.get("after"))
    places = [slot.pk for slot in slots]
    if skipped in places:
        at = places.index(skipped) + 1
        slots = slots[at:] + slots[:at]
    return slots, votes


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _state(request: HttpRequest, member: Member, stage: Stage, shown: list, context: dict) -> dict[str, Any]:
    """What the script starts from."""
    address = {"slug": member.review.slug, "stage_slug": stage.slug}
    nobody = {**address, "slot_id": uuid.UUID(int=0)}
    return {
        "cards": shown,
        "user": request.user.pk,
        "stage": stage.slug,
        "reason_required": stage.reason_required,
        "reasons": [{"id": reason.pk, "text": reason.text} for reason in context["reasons"]],
        "done": context["count"].mine_done,
        "left": context["count"].mine_left,
        "urls": {
            "cards": reverse("workflow:cards", kwargs=address),
            "past": reverse("workflow:past", kwargs=address),
            "decide": reverse("workflow:decide", kwargs=nobody),
            "withdraw": reverse("workflow:withdraw", kwargs=nobody),
            "hand_back": reverse("workflow:hand_back", kwargs=nobody),
            "label": reverse("workflow:put_label", kwargs=nobody),
        },
    }


@review_page("screen")
def cards_ahead(request: HttpRequest, member: Member, stage_slug: str) -> JsonResponse:
    """The next cards: `have` tells how many open ones the script holds already, `take` how many it wants in all,
    to have them where there is no network."""
    stage = queries.stage_of(member, stage_slug)
    count = min(MOST_AHEAD, max(AHEAD + _number(request, "have"), min(TAKEN_ALONG, _number(request, "take"))))
    slots = claim_slots(by=member, stage=stage, count=count)
    count = queries.own_count(member, stage)
    told = {"done": count.mine_done, "left": count.mine_left, "csrf": get_token(request), "user": request.user.pk}
    return JsonResponse({"cards": cards(member, stage, slots, {}), **told})


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 7 else 0


@review_page("screen")
def past(request: HttpRequest, member: Member, stage_slug: str) -> JsonResponse:
    """Cards the member voted on, the latest first, leaving out the `skip` latest."""
    stage = queries.stage_of(member, stage_slug)
    start = _number(request, "skip")
    votes = list(queries.my_history(member, stage)[start : start + AHEAD])
    by_slot = {vote.slot_id: vote for vote in votes}
    shown = cards(member, stage, [vote.slot for vote in votes], by_slot)
    return JsonResponse({"cards": shown, "user": request.user.pk})


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _answer(request: HttpRequest, member: Member, stage: Stage, saved: dict, words: str) -> HttpResponse:
    """To the script what was saved; to a plain form the next card."""
    if _wants_json(request):
        return JsonResponse(saved)
    messages.success(request, words)
    where = {"slug": member.review.slug, "stage_slug": stage.slug}
    if request.POST.get("rows"):
        return redirect(f"{reverse('workflow:screen_list', kwargs=where)}?rows={rows_asked(request.POST)}")
    address = reverse("workflow:screen", kwargs=where)
    behind = _uuid(request.POST.get("after"))
    return redirect(f"{address}?after={behind}" if behind else address)


def _first_error(form) -> Invalid:
    name, errors = next(iter(form.errors.items()))
    text = errors[0]
    if name in ("key", "fence"):
        text = "The vote came without its key, so it was not stored. Reload the page and vote again."
    return Invalid(str(text))


@review_page("screen", methods=("POST",))
def vote(request: HttpRequest, member: Member, stage_slug: str, slot_id) -> HttpResponse:
    """Store a vote or a changed one."""
    check_voter(request)
    stage = queries.stage_of(member, stage_slug)
    slot = queries.seat_or_404(member, stage, slot_id)
    form = VoteForm(request.POST, stage=stage)
    if not form.is_valid():
        raise _first_error(form)
    before = _standing(slot, member, form.cleaned_data["key"])
    stored = decide(slot=slot, by=member, **form.cleaned_data)
    words = f"{_past(stored.verdict)}: {slot.record}"
    saved: dict[str, Any] = {"saved": str(stored.key), "verdict": stored.verdict}
    if before:
        saved["before"] = before
    return _answer(request, member, stage, saved, words)


def _standing(slot: Slot, member: Member, key: uuid.UUID) -> dict[str, str] | None:
    """The member's own vote in the seat, which one under `key` changes: another tab may have cast it unseen."""
    if slot.reviewer_id != member.pk or slot.vote is None or slot.vote.key == key:
        return None
    return {"verdict": slot.vote.verdict, "at": slot.vote.decided_at.isoformat()}


def _past(verdict: str) -> str:
    return {Verdict.INCLUDE: "Included", Verdict.EXCLUDE: "Excluded", Verdict.MAYBE: "Marked as maybe"}[verdict]


@review_page("screen", methods=("POST",))
def take_back(request: HttpRequest, member: Member, stage_slug: str, slot_id) -> HttpResponse:
    """Withdraw a vote; a plain form gets the same card again. To the script a vote that another tab has taken back
    already is taken back."""
    check_voter(request)
    stage = queries.stage_of(member, stage_slug)
    slot = queries.seat_or_404(member, stage, slot_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        raise _first_error(form)
    key = form.cleaned_data["key"]
    gone = slot.reviewer_id == member.pk and slot.vote_id is None
    if _wants_json(request) and gone and vote_with_key(key) is None:
        return JsonResponse({"saved": None, "verdict": ""})
    stored = withdraw(slot=slot, by=member, key=key)
    if _wants_json(request):
        return JsonResponse({"saved": str(stored.key), "verdict": ""})
    messages.success(request, f"Your vote was taken back: {slot.record}")
    address = reverse("workflow:screen", kwargs={"slug": member.review.slug, "stage_slug": stage.slug})
    return redirect(f"{address}?slot={slot.pk}")


@review_page("screen")
def mine(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    """The member's own votes in the stage, to look at again."""
    stage = queries.stage_of(member, stage_slug)
    votes = queries.my_history(member, stage)
    verdict = request.GET.get("verdict", "")
    if verdict in (Verdict.INCLUDE, Verdict.EXCLUDE, Verdict.MAYBE):
        votes = votes.filter(verdict=verdict)
    labels = list(queries.labels(member))
    label = next((one for one in labels if str(one.pk) == request.GET.get("label", "")), None)
    if label is not None:
        votes = votes.filter(record__in=labelled_by(member, label.pk))
    page = paged(request, votes)
    fixed = queries.fixed_records(member, stage, [vote.record_id for vote in page])
    used, names = own_labels(member, [vote.record_id for vote in page]), {one.pk: one for one in labels}
    rows = [
        (
            vote,
            uuid.uuid4(),
            vote.record_id in fixed,
            [names[used_one] for used_one in used.get(vote.record_id, []) if used_one in names],
        )
        for vote in page
    ]
    context = {"stage": stage, "page_obj": page, "rows": rows, "verdict": verdict, "vote_choices": VOTES}
    context |= {"labels": labels, "label": label, "notices": notices_on(vote.record for vote in page)}
    return workflow_page(request, member, "mine.html", context)
