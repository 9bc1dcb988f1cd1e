"""What the flow diagram needs and no step of the review gives: the version of the review that this one updates."""

from django.db import models
from django.utils import timezone

from screening.models.reviews import Review


class PreviousVersion(models.Model):
    """Studies and reports that an earlier version of the review had included; only an updated review has one."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="previous_version")
    studies = models.PositiveIntegerField()
    reports = models.PositiveIntegerField()
    citation = models.TextField()
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.citation[:120]
