"""Certainty of evidence (GRADE) as people decided it, and summary of findings tables."""

from django.db import models
from django.utils import timezone

from screening.models import Member, Review
from synthesis.models.analyses import Analysis
from synthesis.models.evidence import MadeOnRun, Source, one_source
from synthesis.models.networks import NetworkComparison


class Certainty(models.Model):
    """The frame in which the certainty of an analysis, or of one comparison of a network, is judged: where it
    starts, and what counts as a relevant effect.

    `threshold_low` and `threshold_high` bound the effects too small to matter, on the scale that is printed.
    `relative_change` is the relative change (per cent) that the optimal information size is made for.
    """

    class Start(models.TextChoices):
        HIGH = "high", "High: randomised trials"
        LOW = "low", "Low: non-randomised studies"

    analysis = models.OneToOneField(Analysis, on_delete=models.PROTECT, null=True, related_name="certainty")
    comparison = models.OneToOneField(
        NetworkComparison, on_delete=models.PROTECT, null=True, related_name="certainty"
    )
    start = models.CharField("starts at", max_length=4, choices=Start, default=Start.HIGH)
    threshold_low = models.FloatField(null=True, blank=True)
    threshold_high = models.FloatField(null=True, blank=True)
    relative_change = models.FloatField(default=25.0)
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "certainties"
        constraints = [one_source("certainty_of_one_source")]

    def __str__(self) -> str:
        return f"Certainty of {self.source}"

    @property
    def source(self) -> Source:
        """What is rated."""
        return self.analysis or self.comparison


class CertaintyDecision(MadeOnRun):
    """One person's decision on one domain; the newest of a domain counts, none is changed.

    What the data suggested then is kept beside it: `suggested_steps` is None where they suggested nothing.
    """

    class Domain(models.TextChoices):
        RISK_OF_BIAS = "risk-of-bias", "Risk of bias"
        INCONSISTENCY = "inconsistency", "Inconsistency"
        INDIRECTNESS = "indirectness", "Indirectness"
        IMPRECISION = "imprecision", "Imprecision"
        PUBLICATION_BIAS = "publication-bias", "Publication bias"
        LARGE_EFFECT = "large-effect", "Large effect"
        DOSE_RESPONSE = "dose-response", "Dose-response"
        CONFOUNDING = "confounding", "Opposing plausible confounding"

    certainty = models.ForeignKey(Certainty, on_delete=models.PROTECT, related_name="decisions")
    domain = models.CharField(max_length=16, choices=Domain)
    steps = models.SmallIntegerField()
    reason = models.TextField()
    suggested_steps = models.SmallIntegerField(null=True)
    suggested_reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_domain_display()} of {self.certainty.source}"


class FindingsTable(models.Model):
    """A summary of findings: one comparison, at most seven outcomes."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="findings_tables")
    title = models.CharField(max_length=200)
    population = models.CharField(max_length=200, blank=True)
    setting = models.CharField(max_length=200, blank=True)
    intervention = models.CharField(max_length=200)
    comparison = models.CharField(max_length=200)
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class FindingsRow(models.Model):
    """One outcome of the table. Without a typed baseline the median risk or mean of the comparator arms stands in.

    `baseline_per_1000` is a risk, for a rate ratio a rate per 1,000 of person-time. `ratio_is` says of which kind
    ratios are that were extracted as given.
    """

    class Ratio(models.TextChoices):
        HAZARD = "hazard", "Hazard ratio"
        ODDS = "odds", "Odds ratio"
        RISK = "risk", "Risk ratio"
        RATE = "rate", "Rate ratio"

    table = models.ForeignKey(FindingsTable, on_delete=models.PROTECT, related_name="rows")
    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, null=True, related_name="findings_rows")
    comparison = models.ForeignKey(
        NetworkComparison, on_delete=models.PROTECT, null=True, related_name="findings_rows"
    )
    order = models.PositiveIntegerField(default=0)
    baseline_per_1000 = models.FloatField("baseline risk per 1,000", null=True, blank=True)
    baseline_source = models.CharField(max_length=200, blank=True)
    comparator_mean = models.FloatField("mean with the comparison", null=True, blank=True)
    ratio_is = models.CharField("what the ratio is", max_length=6, choices=Ratio, blank=True)
    comment = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["table", "analysis"], name="finding_once"),
            models.UniqueConstraint(fields=["table", "comparison"], name="compared_finding_once"),
            one_source("finding_of_one_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source} in {self.table}"

    @property
    def source(self) -> Source:
        """What the row tells of."""
        return self.analysis or self.comparison
