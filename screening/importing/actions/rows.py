"""A row is put right before it is imported; the text it was read from stays with it."""

from typing import Any

from django.db import transaction
from django.db.models import F

from screening.errors import Closed, Stale
from screening.importing.record_fields import CORRECTABLE, contradicts
from screening.models import ImportBatch, Member, StagedRow
from screening.team.audit import record_event

COUNTED = {"abstracts": "abstract", "dois": "doi", "pmids": "pmid"}


@transaction.atomic
def correct_row(*, row: StagedRow, by: Member, version: int, **fields: Any) -> list[str]:
    """Write the fields that differ and give their names. Stale where somebody else did meanwhile, Closed where the
    file is being imported or was."""
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=row.batch_id, review=by.review)
    if batch.state != ImportBatch.State.STAGED:
        raise Closed(f"{batch} is no longer waiting to be imported. Correct the record itself instead.")
    before = {name: shown(row.parsed, name) for name in CORRECTABLE}
    changed = sorted(name for name, value in fields.items() if name in before and before[name] != value)
    parsed = _with(row.parsed, {name: fields[name] for name in changed})
    held = StagedRow.objects.filter(pk=row.pk, version=version)
    if not held.update(parsed=parsed, edited=True, version=F("version") + 1):
        raise Stale("Somebody else put this record right while you did. Reload the page to see it.")
    _recount(batch, row.parsed, parsed)
    if changed:
        told = {"before": {n: before[n] for n in changed}, "after": {n: fields[n] for n in changed}}
        record_event("staged record corrected", batch, by=by, **told, reason=f"Record {row.row_no} of the file")
    row.refresh_from_db()
    return changed


def shown(parsed: dict[str, Any], name: str) -> Any:
    """A field of a row in the shape of a record's column; a book's title stands where a journal's does."""
    if name in ("authors", "keywords"):
        return list(parsed.get(name, ()))
    if name == "journal":
        return parsed.get("journal", "") or parsed.get("booktitle", "")
    return parsed.get(name, None if name == "year" else "")


def _with(parsed: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """The row with these fields, empty ones left out, and without a date of another year than the corrected one."""
    new = dict(parsed)
    if "year" in fields and contradicts(parsed.get("date", ""), fields["year"]):
        del new["date"]
    for name, value in fields.items():
        place = "booktitle" if name == "journal" and not parsed.get("journal") and "booktitle" in parsed else name
        if value in ("", [], None):
            new.pop(place, None)
        else:
            new[place] = value
    return new


def _recount(batch: ImportBatch, before: dict[str, Any], after: dict[str, Any]) -> None:
    for count, name in COUNTED.items():
        batch.counts[count] = batch.counts.get(count, 0) + (name in after) - (name in before)
    batch.save(update_fields=["counts"])
