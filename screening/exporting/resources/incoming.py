"""The records' resource, the way in: a table brought back corrects the records it names and adds the others."""

import hashlib
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import RowResult

from screening.errors import Invalid, ReviewError
from screening.exporting.incoming import Incoming, Unreadable, incoming
from screening.exporting.resources.records import RecordResource
from screening.exporting.tables import csv_lines
from screening.exporting.writers.csv_table import COLUMNS, heading
from screening.importing.actions import add_source, correct_record
from screening.importing.match_keys import normal_doi
from screening.importing.record_fields import as_row, columns_of
from screening.models import ImportBatch, Member, Record, SearchSource
from screening.team.audit import record_event

NAMES = {heading(name): name for name in COLUMNS}


class RecordTable(RecordResource):
    """Reads back what RecordResource writes. A row that bears the number of a record of the review corrects it;
    any other becomes a new record of an import made for the table. Nothing is deleted.

    `import_data(dataset, dry_run=..., source=..., filename=...)` as django-import-export has it: with `dry_run`, or
    where one row fails, nothing is written.
    """

    class Meta:
        use_transactions = True
        instance_loader_class = BaseInstanceLoader  # rows are matched by `read`

    def __init__(self, *, member: Member):
        super().__init__(member=member)
        self.rows_in: list[Incoming] = []
        self.text = b""
        self.known: dict[int, Record] = {}
        self.batch: ImportBatch | None = None
        self.no_dois: list[tuple[int, str]] = []  # record number, what stands where its DOI should

    def import_data(self, dataset: Any, *args: Any, **kwargs: Any) -> Any:
        """Refused outright for those who may not import."""
        if not self.member.can("import_records"):
            raise PermissionDenied("Your role in this review does not import records.")
        self.read(list(dataset.headers or []), [[_text(cell) for cell in row] for row in dataset])
        return super().import_data(dataset, *args, **kwargs)

    def read(self, headings: list[str], rows: list[list[str]]) -> None:
        """Take the rows in, and look up the records they name."""
        try:
            self.rows_in = incoming(headings, rows, NAMES)
        except (Unreadable, ValueError) as error:
            raise Invalid(str(error)) from error
        self.text = "".join(csv_lines(headings, rows)).encode()
        numbers = {row.number for row in self.rows_in}
        self.known = self.get_queryset().in_bulk(numbers) if numbers else {}

    def differences(self) -> list[tuple[Record, dict[str, Any]]]:
        """Each record the table names with the fields of which it says something else."""
        found = []
        for row in self.rows_in:
            if record := self.known.get(row.number):
                changes = {name: value for name, value in row.values().items() if getattr(record, name) != value}
                if is_no_doi(changes.get("doi")):
                    self.no_dois.append((row.number, changes.pop("doi")))
                if changes:
                    found.append((record, changes))
        return found

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> RowResult:
        """Correct or add one record; a refusal is the row's error."""
        result = self.get_row_result_class()()
        given = self.rows_in[kwargs["row_number"] - 1]
        try:
            with transaction.atomic():
                result.import_type = self._take(given, kwargs)
        except ReviewError as error:
            result.import_type = RowResult.IMPORT_TYPE_ERROR
            result.errors.append(self.get_error_result_class()(error, row=row, number=kwargs["row_number"]))
        return result

    def _take(self, given: Incoming, told: dict[str, Any]) -> str:
        record, name = self.known.get(given.number), told.get("filename", "table.csv")
        doi = given.values().get("doi")
        if is_no_doi(doi) and doi != getattr(record, "doi", None):
            raise Invalid(f"“{doi}” is no DOI. A DOI begins with 10. and has a slash, such as 10.1000/xyz123.")
        if record is not None:
            changed = correct_record(
                record=record,
                by=self.member,
                version=record.version,
                why=f"From the table {name}",
                **given.values(),
            )
            return RowResult.IMPORT_TYPE_UPDATE if changed else RowResult.IMPORT_TYPE_SKIP
        if self.batch is None:
            self.batch = self._new_batch(name, told.get("source"), kept=not told.get("dry_run"))
        batch = self.batch
        batch.rows = batch.committed_rows = batch.rows + 1
        columns = columns_of(as_row(given.parsed))
        Record.objects.create(review=batch.review, batch=batch, row_no=batch.rows, **columns)
        return RowResult.IMPORT_TYPE_NEW

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Close the import that was made for new rows."""
        if self.batch is not None:
            self.batch.save(update_fields=["rows", "committed_rows"])
            record_event("import committed", self.batch, by=self.member, after={"records": self.batch.rows})

    def _new_batch(self, name: str, source: SearchSource | None, kept: bool) -> ImportBatch:
        source = source or add_source(by=self.member, name=f"Table {name}"[:120], kind=SearchSource.Kind.OTHER)
        batch = ImportBatch(
            review=self.member.review,
            source=source,
            filename=name[-300:],
            # salted: the same table may be brought in again once its records are undone
            sha256=hashlib.sha256(self.text + uuid.uuid4().bytes).hexdigest(),
            size=len(self.text),
            format="csv",
            state=ImportBatch.State.COMMITTED,
            imported_by=self.member,
            finished_at=timezone.now(),
        )
        if kept:
            batch.file.save(uuid.uuid4().hex, ContentFile(self.text), save=False)
        batch.save()
        return batch


def is_no_doi(value: Any) -> bool:
    """True for a text that stands where a DOI should and is none."""
    return bool(value) and not normal_doi(str(value))


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)
