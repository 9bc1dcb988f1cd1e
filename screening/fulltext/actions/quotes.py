"""Passages marked in a PDF, kept with their page and place."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from screening.errors import Invalid
from screening.files import open_stored
from screening.fulltext.pdf import hit_boxes
from screening.models import Member, Quote, ReportFile
from screening.team.audit import record_event

LONGEST, MOST_BOXES, MOST = 5_000, 200, 500


@transaction.atomic
def keep_quote(*, file: ReportFile, page: int, text: str, boxes: Sequence[Sequence[float]], by: Member) -> Quote:
    """Keep a marked passage for the member. One that was typed is looked for on its page, and has its place there;
    one that is not found has none, and is shown as typed."""
    text = " ".join(text.split())
    if not text:
        raise Invalid("Mark some words first, or type them.")
    if len(text) > LONGEST:
        raise Invalid(f"The passage has {len(text):,} characters; at most {LONGEST:,} are kept. Mark less.")
    if not 1 <= page <= file.pages:
        raise Invalid(f"This file has pages 1 to {file.pages:,}; there is no page {page:,}.")
    if Quote.objects.filter(file=file, member=by, removed_at__isnull=True).count() >= MOST:
        raise Invalid(f"You have {MOST} passages in this file. Remove some that you no longer need.")
    marked = _checked(boxes) or _found(file, page, text)
    quote = Quote.objects.create(file=file, member=by, page=page, text=text, boxes=marked)
    record_event("passage marked", quote, by=by)
    return quote


def _found(file: ReportFile, page: int, text: str) -> list[list[float]]:
    with open_stored(file.file, file.filename) as stored:
        boxes = hit_boxes(stored.read(), page, text, most=1)
    return [list(box) for box in boxes][:MOST_BOXES]


def _checked(boxes: Sequence[Sequence[float]]) -> list[list[float]]:
    """The boxes as four numbers in percent each; Invalid for anything else."""
    try:
        found = [[round(float(number), 3) for number in box] for box in boxes]
    except (TypeError, ValueError):
        found = [[]]
    if len(found) > MOST_BOXES or any(len(box) != 4 or not all(0 <= n <= 100 for n in box) for box in found):
        raise Invalid("The place of the passage was not understood. Reload the page and mark it again.")
    return found


@transaction.atomic
def remove_quote(*, quote: Quote, by: Member) -> None:
    """Take a marked passage away."""
    removed = Quote.objects.filter(pk=quote.pk, member=by, removed_at__isnull=True).update(
        removed_at=timezone.now()
    )
    if removed:
        record_event("passage removed", quote, by=by)
