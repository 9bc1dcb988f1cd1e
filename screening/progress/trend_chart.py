"""Numbers by day as a line drawing, and numbers by name as bars; for a sheet, a screen or a phone. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ketreview.drawing.metrics import text_width, wrap
from ketreview.drawing.scene import Circle, Group, Item, Line, Polyline, Rect, Scene, Text
from screening.progress.pace import Point

SIZE = 9.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 12.0, 40.0
HEIGHT = 230.0
BAR, GAP = 16.0, 8.0
DOTTED = 15
"""Up to so many days each has a dot of its own."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, its colour's role, its points in the order of time; dashed where it is a forecast."""

    name: str
    points: Sequence[Point]
    role: str = "estimate"
    dashed: bool = False


def trend(title: str, unit: str, series: Sequence[Series], *, width: float = 520.0) -> Scene:
    """Lines over days, each ending in a dot with its last number; `unit` says what is counted."""
    drawn = [each for each in series if each.points]
    days = [point.day for each in drawn for point in each.points]
    first, last = min(days), max(days)
    ticks = nice_ticks(max(point.value for each in drawn for point in each.points))
    plot = _Plot(first, last, ticks[-1], width)
    items: list[Item] = [_grid(plot, ticks), _days(plot)]
    items += [_series(plot, each) for each in drawn]
    items += _legend(drawn, width)
    return Scene(width, HEIGHT + 14 * len(drawn), title, describe(unit, drawn), tuple(items))


def describe(unit: str, series: Sequence[Series]) -> str:
    """The lines in words."""
    told = [
        f"{each.name}: from {each.points[0].value:,.0f} on {each.points[0].day} to {each.points[-1].value:,.0f}"
        f" on {each.points[-1].day}"
        for each in series
    ]
    return f"{unit}. {'; '.join(told)}."


@dataclass(frozen=True, slots=True)
class _Plot:
    first: date
    last: date
    top: float
    width: float

    def x(self, day: date) -> float:
        span = max(1, (self.last - self.first).days)
        return LEFT + (day - self.first).days / span * (self.width - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - value / self.top * (HEIGHT - BOTTOM - TOP)


def nice_ticks(most: float) -> tuple[float, ...]:
    """From 0 to at least `most` in four to six round whole steps."""
    step = 1.0
    for each in (s * 10**power for power in range(10) for s in (1, 2, 5)):
        step = float(each)
        if most <= 5 * step:
            break
    count = max(1, -(-int(most) // int(step)))
    return tuple(step * number for number in range(count + 1))


def _grid(plot: _Plot, ticks: Sequence[float]) -> Group:
    items: list[Item] = []
    for value in ticks:
        y = plot.y(value)
        items.append(Line(LEFT, y, plot.width - RIGHT, y, role="rule" if value else "line"))
        items.append(Text(LEFT - 6, y + 3, f"{value:,.0f}", SIZE, "end", role="muted"))
    return Group(tuple(items), decorative=True)


def _days(plot: _Plot) -> Group:
    room = 1.5 * text_width("2026-11-30", SIZE) + 8  # the first and last day stand inside, not under, their tick
    most = max(2, int((plot.width - LEFT - RIGHT) // room))
    span = (plot.last - plot.first).days
    step = max(1, -(-span // (most - 1)))
    shown = range(0, span + 1, step)
    items: list[Item] = []
    for at, offset in enumerate(shown):
        day = date.fromordinal(plot.first.toordinal() + offset)
        anchor = "start" if at == 0 and span else "end" if offset == span and span else "middle"
        items.append(Text(plot.x(day), HEIGHT - BOTTOM + 15, day.isoformat(), SIZE, anchor, role="muted"))
    return Group(tuple(items), decorative=True)


def _series(plot: _Plot, series: Series) -> Group:
    points = tuple((plot.x(point.day), plot.y(point.value)) for point in series.points)
    dash = (4.0, 3.0) if series.dashed else ()
    items: list[Item] = [Polyline(points, role=series.role, width=1.75, dash=dash)] if len(points) > 1 else []
    items += [Circle(*point, 2.25, fill=series.role) for point in points[:-1] if len(points) <= DOTTED]
    items.append(Circle(*points[-1], 3, fill=series.role))
    end = series.points[-1]
    return Group(tuple(items), kind="row", label=f"{series.name}: {end.value:,.0f} on {end.day}")


def _legend(series: Sequence[Series], width: float) -> list[Item]:
    items: list[Item] = []
    for at, each in enumerate(series):
        y = HEIGHT + 14 * at - 2
        dash = (4.0, 3.0) if each.dashed else ()
        items.append(Line(LEFT, y - 3, LEFT + 22, y - 3, role=each.role, width=1.75, dash=dash))
        items.append(Circle(LEFT + 22, y - 3, 2.5, fill=each.role))
        name = each.name if each.dashed else f"{each.name}: {each.points[-1].value:,.0f}"
        items.append(Text(LEFT + 30, y, wrap(name, SIZE, width - LEFT - 40)[0], SIZE))
    return items


def bars(title: str, unit: str, rows: Sequence[tuple[str, int]], *, width: float = 520.0) -> Scene:
    """One bar a name, its number at its end; the name stands above its bar, so that long ones fit a phone."""
    most = max(1, *(count for _, count in rows))
    room = width - 16 - text_width(f"{most:,}", SIZE) - 8
    items: list[Item] = []
    y = 8.0
    for name, count in rows:
        lines = wrap(name, SIZE, width - 16)
        words: list[Item] = [Text(8, y + 9 + 11.5 * at, line, SIZE) for at, line in enumerate(lines)]
        y += 11.5 * len(lines) + 3
        length = max(1.0, room * count / most)
        bar = Rect(8, y, length, BAR, fill="estimate", radius=2)
        number = Text(8 + length + 5, y + BAR / 2 + 3.2, f"{count:,}", SIZE)
        items.append(Group((*words, bar, number), kind="row", label=f"{name}: {count:,}"))
        y += BAR + GAP
    told = "; ".join(f"{name} {count:,}" for name, count in rows)
    return Scene(width, y, title, f"{unit}: {told}.", tuple(items))
