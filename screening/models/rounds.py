"""Rounds beside a stage: a pilot set that all reviewers judge, a second look at what was excluded."""

from django.db import models
from django.utils import timezone

from screening.models.screening import Stage
from screening.models.team import Member


class Round(models.Model):
    """What a round was asked and what came of it. Its records, seats and votes are those of its stage.

    `size` records were drawn out of `drawn_from` with `seed`: the same seed draws the same ones. A calibration
    round has a `measure` of agreement and the `threshold` it must reach; `figure` is what it reached, None where it
    could not be estimated, and `met` whether that was enough. `fresh` keeps a second look from those who voted
    before. `counted_at`: since when its votes count in the stage.
    """

    class Measure(models.TextChoices):
        KAPPA = "kappa", "Kappa (Cohen's for two reviewers, Fleiss' for more)"
        PABAK = "pabak", "PABAK of every pair"
        AC1 = "ac1", "Gwet's AC1 of every pair"
        AGREEMENT = "agreement", "Share of same answers of every pair"

    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="round")
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=40)
    drawn_from = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    measure = models.CharField(max_length=10, choices=Measure, default=Measure.KAPPA)
    threshold = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    fresh = models.BooleanField(default=False)
    figure = models.FloatField(null=True)
    met = models.BooleanField(null=True)
    started_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["stage__order", "number"]

    def __str__(self) -> str:
        return str(self.stage)
