"""A run, done by the worker: read the rows, pool them, freeze the result, draw its plots."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from screening.errors import Invalid
from screening.jobs.progress import Step
from screening.models import Job, Member, RenderedFigure
from synthesis.analyses.actions import refuse_empty
from synthesis.analyses.exploring import corrected, cumulatives, explored, with_reasons
from synthesis.analyses.figures import FORMATS, figure_hash, forest_of
from synthesis.analyses.queries import recipe_of, rows_now
from synthesis.analyses.recipe import library_call
from synthesis.analyses.runs.actions import freeze
from synthesis.charts.plot import Sheets
from synthesis.models import Analysis, Run, RunFigure


def run_analysis(job: Job) -> Iterator[Step]:
    """The steps of a `run_analysis` job; its result names the run."""
    from synthesis.stats import StatsError, analyse
    from synthesis.stats.exploration import subsets
    from synthesis.stats.second_opinion import second_opinion_of

    analysis = Analysis.objects.select_related("outcome", "time_point", "review").get(pk=job.args["analysis"])
    member = Member.objects.select_related("review", "user").get(pk=job.args["member"])
    page = reverse("analyses:show", kwargs={"slug": analysis.review.slug, "analysis_id": analysis.pk})
    yield Step(0, 5, "Reading the reconciled numbers")
    rows, outside = rows_now(analysis)
    refuse_empty(analysis, rows, outside)
    recipe = recipe_of(analysis)
    call = library_call(recipe)
    try:
        result = with_reasons(analyse(rows, **call), rows)
        _refuse_nothing(analysis, result)
        checked = second_opinion_of(result)
        parts = explored(result, rows, recipe.to_dict(), call, permuted=True)
    except StatsError as error:
        raise Invalid(f"“{analysis}” was not pooled: {error}") from None
    yield Step(1, 5, "Freezing the result")
    versions = dict(result.versions) | ({"checked by": checked.by} if checked else {})
    cloud = subsets(result)
    parts["gosh"] = cloud.to_dict() if cloud else None
    parts["corrected"] = corrected(result)
    parts["cumulative"] = cumulatives(result, rows)
    parts["outside"] = [row["label"] for row in outside]
    frozen = result.to_dict() | {"sturdiness": _sturdiness(result)} | {k: v for k, v in parts.items() if v}
    run = freeze(
        analysis, inputs=rows, settings=recipe.to_dict(), result=frozen, versions=versions, by=member, job=job
    )
    yield Step(2, 5, "Drawing the forest plot", result={"run": str(run.pk)})
    for done, file_format in enumerate(FORMATS, 3):
        draw(run, file_format)
        yield Step(done, 5, f"Drew the forest plot as {file_format.upper()}", result_url=page)


def _refuse_nothing(analysis: Analysis, result) -> None:
    """A run without a single effect is refused with the reasons, not frozen."""
    if result.pooled.k == 0:
        why = "; ".join(f"{each.label}: {each.reason}" for each in result.exclusions[:5])
        raise Invalid(f"“{analysis}” was not run: no study gives an effect. {why}.")


def _sturdiness(result) -> dict[str, Any]:
    """What varies with method, study and small studies; a refusal there does not withhold the result itself."""
    from synthesis.stats import StatsError
    from synthesis.stats.sturdiness import Sturdiness, sturdiness

    try:
        return sturdiness(result).to_dict()
    except StatsError as refusal:
        return Sturdiness(notes=(f"How sturdy this result is could not be computed: {refusal}.",)).to_dict()


def draw(run: Run, file_format: str) -> None:
    """Draw the forest plot in one format, a file for all sheets or one for each, and keep it with the run."""
    sheets = forest_of(run).wide()
    for file in [sheets] if file_format == "pdf" else [(each,) for each in sheets]:
        _keep(run, file, file_format)


def _keep(run: Run, sheets: Sheets, file_format: str) -> None:
    from ketreview.drawing.publish import publish_sheets

    content = publish_sheets(sheets, file_format)
    with transaction.atomic():
        figure, made = RenderedFigure.objects.get_or_create(
            review=run.analysis.review, sha256=figure_hash(sheets), format=file_format
        )
        if made:
            figure.file.save(f"{figure.pk.hex}.{file_format}", ContentFile(content))
        RunFigure.objects.get_or_create(run=run, kind="forest", figure=figure)
