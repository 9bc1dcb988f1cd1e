"""The parts that a forest plot has on every sheet, wide or for a phone: title, axis, marks, favours, notes."""

from collections.abc import Sequence

from ketreview.drawing.metrics import wrap
from ketreview.drawing.scene import Item, Scene, Text
from synthesis.charts import forest_marks as marks
from synthesis.charts.axis import Axis, build_axis
from synthesis.charts.forest_columns import LEADING, MARGIN, SIZE
from synthesis.charts.forest_data import ForestData, ForestStudy, PooledRow, PredictionRow
from synthesis.charts.forest_rows import Page, PrintedRow, foot_notes, interval_words, print_effect

TITLE_SIZE = 11.0
NOTE_SIZE = 8.5
LEAST_FAVOURS = 72.0


def describe(data: ForestData) -> str:
    """The figure in two or three sentences, for those who do not see it."""
    drawn = sum(study.estimable for study in data.all_studies)
    if not data.all_studies:
        return data.empty_message
    sentences = [f"Forest plot of {drawn} {'study' if drawn == 1 else 'studies'}, {data.measure}."]
    for row in data.pooled:
        told = interval_words(data, row)[0] if row.estimable else "interval not estimable"
        sentences.append(f"{row.label}: {print_effect(data, row.estimate)} ({told}).")
    if data.prediction:
        low, high = print_effect(data, data.prediction.ci_lb), print_effect(data, data.prediction.ci_ub)
        sentences.append(f"{data.prediction.label}: {low} to {high}.")
    return " ".join([*sentences, data.heterogeneity]).strip()


def page_title(data: ForestData, number: int, of: int) -> str:
    """What a sheet is called; with its number where there are several."""
    return data.title if of == 1 else f"{data.title} ({number} of {of})"


def describe_page(data: ForestData, rows: Page, number: int, of: int) -> str:
    """The figure in words, and of a sheet among several from which study to which it goes."""
    if of == 1:
        return describe(data)
    names = [row.label for row in rows if row.kind == "study"]
    return f"{describe(data).rstrip('.')}. Page {number} of {of}: {names[0]} to {names[-1]}."


def notes_of_page(data: ForestData, number: int, of: int) -> tuple[str, ...]:
    """What stands below a sheet: all notes on the last, on the others how the rows are ordered."""
    return foot_notes(data) if number == of else tuple(filter(None, [data.order]))


def effect_axis(data: ForestData, left: float, right: float, most_ticks: int = 7) -> Axis:
    """The axis of a plot: all estimates and summaries, and as much of the intervals as is sane."""
    drawn = [study for study in data.all_studies if study.estimable]
    core = [study.estimate for study in drawn]
    core += [end for row in data.pooled for end in (row.ci_lb, row.ci_ub, row.estimate) if end is not None]
    subtotals = [row for group in data.subgroups for row in group.pooled if row.estimable]
    core += [row.estimate for row in subtotals]
    core += [] if data.null_value is None else [data.null_value]
    ranges = [*drawn, *subtotals, *(group.prediction for group in data.subgroups), data.prediction]
    reach = [(row.ci_lb, row.ci_ub) for row in ranges if row is not None]
    return build_axis(
        core, reach, left=left, right=right, log=data.log_axis, limits=data.axis_limits, most_ticks=most_ticks
    )


def largest_weight(data: ForestData) -> float:
    """The weight of the largest square, 0 without weights."""
    return max((study.weight_pct for study in data.all_studies if study.weight_pct is not None), default=0.0)


def row_marks(row: PrintedRow, axis: Axis, y: float, largest: float) -> tuple[Item, ...]:
    """Square, diamond or bar of a row, nothing for a heading, a note or a study without estimate."""
    match row.source:
        case ForestStudy(estimable=True):
            return marks.study_marks(row.source, axis, y, marks.square_side(row.source.weight_pct, largest))
        case PooledRow(estimable=True):
            return marks.diamond(row.source, axis, y, 9)
        case PredictionRow():
            return marks.prediction_bar(row.source, axis, y)
    return ()


def title(title: str, width: float) -> tuple[list[Item], float]:
    items: list[Item] = []
    y = MARGIN
    for line in wrap(title, TITLE_SIZE, width - 2 * MARGIN, "bold"):
        y += TITLE_SIZE + 2
        items.append(Text(MARGIN, y, line, TITLE_SIZE, weight="bold"))
    return items, y + 6


def empty(data: ForestData, width: float) -> Scene:
    """A sheet that says why there is no plot."""
    items, y = title(data.title, width)
    for line in wrap(data.empty_message, SIZE, width - 2 * MARGIN):
        y += LEADING
        items.append(Text(MARGIN, y, line, SIZE, role="muted"))
    notes, y = foot(foot_notes(data), y + LEADING, width)
    return Scene(width, y + MARGIN, data.title, data.empty_message, (*items, *notes))


def favours(data: ForestData, axis: Axis, y: float, left: float, right: float) -> tuple[tuple[Item, ...], float]:
    """The labels under the two sides of no effect, wrapped so that they never meet, and where they end."""
    middle = (axis.left + axis.right) / 2
    if data.null_value is not None and axis.low <= data.null_value <= axis.high:
        middle = min(max(axis.x(data.null_value), left + LEAST_FAVOURS), right - LEAST_FAVOURS)
    sides = (wrap(data.favours_left, SIZE, middle - 6 - left), wrap(data.favours_right, SIZE, right - middle - 6))
    spots = (middle - 6, middle + 6)
    items: list[Item] = []
    for lines, x, anchor in zip(sides, spots, ("end", "start"), strict=True):
        items += [Text(x, y + LEADING * (i + 1), line, SIZE, anchor) for i, line in enumerate(lines) if line]
    return tuple(items), y + LEADING * max(len(lines) for lines in sides) * bool(items)


def foot(
    notes: Sequence[str], y: float, width: float, *, size: float = NOTE_SIZE, margin: float = MARGIN
) -> tuple[tuple[Item, ...], float]:
    """Notes below a plot, wrapped to its width, and where they end."""
    items: list[Item] = []
    for note in notes:
        for line in wrap(note, size, width - 2 * margin):
            y += size + 3
            items.append(Text(margin, y, line, size))
        y += 1.5
    return tuple(items), y
