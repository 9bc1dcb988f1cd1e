"""The printed words of a forest plot, row by row: the plot and its table both read from here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from synthesis.charts.forest_data import ForestData, ForestStudy, ForestSubgroup, PooledRow, PredictionRow, Value
from synthesis.charts.numbers import digits_for, print_difference, print_percent, print_ratio

Kind = Literal["study", "heading", "pooled", "prediction", "note"]
Source = ForestStudy | PooledRow | PredictionRow | None
NOT_ESTIMABLE = "Not estimable"
ROWS_ON_A_PAGE = 40
Page = tuple["PrintedRow", ...]


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row as printed; `source` has the numbers behind it, `spoken` is the row in one sentence."""

    kind: Kind
    label: str
    cells: tuple[str, ...] = ()
    effect: str = ""
    interval: str = ""
    weights: tuple[str, ...] = ()
    spoken: str = ""
    indent: bool = False
    overall: bool = False
    source: Source = None


def printed_rows(data: ForestData) -> tuple[PrintedRow, ...]:
    """Every row of the plot in reading order."""
    rows = [_study(data, study, indent=False) for study in data.studies]
    for group in data.subgroups:
        rows += _subgroup(data, group)
    rows += [_pooled(data, row, overall=True) for row in data.pooled]
    if data.prediction:
        rows.append(_prediction(data, data.prediction, overall=True))
    return tuple(rows)


def pages_of(data: ForestData, rows_on_a_page: int = ROWS_ON_A_PAGE) -> tuple[Page, ...]:
    """The rows on sheets of about as many; a subgroup that goes over to the next has its heading there again.

    A sheet breaks only before a study or a heading and never right after a heading: summaries follow their studies.
    Raises ValueError for sheets of fewer than two rows.
    """
    if rows_on_a_page < 2:
        raise ValueError(f"A page of {rows_on_a_page} rows is too short; use at least 2.")
    pages: list[list[PrintedRow]] = [[]]
    heading: PrintedRow | None = None
    for row in printed_rows(data):
        if len(pages[-1]) >= rows_on_a_page and row.kind in ("study", "heading"):
            pages.append(_carried_over(pages[-1], heading if row.indent else None))
        heading = row if row.kind == "heading" else heading
        pages[-1].append(row)
    return tuple(tuple(page) for page in pages)


def _carried_over(page: list[PrintedRow], heading: PrintedRow | None) -> list[PrintedRow]:
    """How the next sheet begins: with a heading that would end `page`, or with the current one again."""
    if page[-1].kind == "heading":
        return [page.pop()]
    if heading is None:
        return []
    again = f"{heading.label} (continued)"
    return [PrintedRow("heading", again, spoken=again)]


def numbers(data: ForestData) -> tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]:
    """Headers and rows of a file: every number as it is, each in a column of its own."""
    weights = ("weight_pct", "second_weight_pct")[: len(weight_headers(data))]
    found = ("estimate", "ci_lb", "ci_ub", *weights)
    headers = (data.row_header.lower(), "row", "subgroup", *data.number_headers, *found, *data.judgement_headers)
    return headers, tuple(_number_rows(data, found))


def _number_rows(data: ForestData, found: tuple[str, ...]) -> Iterator[tuple[Value, ...]]:
    yield from (_numbers(data, "study", "", row, found) for row in data.studies)
    for group in data.subgroups:
        yield from (_numbers(data, "study", group.label, row, found) for row in group.studies)
        yield from (_numbers(data, "subtotal", group.label, row, found) for row in group.pooled)
        if group.prediction:
            yield _numbers(data, "prediction", group.label, group.prediction, found)
    yield from (_numbers(data, "summary", "", row, found) for row in data.pooled)
    if data.prediction:
        yield _numbers(data, "prediction", "", data.prediction, found)


def _numbers(
    data: ForestData, kind: str, subgroup: str, row: ForestStudy | PooledRow | PredictionRow, found: tuple[str, ...]
) -> tuple[Value, ...]:
    name = row.name if isinstance(row, ForestStudy) else row.label
    behind = getattr(row, "numbers", ())
    behind += (None,) * (len(data.number_headers) - len(behind))
    judged = _padded(getattr(row, "judgements", ()), len(data.judgement_headers))
    return (name, kind, subgroup, *behind, *(getattr(row, key, None) for key in found), *judged)


def table(data: ForestData) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headers and rows of the plot's table: the same words and digits as the plot."""
    headers = (data.row_header, *_cell_headers(data), short_measure(data), ci_name(data), *weight_headers(data))
    headers += data.judgement_headers
    return headers, tuple(_table_row(data, row) for row in printed_rows(data) if row.kind != "note")


def foot_notes(data: ForestData) -> tuple[str, ...]:
    """The lines under the plot: order, heterogeneity, tests, what was not estimable or left out and why."""
    lines = [data.order, data.heterogeneity, data.overall_test, data.subgroup_test, *data.notes]
    lines += [f"Not estimable: {s.name} ({s.note})." for s in data.all_studies if not s.estimable and s.note]
    lines += [f"Not in the plot: {study.label} ({study.reason})." for study in data.excluded]
    return tuple(line for line in lines if line)


def print_effect(data: ForestData, value: float) -> str:
    """A value of the effect with the decimals of this plot."""
    if data.log_axis:
        return print_ratio(value, 2 if data.digits is None else data.digits)
    return print_difference(value, data.digits if data.digits is not None else _digits(data))


