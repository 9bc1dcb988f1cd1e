"""Which records share a key, and which sets of records they make up: as columns of numbers. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from screening.dedupe.engine.blocks import KEY_BITS, MOST_IN_BLOCK, joins_any_number

Numbers = NDArray[np.int64]
SORTED_AT_ONCE = 1_000_000  # keys; a table is sorted in pieces of about this many, so that no copy of it is made


class KeyTable:
    """The keys of records in the order of their places, eight bytes a key."""

    def __init__(self) -> None:
        self._keys = array("q")
        self._counts = array("i")

    def add(self, keys: Collection[int]) -> None:
        """The keys of the next record."""
        self._keys.extend(keys)
        self._counts.append(len(keys))

    def pairs(self, share: float = 1.0) -> Numbers:
        """Places that share a key, shape (pairs, 2), the smaller place first, each pair once; a key that too many
        share makes none, or pairs with the first if they are equal. `share`: of the keys only this part, taken by
        chance and the same in any order of records.
        """
        records = max(1, len(self._counts))
        found = [_pairs(keys, places, records) for keys, places in self._pieces(share)]
        codes = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
        return np.column_stack(np.divmod(codes, records))

    def _pieces(self, share: float) -> Iterator[tuple[Numbers, Numbers]]:
        """Keys and places, all that have a key in one piece."""
        keys = np.frombuffer(self._keys, dtype=np.int64)
        places = np.repeat(
            np.arange(len(self._counts), dtype=np.int32), np.frombuffer(self._counts, dtype=np.int32)
        )
        pieces = 1 + len(keys) // SORTED_AT_ONCE
        below = int(share * 2**KEY_BITS)
        for piece in range(pieces):
            chosen = keys % pieces == piece
            if share < 1:
                chosen &= keys < below
            yield keys[chosen], places[chosen].astype(np.int64)


def _pairs(keys: Numbers, places: Numbers, records: int) -> Numbers:
    """Each pair of places that a key joins as one number: the smaller times `records` plus the other."""
    order = np.lexsort((places, keys))
    keys, places = keys[order], places[order]
    starts = _starts(keys)
    sizes = np.diff(np.append(starts, len(keys)))
    found = [np.empty(0, dtype=np.int64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= MOST_IN_BLOCK)]):
        blocks = places[starts[sizes == size][:, None] + np.arange(size)]
        first, second = np.triu_indices(size, 1)
        found.append(np.unique(blocks[:, first] * records + blocks[:, second]))
    for n in np.flatnonzero(sizes > MOST_IN_BLOCK):
        if joins_any_number(int(keys[starts[n]])):
            equal = places[starts[n] : starts[n] + sizes[n]]
            found.append(equal[0] * records + equal[1:])
    return np.concatenate(found)


def in_lots(pairs: Numbers, records: int, most: int) -> Iterator[Numbers]:
    """The pairs in lots of about `most`; pairs that are connected, directly or through others, are in one."""
    part = connected(pairs, records)[pairs[:, 0]]
    order = np.argsort(part, kind="stable")
    for lot in whole_lots(part[order], most):
        yield pairs[order[lot]]


def whole_lots(ordered: Numbers, most: int) -> Iterator[slice]:
    """An ordered column cut into lots of about `most` rows, equal values together."""
    starts = _starts(ordered)
    cuts = np.searchsorted(starts, np.arange(most, len(ordered), most))
    ends = [*np.unique(starts[cuts[cuts < len(starts)]]).tolist(), len(ordered)]
    for start, end in zip([0, *ends], ends, strict=False):
        if end > start:
            yield slice(start, end)


def connected(pairs: Numbers, records: int) -> Numbers:
    """For each place the smallest one it is connected with."""
    part = np.arange(records, dtype=np.int64)
    while True:
        a, b = part[pairs[:, 0]], part[pairs[:, 1]]
        if np.array_equal(a, b):
            return part
        np.minimum.at(part, np.maximum(a, b), np.minimum(a, b))
        while not np.array_equal(nearer := part[part], part):
            part = nearer


def _starts(ordered: Numbers) -> Numbers:
    """Where each value of an ordered column begins."""
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
