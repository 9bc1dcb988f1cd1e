"""What a forest plot is made of. Effects are on the scale that is printed: odds ratios, not their logs."""

from dataclasses import dataclass
from typing import Literal

Model = Literal["common", "random"]
Value = float | int | str | None
Judgement = Literal["low", "some", "high", "unclear", ""]


@dataclass(frozen=True, slots=True)
class ForestStudy:
    """One study: `cells` are its arm data as printed, in the order of `ForestData.column_headers`.

    Weights are percentages. Without an estimate the study is listed as not estimable, with `note`
    as the reason. `judgements` fill the risk-of-bias columns; `href` leads to the study. `numbers` are the values
    behind the cells, in the order of `ForestData.number_headers`.
    """

    label: str
    year: str = ""
    cells: tuple[str, ...] = ()
    estimate: float | None = None
    ci_lb: float | None = None
    ci_ub: float | None = None
    weight_pct: float | None = None
    second_weight_pct: float | None = None
    note: str = ""
    judgements: tuple[Judgement, ...] = ()
    href: str = ""
    numbers: tuple[Value, ...] = ()

    @property
    def name(self) -> str:
        """Label and year, the year once."""
        return self.label if not self.year or self.year in self.label else f"{self.label} {self.year}"

    @property
    def estimable(self) -> bool:
        """Whether there is an estimate with both limits to draw."""
        return None not in (self.estimate, self.ci_lb, self.ci_ub)


@dataclass(frozen=True, slots=True)
class PooledRow:
    """A summary drawn as a diamond; `cells` are totals in the order of the columns, `numbers` those behind them.

    Without limits (the standard error is 0) it is told in words and nothing but its line is drawn.
    """

    label: str
    estimate: float
    ci_lb: float | None
    ci_ub: float | None
    model: Model = "random"
    weight_pct: float | None = None
    second_weight_pct: float | None = None
    cells: tuple[str, ...] = ()
    numbers: tuple[Value, ...] = ()

    @property
    def estimable(self) -> bool:
        """Whether there is an interval to draw."""
        return None not in (self.ci_lb, self.ci_ub)


@dataclass(frozen=True, slots=True)
class PredictionRow:
    """Where the effect of a new study is expected, drawn as a bar."""

    ci_lb: float
    ci_ub: float
    label: str = "Prediction interval"


@dataclass(frozen=True, slots=True)
class ForestSubgroup:
    """Studies under one heading with their own subtotal; `notes` are lines such as heterogeneity."""

    label: str
    studies: tuple[ForestStudy, ...]
    pooled: tuple[PooledRow, ...] = ()
    prediction: PredictionRow | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Excluded:
    """A study that is not in the plot, and why."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class ForestData:
    """A forest plot before it is drawn.

    Give `studies`, or `subgroups`, or both (studies come first, without a heading).
    `row_header` says what a row is, `order` in a sentence how rows are ordered (on every sheet). `column_groups`
    span neighbouring columns, e.g. (("Ketamine", 2), ("Placebo", 2)); `number_headers` name the numbers behind the
    cells in files.
    The second weight column appears when `second_weight_header` is given; the area of a square
    follows `weight_pct`. `digits` None chooses decimals from the data. `axis_limits` None
    chooses limits from the data; a limit beyond the axis is drawn as an arrow. `null_value` is
    the effect that means no difference: 1 for ratios, None for a measure that has none.
    Raises ValueError for a null value that a log axis cannot show.
    """

    title: str
    studies: tuple[ForestStudy, ...] = ()
    subgroups: tuple[ForestSubgroup, ...] = ()
    column_headers: tuple[str, ...] = ()
    column_groups: tuple[tuple[str, int], ...] = ()
    number_headers: tuple[str, ...] = ()
    measure: str = "Effect"
    measure_short: str = ""
    log_axis: bool = False
    null_value: float | None = 0.0
    level_pct: float = 95
    weight_header: str = "Weight"
    row_header: str = "Study"
    second_weight_header: str = ""
    judgement_headers: tuple[str, ...] = ()
    pooled: tuple[PooledRow, ...] = ()
    prediction: PredictionRow | None = None
    heterogeneity: str = ""
    overall_test: str = ""
    subgroup_test: str = ""
    order: str = ""
    notes: tuple[str, ...] = ()
    favours_left: str = ""
    favours_right: str = ""
    excluded: tuple[Excluded, ...] = ()
    digits: int | None = None
    axis_limits: tuple[float, float] | None = None
    empty_message: str = "No study gives an estimate yet. Extract results to see the plot."

    def __post_init__(self) -> None:
        if self.log_axis and self.null_value is not None and self.null_value <= 0:
            raise ValueError(f"On a log axis no effect is 1, not {self.null_value:g}; set null_value=1 or None.")

    @property
    def all_studies(self) -> tuple[ForestStudy, ...]:
        """The studies of the plot in order, those in subgroups included."""
        return self.studies + tuple(study for group in self.subgroups for study in group.studies)

    @property
    def all_pooled(self) -> tuple[PooledRow, ...]:
        """Every summary in the plot, subtotals first."""
        return tuple(row for group in self.subgroups for row in group.pooled) + self.pooled
