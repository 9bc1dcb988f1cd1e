"""The forest plot for a phone: each study a line of words and, below it, its interval over the whole width.

The arms' data are left to the table beneath; the label that is read aloud still has them.
"""

from ketreview.drawing.metrics import text_width, wrap
from ketreview.drawing.scene import Group, Item, Line, Rect, Scene, Text
from synthesis.charts import forest_marks as marks
from synthesis.charts.axis import Axis
from synthesis.charts.forest_columns import LEADING, SIZE
from synthesis.charts.forest_data import ForestData, ForestStudy, PredictionRow
from synthesis.charts.forest_rows import (
    ROWS_ON_A_PAGE,
    Page,
    PrintedRow,
    ci_name,
    pages_of,
    printed_rows,
    short_measure,
)
from synthesis.charts.forest_sheet import (
    describe_page,
    effect_axis,
    empty,
    favours,
    foot,
    largest_weight,
    notes_of_page,
    page_title,
    row_marks,
)

PHONE_WIDTH = 240.0
MARGIN = 4.0
STRIP = 13.0
TITLE_SIZE = 10.5


def forest_phone(data: ForestData, *, width: float = PHONE_WIDTH) -> Scene:
    """A forest plot at most 420 px wide: points times 4/3 are pixels, so 240 points are 320 px."""
    return _pages(data, (printed_rows(data),), width)[0]


def forest_phone_pages(
    data: ForestData, *, width: float = PHONE_WIDTH, rows_on_a_page: int = ROWS_ON_A_PAGE
) -> tuple[Scene, ...]:
    """The same sheets as `forest.forest_pages` makes, for a phone."""
    return _pages(data, pages_of(data, rows_on_a_page), width)


def _pages(data: ForestData, pages: tuple[Page, ...], width: float) -> tuple[Scene, ...]:
    if not pages[0]:
        return (empty(data, width),)
    axis = effect_axis(data, MARGIN + 6, width - MARGIN - 6, most_ticks=6)
    return tuple(_sheet(data, page, axis, width, number, len(pages)) for number, page in enumerate(pages, 1))


def _sheet(data: ForestData, rows: Page, axis: Axis, width: float, number: int, of: int) -> Scene:
    name = page_title(data, number, of)
    head, top = _head(data, name, width)
    body, bottom = _body(data, rows, axis, top, width)
    items: list[Item] = [*head, *body, *marks.scale(axis, bottom, SIZE)]
    labels, y = favours(data, axis, bottom + 4.5 + SIZE, MARGIN, width - MARGIN)
    notes, y = foot(notes_of_page(data, number, of), y + 6, width, size=8, margin=MARGIN)
    return Scene(width, y + 8, name, describe_page(data, rows, number, of), (*items, *labels, *notes))


def _head(data: ForestData, name: str, width: float) -> tuple[list[Item], float]:
    items: list[Item] = []
    y = 2.0
    for line in wrap(name, TITLE_SIZE, width - 2 * MARGIN, "bold"):
        y += TITLE_SIZE + 2
        items.append(Text(MARGIN, y, line, TITLE_SIZE, weight="bold"))
    y += 3
    for line in wrap(f"{short_measure(data)} [{ci_name(data)}]", SIZE, width - 2 * MARGIN):
        y += LEADING
        items.append(Text(width - MARGIN, y, line, SIZE, "end", role="muted"))
    items.append(Line(MARGIN, y + 5, width - MARGIN, y + 5, role="line"))
    return items, y + 8


def _body(
    data: ForestData, rows: tuple[PrintedRow, ...], axis: Axis, y: float, width: float
) -> tuple[list[Item], float]:
    items: list[Item] = []
    largest = largest_weight(data)
    for index, row in enumerate(rows):
        group, height = _row(data, row, axis, y, width, largest, f"row-{index}")
        items.append(group)
        y += height
    return items, y + 3


def _row(
    data: ForestData, row: PrintedRow, axis: Axis, y: float, width: float, largest: float, name: str
) -> tuple[Group, float]:
    weight = "bold" if row.kind in ("heading", "pooled") else "normal"
    role = "muted" if row.kind in ("note", "prediction") else "text"
    effect = f"{row.effect} {row.interval}".strip()
    taken = text_width(effect, SIZE, "bold") + 8 if effect else 0
    lines = wrap(row.label, SIZE, width - 2 * MARGIN - taken, weight)
    words: list[Item] = [
        Text(MARGIN, y + LEADING * (i + 1), line, SIZE, weight=weight, role=role) for i, line in enumerate(lines)
    ]
    if effect:
        words.append(Text(width - MARGIN, y + LEADING, effect, SIZE, "end", weight, role))
    height = LEADING * len(lines) + 3
    strip = _strip(data, row, axis, y + height, largest)
    height += STRIP + 3 if strip else 3
    hit = Rect(0, y, width, height, fill="hit", radius=2)
    href = row.source.href if isinstance(row.source, ForestStudy) else ""
    focusable = row.kind not in ("note", "heading")
    kind = f"row kr-fig-{row.kind}"
    return Group((hit, *words, *strip), name, kind, row.spoken, href=href, focusable=focusable), height


def _strip(data: ForestData, row: PrintedRow, axis: Axis, y: float, largest: float) -> tuple[Item, ...]:
    """The interval of one row between its words and the next row's, on its own piece of the lines."""
    middle = y + (STRIP - 4) / 2 if isinstance(row.source, PredictionRow) else y + STRIP / 2 - 1
    drawn = row_marks(row, axis, middle, largest)
    return (*marks.reference_lines(data, axis, y, y + STRIP), *drawn) if drawn else ()
