"""Studies: what the included reports tell of, and the frame in which numbers are extracted."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from screening.models import Member, Report, Review


class Study(models.Model):
    """One piece of research, told in one or more reports.

    `extraction_started_at` is set when the first extractor opens a form: from then on the reports stay linked.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="studies")
    label = models.CharField(max_length=120)
    year = models.IntegerField(null=True, blank=True)
    design = models.CharField(max_length=120, blank=True)
    registration = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    reports = models.ManyToManyField(Report, through="StudyReport", related_name="studies")
    created_at = models.DateTimeField(default=timezone.now)
    extraction_started_at = models.DateTimeField(null=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["label", "id"]
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.label


class StudyReport(models.Model):
    """This report tells of this study; a report belongs to one study."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="report_links")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="study_link")
    is_main = models.BooleanField(default=False)
    linked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")


class Arm(models.Model):
    """A group of participants. Its role says on which side of a comparison it stands."""

    class Role(models.TextChoices):
        EXPERIMENTAL = "experimental", "Experimental"
        COMPARATOR = "comparator", "Comparator"
        OTHER = "other", "Other"

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="arms")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=Role)
    description = models.CharField(max_length=500, blank=True)
    order = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                "study", Lower("name"), condition=models.Q(archived_at__isnull=True), name="arm_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Outcome(models.Model):
    """What is measured, and in which direction it is good."""

    class Kind(models.TextChoices):
        BINARY = "binary", "Events out of a total"
        CONTINUOUS = "continuous", "Mean, SD and n"
        RATE = "rate2", "Events over person-time"
        GENERIC = "generic", "Estimate with its interval"
        PROPORTION = "proportion", "Events out of a total, in one group"
        CORRELATION = "correlation", "Correlation and n"

    class Better(models.TextChoices):
        LOWER = "lower", "Lower is better"
        HIGHER = "higher", "Higher is better"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="outcomes")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    unit = models.CharField("scale or unit", max_length=120, blank=True)
    better = models.CharField(max_length=6, choices=Better, default=Better.LOWER)
    order = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                "review", Lower("name"), condition=models.Q(archived_at__isnull=True), name="outcome_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class TimePoint(models.Model):
    """When an outcome is measured, in the review's own words; `days` orders them."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="time_points")
    label = models.CharField(max_length=120)
    days = models.FloatField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["days", "id"]
        constraints = [models.UniqueConstraint("review", Lower("label"), name="time_point_once")]

    def __str__(self) -> str:
        return self.label


class StudyOutcome(models.Model):
    """This study reports this outcome at this time: the cells that extractors fill."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="study_outcomes")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="study_outcomes")
    time_point = models.ForeignKey(TimePoint, on_delete=models.PROTECT, related_name="study_outcomes")
    note = models.CharField(max_length=500, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["outcome__order", "outcome_id", "time_point__days", "id"]
        constraints = [
            models.UniqueConstraint(fields=["study", "outcome", "time_point"], name="study_outcome_once")
        ]

    def __str__(self) -> str:
        return f"{self.outcome}, {self.time_point}"
