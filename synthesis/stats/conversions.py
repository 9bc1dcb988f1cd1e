"""Closed-form conversions of published numbers into what pooling needs.

Every function checks its arguments and raises InputError naming the field. Sources: Cochrane Handbook
6.5.2 and 10.5 (SD from SE, CI, p; combining groups; changes), 14.1.5 (absolute effects), 23.1.4
(clusters); Wan et al. (2014) BMC Med. Res. Methodol. 14, 135; Luo et al. (2018) Stat. Methods Med. Res.
27, 1785-1805; Shi et al. (2020) Res. Synth. Methods 11, 641-654; Hasselblad & Hedges (1995) Psychol.
Bull. 117, 167-178.
"""

from __future__ import annotations

import math

from scipy import special

from synthesis.stats.distributions import quantile
from synthesis.stats.errors import InputError


def _positive(**values: float) -> None:
    for field, value in values.items():
        if not value > 0:
            raise InputError(f"must be positive, got {value:g}", field=field)


def _within(low: float, high: float, **values: float) -> None:
    for field, value in values.items():
        if not low < value < high:
            raise InputError(f"must lie between {low:g} and {high:g}, got {value:g}", field=field)


def _ordered(**values: float) -> None:
    pairs = list(values.items())
    for (name, low), (field, high) in zip(pairs, pairs[1:], strict=False):
        if low > high:
            raise InputError(f"must not be below {name}, got {high:g} < {low:g}", field=field)


def sd_from_se(se: float, n: float) -> float:
    """SD = SE sqrt(n)."""
    _positive(se=se, n=n)
    return se * math.sqrt(n)


def sd_from_ci(ci_lb: float, ci_ub: float, n: float, level: float = 0.95, *, normal: bool = False) -> float:
    """SD of one mean from its interval: sqrt(n) (ub - lb) / (2 q), q from t(n - 1) or the normal."""
    _positive(n=n)
    if ci_ub <= ci_lb:
        raise InputError(f"must exceed the lower limit {ci_lb:g}", field="ci_ub")
    if not normal and n <= 1:
        raise InputError("t needs at least two participants", field="n")
    return math.sqrt(n) * (ci_ub - ci_lb) / (2 * quantile(level, None if normal else n - 1))


def log_ratio(estimate: float, ci_lb: float, ci_ub: float, level: float = 0.95) -> tuple[float, float]:
    """log of a ratio and its SE from the interval, normal on the log scale."""
    _positive(estimate=estimate, ci_lb=ci_lb)
    _ordered(ci_lb=ci_lb, estimate=estimate, ci_ub=ci_ub)
    if ci_ub == ci_lb:
        raise InputError(f"must exceed the lower limit {ci_lb:g}", field="ci_ub")
    return math.log(estimate), (math.log(ci_ub) - math.log(ci_lb)) / (2 * quantile(level))


def se_from_p(estimate: float, p: float) -> tuple[float, float]:
    """SE and z of an estimate with a two-sided normal p-value."""
    _within(0, 1, p=p)
    z = -float(special.ndtri(p / 2))
    return abs(estimate) / z, z


def pooled_sd_from_p(md: float, p: float, n1: float, n2: float) -> tuple[float, float, float]:
    """Pooled SD, SE and t of a mean difference with a two-sided two-sample t-test p-value."""
    _within(0, 1, p=p)
    _positive(n1=n1, n2=n2)
    df = n1 + n2 - 2
    if df <= 0:
        raise InputError("t needs at least three participants", field="n1")
    t = -float(special.stdtrit(df, p / 2))
    se = abs(md) / t
    return se / math.sqrt(1 / n1 + 1 / n2), se, t


