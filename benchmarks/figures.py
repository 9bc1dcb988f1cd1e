"""One measured figure, and the table of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, how much, in which unit; `goal` is the most (or, with `at_least`, the least) wanted."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    @property
    def goal_text(self) -> str:
        return "" if self.goal is None else f"{'≥' if self.at_least else '≤'} {number(self.goal)} {self.unit}"


def number(value: float) -> str:
    """Three significant figures, thousands grouped; whole numbers whole."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.2g}"


def table(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| What | Measured | Goal | | Note |", "|---|---:|---:|---|---|"]
    for each in figures:
        verdict = {True: "met", False: "**missed**", None: ""}[each.is_met]
        cells = (each.what, f"{number(each.value)} {each.unit}", each.goal_text, verdict, each.note)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
