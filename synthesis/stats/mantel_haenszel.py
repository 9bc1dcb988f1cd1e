"""Mantel-Haenszel pooling of 2x2 tables and of person-time data, without correction of the sums.

Arrays have shape (k,): a, c events; n1, n2 group sizes (or t1, t2 person-time). OR, RR and rate ratios
are returned as logs. Where the sums give no estimate (no events at all) it is NaN.

Sources: Mantel & Haenszel (1959) J. Natl. Cancer Inst. 22, 719-748; Robins, Breslow & Greenland (1986)
Biometrics 42, 311-323 (variance of the OR); Greenland & Robins (1985) Biometrics 41, 55-68 (RR, RD);
Sato, Greenland & Robins (1989) Biometrics 45, 1323-1324 (RD); Rothman, Greenland & Lash (2008) Modern
Epidemiology 15 (rates); Cochran (1954) Biometrics 10, 417-451; Breslow & Day (1980) Statistical Methods
in Cancer Research I; Tarone (1985) Biometrika 72, 91-95.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from synthesis.stats.distributions import chi2_upper
from synthesis.stats.errors import InputError

Array = np.ndarray


@dataclass(frozen=True)
class MantelHaenszel:
    """Pooled estimate on the analysis scale, its SE (and RevMan's for RD), weights (k,) before scaling."""

    estimate: float
    se: float
    weights: Array
    se_revman: float = math.nan


@dataclass(frozen=True)
class StratifiedTests:
    """Tests of no effect over all tables, and of equal odds ratios (`k_pos` tables carry information)."""

    cochran: float
    cmh: float
    breslow_day: float
    tarone: float
    k_pos: int

    @staticmethod
    def p_value(chi2: float, df: int) -> float:
        return chi2_upper(chi2, df) if df > 0 and not math.isnan(chi2) else math.nan


def _root(variance: float) -> float:
    """Square root; NaN of a variance that rounding or absurd counts made negative."""
    return math.sqrt(variance) if variance >= 0 else math.nan


def _ratio(top: float, bottom: float) -> float:
    """log(top / bottom), NaN unless both are positive."""
    if not (top > 0 and bottom > 0):
        return math.nan
    return math.log(top / bottom) if top / bottom > 0 else math.log(top) - math.log(bottom)


def odds_ratio(a: Array, n1: Array, c: Array, n2: Array) -> MantelHaenszel:
    """log of sum(ad/N) / sum(bc/N), Robins-Breslow-Greenland variance."""
    b, d, n = n1 - a, n2 - c, n1 + n2
    r, s = a * d / n, b * c / n
    p, q = (a + d) / n, (b + c) / n
    top, bottom = r.sum(), s.sum()
    estimate = _ratio(top, bottom)
    if math.isnan(estimate):
        return MantelHaenszel(estimate, math.nan, s)
    middle = (p * s + q * r).sum() / (2 * top * bottom)
    variance = (p * r).sum() / (2 * top**2) + middle + (q * s).sum() / (2 * bottom**2)
    return MantelHaenszel(estimate, _root(variance), s)


def risk_ratio(a: Array, n1: Array, c: Array, n2: Array) -> MantelHaenszel:
    """log of sum(a n2/N) / sum(c n1/N), Greenland-Robins variance."""
    b, d, n = n1 - a, n2 - c, n1 + n2
    r, s = a * n2 / n, c * n1 / n
    estimate = _ratio(r.sum(), s.sum())
    if math.isnan(estimate):
        return MantelHaenszel(estimate, math.nan, s)
    # n1 n2 (a + c) - a c N = a d n1 + b c n2, which is exactly 0 when everybody has the event.
    top = (a * d * (n1 / n) / n + b * c * (n2 / n) / n).sum()
    return MantelHaenszel(estimate, _root(top / (r.sum() * s.sum())), s)


def risk_difference(a: Array, n1: Array, c: Array, n2: Array) -> MantelHaenszel:
    """sum((a n2 - c n1)/N) / sum(n1 n2/N); SE by Sato et al., RevMan's by Greenland & Robins.

    Sato's variance is Greenland and Robins's and a part for each table's distance from the estimate; written so, it
    is 0 exactly where it is 0, whichever group or event comes first.
    """
    b, d, n = n1 - a, n2 - c, n1 + n2
    w = n1 * (n2 / n)
    total = w.sum()
    estimate = float((a * (n2 / n) - c * (n1 / n)).sum() / total)
    difference = a / n1 - c / n2
    off = difference - difference[0]
    distance = (w * off).sum() / total - off
    slant = (b - a) / (2 * n1**2) - (d - c) / (2 * n2**2)
    revman = (a * b / n1 * (n2 / n) ** 2 + c * d / n2 * (n1 / n) ** 2).sum() / total**2
    variance = revman + (w**2 * distance * slant).sum() / total**2
    return MantelHaenszel(estimate, _root(max(variance, 0.0)), w, _root(revman))


def rate_ratio(x1: Array, t1: Array, x2: Array, t2: Array) -> MantelHaenszel:
    """log of sum(x1 t2/T) / sum(x2 t1/T)."""
    t = t1 + t2
    r, s = x1 * t2 / t, x2 * t1 / t
    estimate = _ratio(r.sum(), s.sum())
    if math.isnan(estimate):
        return MantelHaenszel(estimate, math.nan, s)
    top = ((t1 / t) * (t2 / t) * (x1 + x2)).sum()
    return MantelHaenszel(estimate, _root(top / (r.sum() * s.sum())), s)


def rate_difference(x1: Array, t1: Array, x2: Array, t2: Array) -> MantelHaenszel:
    """sum((x1 t2 - x2 t1)/T) / sum(t1 t2/T)."""
    t = t1 + t2
    w = t1 * (t2 / t)
    estimate = float((x1 * (t2 / t) - x2 * (t1 / t)).sum() / w.sum())
    variance = ((t2 / t) ** 2 * x1 + (t1 / t) ** 2 * x2).sum() / w.sum() ** 2
    return MantelHaenszel(estimate, _root(variance), w)


POOLERS = {
    "OR": odds_ratio,
    "RR": risk_ratio,
    "RD": risk_difference,
    "IRR": rate_ratio,
    "IRD": rate_difference,
}


def mantel_haenszel(measure: str, first: Array, size1: Array, second: Array, size2: Array) -> MantelHaenszel:
    """Pool events `first`, `second` with group sizes or person-times `size1`, `size2`, all (k,)."""
    if measure not in POOLERS:
        raise InputError(f"Mantel-Haenszel pools {', '.join(POOLERS)}, got {measure!r}", field="measure")
    with np.errstate(all="ignore"):
        return POOLERS[measure](first, size1, second, size2)


def _chi2(deviation: float, variance: float, *, correct: bool) -> float:
    if not variance > 0:
        return math.nan
    # The continuity correction is the published one; it is not cut at 0 for deviations below 1/2.
    distance = abs(deviation) - 0.5 if correct else abs(deviation)
    return distance**2 / variance


def rate_test(x1: Array, t1: Array, x2: Array, t2: Array, *, correct: bool) -> float:
    """Mantel-Haenszel chi-square (1 df) of no difference between two rates."""
    t, x = t1 + t2, x1 + x2
    return _chi2(float((x1 - x * (t1 / t)).sum()), float((x * (t1 / t) * (t2 / t)).sum()), correct=correct)


def expected_events(events: Array, n1: Array, n2: Array, odds: float) -> Array:
    """Events in group 1 that give the odds ratio `odds` with the margins fixed, shape (k,).

    Root of (1 - odds) A^2 + (n2 - events + odds (n1 + events)) A - odds n1 events = 0 in the possible
    range, in the form that does not cancel.
    """
    linear = n2 - events + odds * (n1 + events)
    root = np.sqrt(linear**2 - 4 * (odds - 1) * odds * n1 * events)
    return 2 * odds * n1 * events / (linear + root)


def stratified_tests(
    a: Array, n1: Array, c: Array, n2: Array, log_odds: float, *, correct: bool
) -> StratifiedTests:
    """Cochran and Cochran-Mantel-Haenszel tests, Breslow-Day and Tarone statistics of tables (k,).

    The homogeneity tests need a finite common log odds ratio; they are NaN (k_pos 0) otherwise.
    """
    n, events = n1 + n2, a + c
    others = n - events
    deviation = float((a - events * (n1 / n)).sum())
    spread = events * (others / n) * (n1 / n) * n2
    cochran = _chi2(deviation, float((spread / n).sum()), correct=correct)
    cmh = _chi2(deviation, float((spread / (n - 1)).sum()), correct=correct)
    if math.isnan(log_odds):
        return StratifiedTests(cochran, cmh, math.nan, math.nan, 0)
    used = (events > 0) & (others > 0)
    a, n1, n2, events = a[used], n1[used], n2[used], events[used]
    mean = expected_events(events, n1, n2, math.exp(log_odds))
    variance = 1 / (1 / mean + 1 / (n1 - mean) + 1 / (events - mean) + 1 / (n2 - events + mean))
    breslow_day = float(((a - mean) ** 2 / variance).sum())
    tarone = breslow_day - float((a - mean).sum() ** 2 / variance.sum())
    return StratifiedTests(cochran, cmh, breslow_day, max(tarone, 0.0), int(used.sum()))
