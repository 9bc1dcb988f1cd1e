"""What the import pages read: files given to the review, their searches, and how far the step is."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from ketreview.tiles import StepCount
from screening.errors import Missing
from screening.files import open_stored
from screening.importing.column_guesses import likely_fields
from screening.importing.headings import TABLES, headings
from screening.importing.parsers.columns import FIELDS, assign, layout_of
from screening.importing.parsers.records import ParsedRecord
from screening.importing.parsers.table_rows import FIRST_COLUMN
from screening.importing.record_fields import columns_of, parsed_of
from screening.models import ImportBatch, Member, Record, Review, SearchSource

State = ImportBatch.State
SAMPLE = 5
LOOKED_AT = 50


def imports(member: Member) -> QuerySet[ImportBatch]:
    """The files given to the member's review, newest first, without those discarded."""
    batches = member.review.imports.exclude(state=State.DISCARDED)
    return batches.select_related("source", "imported_by__user", "job").order_by("-id")


def sources(member: Member) -> QuerySet[SearchSource]:
    """The review's searches with `files` and `found`, the numbers of files and records imported from each."""
    done = Q(imports__state=State.COMMITTED)
    return member.review.sources.annotate(
        files=Count("imports", filter=done), found=Sum("imports__committed_rows", filter=done, default=0)
    ).order_by("name", "id")


def is_without_files(source: SearchSource) -> bool:
    """Whether no file of the search is in the review or waits: only then it may be taken out of the log."""
    return not source.imports.exclude(state__in=ImportBatch.GONE).exists()


def imported_records(member: Member) -> QuerySet[Record]:
    """The records of the review whose import is complete: no half import is ever shown."""
    records = Record.objects.filter(review=member.review)
    halves = unfinished_imports(member.review)
    return records.exclude(batch__in=halves) if halves else records


def unfinished_imports(review: Review) -> list[int]:
    """Ids of the imports that have some of their records only: not all yet, or not all any more."""
    return list(review.imports.filter(state__in=[State.COMMITTING, State.UNDOING]).values_list("pk", flat=True))


def copies_in(review_id: int) -> QuerySet[Record]:
    """Ids of the review's records that are copies of another: an index holds them, so that no record is read."""
    return Record.objects.filter(review=review_id, primary__isnull=False).order_by().values("pk")


def step_count(member: Member) -> StepCount:
    """Records imported of those in all files; files that wait for this member to import them."""
    rows = dict(member.review.imports.values_list("state").annotate(Sum("rows")).order_by())
    committed = member.review.imports.filter(state=State.COMMITTED).aggregate(n=Sum("committed_rows"))["n"]
    rows[State.COMMITTED] = committed or 0
    unread = Q(state=State.STAGED, rows=0)  # nothing in it to import
    waiting = member.review.imports.filter(state__in=[State.STAGING, State.STAGED, State.COMMITTING])
    waiting = waiting.exclude(unread).count()
    mine = waiting if member.can("import_records") else 0
    done = rows.get(State.COMMITTED, 0)
    total = sum(count for state, count in rows.items() if state not in ImportBatch.GONE)
    label = f"Import {mine} waiting file{'s' if mine != 1 else ''}" if mine else "See imports"
    if not total and member.can("import_records") and not member.review.archived_at:
        label, url = "Import records", reverse("importing:upload", kwargs={"slug": member.review.slug})
    else:
        url = reverse("importing:list", kwargs={"slug": member.review.slug})
    return StepCount(done=done, total=total, unit="records", mine=mine, url=url, label=label)


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading as printed, the field it is read as ("" for none), what stands in it in the
    first row in which anything does, and the field it most likely holds where nobody said so yet.
    """

    heading: str
    field: str
    example: str = ""
    likely: str = ""


def table_columns(batch: ImportBatch) -> list[Column]:
    """The headings of a table and what each is read as; [] for other formats."""
    if batch.state not in (State.STAGING, State.STAGED):
        return []
    names = _headings(batch)
    places = assign(names, layout_of(names), batch.columns or None)
    read_as = {number: field for field, numbers in places.items() for number in numbers}
    printed = [row.raw for row in first_rows(batch)]
    cells: dict[str, list[str]] = {}
    for heading, value in (pair for raw in printed for pair in raw if pair[1].strip()):
        cells.setdefault(heading, []).append(value.strip())
    open_ones = {
        name: cells.get(name, []) for n, name in enumerate(names) if n not in read_as and name not in batch.columns
    }
    likely = likely_fields(open_ones, places)
    return [
        Column(heading, _known(read_as.get(number, "")), *cells.get(heading, [""])[:1], likely.get(heading, ""))
        for number, heading in enumerate(names)
    ]


def waits_for_columns(batch: ImportBatch) -> bool:
    """Whether it is a table in which no column holds titles, so that somebody has to say what its columns are."""
    columns = table_columns(batch)
    return bool(columns) and not any(column.field == "title" for column in columns)


def _headings(batch: ImportBatch) -> list[str]:
    if batch.format not in TABLES:
        return []
    try:
        with open_stored(batch.file, batch.filename) as file:
            return headings(file, batch.format, batch.encoding)
    except (Missing, LookupError, UnicodeError):  # its page opens all the same, to import, read again or discard it
        return []


def _known(field: str) -> str:
    """Fields that layouts alone use ("authors_full") have no choice of their own; they stay as they are."""
    return field if field in FIELDS else ""


def first_rows(batch: ImportBatch) -> list[ParsedRecord]:
    """The first records of a staged file as they were read, for a look."""
    return [parsed_of(columns_of(row.parsed)) for row in batch.staged.order_by("row_no")[:SAMPLE]]


@dataclass(frozen=True)
class Remembered:
    """How the columns of a table with the same headings were assigned before, and by which import, in words."""

    columns: dict[str, str]
    told: str


def remembered_columns(batch: ImportBatch) -> Remembered:
    """The last assignment for these very headings in the review, else by the same person in another one. A table
    without headings is like no other: how many columns it has says nothing of what they hold."""
    names = set(_headings(batch))
    if FIRST_COLUMN in names:
        return Remembered({}, "")
    earlier = ImportBatch.objects.exclude(pk=batch.pk).exclude(columns={}).order_by("-id")
    earlier = earlier.select_related("imported_by__user") if names else earlier.none()
    here = earlier.filter(review_id=batch.review_id)
    elsewhere = earlier.filter(imported_by__user_id=batch.imported_by.user_id).exclude(review_id=batch.review_id)
    for one in (*here[:LOOKED_AT], *elsewhere[:LOOKED_AT]):
        if set(one.columns) == names:
            when = f"{one.created_at:%-d %B %Y}"
            own = f"{one.filename} of {when}"
            # Another review's file has a name that is its team's alone.
            other = f"a table that {one.imported_by} imported into another review on {when}"
            return Remembered(one.columns, own if one.review_id == batch.review_id else other)
    return Remembered({}, "")
