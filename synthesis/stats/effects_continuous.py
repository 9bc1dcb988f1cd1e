"""Effect sizes from means, standard deviations and correlations.

Each function takes a dict of float arrays of shape (k,) and the name of the variance formula and
returns (yi, vi) of shape (k,). Means and SDs are in the units of the instrument; standardised
effects are in SD units; ratios are logs. Impossible values give NaN, which the caller reports.

Sources: Hedges (1981) J. Educ. Stat. 6, 107-128 (exact correction J); Hedges (1983) Psychol. Bull.
93, 388-395 (unbiased variance); Bonett (2009) Psychol. Methods 14, 225-238 (average-variance
standardiser); Hedges, Gurevitch & Curtis (1999) Ecology 80, 1150-1156 (ratio of means); Nakagawa et
al. (2015) Methods Ecol. Evol. 6, 143-152 (VR, CVR); Morris & DeShon (2002) Psychol. Methods 7,
105-125 (paired standardised changes); Lajeunesse (2011) Ecology 92, 2049-2055 (paired ratio);
Fisher (1921) Metron 1, 3-32 (z transformation).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from scipy.special import gammaln

Array = np.ndarray
Effect = tuple[Array, Array]
Data = Mapping[str, Array]


def hedges_correction(df: Array) -> Array:
    """Exact J(df) = Gamma(df/2) / (sqrt(df/2) Gamma((df - 1)/2)); NaN where df <= 1."""
    m = np.asarray(df, dtype=float)
    safe = np.where(m > 1, m, np.nan)
    return np.exp(gammaln(safe / 2) - np.log(safe / 2) / 2 - gammaln((safe - 1) / 2))


def pooled_variance(x: Data) -> Array:
    """Within-group variance pooled over the two arms, n1 + n2 - 2 degrees of freedom."""
    df1, df2 = x["n1"] - 1, x["n2"] - 1
    return (df1 * x["sd1"] ** 2 + df2 * x["sd2"] ** 2) / (df1 + df2)


def weighted_mean(values: Array, weights: Array) -> float:
    """Mean over the rows where both are known; NaN when there are none."""
    usable = np.isfinite(values) & np.isfinite(weights)
    total = weights[usable].sum()
    return float((values[usable] * weights[usable]).sum() / total) if total > 0 else float("nan")


def mean_difference(x: Data, variance: str) -> Effect:
    """m1 - m2; LS sd1^2/n1 + sd2^2/n2, HO pooled variance times (1/n1 + 1/n2)."""
    diff = x["m1"] - x["m2"]
    if variance == "HO":
        return diff, pooled_variance(x) * (1 / x["n1"] + 1 / x["n2"])
    return diff, x["sd1"] ** 2 / x["n1"] + x["sd2"] ** 2 / x["n2"]


def hedges_g(x: Data, variance: str) -> Effect:
    """J(df) (m1 - m2) / pooled SD with the exact J, df = n1 + n2 - 2.

    LS 1/n1 + 1/n2 + g^2/(2N); LS2 J^2 (1/n1 + 1/n2 + d^2/(2N)); UB the unbiased estimator
    1/n1 + 1/n2 + (1 - (df - 2)/(df J^2)) g^2; AV as LS with the sample-size weighted mean g.
    RevMan: J = 1 - 3/(4N - 9) and N/(n1 n2) + g^2/(2 (N - 3.94)).
    """
    n1, n2 = x["n1"], x["n2"]
    n, base = n1 + n2, 1 / n1 + 1 / n2
    d = (x["m1"] - x["m2"]) / np.sqrt(pooled_variance(x))
    if variance == "RevMan":
        g = (1 - 3 / (4 * n - 9)) * d
        return g, base + g**2 / (2 * (n - 3.94))
    df = n - 2
    correction = hedges_correction(df)
    g = correction * d
    if variance == "LS2":
        return g, correction**2 * (base + d**2 / (2 * n))
    if variance == "UB":
        return g, base + (1 - (df - 2) / (df * correction**2)) * g**2
    centre = weighted_mean(g, n) if variance == "AV" else g
    return g, base + centre**2 / (2 * n)


def average_variance_smd(x: Data, variance: str) -> Effect:
    """J(df) (m1 - m2) / sqrt((sd1^2 + sd2^2)/2), with Bonett's variance for unequal SDs."""
    df1, df2 = x["n1"] - 1, x["n2"] - 1
    v1, v2 = x["sd1"] ** 2, x["sd2"] ** 2
    mean_var = (v1 + v2) / 2
    correction = hedges_correction(df1 + df2)
    g = correction * (x["m1"] - x["m2"]) / np.sqrt(mean_var)
    shape = (v1**2 / df1 + v2**2 / df2) / (8 * mean_var**2)
    return g, correction**2 * (g**2 * shape + (v1 / df1 + v2 / df2) / mean_var)


