"""A file is kept, read and laid out for a look; nothing enters the review before somebody says so."""

import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from screening.errors import Closed, Invalid, ReviewError
from screening.files import open_stored
from screening.importing.actions.reading import read_file
from screening.importing.actions.rows import edits_of, put_edits_back
from screening.importing.actions.sources import hold_search, save_search
from screening.importing.detect import Detected, detect
from screening.importing.parsers.formats import BY_KEY
from screening.importing.parsers.source import text_encoding
from screening.importing.queries import remembered_columns
from screening.models import ImportBatch, ImportProblem, Member, SearchSource, StagedRow
from screening.team.audit import record_event

State = ImportBatch.State
UNREAD = (State.STAGING, State.STAGED)


class SameFile(ReviewError):
    """The very same bytes are in the review already; `batch` is where."""

    def __init__(self, batch: ImportBatch, filename: str):
        self.batch = batch
        when = f"{batch.created_at:%-d %B %Y}"
        was = "is here already, ready to import" if batch.state == State.STAGED else "was imported already"
        if batch.state == State.STAGING:
            was = "is here already, but its reading was cut short or still goes on"
        elif batch.state == State.STAGED and not batch.rows:
            was = "is here already, and could not be read"
        super().__init__(
            f"{filename} {was}: the same file came as {batch.filename} on {when} from {batch.source}. "
            "Nothing was stored twice. To import it anew, undo or discard that import first."
        )


def stage_import(
    *,
    file: File,
    source: SearchSource,
    by: Member,
    format: str | None = None,
    encoding: str | None = None,
    columns: dict[str, str] | None = None,
) -> ImportBatch:
    """Keep the file under a name of our own and read it into staging rows; the batch is then "Ready to import".

    `format` is a key of FORMATS, `encoding` a codec's name, where the user overrides what the content says. A file
    in no known format is kept with a problem that says so, for the user to choose a format or discard it. Raises
    SameFile where the review holds the same bytes already, Invalid where the file is empty or too large.
    """
    name = (file.name or "file").replace("\\", "/").rsplit("/", 1)[-1][-300:]
    _refuse_unfit(file, name, source, by, format)
    encoding = _encoding(encoding)
    digest = _sha256(file)
    held = _same(by, digest)
    if held:
        raise SameFile(held, name)
    found = detect(file, name)
    file.seek(0)
    batch = ImportBatch(
        review=by.review,
        source=source,
        filename=name,
        sha256=digest,
        size=file.size,
        format=format or found.format,
        encoding=encoding or "",
        columns=columns or {},
        imported_by=by,
    )
    batch.file.save(uuid.uuid4().hex, file, save=False)
    _add(batch, by)
    try:
        return _read(batch, found)
    except Invalid:
        discard_import(batch=batch, by=by)
        raise


def read_again(
    *,
    batch: ImportBatch,
    by: Member,
    format: str | None = None,
    encoding: str | None = None,
    columns: dict[str, str] | None = None,
) -> ImportBatch:
    """Read the kept file anew: in another format or encoding, with other columns, or because reading was cut short.

    Without `encoding` the one chosen before stays; "" tells it from the content again. What was put right by hand
    stays with the rows that are read from the same text, and is told of where there is none.
    """
    if format and format not in BY_KEY:
        raise Invalid(f"There is no format “{format}”. Choose one of: {', '.join(BY_KEY)}.")
    changes: dict[str, Any] = {"state": State.STAGING}
    if encoding is not None:
        changes["encoding"] = _encoding(encoding) or ""
    if format:
        changes["format"] = format
    if columns is not None:
        changes |= {"columns": columns, "columns_from": ""}
    with open_stored(batch.file, batch.filename) as file:
        with transaction.atomic():
            if not ImportBatch.objects.filter(pk=batch.pk, state__in=UNREAD).update(**changes):
                raise Closed(f"{batch} is being imported or was imported; it cannot be read in another way now.")
            batch.refresh_from_db()
            after = {"format": batch.format, "encoding": batch.encoding, "columns": batch.columns}
            record_event("import read again", batch, by=by, after=after)
        edits = edits_of(batch)
        _read(batch, detect(file, batch.filename))
        put_edits_back(batch, edits)
        return batch


