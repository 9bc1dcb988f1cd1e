"""Scatter plots: points on two plain axes, with lines and bands behind them; names where they fit.

Baujat, radial and L'Abbé plots (`study_plots`) are such plots; `table` gives the same numbers in words.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ketreview.drawing.metrics import text_width, wrap
from ketreview.drawing.scene import Circle, Group, Item, Line, Points, Polygon, Polyline, Rect, Scene, Text
from synthesis.charts.axis import Axis, build_axis
from synthesis.charts.numbers import print_difference

SIZE, TITLE_SIZE, LEADING, SMALL = 9.0, 11.0, 11.5, 8.0
LEFT, RIGHT, HEIGHT = 46.0, 12.0, 250.0
LABELS = 22.0
"""What stands beside the labels of the upright scale: its title and marks."""
SLACK = 0.9
"""Lines of notes leave room for a font that runs wider than the one they are measured with."""


@dataclass(frozen=True, slots=True)
class ScatterPoint:
    """One point; `named` asks for its label beside it, `note` is added to what is read aloud.

    `numbers` are values behind the note, in the order of `ScatterData.number_headers`.
    """

    label: str
    x: float
    y: float
    radius: float = 3.2
    named: bool = False
    note: str = ""
    href: str = ""
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points in units of the axes; `label` explains it in the legend."""

    points: Points
    label: str = ""
    role: str = "line"
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class ScatterData:
    """A scatter plot before it is drawn. `limits` None chooses both axes from points and lines.

    `log_x` and `log_y` are for ratios, as printed: the axis is logarithmic. `crowd` are dots (x, y, whether a ring)
    too many to be read one by one: their table is the caller's. `x_from_zero` says whether an axis of amounts
    starts at 0; a year does not. `first` heads the table's first column, `number_headers` the points' numbers.
    """

    title: str
    x_title: str
    y_title: str
    points: tuple[ScatterPoint, ...] = ()
    curves: tuple[Curve, ...] = ()
    band: Points = ()
    limits: tuple[tuple[float, float], tuple[float, float]] | None = None
    digits: tuple[int, int] = (2, 2)
    notes: tuple[str, ...] = ()
    empty_message: str = "There are not enough studies for this plot yet."
    log_x: bool = False
    log_y: bool = False
    crowd: tuple[tuple[float, float, bool], ...] = ()
    x_from_zero: bool = True
    first: str = "Study"
    number_headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Frame:
    x_axis: Axis
    y_axis: Axis

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        return self.x_axis.x(point[0]), self.y_axis.x(point[1])


def scatter(data: ScatterData, *, width: float = 420.0, height: float = HEIGHT) -> Scene:
    """The plot as a scene `width` points wide; a phone takes 280."""
    head, top = _title(data.title, width)
    if not data.points and not data.crowd:
        words = [Text(8, top + 12, line, SIZE, role="muted") for line in wrap(data.empty_message, SIZE, width - 16)]
        return Scene(width, top + 14 * len(words) + 12, data.title, data.empty_message, (*head, *words))
    legend, top = _legend(data.curves, top, width)
    frame = _frame(data, top, top + height, width)
    items: list[Item] = [*head, *legend, Group(tuple(_behind(data, frame)), decorative=True)]
    items.append(Group(tuple(_scales(data, frame)), decorative=True))
    items += [_point(data, point, frame, index) for index, point in enumerate(data.points)]
    items.append(Group(tuple(_names(data, frame)), decorative=True))
    y = top + height + 32
    for note in data.notes:
        for line in wrap(note, 8.5, (width - 16) * SLACK):
            y += LEADING
            items.append(Text(8, y, line, 8.5))
    return Scene(width, y + 8, data.title, _describe(data), tuple(items))