def ratio_of_means(x: Data, variance: str) -> Effect:
    """log(m1 / m2), both means of the same sign.

    LS sum of cv_j^2 / n_j; HO with the pooled variance; AV with each arm's sample-size weighted mean
    CV; AVHO with one such mean CV over both arms of the studies that have both.
    """
    n1, n2 = x["n1"], x["n2"]
    est = np.log(x["m1"] / x["m2"])
    if variance == "HO":
        return est, pooled_variance(x) * (1 / (n1 * x["m1"] ** 2) + 1 / (n2 * x["m2"] ** 2))
    cv1, cv2 = x["sd1"] / x["m1"], x["sd2"] / x["m2"]
    if variance == "AV":
        cv1, cv2 = np.asarray(weighted_mean(cv1, n1)), np.asarray(weighted_mean(cv2, n2))
    elif variance == "AVHO":
        whole = ~np.isnan(cv1 + cv2 + n1 + n2)
        both = weighted_mean(np.concatenate([cv1[whole], cv2[whole]]), np.concatenate([n1[whole], n2[whole]]))
        cv1 = cv2 = np.asarray(both)
    return est, cv1**2 / n1 + cv2**2 / n2


def ratio_of_cv(x: Data, variance: str) -> Effect:
    """log(cv1 / cv2) with small-sample terms 1/(2 (n - 1)); normal data, CV and SD independent."""
    df1, df2 = x["n1"] - 1, x["n2"] - 1
    est = np.log(x["sd1"] / x["m1"]) - np.log(x["sd2"] / x["m2"]) + 1 / (2 * df1) - 1 / (2 * df2)
    means = (x["sd1"] / x["m1"]) ** 2 / x["n1"] + (x["sd2"] / x["m2"]) ** 2 / x["n2"]
    return est, 1 / (2 * df1) + 1 / (2 * df2) + means


def ratio_of_sd(x: Data, variance: str) -> Effect:
    """log(sd1 / sd2) + 1/(2 (n1 - 1)) - 1/(2 (n2 - 1)); variance the sum of those terms."""
    t1, t2 = 1 / (2 * (x["n1"] - 1)), 1 / (2 * (x["n2"] - 1))
    return np.log(x["sd1"] / x["sd2"]) + t1 - t2, t1 + t2


def change_variance(x: Data) -> Array:
    """Variance of the within-person difference, sd1^2 + sd2^2 - 2 r sd1 sd2."""
    return x["sd1"] ** 2 + x["sd2"] ** 2 - 2 * x["r"] * x["sd1"] * x["sd2"]


def mean_change(x: Data, variance: str) -> Effect:
    """m1 - m2 of the same people; variance of the difference over n."""
    return x["m1"] - x["m2"], change_variance(x) / x["n"]


def _standardised_change(x: Data, sd: Array, base: Array, variance: str) -> Effect:
    correction = hedges_correction(x["n"] - 1)
    d = (x["m1"] - x["m2"]) / sd
    g = correction * d
    if variance == "LS2":
        return g, correction**2 * (base + d**2 / (2 * x["n"]))
    return g, base + g**2 / (2 * x["n"])


def change_score_smd(x: Data, variance: str) -> Effect:
    """J(n - 1) (m1 - m2) / SD of the change; LS 1/n + g^2/(2n), LS2 J^2 (1/n + d^2/(2n))."""
    return _standardised_change(x, np.sqrt(change_variance(x)), 1 / x["n"], variance)


def raw_score_smd(x: Data, variance: str) -> Effect:
    """J(n - 1) (m1 - m2) / sd1; LS 2 (1 - r)/n + g^2/(2n), LS2 J^2 (2 (1 - r)/n + d^2/(2n))."""
    return _standardised_change(x, x["sd1"], 2 * (1 - x["r"]) / x["n"], variance)


def paired_ratio_of_means(x: Data, variance: str) -> Effect:
    """log(m1 / m2) of the same people, covariance r sd1 sd2 taken off."""
    cv1, cv2 = x["sd1"] / x["m1"], x["sd2"] / x["m2"]
    return np.log(x["m1"] / x["m2"]), (cv1**2 + cv2**2 - 2 * x["r"] * cv1 * cv2) / x["n"]


def correlation(x: Data, variance: str) -> Effect:
    """r; LS (1 - r^2)^2/(n - 1), AV with the weighted mean r; none for n <= 3."""
    centre = weighted_mean(x["r"], x["n"]) if variance == "AV" else x["r"]
    return x["r"] + 0.0, (1 - centre**2) ** 2 / np.where(x["n"] > 3, x["n"] - 1, np.nan)


def fisher_z(x: Data, variance: str) -> Effect:
    """atanh(r); variance 1/(n - 3), none for n <= 3."""
    df = np.where(x["n"] > 3, x["n"] - 3, np.nan)
    return np.arctanh(x["r"]), 1 / df


FORMULAS: dict[str, Callable[[Data, str], Effect]] = {
    "MD": mean_difference,
    "SMD": hedges_g,
    "SMDH": average_variance_smd,
    "ROM": ratio_of_means,
    "CVR": ratio_of_cv,
    "VR": ratio_of_sd,
    "MC": mean_change,
    "SMCC": change_score_smd,
    "SMCR": raw_score_smd,
    "ROMC": paired_ratio_of_means,
    "COR": correlation,
    "ZCOR": fisher_z,
}
VARIANCES: dict[str, tuple[str, ...]] = {
    "MD": ("LS", "HO"),
    "SMD": ("LS", "LS2", "UB", "AV", "RevMan"),
    "ROM": ("LS", "HO", "AV", "AVHO"),
    "SMCC": ("LS", "LS2"),
    "SMCR": ("LS", "LS2"),
    "COR": ("LS", "AV"),
}
