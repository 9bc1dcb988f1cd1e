"""What the protocol planned and what was changed since: the label wherever a result is called planned. Pure.

PRISMA 2020, item 24c: amendments of the protocol are described and explained. A change counts from the day on which
the recipe was defined; each tells which run was there to be seen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

NAMES = {
    "outcome": "outcome",
    "time_point": "time point",
    "window_from": "time window from, days",
    "window_to": "time window to, days",
    "population": "population",
    "measure": "measure",
    "model": "model",
    "tau2": "tau² estimator",
    "interval": "interval",
    "method": "pooled by",
    "level": "confidence level",
    "prediction": "prediction interval",
    "zero_add": "added to empty cells",
    "zero_when": "empty cells filled in",
    "double_zero": "studies without events",
    "subgroup": "subgroups",
    "subgroup_spread": "tau² of subgroups",
    "subgroup_planned": "subgroups marked",
    "moderators": "moderators",
    "moderators_planned": "moderators marked",
    "treatments": "treatments of the arms",
    "reference": "reference treatment",
}
"""What defines a recipe, in the order in which it is told; titles, labels of a plot and cautions do not."""
MARKS = {"subgroup_planned": "subgroup", "moderators_planned": "moderators"}
"""Marks that are told where the part itself stays."""
NAMED_LATER = ("treatments", "reference")
"""Parts that are filled in after a recipe is defined: before a run that is no change of plan."""


def on_words(day: date) -> str:
    """A day as labels print it: 3 Mar 2026."""
    return f"{day:%-d %b %Y}"


@dataclass(frozen=True)
class Line:
    """One setting that was changed, in words."""

    key: str
    before: str
    after: str

    @property
    def name(self) -> str:
        return NAMES[self.key]

    def __str__(self) -> str:
        return f"{self.name} {self.before} → {self.after}"


@dataclass(frozen=True)
class Change:
    """One save that changed the recipe; `run` is the newest run there was then, 0 for none.

    `sets` are the sensitivity sets that it added, `gone` the planned ones that it took out.
    """

    on: date
    run: int
    lines: tuple[Line, ...] = ()
    sets: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    reason: str = ""

    @property
    def when(self) -> str:
        return f"{on_words(self.on)} {f'after run {self.run}' if self.run else 'before any run'}"

    def __str__(self) -> str:
        said = f"changed on {self.when}: {', '.join(map(str, self.lines))}"
        return f"{said} (reason: {self.reason})" if self.reason else said


@dataclass(frozen=True)
class Plan:
    """Whether a recipe stood in the protocol, when it was defined, and how it was changed since, oldest first."""

    planned: bool
    on: date
    history: tuple[Change, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Changes of what defines the analysis; sensitivity sets beside it are none."""
        return tuple(change for change in self.history if change.lines)

    @property
    def deviates(self) -> bool:
        """Whether a planned recipe was changed."""
        return self.planned and bool(self.changes)

    @property
    def origin(self) -> str:
        return "planned in the protocol" if self.planned else "post hoc"

    @property
    def words(self) -> str:
        """The whole label."""
        return "; ".join((f"{self.origin}, defined {on_words(self.on)}", *map(str, self.changes)))

    @property
    def short(self) -> str:
        """The label for a list."""
        if not self.changes:
            return self.origin
        last = self.changes[-1].run
        return f"{self.origin}, changed since, {f'the last time after run {last}' if last else 'before any run'}"

    def part(self, planned: bool, key: str, name: str = "") -> str:
        """The label of one part: the subgroups, the moderators, or the sensitivity set of that name."""
        told = "planned" if planned else "post hoc"
        last = next((change for change in reversed(self.history) if _touches(change, key, name)), None)
        return f"{told}, set on {last.when}" if last else f"{told}, defined {on_words(self.on)}"

    def as_planned(self, planned: bool, key: str, name: str = "") -> bool:
        """Whether the part was planned and stands as it was first defined."""
        return planned and not any(_touches(change, key, name) for change in self.history)

    @property
    def dropped(self) -> list[tuple[str, str]]:
        """Planned sensitivity sets that were taken out, each with its label."""
        return [(name, f"planned, taken out on {each.when}") for each in self.history for name in each.gone]

    def first(self) -> dict[str, str]:
        """What each setting that was changed had been at first, in words."""
        return {line.key: line.before for change in reversed(self.changes) for line in change.lines}

    def to_dict(self) -> dict[str, Any]:
        """For files that leave the site."""
        return {
            "in_protocol": self.planned,
            "defined_on": self.on.isoformat(),
            "changes_of_the_recipe": [
                {
                    "on": change.on.isoformat(),
                    "after_run": change.run or None,
                    "reason": change.reason,
                    "settings": [{"name": x.name, "before": x.before, "after": x.after} for x in change.lines],
                }
                for change in self.changes
            ],
        }


def _touches(change: Change, key: str, name: str) -> bool:
    if name:
        return name in change.sets
    return any(line.key == key or MARKS.get(line.key) == key for line in change.lines)


def lines_of(before: Mapping[str, str], after: Mapping[str, str], run: int) -> tuple[Line, ...]:
    """What one save changed of the plan; `before` and `after` hold words of the settings that changed."""
    told = (key for key in NAMES if key in after and before.get(key) != after[key])
    return tuple(
        Line(key, before[key], after[key])
        for key in told
        if MARKS.get(key) not in after and (run or key not in NAMED_LATER)
    )


def only_in(sets: Iterable[Mapping[str, Any]], others: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The sensitivity sets that the others have not."""
    names = {each["name"] for each in others}
    return [each for each in sets if each["name"] not in names]


def table(plan: Plan, now: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Every setting with what was planned and what holds now; `now` holds the words of each setting."""
    first = now | plan.first()
    return [(NAMES[key][:1].upper() + NAMES[key][1:], first[key], now[key]) for key in NAMES if key in now]
