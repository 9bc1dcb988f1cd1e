"""The audit trail: one line a write, kept without foreign keys so that history outlives what it tells of."""

import uuid

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """Who did what to what, when; before and after. Rows are never changed (a database trigger refuses it).

    A vote's event names the Decision row, never its content: what was voted is read through
    `screening.workflow.blinding` alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    review_id = models.BigIntegerField(null=True, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=254)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject = models.CharField(max_length=300)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["review_id", "-at"], name="event_review_at"),
            models.Index(fields=["subject_type", "subject_id"], name="event_subject"),
        ]
