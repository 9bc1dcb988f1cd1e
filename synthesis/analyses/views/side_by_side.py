"""The page that puts two runs side by side, whatever was pooled."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from synthesis.analyses.comparing import Table, settings_side_by_side
from synthesis.analyses.runs.queries import changes_between
from synthesis.models.runs import FrozenRun

Part = tuple[str, str, Callable[..., Table]]


def side_by_side(
    request: HttpRequest, one: FrozenRun, other: FrozenRun, parts: Sequence[Part], choices: Iterable[FrozenRun]
) -> HttpResponse:
    """The earlier run before the later. `parts`: id, heading and the table that both settings and results give."""
    before, after = sorted((one, other), key=lambda run: run.run_at)
    held = (before.settings, before.result, after.settings, after.result)
    context = {
        "before": before,
        "after": after,
        "same_recipe": before.recipe_id == after.recipe_id,
        "changes": changes_between(before, after),
        "parts": [(name, heading, table(*held)) for name, heading, table in parts],
        "settings": settings_side_by_side(before.settings, after.settings),
        "choices": choices,
        "pages": pages_of(after),
    }
    return render(request, "synthesis/analyses/compare.html", context)


def pages_of(run: FrozenRun) -> dict[str, str]:
    """The pages of runs of this kind, by what they do."""
    app = {"analysis": "analyses", "network": "networks"}[run.RECIPE]
    return {name: f"{app}:{name}" for name in ("show_run", "compare", "compare_with")}


def to_chosen(
    request: HttpRequest, run: FrozenRun, find: Callable[[uuid.UUID], FrozenRun], **place: Any
) -> HttpResponse:
    """To the comparison with the run that ?with= names."""
    pages = pages_of(run)
    try:
        other = find(uuid.UUID(request.GET.get("with", "")))
    except ValueError:
        messages.error(request, "Choose the run to compare with.")
        return redirect(pages["show_run"], run_id=run.pk, **place)
    return redirect(pages["compare"], run_id=run.pk, other_id=other.pk, **place)
