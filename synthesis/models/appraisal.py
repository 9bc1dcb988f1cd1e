"""Appraisals: risk of bias by domain, judged by two people sealed from each other, and what was settled.
Sealed rows have no way back from other models: `synthesis.appraisal.sealing` is their only reader."""

import uuid

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from screening.models import Member, Review
from synthesis.models.studies import Study, StudyOutcome


class AppraisalTool(models.Model):
    """A tool as this review uses it: its domains {"code", "name"} and levels {"code", "name"} in their order.

    They are kept here and not looked up, so that an appraisal stays readable whatever becomes of the tool. A domain
    with signalling questions names them under "questions", by a key whose meaning never changes.
    """

    class Kind(models.TextChoices):
        ROB2 = "rob2", "RoB 2, randomised trials"
        ROBINS_I = "robins-i", "ROBINS-I (2016), non-randomised studies"
        OWN = "own", "A tool of your own"

    class Level(models.TextChoices):
        STUDY = "study", "Once for each study"
        RESULT = "result", "For each result of a study"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="appraisal_tools")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    level = models.CharField("judged", max_length=6, choices=Level, default=Level.STUDY)
    domains = models.JSONField()
    levels = models.JSONField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "review", Lower("name"), condition=models.Q(archived_at__isnull=True), name="appraisal_tool_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Judged(models.Model):
    """What is judged and how: `judgements` hold {"level", "support"} by the code of a domain, "overall" too, and
    "answers" by the number of their question, {"1.1": "PY"}, where signalling questions were answered.
    """

    tool = models.ForeignKey(AppraisalTool, on_delete=models.PROTECT, related_name="+")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="+")
    study_outcome = models.ForeignKey(StudyOutcome, on_delete=models.PROTECT, null=True, related_name="+")
    judgements = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.tool} of {self.study_outcome or self.study}"


class Appraisal(Judged):
    """One assessor's judgements; sealed from the other assessor until both are complete."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        COMPLETE = "complete", "Complete"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    seat = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    started_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "study", "seat"],
                condition=models.Q(study_outcome__isnull=True),
                name="appraisal_seat_once_a_study",
            ),
            models.UniqueConstraint(fields=["tool", "study_outcome", "seat"], name="appraisal_seat_once_a_result"),
            models.CheckConstraint(condition=models.Q(seat__in=[1, 2]), name="two_appraisal_seats"),
        ]


class SettledAppraisal(Judged):
    """What both assessors' judgements came to: plots, sensitivity and certainty read this."""

    settled_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "study"],
                condition=models.Q(study_outcome__isnull=True),
                name="settled_appraisal_once_a_study",
            ),
            models.UniqueConstraint(fields=["tool", "study_outcome"], name="settled_appraisal_once_a_result"),
        ]
