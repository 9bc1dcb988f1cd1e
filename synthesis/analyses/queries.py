"""Analyses, what would go into one now, and whether its current run is still true to the data."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from ketreview.tiles import StepCount
from screening.models import Member
from synthesis.analyses.recipe import Recipe, recipe_parts, zero_cells_of
from synthesis.analyses.runs import queries as runs
from synthesis.analyses.runs.queries import Pool, Standing, standing_of
from synthesis.appraisal.queries import with_appraisals
from synthesis.extraction.queries import all_pooling_rows
from synthesis.models import Analysis, Run
from synthesis.studies.attributes import Attribute, fits
from synthesis.studies.characteristics.queries import attributes_of, with_each_attributes, with_risk_of_bias


def analyses(member: Member) -> QuerySet[Analysis]:
    """The review's analyses with what their list shows."""
    return member.review.analyses.filter(archived_at__isnull=True).select_related(
        "outcome", "time_point", "current_run", "job", "review"
    )


def recipe_of(analysis: Analysis, known: Sequence[Attribute] | None = None) -> Recipe:
    """The analysis as the pure recipe; `known` saves reading the review's attributes again."""
    parts = {}
    if analysis.attribute_keys():
        parts = recipe_parts(analysis, attributes_of(analysis.review) if known is None else known)
    window = [analysis.window_from, analysis.window_to]
    return Recipe(
        kind=str(analysis.outcome.kind),
        measure=str(analysis.measure),
        model=str(analysis.model),
        tau2=str(analysis.tau2),
        interval=str(analysis.interval),
        level=float(analysis.level),
        prediction=str(analysis.prediction),
        method=str(analysis.method),
        zero_cells=zero_cells_of(analysis.zero_add, str(analysis.zero_when), str(analysis.double_zero)),
        window=[] if window == [None, None] else window,
        **parts,
    )


Rows = list[dict[str, Any]]


def rows_now(analysis: Analysis) -> tuple[Rows, Rows]:
    """The rows that a run started now would pool, and those outside of the analysis' population."""
    return all_rows_now([analysis])[0]


def all_rows_now(found: Sequence[Analysis]) -> list[tuple[Rows, Rows]]:
    """`rows_now` of each analysis of a review; as many queries for many as for one."""
    if not found:
        return []
    review = found[0].review
    lists = all_pooling_rows(review, [(each.outcome, each.time_point, _window(each)) for each in found])
    asked = [(rows, each.attribute_keys()) for rows, each in zip(lists, found, strict=True)]
    lists = with_each_attributes(review, asked)
    told = iter(with_appraisals(review, with_risk_of_bias(review, [row for rows in lists for row in rows])))
    return [_parted(each, list(islice(told, len(rows)))) for rows, each in zip(lists, found, strict=True)]


def _window(analysis: Analysis) -> tuple[float | None, float | None] | None:
    window = (analysis.window_from, analysis.window_to)
    return None if window == (None, None) else window


def _parted(analysis: Analysis, rows: Rows) -> tuple[Rows, Rows]:
    inside = [row for row in rows if all(fits(row, condition) for condition in analysis.population)]
    return inside, [row for row in rows if row not in inside] if analysis.population else []


def standings(member: Member) -> list[Standing]:
    """Every standing analysis of the review; as many queries for many as for one."""
    return standings_of(list(analyses(member)))


def standings_of(found: Sequence[Analysis]) -> list[Standing]:
    """Where each of these analyses of a review stands; as many queries for many as for one."""
    known = attributes_of(found[0].review) if any(each.attribute_keys() for each in found) else ()
    rows = all_rows_now(found)
    return [standing(each, now, known) for each, (now, _) in zip(found, rows, strict=True)]


def standing_of_run(run: Run) -> Standing | None:
    """Where its analysis stands, if the run is its newest; an older one stands for the data of its day."""
    return standings_of([run.analysis])[0] if run.pk == run.analysis.current_run_id else None


def standing(analysis: Analysis, rows: Rows, known: Sequence[Attribute] | None = None) -> Standing:
    """Where the analysis stands with `rows` as they are now."""
    return standing_of(analysis, Pool(rows, recipe_of(analysis, known).to_dict()) if analysis.current_run else None)


def inputs_now(analysis: Analysis) -> Rows:
    """The rows that a run started now would pool."""
    return rows_now(analysis)[0]


def is_outdated(analysis: Analysis, run: Run, rows: Rows) -> bool:
    """True where a run started now would have other numbers or another recipe."""
    return runs.is_outdated(run, Pool(rows, recipe_of(analysis).to_dict()))


def runs_of_review(member: Member) -> QuerySet[Run]:
    """Every run of the review, newest first, for choosing one to compare with; without their numbers."""
    found = Run.objects.filter(analysis__review=member.review).select_related("analysis")
    return found.only("id", "number", "run_at", "analysis__title").order_by("-run_at")


def step_count(member: Member) -> StepCount | None:
    """Analyses whose current run is true to the data, of all."""
    if not member.can("see_results"):
        return None
    rows = standings(member)
    stale = [each.recipe for each in rows if each.run is None or each.outdated]
    url = reverse("analyses:list", kwargs={"slug": member.review.slug})
    mine = len(stale) if member.can("analyse") else 0
    if mine:
        url = reverse("analyses:show", kwargs={"slug": member.review.slug, "analysis_id": stale[0].pk})
    return StepCount(
        done=len(rows) - len(stale),
        total=len(rows),
        unit="analyses",
        mine=mine,
        url=url,
        label="Run the analysis" if mine else "See analyses",
        note=f"{len(stale)} not run on the newest data" if stale else "",
    )
