"""Effect sizes with sampling variances from the rows of a data table.

`compute` is for people: rows in, an `EffectSizes` record out, with every row that has no effect named.
`effect_arrays` is the same on columns, arrays out. The formulas are in `effects_counts` and
`effects_continuous`, the zero-cell rules in `zero_cells`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from synthesis.stats import effects_continuous, effects_counts
from synthesis.stats.distributions import quantile
from synthesis.stats.errors import InputError
from synthesis.stats.field_words import field_words, missing_words
from synthesis.stats.generic_rows import generic_columns
from synthesis.stats.measures import COLUMNS, Measure, measure_of
from synthesis.stats.results import EffectSizes, Exclusion, Notice, finite_tuple
from synthesis.stats.study_data import checked_columns, missing_fields
from synthesis.stats.zero_cells import NO_CORRECTION, ZeroCells, corrected, corrected_rows

ONE_ARM = ("proportion", "rate1")


@dataclass(frozen=True)
class EffectArrays:
    """yi, vi of shape (k,), NaN where not available; which rows were corrected, which dropped."""

    yi: np.ndarray
    vi: np.ndarray
    columns: dict[str, np.ndarray]
    corrected: np.ndarray
    dropped: np.ndarray

    @property
    def usable(self) -> np.ndarray:
        """Rows with both an effect and a variance, bool (k,)."""
        return ~(np.isnan(self.yi) | np.isnan(self.vi))


def _cells(x: Mapping[str, np.ndarray], kind: str) -> np.ndarray:
    if kind == "binary":
        return np.column_stack([x["e1"], x["n1"] - x["e1"], x["e2"], x["n2"] - x["e2"]])
    if kind == "paired_binary":
        return np.column_stack([x[f] for f in COLUMNS[kind]])
    if kind == "proportion":
        return np.column_stack([x["x"], x["n"] - x["x"]])
    return np.column_stack([x["x1"], x["x2"]] if kind == "rate2" else [x["x"]])


def _double_zero(x: Mapping[str, np.ndarray], kind: str) -> np.ndarray:
    if kind == "binary":
        none = (x["e1"] == 0) & (x["e2"] == 0)
        return none | ((x["e1"] == x["n1"]) & (x["e2"] == x["n2"]))
    if kind == "rate2":
        return (x["x1"] == 0) & (x["x2"] == 0)
    return np.zeros(len(next(iter(x.values()))), dtype=bool)


def _without_people(x: Mapping[str, np.ndarray]) -> np.ndarray:
    """Rows with an empty arm: adding 0.5 to its cells would invent participants."""
    sizes = [x[name] == 0 for name in ("n1", "n2", "n") if name in x]
    return np.any(sizes, axis=0) if sizes else np.zeros(len(next(iter(x.values()))), dtype=bool)


def _from_counts(cells: np.ndarray, x: Mapping[str, np.ndarray], kind: str, measure: str, variance: str):
    if kind == "rate2":
        return effects_counts.RATES[measure](cells[:, 0], x["t1"], cells[:, 1], x["t2"], variance)
    if kind == "rate1":
        return effects_counts.RATES[measure](cells[:, 0], x["t"], variance)
    if kind == "proportion":
        return effects_counts.PROPORTIONS[measure](cells[:, 0], cells[:, 1], variance)
    return effects_counts.TABLES[measure](*cells.T, variance)


def check_variance(measure: str, variance: str) -> str:
    """`variance` if the measure offers that formula; InputError naming the choices otherwise."""
    known = {**effects_counts.VARIANCES, **effects_continuous.VARIANCES}.get(measure, ("LS",))
    if variance not in known:
        raise InputError(f"{measure} offers {', '.join(known)}; got {variance!r}", field="variance")
    return variance


def effect_arrays(
    columns: Mapping[str, Sequence[Any]],
    kind: str,
    measure: str,
    *,
    zero_cells: ZeroCells | None = None,
    variance: str = "LS",
) -> EffectArrays:
    """Effects on the analysis scale from columns of equal length k (see `measures.COLUMNS`).

    Assumes independent rows. Rows with missing cells, without an estimate (0/0, log of 0 or of a
    negative ratio, zero SD) or dropped as double-zero hold NaN in both arrays. Raises InputError for
    impossible values, unknown measures and unknown variance formulas.
    """
    info = measure_of(measure, kind)
    x = checked_columns(columns, kind)
    k = len(next(iter(x.values())))
    nothing = np.zeros(k, dtype=bool)
    if kind == "generic":
        return EffectArrays(x["yi"], x["vi"], x, nothing, nothing)
    check_variance(measure, variance)
    rule = zero_cells or default_rule(info)
    with np.errstate(all="ignore"):
        if kind in ("continuous", "paired", "correlation"):
            yi, vi = effects_continuous.FORMULAS[measure](x, variance)
            changed = dropped = nothing
        else:
            dropped = _double_zero(x, kind) & rule.drops_double_zero(ratio=info.is_ratio)
            # What is dropped takes no part in an average over the rows, nor in whether any row has a zero.
            cells = np.where(dropped[:, None], np.nan, _cells(x, kind))
            changed = corrected_rows(cells, rule) & (rule.add > 0)
            yi, vi = _from_counts(corrected(cells, rule), x, kind, measure, variance)
    lost = np.isinf(yi) | np.isinf(vi) | dropped | _without_people(x)
    no_variance = lost | np.isnan(yi) | (vi < 0)
    return EffectArrays(np.where(lost, np.nan, yi), np.where(no_variance, np.nan, vi), x, changed, dropped)


def default_rule(measure: Measure) -> ZeroCells:
    """0.5 in studies with a zero cell where the measure needs it, nothing elsewhere; no row dropped."""
    return ZeroCells(drop_double_zero=False) if measure.adds_to_zero_cells else NO_CORRECTION


def labels_of(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The `label` (or `study`) of each row, or its 1-based number."""
    return tuple(str(r.get("label") or r.get("study") or f"Row {i + 1}") for i, r in enumerate(rows))