def ci_name(data: ForestData) -> str:
    """For instance 95% CI."""
    return f"{data.level_pct:g}% CI"


def short_measure(data: ForestData) -> str:
    """The measure as a column heading."""
    return data.measure_short or data.measure


def weight_headers(data: ForestData) -> tuple[str, ...]:
    """The headings of the weight columns; none where no row has a weight."""
    rows = (*data.all_studies, *data.all_pooled)
    first = (data.weight_header,) if any(row.weight_pct is not None for row in rows) else ()
    return first + ((data.second_weight_header,) if data.second_weight_header else ())


def _digits(data: ForestData) -> int:
    rows = [row for row in (*data.all_studies, *data.all_pooled) if row.estimate is not None]
    return digits_for(row.estimate for row in rows)


def _subgroup(data: ForestData, group: ForestSubgroup) -> list[PrintedRow]:
    rows = [PrintedRow("heading", group.label, spoken=group.label)]
    rows += [_study(data, study, indent=True) for study in group.studies]
    rows += [_pooled(data, row, overall=False) for row in group.pooled]
    if group.prediction:
        rows.append(_prediction(data, group.prediction, overall=False))
    return rows + [PrintedRow("note", note, spoken=note) for note in group.notes]


def _study(data: ForestData, study: ForestStudy, *, indent: bool) -> PrintedRow:
    cells = _padded(study.cells, len(data.column_headers))
    if not study.estimable:
        spoken = (
            f"{study.name}: {_spoken_cells(data, cells)}not estimable{f', {study.note}' if study.note else ''}."
        )
        weights = ("",) * len(weight_headers(data))
        return PrintedRow("study", study.name, cells, "", NOT_ESTIMABLE, weights, spoken, indent, source=study)
    return _effect_row(data, "study", study.name, cells, study, indent=indent)


def _pooled(data: ForestData, row: PooledRow, *, overall: bool) -> PrintedRow:
    cells = _padded(row.cells, len(data.column_headers))
    return _effect_row(data, "pooled", row.label, cells, row, overall=overall)


def _effect_row(
    data: ForestData, kind: Kind, label: str, cells: tuple[str, ...], row: ForestStudy | PooledRow,
    *, indent: bool = False, overall: bool = False,
) -> PrintedRow:  # fmt: skip
    effect, weights = print_effect(data, row.estimate), _weights(data, row)
    told, interval = interval_words(data, row)
    spoken = f"{label}: {_spoken_cells(data, cells)}{data.measure} {effect}, {ci_name(data)} {told}"
    spoken += "".join(f", {h} {w}" for h, w in zip(weight_headers(data), weights, strict=True) if w)
    return PrintedRow(kind, label, cells, effect, interval, weights, f"{spoken}.", indent, overall, row)


def interval_words(data: ForestData, row: ForestStudy | PooledRow) -> tuple[str, str]:
    """The interval as spoken and as printed; where there is none, that it is not estimable."""
    if not row.estimable:
        return NOT_ESTIMABLE.lower(), NOT_ESTIMABLE
    low, high = print_effect(data, row.ci_lb), print_effect(data, row.ci_ub)
    return f"{low} to {high}", f"[{low}, {high}]"


def _prediction(data: ForestData, row: PredictionRow, *, overall: bool) -> PrintedRow:
    low, high = print_effect(data, row.ci_lb), print_effect(data, row.ci_ub)
    return PrintedRow(
        "prediction", row.label, ("",) * len(data.column_headers), "", f"[{low}, {high}]",
        ("",) * len(weight_headers(data)), f"{row.label}: {low} to {high}.", overall=overall, source=row,
    )  # fmt: skip


def _weights(data: ForestData, row: ForestStudy | PooledRow) -> tuple[str, ...]:
    values = (row.weight_pct, row.second_weight_pct)[: len(weight_headers(data))]
    return tuple("" if value is None else print_percent(value) for value in values)


def _padded(cells: tuple[str, ...], wanted: int) -> tuple[str, ...]:
    if len(cells) > wanted:
        raise ValueError(f"A row has {len(cells)} cells, the plot {wanted} columns: {cells!r}.")
    return cells + ("",) * (wanted - len(cells))


def _cell_headers(data: ForestData) -> tuple[str, ...]:
    spans = [name for name, width in data.column_groups for _ in range(width)]
    spans += [""] * (len(data.column_headers) - len(spans))
    pairs = zip(spans, data.column_headers, strict=False)
    return tuple(f"{group}: {header}" if group else header for group, header in pairs)


def _spoken_cells(data: ForestData, cells: tuple[str, ...]) -> str:
    return "".join(f"{h} {c}, " for h, c in zip(_cell_headers(data), cells, strict=True) if c)


def _table_row(data: ForestData, row: PrintedRow) -> tuple[str, ...]:
    blanks = len(data.column_headers), len(weight_headers(data)), len(data.judgement_headers)
    if row.kind == "heading":
        return (row.label, *("",) * (blanks[0] + 2 + blanks[1] + blanks[2]))
    judged = row.source.judgements if isinstance(row.source, ForestStudy) else ()
    return (row.label, *row.cells, row.effect, row.interval, *row.weights, *_padded(judged, blanks[2]))
