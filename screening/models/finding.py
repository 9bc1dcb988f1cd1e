"""What the search of the records reads, searches that are kept, and changes made to many records at once."""

import uuid

from django.db import models
from django.utils import timezone

from ketreview.wording import plural
from screening.models.records import Record
from screening.models.reviews import Review
from screening.models.team import Member


class RecordWords(models.Model):
    """A record's words, folded and set apart by blanks; each engine has its full-text index over this table."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="words")
    title = models.TextField(blank=True)
    abstract = models.TextField(blank=True)
    people = models.TextField(blank=True)
    terms = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class SavedSearch(models.Model):
    """A search of the records under a name: one's own, or the team's where it is `shared`."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="saved_searches")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    asked = models.JSONField()
    shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "name"],
                condition=models.Q(archived_at__isnull=True),
                name="saved_search_once_per_member",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ManyChange(models.Model):
    """One change of one member to many records, so that it can be taken back in one step.

    `records` are the ids that were really changed, in order; `args` what was asked (a label, a stage, a reason).
    """

    class Kind(models.TextChoices):
        LABEL = "label", "Put a label on"
        UNLABEL = "unlabel", "Took a label off"
        EXCLUDE = "exclude", "Voted to exclude"
        INCLUDE = "include", "Voted to include"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    args = models.JSONField(default=dict)
    records = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        # Never what was done: this is what the audit trail shows.
        return f"a change to {plural(len(self.records), 'record')}"
