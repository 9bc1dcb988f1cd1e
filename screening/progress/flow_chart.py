"""The PRISMA 2020 flow diagram as a scene: for a sheet or a screen, and in one column for a phone.

Each number is a link where `hrefs` has its key (see `flow_boxes.FlowFigure`); lines are 18 points
(24 px) apart, so that a finger can hit one.
"""

from collections.abc import Mapping, Sequence

from ketreview.drawing.scene import Item, Rect, Scene, Text
from screening.progress.flow import FlowCounts
from screening.progress.flow_boxes import (
    DATABASE_ARM,
    HIDDEN,
    OTHER_ARM,
    PREVIOUS_ARM,
    FlowStep,
    arm_name,
    database_steps,
    included_box,
    other_steps,
    previous_box,
    print_count,
    total_box,
)
from screening.progress.flow_shapes import (
    BAR_HEIGHT,
    LINE_HEIGHT,
    PADDING,
    SIZE,
    Placed,
    arrow,
    bar,
    bar_height,
    box_height,
    place_box,
)

MARGIN, PHASE_WIDTH, BOX_WIDTH, NARROW_BOX = 8.0, 20.0, 176.0, 150.0
ACROSS, DOWN, STACK, PHONE_GAP = 26.0, 22.0, 8.0, 16.0
PHONE_WIDTH = 240.0
TITLE = "PRISMA 2020 flow diagram"


def flow_chart(counts: FlowCounts, hrefs: Mapping[str, str] | None = None, *, title: str = TITLE) -> Scene:
    """The diagram with phases down the left and one or two arms; about 410 or 810 points wide, and 200 more for the
    previous studies of an updated review, or 100 where its boxes are narrower because there are five columns."""
    links = hrefs or {}
    arms = _arms(counts)
    start = left = MARGIN + PHASE_WIDTH + STACK
    previous = previous_box(counts)
    box_width = NARROW_BOX if columns_of(counts) > 4 else BOX_WIDTH
    if previous:
        left += box_width + ACROSS
    arm_width = 2 * box_width + ACROSS
    width = left + len(arms) * arm_width + (len(arms) - 1) * ACROSS + MARGIN
    tops, bottom = _row_tops(arms, MARGIN + BAR_HEIGHT + STACK, box_width)
    items: list[Item] = []
    columns: list[list[Placed]] = []
    for number, (name, steps) in enumerate(arms):
        x = left + number * (arm_width + ACROSS)
        items += bar(name, x, MARGIN, arm_width)
        drawn, column = _arm(steps, x, _rows_of(steps, tops), links, box_width)
        items += drawn
        columns.append(column)
    included = place_box(included_box(counts), left, bottom, box_width, links)
    items += [included.group, _arrow_down(columns[0][-1], included)]
    items += [_join(column[-1], included) for column in columns[1:]]
    last = included
    total = total_box(counts)
    if previous and total:
        items += bar(PREVIOUS_ARM, start, MARGIN, box_width)
        before = place_box(previous, start, tops[0], box_width, links)
        last = place_box(total, left, included.bottom + DOWN, box_width, links)
        items += [before.group, last.group, _arrow_down(included, last), _join_from_left(before, last)]
    items += _phases(tops, bottom, last)
    return Scene(width, last.bottom + MARGIN, title, describe(counts), tuple(items))


def columns_of(counts: FlowCounts) -> int:
    """How many columns of boxes the diagram has: two an arm, and one for the previous studies."""
    return 2 * len(_arms(counts)) + (counts.previous is not None)


def _arms(counts: FlowCounts) -> list[tuple[str, tuple[FlowStep, ...]]]:
    """The arms that are drawn, each with its name."""
    arms = [(DATABASE_ARM, database_steps(counts)), (OTHER_ARM, other_steps(counts))]
    return [(arm_name(name, counts), steps) for name, steps in arms if steps]


def flow_chart_phone(
    counts: FlowCounts, hrefs: Mapping[str, str] | None = None, *, title: str = TITLE, width: float = PHONE_WIDTH
) -> Scene:
    """The diagram in one column: what leaves the flow is indented below the box it leaves."""
    links = hrefs or {}
    items: list[Item] = []
    y = MARGIN / 2
    before: Placed | None = None
    previous = previous_box(counts)
    if previous:
        items += bar(PREVIOUS_ARM, 2, y, width - 4)
        y += bar_height(PREVIOUS_ARM, width - 4) + STACK
        old = place_box(previous, 2, y, width - 4, links)
        items.append(old.group)
        y = old.bottom + PHONE_GAP
    for name, steps in _arms(counts):
        items += bar(name, 2, y, width - 4)
        y += bar_height(name, width - 4) + STACK
        drawn, before, y = _stack(steps, y, width, links)
        items += drawn
    for box in (included_box(counts), total_box(counts)):
        if box:
            last = place_box(box, 2, y, width - 4, links)
            items.append(last.group)
            if before is not None:
                items.append(_stem(before, last))
            before, y = last, last.bottom + PHONE_GAP
    return Scene(width, y - PHONE_GAP + MARGIN / 2, title, describe(counts), tuple(items))


