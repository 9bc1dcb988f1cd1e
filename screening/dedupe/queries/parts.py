"""Which records have to be looked at together: those connected by a key, a link or an answer.

Whole parts are grouped from scratch each time, so one import after the other ends as all at once would.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from screening.dedupe.engine.blocks import MOST_IN_BLOCK, joins_any_number
from screening.dedupe.engine.pairing import Numbers, connected, whole_lots
from screening.dedupe.said import BY_HAND
from screening.models import DuplicateLink, ImportBatch, MatchKey, Record, Review

AT_ONCE = 500
MOST_SAMPLED = 20  # records of a key by whose pairs columns are judged
CLOSED_UP_AT = 2**20  # numbers of pairs, after which those that are there twice are dropped
SWEPT_FROM = 20  # an import that is more than one in so many records is cheaper found by reading all keys in a row

Lot = dict[int, int]  # record id -> the part it belongs to


def complete_records(review: Review) -> QuerySet[Record]:
    """Records of finished imports. The imports are named one by one, which an index answers on its own."""
    batches = review.imports.filter(state=ImportBatch.State.COMMITTED).values_list("pk", flat=True)
    return Record.objects.filter(review=review, batch__in=list(batches))


def records_without_keys(review: Review) -> QuerySet[Record]:
    """Imported records whose keys the worker has not made yet."""
    keyed = MatchKey.objects.filter(record=OuterRef("pk"))
    return complete_records(review).filter(~Exists(keyed)).order_by("pk")


def ids_without_keys(review: Review) -> Sequence[int]:
    """Their ids, eight bytes each; asked for once, since finding the next few takes a look at all others."""
    return array("q", records_without_keys(review).values_list("pk", flat=True).iterator(chunk_size=5000))


def all_parts(review: Review) -> list[Lot]:
    """The records of the whole review that are connected with others, whole parts in lots of about AT_ONCE."""
    return _swept(review).lots(AT_ONCE)


def parts_of(batch: ImportBatch) -> list[Lot]:
    """As `all_parts`, but only those parts that hold a record of this import."""
    return parts_with(batch.review, set(batch.records.values_list("pk", flat=True)) | _left_behind(batch))


def parts_with(review: Review, records: set[int]) -> list[Lot]:
    """As `all_parts`, but only those parts that hold one of these records."""
    large = len(records) * SWEPT_FROM > complete_records(review).count()
    found = _swept(review) if large else _spread(review, records)
    return found.lots(AT_ONCE, among=records)


def _swept(review: Review) -> Parts:
    """Reads all keys in their order, and no record."""
    found = Parts()
    keys = MatchKey.objects.filter(review=review).order_by("key", "record_id").values_list("key", "record_id")
    for block in _blocks(keys.iterator(chunk_size=5000)):
        found.join(block)
    for pair in _links(review).values_list("record_id", "primary_id").iterator():
        found.join(pair)
    return found


def _spread(review: Review, fresh: set[int]) -> Parts:
    """From these records to those they share a key or a link with, and on from there."""
    found, seen = Parts(), set[int]()
    while fresh:
        seen |= fresh
        reached: set[int] = set()
        for ids in chunks(fresh):
            linked = _links(review).filter(Q(record__in=ids) | Q(primary__in=ids))
            for together in (*_neighbours(review, ids), *linked.values_list("record_id", "primary_id")):
                found.join(together)
                reached.update(together)
        fresh = reached - seen
    return found


def _links(review: Review) -> QuerySet[DuplicateLink]:
    """What stands, and what people merged or took apart."""
    said = Q(undone_at__isnull=True) | Q(rule=BY_HAND, undone_by__isnull=True) | Q(undone_by__isnull=False)
    return DuplicateLink.objects.filter(said, record__review=review)


def _neighbours(review: Review, ids: list[int]) -> Iterator[list[int]]:
    """The records that share a key with one of these, key by key; a key that too many share counts for nothing."""
    # The keys go back and forth as numbers: as a subquery PostgreSQL reads the whole table for each of these sets.
    own = set(MatchKey.objects.filter(record__in=ids).values_list("key", flat=True))
    for keys in chunks(own):
        shared = MatchKey.objects.filter(review=review)
        counts = shared.filter(key__in=keys).order_by().values("key").annotate(n=Count("pk"))
        few = [key for key, n in counts.filter(n__gt=1).values_list("key", "n") if _joins(key, n)]
        yield from _blocks(shared.filter(key__in=few).order_by("key", "record_id").values_list("key", "record_id"))


def _left_behind(batch: ImportBatch) -> set[int]:
    """Records of keys that too many share since this import: the key joins them no more, so they are looked at."""
    shared = MatchKey.objects.filter(review=batch.review).order_by().values("key").annotate(n=Count("pk"))
    many = shared.filter(n__gt=MOST_IN_BLOCK).values_list("key", "n")
    crowded = {key: n for key, n in many if not joins_any_number(key)}
    found: set[int] = set()
    for keys in chunks(crowded):
        own = MatchKey.objects.filter(key__in=keys, record__batch=batch).values("key").annotate(n=Count("pk"))
        grown = [key for key, mine in own.values_list("key", "n") if crowded[key] - mine <= MOST_IN_BLOCK]
        rows = MatchKey.objects.filter(review=batch.review, key__in=grown)
        found.update(rows.values_list("record_id", flat=True))
    return found


def _blocks(rows: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Record ids of each key in turn, where a few share it."""
    held: list[int] = []
    last = 0
    for key, record in rows:
        if key != last:
            if _joins(last, len(held)):
                yield held
            held, last = [], key
        held.append(record)
    if _joins(last, len(held)):
        yield held


