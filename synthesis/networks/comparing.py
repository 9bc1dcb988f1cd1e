"""Two runs of networks side by side: figures and every comparison as printed tables. Pure."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from synthesis.analyses.printing import SHORT
from synthesis.networks.printing import NOTHING, Table, facts, names_of, print_effect

Held = Mapping[str, Any]
HEADERS = ("Figure", "Before", "After")


def figures(settings: Held, result: Held, settings_after: Held, result_after: Held) -> Table:
    """What stands at the head of both results."""
    before, after = facts(settings, result), facts(settings_after, result_after)
    return HEADERS, _beside(dict(fact.pair for fact in before), dict(fact.pair for fact in after))


def comparisons(settings: Held, result: Held, settings_after: Held, result_after: Held) -> Table:
    """Each two treatments of either run: the later in the order of the treatments against the earlier."""
    names = [*names_of(result), *(name for name in names_of(result_after) if name not in names_of(result))]
    pairs = [(second, first) for first, second in combinations(names, 2)]
    before, after = _effects(settings, result, pairs), _effects(settings_after, result_after, pairs)
    return ("Comparison", "Before", "After"), _beside(before, after)


def _effects(settings: Held, result: Held, pairs: list[tuple[str, str]]) -> dict[str, str]:
    names, short = names_of(result), SHORT[settings["measure"]]
    return {
        f"{first} v {second}": f"{short} {print_effect(settings, result, names.index(first), names.index(second))}"
        for first, second in pairs
        if first in names and second in names
    }


def _beside(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    names = [*before, *(name for name in after if name not in before)]
    return tuple((name, before.get(name, NOTHING), after.get(name, NOTHING)) for name in names)
