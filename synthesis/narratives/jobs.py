"""What the worker does when an analysis is run: pool it, then look which statements still stand."""

from collections.abc import Iterator
from dataclasses import replace

from screening.jobs.progress import Step
from screening.models import Job
from synthesis.analyses import jobs as analyses
from synthesis.models import Analysis
from synthesis.narratives.actions.statuses import refresh_statuses


def run_analysis(job: Job) -> Iterator[Step]:
    """The steps of a `run_analysis` job: those of the analysis, then the statuses of what rests on it."""
    total = 0
    for step in analyses.run_analysis(job):
        total = step.total + 1
        yield replace(step, total=total)
    analysis = Analysis.objects.select_related("review").get(pk=job.args["analysis"])
    moved = refresh_statuses(review=analysis.review, analysis=analysis)
    words = f"{len(moved)} statement{'' if len(moved) == 1 else 's'} of narratives changed status"
    yield Step(total, total, words, result={"statements": len(moved)})
