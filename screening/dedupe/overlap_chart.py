"""What pairs of sources have in common, as bars. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ketreview.drawing.metrics import wrap
from ketreview.drawing.scene import Group, Item, Rect, Scene, Text

MOST_BARS = 15
BAR, ROOM, LINE, THICK, GAP = 160.0, 76.0, 12.0, 10.0, 14.0
WIDTH = BAR + ROOM  # fits a phone
SIZE = 9.0


def overlap_chart(pairs: Sequence[tuple[str, str, int, float]]) -> Scene:
    """A bar a pair (first source, second source, works in both, share of the smaller source), the longest first."""
    shown = sorted(pairs, key=lambda pair: (-pair[2], pair[:2]))[:MOST_BARS]
    longest = max((pair[2] for pair in shown), default=0) or 1
    items: list[Item] = []
    y = 4.0
    for first, second, works, share in shown:
        row, y = _row(f"{first} and {second}", works, share, y, BAR * works / longest)
        items.append(row)
    return Scene(WIDTH, y, "Works that two sources have in common", _told(shown), tuple(items))


def _row(name: str, works: int, share: float, y: float, length: float) -> tuple[Group, float]:
    """The names above their bar, and where the next row begins."""
    lines = wrap(name, SIZE, WIDTH - 24)
    top = y + len(lines) * LINE + 3
    drawn = (
        *(Text(0, y + SIZE + n * LINE, line, SIZE) for n, line in enumerate(lines)),
        Rect(0, top, max(length, 0.75), THICK, fill="accent"),
        Text(length + 6, top + THICK - 1.5, f"{works:,} ({share:.0%})", SIZE, weight="bold"),
    )
    label = f"{name}: {works:,} works in both, {share:.0%} of the smaller source"
    return Group(drawn, label=label, focusable=True), top + THICK + GAP


def _told(shown: Sequence[tuple[str, str, int, float]]) -> str:
    return "; ".join(f"{a} and {b}: {n:,} works, {share:.0%} of the smaller source" for a, b, n, share in shown)