def describe(counts: FlowCounts) -> str:
    """The diagram in a few sentences, for those who do not see it."""
    words = (
        f"{print_count(counts.identified)} records from databases and registers,"
        f" {print_count(counts.screened)} after duplicates and others were removed,"
        f" {print_count(counts.reports.sought)} reports sought, {print_count(counts.reports.assessed)} assessed."
    )
    if counts.other is not None:
        words += f" {print_count(counts.other_identified)} records from other methods."
    if counts.assessment_hidden:
        return f"{words} What was included is {HIDDEN}."
    words += f" {print_count(counts.included_reports)} reports included"
    words += "." if counts.studies is None else f" of {print_count(counts.studies)} studies."
    if counts.previous is not None:
        words += (
            f" With the {print_count(counts.previous.studies)} studies of the previous version,"
            f" {print_count(counts.total_reports)} reports of {print_count(counts.total_studies)} studies in all."
        )
    return words if counts.finished else f"{words} Screening is not finished."


def _rows_of(steps: Sequence[FlowStep], tops: Sequence[float]) -> list[float]:
    """The rows of an arm: other methods have no title and abstract step and leave that row empty."""
    return list(tops) if len(steps) == len(tops) else [tops[0], *tops[len(tops) - len(steps) + 1 :]]


def _row_tops(
    arms: Sequence[tuple[str, Sequence[FlowStep]]], top: float, box_width: float
) -> tuple[list[float], float]:
    """Where each row of steps begins when all arms share rows, and where the last box begins."""
    rows = max(len(steps) for _, steps in arms)
    tops = []
    for row in range(rows):
        tops.append(top)
        heights = [
            _step_height(step, box_width)
            for _, steps in arms
            for at, step in zip(_rows_of(steps, list(range(rows))), steps, strict=True)
            if at == row
        ]
        top += max(heights) + DOWN
    return tops, top


def _step_height(step: FlowStep, box_width: float) -> float:
    beside = [box_height(box, box_width) for box in step.beside]
    return max(box_height(step.main, box_width), sum(beside) + STACK * (len(beside) - 1))


def _arm(
    steps: Sequence[FlowStep], x: float, tops: Sequence[float], links: Mapping[str, str], box_width: float
) -> tuple[list[Item], list[Placed]]:
    items: list[Item] = []
    column: list[Placed] = []
    for step, top in zip(steps, tops, strict=True):
        main = place_box(step.main, x, top, box_width, links)
        items.append(main.group)
        if column:
            items.append(_arrow_down(column[-1], main))
        column.append(main)
        sides: list[Placed] = []
        for box in step.beside:
            sides.append(place_box(box, x + box_width + ACROSS, top, box_width, links))
            top = sides[-1].bottom + STACK
        items += [side.group for side in sides] + _arrows_across(main, sides)
    return items, column


def _stack(
    steps: Sequence[FlowStep], y: float, width: float, links: Mapping[str, str]
) -> tuple[list[Item], Placed | None, float]:
    items: list[Item] = []
    before: Placed | None = None
    indent = 30.0
    for step in steps:
        main = place_box(step.main, 2, y, width - 4, links)
        items.append(main.group)
        if before is not None:
            items.append(_stem(before, main))
        before, y = main, main.bottom + STACK
        for box in step.beside:
            side = place_box(box, 2 + indent, y, width - 4 - indent, links)
            out = arrow(((14, main.bottom), (14, side.middle), (side.x, side.middle)))
            items += [side.group, out]
            y = side.bottom + STACK
        y += PHONE_GAP - STACK
    return items, before, y


def _phases(tops: Sequence[float], bottom: float, included: Placed) -> list[Item]:
    """The phases beside the rows: identification, screening, included."""
    frames = (
        ("Identification", tops[0], tops[1] - STACK),
        ("Screening", tops[1], bottom - STACK),
        ("Included", bottom, included.bottom),
    )
    items: list[Item] = []
    for name, top, end in frames:
        items.append(Rect(MARGIN, top, PHASE_WIDTH, end - top, fill="panel-strong", radius=3))
        middle = (top + end) / 2
        items.append(Text(MARGIN + PHASE_WIDTH / 2 + 3.2, middle, name, SIZE, "middle", "bold", rotate=-90))
    return items


def _arrow_down(above: Placed, below: Placed) -> Item:
    return arrow(((above.centre, above.bottom), (above.centre, below.y)))


def _stem(above: Placed, below: Placed) -> Item:
    """On a phone the flow runs down the left, past the boxes that leave it."""
    return arrow(((14, above.bottom), (14, below.y)))


def _arrows_across(main: Placed, sides: list[Placed]) -> list[Item]:
    """From a main box to those beside it: straight where they overlap, else round a shared corner."""
    items: list[Item] = []
    start = main.middle
    for side in sides:
        top, end = max(main.y, side.y), min(main.bottom, side.bottom)
        right = main.x + main.width
        if top + PADDING < end:
            start = min((top + end) / 2, top + LINE_HEIGHT)
            items.append(arrow(((right, start), (side.x, start))))
        else:
            turn = right + ACROSS / 2
            items.append(arrow(((turn, start), (turn, side.middle), (side.x, side.middle))))
    return items


def _join(last: Placed, included: Placed) -> Item:
    """From the last box of the other arm down and left into the included box."""
    y = included.middle
    return arrow(((last.centre, last.bottom), (last.centre, y), (included.x + included.width, y)))


def _join_from_left(old: Placed, total: Placed) -> Item:
    """From the previous studies down and right into the total."""
    return arrow(((old.centre, old.bottom), (old.centre, total.middle), (total.x, total.middle)))
