"""A figure as plain data, before anyone decides whether it becomes SVG, PDF or pixels.

Lengths are points (1/72 inch), x runs right, y runs down, a text's y is its baseline.
Colours are named by what they mean (see `palette`), never by value, so that a screen
can theme them and print can fix them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Anchor = Literal["start", "middle", "end"]
Weight = Literal["normal", "bold"]
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; `dash` is on and off lengths in points, empty for a solid line."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: str = "line"
    width: float = 0.75
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Polyline:
    """An open line through points, not filled."""

    points: Points
    role: str = "line"
    width: float = 0.75
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Rect:
    """A box by its top left corner; `radius` rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str | None = "panel"
    stroke: str | None = None
    stroke_width: float = 0.75
    radius: float = 0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed shape through points."""

    points: Points
    fill: str | None = "accent"
    stroke: str | None = None
    stroke_width: float = 0.75


@dataclass(frozen=True, slots=True)
class Circle:
    """A disc by its centre and radius."""

    cx: float
    cy: float
    r: float
    fill: str | None = "accent"
    stroke: str | None = None
    stroke_width: float = 0.75


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `rotate` turns it by degrees clockwise about (x, y)."""

    x: float
    y: float
    text: str
    size: float = 9
    anchor: Anchor = "start"
    weight: Weight = "normal"
    role: str = "text"
    italic: bool = False
    rotate: float = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that belong together: a row of a forest plot, a number in a box.

    `label` is what a screen reader says instead of the shapes; `href` makes the group a
    link; `focusable` lets the keyboard reach a row that is no link; `decorative` hides
    shapes that repeat what labels already say (grid lines, tick labels).
    """

    items: tuple["Item", ...]
    id: str = ""
    kind: str = ""
    label: str = ""
    title: str = ""
    href: str = ""
    focusable: bool = False
    decorative: bool = False


Item = Line | Polyline | Rect | Polygon | Circle | Text | Group


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole figure; `title` and `description` are read aloud and kept in files."""

    width: float
    height: float
    title: str
    description: str
    items: tuple[Item, ...]

    @property
    def interactive(self) -> bool:
        """Whether a reader can move the focus to something inside the figure."""
        return any(group.href or group.focusable for group in groups(self.items))


def groups(items: Sequence[Item]) -> Iterator[Group]:
    """Every group among `items`, outer ones first."""
    for item in items:
        if isinstance(item, Group):
            yield item
            yield from groups(item.items)


def shapes(items: Sequence[Item]) -> Iterator[Item]:
    """Every shape and text among `items` in drawing order, groups opened."""
    for item in items:
        if isinstance(item, Group):
            yield from shapes(item.items)
        else:
            yield item


def texts(scene: Scene) -> tuple[Text, ...]:
    """Every text of the scene in drawing order."""
    return tuple(item for item in shapes(scene.items) if isinstance(item, Text))
