"""The PRISMA flow from saved queries, now or as at a day, each number a link to its records; and its files."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from ketreview.drawing.scene import Scene
from ketreview.drawing.svg import on_screen, standalone
from ketreview.home.prisma_files import numbers_csv, r_csv
from ketreview.web import download, paged
from screening.files import open_stored
from screening.importing.queries.notices import notices_on
from screening.jobs.actions import start_job
from screening.models import Member, RenderedFigure
from screening.progress import flow_boxes
from screening.progress.documents import DOCX
from screening.progress.flow import FlowCounts, violations
from screening.progress.flow_chart import columns_of, flow_chart, flow_chart_phone
from screening.progress.queries import count_in_box, flow_counts, records_in_box, sight_of, undone_since
from screening.reviews.queries import hidden_from
from screening.team.access import review_page
from synthesis.studies.queries import included_studies, may_see_included

FORMATS = {"svg": "image/svg+xml", "pdf": "application/pdf", "png": "image/png", "docx": DOCX}
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Row:
    """One number of the table beside the diagram."""

    arm: str
    step: str
    number: str
    href: str


def asked_day(request: HttpRequest) -> date | None:
    """The past day that ?at= asks for; None for today, and for what is no day."""
    try:
        day = date.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        return None
    return day if day < timezone.now().date() else None


def end_of(day: date | None) -> datetime | None:
    """The last moment of the day, in UTC as all times of the site."""
    return day and datetime.combine(day, time.max, UTC)


def counts_for(member: Member, day: date | None = None) -> FlowCounts:
    """The flow's numbers as the member may see them, studies included.

    For a past day, studies are those of which a report was included then, as reports are grouped today.
    """
    moment = end_of(day)
    if not may_see_included(member):
        return flow_counts(member, at=moment)
    studies = included_studies(member.review)
    if moment is None:
        return flow_counts(member, studies.count())
    included = records_in_box(member, "included.reports", moment)
    grouped = member.review.reports.filter(
        record__in=included.ids, study_link__isnull=False, study_link__study__archived_at__isnull=True
    )
    return flow_counts(member, grouped.values("study_link__study").distinct().count(), moment)


def ungrouped_reports(member: Member, counts: FlowCounts, day: date | None = None) -> int:
    """How many of the included reports are in no study; 0 for those who may not know which are included."""
    if not may_see_included(member) or counts.studies is None:
        return 0
    grouped = member.review.reports.filter(study_link__isnull=False, study_link__study__archived_at__isnull=True)
    if day is None:
        grouped = grouped.filter(record__in=records_in_box(member, "included.reports").order_by().values("pk"))
    else:
        grouped = grouped.filter(record__in=records_in_box(member, "included.reports", end_of(day)).ids)
    return max(0, counts.included_reports - grouped.count())


def links(member: Member, counts: FlowCounts, day: date | None = None) -> dict[str, str]:
    """Number's key -> the page of what is behind it: records, studies, or where the previous version is told."""
    where = {"slug": member.review.slug}
    page, more = reverse("prisma_records", kwargs=where), {"at": day.isoformat()} if day else {}
    keys = [key for _, _, number, key in flow_boxes.table(counts) if number != flow_boxes.HIDDEN]
    found = {key: f"{page}?{urlencode({'box': key, **more})}" for key in keys}
    studies, previous = reverse("studies:list", kwargs=where), reverse("progress:previous", kwargs=where)
    elsewhere = {
        "included.studies": studies,
        "total.studies": studies,
        "total.reports": found.get("included.reports", ""),
        "previous.studies": previous,
        "previous.reports": previous,
    }
    return found | {key: href for key, href in elsewhere.items() if key in found}


def figure_hash(scene: Scene) -> str:
    return hashlib.sha256(standalone(scene).encode()).hexdigest()


