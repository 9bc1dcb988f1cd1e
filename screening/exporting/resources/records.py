"""The records of a review, with where they come from and, for those who may know, how they stand."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from screening.exporting.resources.escaped import EscapedResource
from screening.exporting.writers.csv_table import COLUMNS, cell_of, heading
from screening.finding.filters import RecordFilter
from screening.finding.queries import records_found
from screening.importing.parsers.records import ParsedRecord
from screening.importing.queries.notices import with_notices
from screening.importing.record_fields import parsed_of
from screening.models import Member, Record, StageRecord
from screening.reviews.hidden_fields import fields_of
from screening.reviews.queries import hidden_from
from screening.workflow.blinding import may_see_outcomes

# Headings of our own, none of which an import takes for a field of the record.
OWN = {
    "number": "Record number",
    "searched": "Search source",
    "platform": "Search platform",
    "file": "Import file",
    "line": "Import line",
    "copy_of": "Copy of record",
    "copies": "Number of copies",
    "notice": "Notice",
}


class RecordResource(EscapedResource):
    """One row a record that the filter leaves. The columns read back through the importer give the same records.

    The state in a stage is in it only where the member may see how the stage stands.
    """

    def __init__(self, *, member: Member, wanted: RecordFilter | None = None):
        self.wanted = wanted or RecordFilter()
        stages = member.review.stages.order_by("order")
        self.stages = [stage for stage in stages if may_see_outcomes(member, stage)]
        self.hidden = hidden_from(member)
        super().__init__(member=member)

    def columns(self) -> dict[str, str]:
        columns = {name: heading(name) for name in COLUMNS} | OWN
        for stage in self.stages:
            columns |= {f"state_{stage.pk}": f"State: {stage}", f"reason_{stage.pk}": f"Reason: {stage}"}
        return columns

    def get_queryset(self) -> QuerySet[Record]:
        copies = Record.objects.filter(primary=OuterRef("pk")).order_by().values("primary")
        records = records_found(self.member, self.wanted).select_related("batch__source")
        records = records.annotate(copy_count=Subquery(copies.annotate(n=Count("pk")).values("n")))
        for stage in self.stages:
            entry = StageRecord.objects.filter(record=OuterRef("pk"), stage=stage)
            state, reason = entry.values("state")[:1], entry.values("reason__text")[:1]
            standing = {f"state_{stage.pk}": Subquery(state), f"reason_{stage.pk}": Subquery(reason)}
            records = records.annotate(**standing)
        return records

    def iter_queryset(self, queryset: QuerySet[Record]) -> Iterator[Record]:
        """The records, each with its `notice` where it was retracted or corrected."""
        for record, notice in with_notices(super().iter_queryset(queryset)):
            record.notice = notice
            yield record

    def cells(self, instance: Record) -> dict[str, str]:
        parsed = without(parsed_record(instance), self.hidden)
        cells = {name: cell_of(parsed, name) for name in COLUMNS}
        cells["authors"] = _closed(cells["authors"])
        cells["keywords"] = _closed(cells["keywords"])
        cells |= {
            "number": str(instance.pk),
            "searched": instance.batch.source.name,
            "platform": instance.batch.source.platform,
            "file": instance.batch.filename,
            "line": str(instance.line),
            "copy_of": str(instance.primary_id or ""),
            "copies": str(instance.copy_count or 0),
            "notice": str(instance.notice or ""),
        }
        if "source" in self.hidden:
            cells |= dict.fromkeys(("searched", "platform", "file", "line"), "")
        states = {
            name: getattr(instance, name) or "" for name in self.fields if name.startswith(("state_", "reason_"))
        }
        return cells | states

    def parsed(self) -> Iterator[ParsedRecord]:
        """The records as the writers of citation files take them; that one was retracted or corrected is a note."""
        for record in self.iter_queryset(self.get_queryset()):
            parsed = without(parsed_record(record), self.hidden)
            told = (f"Notice: {record.notice}",) if record.notice else ()
            yield replace(parsed, notes=(*parsed.notes, *told))


def _closed(cell: str) -> str:
    """A list of one ends with its separator, so that it is read back as a list and not split elsewhere."""
    return f"{cell};" if cell and ";" not in cell else cell


def without(parsed: ParsedRecord, hidden: frozenset[str]) -> ParsedRecord:
    """The record without what is kept from its reader."""
    empty = {field.name: field.default for field in fields(ParsedRecord) if field.name in fields_of(hidden)}
    return replace(parsed, **empty)


def parsed_record(record: Record) -> ParsedRecord:
    """The record as its parser gave it."""
    columns: dict[str, Any] = {field.attname: getattr(record, field.attname) for field in Record._meta.fields}
    return parsed_of(columns)
