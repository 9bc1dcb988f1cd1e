"""Where the columns of a forest plot stand, from the widths of what is printed in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ketreview.drawing.metrics import text_width, wrap
from synthesis.charts.forest_data import ForestData
from synthesis.charts.forest_rows import PrintedRow, ci_name, short_measure, weight_headers

SIZE = 9.0
LEADING = 11.5
MARGIN = 8.0
GAP = 10.0
INDENT = 8.0
WIDEST_LABEL = 190.0
WIDEST_HEADER = 64.0
NARROWEST_LEFT = 210.0
LIGHT = 15.0


@dataclass(frozen=True, slots=True)
class Header:
    """A heading of one or more lines, ending at or centred on x."""

    lines: tuple[str, ...]
    x: float
    anchor: str = "end"


Span = tuple[Header, float, float]


@dataclass(frozen=True, slots=True)
class Columns:
    """Right edges of the number columns, the plot between, and the headings; points."""

    label_width: float
    cells: tuple[float, ...]
    left_end: float
    plot_left: float
    plot_right: float
    effect: float
    interval: float
    weights: tuple[float, ...]
    lights: tuple[float, ...]
    width: float
    headers: tuple[Header, ...]
    spans: tuple[Span, ...]


def arrange(data: ForestData, rows: Sequence[PrintedRow], plot_width: float) -> Columns:
    """Columns wide enough for every row, in the order study, arms, plot, effect, weights, lights."""
    label_width = _label_width(data.row_header, rows)
    cells, arm_headers, spans, left_end = _arms(data, rows, MARGIN + label_width)
    if any(row.kind == "note" for row in rows):
        left_end = max(left_end, MARGIN + NARROWEST_LEFT)
    plot_left, plot_right = left_end + 1.6 * GAP, left_end + 1.6 * GAP + plot_width
    measure = Header(wrap(data.measure, SIZE, plot_width, "bold"), (plot_left + plot_right) / 2, "middle")
    effect, interval, heading = _effects(data, rows, plot_right)
    weights, weight_headings, end = _weights(data, rows, interval)
    lights, light_headings, end = _lights(data, end)
    headers = (
        Header((data.row_header,), MARGIN, "start"),
        *arm_headers,
        measure,
        heading,
        *weight_headings,
        *light_headings,
    )
    return Columns(
        label_width, cells, left_end, plot_left, plot_right, effect, interval, weights, lights,
        end + MARGIN, headers, spans,
    )  # fmt: skip


def label_lines(row: PrintedRow, columns: Columns) -> tuple[str, ...]:
    """A row's label broken to the width it may use: notes and headings also the arms' columns."""
    if row.kind in ("note", "heading", "prediction"):
        return wrap(row.label, SIZE, columns.left_end - MARGIN, _weight(row))
    return wrap(row.label, SIZE, columns.label_width - (INDENT if row.indent else 0), _weight(row))


def _weight(row: PrintedRow) -> str:
    return "bold" if row.kind in ("heading", "pooled") else "normal"


def _label_width(header: str, rows: Sequence[PrintedRow]) -> float:
    widths = [
        text_width(row.label, SIZE, "bold") + (INDENT if row.indent else 0)
        for row in rows
        if row.kind in ("study", "pooled")
    ]
    return min(WIDEST_LABEL, max([text_width(header, SIZE, "bold"), *widths]))


def _cell_widths(data: ForestData, rows: Sequence[PrintedRow]) -> list[float]:
    """Widths of the arms' columns; a heading over several columns widens them together."""
    widths = [
        max(_widest(_header_lines(header)), _widest(row.cells[index] for row in rows if row.cells))
        for index, header in enumerate(data.column_headers)
    ]
    first = 0
    for name, count in data.column_groups:
        have = sum(widths[first : first + count]) + GAP * (count - 1)
        extra = max(0.0, text_width(name, SIZE, "bold") - have)
        for index in range(first, first + count):
            widths[index] += extra / count
        first += count
    return widths


def _arms(
    data: ForestData, rows: Sequence[PrintedRow], x: float
) -> tuple[tuple[float, ...], list[Header], tuple[Span, ...], float]:
    """Right edges of the arms' columns, their headings, the headings over several, and where they end."""
    cells: list[float] = []
    headers = []
    widths = _cell_widths(data, rows)
    for header, width in zip(data.column_headers, widths, strict=True):
        x += GAP + width
        cells.append(x)
        headers.append(Header(_header_lines(header), x))
    spans, first = [], 0
    for name, count in data.column_groups:
        left, right = cells[first] - widths[first], cells[first + count - 1]
        spans.append((Header((name,), (left + right) / 2, "middle"), left, right))
        first += count
    return tuple(cells), headers, tuple(spans), x


def _effects(data: ForestData, rows: Sequence[PrintedRow], x: float) -> tuple[float, float, Header]:
    """Right edges of estimate and interval, which share one heading."""
    heading = wrap(f"{short_measure(data)} [{ci_name(data)}]", SIZE, WIDEST_HEADER * 2, "bold")
    interval = _widest(row.interval for row in rows)
    both = 1.6 * GAP + _widest(row.effect for row in rows) + 0.6 * GAP + interval
    right = x + max(both, GAP + _widest(heading))
    return right - interval - 0.6 * GAP, right, Header(heading, right)


def _weights(
    data: ForestData, rows: Sequence[PrintedRow], x: float
) -> tuple[tuple[float, ...], list[Header], float]:
    edges, headers = [], []
    for index, header in enumerate(weight_headers(data)):
        lines = _header_lines(header)
        x += GAP + max(_widest(lines), _widest(row.weights[index] for row in rows if row.weights))
        edges.append(x)
        headers.append(Header(lines, x))
    return tuple(edges), headers, x


def _lights(data: ForestData, x: float) -> tuple[tuple[float, ...], list[Header], float]:
    """Centres of the risk-of-bias lights, a little apart from the numbers."""
    centres, headers = [], []
    x += GAP / 2 if data.judgement_headers else 0
    for header in data.judgement_headers:
        width = max(LIGHT, _widest([header]) + 4)
        x += width
        centres.append(x - width / 2 + 2)
        headers.append(Header((header,), centres[-1], "middle"))
    return tuple(centres), headers, x + (2 if centres else 0)


def _header_lines(header: str) -> tuple[str, ...]:
    return wrap(header, SIZE, WIDEST_HEADER, "bold")


def _widest(words: Iterable[str]) -> float:
    return max((text_width(word, SIZE, "bold") for word in words), default=0.0)
