"""What each study does, as small panels side by side: a row a study, a panel a diagnostic, limits as broken lines.

The panels and limits are those of Viechtbauer & Cheung (2010) Res. Synth. Methods 1, 112-125, as metafor draws
them, turned by a quarter so that every study keeps its name. On a narrow sheet the panels stand in blocks below
each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ketreview.drawing.metrics import text_width, wrap
from ketreview.drawing.scene import Circle, Group, Item, Line, Rect, Scene, Text
from synthesis.charts.axis import Axis, build_axis, linear_ticks, tick_label
from synthesis.charts.forest_rows import ROWS_ON_A_PAGE
from synthesis.charts.numbers import print_difference

SIZE, SMALL, TITLE_SIZE, LEADING = 8.5, 7.5, 11.0, 10.5
MARGIN, GAP, INSET, PADDING = 8.0, 12.0, 7.0, 2.5
WIDEST_NAME, NARROWEST_PANEL = 0.28, 60.0
"""A name takes at most this share of the width; panels that would be narrower than this go to a block below."""
WIDE = 640.0
LONG = 30
"""Rows from which the scales stand above the studies too."""
SLACK = 0.9
FINER = (4, 3, 2, 5, 6, 8, 12, 20)
"""How many ticks a panel is tried with, until labels of three have room."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagnostic: a value a study (None where it has none), `limits` beyond which a study stands out, and the
    value that `base` says is usual. Dots hang on the base."""

    title: str
    values: tuple[float | None, ...]
    base: float = 0.0
    limits: tuple[float, ...] = ()
    digits: int = 2
    key: str = ""


@dataclass(frozen=True, slots=True)
class PanelsData:
    """The plot before it is drawn; `flagged` says which studies are influential."""

    title: str
    labels: tuple[str, ...] = ()
    flagged: tuple[bool, ...] = ()
    panels: tuple[Panel, ...] = ()
    notes: tuple[str, ...] = ()
    empty_message: str = "There are not enough studies for this plot yet."


def panels(data: PanelsData, *, width: float = WIDE) -> Scene:
    """The whole plot on one sheet `width` points wide, however long; a phone takes 300."""
    return _sheet(data, range(len(data.labels)), data.title, width)


def panel_pages(data: PanelsData, *, width: float = WIDE, most: int = ROWS_ON_A_PAGE) -> tuple[Scene, ...]:
    """A long plot on sheets of at most so many studies, about as many on each, with the same columns and axes."""
    count = max(1, -(-len(data.labels) // most))
    size = -(-len(data.labels) // count)
    return tuple(
        _sheet(data, range(len(data.labels))[at * size : (at + 1) * size], _page_title(data, at + 1, count), width)
        for at in range(count)
    )


def _page_title(data: PanelsData, number: int, of: int) -> str:
    return data.title if of == 1 else f"{data.title} ({number} of {of})"


def _sheet(data: PanelsData, rows: range, title: str, width: float) -> Scene:
    items, y = _heading(title, width)
    if not data.labels or not data.panels:
        words = wrap(data.empty_message, SIZE, width - 2 * MARGIN)
        items += [Text(MARGIN, y + 11 * (i + 1), line, SIZE, role="muted") for i, line in enumerate(words)]
        return Scene(width, y + 11 * len(words) + 10, title, data.empty_message, tuple(items))
    for number, block in enumerate(_blocks(data, width)):
        drawn, y = _block(data, block, rows, y, width, number)
        items += drawn
    for note in data.notes:
        for line in wrap(note, SIZE, (width - 2 * MARGIN) * SLACK):
            y += LEADING
            items.append(Text(MARGIN, y, line, SIZE))
    return Scene(width, y + 8, title, _describe(data, rows, title), tuple(items))


def table(data: PanelsData) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headers and rows with the digits that are read aloud."""
    headers = ("Study", *(panel.title for panel in data.panels), "Note")
    rows = tuple(
        (label, *(_printed(panel, i) for panel in data.panels), "influential" if data.flagged[i] else "")
        for i, label in enumerate(data.labels)
    )
    return headers, rows


