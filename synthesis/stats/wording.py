"""The method sentence of an analysis, written from its settings (PRISMA 2020 items 12 and 13d)."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from synthesis.stats.measures import MEASURES
from synthesis.stats.results import PooledResult

TAU2_NAMES = {
    "DL": "DerSimonian-Laird",
    "HE": "Hedges-Olkin",
    "HS": "Hunter-Schmidt",
    "HSk": "small-sample Hunter-Schmidt",
    "SJ": "Sidik-Jonkman",
    "ML": "maximum-likelihood",
    "REML": "restricted maximum-likelihood",
    "EB": "empirical Bayes",
    "PM": "Paule-Mandel",
    "PMM": "median-unbiased Paule-Mandel",
    "DLIT": "iterated DerSimonian-Laird",
    "GENQ": "generalised Q (weights 1/SE)",
    "GENQM": "median-unbiased generalised Q (weights 1/SE)",
}
TEST_WORDS = {
    "z": "based on the normal distribution",
    "t": "based on the t distribution with k − 1 degrees of freedom",
    "hksj": "by the Hartung-Knapp-Sidik-Jonkman method",
    "hksj_adhoc": "by the Hartung-Knapp-Sidik-Jonkman method with its scale factor not below 1",
}
PREDICTION_WORDS = {
    "t_k_minus_2": "the t distribution with k − 2 degrees of freedom",
    "t_k_minus_1": "the t distribution with k − 1 degrees of freedom",
    "normal": "the normal distribution",
}
WHEN_WORDS = {
    "studies_with_zero": "of studies with a zero cell",
    "all_studies": "of all studies",
    "all_if_any_zero": "of all studies because at least one had a zero cell",
}


SHOWN_WORDS = {
    "inverse_logit": "proportions, by the inverse of the logit",
    "sin_squared": "proportions, by the squared sine",
    "freeman_tukey_inverse_harmonic_mean_n": "proportions, by the inverse of the double arcsine (Miller 1978): of "
    "each study with its own size, of the summary with the harmonic mean of the sizes",
    "tanh": "correlations, by the inverse of Fisher's z",
}
"""How what was pooled on another scale is shown, where it is no ratio."""
MH_VARIANCES = {
    "OR": "Robins, Breslow and Greenland (1986)",
    "RR": "Greenland and Robins (1985)",
    "RD": "Sato, Greenland and Robins (1989)",
    "IRR": "Rothman, Greenland and Lash (2008)",
    "IRD": "Rothman, Greenland and Lash (2008)",
}


def _by_tables(settings: Mapping[str, Any]) -> bool:
    return settings.get("method") == "mantel_haenszel"


def percent(level: float) -> str:
    """0.95 -> "95%"; 0.999 -> "99.9%"."""
    return f"{round(level * 100, 6):g}%"


def model_sentence(settings: Mapping[str, Any], pooled: PooledResult) -> str:
    """Measure, weights, model, estimator and interval as far as they were used."""
    measure = MEASURES[settings["measure"]].label
    if pooled.estimate is None:
        why = "no study gives an effect" if pooled.k == 0 else "only one study gives an effect"
        return f"The measure is the {measure}. Nothing was pooled, because {why}."
    interval = f"with {percent(settings['level'])} confidence intervals {TEST_WORDS[settings['test']]}"
    if pooled.ci_lb is None:
        interval = "without a confidence interval, because its standard error is 0"
    if _by_tables(settings):
        how = "by the Mantel-Haenszel method (Mantel and Haenszel 1959) under a common-effect model"
        variance = f"the variance of {MH_VARIANCES[settings['measure']]}"
        return f"The {measure} was pooled {how}, {interval} and {variance}. Q is around this estimate."
    if settings["measure"] == "PETO" and settings["model"] == "common":
        how = "by Peto's one-step method (Yusuf et al. 1985) under a common-effect model"
        return f"The {measure} was pooled {how}, {interval}."
    if settings["model"] == "common":
        model = "under a common-effect model"
    else:
        name = TAU2_NAMES[settings["tau2"]]
        model = f"under a random-effects model with the {name} estimator of the between-study variance"
    return f"The {measure} was pooled by the inverse-variance method {model}, {interval}."


def zero_cell_sentence(settings: Mapping[str, Any], happened: Set[str]) -> str:
    """What was done with empty cells; empty text where nothing had to be done.

    `happened` holds the codes of the notices and exclusions of the run.
    """
    parts = []
    if "zero_cells_corrected" in happened:
        added = f"{settings['zero_cells_add']:g} was added to every cell"
        place = f"{added} {WHEN_WORDS[settings['zero_cells_when']]} (Sweeting et al. 2004)"
        if _by_tables(settings):
            place += " for their own effects and Q; nothing was added in the Mantel-Haenszel sums"
        parts.append(f"{place}.")
        if MEASURES[settings["measure"]].is_ratio and not settings["drop_double_zero"]:
            parts.append("Studies without events in both arms were kept.")
    if "empty_cells_kept" in happened:
        parts.append("Nothing was added to empty cells.")
    if "double_zero" in happened:
        parts.append("Studies without events in both arms, or with events only, were left out.")
    if "zero_variance" in happened:
        parts.append("Studies with a sampling variance of 0 were left out.")
    return " ".join(parts)


def spread_sentence(settings: Mapping[str, Any], pooled: PooledResult) -> str:
    """How the prediction interval and that of tau2 were made; empty text where neither is given."""
    parts = []
    if pooled.prediction is not None and pooled.prediction.lb is not None:
        parts.append(f"the prediction interval uses {PREDICTION_WORDS[settings['prediction']]}")
    if pooled.heterogeneity is not None and pooled.heterogeneity.tau2_lb is not None:
        parts.append(f"the interval of τ² is by the {pooled.heterogeneity.tau2_interval.split(',')[0]} method")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def display_sentence(settings: Mapping[str, Any]) -> str:
    """How estimates come back from the scale on which they were pooled; empty where readers expect it."""
    words = SHOWN_WORDS.get(MEASURES[settings["measure"]].display)
    return f"Estimates and limits are shown as {words}." if words else ""


def method_sentence(
    settings: Mapping[str, Any], versions: Mapping[str, str], happened: Set[str], pooled: PooledResult
) -> str:
    """The whole method paragraph; says only what was done, for any number of studies."""
    parts = [
        model_sentence(settings, pooled),
        zero_cell_sentence(settings, happened),
        spread_sentence(settings, pooled),
        display_sentence(settings),
    ]
    software = ", ".join(f"{name} {version}" for name, version in versions.items())
    parts.append(f"Computed with {software}.")
    return " ".join(part for part in parts if part)