NOT_ESTIMABLE = {
    "ROM": "the means are zero or differ in sign, so their ratio has no logarithm",
    "ROMC": "the means are zero or differ in sign, so their ratio has no logarithm",
    "SMD": "the pooled standard deviation is zero or there are too few participants",
    "SMDH": "the standard deviations are zero or there are too few participants",
    "ZCOR": "a correlation of 1 or -1 gives no Fisher z, three participants or fewer no variance of it",
    "PETO": "without any event, or with events only, the Peto odds ratio is not defined",
}


WITHOUT_CORRECTION = {
    "OR": "the risk difference or Peto's odds ratio",
    "RR": "the risk difference",
    "IRR": "the rate difference",
    "PLO": "a double arcsine or arcsine proportion",
}
"""Measures that an empty cell leaves finite, beside those that it does not."""


def _empty_cell(arrays: EffectArrays, row: int, measure: Measure, kind: str) -> str:
    """Why a row with an empty cell to which nothing was added has no effect, and what helps; "" for others."""
    counts = kind in ("binary", "rate2", "paired_binary", *ONE_ARM)
    if not counts or arrays.corrected[row] or not (_cells(arrays.columns, kind)[row] == 0).any():
        return ""
    text = f"a cell is 0 and nothing was added to it, so there is no finite {measure.label}"
    text += ": add 0.5, or less, to the cells of studies with an empty cell"
    return text + (f", or choose {other}" if (other := WITHOUT_CORRECTION.get(measure.code)) else "")


def _reason(arrays: EffectArrays, row: int, measure: Measure, kind: str) -> tuple[str, str]:
    missing = missing_fields(arrays.columns, row)
    if missing:
        return "missing", missing_words(kind, missing)
    if _without_people(arrays.columns)[row]:
        return "empty_arm", "an arm has no participants"
    if arrays.dropped[row]:
        return "double_zero", f"no events in either arm, or only events in both: no {measure.label}"
    if measure.code == "PHI" and not np.isnan(arrays.yi[row]):
        text = "all events are in one arm and all others in the other: phi has no sampling variance"
        return "zero_variance", text
    if measure.adds_to_zero_cells and (text := _empty_cell(arrays, row, measure, kind)):
        return "not_estimable", text
    return "not_estimable", NOT_ESTIMABLE.get(measure.code, "these numbers do not give a finite effect")


def exclusions_of(
    arrays: EffectArrays, labels: Sequence[str], measure: Measure, kind: str
) -> tuple[Exclusion, ...]:
    """One Exclusion per row without an effect, in row order."""
    rows = np.flatnonzero(~arrays.usable).tolist()
    return tuple(Exclusion(i, labels[i], *_reason(arrays, i, measure, kind)) for i in rows)


def has_empty_cells(effects: EffectSizes) -> bool:
    """Whether a row with an effect has a cell of 0; False for data that are no counts of two arms."""
    if effects.kind not in ("binary", "rate2"):
        return False
    rows = [row for row, y in zip(effects.inputs, effects.yi, strict=True) if y is not None]
    columns = {name: np.array([float(row[name]) for row in rows]) for name in COLUMNS[effects.kind]}
    return bool((_cells(columns, effects.kind) == 0).any()) if rows else False


