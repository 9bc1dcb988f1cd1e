"""The marks of a forest plot on its axis: squares with whiskers, diamonds, prediction bars, the scale."""

import math
from dataclasses import replace

from ketreview.drawing.scene import Circle, Group, Item, Line, Polygon, Rect, Text
from synthesis.charts.axis import Axis
from synthesis.charts.forest_data import ForestData, ForestStudy, Judgement, PooledRow, PredictionRow

ARROW = 4.0
LARGEST_SQUARE, SMALLEST_SQUARE = 9.0, 2.0
SYMBOLS: dict[Judgement, str] = {"low": "+", "some": "!", "high": "−", "unclear": "?"}
DASHES = {"random": (1.0, 2.0), "common": (4.0, 3.0)}


def square_side(weight: float | None, largest: float) -> float:
    """Side of a square whose area is proportional to its weight; equal weights all look the same."""
    if weight is None or largest <= 0:
        return LARGEST_SQUARE * 0.6
    return max(SMALLEST_SQUARE, LARGEST_SQUARE * math.sqrt(max(weight, 0) / largest))


def study_marks(study: ForestStudy, axis: Axis, y: float, side: float) -> tuple[Item, ...]:
    """Square and whiskers of one study; arrows where the interval leaves the axis.

    An interval narrower than its square is drawn within it.
    """
    items = _whiskers(axis, study.ci_lb, study.ci_ub, y)
    if not axis.low <= study.estimate <= axis.high:
        return items
    x = axis.x(study.estimate)
    items += (Rect(x - side / 2, y - side / 2, side, side, fill="estimate"),)
    if axis.x(study.ci_ub) - axis.x(study.ci_lb) < side:
        items += (Line(axis.x(study.ci_lb), y, axis.x(study.ci_ub), y, role="surface", width=1),)
    return items


def diamond(row: PooledRow, axis: Axis, y: float, height: float) -> tuple[Item, ...]:
    """The diamond of a summary: as wide as its interval; hollow for a common effect.

    Where the axis ends before the interval, the diamond is cut short of the end and an arrow points on.
    """
    if row.ci_ub < axis.low or row.ci_lb > axis.high:
        return _whiskers(axis, row.ci_lb, row.ci_ub, y)
    half = height / 2
    arrows = _arrows(axis, row.ci_lb, row.ci_ub, y, "pooled", half)
    axis = _short_of_arrows(row, axis)
    middle = axis.share(row.estimate)
    left = _cut(axis, axis.share(row.ci_lb), middle, half)
    right = _cut(axis, axis.share(row.ci_ub), middle, half)
    top = [(axis.x(row.estimate), y - half)] if 0 <= middle <= 1 else []
    bottom = [(axis.x(row.estimate), y + half)] if 0 <= middle <= 1 else []
    points = [(left[0], y + left[1]), (left[0], y - left[1]), *top]
    points += [(right[0], y - right[1]), (right[0], y + right[1]), *bottom]
    fill = "pooled" if row.model == "random" else "surface"
    return (Polygon(tuple(points), fill=fill, stroke="pooled"), *arrows)


def _short_of_arrows(row: PooledRow, axis: Axis) -> Axis:
    """The axis without the room that arrows take at ends which the interval leaves; values keep their places."""
    room = ARROW + 1.5
    ends = (row.ci_lb < axis.low, row.ci_ub > axis.high)
    left, right = (axis.left + room if ends[0] else axis.left), (axis.right - room if ends[1] else axis.right)
    return replace(axis, low=_value_at(axis, left), high=_value_at(axis, right), left=left, right=right)


def _value_at(axis: Axis, x: float) -> float:
    """The value that stands at `x` points."""
    share = (x - axis.left) / (axis.right - axis.left)
    if axis.log:
        return math.exp(math.log(axis.low) + share * (math.log(axis.high) - math.log(axis.low)))
    return axis.low + share * (axis.high - axis.low)


def prediction_bar(row: PredictionRow, axis: Axis, y: float) -> tuple[Item, ...]:
    """The bar of a prediction interval, with arrows where it leaves the axis."""
    left, right = axis.x(row.ci_lb), axis.x(row.ci_ub)
    start = left + (ARROW if row.ci_lb < axis.low else 0)
    end = right - (ARROW if row.ci_ub > axis.high else 0)
    bar = Rect(start, y - 2, max(end - start, 0.5), 4, fill="prediction")
    return (bar, *_arrows(axis, row.ci_lb, row.ci_ub, y, "prediction", 3.5))


def judgement_light(judgement: Judgement, x: float, y: float) -> tuple[Item, ...]:
    """A risk-of-bias light: colour and symbol, so that neither is needed alone."""
    if not judgement:
        return ()
    return (Circle(x, y, 5, fill=judgement), Text(x, y + 2.6, SYMBOLS[judgement], 8, "middle", "bold", "surface"))


def reference_lines(data: ForestData, axis: Axis, top: float, bottom: float) -> tuple[Item, ...]:
    """The line of no effect, and a broken line through each overall summary."""
    lines: list[Item] = []
    if data.null_value is not None and axis.low <= data.null_value <= axis.high:
        x = axis.x(data.null_value)
        lines.append(Line(x, top, x, bottom, role="line", width=0.75))
    for row in data.pooled:
        if axis.low <= row.estimate <= axis.high:
            x = axis.x(row.estimate)
            lines.append(Line(x, top, x, bottom, role="pooled", width=0.75, dash=DASHES[row.model]))
    return (Group(tuple(lines), decorative=True),)


def scale(axis: Axis, y: float, size: float) -> tuple[Item, ...]:
    """The axis itself with its ticks, labels left out where they would touch."""
    items: list[Item] = [Line(axis.left, y, axis.right, y, role="line")]
    for tick in axis.ticks:
        x = axis.x(tick)
        items.append(Line(x, y, x, y + 3.5, role="line"))
        items.append(Text(x, y + 4.5 + size, axis.tick_label(tick), size, "middle", role="muted"))
    return (Group(tuple(items), decorative=True),)


def _whiskers(axis: Axis, low: float, high: float, y: float) -> tuple[Item, ...]:
    line = Line(axis.x(low), y, axis.x(high), y, role="text", width=1)
    return (line, *_arrows(axis, low, high, y, "text", 2.6))


def _arrows(axis: Axis, low: float, high: float, y: float, role: str, half: float) -> tuple[Item, ...]:
    arrows = []
    if low < axis.low:
        tip, back = axis.left, axis.left + ARROW
        arrows.append(Polygon(((tip, y), (back, y - half), (back, y + half)), fill=role))
    if high > axis.high:
        tip, back = axis.right, axis.right - ARROW
        arrows.append(Polygon(((tip, y), (back, y - half), (back, y + half)), fill=role))
    return tuple(arrows)


def _cut(axis: Axis, end: float, middle: float, half: float) -> tuple[float, float]:
    """Where one side of a diamond meets the axis' end: x and the half height there."""
    edge = min(1.0, max(0.0, end))
    x = axis.left + edge * (axis.right - axis.left)
    if edge == end or end == middle:
        return x, 0.0
    if math.isinf(end):
        return x, half
    return x, half * min(1.0, max(0.0, (edge - end) / (middle - end)))
