"""Network meta-analyses and their runs: which arms are which treatment, how they are pooled, each frozen result."""

import uuid

from django.db import models
from django.utils import timezone

from screening.models import Job, Member, Review
from synthesis.models.studies import Outcome, TimePoint


class NetworkAnalysis(models.Model):
    """A recipe over the reconciled numbers of all arms. `current_run` is the one pointer to the result.

    `treatments` names the treatment of an arm by the arm's id (as text): "" leaves the arm out, an arm that is not
    named goes by its own name. Arms of one study with one treatment are combined.
    """

    class Measure(models.TextChoices):
        OR = "OR", "Odds ratio"
        RR = "RR", "Risk ratio"
        MD = "MD", "Mean difference"

    class Model(models.TextChoices):
        RANDOM = "random", "Random effects"
        COMMON = "common", "Common effect"

    class Tau2(models.TextChoices):
        REML = "REML", "Restricted maximum likelihood (REML)"
        ML = "ML", "Maximum likelihood (ML)"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="networks")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="networks")
    time_point = models.ForeignKey(TimePoint, on_delete=models.PROTECT, related_name="networks")
    measure = models.CharField(max_length=8, choices=Measure)
    model = models.CharField(max_length=8, choices=Model, default=Model.RANDOM)
    tau2 = models.CharField("tau² estimator", max_length=8, choices=Tau2, default=Tau2.REML)
    treatments = models.JSONField(default=dict, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    cautions = models.TextField(blank=True)
    in_protocol = models.BooleanField(default=False)
    current_run = models.ForeignKey("NetworkRun", on_delete=models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "network analyses"
        constraints = [models.UniqueConstraint(fields=["review", "slug"], name="network_slug_once")]

    def __str__(self) -> str:
        return self.title


class NetworkRun(models.Model):
    """A network's result frozen with all that went into it. Rows are never changed or deleted (a trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(NetworkAnalysis, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    inputs = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    settings = models.JSONField()
    versions = models.JSONField()
    result = models.JSONField()
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    run_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    run_at = models.DateTimeField(default=timezone.now)
    job_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["network", "number"], name="network_run_number_once")]

    def __str__(self) -> str:
        return f"{self.network}, run {self.number}"
