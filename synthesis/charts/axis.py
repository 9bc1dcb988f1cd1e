"""Axes of effect sizes: limits that show the data, round ticks, and the way from value to point."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ketreview.drawing.metrics import text_width
from synthesis.charts.numbers import LARGEST, MINUS

# An interval may stretch the axis on either side by the span of the estimates or by this many times
# the median interval, whichever is more; beyond that it is drawn as an arrow, so that one vague study
# does not flatten the others.
STRETCH = 1.5
LONGEST_LOG_SPAN = math.log(1e6)
LABEL = 9.0
"""The size of the largest tick labels."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from `low` to `high` (as printed) drawn from `left` to `right` (points)."""

    low: float
    high: float
    left: float
    right: float
    log: bool
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Where a value lies between the ends, 0 to 1, outside that range beyond them."""
        low, high = _scaled(self.low, self.log), _scaled(self.high, self.log)
        return (_scaled(value, self.log) - low) / (high - low)

    def x(self, value: float) -> float:
        """Where a value lies in points; values beyond the axis are placed at its end."""
        return self.left + min(1.0, max(0.0, self.share(value))) * (self.right - self.left)

    def tick_label(self, tick: float) -> str:
        """A tick as printed, with the decimals that its neighbours need."""
        return tick_label(tick, self.ticks, self.log)


def build_axis(
    core: Sequence[float], reach: Sequence[tuple[float, float]], *, left: float, right: float, log: bool,
    limits: tuple[float, float] | None = None, most_ticks: int = 7,
) -> Axis:  # fmt: skip
    """An axis that shows all of `core` (estimates, pooled limits, null), and of the intervals `reach` what is sane.

    Values that a log axis cannot show (zero, negative, infinite) are left out of the choice.
    Raises ValueError when given limits are not increasing, or not positive on a log axis.
    """
    if limits is None:
        low, high = _limits(_finite(core, log), reach, log)
    else:
        low, high = limits
        if not low < high or (log and low <= 0):
            raise ValueError(f"Axis limits {low} to {high} must increase and, for ratios, be above 0.")
    for most in range(most_ticks, 1, -1):
        axis = Axis(low, high, left, right, log, (log_ticks if log else linear_ticks)(low, high, most))
        if _labels_apart(axis):
            break
    return axis


def _labels_apart(axis: Axis) -> bool:
    """Whether the labels of a lying axis keep apart; those of a standing one do."""
    ends = [(axis.x(tick), text_width(axis.tick_label(tick), LABEL) / 2 + 2) for tick in axis.ticks]
    return axis.right < axis.left or all(b - a >= one + two for (a, one), (b, two) in pairwise(ends))


def linear_ticks(low: float, high: float, most: int = 7) -> tuple[float, ...]:
    """Multiples of 1, 2 or 5 times a power of ten within the limits, at most `most` of them."""
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (factor * power for factor in (1, 2, 2.5, 5, 10, 20)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return tuple(float(f"{index * step:.12g}") for index in range(first, last + 1))
    return (low, high)


def log_ticks(low: float, high: float, most: int = 7) -> tuple[float, ...]:
    """Round ratios within the limits: 1-2-5 steps, whole powers of ten, or plain steps for a narrow range."""
    decades = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 2)
    for series in ((1, 2, 5), (1, 3), (1,)):
        ticks = [float(f"{f}e{d}") for d in decades for f in series]
        inside = tuple(t for t in ticks if low * (1 - 1e-9) <= t <= high * (1 + 1e-9))
        if len(inside) < 3:
            return linear_ticks(low, high, most)
        if len(inside) <= most:
            return inside
    step = math.ceil(len(inside) / most)
    return tuple(t for t in inside if round(math.log10(t)) % step == 0)


def tick_label(tick: float, ticks: Sequence[float], log: bool) -> str:
    """0.1, 0.25, 10 and so on: no trailing zeros on ratios, equal decimals on differences."""
    if tick and (abs(tick) >= LARGEST or abs(tick) < 1e-6):
        return _with_exponent(tick)
    if log:
        return f"{tick:.6f}".rstrip("0").rstrip(".")
    if max(map(abs, ticks), default=1.0) < 1e-4:
        return _with_exponent(tick) if tick else "0"
    decimals = max((len(f"{t:.6f}".rstrip("0").partition(".")[2]) for t in ticks), default=0)
    return f"{tick:.{decimals}f}".replace("-", MINUS) if tick else f"{0:.{decimals}f}"


def _with_exponent(tick: float) -> str:
    """2e+06, 2.5e−07: as many decimals as the tick has."""
    mantissa, _, power = f"{tick:.6e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{power}".replace("-", MINUS)


def _scaled(value: float, log: bool) -> float:
    if not log:
        return value
    return math.log(value) if value > 0 else -math.inf


def _finite(values: Sequence[float], log: bool) -> list[float]:
    return [_scaled(v, log) for v in values if math.isfinite(v) and (v > 0 or not log)]


def _limits(core: list[float], reach: Sequence[tuple[float, float]], log: bool) -> tuple[float, float]:
    core = _within_reason(core, log) or [0.0]
    low, high = min(core), max(core)
    least = math.log(1.5) if log else 1e-9 * max(map(abs, [*core, *_finite(_ends(reach), log)]))
    room = max(high - low, least, STRETCH * _median_width(reach, log))
    ends = _finite(_ends(reach), log)
    low = min([low, *(max(end, low - room) for end in ends)])
    high = max([high, *(min(end, high + room) for end in ends)])
    if high - low < least or high == low:
        room = math.log(2) if log else abs(low) or 1.0
        low, high = low - room / 2, high + room / 2
    margin = 0.02 * (high - low)
    low, high = low - margin, high + margin
    return (math.exp(low), math.exp(high)) if log else (low, high)


def _ends(reach: Sequence[tuple[float, float]]) -> list[float]:
    return [end for interval in reach for end in interval]


def _median_width(reach: Sequence[tuple[float, float]], log: bool) -> float:
    ends = [_finite(interval, log) for interval in reach]
    widths = sorted(both[1] - both[0] for both in ends if len(both) == 2)
    return min(widths[len(widths) // 2], LONGEST_LOG_SPAN if log else math.inf) if widths else 0.0


def _within_reason(core: list[float], log: bool) -> list[float]:
    """Without estimates so extreme (ratios beyond a million to one) that all others would be one point."""
    if not log or not core or max(core) - min(core) <= LONGEST_LOG_SPAN:
        return core
    middle = sorted(core)[len(core) // 2]
    return [value for value in core if abs(value - middle) <= LONGEST_LOG_SPAN / 2]
