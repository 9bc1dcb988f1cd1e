"""The one way an Event is written. Called inside the transaction of the write it tells of."""

from typing import Any

from django.db import models

from ketreview.accounts.models import User
from ketreview.web import request_id
from screening.models import Event, Member, Review

Actor = Member | User | None


def record_event(
    verb: str,
    subject: models.Model,
    *,
    by: Actor,
    review: Review | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> Event:
    """Write one audit line. `before` and `after` hold only the fields that changed, JSON values only.

    Never put a vote or an unreconciled extracted value into them: name the row instead.
    """
    user = by.user if isinstance(by, Member) else by
    if review is None and isinstance(by, Member):
        review = by.review
    return Event.objects.create(
        review_id=review.pk if review else None,
        actor_id=user.pk if user else None,
        actor=str(user) if user else "the system",
        verb=verb,
        subject_type=subject._meta.model_name,
        subject_id=str(subject.pk),
        subject=str(subject)[:300],
        before=before,
        after=after,
        reason=reason,
        request_id=request_id.get(),
    )
