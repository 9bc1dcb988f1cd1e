"""When something held, from the changes of it in the audit trail. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Spans = tuple[tuple[datetime | None, datetime | None], ...]
"""When something held, each from and to; None where it did before all that is known, or does still."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the audit trail that changed a row: when, and the fields before and after."""

    at: datetime
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def spans_of(changes: Sequence[Change], name: str, now: Any, holds: Callable[[Any], bool]) -> Spans:
    """When the field's value was one that `holds`, from the changes in the order of time; a change without a value
    after it ended it."""
    moves = [change for change in changes if name in change.after or name in change.before]
    held = holds(moves[0].before.get(name) if moves else now)
    found, since = [], None
    for change in moves:
        after = holds(change.after.get(name))
        if held and not after:
            found.append((since, change.at))
        if after and not held:
            since = change.at
        held = after
    return (*found, (since, None)) if held else tuple(found)
