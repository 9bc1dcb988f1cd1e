"""The report on duplicates: overlap of the sources, who merged what, the text for the paper, and the table."""

import csv
import io
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from ketreview.drawing.svg import on_screen, standalone
from ketreview.web import download, paged
from screening.dedupe import queries
from screening.dedupe.method_text import method_text
from screening.dedupe.overlap_chart import overlap_chart
from screening.dedupe.queries.answers import were_together
from screening.dedupe.said import BY_HAND, BY_PEOPLE, TAKEN_BACK
from screening.models import DuplicateLink, Member
from screening.team.access import review_page

COLUMNS = (
    "kind", "record", "source", "title", "other record", "source of that", "rule", "why", "by", "asked for by",
    "at", "ended", "ended by", "ended at",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@review_page("view")
def report(request: HttpRequest, member: Member) -> HttpResponse:
    pairs = queries.overlap(member)
    scene = overlap_chart([(one.first, one.second, one.works, one.share) for one in pairs])
    told = queries.links_told(member)
    context = {
        "sources": queries.source_counts(member),
        "pairs": pairs,
        "svg": mark_safe(on_screen(scene, prefix="overlap")) if pairs else "",
        "page_obj": paged(request, told, 50),
        "may_merge": member.can("merge_duplicates"),
        "method": method_text(**queries.method_figures(member)),
    }
    return render(request, "screening/dedupe/report.html", context)


@review_page("view")
def chart(request: HttpRequest, member: Member) -> HttpResponse:
    pairs = [(one.first, one.second, one.works, one.share) for one in queries.overlap(member)]
    return download(standalone(overlap_chart(pairs)), f"{member.review.slug}-overlap.svg", "image/svg+xml")


@review_page("view")
def table(request: HttpRequest, member: Member) -> StreamingHttpResponse:
    """Every merge and answer as CSV, read piece by piece."""
    answer = StreamingHttpResponse(_lines(member), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{member.review.slug}-duplicates.csv"'
    return answer


def _lines(member: Member) -> Iterator[str]:
    yield "\ufeff" + _line(COLUMNS)
    for link in queries.links_told(member).iterator(chunk_size=500):
        yield _line(_cells(link))


def _cells(link: DuplicateLink) -> tuple[object, ...]:
    merged, by_person = were_together(link), link.rule in BY_PEOPLE
    return (
        "merge" if merged else "answer: not the same",
        link.record_id,
        link.record.batch.source,
        link.record,
        link.primary_id,
        link.primary.batch.source,
        (BY_HAND if by_person else link.rule) if merged else "",
        link.evidence,
        link.merged_by if by_person else "rule",
        "" if by_person else link.merged_by,
        link.merged_at.isoformat(timespec="seconds"),
        _ended(link),
        link.undone_by or "" if merged else "",
        link.undone_at.isoformat(timespec="seconds") if merged and link.undone_at else "",
    )


def _ended(link: DuplicateLink) -> str:
    """How what the link says came to an end; "" where it stands."""
    if link.rule == TAKEN_BACK:
        return "taken back"
    if not were_together(link):
        return "overruled by a merge" if link.overruled else ""
    if link.undone_by:
        return "taken apart"
    return "replaced" if link.undone_at else ""


def _line(cells: tuple[object, ...]) -> str:
    """One row; a cell that a spreadsheet would run as a formula is made text."""
    held = io.StringIO()
    texts = [str(cell) for cell in cells]
    csv.writer(held, lineterminator="\r\n").writerow(f"'{t}" if t.startswith(_FORMULA) else t for t in texts)
    return held.getvalue()
