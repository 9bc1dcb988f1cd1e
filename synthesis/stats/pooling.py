"""Pooling effects under a common-effect or random-effects model.

Common effect: inverse-variance weights 1/v. Random effects: weights 1/(v + tau2), tau2 estimated by
one of `tau2.ESTIMATORS`, never below 0. Tests, intervals and their sources: `linear_model`; prediction
intervals: `prediction`; heterogeneity: `heterogeneity`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synthesis.stats.distributions import checked_level, quantile
from synthesis.stats.heterogeneity import i2_and_h2, i2_from_q, i2_from_tau2, tau2_interval
from synthesis.stats.linear_model import MODELS, TESTS, ModelFit, check_choice, checked_effects, fit_model
from synthesis.stats.prediction import RULES, prediction_interval
from synthesis.stats.results import Heterogeneity, Notice, PooledResult, finite, finite_tuple
from synthesis.stats.tau2 import check_method

EXTREME_RATIO = 1e7


def pool(
    yi: Sequence[float],
    vi: Sequence[float],
    model: str = "random",
    tau2: str = "REML",
    test: str = "z",
    level: float = 0.95,
    prediction: str = "t_k_minus_2",
    *,
    weights: Sequence[float] | None = None,
) -> PooledResult:
    """Pool effects yi (analysis scale) with sampling variances vi > 0, both of length k.

    model: "random" | "common"; tau2: a key of `tau2.NAMES` (GENQ and GENQM take `weights`); test: "z" | "t" |
    "hksj" | "hksj_adhoc"; prediction: "t_k_minus_2" | "t_k_minus_1" | "normal" | "none".
    k = 0 and k = 1 give a result without a pooled estimate and with a `reason`; k = 2, tau2 = 0, a
    narrow HKSJ interval and extreme weights are explained in `warnings`. Raises InputError (row, field)
    for missing, infinite or non-positive input and for unknown settings.
    """
    check_choice(model, MODELS, "model")
    check_choice(test, TESTS, "test")
    check_choice(prediction, RULES, "prediction")
    checked_level(level)
    method = None if model == "common" else check_method(tau2)
    y, v = checked_effects(np.asarray(yi, dtype=float), np.asarray(vi, dtype=float))
    settings = {"model": model, "tau2_estimator": method, "test": test, "level": level}
    if len(y) < 2:
        return _unpooled(y, v, settings)
    extra = None if weights is None else np.asarray(weights, dtype=float)
    fit = fit_model(y, v, model=model, method=method, test=test, level=level, weights=extra)
    return _result(fit, settings, prediction)


def _unpooled(y: np.ndarray, v: np.ndarray, settings: dict) -> PooledResult:
    if len(y) == 0:
        text = "No study has both an effect and a variance, so there is nothing to pool."
        notice = Notice("k0", text)
    else:
        notice = Notice("k1", "Only one study gives an effect; it is shown, but nothing is pooled.")
    return PooledResult(
        k=len(y),
        **settings,
        estimate=None,
        se=None,
        stat=None,
        df=None,
        pval=None,
        ci_lb=None,
        ci_ub=None,
        heterogeneity=None,
        prediction=None,
        weights_pct=(100.0,) * len(y),
        yi=finite_tuple(y),
        vi=finite_tuple(v),
        reason=notice.text,
        warnings=(notice,),
    )


def _result(fit: ModelFit, settings: dict, rule: str) -> PooledResult:
    degenerate = _degenerate(fit)
    low, high = fit.ci
    shown = (lambda value: None) if degenerate else finite
    weights = fit.fitted.w[0] / fit.fitted.w[0].sum() * 100
    prediction = prediction_interval(fit, rule)
    return PooledResult(
        k=fit.k,
        **settings,
        estimate=finite(fit.coef[0]),
        se=shown(fit.se[0]),
        stat=shown(fit.stat[0]),
        df=fit.df,
        pval=shown(fit.pval[0]),
        ci_lb=shown(low[0]),
        ci_ub=shown(high[0]),
        heterogeneity=heterogeneity_of(fit),
        prediction=prediction,
        weights_pct=finite_tuple(weights),
        yi=finite_tuple(fit.batch.y[0]),
        vi=finite_tuple(fit.batch.v[0]),
        warnings=tuple(notices_of(fit, predicted=False)),
    )


def heterogeneity_of(fit: ModelFit) -> Heterogeneity:
    """The heterogeneity block of a pooled fit, with limits of tau2 for random-effects models."""
    i2, h2 = i2_and_h2(fit)
    random = fit.model == "random"
    fields: dict = {}
    if random:
        interval = tau2_interval(fit)
        typical = fit.typical_variance()
        fields = {
            "tau2": fit.tau2,
            "tau": fit.tau2**0.5,
            "tau2_se": finite(fit.tau2_se()),
            "tau2_lb": interval.lb,
            "tau2_ub": interval.ub,
            "tau2_interval": f"{interval.name}, empty set" if interval.null_set else interval.name,
            "I2_lb": i2_from_tau2(interval.lb, typical),
            "I2_ub": i2_from_tau2(interval.ub, typical),
        }
    return Heterogeneity(
        Q=fit.Q,
        Q_df=fit.Q_df,
        Q_pval=fit.Q_pval,
        I2=i2,
        I2_definition="tau2" if random else "Q",
        I2_from_Q=i2_from_q(fit.Q, fit.Q_df),
        H2=h2,
        **fields,
    )


def _degenerate(fit: ModelFit) -> bool:
    """Whether the Hartung-Knapp standard error is 0, so that there is no interval."""
    return fit.test == "hksj" and not fit.vcov[0, 0] > 0


def notices_of(fit: ModelFit, *, predicted: bool = True) -> list[Notice]:
    """What a reader must know about this fit; `predicted`: prediction intervals of two studies are given too."""
    found: list[Notice] = []
    if fit.k == 1:
        text = "Only one study: nothing is pooled"
        if fit.model == "random":
            text += ", tau2 is not estimable, and the prediction interval and the criteria of fit say nothing"
        found.append(Notice("k1", f"{text}."))
    if fit.k == 2:
        about = "a prediction interval says little" if predicted else "no prediction interval is given"
        text = "Only two studies were pooled."
        if fit.model == "random":
            text = f"Only two studies: tau2 is hardly estimable and {about}."
        found.append(Notice("k2", text))
    if fit.model == "random" and fit.tau2 == 0 and fit.k > 1:
        text = "The between-study variance is estimated as 0; the result equals the common-effect one, "
        text += "but with few studies heterogeneity cannot be ruled out."
        found.append(Notice("tau2_zero", text))
    if _degenerate(fit):
        text = "All studies agree exactly, so the Hartung-Knapp standard error is 0 and gives no interval; "
        found.append(Notice("hksj_zero", text + "choose the ad hoc variant or z."))
    elif fit.test == "hksj":
        found.extend(_narrow_hksj(fit))
    if float(fit.batch.v.max() / fit.batch.v.min()) >= EXTREME_RATIO:
        text = "The largest sampling variance is more than ten million times the smallest; check the data."
        found.append(Notice("extreme_variances", text, field="vi"))
    return found


def _narrow_hksj(fit: ModelFit) -> list[Notice]:
    found = []
    if fit.k < 3:
        text = "The Hartung-Knapp interval is not sensible with fewer than three studies."
        found.append(Notice("hksj_few", text))
    plain = quantile(fit.level) * float(fit.fitted.inverse[0, 0, 0]) ** 0.5
    if quantile(fit.level, fit.df) * float(fit.se[0]) < plain:
        text = "The Hartung-Knapp interval is narrower than the normal one; consider the ad hoc variant."
        found.append(Notice("hksj_narrow", text))
    return found
