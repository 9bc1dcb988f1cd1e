"""A small scene with every shape, for the renderers."""

from ketreview.drawing.scene import Circle, Group, Line, Polygon, Polyline, Rect, Scene, Text


def every_shape() -> Scene:
    row = Group(
        (Rect(0, 20, 100, 10, fill="hit"), Text(2, 28, "Smith & Jones <2014>", 9)),
        id="row-0", kind="row", label="Smith: 0.5", focusable=True,
    )  # fmt: skip
    link = Group((Text(2, 44, "n = 12", 9, weight="bold"),), id="n-12", label="12 records", href="/r/?a=1&b=2")
    grid = Group((Line(0, 50, 100, 50, role="rule", dash=(3, 2)),), decorative=True)
    marks = (
        Rect(4, 54, 8, 8, fill="estimate", stroke="line", radius=2),
        Polygon(((20, 58), (30, 54), (40, 58), (30, 62)), fill="pooled"),
        Polyline(((50, 54), (55, 60), (60, 54)), role="accent"),
        Circle(70, 58, 4, fill="low", stroke="surface"),
        Text(90, 60, "τ² = −1 $x$", 8, "middle", italic=True, rotate=-90),
    )
    return Scene(100, 80, "A <title>", "What it shows & how.", (row, link, grid, *marks))
