"""Whether a frozen run is still true to the data, what differs between two, and what a page of a recipe shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screening.models import Member
from synthesis.analyses.freezing import Difference, differences, inputs_hash, summary
from synthesis.analyses.planned.queries import plan_of, plan_of_run, planned_table
from synthesis.models.runs import FrozenRun, PooledRecipe


@dataclass(frozen=True)
class Pool:
    """What a run started now would freeze: its rows, and the settings of the recipe."""

    rows: Sequence[Mapping[str, Any]]
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """A recipe with its current run, and what differs between that and a run started now."""

    recipe: PooledRecipe
    run: FrozenRun | None
    outdated: bool
    changes: tuple[Difference, ...]

    @property
    def what_changed(self) -> str:
        """In one line."""
        return summary(self.changes)

    @property
    def since(self) -> str:
        """What a run started now would have otherwise, for a line beside the result; "" where it is up to date."""
        if not self.outdated:
            return ""
        return f"since run {self.run.number}: {summary(self.changes, values=True) or 'data or recipe'}"

    @property
    def recipe_alone(self) -> bool:
        """Whether the data are the same and only the recipe is another."""
        return bool(self.changes) and all(change.kind == "setting" for change in self.changes)


def standing_of(recipe: PooledRecipe, pool: Pool | None) -> Standing:
    """Where the recipe stands with the data as they are; `pool` is not needed without a run."""
    run = recipe.current_run
    if run is None or pool is None:
        return Standing(recipe, run, False, ())
    stale = is_outdated(run, pool)
    return Standing(recipe, run, stale, changes_since(run, pool) if stale else ())


def is_outdated(run: FrozenRun, pool: Pool) -> bool:
    """True where a run started now would have other numbers or another recipe."""
    return run.inputs_sha256 != inputs_hash(pool.rows, pool.settings)


def changes_since(run: FrozenRun, pool: Pool) -> tuple[Difference, ...]:
    """What differs between the run and a run started now."""
    return differences(run.inputs, pool.rows, run.settings, pool.settings)


def changes_between(before: FrozenRun, after: FrozenRun) -> tuple[Difference, ...]:
    """What went into one run and not, or otherwise, into another."""
    return differences(before.inputs, after.inputs, before.settings, after.settings)


NUMBERS = ("inputs", "result", "previous__inputs", "previous__result")


def page_of(standing: Standing, member: Member) -> dict[str, Any]:
    """What every page of a recipe shows beside its result: state, runs, job."""
    plan = plan_of(standing.recipe)
    return {
        "standing": standing,
        "plan": plan,
        "planned_table": planned_table(standing.recipe, plan),
        "runs": standing.recipe.runs.select_related("run_by__user", "previous").defer(*NUMBERS),
        "may_analyse": member.can("analyse"),
        "job": standing.recipe.job_to_show,
    }


def about(run: FrozenRun) -> dict[str, Any]:
    """Which run this is, for files that leave the site."""
    recipe = run.recipe
    return {
        "review": recipe.review.title,
        run.RECIPE: recipe.title,
        "slug": recipe.slug,
        "outcome": recipe.outcome.name,
        "time_point": recipe.time_point.label,
        **plan_of_run(run).to_dict(),
        "number": run.number,
        "run_at": run.run_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "run_by": str(run.run_by),
        "inputs_sha256": run.inputs_sha256,
        "versions": run.versions,
    }


def stem(run: FrozenRun) -> str:
    """How its files are named."""
    return f"{run.recipe.slug}-run-{run.number}"
