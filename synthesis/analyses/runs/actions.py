"""Asking for a run of a recipe, freezing what it gave, putting the recipe away."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from screening.errors import Closed
from screening.jobs.actions import start_job
from screening.jobs.progress import hold
from screening.models import Job, Member
from screening.team.audit import record_event
from synthesis.analyses.freezing import inputs_hash
from synthesis.models import Token
from synthesis.models.runs import FrozenRun, PooledRecipe


def free_slug(taken: set[str], title: str, usual: str) -> str:
    """A slug for a new recipe that none has yet; `usual` where the title has no letters for one."""
    wanted = slugify(title)[:50] or usual
    return next(name for name in (wanted, *(f"{wanted}-{i}" for i in range(2, 1000))) if name not in taken)


@transaction.atomic
def start_run(recipe: PooledRecipe, *, by: Member) -> Job:
    """Start the job that pools the data as they stand now."""
    kind = _word(recipe)
    job = start_job(
        kind=f"run_{kind}", key=str(recipe.pk), by=by, subject=recipe.title,
        args={kind: recipe.pk, "member": by.pk},
    )  # fmt: skip
    type(recipe).objects.filter(pk=recipe.pk).update(job=job)
    return job


def _word(recipe: PooledRecipe) -> str:
    """analysis or network: the field by which its runs point to it."""
    return recipe.runs.field.name


@transaction.atomic
def freeze(
    recipe: PooledRecipe,
    *,
    inputs: list[dict],
    settings: dict[str, Any],
    result: dict,
    versions: dict,
    by: Member,
    job: Job | None = None,
) -> FrozenRun:
    """Store a result with all that went into it and make it the current one. Runs are never changed.

    `settings` are those the result was computed with. A job that was killed after freezing and is taken up again
    gets the run it froze, not a second one.
    """
    if job is not None:
        hold(job)
        if frozen := recipe.runs.filter(job_id=job.pk).first():
            return frozen
    held = type(recipe).objects.select_for_update(no_key=True).get(pk=recipe.pk)
    last = held.runs.order_by("-number").first()
    run = held.runs.create(
        number=last.number + 1 if last else 1,
        inputs=inputs,
        inputs_sha256=inputs_hash(inputs, settings),
        settings=settings,
        versions=versions,
        result=result,
        previous=last,
        run_by=by,
        job_id=job.pk if job else None,
    )
    type(recipe).objects.filter(pk=recipe.pk).update(current_run=run)
    record_event(f"{_word(recipe)} run", run, by=by, after={"run": run.number, "inputs_sha256": run.inputs_sha256})
    return run


def refuse_quoted(recipe: PooledRecipe, tokens: QuerySet[Token]) -> None:
    """Raises Closed where a standing statement quotes the recipe."""
    if tokens.filter(statement__archived_at__isnull=True).exists():
        raise Closed(f"A narrative quotes “{recipe}”. Change those statements first, then archive it.")


@transaction.atomic
def archive(recipe: PooledRecipe, *, by: Member) -> None:
    """Put a recipe away; its runs are kept."""
    type(recipe).objects.filter(pk=recipe.pk).update(archived_at=timezone.now())
    record_event(f"{_word(recipe)} archived", recipe, by=by)
