"""What the worker does when an analysis or a network is run: pool it, then look which statements still stand."""

from collections.abc import Iterator
from dataclasses import replace

from screening.jobs.progress import Step
from screening.models import Job
from synthesis.analyses import jobs as analyses
from synthesis.models import Analysis, NetworkAnalysis
from synthesis.models.runs import PooledRecipe
from synthesis.narratives.actions.statuses import refresh_statuses
from synthesis.networks import jobs as networks


def run_analysis(job: Job) -> Iterator[Step]:
    """The steps of a `run_analysis` job: those of the analysis, then the statuses of what rests on it."""
    yield from _then_statuses(analyses.run_analysis(job), Analysis, job.args["analysis"])


def run_network(job: Job) -> Iterator[Step]:
    """The steps of a `run_network` job: those of the network, then the statuses of what rests on it."""
    yield from _then_statuses(networks.run_network(job), NetworkAnalysis, job.args["network"])


def _then_statuses(steps: Iterator[Step], model: type[PooledRecipe], recipe_id: int) -> Iterator[Step]:
    total = 0
    for step in steps:
        total = step.total + 1
        yield replace(step, total=total)
    recipe = model.objects.select_related("review", "current_run").get(pk=recipe_id)
    moved = refresh_statuses(review=recipe.review, recipe=recipe)
    words = f"{len(moved)} statement{'' if len(moved) == 1 else 's'} of narratives changed status"
    yield Step(total, total, words, result={"statements": len(moved)})
