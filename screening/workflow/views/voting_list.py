"""Several records on one page, for title and abstract: the same seats, keys and votes as the single card."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from screening.models import Member, Stage
from screening.team.access import review_page
from screening.workflow import queries
from screening.workflow.actions import claim_slots
from screening.workflow.keys import HABIT_LABELS, HABITS, KEYS
from screening.workflow.views.cards import cards
from screening.workflow.views.page import workflow_page
from screening.workflow.views.voting import ROWS, rows_asked

ACTS = ("include", "exclude", "maybe", "undo", "next", "previous", "highlights", "criteria")


@review_page("screen")
def screen_list(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    """The next 10 or 25 records that wait for the member, each with its own buttons."""
    stage = queries.stage_of(member, stage_slug)
    if stage.kind != Stage.Kind.TITLE_ABSTRACT:
        raise Http404("Full texts are judged one by one.")
    rows = rows_asked(request.GET)
    slots = claim_slots(by=member, stage=stage, count=rows)
    count = queries.own_count(member, stage)
    ids = {"slug": member.review.slug, "stage_slug": stage.slug}
    nobody = {**ids, "slot_id": uuid.UUID(int=0)}
    reasons = queries.exclusion_reasons(stage)
    context = {
        "stage": stage,
        "count": count,
        "cards": [{**card, "key": uuid.uuid4()} for card in cards(member, stage, slots, {}, "_row_card.html")],
        "rows": rows,
        "row_choices": ROWS,
        "reasons": reasons,
        "criteria": member.review.criteria.filter(archived_at__isnull=True).order_by("-kind", "order"),
        "keys": [key for key in KEYS if key[0] in ACTS],
        "habits": HABITS,
        "habit_labels": HABIT_LABELS,
        "state": {
            "user": request.user.pk,
            "stage": stage.slug,
            "reason_required": stage.reason_required,
            "reasons": [{"id": reason.pk, "text": reason.text} for reason in reasons],
            "done": count.mine_done,
            "left": count.mine_left,
            "urls": {
                "cards": reverse("workflow:cards", kwargs=ids),
                "decide": reverse("workflow:decide", kwargs=nobody),
                "withdraw": reverse("workflow:withdraw", kwargs=nobody),
            },
        },
    }
    return workflow_page(request, member, "screen_list.html", context)
