"""Published estimates with a standard error or an interval, turned into (yi, vi).

A row gives one of: `yi` with `vi` or `se`; or `estimate` with `ci_lb` and `ci_ub` (level `level`,
0.95 unless the row says otherwise) or with `se`. Intervals are taken as normal on the analysis scale:
se = (ub - lb) / (2 z). With scale="natural" estimate and limits are ratios and logs are taken first
(Cochrane Handbook 6.3.2); a standard error is always on the analysis scale.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from synthesis.stats.distributions import quantile
from synthesis.stats.errors import InputError
from synthesis.stats.results import Notice
from synthesis.stats.study_data import number

OFF_CENTRE = 0.05


def _first(row: Mapping[str, Any], *fields: str) -> str | None:
    return next((f for f in fields if row.get(f) not in (None, "")), None)


def _value(row: Mapping[str, Any], field: str | None, i: int, *, log: bool) -> float:
    if field is None:
        return math.nan
    value = number(row[field], row=i, field=field)
    if not log or math.isnan(value):
        return value
    if value <= 0:
        raise InputError(f"a ratio must be positive, got {value:g}", row=i, field=field)
    return math.log(value)


def _variance_from_interval(row: Mapping[str, Any], i: int, *, log: bool, level: float) -> float:
    lower, upper = (_value(row, _first(row, f), i, log=log) for f in ("ci_lb", "ci_ub"))
    if math.isnan(lower) or math.isnan(upper):
        return math.nan
    if upper <= lower:
        raise InputError(f"the upper limit must exceed the lower limit {row['ci_lb']}", row=i, field="ci_ub")
    own_level = row.get("level")
    return ((upper - lower) / (2 * quantile(level if own_level in (None, "") else own_level))) ** 2


def _off_centre(row: Mapping[str, Any], i: int, estimate: float, *, log: bool) -> Notice | None:
    lower, upper = (_value(row, _first(row, f), i, log=log) for f in ("ci_lb", "ci_ub"))
    if math.isnan(lower) or math.isnan(upper) or math.isnan(estimate):
        return None
    if not lower <= estimate <= upper:
        raise InputError("the estimate lies outside its own interval", row=i, field="estimate")
    if abs((lower + upper) / 2 - estimate) <= OFF_CENTRE * (upper - lower):
        return None
    name = row.get("label") or row.get("study") or f"Row {i + 1}"
    text = (
        f"{name}: the estimate is not in the middle of its interval on the analysis scale; "
        "check the numbers and whether they are ratios or logarithms."
    )
    return Notice("interval_off_centre", text, row=i, field="estimate")


def one_row(
    row: Mapping[str, Any], i: int, *, natural_ratio: bool, level: float
) -> tuple[float, float, Notice | None]:
    """(yi, vi, notice) of one row; NaN where the row does not say."""
    direct = _first(row, "yi") is not None
    log = natural_ratio and not direct
    yi = _value(row, _first(row, "yi", "estimate"), i, log=log)
    if _first(row, "vi") is not None:
        vi = number(row["vi"], row=i, field="vi")
        if vi < 0:
            raise InputError(f"a sampling variance cannot be negative, got {vi:g}", row=i, field="vi")
        return yi, vi, None
    if _first(row, "se") is not None:
        se = number(row["se"], row=i, field="se")
        if se < 0:
            raise InputError(f"a standard error cannot be negative, got {se:g}", row=i, field="se")
        return yi, se**2, None
    vi = _variance_from_interval(row, i, log=log, level=level)
    return yi, vi, _off_centre(row, i, yi, log=log)


def generic_columns(
    rows: Sequence[Mapping[str, Any]], *, natural_ratio: bool, level: float = 0.95
) -> tuple[dict[str, list[float]], list[Notice]]:
    """Columns yi and vi (NaN = missing) of all rows, with notices about intervals off centre."""
    found = [one_row(row, i, natural_ratio=natural_ratio, level=level) for i, row in enumerate(rows)]
    notices = [notice for _, _, notice in found if notice is not None]
    return {"yi": [y for y, _, _ in found], "vi": [v for _, v, _ in found]}, notices