def table(data: ScatterData) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headers and rows with the digits that are read aloud."""
    rows = tuple((p.label, *_printed(data, p), p.note) for p in data.points)
    if not any(p.note for p in data.points):
        return (data.first, data.x_title, data.y_title), tuple(row[:3] for row in rows)
    return (data.first, data.x_title, data.y_title, "Note"), rows


def numbers(data: ScatterData) -> tuple[tuple[str, ...], tuple[tuple[float | str, ...], ...]]:
    """Headers and rows of a file: every number as it is; a note that holds no number behind them."""
    noted = any(p.note and not p.numbers for p in data.points)
    headers = (data.first.lower(), data.x_title, data.y_title, *data.number_headers, *(("note",) if noted else ()))
    rows = tuple((p.label, p.x, p.y, *p.numbers, *((p.note,) if noted else ())) for p in data.points)
    return headers, rows


def _printed(data: ScatterData, point: ScatterPoint) -> tuple[str, str]:
    return print_difference(point.x, data.digits[0]), print_difference(point.y, data.digits[1])


def _describe(data: ScatterData) -> str:
    if data.crowd and not data.points:
        return f"{data.title}: {len(data.crowd):,} dots, {data.y_title} by {data.x_title}. {' '.join(data.notes)}"
    noun = "study" if len(data.points) == 1 else "studies"
    return f"{data.title}: {len(data.points)} {noun}, {data.y_title} by {data.x_title}."


def _title(title: str, width: float) -> tuple[list[Item], float]:
    lines = wrap(title, TITLE_SIZE, width - 16, "bold")
    items: list[Item] = [Text(8, 8 + 13 * (i + 1), line, TITLE_SIZE, weight="bold") for i, line in enumerate(lines)]
    return items, 8 + 13 * len(lines) + 6


def _legend(curves: Sequence[Curve], top: float, width: float) -> tuple[list[Item], float]:
    items: list[Item] = []
    x, y = LEFT, top + 9
    for curve in (c for c in curves if c.label):
        needed = 24 + text_width(curve.label, SMALL) + 12
        if x > LEFT and x + needed > width - RIGHT:
            x, y = LEFT, y + LEADING
        items.append(Line(x, y - 3, x + 18, y - 3, role=curve.role, width=1.0, dash=curve.dash))
        items.append(Text(x + 22, y, curve.label, SMALL, role="muted"))
        x += needed
    return items, y + 8 if items else top + 4


def _frame(data: ScatterData, top: float, bottom: float, width: float) -> _Frame:
    xs, ys = ([getattr(p, name) for p in data.points] for name in ("x", "y"))
    xs, ys = xs + [p[0] for p in data.crowd], ys + [p[1] for p in data.crowd]
    y_room = _roomy_ratios(ys) if data.log_y else _roomy(ys)
    x_limits, y_limits = data.limits or (_roomy_ratios(xs) if data.log_x else _roomy(xs, data.x_from_zero), y_room)
    y_axis = build_axis(ys, (), left=bottom, right=top, log=data.log_y, limits=y_limits, most_ticks=6)
    left = max([LEFT, *(LABELS + text_width(y_axis.tick_label(tick), SIZE) for tick in y_axis.ticks)])
    x_axis = build_axis(xs, (), left=left, right=width - RIGHT, log=data.log_x, limits=x_limits, most_ticks=6)
    return _Frame(x_axis, y_axis)


def _roomy(values: Sequence[float], from_zero: bool = True) -> tuple[float, float]:
    """Limits with a margin; plots of amounts start at 0."""
    low, high = min(values), max(values)
    low = 0.0 if low >= 0 and from_zero else low
    room = 0.08 * (high - low) or 1.0
    return (low if low == 0 and from_zero else low - room), high + room


def _roomy_ratios(values: Sequence[float]) -> tuple[float, float]:
    """Limits of a log axis with a margin; at least from half to double."""
    low, high = math.log(min(values)), math.log(max(values))
    room = max(0.08 * (high - low), (math.log(4) - (high - low)) / 2, 0.0)
    return math.exp(low - room), math.exp(high + room)


def _behind(data: ScatterData, frame: _Frame) -> list[Item]:
    x, y = frame.x_axis, frame.y_axis
    items: list[Item] = [Rect(x.left, y.right, x.right - x.left, y.left - y.right, fill="surface")]
    if data.band:
        items.append(Polygon(tuple(frame.at(p) for p in data.band), fill="band-1"))
    for left, height, ring in data.crowd:
        spot = frame.at((left, height))
        items.append(Circle(*spot, 1.9, None, "pooled", 0.9) if ring else Circle(*spot, 1.6, "estimate"))
    for curve in data.curves:
        points = tuple(frame.at(p) for p in curve.points)
        items.append(Polyline(points, role=curve.role, width=1.0, dash=curve.dash))
    return items


def _scales(data: ScatterData, frame: _Frame) -> list[Item]:
    x, y = frame.x_axis, frame.y_axis
    bottom, left = y.left, x.left
    items: list[Item] = [Line(left, bottom, x.right, bottom), Line(left, y.right, left, bottom)]
    for tick in x.ticks:
        at = x.x(tick)
        items.append(Line(at, bottom, at, bottom + 3.5))
        items.append(Text(at, bottom + 13.5, x.tick_label(tick), SIZE, "middle", role="muted"))
    for tick in y.ticks:
        at = y.x(tick)
        items.append(Line(left - 3.5, at, left, at))
        items.append(Text(left - 5.5, at + 3.2, y.tick_label(tick), SIZE, "end", role="muted"))
    items.append(Text((left + x.right) / 2, bottom + 28, data.x_title, SIZE, "middle"))
    items.append(Text(11, (y.right + bottom) / 2, data.y_title, SIZE, "middle", rotate=-90))
    return items


def _point(data: ScatterData, point: ScatterPoint, frame: _Frame, index: int) -> Group:
    x, y = frame.at((point.x, point.y))
    first, second = _printed(data, point)
    spoken = f"{point.label}: {data.x_title} {first}, {data.y_title} {second}."
    spoken += f" {point.note}." if point.note else ""
    role = "pooled" if point.named else "estimate"
    dots = (
        Circle(x, y, max(9.0, point.radius), fill="hit"),
        Circle(x, y, point.radius, fill=role, stroke="surface"),
    )
    return Group(dots, f"point-{index}", "row kr-fig-study", spoken, spoken, point.href, focusable=True)


Box = tuple[float, float, float, float]


def _names(data: ScatterData, frame: _Frame) -> list[Item]:
    """Names of the points that ask for one, beside or over them; one that fits nowhere is left to the table."""
    taken = [_around(frame.at((p.x, p.y)), p.radius) for p in data.points]
    lines = [_around(spot, 0.5) for curve in data.curves for spot in _along([frame.at(p) for p in curve.points])]
    items: list[Item] = []
    for point in (p for p in data.points if p.named):
        fitting = [spot for spot in _spots(point, frame) if _free(spot[2], frame, taken)]
        fitting.sort(key=lambda spot: any(_overlap(spot[2], line) for line in lines))
        if fitting:
            left, base, box = fitting[0]
            taken.append(box)
            items.append(Text(left, base, point.label, SMALL))
    return items


def _spots(point: ScatterPoint, frame: _Frame) -> list[tuple[float, float, Box]]:
    """Where the name may stand: right, left, above, below; with the room that it takes there."""
    x, y = frame.at((point.x, point.y))
    wide, gap = text_width(point.label, SMALL), point.radius + 3
    places = ((x + gap, y + 3), (x - gap - wide, y + 3), (x - wide / 2, y - gap), (x - wide / 2, y + gap + 7))
    return [(left, base, (left - 1, base - SMALL, left + wide + 1, base + 2)) for left, base in places]


def _free(box: Box, frame: _Frame, taken: list[Box]) -> bool:
    return _inside(box, frame) and not any(_overlap(box, other) for other in taken)


def _around(spot: tuple[float, float], reach: float) -> Box:
    return spot[0] - reach, spot[1] - reach, spot[0] + reach, spot[1] + reach


def _along(points: Sequence[tuple[float, float]], step: float = 5.0) -> list[tuple[float, float]]:
    """Points on a line a few points apart."""
    spots = []
    for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
        count = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) / step))
        spots += [(x1 + (x2 - x1) * i / count, y1 + (y2 - y1) * i / count) for i in range(count + 1)]
    return spots


def _inside(box: Box, frame: _Frame) -> bool:
    x, y = frame.x_axis, frame.y_axis
    return box[0] >= x.left and box[2] <= x.right + RIGHT - 2 and box[1] >= y.right and box[3] <= y.left


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
