"""Downloads of records and decisions, in the format that ?format= asks for; the records found by a search alone."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from ketreview.web import back, download
from ketreview.wording import plural
from screening.errors import Invalid
from screening.exporting.forms import TableForm
from screening.exporting.incoming import Unreadable, read_cells
from screening.exporting.registry import EXPORTS
from screening.exporting.resources import (
    CovidenceResource,
    DecisionResource,
    EscapedResource,
    RayyanResource,
    RecordResource,
    RecordTable,
)
from screening.exporting.tables import csv_lines, xlsx_pieces
from screening.exporting.writers.formats import BY_KEY
from screening.exporting.writers.ris import write_ris
from screening.finding.filters import filter_from
from screening.importing.actions.proposing import propose
from screening.models import Member, Stage
from screening.team.access import review_page

CITATION_FORMATS = frozenset(BY_KEY) - {"csv", "xlsx"}  # those two have columns of our own beside
FORMATS = {export.url_name: export.formats for export in EXPORTS}
MOST_ROWS = 20_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _format(request: HttpRequest, url_name: str) -> str:
    wanted = request.GET.get("format", "csv")
    if wanted not in FORMATS[url_name]:
        raise Http404(f"This export has the formats {', '.join(FORMATS[url_name])}.")
    return wanted


def _streamed(pieces: Iterable[bytes], filename: str, content_type: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(pieces)
    for name, value in download(b"", filename, content_type).headers.items():
        answer[name] = value
    return answer


def _table(resource: EscapedResource, name: str, format: str) -> HttpResponseBase:
    filename = f"{resource.member.review.slug}-{name}.{format}"
    headings = resource.get_export_headers()
    if format == "csv":
        lines = (line.encode() for line in csv_lines(headings, resource.rows()))
        return _streamed(lines, filename, TYPES[format])
    return _streamed(xlsx_pieces(headings, resource.rows(), name.capitalize()), filename, TYPES[format])


@review_page("export_records")
def records(request: HttpRequest, member: Member) -> HttpResponseBase:
    format = _format(request, "exporting:records")
    resource = RecordResource(member=member, wanted=filter_from(request.GET))
    if format in CITATION_FORMATS:
        pieces = BY_KEY[format].pieces(resource.parsed())
        return _streamed(pieces, f"{member.review.slug}-records.{format}", BY_KEY[format].content_type)
    return _table(resource, "records", format)


@review_page("export_decisions")
def decisions(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _table(DecisionResource(member=member), "decisions", _format(request, "exporting:decisions"))


@review_page("export_decisions")
def rayyan(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The votes of title and abstract, or of the stage that ?stage= names."""
    format = _format(request, "exporting:rayyan")
    stage = get_object_or_404(member.review.stages, slug=request.GET.get("stage", Stage.Kind.TITLE_ABSTRACT))
    resource = RayyanResource(member=member, stage=stage)
    if format == "ris":
        return _streamed(
            write_ris(resource.parsed()), f"{member.review.slug}-rayyan.ris", BY_KEY[format].content_type
        )
    return _table(resource, "rayyan", format)


@review_page("export_decisions")
def covidence(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _table(CovidenceResource(member=member), "covidence", _format(request, "exporting:covidence"))


def _no_dois(found: list[tuple[int, str]]) -> str:
    shown = ", ".join(f"“{text[:40]}” (record {number})" for number, text in found[:5])
    more = f" and {len(found) - 5:,} more" if len(found) > 5 else ""
    return f"Left out, because a DOI begins with 10. and has a slash: {shown}{more}."


@review_page("import_records", methods=("GET", "HEAD", "POST"))
def bring_back(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Take a corrected table of the records; what it says differently is proposed, for a person to accept."""
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "screening/exporting/bring_back.html", {"form": form}, status=status)
    file = form.cleaned_data["table"]
    if file.size > settings.CITATION_UPLOAD_LIMIT:
        raise Invalid(
            f"{file.name} is larger than {settings.CITATION_UPLOAD_LIMIT // 2**20} MB. Bring it in parts."
        )
    resource = RecordTable(member=member)
    try:
        headings, rows = read_cells(file.read(), file.name)
    except Unreadable as error:
        raise Invalid(str(error)) from error
    if len(rows) > MOST_ROWS:
        raise Invalid(f"{file.name} has {len(rows):,} rows; at most {MOST_ROWS:,} are taken at once.")
    resource.read(headings, rows)
    found = resource.differences()
    values = sum(
        propose(record=record, source=f"the table {file.name}", values=changes) for record, changes in found
    )
    others = sum(row.number not in resource.known for row in resource.rows_in)
    differ = "differs and is" if values == 1 else "differ and are"
    words = f"{file.name}: {plural(values, 'value')} of {plural(len(found), 'record')} {differ} proposed below."
    if others:
        are = "is no record" if others == 1 else "are no records"
        words += f" {plural(others, 'row')} {are} of this review; bring new records in under Import."
    messages.success(request, words)
    if resource.no_dois:
        messages.warning(request, _no_dois(resource.no_dois))
    return back(request, "importing:proposals", slug=member.review.slug)
