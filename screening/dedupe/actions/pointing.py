"""Links and the pointers that go with them, inside the caller's transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from screening.locking import lock_entries
from screening.models import DuplicateLink, Record, Review


def lock_review(review: Review, ids: Collection[int | None]) -> Review:
    """The review's row, then the records' entries and seats, held until the transaction ends: groups change one at
    a time, and no vote comes in between looking whether a record has one and putting it aside."""
    review = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
    lock_entries([id for id in ids if id is not None])
    return review


def unlink(links: list[Any], at: datetime) -> None:
    """End these links; what follows them begins at the same moment."""
    DuplicateLink.objects.filter(pk__in=links).update(undone_at=at)


def point(primaries: dict[int, int | None]) -> None:
    """Set each record's primary."""
    Record.objects.filter(pk__in=[id for id, primary in primaries.items() if primary is None]).update(primary=None)
    rows = [Record(pk=id, primary_id=primary) for id, primary in primaries.items() if primary is not None]
    Record.objects.bulk_update(rows, ["primary"], batch_size=200)
