"""What is read of a recipe's plan: the changes that the audit trail holds, beside the runs there were."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from screening.models import Event
from synthesis.analyses.planned.wording import NAMES, Change, Plan, lines_of, only_in, table
from synthesis.analyses.printing import SHORT
from synthesis.models.runs import FrozenRun, PooledRecipe
from synthesis.studies.characteristics.queries import attributes_of

VERBS = (
    "analysis changed",
    "sensitivity set added",
    "sensitivity set removed",
    "network changed",
    "network treatments named",
)
NONE = "none"


def plan_of(recipe: PooledRecipe, until: datetime | None = None) -> Plan:
    """The plan of a recipe with its changes; `until` leaves out those made later."""
    return plans_of([recipe], until)[recipe.pk]


def plan_of_run(run: FrozenRun) -> Plan:
    """The plan as it stood when the run was made."""
    return plan_of(run.recipe, run.run_at)


def plans_of(recipes: Sequence[PooledRecipe], until: datetime | None = None) -> dict[int, Plan]:
    """Each recipe's plan by its id; recipes are of one kind and one review, and many cost as much as one."""
    if not recipes:
        return {}
    model = type(recipes[0])
    held = Event.objects.filter(
        subject_type=model._meta.model_name, subject_id__in=[str(each.pk) for each in recipes], verb__in=VERBS
    ).order_by("at", "id")
    events = list(held.filter(at__lte=until) if until else held)
    names, runs = {}, {}
    if events:
        names = {each.key: each.name for each in attributes_of(recipes[0].review)}
        runs = _runs_of(model, {int(event.subject_id) for event in events})
    changes = {each.pk: [] for each in recipes}
    for event in events:
        pk = int(event.subject_id)
        changes[pk].append(_change(model, event, runs.get(pk, ()), names))
    return {each.pk: Plan(each.in_protocol, each.created_at.date(), tuple(changes[each.pk])) for each in recipes}


def _runs_of(model: type[PooledRecipe], keys: set[int]) -> dict[int, list[tuple[datetime, int]]]:
    runs, recipe = model._meta.get_field("runs").related_model, model._meta.get_field("runs").field.name
    found: dict[int, list[tuple[datetime, int]]] = {}
    rows = runs.objects.filter(**{f"{recipe}__in": keys}).order_by("run_at")
    for pk, at, number in rows.values_list(f"{recipe}_id", "run_at", "number"):
        found.setdefault(pk, []).append((at, number))
    return found


def _change(
    model: type[PooledRecipe], event: Event, runs: Sequence[tuple[datetime, int]], names: Mapping[str, str]
) -> Change:
    seen = bisect_right([at for at, _ in runs], event.at)
    run = runs[seen - 1][1] if seen else 0
    before, after = event.before or {}, event.after or {}
    words = [{key: _word(model, key, held[key], names) for key in held if key in NAMES} for held in (before, after)]
    if "treatments" in after:
        words[0]["treatments"], words[1]["treatments"] = "as they were named", "named otherwise"
    sets = (before.get("leave_outs", ()), after.get("leave_outs", ()))
    added = tuple(each["name"] for each in only_in(*reversed(sets)))
    gone = tuple(each["name"] for each in only_in(*sets) if each["planned"])
    return Change(event.at.date(), run, lines_of(*words, run), added, gone, event.reason)


def _word(model: type[PooledRecipe], key: str, value: Any, names: Mapping[str, str]) -> str:
    """The value of a setting as a label prints it."""
    if key.endswith("_planned"):
        return "planned" if value else "post hoc"
    if value in (None, "", [], {}):
        return NONE
    match key:
        case "subgroup":
            return names.get(value, "a column that is archived")
        case "moderators":
            return " and ".join(names.get(each, "a column that is archived") for each in value)
        case "population":
            return "; ".join(f"{names.get(x['attribute'], '?')}: {' or '.join(x['values'])}" for x in value)
        case "treatments":
            named = sum(bool(name) for name in value.values())
            return f"{named} named, {len(value) - named} left out"
    return _choice(model, key, value)


def _choice(model: type[PooledRecipe], key: str, value: Any) -> str:
    if key == "tau2" or SHORT.get(value) == value:
        return str(value)
    label = str(dict(model._meta.get_field(key).flatchoices).get(value, value))
    return label.lower() if key == "model" else label


def planned_table(recipe: PooledRecipe, plan: Plan) -> list[tuple[str, str, str]]:
    """Every setting with what was planned and what holds now; none where nothing was changed."""
    if not plan.changes:
        return []
    model, names = type(recipe), {each.key: each.name for each in attributes_of(recipe.review)}
    keys = [key for key in NAMES if hasattr(recipe, key)]
    now = {key: _word(model, key, _plain(getattr(recipe, key)), names) for key in keys}
    return table(plan, now)


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | float | str | list | dict | None) else str(value)
