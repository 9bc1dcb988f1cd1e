"""Network meta-analyses and their runs: which arms are which treatment, how they are pooled, each frozen result."""

import uuid
from datetime import datetime

from django.db import models

from screening.models import Review
from synthesis.models.runs import FrozenRun, PooledRecipe
from synthesis.models.studies import Outcome, TimePoint


class NetworkAnalysis(PooledRecipe):
    """A recipe over the reconciled numbers of all arms. `current_run` is the one pointer to the result.

    `treatments` names the treatment of an arm by the arm's id (as text): "" leaves the arm out, an arm that is not
    named goes by its own name. Arms of one study with one treatment are combined.
    """

    class Measure(models.TextChoices):
        OR = "OR", "Odds ratio"
        RR = "RR", "Risk ratio"
        RD = "RD", "Risk difference"
        MD = "MD", "Mean difference"
        SMD = "SMD", "Standardised mean difference (Hedges' g)"
        ROM = "ROM", "Ratio of means"

    class Tau2(models.TextChoices):
        REML = "REML", "Restricted maximum likelihood (REML)"
        ML = "ML", "Maximum likelihood (ML)"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="networks")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="networks")
    time_point = models.ForeignKey(TimePoint, on_delete=models.PROTECT, related_name="networks")
    measure = models.CharField(max_length=8, choices=Measure)
    tau2 = models.CharField("tau² estimator", max_length=8, choices=Tau2, default=Tau2.REML)
    treatments = models.JSONField(default=dict, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    current_run = models.ForeignKey("NetworkRun", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(PooledRecipe.Meta):
        verbose_name_plural = "network analyses"
        constraints = [models.UniqueConstraint(fields=["review", "slug"], name="network_slug_once")]


class NetworkRun(FrozenRun):
    """A frozen result of a network."""

    RECIPE = "network"

    network = models.ForeignKey(NetworkAnalysis, on_delete=models.PROTECT, related_name="runs")

    class Meta(FrozenRun.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "number"], name="network_run_number_once")]


class NetworkComparison(models.Model):
    """Two treatments of a network that somebody cites, rates or tabulates: `first` against `second`.

    Treatments are those of the newest run, by name; where it has them no more, the comparison has no figures.
    """

    network = models.ForeignKey(NetworkAnalysis, on_delete=models.PROTECT, related_name="cited_comparisons")
    first = models.CharField(max_length=200)
    second = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["network", "first", "second"], name="network_comparison_once")
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.name}"

    @property
    def name(self) -> str:
        """The two treatments as they are written: "Ketamine v Placebo"."""
        return f"{self.first} v {self.second}"

    @property
    def path(self) -> str:
        """What a figure in a text calls it: "pain|Ketamine v Placebo"."""
        return f"{self.network.slug}|{self.name}"

    @property
    def key(self) -> str:
        """What an address calls it."""
        return f"c{self.pk}"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def review_id(self) -> int:
        return self.network.review_id

    @property
    def outcome(self) -> Outcome:
        return self.network.outcome

    @property
    def time_point(self) -> TimePoint:
        return self.network.time_point

    @property
    def current_run(self) -> NetworkRun | None:
        return self.network.current_run

    @property
    def current_run_id(self) -> uuid.UUID | None:
        return self.network.current_run_id

    @property
    def archived_at(self) -> datetime | None:
        return self.network.archived_at
