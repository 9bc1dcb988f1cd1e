"""Full texts: the reports sought for included records, and the files that came."""

import uuid

from django.db import models
from django.utils import timezone

from screening.models.records import Record
from screening.models.reviews import Review
from screening.models.team import Member


class Report(models.Model):
    """A document with information on a study, sought for one record that passed the first stage."""

    class Retrieval(models.TextChoices):
        SOUGHT = "sought", "Sought"
        REQUESTED = "requested", "Requested"
        RETRIEVED = "retrieved", "Retrieved"
        NOT_RETRIEVED = "not-retrieved", "Not retrieved"

    class Notice(models.TextChoices):
        NONE = "none", "No notice"
        CORRECTED = "corrected", "Corrected"
        CONCERN = "concern", "Expression of concern"
        RETRACTED = "retracted", "Retracted"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="reports")
    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="report")
    retrieval = models.CharField(max_length=14, choices=Retrieval, default=Retrieval.SOUGHT)
    retrieval_note = models.CharField(max_length=500, blank=True)
    notice = models.CharField(max_length=12, choices=Notice, default=Notice.NONE)
    notice_note = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.record.label


class ReportFile(models.Model):
    """One PDF of a report, stored under a name of our own outside the web root."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    file = models.FileField(upload_to="reports")
    filename = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "sha256"],
                condition=models.Q(archived_at__isnull=True),
                name="file_once_per_report",
            )
        ]


class Quote(models.Model):
    """A passage that a member marked in a PDF: its page, its words and where they stand. `boxes` are
    [left, top, width, height] in percent of the page, one a line. Seen by that member alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(ReportFile, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    page = models.PositiveIntegerField()
    text = models.TextField()
    boxes = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["page", "made_at", "id"]
        indexes = [models.Index(fields=["file", "member"], name="quotes_of_member")]

    def __str__(self) -> str:
        # Not the words: this is what the audit trail shows.
        return f"a quote from page {self.page} of {self.file.filename}"


class UnplacedFile(models.Model):
    """A PDF that came with others and fits no report for sure. `clues`: [report id, why], the strongest first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="unplaced_files")
    file = models.FileField(upload_to="reports")
    filename = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField()
    beginning = models.CharField(max_length=300, blank=True)
    clues = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["uploaded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "sha256"],
                condition=models.Q(settled_at__isnull=True),
                name="unplaced_file_once",
            )
        ]

    def __str__(self) -> str:
        return self.filename


class RenderedFigure(models.Model):
    """A figure as a file, found again by the hash of what it shows; the web process never draws one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="figures")
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=8)
    file = models.FileField(upload_to="figures")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "sha256", "format"], name="figure_rendered_once")]
