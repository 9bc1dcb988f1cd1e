"""Contour-enhanced funnel plots: each study by its effect and standard error, over regions of significance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from ketreview.drawing.metrics import text_width, wrap
from ketreview.drawing.scene import Circle, Group, Item, Line, Polygon, Polyline, Rect, Scene, Text
from synthesis.charts.axis import Axis, build_axis, linear_ticks, tick_label
from synthesis.charts.numbers import print_difference, print_ratio, print_spread

SIZE, TITLE_SIZE, LEADING = 9.0, 11.0, 11.5
LEFT, RIGHT, HEIGHT = 46.0, 12.0, 230.0
LABELS = 22.0
"""What stands beside the labels of the standard errors: the title and marks."""
MOST_STEPS = 6
SLACK = 0.9
"""Lines of notes leave room for a font that runs wider than the one they are measured with."""


@dataclass(frozen=True, slots=True)
class FunnelStudy:
    """One point: effect as printed (a ratio, not its log), standard error on the scale of analysis."""

    label: str
    estimate: float
    se: float
    imputed: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class FunnelData:
    """A funnel plot before it is drawn; `contours` are confidence levels of the shaded regions around `null_value`.

    Without a null value (a measure that compares nothing) there are no regions and no line of no effect.
    """

    title: str
    studies: tuple[FunnelStudy, ...]
    measure: str = "Effect"
    log_axis: bool = False
    null_value: float | None = 0.0
    pooled: float | None = None
    contours: tuple[float, ...] = (0.90, 0.95, 0.99)
    notes: tuple[str, ...] = ()
    empty_message: str = "No study gives an estimate with a standard error yet."

    def __post_init__(self) -> None:
        if self.log_axis and self.null_value is not None and self.null_value <= 0:
            raise ValueError(f"On a log axis no effect is 1, not {self.null_value:g}; set null_value=1.")


@dataclass(frozen=True, slots=True)
class _Frame:
    """The two axes: effects to the right, standard errors downwards from 0."""

    axis: Axis
    top: float
    bottom: float
    largest: float

    def y(self, se: float) -> float:
        return self.top + se / self.largest * (self.bottom - self.top)

    def x_of(self, centre: float, step: float) -> float:
        """Where `step` units of analysis beside `centre` lies."""
        value = math.log(centre) + step if self.axis.log else centre + step
        return self.axis.x(math.exp(min(value, 700)) if self.axis.log else value)


def funnel(data: FunnelData, *, width: float = 420.0, height: float = HEIGHT) -> Scene:
    """The plot as a scene `width` points wide; a phone takes 240. Raises ValueError on a standard error <= 0."""
    wrong = [study.label for study in data.studies if not (math.isfinite(study.se) and study.se > 0)]
    if wrong:
        raise ValueError(f"A funnel plot needs standard errors above 0; check {', '.join(wrong)}.")
    head, top = _title(data.title, width)
    if not data.studies:
        words = [Text(8, top + 12, line, SIZE, role="muted") for line in wrap(data.empty_message, SIZE, width - 16)]
        return Scene(width, top + 28, data.title, data.empty_message, (*head, *words[:1]))
    legend, top = _legend(data, top, width)
    frame = _frame(data, top, top + height, width)
    items: list[Item] = [*head, *legend, *_regions(data, frame), *_lines(data, frame), *_scales(data, frame)]
    items += [_point(data, study, frame, index) for index, study in enumerate(data.studies)]
    y = frame.bottom + 32
    for note in data.notes:
        for line in wrap(note, 8.5, (width - 16) * SLACK):
            y += 11.5
            items.append(Text(8, y, line, 8.5))
    return Scene(width, y + 8, data.title, _describe(data), tuple(items))


def table(data: FunnelData) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headers and rows of the plot's table, with the digits the points are read aloud with."""
    rows = tuple((s.label, _effect(data, s.estimate), print_spread(s.se), _origin(s)) for s in data.studies)
    return ("Study", data.measure, "Standard error", "Origin"), rows


def numbers(data: FunnelData) -> tuple[tuple[str, ...], tuple[tuple[float | str, ...], ...]]:
    """Headers and rows of a file: every number as it is."""
    rows = tuple((s.label, s.estimate, s.se, _origin(s)) for s in data.studies)
    return ("study", "estimate", "se", "origin"), rows


def _origin(study: FunnelStudy) -> str:
    return "filled in" if study.imputed else "observed"


def _effect(data: FunnelData, value: float) -> str:
    return print_ratio(value, 2) if data.log_axis else print_difference(value, 2)


def _describe(data: FunnelData) -> str:
    observed = sum(not study.imputed for study in data.studies)
    words = f"Funnel plot of {observed} {'study' if observed == 1 else 'studies'}: {data.measure} by standard error"
    filled = len(data.studies) - observed
    words += f", with {filled} filled in" if filled else ""
    return f"{words}." + (f" Summary {_effect(data, data.pooled)}." if data.pooled is not None else "")


def _title(title: str, width: float) -> tuple[list[Item], float]:
    lines = wrap(title, TITLE_SIZE, width - 16, "bold")
    items: list[Item] = [Text(8, 8 + 13 * (i + 1), line, TITLE_SIZE, weight="bold") for i, line in enumerate(lines)]
    return items, 8 + 13 * len(lines) + 6


