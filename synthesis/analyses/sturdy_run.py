"""What the plots and tables of a run's sturdiness read of it, and how they print a number. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.analyses.printing import is_ratio, print_value
from synthesis.charts.numbers import print_number

Held = Mapping[str, Any]


@dataclass(frozen=True)
class SturdyRun:
    """The parts of a run that plots need."""

    settings: Held
    result: Held
    order: str = ""

    @property
    def held(self) -> Held:
        return self.result.get("sturdiness") or {}

    @property
    def studies(self) -> list[Held]:
        return [s for s in self.result["studies"] if s["excluded_reason"] is None]

    def on_funnel(self, value: float) -> float:
        """A value of the analysis scale on the axis of a funnel: logarithms as ratios, all others as they are."""
        return math.exp(min(value, 700.0)) if is_ratio(self.settings) else value


def printed_value(value: float | None) -> str:
    """Two decimals; a dash for what there is not."""
    return "–" if value is None else print_number(value, 2)


def printed_effect(settings: Held, result: Held, value: float | None) -> str:
    """An effect as the run prints its own; a dash for what there is not."""
    return "–" if value is None else print_value(settings, result["display"], value)
