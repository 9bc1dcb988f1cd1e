"""The rows of a file that is not imported yet: as read, how sure, and from which place in the file."""

from dataclasses import dataclass

from django.db.models import QuerySet

from screening.files import open_stored
from screening.importing.carried import HIDDEN, holds_votes
from screening.importing.parsers.reference_list import DOUBTFUL, LIMIT
from screening.importing.parsers.source import Source
from screening.models import ImportBatch, StagedRow

LISTS = "references"
FIELD_NAMES = {"authors": "author", "container": "journal", "doi": "DOI"}


def staged_rows(batch: ImportBatch, unsure: bool = False) -> QuerySet[StagedRow]:
    """The rows in the order of the file; with `unsure` those of a reference list that were read in part or not at
    all and that nobody has put right yet."""
    rows = batch.staged.order_by("row_no")
    return rows.filter(parsed__confidence__lt=DOUBTFUL, edited=False) if unsure else rows


def doubtful_rows(batch: ImportBatch) -> int:
    """How many references of a plain list were read only in part or not at all; 0 for other formats."""
    return staged_rows(batch, unsure=True).count() if batch.format == LISTS else 0


def waits_for_look(batch: ImportBatch) -> bool:
    """Whether most of it is doubtful, so that it is imported alone and not together with other files."""
    return 2 * doubtful_rows(batch) > batch.rows


@dataclass(frozen=True)
class StagedView:
    """A row as a list shows it; `percent` says how sure its reading is, None where the format leaves no doubt."""

    row: StagedRow
    title: str
    authors: list[str]
    container: str
    year: int | None
    percent: int | None
    unsure: bool
    text: str


def staged_view(row: StagedRow) -> StagedView:
    parsed, sure = row.parsed, row.parsed.get("confidence")
    return StagedView(
        row=row,
        title=parsed.get("title", ""),
        authors=list(parsed.get("authors", ())),
        container=parsed.get("journal", "") or parsed.get("booktitle", ""),
        year=parsed.get("year"),
        percent=None if sure is None or row.edited else round(100 * sure),
        unsure=sure is not None and sure < DOUBTFUL and not row.edited,
        text=next((value for tag, value in parsed.get("raw", ()) if tag == "reference"), ""),
    )


@dataclass(frozen=True)
class Piece:
    """A stretch of the file's text; `field` names what was read from it, "" for nothing."""

    text: str
    field: str = ""


def source_passage(batch: ImportBatch, row: StagedRow) -> list[Piece]:
    """The reference as it stands in the file, with what was read from each part of it; [] for other formats."""
    spans = {name: (start, end) for name, start, end in row.parsed.get("spans", ())}
    if batch.format != LISTS or "reference" not in spans:
        return []
    with open_stored(batch.file, batch.filename) as file:
        text = Source(file, batch.encoding or None).text().read(LIMIT)
    start, end = spans.pop("reference")
    pieces, at = [], start
    for name, (first, last) in sorted(spans.items(), key=lambda item: item[1]):
        if first < at or last > end:
            continue
        pieces += [Piece(text[at:first]), Piece(text[first:last], FIELD_NAMES.get(name, name))]
        at = last
    return [piece for piece in (*pieces, Piece(text[at:end])) if piece.text]


def staged_tags(row: StagedRow) -> list[tuple[str, str]]:
    """The original tags of a row, without the votes of another tool."""
    return [(tag, HIDDEN if holds_votes(tag, value) else value) for tag, value in row.parsed.get("raw", ())]
