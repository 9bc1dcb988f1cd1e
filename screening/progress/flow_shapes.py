"""The pieces of a flow diagram: boxes with their numbers, bars over the arms, arrows between."""

from collections.abc import Mapping
from dataclasses import dataclass

from ketreview.drawing.metrics import wrap
from ketreview.drawing.scene import Group, Item, Line, Polygon, Polyline, Rect, Text
from screening.progress.flow_boxes import FlowBox, FlowFigure, print_count

SIZE, LEADING, LINE_HEIGHT = 9.0, 11.5, 18.0
PADDING, DETAIL_INDENT = 8.0, 10.0
BAR_HEIGHT = 24.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A drawn box and the frame it fills."""

    group: Group
    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> float:
        """Where arrows enter and leave from above and below."""
        return self.x + self.width / 2

    @property
    def middle(self) -> float:
        """Half way down the box."""
        return self.y + self.height / 2

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height


def box_height(box: FlowBox, width: float) -> float:
    """The height of a box when its lines are wrapped to `width`."""
    return sum(_line_height(lines) for _, lines in _lines(box, width)) + PADDING


def place_box(box: FlowBox, x: float, y: float, width: float, links: Mapping[str, str]) -> Placed:
    """A box with its numbers, each a link where its key has an address."""
    height = box_height(box, width)
    role, dash = ("awaiting", (4.0, 3.0)) if box.unfinished else ("line", ())
    items: list[Item] = [Rect(x, y, width, height, fill="surface", stroke=role, radius=3, dash=dash)]
    at = y + PADDING / 2
    for figure, lines in _lines(box, width):
        items.append(_figure(figure, lines, x, at, width, links))
        at += _line_height(lines)
    return Placed(Group(tuple(items), f"box-{_slug(box.key)}", "box"), x, y, width, height)


def _lines(box: FlowBox, width: float) -> list[tuple[FlowFigure | None, tuple[str, ...]]]:
    """The heading and the numbers of a box, wrapped to its width."""
    room = width - 2 * PADDING
    heading = [(None, wrap(box.heading, SIZE, room, "bold"))] if box.heading else []
    return heading + [(f, wrap(f.text, SIZE, room - (DETAIL_INDENT if f.detail else 0))) for f in box.figures]


def _line_height(lines: tuple[str, ...]) -> float:
    return LINE_HEIGHT + LEADING * (len(lines) - 1)


def _figure(
    figure: FlowFigure | None, lines: tuple[str, ...], x: float, y: float, width: float, links: Mapping[str, str]
) -> Group:
    indent = DETAIL_INDENT if figure and figure.detail else 0
    href = links.get(figure.key, "") if figure else ""
    role = "accent" if href else "text"
    weight = "bold" if figure is None else "normal"
    words: list[Item] = [
        Text(x + PADDING + indent, y + 12.2 + LEADING * i, _spaced(line, i, lines), SIZE, weight=weight, role=role)
        for i, line in enumerate(lines)
    ]
    if not href or figure is None:
        return Group(tuple(words))
    hit = Rect(x + 2, y, width - 4, _line_height(lines), fill="hit", radius=2)
    spoken = f"{figure.label}: {print_count(figure.count)}. Show the records."
    return Group((hit, *words), f"n-{_slug(figure.key)}", "link", spoken, href=href)


def _slug(key: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in key)


def bar_height(words: str, width: float) -> float:
    """The height of a bar over an arm."""
    return BAR_HEIGHT + LEADING * (len(wrap(words, SIZE, width - 16, "bold")) - 1)


def bar(words: str, x: float, y: float, width: float) -> list[Item]:
    """The bar over an arm with its name."""
    lines = wrap(words, SIZE, width - 16, "bold")
    items: list[Item] = [Rect(x, y, width, bar_height(words, width), fill="panel-strong", radius=3)]
    centre = x + width / 2
    return items + [
        Text(centre, y + 15.2 + LEADING * i, line, SIZE, "middle", "bold") for i, line in enumerate(lines)
    ]


def arrow(points: tuple[tuple[float, float], ...]) -> Item:
    """An arrow along points; all its pieces run straight across or down."""
    (x0, y0), (x, y) = points[-2], points[-1]
    length = max(abs(x - x0), abs(y - y0)) or 1
    dx, dy = (x - x0) / length, (y - y0) / length
    base = (x - 5 * dx, y - 5 * dy)
    head = ((x, y), (base[0] + 3 * dy, base[1] - 3 * dx), (base[0] - 3 * dy, base[1] + 3 * dx))
    track = (*points[:-1], base)
    line = Line(*track[0], *track[1], role="line") if len(track) == 2 else Polyline(track, role="line")
    return Group((line, Polygon(head, fill="line")), decorative=True)


def _spaced(line: str, at: int, lines: tuple[str, ...]) -> str:
    """A line that goes on ends with a space, so that what is read aloud or copied has no words run together."""
    return line if at == len(lines) - 1 else f"{line} "
