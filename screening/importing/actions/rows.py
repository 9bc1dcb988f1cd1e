"""A row is put right before it is imported; the text it was read from, and what was read from it, stay with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from screening.errors import Closed, Stale
from screening.importing.record_fields import CORRECTABLE, columns_of, contradicts
from screening.models import ImportBatch, ImportProblem, Member, StagedRow
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
    read, now = columns_of(parsed), columns_of(new)
    said = {name: read[name] for name in fields} | read["original"]
    new["original"] = {name: value for name, value in said.items() if now[name] != value}
    return new


@dataclass(frozen=True)
class Edit:
    """A row that was put right: its place, what it was read from, and the fields as a person wrote them."""

    row_no: int
    line: int
    raw: Any
    title: str
    fields: dict[str, Any]


def edits_of(batch: ImportBatch) -> list[Edit]:
    """The rows of a waiting file that were put right; taken before it is read in another way."""
    return [
        Edit(
            row.row_no,
            row.line,
            row.parsed.get("raw"),
            row.parsed.get("title", ""),
            {name: shown(row.parsed, name) for name in row.parsed.get("original", {})},
        )
        for row in batch.staged.filter(edited=True)
    ]


@transaction.atomic
def put_edits_back(batch: ImportBatch, edits: Sequence[Edit]) -> None:
    """Let the rows that were read from the same text say again what was written by hand; tell of the others."""
    lost = []
    for edit in edits:
        row = batch.staged.filter(row_no=edit.row_no).first()
        if row is None or row.parsed.get("raw") != edit.raw:
            lost += [edit] if edit.fields else []
            continue
        before, row.parsed = row.parsed, _with(row.parsed, edit.fields)
        row.edited, row.version = True, row.version + 1
        row.save(update_fields=["parsed", "edited", "version"])
        _recount(batch, before, row.parsed)
    ImportProblem.objects.bulk_create(_told(batch, edit) for edit in lost)
    if lost:
        batch.counts["problems"] = batch.counts.get("problems", 0) + len(lost)
        batch.save(update_fields=["counts"])


def _told(batch: ImportBatch, edit: Edit) -> ImportProblem:
    what = f"Record {edit.row_no}, put right by hand as “{edit.title or 'no title'}”, is read otherwise now."
    done = "What was written by hand could not be kept; the audit has it. Put the record right again."
    return ImportProblem(batch=batch, line=edit.line, field="", what=what, done=done)


def _recount(batch: ImportBatch, before: dict[str, Any], after: dict[str, Any]) -> None:
    for count, name in COUNTED.items():
        batch.counts[count] = batch.counts.get(count, 0) + (name in after) - (name in before)
    batch.save(update_fields=["counts"])
