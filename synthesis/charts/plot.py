"""A plot with all that pages, files and reports need of it: drawings sheet by sheet, its table, its numbers."""

from collections.abc import Callable
from dataclasses import dataclass

from ketreview.drawing.scene import Scene
from synthesis.charts import forest_rows, scatter
from synthesis.charts.forest import forest_pages
from synthesis.charts.forest_data import ForestData, Value
from synthesis.charts.forest_phone import forest_phone_pages

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""Headers and rows, as printed."""
Numbers = tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]
"""Headers and rows of a file: each number unrounded in a column of its own."""
Sheets = tuple[Scene, ...]
NARROW = 300.0


@dataclass(frozen=True)
class Plot:
    """One plot: its name in addresses, what it asks in words, its drawings (sheets where it is long), table and
    numbers. `orders` are those its rows can stand in, key and words; `order` is the key of the one they do.
    """

    name: str
    heading: str
    question: str
    wide: Callable[[], Sheets]
    narrow: Callable[[], Sheets]
    table: Table
    numbers: Callable[[], Numbers]
    orders: tuple[tuple[str, str], ...] = ()
    order: str = ""


def forest_plot(
    name: str, heading: str, question: str, data: ForestData,
    orders: tuple[tuple[str, str], ...] = (), order: str = "",
) -> Plot:  # fmt: skip
    """A forest plot in its sheets."""
    return Plot(
        name, heading, question, lambda: forest_pages(data), lambda: forest_phone_pages(data),
        forest_rows.table(data), lambda: forest_rows.numbers(data), orders, order,
    )  # fmt: skip


def scatter_plot(name: str, heading: str, question: str, data: scatter.ScatterData) -> Plot:
    """A plot of points."""
    return Plot(
        name, heading, question, lambda: (scatter.scatter(data),), lambda: (scatter.scatter(data, width=NARROW),),
        scatter.table(data), lambda: scatter.numbers(data),
    )  # fmt: skip
