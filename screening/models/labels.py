"""Labels that reviewers put on records, and what the team says to each other about a record."""

import uuid

from django.db import models
from django.utils import timezone

from screening.models.records import Record
from screening.models.reviews import Criterion, Review
from screening.models.screening import StageRecord
from screening.models.team import Member


class Label(models.Model):
    """A word of the review's own for records, in a tree of two levels; one of six colours."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="labels")
    name = models.CharField(max_length=60)
    colour = models.PositiveSmallIntegerField(default=1, choices=[(n, f"Colour {n}") for n in range(1, 7)])
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "name"],
                condition=models.Q(archived_at__isnull=True),
                name="label_once_per_review",
            )
        ]

    def __str__(self) -> str:
        return self.name


class LabelUse(models.Model):
    """A member's label on a record. Sealed like a vote: `workflow.blinding` is its only reader."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "member", "label"],
                condition=models.Q(taken_at__isnull=True),
                name="label_once_per_member",
            )
        ]
        indexes = [models.Index(fields=["member", "label", "record"], name="labels_of_member")]

    def __str__(self) -> str:
        # Never which label: this is what the audit trail shows.
        return f"a label on {self.record}"


class Comment(models.Model):
    """One message in the discussion of a record in a stage, after its votes are in; `criterion` is what it is
    about, `mentions` are ids of members."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(StageRecord, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    mentions = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return f"a comment on {self.entry}"
