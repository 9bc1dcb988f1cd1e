"""Mantel-Haenszel and Peto pooling of tables."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from synthesis.stats import mantel_haenszel as mh
from synthesis.stats.back_transform import transformer
from synthesis.stats.distributions import chi2_upper, quantile, two_sided_p
from synthesis.stats.effect_sizes import EffectArrays, effect_arrays
from synthesis.stats.errors import NotEstimable
from synthesis.stats.evaluation.request import Request
from synthesis.stats.gls import batch_of
from synthesis.stats.heterogeneity import i2_from_q
from synthesis.stats.measures import COLUMNS, MEASURES
from synthesis.stats.results import Notice
from synthesis.stats.study_data import checked_columns
from synthesis.stats.zero_cells import ZeroCells

NO_CORRECTION = "none (no correction in the MH sums)"
CORRECTED = "0.5 in every cell of each study with a zero; double-zero studies dropped"
CORRECTED_ALL = CORRECTED + " (for RD: zero cells corrected the same way)"
IN_Q = "0.5 in every cell of studies with a zero; double-zero studies dropped"
REVMAN_RANDOM = "DL with Q around the Mantel-Haenszel estimate (RevMan 5 'M-H, Random')"
DROP = ZeroCells(0.5, "studies_with_zero", drop_double_zero=True)


def _complete(request: Request) -> tuple[np.ndarray, list[np.ndarray]]:
    """Rows with all numbers and people (or time) in both arms, and their four columns."""
    data = checked_columns(request.columns, request.kind)
    columns = [data[name] for name in COLUMNS[request.kind]]
    complete = ~np.any(np.isnan(np.array(columns)), axis=0)
    return complete & (columns[1] > 0) & (columns[3] > 0), columns


def _with_half(request: Request, columns: list[np.ndarray], keep: np.ndarray) -> list[np.ndarray]:
    """The kept rows with 0.5 in every cell of those with a zero."""
    first, size1, second, size2 = (c[keep] for c in columns)
    if request.kind == "rate2":
        zero = ((first == 0) | (second == 0)) * 0.5
        return [first + zero, size1, second + zero, size2]
    zero = ((first == 0) | (second == 0) | (first == size1) | (second == size2)) * 0.5
    return [first + zero, size1 + 2 * zero, second + zero, size2 + 2 * zero]


def _test_values(estimate: float, se: float, level: float) -> dict[str, float]:
    stat = estimate / se if se > 0 else math.nan
    half = quantile(level) * se
    return {
        "estimate": estimate,
        "se": se,
        "stat": stat,
        "pval": two_sided_p(stat),
        "ci_lb": estimate - half,
        "ci_ub": estimate + half,
    }


def _q_values(q: float, k: int) -> dict[str, Any]:
    df = k - 1
    if df < 1:
        return {"Q": 0.0, "Q_df": df, "Q_pval": 1.0, "I2": 0.0, "H2": 1.0}
    if math.isnan(q):
        return {"Q": q, "Q_df": df, "Q_pval": q, "I2": q, "H2": q}
    return {"Q": q, "Q_df": df, "Q_pval": chi2_upper(q, df), "I2": i2_from_q(q, df), "H2": q / df}


def _displayed(measure: str, answer: dict[str, Any]) -> dict[str, Any]:
    if not MEASURES[measure].is_ratio:
        return {}
    back = transformer("exp")
    return {"back_transformed": {name: back(answer[name]) for name in ("estimate", "ci_lb", "ci_ub")}}


def _effects_for_q(request: Request) -> tuple[EffectArrays, np.ndarray, np.ndarray]:
    effects = effect_arrays(request.columns, request.kind, request.measure, zero_cells=DROP)
    return effects, effects.yi[effects.usable], effects.vi[effects.usable]


def _told(request: Request, effects: EffectArrays, *, summed: bool) -> dict[str, Any]:
    """`excluded` and `warnings`: rows that say nothing; `summed`, rows without events count in a difference."""
    found = request.excluded(effects)
    empty = [each for each in found if each["code"] == "double_zero"]
    if not summed or MEASURES[request.measure].is_ratio or not empty:
        return {"excluded": found, "warnings": []}
    text = "Without events in both arms, or with events only, in the sums but not in Q: "
    notice = Notice("double_zero", text + ", ".join(each["label"] for each in empty) + ".")
    return {"excluded": [each for each in found if each not in empty], "warnings": [notice.to_dict()]}


def _table_tests(request: Request, tables: list[np.ndarray], estimate: float) -> dict[str, Any]:
    correct = bool(request.call.get("cmh_continuity_correction", True))
    if request.measure == "IRR":
        chi2 = mh.rate_test(*tables, correct=correct)
        return {"mh_chi2": chi2, "mh_pval": chi2_upper(chi2, 1)}
    if request.measure != "OR":
        return {}
    found = mh.stratified_tests(*tables, estimate, correct=correct)
    df = found.k_pos - 1
    return {
        "cochran_chi2": found.cochran,
        "cochran_pval": found.p_value(found.cochran, 1),
        "cmh_chi2": found.cmh,
        "cmh_pval": found.p_value(found.cmh, 1),
        "breslow_day": found.breslow_day if found.k_pos else math.nan,
        "breslow_day_pval": found.p_value(found.breslow_day, df),
        "tarone": found.tarone if found.k_pos else math.nan,
        "tarone_pval": found.p_value(found.tarone, df),
        "k_pos": found.k_pos,
    }


def mantel_haenszel(request: Request) -> dict[str, Any]:
    request.only(
        "measure",
        "model",
        "weights",
        "level",
        "zero_cells_in_pooling",
        "zero_cells_in_Q",
        "cmh_continuity_correction",
        "tau2_estimator",
        "test",
        "zero_cells",
    )
    if request.one_of("model", "common", "random") == "random":
        return _random(request)
    request.one_of("weights", "Mantel-Haenszel")
    request.one_of("zero_cells_in_Q", IN_Q)
    corrected = request.one_of("zero_cells_in_pooling", NO_CORRECTION, CORRECTED) == CORRECTED
    complete, columns = _complete(request)
    effects, yi, vi = _effects_for_q(request)
    kept = effects.usable
    rows = kept if corrected else complete
    if not rows.any():
        raise NotEstimable("no table is left to pool", code="k0")
    tables = _with_half(request, columns, kept) if corrected else [c[rows] for c in columns]
    found = mh.mantel_haenszel(request.measure, *tables)
    answer = {"k": int(rows.sum()), "k_Q": len(yi), **_test_values(found.estimate, found.se, request.level)}
    answer |= _q_values(float(((yi - found.estimate) ** 2 / vi).sum()), len(yi))
    answer |= _table_tests(request, tables, found.estimate) | _displayed(request.measure, answer)
    weights = np.full(len(rows), math.nan)
    weights[rows] = 100 * found.weights / found.weights.sum() if found.weights.sum() > 0 else math.nan
    answer |= _told(request, effects, summed=not corrected)
    answer["warnings"] += _undefined(request, found)
    return answer | {"weights_pct": weights, "se_revman": found.se_revman}


def _undefined(request: Request, found: mh.MantelHaenszel) -> list[dict[str, Any]]:
    """Why there is no estimate, or no interval of it."""
    label = MEASURES[request.measure].label
    if not math.isfinite(found.estimate):
        text = f"Not estimable: an arm has no events, or only events, in all tables; there is no {label}."
        return [Notice("mh_undefined", text).to_dict()]
    if not found.se > 0:
        text = f"Not estimable: the standard error of the {label} is 0, so there is no test and no interval."
        return [Notice("zero_se", text).to_dict()]
    return []


def _random(request: Request) -> dict[str, Any]:
    """RevMan 5's "M-H, Random": inverse-variance pooling, tau2 from Q around the M-H estimate."""
    request.one_of("tau2_estimator", REVMAN_RANDOM)
    request.one_of("zero_cells", CORRECTED_ALL)
    request.one_of("test", "z")
    if request.kind != "binary":
        raise NotImplementedError("RevMan's random-effects method is there for 2x2 tables only")
    _, columns = _complete(request)
    effects, yi, vi = _effects_for_q(request)
    kept = effects.usable
    if len(yi) < 2:
        raise NotEstimable("tau2 needs at least two tables", code="k1")
    centre = mh.mantel_haenszel(request.measure, *_with_half(request, columns, kept)).estimate
    q, df = float(((yi - centre) ** 2 / vi).sum()), len(yi) - 1
    batch = batch_of(yi, vi)
    tau2 = max(0.0, (q - df) / float(batch.fit().trace_p()[0]))
    fitted = batch.fit(tau2)
    answer = {"k": len(yi), "tau2": tau2}
    answer |= _test_values(float(fitted.gamma[0, 0]), math.sqrt(float(fitted.inverse[0, 0, 0])), request.level)
    answer |= _q_values(q, len(yi)) | _told(request, effects, summed=False)
    return answer | _displayed(request.measure, answer)


def peto(request: Request) -> dict[str, Any]:
    """One-step Peto odds ratio: sum(O - E)/sum(V), Yusuf et al. (1985)."""
    request.only("measure", "model", "level")
    request.one_of("model", "common")
    complete, _ = _complete(request)
    effects = effect_arrays(
        request.columns, "binary", "PETO", zero_cells=ZeroCells(0.0, "never", drop_double_zero=False)
    )
    yi, v = effects.yi[effects.usable], 1 / effects.vi[effects.usable]
    if len(yi) == 0:
        raise NotEstimable("one of the two outcomes never occurred, so there is no Peto odds ratio", code="k0")
    estimate = float((yi * v).sum() / v.sum())
    answer = {"k": int(complete.sum()), **_test_values(estimate, 1 / math.sqrt(v.sum()), request.level)}
    answer |= _q_values(float((v * (yi - estimate) ** 2).sum()), len(yi))
    asked = replace(request, call={**request.call, "measure": "PETO"})
    return answer | _displayed("PETO", answer) | {"excluded": asked.excluded(effects), "warnings": []}


CAPABILITIES = {"mantel_haenszel": mantel_haenszel, "peto": peto}
