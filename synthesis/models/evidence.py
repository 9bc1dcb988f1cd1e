"""What text and certainty rest on: a pooled effect of an analysis or one comparison of a network, and its run."""

from django.db import models

from synthesis.models.analyses import Analysis, Run
from synthesis.models.networks import NetworkComparison, NetworkRun
from synthesis.models.runs import FrozenRun, PooledRecipe

Source = Analysis | NetworkComparison


def recipe_of_source(source: Source) -> PooledRecipe:
    """The analysis itself, or the network of a comparison."""
    return source.network if isinstance(source, NetworkComparison) else source


def source_fields(source: Source | None) -> dict[str, Source | None]:
    """The fields of a row that is about `source`: `analysis` and `comparison`, one of them or neither."""
    compared = isinstance(source, NetworkComparison)
    return {"analysis": None if compared else source, "comparison": source if compared else None}


def run_fields(run: FrozenRun | None) -> dict[str, FrozenRun | None]:
    """The fields of a row that was made on `run`: `run` and `network_run`, one of them or neither."""
    compared = isinstance(run, NetworkRun)
    return {"run": None if compared else run, "network_run": run if compared else None}


def one_source(name: str) -> models.CheckConstraint:
    """A row is about an analysis or a comparison, never both or neither."""
    analysis, comparison = models.Q(analysis__isnull=False), models.Q(comparison__isnull=False)
    return models.CheckConstraint(condition=(analysis & ~comparison) | (~analysis & comparison), name=name)


class MadeOnRun(models.Model):
    """A row that keeps the frozen run it was made on."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="+")
    network_run = models.ForeignKey(NetworkRun, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def frozen_run(self) -> FrozenRun | None:
        """The run, of whichever kind."""
        return self.run or self.network_run
