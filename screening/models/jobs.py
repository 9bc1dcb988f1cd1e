"""Long work: what is asked for, how far it is, and who holds it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from screening.models.reviews import Review


class Job(models.Model):
    """One piece of long work. This row, not the queue's, is the truth that users are shown."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(null=True)
    result_url = models.CharField(max_length=300, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "kind", "key"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_open_job_per_key",
            )
        ]

    TITLES = {
        "import": "Importing records",
        "undo_import": "Undoing an import",
        "admit_records": "Opening a stage",
        "find_duplicates": "Looking for duplicates",
        "import_votes": "Importing votes",
        "look_up": "Looking up records",
        "figure": "Drawing a figure",
        "run_analysis": "Running an analysis",
    }

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What the job does, in words, and to what."""
        what = self.TITLES.get(self.kind, self.kind.replace("_", " ").capitalize())
        if self.args.get("take_back"):
            what = "Taking back votes"
        return f"{what}: {self.subject}" if self.subject else what

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.done / self.total)) if self.total else 0
