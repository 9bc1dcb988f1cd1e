"""Narratives: making one, changing its details; the lock that keeps a released version as it was."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from screening.errors import Closed, Invalid
from screening.models import Member
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.models import Narrative, NarrativeVersion


@transaction.atomic
def create_narrative(
    *, title: str, by: Member, slug: str = "", language: str = "en", review_by: date | None = None
) -> Narrative:
    """A narrative with an empty first version. Raises Invalid without a title."""
    if not title.strip():
        raise Invalid("A narrative needs a title.")
    narrative = Narrative.objects.create(
        review=by.review,
        slug=_free_slug(by, slug or slugify(title)[:50] or "narrative"),
        title=title.strip(),
        language=language,
        review_by=review_by,
    )
    narrative.current = NarrativeVersion.objects.create(narrative=narrative, number=1, created_by=by)
    narrative.save(update_fields=["current"])
    record_event("narrative created", narrative, by=by, after={"title": narrative.title})
    return narrative


def _free_slug(by: Member, wanted: str) -> str:
    taken = set(by.review.narratives.values_list("slug", flat=True))
    names = (wanted, *(f"{wanted}-{number}" for number in range(2, 1000)))
    return next(name for name in names if name not in taken)


@transaction.atomic
def change_narrative(*, narrative: Narrative, version: int, by: Member, **changes: Any) -> None:
    """Change title, language, review_by or state; refused where somebody saved first."""
    saved = save_version(narrative, version=version, **changes)
    if saved["after"]:
        record_event("narrative changed", narrative, by=by, **saved)


def locked_version(version_id: int) -> NarrativeVersion:
    """The version, locked until the transaction ends. Raises Closed where it is released."""
    version = NarrativeVersion.objects.select_for_update(no_key=True).get(pk=version_id)
    if version.frozen_at:
        raise Closed(
            f"Version {version.number} is released and stays as it is. Open the narrative and write in its "
            "current version."
        )
    return version
