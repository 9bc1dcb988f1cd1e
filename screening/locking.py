"""Rows held until the transaction ends, and read as they are then.

Every lock is one without the key (FOR NO KEY UPDATE): a stronger one would make each row that refers to the locked
one, such as an event of its review, wait to be written, and what waits so may hold what the locker wants.
"""

from collections.abc import Collection
from typing import TypeVar

from django.db.models import Model, QuerySet

from screening.models import Slot, StageRecord

Row = TypeVar("Row", bound=Model)


def held(rows: QuerySet[Row], *, most: int | None = None) -> QuerySet[Row]:
    """The rows of the query (the first `most` of them), locked; those that are still its rows after the wait.

    PostgreSQL reads a row that it waited for anew, but not the rows that the same statement joins to it: these are
    as old as the wait. So the locks are taken by a statement of their own, and what is read later holds now.
    Order the query by its primary key: then no two transactions wait for each other.
    """
    ids = list(rows.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True)[:most])
    return rows.filter(pk__in=ids)


def lock(rows: QuerySet[Row]) -> None:
    """Hold all rows of the query, in the order of their keys, until the transaction ends."""
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def lock_entries(records: Collection[int]) -> None:
    """Hold where the records stand, entries before seats as every vote does, until the transaction ends."""
    for model in (StageRecord, Slot):
        lock(model.objects.filter(record__in=records))
