"""Reconciled values: what both extractors' work came to, and how each came about."""

from django.db.models import Count, QuerySet

from screening.models import Event, Member
from synthesis.extraction.fields import Key
from synthesis.models import ReconciledValue, Study


def reconciled_values(member: Member) -> QuerySet[ReconciledValue]:
    """All reconciled values of the review, those of archived arms and outcomes too."""
    return (
        ReconciledValue.objects.filter(study_outcome__study__review_id=member.review_id)
        .select_related(
            "study_outcome__study",
            "study_outcome__outcome",
            "study_outcome__time_point",
            "arm",
            "settled_by__user",
        )
        .order_by("study_outcome__study__label", "study_outcome", "arm__order", "pk")
    )


def standing_values(member: Member) -> QuerySet[ReconciledValue]:
    """Reconciled values of which no part is archived."""
    return reconciled_values(member).filter(
        study_outcome__archived_at__isnull=True,
        study_outcome__study__archived_at__isnull=True,
        study_outcome__outcome__archived_at__isnull=True,
        study_outcome__time_point__archived_at__isnull=True,
        arm__archived_at__isnull=True,
    )


def reconciled_of(member: Member, study: Study) -> dict[Key, ReconciledValue]:
    """The study's reconciled values by cell."""
    rows = reconciled_values(member).filter(study_outcome__study=study)
    return {(row.study_outcome_id, row.arm_id, row.field): row for row in rows}


def settled_counts(member: Member) -> dict[int, int]:
    """Settled required cells by study."""
    rows = standing_values(member).exclude(field="level").order_by()
    return dict(rows.values_list("study_outcome__study").annotate(count=Count("pk")))


def history_of(member: Member, value: ReconciledValue) -> QuerySet[Event]:
    """How the value came about and changed, oldest first."""
    return Event.objects.filter(
        review_id=member.review_id, subject_type="reconciledvalue", subject_id=str(value.pk)
    ).order_by("at", "pk")
