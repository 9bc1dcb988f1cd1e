"""What every recipe over reconciled numbers has, and every frozen run of one: analyses and networks alike."""

import uuid

from django.db import models
from django.utils import timezone

from screening.models import Job, Member


class PooledRecipe(models.Model):
    """A recipe: what is pooled and how. `current_run` (of the child) is the one pointer to the result."""

    class Model(models.TextChoices):
        RANDOM = "random", "Random effects"
        COMMON = "common", "Common effect"

    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    model = models.CharField(max_length=8, choices=Model, default=Model.RANDOM)
    cautions = models.TextField(blank=True)
    in_protocol = models.BooleanField(default=False)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title

    @property
    def caution_lines(self) -> list[str]:
        """What a reader must know, a line each."""
        return [line.strip() for line in self.cautions.splitlines() if line.strip()]

    @property
    def job_to_show(self) -> Job | None:
        """The job that runs it now, or that failed."""
        return self.job if self.job and (self.job.is_open or self.job.state == Job.State.FAILED) else None


class FrozenRun(models.Model):
    """A result frozen with all that went into it. Rows are never changed or deleted (a trigger refuses it).

    A child names its recipe in RECIPE, the field that points to it.
    """

    RECIPE = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
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
        abstract = True
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.recipe}, run {self.number}"

    @property
    def recipe(self) -> PooledRecipe:
        """The analysis or network that was run."""
        return getattr(self, self.RECIPE)

    @property
    def study_ids(self) -> set[int]:
        """The studies whose numbers went into it, those that could not be pooled too."""
        return {row["study_id"] for row in self.inputs if row.get("study_id")}

    @property
    def recipe_id(self) -> int:
        return getattr(self, f"{self.RECIPE}_id")
