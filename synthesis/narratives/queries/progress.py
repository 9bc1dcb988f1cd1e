"""How far the narratives are, for the review's home page."""

from django.db.models import Count
from django.urls import reverse

from ketreview.tiles import StepCount
from screening.models import Member
from synthesis.models import Narrative, Statement


def status_counts(member: Member) -> dict[int, dict[str, int]]:
    """Standing statements of the current versions: narrative id -> status -> how many."""
    rows = (
        Statement.objects.filter(
            block__narrative_version__narrative__review=member.review,
            block__narrative_version__frozen_at__isnull=True,
            block__archived_at__isnull=True,
            archived_at__isnull=True,
        )
        .values_list("block__narrative_version__narrative", "status")
        .annotate(count=Count("id"))
        .order_by("block__narrative_version__narrative", "status")
    )
    counts: dict[int, dict[str, int]] = {}
    for narrative, status, count in rows:
        counts.setdefault(narrative, {})[status] = count
    return counts


def step_count(member: Member) -> StepCount | None:
    """Statements that are current, of all those of living narratives; mine are the outdated ones."""
    if not member.can("see_results"):
        return None
    living = member.review.narratives.filter(state=Narrative.State.LIVING).values_list("pk", flat=True)
    everywhere = status_counts(member)
    counts = {pk: everywhere.get(pk, {}) for pk in living}
    outdated = {pk: each["outdated"] for pk, each in counts.items() if each.get("outdated")}
    mine = sum(outdated.values()) if member.can("write_narrative") else 0
    slug = {"slug": member.review.slug}
    url = reverse("narratives:list", kwargs=slug)
    if mine:
        url = reverse("narratives:show", kwargs={**slug, "narrative_id": min(outdated)}) + "?status=outdated"
    return StepCount(
        done=sum(each.get("current", 0) for each in counts.values()),
        total=sum(sum(each.values()) for each in counts.values()),
        unit="statements current",
        mine=mine,
        url=url,
        label=f"Look at {mine} outdated statement{'' if mine == 1 else 's'}" if mine else "Read the narratives",
        note=f"{sum(outdated.values())} outdated" if outdated else "",
    )
