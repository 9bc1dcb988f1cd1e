"""Which staged rows the review holds already: asked when it is shown, for other imports go on meanwhile."""

import hashlib
from itertools import islice

from django.core.cache import cache
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from screening.importing.record_fields import same_work_keys
from screening.models import ImportBatch, Record

AT_ONCE = 500
KEPT_FOR = 3600  # seconds
State = ImportBatch.State
# Texts are asked for as text: SQLite would give a title of "2020" back as a number.
READ = {name: KeyTextTransform(name, "parsed") for name in ("doi", "pmid", "title", "year")}
READ["authors"] = KeyTransform("authors", "parsed")


def known_keys(review_id: int, keys: set[str]) -> set[str]:
    """Which of these keys (see same_work_keys) records of the review have already."""
    known: set[str] = set()
    for prefix, column in (("doi:", "doi"), ("pmid:", "pmid"), ("key:", "match_key")):
        values = [key.removeprefix(prefix) for key in keys if key.startswith(prefix)]
        held = Record.objects.filter(review_id=review_id, **{f"{column}__in": values})
        known.update(prefix + value for value in held.values_list(column, flat=True))
    return known


def known_count(batch: ImportBatch) -> int:
    """How many rows of a staged batch the review has now; for other states what reading it found.

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
    read = {f"read_{name}": asked for name, asked in READ.items()}
    rows = batch.staged.order_by("row_no").annotate(**read).values_list(*read).iterator(AT_ONCE)
    count = 0
    while part := list(islice(rows, AT_ONCE)):
        given = [{k: v for k, v in zip(READ, row, strict=True) if v is not None} for row in part]
        keys = [same_work_keys(row | {"year": int(row.get("year", 0))}) for row in given]
        known = known_keys(batch.review_id, {key for each in keys for key in each})
        count += sum(any(key in known for key in own) for own in keys)
    return count
