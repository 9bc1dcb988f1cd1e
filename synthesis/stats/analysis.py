"""One analysis from rows to result: effect sizes, pooling, display values, exclusions and words."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy

from synthesis.stats.back_transform import transformer
from synthesis.stats.effect_sizes import compute, has_empty_cells
from synthesis.stats.errors import InputError
from synthesis.stats.measures import COLUMNS, Measure, measure_of
from synthesis.stats.pooling import pool
from synthesis.stats.results import (
    AnalysisResult,
    DisplayValues,
    EffectSizes,
    Exclusion,
    Notice,
    PooledResult,
    StudyRow,
    finite,
)
from synthesis.stats.table_pooling import check_method, pool_tables
from synthesis.stats.wording import method_sentence
from synthesis.stats.zero_cells import ZeroCells

VERSION = "1.0"
GENERIC_FIELDS = ("estimate", "ci_lb", "ci_ub", "yi", "vi", "se", "level")


def versions() -> dict[str, str]:
    """What computed the numbers."""
    return {
        "synthesis.stats": VERSION,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "Python": platform.python_version(),
    }


def _display(info: Measure, size: Sequence[float], values: Mapping[str, float | None]) -> DisplayValues:
    back = transformer(info.display, size)
    return DisplayValues(info.display, **{k: None if v is None else finite(back(v)) for k, v in values.items()})


def _sizes(effects: EffectSizes, rows: Sequence[int]) -> list[float]:
    return [float(effects.inputs[i].get("n") or 0) for i in rows] if effects.measure == "PFT" else []


def _shown_data(row: Mapping[str, Any], kind: str) -> dict[str, Any]:
    fields = GENERIC_FIELDS if kind == "generic" else COLUMNS[kind]
    return {f: row[f] for f in fields if f in row}


def _without_weight(effects: EffectSizes) -> tuple[Exclusion, ...]:
    reason = "its sampling variance is 0, which would give it infinite weight"
    return tuple(
        Exclusion(i, effects.labels[i], "zero_variance", reason)
        for i, (y, v) in enumerate(zip(effects.yi, effects.vi, strict=True))
        if y is not None and v == 0
    )


def _studies(
    effects: EffectSizes, info: Measure, weights: Mapping[int, float | None], reasons: Mapping[int, str]
) -> tuple[StudyRow, ...]:
    rows = []
    for i, label in enumerate(effects.labels):
        values = {"estimate": effects.yi[i], "ci_lb": effects.ci_lb[i], "ci_ub": effects.ci_ub[i]}
        nothing = DisplayValues(info.display, None, None, None)
        display = nothing if effects.vi[i] is None else _display(info, _sizes(effects, [i]), values)
        rows.append(
            StudyRow(
                row=i,
                label=label,
                data=_shown_data(effects.inputs[i], effects.kind),
                yi=effects.yi[i],
                vi=effects.vi[i],
                se=effects.se[i],
                ci_lb=effects.ci_lb[i],
                ci_ub=effects.ci_ub[i],
                weight_pct=weights.get(i),
                display=display,
                excluded_reason=reasons.get(i),
            )
        )
    return tuple(rows)


def _pooled_display(info: Measure, pooled: PooledResult, sizes: Sequence[float]) -> DisplayValues:
    if pooled.estimate is None:
        return DisplayValues(info.display, None, None, None)
    interval = pooled.prediction
    values = {"estimate": pooled.estimate, "ci_lb": pooled.ci_lb, "ci_ub": pooled.ci_ub}
    if interval is not None:
        values |= {"pi_lb": interval.lb, "pi_ub": interval.ub}
    return _display(info, sizes, values)


def _tables(rows: Sequence[Mapping[str, Any]], used: Sequence[int], kind: str) -> list[np.ndarray]:
    """The cells of the used rows, a column each."""
    return [np.array([float(rows[i][name]) for i in used]) for name in COLUMNS[kind]]


def _happened(effects: EffectSizes, exclusions: Sequence[Exclusion]) -> set[str]:
    """The codes of what was done to the rows, which the method has to say."""
    codes = {n.code for n in effects.warnings} | {e.code for e in exclusions}
    kept = "zero_cells_corrected" not in codes and has_empty_cells(effects)
    return codes | {"empty_cells_kept"} if kept else codes


def _beyond_range(info: Measure, pooled: PooledResult, studies: Sequence[StudyRow]) -> tuple[Notice, ...]:
    """Says of a measure without a transformation that its limits are no possible values."""
    if info.possible is None:
        return ()
    low, high = info.possible
    predicted = pooled.prediction
    limits = {
        "the confidence interval": [pooled.ci_lb, pooled.ci_ub],
        "the prediction interval": [predicted.lb, predicted.ub] if predicted else [],
        "the interval of a study": [limit for study in studies for limit in (study.ci_lb, study.ci_ub)],
    }
    beyond = [name for name, held in limits.items() if any(x is not None and not low <= x <= high for x in held)]
    if not beyond:
        return ()
    verb = "lies" if len(beyond) == 1 else "lie"
    named = " and ".join(part for part in (", ".join(beyond[:-1]), beyond[-1]) if part)
    text = f"{named} {verb} partly beyond the possible range of a {info.label}, "
    text += f"{low:g} to {high:g}; {info.within} keeps within it."
    return (Notice("beyond_range", text[:1].upper() + text[1:]),)


def analyse(
    rows: Sequence[Mapping[str, Any]],
    kind: str,
    measure: str,
    model: str = "random",
    tau2: str = "REML",
    test: str = "z",
    *,
    level: float = 0.95,
    prediction: str = "t_k_minus_2",
    zero_cells: ZeroCells | Mapping[str, Any] | None = None,
    variance: str = "LS",
    scale: str = "analysis",
    method: str = "inverse_variance",
) -> AnalysisResult:
    """Compute and pool the effects of `rows`, one dict per study (`label` names it).

    Arguments as in `effect_sizes.compute` (kind, measure, zero_cells, variance, scale) and
    `pooling.pool` (model, tau2, test, level, prediction); a mapping for zero_cells names its fields. method
    "mantel_haenszel" pools 2x2 tables (OR, RR, RD) under a common effect, see `table_pooling`. Rows that
    cannot be pooled stay in `studies` with a reason and are listed in `exclusions`; all values are
    JSON-safe. Raises InputError (row, field) for impossible values and unknown settings; an empty or
    single-row pool is a result, not an error.
    """
    info = measure_of(measure, kind)
    if kind == "generic" and scale == "natural" and not info.is_ratio:
        raise InputError("choose a ratio measure for estimates on the natural scale", field="scale")
    check_method(method, measure, model, test)
    rule = ZeroCells.of(zero_cells) if isinstance(zero_cells, Mapping) else zero_cells
    effects = compute(kind, rows, measure, rule, variance=variance, level=level, scale=scale)
    exclusions = tuple(sorted((*effects.excluded, *_without_weight(effects)), key=lambda e: e.row))
    left_out = {exclusion.row for exclusion in exclusions}
    used = [i for i in range(len(effects.labels)) if i not in left_out]
    yi, vi = ([side[i] for i in used] for side in (effects.yi, effects.vi))
    if method == "mantel_haenszel":
        pooled = pool_tables(measure, _tables(rows, used, kind), yi, vi, level)
    else:
        pooled = pool(yi, vi, model, tau2, test, level, prediction)
    settings = effects.settings | {
        "method": method,
        "model": model,
        "tau2": tau2 if model == "random" else None,
        "test": test,
        "level": level,
        "prediction": prediction if model == "random" else None,
    }
    return _result(info, effects, exclusions, used, pooled, settings)


def _result(
    info: Measure,
    effects: EffectSizes,
    exclusions: tuple[Exclusion, ...],
    used: Sequence[int],
    pooled: PooledResult,
    settings: Mapping[str, Any],
) -> AnalysisResult:
    """All of it put together: every row with its weight or the reason why it has none, and what to know of it."""
    weights = dict(zip(used, pooled.weights_pct, strict=True)) if pooled.estimate is not None else {}
    studies = _studies(effects, info, weights, {each.row: each.reason for each in exclusions})
    software = versions()
    return AnalysisResult(
        kind=effects.kind,
        measure=effects.measure,
        measure_label=info.label,
        scale=info.scale,
        studies=studies,
        pooled=pooled,
        display=_pooled_display(info, pooled, _sizes(effects, used)),
        exclusions=exclusions,
        warnings=(*effects.warnings, *pooled.warnings, *_beyond_range(info, pooled, studies)),
        method=method_sentence(settings, software, _happened(effects, exclusions), pooled),
        settings=settings,
        versions=software,
        inputs=effects.inputs,
    )
