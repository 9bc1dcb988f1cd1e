"""Effect sizes, pooling and intervals for heterogeneity."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from synthesis.stats.distributions import quantile
from synthesis.stats.evaluation.request import (
    Request,
    Studies,
    back_transformed,
    weighted_studies,
)
from synthesis.stats.gls import batch_of
from synthesis.stats.heterogeneity import (
    generalised_q_interval,
    higgins_thompson,
    i2_and_h2,
    i2_from_q,
    i2_from_tau2,
    profile_likelihood,
    q_profile,
)
from synthesis.stats.linear_model import ModelFit, fit_model
from synthesis.stats.pooling import notices_of
from synthesis.stats.prediction import limits


def effect_size(request: Request) -> dict[str, Any]:
    request.of_effects("level")
    effects = request.effects()
    se = np.sqrt(effects.vi)
    half = quantile(request.level) * se
    return {
        "yi": effects.yi,
        "vi": effects.vi,
        "se": se,
        "ci_lb": effects.yi - half,
        "ci_ub": effects.yi + half,
        "excluded": request.excluded(effects),
    }


def fitted(request: Request, studies: Studies, **weighting: Any) -> ModelFit:
    """The call's model fitted to the studies; `weighting` as `weighted_studies` has it."""
    return fit_model(
        studies.yi,
        studies.vi,
        model=request.model,
        method=request.method,
        test=request.test,
        level=request.level,
        **weighting,
    )


def heterogeneity_values(fit: ModelFit) -> dict[str, Any]:
    """Q, I2 and H2 under their usual names."""
    i2, h2 = i2_and_h2(fit)
    return {
        "Q": fit.Q,
        "Q_df": fit.Q_df,
        "Q_pval": fit.Q_pval,
        "I2": i2,
        "H2": h2,
        "I2_from_Q": i2_from_q(fit.Q, fit.Q_df),
    }


def information_criteria(loglik: float, parameters: int, n: int) -> tuple[float, float, float]:
    """AIC, BIC and the small-sample AIC of a fit with `parameters` on n observations."""
    size = max(n, parameters + 2)
    aic = -2 * loglik + 2 * parameters
    bic = -2 * loglik + parameters * math.log(n) if n > 0 else -math.inf
    return aic, bic, -2 * loglik + 2 * parameters * size / (size - parameters - 1)


def likelihood_values(fit: ModelFit) -> dict[str, float]:
    """Log-likelihoods at the fitted tau2 with their information criteria."""
    parameters = fit.p + (fit.model == "random")
    ml = fit.log_likelihood(restricted=False)
    found = {"loglik_ml": ml}
    criteria = information_criteria(ml, parameters, fit.k)
    found |= dict(zip(("aic_ml", "bic_ml", "aicc_ml"), criteria, strict=True))
    reml = fit.log_likelihood(restricted=True) if fit.Q_df > 0 else 0.0
    found["loglik_reml"] = reml
    if fit.method == "REML":
        criteria = information_criteria(reml, parameters, fit.Q_df)
    return found | dict(zip(("aic", "bic", "aicc"), criteria, strict=True))


def blups(fit: ModelFit) -> tuple[np.ndarray, np.ndarray]:
    """Empirical Bayes study effects and their standard errors, each (k,)."""
    v = fit.batch.v[0]
    shrink = fit.tau2 / (fit.tau2 + v)
    effect = shrink * fit.batch.y[0] + (1 - shrink) * fit.coef[0]
    variance = shrink * v + (1 - shrink) ** 2 * fit.vcov[0, 0]
    return effect, np.sqrt(variance)


def _random_values(fit: ModelFit, studies: Studies) -> dict[str, Any]:
    lower, upper = limits(fit, fit.df)
    t_df = max(1, fit.k - 2)
    t_lower, t_upper = limits(fit, t_df)
    found = {
        "tau2": fit.tau2,
        "tau": math.sqrt(fit.tau2),
        "tau2_se": fit.tau2_se(),
        "pi_lb": lower,
        "pi_ub": upper,
        "pi_t_lb": t_lower,
        "pi_t_ub": t_upper,
        "pi_t_df": t_df,
    }
    if fit.weighted_mean:
        return found
    effect, se = blups(fit)
    return found | {"blup": studies.spread(effect), "blup_se": studies.spread(se)}


def summary(fit: ModelFit) -> dict[str, Any]:
    """Estimate, test and interval of a pooled fit."""
    lower, upper = fit.ci
    return {
        "k": fit.k,
        "estimate": float(fit.coef[0]),
        "se": float(fit.se[0]),
        "stat": float(fit.stat[0]),
        "df": fit.df,
        "pval": float(fit.pval[0]),
        "ci_lb": float(lower[0]),
        "ci_ub": float(upper[0]),
    }


def pool(request: Request) -> dict[str, Any]:
    request.of_effects("model", "tau2_estimator", "test", "level", "back_transform", "weights", "mean_weights")
    studies, weighting = weighted_studies(request)
    fit = fitted(request, studies, **weighting)
    weights = fit.fitted.w[0]
    answer = summary(fit) | heterogeneity_values(fit)
    if not fit.weighted_mean:
        answer |= likelihood_values(fit)
    if weighting:
        answer["weights"] = studies.spread(weighting["weights"])
    answer["weights_pct"] = studies.spread(weights / weights.sum() * 100)
    answer["warnings"] = [notice.to_dict() for notice in notices_of(fit)]
    if fit.model == "random":
        answer |= _random_values(fit, studies)
    if "back_transform" in request.call:
        shown = [name for name in ("estimate", "ci_lb", "ci_ub", "pi_lb", "pi_ub") if name in answer]
        answer["back_transformed"] = back_transformed(request, studies, {n: answer[n] for n in shown})
    return answer


def heterogeneity_ci(request: Request) -> dict[str, Any]:
    request.of_effects("method", "level", "tau2_estimator", "weights")
    kind = request.one_of(
        "method", "Q-profile", "profile-likelihood", "test-based H (Higgins & Thompson 2002)", "generalised-Q"
    )
    if kind == "generalised-Q":
        request.needed("weights")
    studies, weighting = weighted_studies(request)
    batch = batch_of(studies.yi, studies.vi)
    if kind == "profile-likelihood":
        found = profile_likelihood(batch, request.needed("tau2_estimator"), request.level)
        return {"tau2_lb": found.lb, "tau2_ub": found.ub, "in_parts": found.in_parts}
    common = fit_model(studies.yi, studies.vi, model="common")
    if kind.startswith("test"):
        found_h = higgins_thompson(common.Q, common.k, request.level)
        return dict(vars(found_h))
    interval = q_profile(batch, request.level)
    if kind == "generalised-Q":
        interval = generalised_q_interval(batch, weighting["weights"], request.level)
    typical = common.typical_variance()
    return {
        "tau2_lb": interval.lb,
        "tau2_ub": interval.ub,
        "tau_lb": math.sqrt(interval.lb),
        "tau_ub": math.sqrt(interval.ub),
        "I2_lb": i2_from_tau2(interval.lb, typical),
        "I2_ub": i2_from_tau2(interval.ub, typical),
        "H2_lb": interval.lb / typical + 1,
        "H2_ub": interval.ub / typical + 1,
        "null_set": interval.null_set,
    }


CAPABILITIES = {"effect_size": effect_size, "pool": pool, "heterogeneity_ci": heterogeneity_ci}
