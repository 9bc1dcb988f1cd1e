"""Characteristics: what tells studies apart beside their numbers, such as dose class or overall risk of bias."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from screening.models import Member, Review
from synthesis.models.studies import Study, StudyOutcome


class Characteristic(models.Model):
    """A column of the review's table of studies; subgroups, moderators and sensitivity sets are made of them."""

    class Kind(models.TextChoices):
        CATEGORY = "category", "One of some words"
        NUMBER = "number", "A number"

    class Level(models.TextChoices):
        STUDY = "study", "Once for each study"
        RESULT = "result", "For each result of a study"

    class Role(models.TextChoices):
        NONE = "", "Nothing more"
        RISK_OF_BIAS = "risk-of-bias", "Overall risk of bias (low, some concerns, high)"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="characteristics")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CATEGORY)
    level = models.CharField(max_length=6, choices=Level, default=Level.STUDY)
    role = models.CharField(max_length=14, choices=Role, default=Role.NONE, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    choices = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                "review", Lower("name"), condition=models.Q(archived_at__isnull=True), name="characteristic_once"
            ),
            models.UniqueConstraint(
                "review",
                condition=models.Q(role="risk-of-bias", archived_at__isnull=True),
                name="one_risk_of_bias_column",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> list[str]:
        """The words to choose from, in their order; empty where any word may be typed."""
        return [line.strip() for line in self.choices.splitlines() if line.strip()]


class CharacteristicValue(models.Model):
    """What one study, or one result of it, has in a column. An emptied value keeps its row and its version."""

    characteristic = models.ForeignKey(Characteristic, on_delete=models.PROTECT, related_name="values")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="characteristics")
    study_outcome = models.ForeignKey(
        StudyOutcome, on_delete=models.PROTECT, null=True, blank=True, related_name="characteristics"
    )
    text = models.CharField(max_length=120, blank=True)
    number = models.FloatField(null=True, blank=True)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["characteristic", "study"],
                condition=models.Q(study_outcome__isnull=True),
                name="characteristic_value_once_a_study",
            ),
            models.UniqueConstraint(
                fields=["characteristic", "study_outcome"], name="characteristic_value_once_a_result"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.characteristic} of {self.study}: {self.text or '–'}"