def numbers(data: PanelsData) -> tuple[tuple[str, ...], tuple[tuple[float | str | None, ...], ...]]:
    """Headers and rows of a file: every number as it is; `key` of a panel names its column."""
    headers = ("study", *(panel.key or panel.title for panel in data.panels), "note")
    rows = tuple(
        (label, *(panel.values[i] for panel in data.panels), "influential" if data.flagged[i] else "")
        for i, label in enumerate(data.labels)
    )
    return headers, rows


def _printed(panel: Panel, place: int) -> str:
    value = panel.values[place]
    return "–" if value is None else print_difference(value, panel.digits)


def _describe(data: PanelsData, rows: range, title: str) -> str:
    named = [data.labels[row] for row in rows if data.flagged[row]]
    count = f"{len(rows)} {'study' if len(rows) == 1 else 'studies'}"
    told = f"Influential: {', '.join(named)}." if named else "No study is influential."
    return f"{title}: {', '.join(panel.title for panel in data.panels)} of {count}. {told}"


def _heading(title: str, width: float) -> tuple[list[Item], float]:
    lines = wrap(title, TITLE_SIZE, width - 2 * MARGIN, "bold")
    return [
        Text(MARGIN, 8 + 13 * (i + 1), line, TITLE_SIZE, weight="bold") for i, line in enumerate(lines)
    ], 12 + 13 * len(lines)


def _names_width(data: PanelsData, width: float) -> float:
    longest = max(text_width(label, SIZE, "bold") for label in data.labels)
    return min(longest + 4, WIDEST_NAME * width)


