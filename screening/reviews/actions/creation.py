"""Making a review with its stages, and archiving it."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from ketreview.accounts.models import User
from screening.errors import Closed, Invalid
from screening.models import Criterion, ExclusionReason, Keyword, Member, Review, Stage
from screening.reviews.defaults import STAGES, VOTES_NEEDED
from screening.team.actions import join
from screening.team.audit import record_event

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


REPEAT_WITHIN = timedelta(minutes=1)


class MadeAlready(Closed):
    """The form was sent before; `review` is what it made."""

    def __init__(self, review: Review):
        super().__init__(
            f"You made “{review.title}” less than a minute ago, so no second review was made. Open that one and "
            "change what differs in its settings; or give this one another title."
        )
        self.review = review


@transaction.atomic
def create_review(
    *,
    by: User,
    title: str,
    roles: Iterable[str] = (),
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    reasons: Iterable[str] = (),
    include_words: Iterable[str] = (),
    exclude_words: Iterable[str] = (),
    slug: str = "",
    **question: str,
) -> Member:
    """Make a review with two stages; its maker leads it and has the further `roles`. Returns the membership.

    Raises MadeAlready where the same person made one of the same title less than a minute ago.
    """
    title = " ".join(title.split())
    if not title:
        raise Invalid("A review needs a title.")
    _refuse_repeat(title, by)
    review = Review.objects.create(slug=slug or new_slug(title), title=title, created_by=by, **question)
    for order, (kind, needs_reason) in enumerate(STAGES):
        rules = {"order": order, "votes_needed": VOTES_NEEDED, "reason_required": needs_reason}
        Stage.objects.create(review=review, kind=kind, slug=kind, **rules)
    for kind, texts in (("include", include), ("exclude", exclude)):
        Criterion.objects.bulk_create(
            Criterion(review=review, kind=kind, text=text, order=order) for order, text in enumerate(texts)
        )
    ExclusionReason.objects.bulk_create(
        ExclusionReason(review=review, text=text, order=order) for order, text in enumerate(reasons)
    )
    for kind, words in (("include", include_words), ("exclude", exclude_words)):
        Keyword.objects.bulk_create(Keyword(review=review, kind=kind, text=word) for word in words)
    record_event("review created", review, by=by, review=review, after={"title": title})
    return join(review=review, user=by, roles={"lead", *roles}, by=by)


def _refuse_repeat(title: str, by: User) -> None:
    """A form sent twice makes one review; the person's row is locked, so that neither overtakes the other."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    since = timezone.now() - REPEAT_WITHIN
    made = Review.objects.filter(created_by=by, created_at__gte=since, title__iexact=title).first()
    if made:
        raise MadeAlready(made)


def new_slug(title: str) -> str:
    """An address for the review; its last part is random, so that it tells nobody of reviews of the same name."""
    stem = slugify(title)[:60].strip("-") or "review"
    return f"{stem}-{''.join(secrets.choice(LETTERS) for _ in range(6))}"


@transaction.atomic
def archive_review(*, by: Member) -> None:
    """Close the review for every change; it stays readable for its members."""
    if not Review.objects.filter(pk=by.review_id, archived_at=None).update(archived_at=timezone.now()):
        raise Closed("This review is archived already.")
    by.review.refresh_from_db()
    record_event("review archived", by.review, by=by)


@transaction.atomic
def unarchive_review(*, by: Member) -> None:
    """Open an archived review again."""
    if not Review.objects.filter(pk=by.review_id, archived_at__isnull=False).update(archived_at=None):
        raise Closed("This review is not archived.")
    by.review.refresh_from_db()
    record_event("review taken out of the archive", by.review, by=by)
