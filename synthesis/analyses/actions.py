"""Defining an analysis, asking for a run, and freezing what it gave."""

from typing import Any

from django.db import transaction

from ketreview.wording import plural
from screening.errors import Closed, Invalid
from screening.models import Job, Member
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.analyses.queries import rows_now
from synthesis.analyses.recipe import check_settings, check_window
from synthesis.analyses.runs.actions import archive, free_slug, refuse_quoted, start_run
from synthesis.models import Analysis
from synthesis.studies.characteristics.queries import attributes_of

FIELDS = (
    "title",
    "outcome",
    "time_point",
    "measure",
    "model",
    "tau2",
    "interval",
    "method",
    "level",
    "prediction",
    "zero_add",
    "zero_when",
    "double_zero",
    "favours_left",
    "favours_right",
    "cautions",
    "subgroup",
    "subgroup_spread",
    "subgroup_planned",
    "moderators",
    "moderators_planned",
    "population",
    "window_from",
    "window_to",
)


def _checked(fields: dict[str, Any], by: Member) -> None:
    try:
        check_settings(fields)
        check_window(
            fields.get("window_from"), fields.get("window_to"), fields["time_point"].days, str(fields["time_point"])
        )
    except ValueError as error:
        raise Invalid(str(error)) from None
    _check_attributes(fields, by)


def _check_attributes(fields: dict[str, Any], by: Member) -> None:
    asked = [fields.get("subgroup"), *fields.get("moderators", ())]
    asked = [key for key in asked if key] + [each["attribute"] for each in fields.get("population", ())]
    if asked and (unknown := set(asked) - {each.key for each in attributes_of(by.review)}):
        raise Invalid(f"The recipe asks for columns that this review does not have: {', '.join(sorted(unknown))}.")


@transaction.atomic
def define_analysis(*, by: Member, in_protocol: bool = False, slug: str = "", **fields: Any) -> Analysis:
    """Make a recipe. `fields` are those of FIELDS; the measure must fit the outcome's kind."""
    _checked(fields, by)
    free = free_slug(set(by.review.analyses.values_list("slug", flat=True)), slug or fields["title"], "analysis")
    analysis = Analysis.objects.create(
        review=by.review, slug=free, created_by=by, in_protocol=in_protocol, **fields
    )
    after = {name: str(value) for name, value in fields.items() if value not in ("", None, [])}
    record_event("analysis defined", analysis, by=by, after=after)
    return analysis


@transaction.atomic
def change_analysis(*, analysis: Analysis, version: int, by: Member, reason: str = "", **fields: Any) -> None:
    """Change the recipe. Runs made before keep theirs; the current one is shown as outdated.

    What was planned stays told with the change: `synthesis.analyses.planned.queries` reads it from the events.
    """
    _checked(fields, by)
    changes = save_version(analysis, version=version, **fields)
    if changes["after"]:
        record_event("analysis changed", analysis, by=by, reason=reason.strip(), **changes)


MOST_SETS = 12


@transaction.atomic
def add_leave_out(
    *, analysis: Analysis, version: int, name: str, conditions: list[dict], studies: list[int], planned: bool,
    by: Member,
) -> None:  # fmt: skip
    """A named sensitivity set: every run is pooled once more without those studies."""
    name = " ".join(name.split())
    if not conditions and not studies:
        raise Invalid("Say what is left out: at least one value or one study.")
    if any(each["name"].casefold() == name.casefold() for each in analysis.leave_outs):
        raise Invalid(f"There is a sensitivity set “{name}” already; give this one another name.")
    if len(analysis.leave_outs) >= MOST_SETS:
        raise Invalid(f"An analysis has at most {MOST_SETS} sensitivity sets. Remove one first.")
    held = {"name": name, "conditions": conditions, "studies": sorted(studies), "planned": planned}
    told = save_version(analysis, version=version, leave_outs=[*analysis.leave_outs, held])
    record_event("sensitivity set added", analysis, by=by, **told)


@transaction.atomic
def remove_leave_out(*, analysis: Analysis, version: int, name: str, by: Member) -> None:
    """Take a sensitivity set out of the recipe; runs made with it keep theirs."""
    kept = [each for each in analysis.leave_outs if each["name"] != name]
    if len(kept) == len(analysis.leave_outs):
        raise Invalid(f"There is no sensitivity set “{name}”.")
    told = save_version(analysis, version=version, leave_outs=kept)
    record_event("sensitivity set removed", analysis, by=by, **told)


def ask_for_run(*, analysis: Analysis, by: Member) -> Job:
    """Start the job that pools the data as they stand now. Without a study that can be pooled it is refused."""
    refuse_empty(analysis, *rows_now(analysis))
    return start_run(analysis, by=by)


def refuse_empty(analysis: Analysis, rows: list[dict], outside: list[dict]) -> None:
    """Raises Closed, in words, where no study can be pooled."""
    if any(row["usable"] for row in rows):
        return
    if not rows and not outside:
        raise Closed(
            f"No study gives reconciled numbers for {analysis.outcome}, {analysis.time_point}. "
            "Reconcile at least one extraction first."
        )
    if not rows:
        raise Closed(
            f"None of {plural(len(outside), 'study,studies')} is in the population that “{analysis}” asks for. "
            "Widen the population in the recipe, or fill in the characteristics of the studies."
        )
    raise Closed(
        f"No study gives all the numbers that “{analysis}” needs, so there is nothing to run. "
        f"{rows[0]['label']}: {rows[0]['reason']}"
    )


def archive_analysis(*, analysis: Analysis, by: Member) -> None:
    """Put an analysis away; a statement that cites it must be changed first."""
    refuse_quoted(analysis, analysis.tokens)
    archive(analysis, by=by)
