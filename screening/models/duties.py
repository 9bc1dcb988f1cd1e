"""Who votes in a stage, on how much of it, and with whom."""

from django.db import models

from screening.models.screening import Stage
from screening.models.team import Member


class Duty(models.Model):
    """What the lead asks of one reviewer in one stage; without a row they vote on whatever waits.

    `must_vote`: every record needs their vote. `share`: at most this percent of the stage's votes; `most`: at most
    so many votes; `most_a_day`: at most so many a day (UTC).
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="duties")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    may_vote = models.BooleanField(default=True)
    must_vote = models.BooleanField(default=False)
    share = models.PositiveSmallIntegerField(null=True)
    most = models.PositiveIntegerField(null=True)
    most_a_day = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(fields=["stage", "member"], name="one_duty_per_reviewer"),
            models.CheckConstraint(
                condition=models.Q(share__isnull=True) | models.Q(share__lte=100), name="a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.stage}"


class Pairing(models.Model):
    """Two reviewers who judge records together: who is in a pair shares records with partners alone."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="pairings")
    first = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "first", "second"], name="pair_once_per_stage")]

    def __str__(self) -> str:
        return f"{self.first} and {self.second} in {self.stage}"