def combine_groups(
    n1: float, m1: float, sd1: float, n2: float, m2: float, sd2: float
) -> tuple[float, float, float]:
    """n, mean and SD of two groups taken as one (Handbook table 6.5.a)."""
    _positive(n1=n1, n2=n2)
    if sd1 < 0 or sd2 < 0:
        raise InputError("a standard deviation cannot be negative", field="sd1" if sd1 < 0 else "sd2")
    n = n1 + n2
    between = n1 * n2 / n * (m1 - m2) ** 2
    variance = ((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2 + between) / (n - 1)
    return n, (n1 * m1 + n2 * m2) / n, math.sqrt(variance)


def sd_of_change(sd_baseline: float, sd_final: float, corr: float) -> float:
    """sqrt(sb^2 + sf^2 - 2 r sb sf)."""
    if not -1 <= corr <= 1:
        raise InputError(f"a correlation lies between -1 and 1, got {corr:g}", field="corr")
    return math.sqrt(max(sd_baseline**2 + sd_final**2 - 2 * corr * sd_baseline * sd_final, 0.0))


def correlation_from_sds(sd_baseline: float, sd_final: float, sd_change: float) -> float:
    """Correlation of baseline and final values from the three SDs."""
    _positive(sd_baseline=sd_baseline, sd_final=sd_final)
    found = (sd_baseline**2 + sd_final**2 - sd_change**2) / (2 * sd_baseline * sd_final)
    if not -1 <= found <= 1:
        raise InputError(f"these SDs imply a correlation of {found:.3g}", field="sd_change")
    return found


def _range_quantile(n: float) -> float:
    return float(special.ndtri((n - 0.375) / (n + 0.25)))


def _quartile_quantile(n: float) -> float:
    return float(special.ndtri((0.75 * n - 0.125) / (n + 0.25)))


def from_range(n: float, low: float, median: float, high: float) -> dict[str, float]:
    """Mean (Luo; Wan) and SD (Wan) from minimum, median, maximum; symmetric data assumed."""
    _within(1, math.inf, n=n)
    _ordered(min=low, median=median, max=high)
    weight = 4 / (4 + n**0.75)
    return {
        "mean_luo": weight * (low + high) / 2 + (1 - weight) * median,
        "mean_wan": (low + 2 * median + high) / 4,
        "sd_wan": (high - low) / (2 * _range_quantile(n)),
    }


def from_quartiles(n: float, q1: float, median: float, q3: float) -> dict[str, float]:
    """Mean (Luo; Wan) and SD (Wan) from the quartiles; symmetric data assumed."""
    _within(1, math.inf, n=n)
    _ordered(q1=q1, median=median, q3=q3)
    weight = 0.7 + 0.39 / n
    return {
        "mean_luo": weight * (q1 + q3) / 2 + (1 - weight) * median,
        "mean_wan": (q1 + median + q3) / 3,
        "sd_wan": (q3 - q1) / (2 * _quartile_quantile(n)),
    }


def from_five_numbers(n: float, low: float, q1: float, median: float, q3: float, high: float) -> dict[str, float]:
    """Mean (Luo; Bland as in Wan) and SD (Wan; Shi) from minimum, quartiles and maximum."""
    _within(1, math.inf, n=n)
    _ordered(min=low, q1=q1, median=median, q3=q3, max=high)
    ends, middle = _range_quantile(n), _quartile_quantile(n)
    outer, inner = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
    theta1, theta2 = (2 + 0.14 * n**0.6) * ends, (2 + 2 / (0.07 * n**0.6)) * middle
    return {
        "mean_luo": outer * (low + high) / 2 + inner * (q1 + q3) / 2 + (1 - outer - inner) * median,
        "mean_wan": (low + 2 * q1 + 2 * median + 2 * q3 + high) / 8,
        "sd_wan": (high - low) / (4 * ends) + (q3 - q1) / (4 * middle),
        "sd_shi": (high - low) / theta1 + (q3 - q1) / theta2,
    }


def absolute_effect(rr: float, cer: float) -> dict[str, float]:
    """Risk difference, the same per 1000 and 1/|RD| (NNT) from a risk ratio and the comparator risk."""
    _positive(rr=rr)
    _within(0, 1, cer=cer)
    difference = cer * (rr - 1)
    nnt = 1 / abs(difference) if difference else math.inf
    return {"risk_difference": difference, "per_1000": 1000 * difference, "nnt": nnt}


def rr_from_or(odds_ratio: float, cer: float) -> float:
    """RR = OR / (1 - c (1 - OR)) for a comparator risk c."""
    _positive(**{"or": odds_ratio})
    _within(0, 1, cer=cer)
    return odds_ratio / (1 - cer * (1 - odds_ratio))


def log_or_from_smd(yi: float, vi: float) -> tuple[float, float]:
    """Multiply by pi/sqrt(3) (logistic distributions of equal spread)."""
    factor = math.pi / math.sqrt(3)
    return yi * factor, vi * factor**2


def smd_from_log_or(yi: float, vi: float) -> tuple[float, float]:
    """Divide by pi/sqrt(3)."""
    factor = math.sqrt(3) / math.pi
    return yi * factor, vi * factor**2


def fisher_z(r: float, n: float) -> tuple[float, float, float]:
    """Fisher's z, its variance 1/(n - 3) and d = 2 r / sqrt(1 - r^2)."""
    _within(-1, 1, r=r)
    _within(3, math.inf, n=n)
    return math.atanh(r), 1 / (n - 3), 2 * r / math.sqrt(1 - r**2)


def effective_sample(events: float, total: float, icc: float, cluster_size: float) -> tuple[float, float, float]:
    """Design effect 1 + (m - 1) ICC, and events and participants divided by it."""
    _positive(total=total, cluster_size=cluster_size)
    if not 0 <= icc <= 1:
        raise InputError(f"an intracluster correlation lies between 0 and 1, got {icc:g}", field="icc")
    effect = 1 + (cluster_size - 1) * icc
    return effect, events / effect, total / effect
