"""The conservation ledger and the excluded reports, as pages and as files."""

from collections.abc import Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from ketreview.web import download, paged
from screening.exporting.escaping import as_text
from screening.exporting.tables import csv_lines
from screening.importing.queries.search import words_being_read
from screening.models import Member
from screening.progress import queries
from screening.progress.documents import DOCX, Document, Table, to_docx
from screening.progress.places import PLACES
from screening.progress.queries.ledger import LedgerFilter, Line
from screening.progress.views.page import progress_page
from screening.reviews.queries import hidden_from
from screening.team.access import review_page

CSV = "text/csv; charset=utf-8"
LEDGER_HEADINGS = (
    "Record number",
    "Title",
    "Year",
    "Source",
    "File",
    "Row",
    "Place",
    "Reason",
    "Copy of record",
    "Notice",
)
EXCLUDED_HEADINGS = ("Report", "Title", "Authors", "Year", "Journal", "DOI", "PMID", "Reason", "Notice")


def streamed(headings: Iterable[str], rows: Iterable[Iterable[str]], name: str) -> StreamingHttpResponse:
    """A table as CSV, row by row; no cell runs as a formula."""
    pieces = csv_lines(list(headings), ([as_text(cell) for cell in row] for row in rows))
    answer = StreamingHttpResponse(piece.encode() for piece in pieces)
    for header, value in download(b"", name, CSV).headers.items():
        answer[header] = value
    return answer


def _asked(request: HttpRequest) -> LedgerFilter:
    place = request.GET.get("place", "")
    if place and place not in PLACES:
        raise Http404("There is no such place in the flow.")
    source = "" if "source" in hidden_from(request.member) else request.GET.get("source", "")
    return LedgerFilter(place, request.GET.get("q", "").strip(), source)


@review_page("view")
def ledger(request: HttpRequest, member: Member) -> HttpResponse:
    """Every imported record in exactly one place, and how many are where."""
    wanted = _asked(request)
    searched = bool(wanted.words or wanted.source)
    # A search has its own count; where there is none, the places' counts tell how long the list is.
    counts = [] if searched else queries.place_counts(member)
    standing = {each.place: each.count for each in counts}
    total = sum(standing.values())
    count = queries.ledger_count(member, wanted) if searched else standing.get(wanted.place, total)
    page = paged(request, queries.ledger(member, wanted), count=count)
    context = {
        "page_obj": page,
        "lines": list(queries.lines_of(member, page)),
        "counts": counts,
        "total": total,
        "waiting": sum(each.count for each in counts if not each.end),
        "held_back": not queries.sight_of(member).complete,
        "wanted": wanted,
        "reading": words_being_read(member.review) if wanted.words else None,
        "hidden": hidden_from(member),
        "source_names": member.review.sources.order_by("name").values_list("name", flat=True).distinct(),
    }
    return progress_page(request, member, "ledger.html", context)


@review_page("view")
def ledger_file(request: HttpRequest, member: Member) -> HttpResponseBase:
    records = queries.ledger(member, _asked(request)).iterator(2000)
    hidden = hidden_from(member)
    rows = (_ledger_row(line, hidden) for line in queries.lines_of(member, records))
    return streamed(LEDGER_HEADINGS, rows, f"{member.review.slug}-ledger.csv")


def _ledger_row(line: Line, hidden: frozenset[str]) -> tuple[str, ...]:
    record, batch = line.record, line.record.batch
    year = "" if "year" in hidden else record.year
    origin = ("", "", "") if "source" in hidden else (batch.source.name, batch.filename, record.row_no)
    cells = (record.pk, record.title, year, *origin)
    told = (line.label, line.reason, str(record.primary_id or ""), str(line.notice or ""))
    return (*(str(cell or "") for cell in cells), *told)


@review_page("view")
def excluded(request: HttpRequest, member: Member) -> HttpResponse:
    """Reports that were read and excluded, each with its reason (PRISMA 2020, item 16b)."""
    reason = request.GET.get("reason", "")
    reasons = queries.reasons_given(member)
    count = sum(n for text, n in reasons if reason in ("", text))
    page = paged(request, queries.excluded_reports(member, reason), count=count)
    context = {
        "page_obj": page,
        "lines": list(queries.lines_of(member, page)),
        "reasons": reasons,
        "reason": reason,
        "hidden": hidden_from(member),
        "held_back": not queries.sight_of(member).complete,
    }
    return progress_page(request, member, "excluded.html", context)


@review_page("view")
def excluded_file(request: HttpRequest, member: Member, file_format: str) -> HttpResponseBase:
    """The table as CSV or as a Word document."""
    rows = _excluded_rows(member, request.GET.get("reason", ""))
    name = f"{member.review.slug}-excluded.{file_format}"
    if file_format == "csv":
        return streamed(EXCLUDED_HEADINGS, rows, name)
    if file_format != "docx":
        raise Http404("There is no such format.")
    table = Table("Reports excluded at full text", EXCLUDED_HEADINGS, list(rows))
    intro = f"{len(table.rows):,} reports were read in full and excluded, each for the reason beside it."
    return download(to_docx(Document(member.review.title, "Excluded reports", [intro], tables=[table])), name, DOCX)


def _excluded_rows(member: Member, reason: str) -> Iterator[tuple[str, ...]]:
    hidden = hidden_from(member)
    for line in queries.lines_of(member, queries.excluded_reports(member, reason)):
        record = line.record
        told = ("; ".join(record.authors), record.year, record.journal, record.doi, record.pmid)
        first = f"Record {record.pk}" if hidden else record.label
        cells = [record.title, *([""] * len(told) if hidden else told)]
        last = (line.reason or queries.NO_REASON, str(line.notice or ""))
        yield (first, *(str(cell or "") for cell in cells), *last)
