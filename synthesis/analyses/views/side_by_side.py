"""The pages that put two runs side by side, whatever was pooled."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from screening.models import Member
from screening.team.access import review_page
from synthesis.analyses.comparing import Table, settings_side_by_side
from synthesis.analyses.planned.queries import plan_of_run
from synthesis.analyses.runs.queries import Standing, changes_between
from synthesis.models.runs import FrozenRun

Part = tuple[str, str, Callable[..., Table]]
View = Callable[..., HttpResponse]


def comparison_pages(
    find: Callable[[Member, uuid.UUID], FrozenRun],
    runs_of_review: Callable[[Member], QuerySet],
    standing_of_run: Callable[[Any], Standing | None],
    parts: Sequence[Part],
) -> tuple[View, View]:
    """Two views: two runs beside each other, and the way there from a list. `find` gives a run of the member's
    review or 404; `standing_of_run` tells whether data or recipe have changed since a newest run; `parts`: id,
    heading and the table that settings and results of both give."""

    @review_page("see_results")
    def compare(request: HttpRequest, member: Member, run_id: uuid.UUID, other_id: uuid.UUID) -> HttpResponse:
        before, after = sorted((find(member, run_id), find(member, other_id)), key=lambda run: run.run_at)
        context = _side_by_side(before, after, parts) | {
            "choices": runs_of_review(member),
            "outdated": [run.pk for run in (before, after) if (held := standing_of_run(run)) and held.outdated],
        }
        return render(request, "synthesis/analyses/compare.html", context)

    @review_page("see_results")
    def compare_with(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
        """To the comparison with the run that ?with= names."""
        run, slug = find(member, run_id), member.review.slug
        try:
            other = find(member, uuid.UUID(request.GET.get("with", "")))
        except ValueError:
            messages.error(request, "Choose the run to compare with.")
            return redirect(_pages_of(run)["show_run"], slug=slug, run_id=run.pk)
        return redirect(_pages_of(run)["compare"], slug=slug, run_id=run.pk, other_id=other.pk)

    return compare, compare_with


def _side_by_side(before: FrozenRun, after: FrozenRun, parts: Sequence[Part]) -> dict[str, Any]:
    held = (before.settings, before.result, after.settings, after.result)
    return {
        "before": before,
        "after": after,
        "same_recipe": before.recipe_id == after.recipe_id,
        "changes": changes_between(before, after),
        "parts": [(name, heading, table(*held)) for name, heading, table in parts],
        "settings": settings_side_by_side(before.settings, after.settings),
        "pages": _pages_of(after),
    }


def beside(run: FrozenRun, others: QuerySet) -> dict[str, Any]:
    """What the page of a frozen run shows of others: what changed since the one before, and all to compare with."""
    return {
        "changes": changes_between(run.previous, run) if run.previous else (),
        "plan": plan_of_run(run),
        "current": run.recipe.current_run_id == run.pk,
        "choices": others.exclude(pk=run.pk),
        "pages": _pages_of(run),
    }


def _pages_of(run: FrozenRun) -> dict[str, str]:
    """The pages of runs of this kind, by what they do."""
    app = {"analysis": "analyses", "network": "networks"}[run.RECIPE]
    return {name: f"{app}:{name}" for name in ("show_run", "compare", "compare_with")}
