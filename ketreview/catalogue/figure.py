"""A small forest plot of made-up trials, drawn as real figures are. Pure."""

from ketreview.drawing.scene import Group, Item, Line, Polygon, Rect, Scene, Text

TRIALS = (
    ("Trial A", 0.42, 0.20, 0.64, 9),
    ("Trial B", 0.10, -0.22, 0.42, 6),
    ("Trial C", 0.55, 0.30, 0.80, 8),
    ("Trial D", 0.31, 0.12, 0.50, 10),
)
POOLED = ("Random effects", 0.36, 0.22, 0.50)
WIDTH, HEIGHT, ROW = 480.0, 150.0, 20.0


def forest() -> Scene:
    """Four trials and their diamond, each row reachable by keyboard."""
    rows = tuple(_trial(index, *trial) for index, trial in enumerate(TRIALS))
    null = Line(_x(0), 8, _x(0), 122, role="line", dash=(3, 2))
    axis: tuple[Item, ...] = (Line(_x(-0.5), 124, _x(1), 124, role="text"),)
    ticks = tuple(Text(_x(v), 136, _signed(v, 1), 8, "middle", role="muted") for v in (-0.5, 0.0, 0.5, 1.0))
    return Scene(
        WIDTH,
        HEIGHT,
        "Forest plot of four made-up trials",
        "Each row gives a trial's effect and interval; the diamond is the pooled effect.",
        (Group((null, *axis, *ticks), decorative=True), *rows, _pooled()),
    )


def words(estimate: float, low: float, high: float) -> str:
    return f"{_signed(estimate)} [{_signed(low)}, {_signed(high)}]"


def _trial(index: int, name: str, estimate: float, low: float, high: float, side: float) -> Group:
    y = 20 + index * ROW
    items = (
        Rect(0, y - ROW / 2, WIDTH, ROW, fill="hit"),
        Text(6, y + 3, name),
        Line(_x(low), y, _x(high), y, role="estimate", width=1.2),
        Rect(_x(estimate) - side / 2, y - side / 2, side, side, fill="estimate"),
        Text(WIDTH - 6, y + 3, words(estimate, low, high), anchor="end"),
    )
    return Group(items, f"row-{index}", "row", f"{name}: {words(estimate, low, high)}", focusable=True)


def _pooled() -> Group:
    name, estimate, low, high = POOLED
    y = 108.0
    diamond = ((_x(low), y), (_x(estimate), y - 6), (_x(high), y), (_x(estimate), y + 6))
    items = (
        Rect(0, y - ROW / 2, WIDTH, ROW, fill="hit"),
        Text(6, y + 3, name, weight="bold"),
        Polygon(diamond, fill="pooled"),
        Text(WIDTH - 6, y + 3, words(estimate, low, high), anchor="end", weight="bold"),
    )
    return Group(items, "row-pooled", "row", f"Pooled: {words(estimate, low, high)}", focusable=True)


def _x(value: float) -> float:
    return 210 + value * 150


def _signed(value: float, places: int = 2) -> str:
    return f"{value:.{places}f}".replace("-", "−")
