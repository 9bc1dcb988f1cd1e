"""Reports: the full texts sought for records that passed the first stage."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from ketreview.tiles import StepCount
from screening.fulltext.matching import LATER, Sought
from screening.models import (
    Event,
    Member,
    Quote,
    Record,
    Report,
    ReportFile,
    Stage,
    StageRecord,
    UnplacedFile,
)
from screening.models.records import of_works
from screening.workflow.blinding import may_see_outcomes
from screening.workflow.queries import has_full_text_votes as voted_at_full_text

FOUND = (Report.Retrieval.RETRIEVED, Report.Retrieval.NOT_RETRIEVED)


def reports(member: Member, retrieval: str = "", text: str = "") -> QuerySet[Report]:
    """The review's reports with their record and number of files; narrowed by state and words of the title."""
    found = (
        member.review.reports.filter(withdrawn_at__isnull=True)
        .select_related("record")
        .annotate(file_count=Count("files", filter=Q(files__archived_at__isnull=True)))
        .order_by("id")
    )
    if retrieval in Report.Retrieval.values:
        found = found.filter(retrieval=retrieval)
    for word in text.split()[:20]:
        found = found.filter(record__title__icontains=word)
    return found


def sought(member: Member) -> list[Sought]:
    """What the review's reports are known by, to find theirs among many PDFs."""
    rows = reports(member).values_list(
        "pk", "record__title", "record__doi", "record__pmid", "record__authors", "record__year"
    )
    return [
        Sought(pk, title, doi, pmid, authors[0].split(",")[0].split(" ")[0] if authors else "", year)
        for pk, title, doi, pmid, authors, year in rows
    ]


def holders(member: Member, sha256: str) -> QuerySet[Report]:
    """Reports to which this very file is attached."""
    return reports(member).filter(files__sha256=sha256, files__archived_at__isnull=True)


ATTACHED, TAKEN_BACK = "proposed full texts attached", "proposed full texts taken back"
"""The audit trail's words for proposals attached together, and for that undone."""


def unplaced_files(member: Member) -> QuerySet[UnplacedFile]:
    """PDFs that wait for somebody to say which report they belong to."""
    return member.review.unplaced_files.filter(settled_at__isnull=True).select_related("uploaded_by__user")


def sure_proposals(rows: Sequence[tuple[UnplacedFile, Sequence[tuple[Report, str]]]]) -> list[tuple]:
    """Of waiting files with their clues, (file, report, why) of those that can be attached together: all clues name
    one report, not only as a reference; it has no PDF yet, and no other waiting file may belong to it."""
    named = [(file, {report.pk: (report, why) for report, why in reversed(clues)}) for file, clues in rows]
    wanted = Counter(report for _, found in named for report in found)
    has_one = set(
        ReportFile.objects.filter(report__in=wanted, archived_at__isnull=True).values_list("report_id", flat=True)
    )
    return [
        (file, *found[pk])
        for file, found in named
        for pk, (_, why) in found.items()
        if len(found) == 1 and wanted[pk] == 1 and pk not in has_one and not why.startswith(LATER)
    ]


def last_placing(member: Member) -> Event | None:
    """The member's latest step that attached proposals together, of the last day; None where it was taken back."""
    steps = Event.objects.filter(review_id=member.review_id, at__gte=timezone.now() - timedelta(days=1))
    last = steps.filter(actor_id=member.user_id, verb__in=(ATTACHED, TAKEN_BACK)).first()
    return last if last is not None and last.verb == ATTACHED else None


LOGGED = (
    "retrieval changed",
    "full text attached",
    "full text removed",
    "full text put back",
    "notice changed",
    "report put aside",
    "report brought back",
)


def retrieval_log(report: Report) -> QuerySet[Event]:
    """What was done to find the report and about its standing, by whom and when, the latest first."""
    return Event.objects.filter(
        review_id=report.review_id, subject_type="report", subject_id=str(report.pk), verb__in=LOGGED
    )


def own_quotes(member: Member, file: ReportFile) -> QuerySet[Quote]:
    """The passages the member marked in the file; nobody sees another's, who may be judging the same text."""
    return Quote.objects.filter(file=file, member=member, removed_at__isnull=True)


def own_quotes_in(member: Member, files: Iterable[uuid.UUID]) -> QuerySet[Quote]:
    """The passages the member marked in any of these files, with the file."""
    found = Quote.objects.filter(file__in=list(files), member=member, removed_at__isnull=True)
    return found.select_related("file")


def own_passages(member: Member, report: Report) -> QuerySet[Quote]:
    """All passages the member marked in files of the report and of its copies', removed ones too, file by file."""
    works = of_works([report.record_id], "file__report__record")
    found = Quote.objects.filter(works, member=member, removed_at__isnull=True)
    return found.select_related("file").order_by("file__uploaded_at", "file", "page", "made_at", "id")


def reports_aside(report: Report) -> QuerySet[Report]:
    """The reports of copies that were put aside by merges: their files, notes and log are shown with this one."""
    aside = Report.objects.filter(record__primary=report.record_id, withdrawn_at__isnull=False)
    standing = Prefetch("files", ReportFile.objects.filter(archived_at__isnull=True), to_attr="standing_files")
    return aside.select_related("record__batch__source").prefetch_related(standing).order_by("id")


def removed_files(report: Report) -> QuerySet[ReportFile]:
    """Files taken off the report, the latest first; one that was attached anew since is not among them."""
    there = report.files.filter(archived_at__isnull=True).values("sha256")
    found = report.files.filter(archived_at__isnull=False).exclude(sha256__in=there)
    return found.select_related("uploaded_by__user").order_by("-archived_at")


def retrieval_counts(member: Member) -> dict[str, int]:
    """How many reports stand in each state of retrieval; every state is a key."""
    rows = reports(member).order_by().values_list("retrieval").annotate(n=Count("id", distinct=True))
    return dict.fromkeys(Report.Retrieval.values, 0) | dict(rows)


def judged_unfound(member: Member) -> int:
    """How many reports were judged at full text though their search is not said to have ended, of those whose
    judgement the member may know of."""
    stages = member.review.stages.filter(kind=Stage.Kind.FULL_TEXT)
    told = [stage.pk for stage in stages.select_related("review") if may_see_outcomes(member, stage)]
    known = Q(released_at__isnull=False) | (Q(stage__in=told) & ~Q(state=StageRecord.State.WAITING))
    judged = StageRecord.objects.filter(known, stage__in=stages, record=OuterRef("record"))
    return reports(member).exclude(retrieval__in=FOUND).filter(Exists(judged)).order_by().count()


def has_full_text_votes(record: Record) -> bool:
    """True where somebody voted on the record's full text; how is nobody's business here."""
    return voted_at_full_text(record)


def step_count(member: Member) -> StepCount:
    """Reports whose search has ended, of all sought."""
    counts = retrieval_counts(member)
    done = sum(counts[state] for state in FOUND)
    total = sum(counts.values())
    mine = total - done if member.can("manage_full_text") else 0
    return StepCount(
        done=done,
        total=total,
        unit="reports",
        mine=mine,
        url=reverse("fulltext:list", kwargs={"slug": member.review.slug}) + ("?retrieval=sought" if mine else ""),
        label=f"Find {mine} full texts" if mine > 1 else "Find 1 full text" if mine else "See full texts",
        note=f"{counts['not-retrieved']} not retrieved" if counts["not-retrieved"] else "",
    )