def _joins(key: int, records: int) -> bool:
    return records > 1 and (records <= MOST_IN_BLOCK or joins_any_number(key))


def sampled_blocks(review: Review, most: int) -> list[list[int]]:
    """The first blocks in the order of their keys, which is by chance and the same whatever was imported when."""
    shared = MatchKey.objects.filter(review=review).values("key").annotate(n=Count("pk"))
    keys = list(shared.filter(n__gt=1, n__lte=MOST_SAMPLED).order_by("key").values_list("key", flat=True)[:most])
    found: list[list[int]] = []
    for some in chunks(keys):
        rows = MatchKey.objects.filter(review=review, key__in=some).order_by("key", "record_id")
        found.extend(_blocks(rows.values_list("key", "record_id")))
    return found


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


class Parts:
    """Sets of ids that grow together, kept as pairs of numbers."""

    def __init__(self) -> None:
        self._pairs = array("q")
        self._closed_up_at = CLOSED_UP_AT

    def join(self, ids: Iterable[int]) -> None:
        first, *others = ids
        for other in others:
            self._pairs.extend((first, other))
        if len(self._pairs) > self._closed_up_at:
            self._pairs = array("q", self._distinct().tobytes())
            self._closed_up_at = CLOSED_UP_AT + 2 * len(self._pairs)

    def _distinct(self) -> Numbers:
        return np.unique(np.frombuffer(self._pairs, dtype=np.int64).reshape(-1, 2), axis=0)

    def lots(self, most: int, among: Collection[int] | None = None) -> list[Lot]:
        """Whole sets together in lots of about `most` ids, the set with the smallest id first; with `among` only
        the sets that hold one of these."""
        ids, places = np.unique(self._distinct(), return_inverse=True)
        part = connected(places.reshape(-1, 2), len(ids))
        if among is not None:
            wanted = np.unique(part[np.isin(ids, np.fromiter(among, dtype=np.int64, count=len(among)))])
            held = np.isin(part, wanted)
            ids, part = ids[held], part[held]
        order = np.argsort(part, kind="stable")
        ids, part = ids[order], part[order]
        return [dict(zip(ids[lot].tolist(), part[lot].tolist(), strict=True)) for lot in whole_lots(part, most)]
