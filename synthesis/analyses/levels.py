"""Which subgroup each row of a run belongs to, rows that were not pooled too. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from synthesis.studies.attributes import NO_VALUE, printed

Held = Mapping[str, Any]


def levels_of(settings: Held, inputs: Sequence[Held], result: Held) -> dict[int, str]:
    """Row -> level, of every row whose value is known; empty for a run without subgroups."""
    groups = (result.get("subgroups") or {}).get("groups", ())
    found = {row: group["level"] for group in groups for row in group["rows"]}
    asked = settings.get("subgroup")
    if not groups or not asked:
        return found
    for place, row in enumerate(inputs):
        told = printed((row.get("attributes") or {}).get(asked["attribute"]))
        if told != NO_VALUE:
            found.setdefault(place, told)
    return found


def level_names(settings: Held, inputs: Sequence[Held], result: Held) -> list[str]:
    """Every level once: the subgroups in their order, then those of which no study was pooled."""
    groups = (result.get("subgroups") or {}).get("groups", ())
    pooled = [group["level"] for group in groups]
    return [*pooled, *sorted(set(levels_of(settings, inputs, result).values()) - set(pooled))]
