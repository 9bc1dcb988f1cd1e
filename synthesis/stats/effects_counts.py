"""Effect sizes from counts: 2x2 tables, matched pairs, proportions and person-time.

Each function takes float arrays of shape (k,) (NaN = missing), already corrected for zero cells,
and returns (yi, vi) of shape (k,) on the analysis scale. Divisions by zero give NaN or inf, which
the caller turns into a named exclusion. Group 1 is experimental, group 2 the comparator.

Sources: Fleiss & Berlin (2009) in Cooper, Hedges & Valentine, The Handbook of Research Synthesis,
2nd ed., 237-253 (OR, RR, RD, phi); Yusuf et al. (1985) Prog. Cardiovasc. Dis. 27, 335-371 (Peto);
Rucker et al. (2009) Stat. Med. 28, 721-738 (arcsine); Freeman & Tukey (1950) Ann. Math. Stat. 21,
607-611; Rothman, Greenland & Lash (2008) Modern Epidemiology 14 (rates); Zou (2007) Biometrics 63,
and Elbourne et al. (2002) Int. J. Epidemiol. 31, 140-149 (matched pairs).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Array = np.ndarray
Effect = tuple[Array, Array]


def pooled_proportion(events: Array, totals: Array) -> Array:
    """Sample-size weighted mean proportion over the rows that have data; broadcastable scalar array."""
    usable = ~(np.isnan(events) | np.isnan(totals))
    return np.asarray(events[usable].sum() / totals[usable].sum())


def odds_ratio(a: Array, b: Array, c: Array, d: Array, variance: str) -> Effect:
    """log(ad / bc); variance 1/a + 1/b + 1/c + 1/d (Woolf)."""
    return np.log(a) + np.log(d) - np.log(b) - np.log(c), 1 / a + 1 / b + 1 / c + 1 / d


def risk_ratio(a: Array, b: Array, c: Array, d: Array, variance: str) -> Effect:
    """log(p1 / p2); variance 1/a - 1/n1 + 1/c - 1/n2."""
    n1, n2 = a + b, c + d
    return np.log(a / n1) - np.log(c / n2), b / (a * n1) + d / (c * n2)


def risk_difference(a: Array, b: Array, c: Array, d: Array, variance: str) -> Effect:
    """p1 - p2; LS p q / n, UB p q / (n - 1), AV with the arm-wise average proportion plugged in."""
    n1, n2 = a + b, c + d
    p1, p2 = a / n1, c / n2
    if variance == "UB":
        return p1 - p2, p1 * (1 - p1) / (n1 - 1) + p2 * (1 - p2) / (n2 - 1)
    q1, q2 = p1, p2
    if variance == "AV":
        q1, q2 = pooled_proportion(a, n1), pooled_proportion(c, n2)
    return p1 - p2, q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2


def peto(a: Array, b: Array, c: Array, d: Array, variance: str) -> Effect:
    """(O - E) / V and 1 / V with the hypergeometric V; no events or only events: no estimate."""
    n1, n2 = a + b, c + d
    n = n1 + n2
    events, others = a + c, b + d
    v = events * (others / n) * (n1 / n) * (n2 / (n - 1))
    return (a - events * (n1 / n)) / v, 1 / v


def arcsine(a: Array, b: Array, c: Array, d: Array, variance: str) -> Effect:
    """asin sqrt(p1) - asin sqrt(p2); variance 1/(4 n1) + 1/(4 n2)."""
    n1, n2 = a + b, c + d
    return np.arcsin(np.sqrt(a / n1)) - np.arcsin(np.sqrt(c / n2)), 1 / (4 * n1) + 1 / (4 * n2)


def phi(a: Array, b: Array, c: Array, d: Array, variance: str) -> Effect:
    """(ad - bc) / sqrt of the product of margins.

    LS: delta method under multinomial sampling of the whole table. ST: delta method under two
    independent binomials (stratified sampling), var = sum_j (dphi/dp_j)^2 p_j q_j / n_j. A table with one empty
    diagonal (phi of 1 or -1) has variance 0 in exact arithmetic, which gives no weight: NaN.
    """
    n1, n2, x, y = a + b, c + d, a + c, b + d
    root = np.sqrt(n1 * n2) * np.sqrt(x * y)
    est = (a * d - b * c) / root
    perfect = ((b == 0) & (c == 0)) | ((a == 0) & (d == 0))
    return est, np.where(perfect, np.nan, _phi_variance(a, b, c, d, est, variance))


def _phi_variance(a: Array, b: Array, c: Array, d: Array, est: Array, variance: str) -> Array:
    n1, n2, x, y = a + b, c + d, a + c, b + d
    n = n1 + n2
    if variance == "ST":
        p1, p2, scale, margin = a / n1, c / n2, np.sqrt(n1 * n2), np.sqrt(x * y)
        slope = (p1 - p2) * (y - x) / (2 * margin**3)
        g1, g2 = scale * (1 / margin - slope * n1), -scale * (1 / margin + slope * n2)
        return g1**2 * p1 * (1 - p1) / n1 + g2**2 * p2 * (1 - p2) / n2
    rows, cols = (n1 - n2) / n, (x - y) / n
    row_spread, col_spread = n1 * n2 / n**2, x * y / n**2
    cross = est * (1 + est**2 / 2) * rows * cols / np.sqrt(row_spread * col_spread)
    squares = 0.75 * est**2 * (rows**2 / row_spread + cols**2 / col_spread)
    return (1 - est**2 + cross - squares) / n


def matched_marginal_odds_ratio(a: Array, b: Array, c: Array, d: Array, variance: str) -> Effect:
    """logit(p1.) - logit(p.1) of the margins of a matched table, covariance from the same pairs."""
    n = a + b + c + d
    first, second = a + b, a + c
    estimate = np.log(first / (n - first)) - np.log(second / (n - second))
    spread = n / (first * (n - first)) + n / (second * (n - second))
    covariance = (a * d - b * c) * n / (first * (n - first) * second * (n - second))
    return estimate, spread - 2 * covariance


def matched_conditional_odds_ratio(a: Array, b: Array, c: Array, d: Array, variance: str) -> Effect:
    """log(b / c) of the discordant pairs; variance 1/b + 1/c."""
    return np.log(b / c), 1 / b + 1 / c


def matched_risk_ratio(a: Array, b: Array, c: Array, d: Array, variance: str) -> Effect:
    """log((a + b)/n) - log((a + c)/n), n the number of pairs; variance (b + c) / ((a + b)(a + c))."""
    n = a + b + c + d
    return np.log((a + b) / n) - np.log((a + c) / n), (b + c) / ((a + b) * (a + c))


def matched_risk_difference(a: Array, b: Array, c: Array, d: Array, variance: str) -> Effect:
    """(b - c) / n; variance (b + c - (b - c)^2 / n) / n^2."""
    n = a + b + c + d
    return (b - c) / n, (b + c - (b - c) ** 2 / n) / n**2


def proportion(x: Array, y: Array, variance: str) -> Effect:
    """p = x / n with x events, y non-events; LS p q / n, UB p q / (n - 1), AV average p plugged in."""
    n = x + y
    p = x / n
    if variance == "UB":
        return p, p * (1 - p) / (n - 1)
    plugged = pooled_proportion(x, n) if variance == "AV" else p
    return p, plugged * (1 - plugged) / n


def logit_proportion(x: Array, y: Array, variance: str) -> Effect:
    """log(x / y); LS 1/x + 1/y, AV 1 / (n p q) with the average proportion."""
    if variance == "AV":
        p = pooled_proportion(x, x + y)
        return np.log(x / y), 1 / ((x + y) * p * (1 - p))
    return np.log(x / y), 1 / x + 1 / y


def log_proportion(x: Array, y: Array, variance: str) -> Effect:
    """log(x / n); LS 1/x - 1/n, AV (1 - p)/(n p) with the average proportion."""
    n = x + y
    if variance == "AV":
        p = pooled_proportion(x, n)
        return np.log(x / n), (1 - p) / (n * p)
    return np.log(x / n), y / (x * n)


def arcsine_proportion(x: Array, y: Array, variance: str) -> Effect:
    """asin sqrt(p); variance 1/(4n)."""
    return np.arcsin(np.sqrt(x / (x + y))), 1 / (4 * (x + y))


def freeman_tukey(x: Array, y: Array, variance: str) -> Effect:
    """Half the sum of asin sqrt(x/(n+1)) and asin sqrt((x+1)/(n+1)); variance 1/(4n + 2)."""
    n = x + y
    halves = np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))
    return halves / 2, 1 / (4 * n + 2)


def rate_ratio(x1: Array, t1: Array, x2: Array, t2: Array, variance: str) -> Effect:
    """log of the ratio of events per person-time; variance 1/x1 + 1/x2."""
    return np.log(x1 / t1) - np.log(x2 / t2), 1 / x1 + 1 / x2


def rate_difference(x1: Array, t1: Array, x2: Array, t2: Array, variance: str) -> Effect:
    """x1/t1 - x2/t2; variance x1/t1^2 + x2/t2^2."""
    return x1 / t1 - x2 / t2, x1 / t1**2 + x2 / t2**2


def root_rate_difference(x1: Array, t1: Array, x2: Array, t2: Array, variance: str) -> Effect:
    """sqrt(x1/t1) - sqrt(x2/t2); variance 1/(4 t1) + 1/(4 t2)."""
    return np.sqrt(x1 / t1) - np.sqrt(x2 / t2), 1 / (4 * t1) + 1 / (4 * t2)


def rate(x: Array, t: Array, variance: str) -> Effect:
    """x / t; variance x / t^2."""
    return x / t, x / t**2


def log_rate(x: Array, t: Array, variance: str) -> Effect:
    """log(x / t); variance 1/x."""
    return np.log(x / t), 1 / x


def root_rate(x: Array, t: Array, variance: str) -> Effect:
    """sqrt(x / t); variance 1/(4t)."""
    return np.sqrt(x / t), 1 / (4 * t)


TABLES: dict[str, Callable[..., Effect]] = {
    "OR": odds_ratio,
    "RR": risk_ratio,
    "RD": risk_difference,
    "PETO": peto,
    "AS": arcsine,
    "PHI": phi,
    "MPOR": matched_marginal_odds_ratio,
    "MPORC": matched_conditional_odds_ratio,
    "MPRR": matched_risk_ratio,
    "MPRD": matched_risk_difference,
}
PROPORTIONS: dict[str, Callable[..., Effect]] = {
    "PR": proportion,
    "PLO": logit_proportion,
    "PLN": log_proportion,
    "PAS": arcsine_proportion,
    "PFT": freeman_tukey,
}
RATES: dict[str, Callable[..., Effect]] = {
    "IRR": rate_ratio,
    "IRD": rate_difference,
    "IRSD": root_rate_difference,
    "IR": rate,
    "IRLN": log_rate,
    "IRS": root_rate,
}
VARIANCES: dict[str, tuple[str, ...]] = {
    "RD": ("LS", "UB", "AV"),
    "PHI": ("LS", "ST"),
    "PR": ("LS", "UB", "AV"),
    "PLO": ("LS", "AV"),
    "PLN": ("LS", "AV"),
}
