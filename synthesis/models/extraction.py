"""Extractions: two people's numbers, sealed from each other until both are finished, and what was agreed.
Sealed rows have no way back from other models: `synthesis.extraction.sealing` is their only reader."""

import uuid

from django.db import models
from django.utils import timezone

from screening.models import Member
from synthesis.models.studies import Arm, Study, StudyOutcome


class Extraction(models.Model):
    """One extractor's form for one study. Without a seat it was set aside for another extractor, and is kept."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        COMPLETE = "complete", "Complete"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="+")
    extractor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    seat = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    started_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "extractor"], name="one_form_per_extractor"),
            models.UniqueConstraint(fields=["study", "seat"], name="extraction_seat_once"),
            models.CheckConstraint(
                condition=models.Q(seat__isnull=True) | models.Q(seat__in=[1, 2]), name="two_extraction_seats"
            ),
        ]

    def __str__(self) -> str:
        return f"Form of {self.extractor} for {self.study}"


class ExtractedValue(models.Model):
    """One cell of one form: the text as typed, the number read from it, and where it stands in the report.

    An empty text says that the report does not give the value. A cell without a row, or whose row is no longer
    `filled`, was not filled yet: an emptied row stays, so that its version goes on counting.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    extraction = models.ForeignKey(Extraction, on_delete=models.PROTECT, related_name="+")
    study_outcome = models.ForeignKey(StudyOutcome, on_delete=models.PROTECT, related_name="+")
    arm = models.ForeignKey(Arm, on_delete=models.PROTECT, null=True, related_name="+")
    field = models.CharField(max_length=20)
    text = models.CharField(max_length=60, blank=True)
    number = models.FloatField(null=True)
    filled = models.BooleanField(default=True)
    page = models.CharField(max_length=60, blank=True)
    quote = models.CharField(max_length=500, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["extraction", "study_outcome", "arm", "field"], name="extracted_value_once"
            ),
            models.UniqueConstraint(
                fields=["extraction", "study_outcome", "field"],
                condition=models.Q(arm__isnull=True),
                name="extracted_value_once_without_arm",
            ),
        ]

    def __str__(self) -> str:
        return cell_name(self)


class ReconciledValue(models.Model):
    """The agreed value of a cell, and how it came about."""

    class Origin(models.TextChoices):
        AGREED = "agreed", "Both the same"
        FIRST = "first", "First extractor's"
        SECOND = "second", "Second extractor's"
        TYPED = "typed", "Typed by the reconciler"

    study_outcome = models.ForeignKey(StudyOutcome, on_delete=models.PROTECT, related_name="reconciled")
    arm = models.ForeignKey(Arm, on_delete=models.PROTECT, null=True, related_name="reconciled")
    field = models.CharField(max_length=20)
    text = models.CharField(max_length=60, blank=True)
    number = models.FloatField(null=True)
    page = models.CharField(max_length=60, blank=True)
    quote = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=8, choices=Origin)
    reason = models.CharField(max_length=500, blank=True)
    settled_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study_outcome", "arm", "field"], name="reconciled_value_once"),
            models.UniqueConstraint(
                fields=["study_outcome", "field"],
                condition=models.Q(arm__isnull=True),
                name="reconciled_value_once_without_arm",
            ),
        ]

    def __str__(self) -> str:
        return cell_name(self)

    @property
    def origin_label(self) -> str:
        """How the value came about, in words; a correction after the reconciliation is told as one."""
        return "Corrected after the reconciliation" if self.version > 1 else self.get_origin_display()


FIELD_WORDS = {
    "events": "events",
    "total": "total",
    "time": "person-time",
    "mean": "mean",
    "sd": "SD",
    "n": "n",
    "r": "correlation (r)",
    "estimate": "estimate",
    "ci_lb": "lower limit",
    "ci_ub": "upper limit",
    "level": "level, %",
}
"""What the fields of a form are called in the history."""


def cell_name(value: ExtractedValue | ReconciledValue) -> str:
    """Which cell it is, in words and without what stands in it."""
    where = value.study_outcome
    parts = [str(where.study), str(where), str(value.arm) if value.arm_id else ""]
    parts.append(FIELD_WORDS.get(value.field, value.field))
    return ", ".join(part for part in parts if part)
