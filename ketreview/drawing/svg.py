"""Scenes as SVG: for a page (themed by classes, read aloud, no style or script) and for a file."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape

from ketreview.drawing.palette import ROLES, print_colour
from ketreview.drawing.scene import Circle, Group, Item, Line, Polygon, Polyline, Rect, Scene, Text

Paint = Callable[[str | None, str | None], dict[str, object]]

NAMESPACE = "http://www.w3.org/2000/svg"
FONTS = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
PIXELS_PER_POINT = 4 / 3
# Characters XML cannot carry, even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def on_screen(scene: Scene, *, prefix: str, css_class: str = "") -> str:
    """SVG to inline in a page under a strict content security policy.

    Colours come from classes (`kr-fill-ROLE`, `kr-stroke-ROLE`), so `figures.css` themes them.
    `prefix` must be unique in the page: it makes the ids unique.
    """
    attributes = {
        "class": f"kr-fig {css_class}".strip(),
        "role": "group" if scene.interactive else "img",
        "aria-labelledby": f"{prefix}-title",
        "aria-describedby": f"{prefix}-desc",
        "width": _number(scene.width * PIXELS_PER_POINT),
        "height": _number(scene.height * PIXELS_PER_POINT),
        "viewBox": f"0 0 {_number(scene.width)} {_number(scene.height)}",
    }
    head = _element("title", {"id": f"{prefix}-title"}, _text(scene.title))
    head += _element("desc", {"id": f"{prefix}-desc"}, _text(scene.description))
    return _element("svg", attributes, head + _draw(scene.items, _by_class, prefix))


def standalone(scene: Scene) -> str:
    """SVG for a file: self-contained, the print palette as attributes, real text, same bytes every time."""
    attributes = {
        "xmlns": NAMESPACE,
        "role": "img",
        "width": f"{_number(scene.width)}pt",
        "height": f"{_number(scene.height)}pt",
        "viewBox": f"0 0 {_number(scene.width)} {_number(scene.height)}",
        "font-family": FONTS,
    }
    head = _element("title", {}, _text(scene.title)) + _element("desc", {}, _text(scene.description))
    paper = Rect(0, 0, scene.width, scene.height, fill="surface")
    body = _draw((paper, *scene.items), _by_colour, "")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _element("svg", attributes, head + body) + "\n"


def _by_class(fill: str | None, stroke: str | None) -> dict[str, object]:
    for role in (fill, stroke):
        if role is not None and role not in ROLES:
            print_colour(role)
    return {"class": f"kr-fill-{fill or 'none'} kr-stroke-{stroke or 'none'}"}


def _by_colour(fill: str | None, stroke: str | None) -> dict[str, object]:
    colours = {"fill": print_colour(fill) or "none"}
    return colours | ({"stroke": print_colour(stroke)} if print_colour(stroke) else {})


def _draw(items: Sequence[Item], paint: Paint, prefix: str) -> str:
    return "".join(_group(i, paint, prefix) if isinstance(i, Group) else _shape(i, paint) for i in items)


def _group(group: Group, paint: Paint, prefix: str) -> str:
    inner = (_element("title", {}, _text(group.title)) if group.title else "") + _draw(group.items, paint, prefix)
    if not prefix:
        return _element("g", {}, inner)
    attributes: dict[str, object] = {}
    if group.id:
        attributes["id"] = f"{prefix}-{group.id}"
    if group.kind:
        attributes["class"] = f"kr-fig-{group.kind}"
    if group.decorative:
        attributes["aria-hidden"] = "true"
    if group.label:
        attributes["aria-label"] = group.label
    if group.href:
        return _element("a", attributes | {"href": group.href}, inner)
    if group.label:
        attributes["role"] = "img"
    if group.focusable:
        attributes["tabindex"] = "0"
    return _element("g", attributes, inner)


def _shape(item: Item, paint: Paint) -> str:
    match item:
        case Line():
            ends = {"x1": item.x1, "y1": item.y1, "x2": item.x2, "y2": item.y2}
            return _element("line", ends | paint(None, item.role) | _stroke(item.width, item.dash))
        case Polyline():
            points = {"points": _points(item.points)}
            return _element("polyline", points | paint(None, item.role) | _stroke(item.width, item.dash))
        case Polygon():
            points = {"points": _points(item.points)}
            return _element("polygon", points | paint(item.fill, item.stroke) | _edge(item))
        case Circle():
            disc = {"cx": item.cx, "cy": item.cy, "r": item.r}
            return _element("circle", disc | paint(item.fill, item.stroke) | _edge(item))
        case Rect():
            return _rect(item, paint)
        case Text():
            return _words(item, paint)
    raise TypeError(f"Cannot draw {item!r}.")


def _rect(item: Rect, paint: Paint) -> str:
    box: dict[str, object] = {"x": item.x, "y": item.y, "width": item.width, "height": item.height}
    if item.radius:
        box["rx"] = item.radius
    return _element("rect", box | paint(item.fill, item.stroke) | _edge(item))


def _words(item: Text, paint: Paint) -> str:
    attributes: dict[str, object] = {"x": item.x, "y": item.y, "font-size": item.size}
    if item.anchor != "start":
        attributes["text-anchor"] = item.anchor
    if item.weight == "bold":
        attributes["font-weight"] = "bold"
    if item.italic:
        attributes["font-style"] = "italic"
    if item.rotate:
        attributes["transform"] = f"rotate({_number(item.rotate)} {_number(item.x)} {_number(item.y)})"
    return _element("text", attributes | paint(item.role, None), _text(item.text))


def _edge(item: Rect | Polygon | Circle) -> dict[str, object]:
    return _stroke(item.stroke_width, getattr(item, "dash", ())) if item.stroke else {}


def _stroke(width: float, dash: Sequence[float]) -> dict[str, object]:
    dashes = {"stroke-dasharray": " ".join(map(_number, dash))} if dash else {}
    return {"stroke-width": width} | dashes


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _element(tag: str, attributes: Mapping[str, object], body: str = "") -> str:
    written = "".join(
        f' {name}="{_number(value) if isinstance(value, int | float) else _text(str(value))}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{written}>{body}</{tag}>" if body else f"<{tag}{written}/>"


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text))


def _number(value: float) -> str:
    """At most two decimals: a hundredth of a point is below what any printer shows."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written
