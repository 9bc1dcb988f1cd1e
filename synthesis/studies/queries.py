"""What is seen of studies: the included reports that wait for one, the studies, and what a change would touch."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from ketreview.tiles import StepCount
from screening.importing.queries.records import flags_of
from screening.models import Member, Report, Review, Stage, StageRecord
from synthesis.models import (
    Analysis,
    Arm,
    NetworkAnalysis,
    Outcome,
    ReconciledValue,
    Study,
    StudyOutcome,
    StudyReport,
    TimePoint,
)

Frame = Study | Arm | Outcome | TimePoint | StudyOutcome


def included_reports(review: Review) -> QuerySet[Report]:
    """Reports whose record was released as included by the last stage at full text, in a study or not.

    A settled record that is not released yet waits: its votes may still be changed, and a study would tell a
    reviewer how the other one voted.
    """
    released = StageRecord.objects.filter(
        stage__in=review.stages.filter(kind=Stage.Kind.FULL_TEXT),
        passed_on=False,
        state=StageRecord.State.INCLUDED,
        released_at__isnull=False,
    )
    return review.reports.filter(
        record__in=released.values("record"), withdrawn_at__isnull=True, record__primary__isnull=True
    ).select_related("record", "study_link__study")


def held_by_a_study(report: Report, other: Report) -> str:
    """Why the report cannot be put aside for the other one, and what to do; "" where no standing study tells of it,
    or one that tells of both, since its values stay with the study."""
    standing = StudyReport.objects.filter(study__archived_at__isnull=True).select_related("study")
    ours, theirs = standing.filter(report=report).first(), standing.filter(report=other).first()
    if ours is None or (theirs is not None and theirs.study_id == ours.study_id):
        return ""
    way_out = "Archive that study" if ours.study.extraction_started_at else "Take the report out of it"
    begun = ", whose data are being extracted" if ours.study.extraction_started_at else ""
    instead = "" if theirs else ", or keep the record of that study instead"
    return (
        f"The report that would be put aside belongs to the study {ours.study}{begun}. {way_out} under Studies "
        f"first{instead}."
    )


def included_studies(review: Review) -> QuerySet[Study]:
    """Standing studies of which at least one report is included: the studies that the flow diagram counts."""
    reports = included_reports(review).filter(study_link__study=OuterRef("pk"))
    return review.studies.filter(Exists(reports), archived_at__isnull=True)


def may_see_included(member: Member) -> bool:
    """How a blinded, open stage stands is seen by those with "see_outcomes" alone."""
    sealed = member.review.stages.filter(kind=Stage.Kind.FULL_TEXT, blinded=True, closed_at__isnull=True)
    return member.can("see_outcomes") or not sealed.exists()


def groupable_reports(member: Member) -> QuerySet[Report]:
    """Included reports that are in no standing study yet; none where the member may not know which are included."""
    if not may_see_included(member):
        return Report.objects.none()
    free = Q(study_link__isnull=True) | Q(study_link__study__archived_at__isnull=False)
    return included_reports(member.review).filter(free).order_by("record__year", "pk")


def studies(member: Member, *, archived: bool = False) -> QuerySet[Study]:
    """The review's studies with their reports, arms counted."""
    links = StudyReport.objects.select_related("report__record").order_by("-is_main", "pk")
    return (
        member.review.studies.filter(archived_at__isnull=not archived)
        .prefetch_related(Prefetch("report_links", queryset=links))
        .annotate(
            arm_count=Count("arms", filter=Q(arms__archived_at__isnull=True), distinct=True),
            outcome_count=Count(
                "study_outcomes", filter=Q(study_outcomes__archived_at__isnull=True), distinct=True
            ),
        )
        .order_by("label", "pk")
    )


@dataclass(frozen=True)
class Noticed:
    """A report of a study that was retracted or corrected, and how that is known, in words."""

    link: StudyReport
    said: str


def noticed_reports(studies: Collection[int]) -> list[Noticed]:
    """The reports of these studies that bear a notice, or about which there is one among the records."""
    links = StudyReport.objects.filter(study__in=studies).select_related("study", "report__record")
    links = list(links.order_by("study__label", "pk"))
    flags = flags_of([link.report.record for link in links])
    found = []
    for link in links:
        if link.report.notice != Report.Notice.NONE:
            found.append(Noticed(link, str(link.report.get_notice_display()).lower()))
        elif flag := flags.get(link.report.record_id):
            found.append(Noticed(link, f"{str(flag.label).lower()} among the records"))
    return found


def noticed_words(found: Sequence[Noticed]) -> str:
    """One sentence on them, "" for none."""
    told = "; ".join(f"{each.link.study} ({each.link.report}: {each.said})" for each in found)
    return f"Among the studies pooled a report bears a notice: {told}." if found else ""