@transaction.atomic
def move_to_search(*, batch: ImportBatch, source: SearchSource, by: Member) -> None:
    """Say that a waiting file comes from another search of the review: many files may be dropped at once."""
    if source.review_id != by.review_id or batch.review_id != by.review_id:
        raise Invalid("This search belongs to another review.")
    before = str(batch.source)
    hold_search(source)
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=UNREAD).update(source=source):
        raise Closed(f"{batch} is being imported or was imported; its records stay with their search.")
    record_event(
        "file moved to another search", batch, by=by, before={"source": before}, after={"source": str(source)}
    )
    batch.refresh_from_db()


@transaction.atomic
def discard_import(*, batch: ImportBatch, by: Member) -> None:
    """Put a staged file aside without importing it. The file is kept; its staging rows are not."""
    done = {"state": State.DISCARDED, "finished_at": timezone.now()}
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=UNREAD).update(**done):
        raise Closed(f"{batch} is being imported or was imported; undo the import instead.")
    StagedRow.objects.filter(batch=batch).delete()
    record_event("import discarded", batch, by=by)
    batch.refresh_from_db()


def _refuse_unfit(file: File, name: str, source: SearchSource, by: Member, format: str | None) -> None:
    limit = settings.CITATION_UPLOAD_LIMIT
    if source.review_id != by.review_id:
        raise Invalid("This search source belongs to another review.")
    if format and format not in BY_KEY:
        raise Invalid(f"There is no format “{format}”. Choose one of: {', '.join(BY_KEY)}.")
    if not file.size:
        raise Invalid(f"{name} is empty. Export the records again and check that the file has a size.")
    if file.size > limit:
        raise Invalid(
            f"{name} has {file.size / 2**20:.1f} MB; a citation file may have {limit / 2**20:.0f} MB. "
            "Export the search in parts and import each part."
        )


def _encoding(asked: str | None) -> str | None:
    """The codec's name of the encoding that was asked for, if any. Raises Invalid where there is none."""
    try:
        return text_encoding(asked) if asked else None
    except LookupError as error:
        raise Invalid(f"{error}.") from error


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _same(by: Member, digest: str) -> ImportBatch | None:
    held = by.review.imports.filter(sha256=digest).exclude(state__in=ImportBatch.GONE)
    return held.select_related("source").first()


def _add(batch: ImportBatch, by: Member) -> None:
    """Save the row; two uploads of one file at the same moment are settled by the database."""
    new_search = batch.source.pk is None
    try:
        with transaction.atomic():
            if new_search:
                save_search(source=batch.source, by=by)
            else:
                hold_search(batch.source)
            batch.save()
            after = {"sha256": batch.sha256, "size": batch.size, "source": str(batch.source)}
            record_event("file staged", batch, by=by, after=after)
    except IntegrityError:
        batch.file.delete(save=False)
        if new_search:  # taken back with the file
            batch.source.pk, batch.source._state.adding = None, True
        held = _same(by, batch.sha256)
        if held is None:
            raise
        raise SameFile(held, batch.filename) from None


def _read(batch: ImportBatch, found: Detected) -> ImportBatch:
    if not batch.format:
        StagedRow.objects.filter(batch=batch).delete()
        batch.problems.all().delete()
        done = "Nothing was read. Choose the format below if you know it, or discard the file."
        ImportProblem.objects.create(batch=batch, field="file", what=found.reason, done=done)
        batch.rows, batch.counts, batch.state = 0, {"problems": 1}, State.STAGED
        batch.save(update_fields=["rows", "counts", "state"])
        return batch
    chosen = batch.encoding if batch.encoding != found.encoding else ""
    batch.encoding = chosen or found.encoding[:30]
    if not batch.columns:
        remembered = remembered_columns(batch)
        batch.columns, batch.columns_from = remembered.columns, remembered.told
    read_file(batch, encoding=chosen or None)
    return batch
