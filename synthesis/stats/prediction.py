"""Prediction intervals: where the effect of a new study is expected, with the rule and its df named.

mu +/- q sqrt(se^2 + tau2). Rules: "t_k_minus_2" Higgins, Thompson & Spiegelhalter (2009) J. R. Stat.
Soc. A 172, 137-159; "t_k_minus_1" Partlett & Riley (2017) Stat. Med. 36, 301-317 (with the HKSJ se);
"normal"; "none" gives none. With k < 3 there is no interval under the t rules with k - 2 df.
"""

from __future__ import annotations

import math

from synthesis.stats.distributions import quantile
from synthesis.stats.linear_model import ModelFit, check_choice
from synthesis.stats.results import PredictionInterval, finite

RULES = ("t_k_minus_2", "t_k_minus_1", "normal", "none")
LESS = {"t_k_minus_2": 2, "t_k_minus_1": 1}


def limits(fit: ModelFit, df: float | None) -> tuple[float, float]:
    """Prediction limits with a t quantile of `df`, or a normal one for None."""
    half = quantile(fit.level, df) * math.sqrt(float(fit.vcov[0, 0]) + fit.tau2)
    return float(fit.coef[0]) - half, float(fit.coef[0]) + half


def prediction_interval(fit: ModelFit, rule: str) -> PredictionInterval | None:
    """The prediction interval of a pooled random-effects fit, or the reason why there is none; None for "none"."""
    check_choice(rule, RULES, "prediction")
    if rule == "none":
        return None
    df = fit.k - LESS[rule] if rule in LESS else None
    if fit.model == "common":
        reason = "a common-effect model has no between-study variance to predict with"
        return PredictionInterval(None, None, rule, None, fit.level, reason)
    if fit.k < 3:
        reason = f"a prediction interval needs at least three studies, there are {fit.k}"
        return PredictionInterval(None, None, rule, None, fit.level, reason)
    if not fit.vcov[0, 0] > 0:
        reason = "the standard error of the pooled effect is 0"
        return PredictionInterval(None, None, rule, None, fit.level, reason)
    low, high = limits(fit, df)
    return PredictionInterval(finite(low), finite(high), rule, df, fit.level)
