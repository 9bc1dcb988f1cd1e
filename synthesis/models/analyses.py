"""Analyses and their runs: the recipe, and each frozen result."""

from django.db import models

from screening.models import RenderedFigure, Review
from synthesis.models.runs import FrozenRun, PooledRecipe
from synthesis.models.studies import Outcome, TimePoint


class Analysis(PooledRecipe):
    """A recipe: which reconciled numbers are pooled and how. `current_run` is the one pointer to the result.

    `subgroup`, each of `moderators` and the `attribute` of conditions are keys of synthesis.studies.attributes.
    `population` holds conditions {"attribute", "values"} that all must hold. `leave_outs` are sensitivity sets
    {"name", "conditions", "studies", "planned"}: they leave out the studies (ids) and whatever fits a condition.
    `window_from` and `window_to` (days): of each study the result nearest to the time point within them.
    """

    LEVELS = ((0.9, "90%"), (0.95, "95%"), (0.99, "99%"))

    class Measure(models.TextChoices):
        OR = "OR", "Odds ratio"
        RR = "RR", "Risk ratio"
        RD = "RD", "Risk difference"
        PETO = "PETO", "Peto odds ratio (rare events, balanced arms)"
        AS = "AS", "Arcsine difference"
        PHI = "PHI", "Phi coefficient"
        IRR = "IRR", "Rate ratio (person-time)"
        IRD = "IRD", "Rate difference (person-time)"
        MD = "MD", "Mean difference"
        SMD = "SMD", "Standardised mean difference (Hedges' g)"
        SMDH = "SMDH", "Standardised mean difference, unequal variances"
        ROM = "ROM", "Ratio of means"
        GENERIC = "GEN", "Estimate as given"
        GENERIC_RATIO = "GEN_LOG", "Ratio as given (pooled on the log scale)"
        PLO = "PLO", "Proportion (logit)"
        PFT = "PFT", "Proportion (Freeman-Tukey double arcsine)"
        PAS = "PAS", "Proportion (arcsine)"
        PR = "PR", "Proportion (untransformed)"
        ZCOR = "ZCOR", "Correlation (Fisher's z)"
        COR = "COR", "Correlation (untransformed)"

    class Tau2(models.TextChoices):
        REML = "REML", "Restricted maximum likelihood (REML)"
        DL = "DL", "DerSimonian-Laird (DL)"
        PM = "PM", "Paule-Mandel (PM)"
        ML = "ML", "Maximum likelihood (ML)"
        SJ = "SJ", "Sidik-Jonkman (SJ)"
        HE = "HE", "Hedges-Olkin (HE)"
        EB = "EB", "Empirical Bayes (EB)"
        HS = "HS", "Hunter-Schmidt (HS)"
        HSK = "HSk", "Hunter-Schmidt, small samples (HSk)"
        DLIT = "DLIT", "DerSimonian-Laird, iterated (DLIT)"
        PMM = "PMM", "Paule-Mandel, median-unbiased (PMM)"
        GENQ = "GENQ", "Generalised Q, weights 1/SE (GENQ)"
        GENQM = "GENQM", "Generalised Q, weights 1/SE, median-unbiased (GENQM)"

    class Interval(models.TextChoices):
        HKSJ = "hksj", "Hartung-Knapp-Sidik-Jonkman (t)"
        HKSJ_ADHOC = "hksj_adhoc", "Hartung-Knapp, never narrower than z"
        Z = "z", "Normal (z)"

    class Method(models.TextChoices):
        INVERSE_VARIANCE = "inverse_variance", "Inverse variance"
        MANTEL_HAENSZEL = "mantel_haenszel", "Mantel-Haenszel (common effect of tables)"

    class Prediction(models.TextChoices):
        K_MINUS_2 = "t_k_minus_2", "t with k − 2 degrees of freedom"
        K_MINUS_1 = "t_k_minus_1", "t with k − 1 degrees of freedom"
        NORMAL = "normal", "Normal (z)"
        NONE = "none", "None"

    class ZeroWhen(models.TextChoices):
        WITH_ZERO = "studies_with_zero", "Studies with an empty cell"
        ALL_IF_ANY = "all_if_any_zero", "All studies, where any has an empty cell"
        ALL = "all_studies", "All studies"
        NEVER = "never", "No study: nothing is added"

    class DoubleZero(models.TextChoices):
        USUAL = "usual", "Left out of ratios, kept for differences"
        KEPT = "kept", "Kept"
        LEFT_OUT = "left_out", "Left out"

    class Spread(models.TextChoices):
        SEPARATE = "separate", "Its own in each subgroup"
        COMMON = "common", "One for all subgroups"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="analyses")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="analyses")
    time_point = models.ForeignKey(TimePoint, on_delete=models.PROTECT, related_name="analyses")
    measure = models.CharField(max_length=8, choices=Measure)
    tau2 = models.CharField("tau² estimator", max_length=8, choices=Tau2, default=Tau2.REML)
    interval = models.CharField(max_length=12, choices=Interval, default=Interval.HKSJ)
    method = models.CharField("pooled by", max_length=20, choices=Method, default=Method.INVERSE_VARIANCE)
    level = models.FloatField("confidence level", choices=LEVELS, default=0.95)
    prediction = models.CharField(
        "prediction interval", max_length=12, choices=Prediction, default=Prediction.K_MINUS_2
    )
    zero_add = models.FloatField("added to each cell", default=0.5)
    zero_when = models.CharField("added in", max_length=20, choices=ZeroWhen, default=ZeroWhen.WITH_ZERO)
    double_zero = models.CharField(
        "studies without events in both arms, or with events only",
        max_length=8, choices=DoubleZero, default=DoubleZero.USUAL,
    )  # fmt: skip
    favours_left = models.CharField(max_length=60, blank=True)
    favours_right = models.CharField(max_length=60, blank=True)
    subgroup = models.CharField(max_length=40, blank=True)
    subgroup_spread = models.CharField("tau² of subgroups", max_length=8, choices=Spread, default=Spread.SEPARATE)
    subgroup_planned = models.BooleanField(default=False)
    moderators = models.JSONField(default=list, blank=True)
    moderators_planned = models.BooleanField(default=False)
    leave_outs = models.JSONField(default=list, blank=True)
    population = models.JSONField(default=list, blank=True)
    window_from = models.FloatField(null=True, blank=True)
    window_to = models.FloatField(null=True, blank=True)
    current_run = models.ForeignKey("Run", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(PooledRecipe.Meta):
        verbose_name_plural = "analyses"
        constraints = [models.UniqueConstraint(fields=["review", "slug"], name="analysis_slug_once")]

    @property
    def key(self) -> str:
        """What an address calls it."""
        return str(self.pk)

    @property
    def path(self) -> str:
        """What a figure in a text calls it."""
        return self.slug

    def attribute_keys(self) -> list[str]:
        """The keys of what the recipe asks of studies beside their numbers."""
        sets = [condition for each in self.leave_outs for condition in each["conditions"]]
        asked = [self.subgroup, *self.moderators, *(c["attribute"] for c in [*self.population, *sets])]
        return [key for key in dict.fromkeys(asked) if key]


class Run(FrozenRun):
    """A frozen result of an analysis."""

    RECIPE = "analysis"

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="runs")

    class Meta(FrozenRun.Meta):
        constraints = [models.UniqueConstraint(fields=["analysis", "number"], name="run_number_once")]


class RunFigure(models.Model):
    """A plot of a run, drawn once by the worker."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="figures")
    kind = models.CharField(max_length=20)
    figure = models.ForeignKey(RenderedFigure, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "kind", "figure"], name="run_figure_once")]
