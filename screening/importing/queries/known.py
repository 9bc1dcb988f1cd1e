"""Which staged rows the review holds already, or another waiting file: asked when it is shown, for other imports go
on meanwhile."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.core.cache import cache
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from screening.importing.record_fields import same_work_keys
from screening.models import ImportBatch, Record

AT_ONCE = 500
KEPT_FOR = 3600  # seconds
MOST_COMPARED = 50_000  # rows of waiting files that are compared with each other: seconds of reading
State = ImportBatch.State
# Texts are asked for as text: SQLite would give a title of "2020" back as a number.
READ = {name: KeyTextTransform(name, "parsed") for name in ("doi", "pmid", "title", "year")}
READ["authors"] = KeyTransform("authors", "parsed")


def known_keys(review_id: int, keys: Collection[str], *, but: int | None = None) -> set[str]:
    """Which of these keys (see same_work_keys) records of the review have already, but for those of one import."""
    known: set[str] = set()
    for prefix, column in (("doi:", "doi"), ("pmid:", "pmid"), ("key:", "match_key")):
        values = [key.removeprefix(prefix) for key in keys if key.startswith(prefix)]
        held = Record.objects.filter(review_id=review_id, **{f"{column}__in": values})
        held = held.order_by()  # in the order of records, SQLite would read the whole review to find them
        held = held.exclude(batch=but) if but else held
        known.update(prefix + value for value in held.values_list(column, flat=True))
    return known


def known_rows(review_id: int, keys: Sequence[Collection[str]], *, but: int | None = None) -> int:
    """How many rows, each given by its keys, the review has already, but for the records of one import."""
    known = known_keys(review_id, {key for each in keys for key in each}, but=but)
    return sum(not known.isdisjoint(own) for own in keys)


def known_count(batch: ImportBatch) -> int:
    """How many rows of a staged batch the review has now; for other states what was found when it was imported.

    Counted anew only where another import was committed or undone since; kept until that happens again.
    """
    found = batch.counts.get("known", 0)
    others = ImportBatch.objects.filter(review_id=batch.review_id).exclude(pk=batch.pk)
    others = others.exclude(state__in=[State.STAGING, State.STAGED, State.DISCARDED])
    stands = list(others.order_by("pk").values_list("pk", "state", "committed_rows", "finished_at"))
    if batch.state != State.STAGED or all(end and end < batch.created_at for *_, end in stands):
        return found
    stand = repr((batch.review_id, batch.rows, batch.format, batch.columns, stands))
    name = f"known-rows-{batch.pk}-{hashlib.sha256(stand.encode()).hexdigest()}"
    return cache.get_or_set(name, lambda: _counted(batch), KEPT_FOR)


def _counted(batch: ImportBatch) -> int:
    rows, count = _keys_of(batch), 0
    while part := list(islice(rows, AT_ONCE)):
        count += known_rows(batch.review_id, part)
    return count


def _keys_of(batch: ImportBatch) -> Iterator[list[str]]:
    """What each staged row shares with any likely copy of it."""
    read = {f"read_{name}": asked for name, asked in READ.items()}
    rows = batch.staged.order_by("row_no").annotate(**read).values_list(*read)
    for row in rows.iterator(AT_ONCE):
        given: Mapping[str, Any] = {k: v for k, v in zip(READ, row, strict=True) if v is not None}
        yield same_work_keys({**given, "year": int(given.get("year", 0))})


def shared_counts(waiting: Sequence[ImportBatch]) -> dict[int, int]:
    """How many rows of each waiting file, by its id, another of them has too; {} where they are too many.

    Counted anew where a file came, went or was read again.
    """
    files = [batch for batch in waiting if batch.state == State.STAGED and batch.rows]
    if len(files) < 2 or sum(batch.rows for batch in files) > MOST_COMPARED:
        return {}
    stand = repr(
        sorted((batch.pk, batch.rows, batch.format, batch.encoding, repr(batch.columns)) for batch in files)
    )
    name = f"shared-rows-{hashlib.sha256(stand.encode()).hexdigest()}"
    return cache.get_or_set(name, lambda: _shared(files), KEPT_FOR)


def _shared(files: Sequence[ImportBatch]) -> dict[int, int]:
    rows = {batch.pk: [[hash(key) for key in keys] for keys in _keys_of(batch)] for batch in files}
    holders: dict[int, int] = {}  # by key the file that has it, 0 for several
    for pk, listed in rows.items():
        for keys in listed:
            holders |= {key: pk if holders.get(key, pk) == pk else 0 for key in keys}
    return {pk: sum(any(not holders[key] for key in keys) for keys in listed) for pk, listed in rows.items()}
