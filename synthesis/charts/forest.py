"""Forest plots in the conventions of RevMan and R's meta, as scenes.

Left the studies and their arms, in the middle squares sized by weight on a shared axis,
right effect, interval and weight; then diamonds, the prediction interval, and below the
axis what was found about heterogeneity and what was left out. `forest_phone.forest_phone`
draws the same data on a phone, `forest_rows.table` gives the same words as a table.
"""

from ketreview.drawing.scene import Group, Item, Line, Rect, Scene, Text
from synthesis.charts import forest_marks as marks
from synthesis.charts import forest_sheet as sheet
from synthesis.charts.axis import Axis
from synthesis.charts.forest_columns import GAP, INDENT, LEADING, MARGIN, SIZE, Columns, arrange, label_lines
from synthesis.charts.forest_data import ForestData, ForestStudy
from synthesis.charts.forest_rows import ROWS_ON_A_PAGE, Page, PrintedRow, pages_of, printed_rows

PLOT_WIDTH = 210.0
ROW_PADDING = 4.0


def forest(data: ForestData, *, plot_width: float = PLOT_WIDTH) -> Scene:
    """The whole plot on one sheet, however long; a message where there is nothing to draw."""
    return _pages(data, (printed_rows(data),), plot_width)[0]


def forest_pages(data: ForestData, *, rows_on_a_page: int = ROWS_ON_A_PAGE) -> tuple[Scene, ...]:
    """A long plot on several sheets, each with the same columns and axis; the summary stands on the last."""
    return _pages(data, pages_of(data, rows_on_a_page), PLOT_WIDTH)


def _pages(data: ForestData, pages: tuple[Page, ...], plot_width: float) -> tuple[Scene, ...]:
    rows = tuple(row for page in pages for row in page)
    if not rows:
        return (sheet.empty(data, 420.0),)
    columns = arrange(data, rows, plot_width)
    axis = sheet.effect_axis(data, columns.plot_left, columns.plot_right)
    return tuple(_sheet(data, page, columns, axis, number, len(pages)) for number, page in enumerate(pages, 1))


def _sheet(data: ForestData, rows: Page, columns: Columns, axis: Axis, number: int, of: int) -> Scene:
    name = sheet.page_title(data, number, of)
    head, y = sheet.title(name, columns.width)
    header, top = _header(columns, y)
    body, bottom = _body(data, rows, columns, axis, top)
    lines = marks.reference_lines(data, axis, top, bottom)
    items = [*head, *header, *lines, *body, *marks.scale(axis, bottom, SIZE)]
    labels, y = sheet.favours(data, axis, bottom + 4.5 + SIZE, columns.plot_left - 40, columns.width - MARGIN)
    items += labels
    notes, y = sheet.foot(sheet.notes_of_page(data, number, of), y + GAP, columns.width)
    told = sheet.describe_page(data, rows, number, of)
    return Scene(columns.width, y + MARGIN, name, told, (*items, *notes))


def _header(columns: Columns, y: float) -> tuple[list[Item], float]:
    """Column headings standing on one line, with the headings of whole arms above them."""
    items: list[Item] = []
    under = max((len(header.lines) for header in columns.headers[1 : len(columns.cells) + 1]), default=1)
    arms = under * LEADING + LEADING + 3.5 if columns.spans else 0
    base = y + max(arms, LEADING * max(len(header.lines) for header in columns.headers))
    for header, left, right in columns.spans:
        above = base - under * LEADING - 3.5
        items.append(Text(header.x, above, header.lines[0], SIZE, "middle", "bold"))
        items.append(Line(left, above + 3.5, right, above + 3.5, role="rule"))
    for header in columns.headers:
        for index, line in enumerate(reversed(header.lines)):
            items.append(Text(header.x, base - LEADING * index, line, SIZE, header.anchor, "bold"))
    items.append(Line(MARGIN, base + 5, columns.width - MARGIN, base + 5, role="line"))
    return items, base + 8


def _body(
    data: ForestData, rows: tuple[PrintedRow, ...], columns: Columns, axis: Axis, y: float
) -> tuple[list[Item], float]:
    items: list[Item] = []
    largest = sheet.largest_weight(data)
    before = None
    for index, row in enumerate(rows):
        y += _space_between(before, row)
        lines = label_lines(row, columns)
        height = LEADING * len(lines) + ROW_PADDING
        items.append(_row(row, lines, columns, axis, y, height, largest, f"row-{index}"))
        y += height
        before = row
    return items, y + 4


def _space_between(before: PrintedRow | None, row: PrintedRow) -> float:
    if before is None:
        return 0
    opens_block = row.kind == "heading" or (row.overall and not before.overall)
    return 7 if opens_block else 0


def _row(
    row: PrintedRow, lines: tuple[str, ...], columns: Columns, axis: Axis, y: float, height: float,
    largest: float, name: str,
) -> Group:  # fmt: skip
    middle = y + height / 2
    items: list[Item] = [Rect(2, y, columns.width - 4, height, fill="hit", radius=2)]
    items += _words(row, lines, columns, y, middle)
    items += sheet.row_marks(row, axis, middle, largest)
    if isinstance(row.source, ForestStudy):
        for judgement, x in zip(row.source.judgements, columns.lights, strict=False):
            items += marks.judgement_light(judgement, x, middle)
    href = row.source.href if isinstance(row.source, ForestStudy) else ""
    focusable = row.kind != "note" and row.kind != "heading"
    return Group(tuple(items), name, f"row kr-fig-{row.kind}", row.spoken, href=href, focusable=focusable)


def _words(row: PrintedRow, lines: tuple[str, ...], columns: Columns, y: float, middle: float) -> list[Item]:
    weight = "bold" if row.kind in ("heading", "pooled") else "normal"
    role = "muted" if row.kind in ("note", "prediction") else "text"
    left = MARGIN + (INDENT if row.indent else 0)
    base = middle + SIZE * 0.36
    items: list[Item] = [
        Text(left, y + LEADING * (i + 1) - 0.8, line, SIZE, weight=weight, role=role)
        for i, line in enumerate(lines)
    ]
    spots = [*columns.cells, columns.effect, columns.interval, *columns.weights]
    words = [*(row.cells or ("",) * len(columns.cells)), row.effect, row.interval, *row.weights]
    muted = "muted" if row.kind == "prediction" or not row.effect else "text"
    for x, word in zip(spots, words, strict=False):
        if word:
            items.append(Text(x, base, word, SIZE, "end", weight, muted))
    return items
