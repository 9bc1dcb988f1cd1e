"""What the other checks of a file say of one that does not say it: the measure, the column of clusters. Pure.

They are taken where the other checks agree on them; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# The capabilities whose checks say what a file is about, the first that agree; last whatever names a measure.
_TELLING: tuple[tuple[str, ...], ...] = (("pool",), ("trim_and_fill", "begg"), ("leave_one_out",), ())
_NESTED = ("multilevel", "aggregate")


def taken_from(siblings: Iterable[Any], capability: Any, call: Mapping[str, Any], kind: Any) -> dict[str, Any]:
    """Options that the call lacks and the other checks (`capability`, `call`) give; what is none says nothing."""
    checks = [each for each in siblings if isinstance(each, Mapping) and isinstance(each.get("call"), Mapping)]
    taken: dict[str, Any] = {}
    if kind != "generic" and "measure" not in call and (measure := _measure(checks)):
        taken["measure"] = measure
    if capability in _NESTED and not {"levels", "cluster"} & set(call) and (cluster := _cluster(checks)):
        taken["cluster"] = cluster
    return taken


def _measure(checks: Sequence[Mapping[str, Any]]) -> Any:
    """The measure of the checks that name one, None where they do not agree."""
    for capabilities in _TELLING:
        telling = [each for each in checks if not capabilities or each.get("capability") in capabilities]
        named = list(dict.fromkeys(measure for each in telling if (measure := each["call"].get("measure"))))
        if len(named) == 1:
            return named[0]
    return None


def _cluster(checks: Sequence[Mapping[str, Any]]) -> Any:
    """The outermost column of the checks that name levels, None where they do not agree."""
    nested = [each["call"].get("levels") for each in checks if each.get("capability") == "multilevel"]
    outer = {levels[0] for levels in nested if isinstance(levels, list) and levels}
    return outer.pop() if len(outer) == 1 else None