def _blocks(data: PanelsData, width: float) -> list[tuple[Panel, ...]]:
    """The panels in as few blocks as leave each panel its width, as even as they can be."""
    room = width - 2 * MARGIN - _names_width(data, width)
    most = max(1, int(room // (NARROWEST_PANEL + GAP)))
    count = -(-len(data.panels) // most)
    size = -(-len(data.panels) // count)
    return [data.panels[start : start + size] for start in range(0, len(data.panels), size)]


def _block(
    data: PanelsData, block: Sequence[Panel], places: range, top: float, width: float, number: int
) -> tuple[list[Item], float]:
    left = MARGIN + _names_width(data, width)
    each = (width - MARGIN - left - GAP * len(block)) / len(block)
    axes = [_axis(panel, left + GAP * (i + 1) + each * i, each) for i, panel in enumerate(block)]
    items, y = _titles(block, axes, top)
    if len(places) >= LONG:
        items.append(
            Group(tuple(shape for axis in axes for shape in _scale(axis, y + SMALL + 6, -1)), decorative=True)
        )
        y += SMALL + 6
    rows: list[Item] = []
    y += 3
    start = y
    for place in places:
        row, height = _row(data, block, axes, place, data.labels[place], y, left, width, number)
        rows.append(row)
        y += height
    y += 2
    lines = [line for panel, axis in zip(block, axes, strict=True) for line in _lines(panel, axis, start, y)]
    scales = [shape for axis in axes for shape in _scale(axis, y, 1)]
    return [*items, Group((*lines, *scales), decorative=True), *rows], y + SMALL + 14


def _axis(panel: Panel, left: float, width: float) -> Axis:
    known = [value for value in panel.values if value is not None]
    ends = [*known, panel.base, *panel.limits]
    room = 0.04 * (max(ends) - min(ends)) or 0.5
    limits = (min(ends) - room, max(ends) + room)
    return build_axis(
        known, (), left=left + INSET, right=left + width - INSET, log=False, limits=limits, most_ticks=4
    )


def _titles(block: Sequence[Panel], axes: Sequence[Axis], top: float) -> tuple[list[Item], float]:
    told = [
        wrap(panel.title, SIZE, axis.right - axis.left + 2 * INSET, "bold")
        for panel, axis in zip(block, axes, strict=True)
    ]
    deepest = max(len(lines) for lines in told)
    base = top + LEADING * deepest
    items: list[Item] = [
        Text((axis.left + axis.right) / 2, base - LEADING * (len(lines) - 1 - i), line, SIZE, "middle", "bold")
        for lines, axis in zip(told, axes, strict=True)
        for i, line in enumerate(lines)
    ]
    return items, base + 3


def _scale(axis: Axis, y: float, down: int) -> list[Item]:
    """The axis with those ticks whose labels have room."""
    items: list[Item] = [Line(axis.left - INSET, y, axis.right + INSET, y)]
    ticks = _with_room(axis)
    for tick in ticks:
        x = axis.x(tick)
        items.append(Line(x, y, x, y + 3 * down))
        base = y + 4 + SMALL if down > 0 else y - 5
        items.append(Text(x, base, tick_label(tick, ticks, axis.log), SMALL, "middle", role="muted"))
    return items


def _with_room(axis: Axis) -> list[float]:
    """Round ticks whose labels keep apart from each other and within the panel and its gap.

    Three or more where that can be, else as many as can.
    """
    best: tuple[float, ...] = ()
    for most in FINER:
        ticks = linear_ticks(axis.low, axis.high, most)
        for step in range(1, len(ticks) + 1):
            for start in range(step):
                kept = _inside(axis, ticks[start::step])
                if len(kept) > len(best) and _apart(axis, kept):
                    best = kept
        if len(best) >= 3:
            break
    return list(best)


def _inside(axis: Axis, ticks: Sequence[float]) -> tuple[float, ...]:
    low, high = axis.left - INSET - GAP / 2, axis.right + INSET + GAP / 2
    halves = ((tick, text_width(tick_label(tick, ticks, axis.log), SMALL) / 2 + 2) for tick in ticks)
    return tuple(tick for tick, half in halves if axis.x(tick) - half >= low and axis.x(tick) + half <= high)


def _apart(axis: Axis, ticks: Sequence[float]) -> bool:
    widths = [text_width(tick_label(tick, ticks, axis.log), SMALL) for tick in ticks]
    pairs = zip(pairwise(ticks), pairwise(widths), strict=True)
    return all(axis.x(b) - axis.x(a) >= (one + two) / 2 + 4 for (a, b), (one, two) in pairs)


def _lines(panel: Panel, axis: Axis, top: float, bottom: float) -> list[Item]:
    """The base, and the limits where they are."""
    lines: list[Item] = [Line(axis.x(panel.base), top, axis.x(panel.base), bottom, role="line")]
    for limit in panel.limits:
        lines.append(Line(axis.x(limit), top, axis.x(limit), bottom, role="pooled", dash=(3.0, 2.5)))
    return lines


def _row(
    data: PanelsData, block: Sequence[Panel], axes: Sequence[Axis], place: int, label: str, y: float, left: float,
    width: float, number: int,
) -> tuple[Group, float]:  # fmt: skip
    flagged = data.flagged[place]
    weight = "bold" if flagged else "normal"
    lines = wrap(label, SIZE, left - MARGIN, weight)
    height = LEADING * len(lines) + PADDING
    middle = y + height / 2
    items: list[Item] = [Rect(2, y, width - 4, height, fill="hit", radius=2)]
    items += [Text(MARGIN, y + LEADING * (i + 1) - 1, line, SIZE, weight=weight) for i, line in enumerate(lines)]
    role = "pooled" if flagged else "estimate"
    for panel, axis in zip(block, axes, strict=True):
        value = panel.values[place]
        if value is not None:
            items.append(Line(axis.x(panel.base), middle, axis.x(value), middle, role="rule", width=0.75))
            items.append(Circle(axis.x(value), middle, 3.2 if flagged else 2.3, fill=role, stroke="surface"))
    told = ", ".join(f"{panel.title} {_printed(panel, place)}" for panel in block)
    spoken = f"{label}: {told}{', influential' if flagged else ''}."
    name = f"study-{number}-{place}"
    return Group(tuple(items), name, "row kr-fig-study", spoken, spoken, focusable=True), height