def live_arms(study: Study) -> QuerySet[Arm]:
    """The study's arms that are not archived, in their order."""
    return study.arms.filter(archived_at__isnull=True)


def live_study_outcomes(study: Study) -> QuerySet[StudyOutcome]:
    """What the study reports: live outcomes at live times."""
    return study.study_outcomes.filter(
        archived_at__isnull=True, outcome__archived_at__isnull=True, time_point__archived_at__isnull=True
    ).select_related("outcome", "time_point", "study")


def left_out_reports(member: Member, study: Study) -> QuerySet[Report]:
    """Reports of the study that are no longer included at full text, for those who may know."""
    if not may_see_included(member):
        return Report.objects.none()
    included = included_reports(member.review).values("pk")
    return member.review.reports.filter(study_link__study=study).exclude(pk__in=included).select_related("record")


def outcomes(member: Member, *, archived: bool = False) -> QuerySet[Outcome]:
    """The review's outcomes with the number of studies that report each."""
    return member.review.outcomes.filter(archived_at__isnull=not archived).annotate(study_count=_study_count())


def time_points(member: Member, *, archived: bool = False) -> QuerySet[TimePoint]:
    """The review's time points with the number of studies that report at each."""
    return member.review.time_points.filter(archived_at__isnull=not archived).annotate(study_count=_study_count())


def _study_count() -> Count:
    live = Q(study_outcomes__archived_at__isnull=True, study_outcomes__study__archived_at__isnull=True)
    return Count("study_outcomes__study", filter=live, distinct=True)


def being_extracted(row: Frame) -> QuerySet[Study]:
    """Studies whose extraction has started and in which the row plays a part."""
    return _studies_of(row).filter(extraction_started_at__isnull=False)


def _studies_of(row: Frame) -> QuerySet[Study]:
    if isinstance(row, Study):
        return Study.objects.filter(pk=row.pk)
    if isinstance(row, Arm | StudyOutcome):
        return Study.objects.filter(pk=row.study_id)
    return Study.objects.filter(study_outcomes__in=row.study_outcomes.all()).distinct()


def _cells_of(row: Frame) -> Q:
    """The study outcomes that the row takes with it, as a filter on StudyOutcome."""
    match row:
        case Study():
            return Q(study=row)
        case Arm():
            return Q(study=row.study_id)
        case Outcome():
            return Q(outcome=row)
        case TimePoint():
            return Q(time_point=row)
        case _:
            return Q(pk=row.pk)


@dataclass(frozen=True)
class Touched:
    """One line of a preview: how many of what, and what becomes of them."""

    count: int
    what: str
    then: str


def touched_by_archiving(member: Member, row: Frame) -> list[Touched]:
    """What archiving the row leaves out, as far as the member may know; nothing of it is deleted."""
    cells = StudyOutcome.objects.filter(_cells_of(row))
    lines = []
    if isinstance(row, Study):
        lines.append(Touched(row.report_links.count(), "linked reports", "stay linked to it"))
        lines.append(Touched(row.arms.count(), "arms", "are kept with it"))
    if not isinstance(row, StudyOutcome):
        lines.append(Touched(cells.count(), "outcomes of studies", "are left out of forms and new runs"))
    started = being_extracted(row).count()
    lines.append(Touched(started, "studies in extraction", "keep every value; its cells leave the forms"))
    if member.can("see_extracted"):
        values = ReconciledValue.objects.filter(study_outcome__in=cells)
        values = values.filter(arm=row) if isinstance(row, Arm) else values
        lines.append(Touched(values.count(), "reconciled values", "are kept, and left out of new runs"))
    if member.can("see_results"):
        pairs = Q(pk__in=[])
        for outcome_id, time_point_id in cells.values_list("outcome_id", "time_point_id").distinct():
            pairs |= Q(outcome_id=outcome_id, time_point_id=time_point_id)
        for recipe, what in ((Analysis, "analyses"), (NetworkAnalysis, "networks")):
            lines.append(Touched(recipe.objects.filter(pairs).count(), what, "change at their next run"))
    return [line for line in lines if line.count]


def step_count(member: Member) -> StepCount:
    """Included reports that are in a study."""
    url = reverse("studies:list", kwargs={"slug": member.review.slug})
    standing = member.review.studies.filter(archived_at__isnull=True)
    if not may_see_included(member):
        count = standing.count()
        return StepCount(count, count, "studies", url=url, label="Open the studies")
    grouped = (
        included_reports(member.review)
        .filter(study_link__study__isnull=False, study_link__study__archived_at__isnull=True)
        .count()
    )
    waiting = groupable_reports(member).count()
    mine = waiting if member.can("manage_studies") else 0
    label = f"Group {waiting} report{'' if waiting == 1 else 's'}" if mine else "Open the studies"
    return StepCount(grouped, grouped + waiting, "included reports", mine, url, label)