def _frame(data: FunnelData, top: float, bottom: float, width: float) -> _Frame:
    largest = max(study.se for study in data.studies) * 1.06
    core = [study.estimate for study in data.studies]
    core += [value for value in (data.null_value, data.pooled) if value is not None]
    z = NormalDist().inv_cdf(0.975) * largest
    centre = core[-1]
    reach = (centre * math.exp(-z), centre * math.exp(z)) if data.log_axis else (centre - z, centre + z)
    steps = linear_ticks(0, largest, MOST_STEPS)
    left = max([LEFT, *(LABELS + text_width(tick_label(tick, steps, False), SIZE) for tick in steps)])
    axis = build_axis(core, [reach], left=left, right=width - RIGHT, log=data.log_axis)
    return _Frame(axis, top, bottom, largest)


def _regions(data: FunnelData, frame: _Frame) -> list[Item]:
    """Bands between neighbouring contours around no effect; outside the last all is significant."""
    width = frame.axis.right - frame.axis.left
    plain = data.null_value is None
    fill = "surface" if plain else "band-1"
    items: list[Item] = [Rect(frame.axis.left, frame.top, width, frame.bottom - frame.top, fill=fill)]
    if plain:
        return [Group(tuple(items), decorative=True)]
    roles = ("surface", "band-3", "band-2")
    for role, level in reversed(list(zip(roles, sorted(data.contours), strict=False))):
        items.append(Polygon(_cone(frame, data.null_value, level), fill=role))
    return [Group(tuple(items), decorative=True)]


def _cone(frame: _Frame, centre: float, level: float) -> tuple[tuple[float, float], ...]:
    """The triangle within which an effect does not differ from `centre`, cut at the frame's sides."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    steps = [frame.largest * index / 60 for index in range(61)]
    left = [(frame.x_of(centre, -z * se), frame.y(se)) for se in steps]
    right = [(frame.x_of(centre, z * se), frame.y(se)) for se in reversed(steps)]
    return tuple(left + right)


def _lines(data: FunnelData, frame: _Frame) -> list[Item]:
    items: list[Item] = []
    if data.null_value is not None:
        items.append(_upright(frame, data.null_value, "line", ()))
    if data.pooled is not None:
        items.append(_upright(frame, data.pooled, "pooled", (1.0, 2.0)))
        cone = _cone(frame, data.pooled, 0.95)
        half = len(cone) // 2
        for side in (cone[:half], cone[half:]):
            inside = tuple(p for p in side if frame.axis.left < p[0] < frame.axis.right)
            if len(inside) > 1:
                items.append(Polyline(inside, role="pooled", width=0.75, dash=(4, 3)))
    return [Group(tuple(items), decorative=True)]


def _upright(frame: _Frame, value: float, role: str, dash: tuple[float, ...]) -> Line:
    x = frame.axis.x(value)
    return Line(x, frame.top, x, frame.bottom, role=role, dash=dash)


def _scales(data: FunnelData, frame: _Frame) -> list[Item]:
    axis, bottom = frame.axis, frame.bottom
    items: list[Item] = [
        Line(axis.left, bottom, axis.right, bottom, role="line"),
        Line(axis.left, frame.top, axis.left, bottom, role="line"),
    ]
    for tick in axis.ticks:
        x = axis.x(tick)
        items.append(Line(x, bottom, x, bottom + 3.5, role="line"))
        items.append(Text(x, bottom + 13.5, axis.tick_label(tick), SIZE, "middle", role="muted"))
    steps = linear_ticks(0, frame.largest, MOST_STEPS)
    for tick in steps:
        y = frame.y(tick)
        items.append(Line(axis.left - 3.5, y, axis.left, y, role="line"))
        items.append(Text(axis.left - 5.5, y + 3.2, tick_label(tick, steps, False), SIZE, "end", role="muted"))
    middle = (axis.left + axis.right) / 2
    items.append(Text(middle, bottom + 28, data.measure, SIZE, "middle"))
    items.append(Text(10, (frame.top + bottom) / 2, "Standard error", SIZE, "middle", rotate=-90))
    return [Group(tuple(items), decorative=True)]


def _point(data: FunnelData, study: FunnelStudy, frame: _Frame, index: int) -> Group:
    x, y = frame.axis.x(study.estimate), frame.y(study.se)
    fill, stroke = ("surface", "estimate") if study.imputed else ("estimate", "surface")
    spoken = (
        f"{study.label}: {data.measure} {_effect(data, study.estimate)}, standard error {print_spread(study.se)}"
    )
    spoken += ", filled in." if study.imputed else "."
    dot = (Circle(x, y, 9, fill="hit"), Circle(x, y, 3.2, fill=fill, stroke=stroke))
    return Group(dot, f"point-{index}", "row kr-fig-study", spoken, spoken, study.href, focusable=True)


def _legend(data: FunnelData, top: float, width: float) -> tuple[list[Item], float]:
    """What the shades mean, from white within the cones outwards, in as many lines as needed."""
    items: list[Item] = []
    x, y = LEFT, top + 9
    for fill, words in _meanings(data):
        needed = 10 + text_width(words, 8) + 12
        if x > LEFT and x + needed > width - RIGHT:
            x, y = LEFT, y + LEADING
        items.append(Rect(x, y - 6.5, 8, 8, fill=fill, stroke="line", stroke_width=0.5))
        items.append(Text(x + 11, y, words, 8, role="muted"))
        x += needed
    return items, y + 8


def _meanings(data: FunnelData) -> Sequence[tuple[str, str]]:
    alphas = [f"{1 - level:.2f}" for level in sorted(data.contours)[:3]]
    if not alphas or data.null_value is None:
        return []
    first = [("surface", f"P > {alphas[0]}")]
    between = [
        (role, f"{low} < P ≤ {high}")
        for role, high, low in zip(("band-3", "band-2"), alphas, alphas[1:], strict=False)
    ]
    return [*first, *between, ("band-1", f"P ≤ {alphas[-1]}")]