@review_page("view")
def show(request: HttpRequest, member: Member) -> HttpResponse:
    day = asked_day(request)
    counts = counts_for(member, day)
    hrefs = links(member, counts, day)
    wide, narrow = flow_chart(counts, hrefs), flow_chart_phone(counts, hrefs)
    context = {
        "columns": columns_of(counts),
        "svg_wide": mark_safe(on_screen(wide, prefix="flow", css_class="flow__wide")),
        "svg_narrow": mark_safe(on_screen(narrow, prefix="flow-narrow", css_class="flow__narrow")),
        "rows": [Row(arm, step, n, hrefs.get(key, "")) for arm, step, n, key in flow_boxes.table(counts)],
        "broken": violations(counts),
        "held_back": counts.blinded,
        "finished": counts.finished,
        "variant": counts.variant,
        "own_stages": member.review.stages.filter(added_at__isnull=False),
        "ungrouped": ungrouped_reports(member, counts, day),
        "updates": counts.previous is not None,
        "day": day,
        "asked": request.GET.get("at", ""),
        "today": timezone.now().date(),
        "undone": undone_since(member, end_of(day)) if day else 0,
        "query": f"?at={day.isoformat()}" if day else "",
    }
    return render(request, "home/prisma.html", context)


@review_page("view")
def records(request: HttpRequest, member: Member) -> HttpResponse:
    key, day = request.GET.get("box", ""), asked_day(request)
    found = records_in_box(member, key, end_of(day))
    if found is None:
        raise Http404("There is no such number in the flow.")
    page = paged(request, found, count=None if day else count_in_box(member, key))
    context = {"page_obj": page, "name": flow_boxes.name_of(key), "day": day}
    context |= {"hidden": hidden_from(member), "notices": notices_on(page)}
    context |= {"held_back": not sight_of(member).complete}
    return render(request, "home/prisma_records.html", context)


@review_page("view")
def table(request: HttpRequest, member: Member) -> HttpResponse:
    day = _day_of_file(request)
    return download(numbers_csv(counts_for(member, day)), _file_name(member, "prisma", day, "csv"), CSV)


@review_page("view")
def r_table(request: HttpRequest, member: Member) -> HttpResponse:
    """The file that the R package PRISMA2020 draws from."""
    day = _day_of_file(request)
    return download(r_csv(counts_for(member, day)), _file_name(member, "PRISMA2020", day, "csv"), CSV)


def _day_of_file(request: HttpRequest) -> date | None:
    """The same as on the page, but what is no day is refused: a file could not say that it is today's flow."""
    asked = request.GET.get("at", "")
    try:
        date.fromisoformat(asked or "2020-01-01")
    except ValueError:
        raise Http404(f"“{asked}” is no day; write it as 2026-01-31.") from None
    return asked_day(request)


def _file_name(member: Member, what: str, day: date | None, file_format: str) -> str:
    return f"{member.review.slug}-{what}{f'-{day}' if day else ''}.{file_format}"


@review_page("view", methods=("GET", "POST"))
def figure(request: HttpRequest, member: Member, file_format: str) -> HttpResponse:
    """The diagram as a file: SVG at once; the others as the worker draws them, once for each state of the flow."""
    if file_format not in FORMATS:
        raise Http404("There is no such format.")
    day = _day_of_file(request)
    scene = flow_chart(counts_for(member, day))
    name = _file_name(member, "prisma", day, file_format)
    if file_format == "svg":
        return download(standalone(scene), name, FORMATS["svg"])
    sha256 = figure_hash(scene)
    drawn = RenderedFigure.objects.filter(review=member.review, sha256=sha256, format=file_format).first()
    if drawn:
        stored, content_type = open_stored(drawn.file, name), FORMATS[file_format]
        return FileResponse(stored, as_attachment=True, filename=name, content_type=content_type)
    job = start_job(
        kind="figure",
        key=f"{sha256[:40]}-{file_format}",
        by=member,
        subject=f"PRISMA flow as {file_format.upper()}",
        args={"member": member.pk, "format": file_format, "at": day.isoformat() if day else ""},
    )
    return redirect("jobs:show", slug=member.review.slug, job_id=job.pk)
