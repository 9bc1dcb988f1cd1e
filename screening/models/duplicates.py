"""What the search for duplicates keeps beside the links: keys to compare by, open questions, votes carried over."""

import uuid

from django.db import models
from django.utils import timezone

from screening.models.records import DuplicateLink, Record
from screening.models.reviews import Review
from screening.models.screening import Decision
from screening.models.team import Member


class MatchKey(models.Model):
    """One narrow key of a record as a number; records that share one are compared. The worker makes them."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+", db_index=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["review", "key", "record"], name="match_key_shared")]


class DuplicateQuestion(models.Model):
    """Two records that may be one work. A person answers; the answer is a link, standing or undone.

    `pattern` is the same for questions whose evidence agrees and contradicts in the same fields.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    first = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    why = models.CharField(max_length=300)
    pattern = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=timezone.now)
    skipped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = [models.F("skipped_at").asc(nulls_first=True), "-score", "first_id", "second_id"]
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="duplicate_asked_once")]


class RecordRelation(models.Model):
    """The record belongs with another and is not the same: a notice about it, its preprint, abstract or thesis.

    One undone by a person stays as history, and the rules never say it of this pair again.
    """

    class Kind(models.TextChoices):
        RETRACTION = "retraction", "Retraction notice"
        CORRECTION = "correction", "Correction"
        COMMENT = "comment", "Comment"
        REPLY = "reply", "Reply"
        PREPRINT = "preprint", "Preprint"
        MEETING = "meeting", "Conference abstract"
        THESIS = "thesis", "Thesis"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="belongs_to")
    other = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=12, choices=Kind)
    why = models.CharField(max_length=300)
    by_hand = models.BooleanField(default=False)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "other"], condition=models.Q(undone_at__isnull=True), name="one_standing_relation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.record}"


class CarriedVote(models.Model):
    """A vote on a copy that counts on the record the copy was merged into, until the two are taken apart.

    `vote` is the row written there, `replaced` the same person's later vote that it stands before, `ended_by` the
    row that took it back. A carried vote that another one stood before counts again by a row, and a line here, of
    its own.
    """

    link = models.ForeignKey(DuplicateLink, on_delete=models.PROTECT, related_name="+")
    original = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    vote = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="+")
    replaced = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