def _zero_cell_notices(arrays: EffectArrays, labels: Sequence[str], rule: ZeroCells) -> list[Notice]:
    named = [labels[i] for i in np.flatnonzero(arrays.corrected & arrays.usable)]
    if not named:
        return []
    noun = "study" if len(named) == 1 else "studies"
    text = f"{rule.add:g} was added to every cell of {len(named)} {noun}: {', '.join(named)}."
    return [Notice("zero_cells_corrected", text)]


def compute(
    kind: str,
    rows: Sequence[Mapping[str, Any]],
    measure: str,
    zero_cells: ZeroCells | None = None,
    *,
    variance: str = "LS",
    level: float = 0.95,
    scale: str = "analysis",
) -> EffectSizes:
    """Effect sizes of `rows` (one dict per study) with normal intervals at `level`.

    kind: "binary" (e1 n1 e2 n2), "continuous" (m1 sd1 n1 m2 sd2 n2), "generic" (see `generic_rows`)
    or another key of `measures.COLUMNS`; extra keys are kept as inputs; `label` names the study.
    scale: only for generic ratios; "natural" says that `estimate`, `ci_lb`, `ci_ub` are ratios.
    Rows that cannot give an effect are in `excluded` with a reason; impossible values raise InputError.
    Formulas, units and sources: `effects_counts`, `effects_continuous`.
    """
    info = measure_of(measure, kind)
    if scale not in ("analysis", "natural"):
        raise InputError(f"choose analysis or natural, got {scale!r}", field="scale")
    rule = zero_cells or workbench_rule(info)
    labels = labels_of(rows)
    try:
        columns, notices = _columns(kind, rows, natural_ratio=scale == "natural" and info.is_ratio)
        arrays = effect_arrays(columns, kind, measure, zero_cells=rule, variance=variance)
    except InputError as error:
        raise _named(error, rows, labels, kind) from None
    se = np.sqrt(arrays.vi)
    half = quantile(level) * se
    return EffectSizes(
        measure=measure,
        kind=kind,
        level=level,
        labels=labels,
        yi=finite_tuple(arrays.yi),
        vi=finite_tuple(arrays.vi),
        se=finite_tuple(se),
        ci_lb=finite_tuple(arrays.yi - half),
        ci_ub=finite_tuple(arrays.yi + half),
        excluded=exclusions_of(arrays, labels, info, kind),
        warnings=tuple(notices + _zero_cell_notices(arrays, labels, rule)),
        settings=_settings(measure, variance, rule, scale, kind),
        inputs=tuple(plain_row(row) for row in rows),
    )


def _columns(
    kind: str, rows: Sequence[Mapping[str, Any]], *, natural_ratio: bool
) -> tuple[dict[str, list[Any]], list[Notice]]:
    if kind == "generic":
        return generic_columns(rows, natural_ratio=natural_ratio)
    return {f: [row.get(f) for row in rows] for f in COLUMNS[kind]}, []


def _named(error: InputError, rows: Sequence[Mapping[str, Any]], labels: Sequence[str], kind: str) -> InputError:
    """The refusal with the study's label, where the row has one."""
    if error.row is None or not (rows[error.row].get("label") or rows[error.row].get("study")):
        return error
    return error.told_of(labels[error.row], field_words(kind, error.field) if error.field else "")


def workbench_rule(measure: Measure) -> ZeroCells:
    """The rule used when none is given: as `default_rule`, but nothing is added for the Peto odds
    ratio (it does not need it), and double-zero studies are left out of ratios, with a reason."""
    if measure.code == "PETO" or not measure.adds_to_zero_cells:
        return NO_CORRECTION
    return ZeroCells()


def _settings(measure: str, variance: str, rule: ZeroCells, scale: str, kind: str) -> dict[str, Any]:
    return {
        "measure": measure,
        "variance": variance,
        "scale": scale if kind == "generic" else "analysis",
        "zero_cells_add": rule.add,
        "zero_cells_when": rule.when,
        "drop_double_zero": rule.drops_double_zero(ratio=measure_of(measure, kind).is_ratio),
    }


def plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with JSON-safe values: numbers and texts as they are, NaN as None, the rest as text."""
    out: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, float) and math.isnan(value):
            value = None
        keep = value is None or isinstance(value, (bool, int, float, str))
        out[str(key)] = value if keep else str(value)
    return out
