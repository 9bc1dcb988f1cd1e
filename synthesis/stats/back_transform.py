"""From the analysis scale back to the scale of readers.

Sources: Miller (1978) Am. Stat. 32, 138 (inverse of the Freeman-Tukey double arcsine, here with the
harmonic mean of the sample sizes). Functions map floats to floats and are monotone, so limits map to limits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from scipy.special import expit

from synthesis.stats.errors import InputError


def exponential(x: float) -> float:
    """exp(x), infinite where it overflows."""
    return math.inf if x > 709 else math.exp(x)


def sin_squared(x: float) -> float:
    """sin(x)^2 with x cut to [0, pi/2], the range of asin sqrt(p)."""
    return math.sin(min(max(x, 0.0), math.pi / 2)) ** 2


def square(x: float) -> float:
    """x^2 with negative x taken as 0 (a rate cannot be below 0)."""
    return max(x, 0.0) ** 2


def double_arcsine(x: float, n: float) -> float:
    """Proportion p whose Freeman-Tukey transform with sample size n is x; 0 or 1 beyond its range."""
    low = math.asin(math.sqrt(1 / (n + 1))) / 2
    high = (math.asin(math.sqrt(n / (n + 1))) + math.pi / 2) / 2
    if x <= low:
        return 0.0
    if x >= high:
        return 1.0
    sine = math.sin(2 * x)
    inner = 1 - (sine + (sine - 1 / sine) / n) ** 2
    return 0.5 * (1 - math.copysign(1.0, math.cos(2 * x)) * math.sqrt(max(inner, 0.0)))


def harmonic_mean(n: Sequence[float]) -> float:
    """Harmonic mean of positive sample sizes."""
    return len(n) / sum(1 / value for value in n)


def transformer(name: str, sizes: Sequence[float] | None = None) -> Callable[[float], float]:
    """The back-transformation `name`; the Freeman-Tukey inverse needs the studies' sample sizes."""
    simple: dict[str, Callable[[float], float]] = {
        "identity": lambda x: x,
        "exp": exponential,
        "tanh": math.tanh,
        "inverse_logit": lambda x: float(expit(x)),
        "sin_squared": sin_squared,
        "square": square,
    }
    if name in simple:
        return simple[name]
    if name != "freeman_tukey_inverse_harmonic_mean_n":
        raise InputError(f"unknown back-transformation {name!r}", field="back_transform")
    if not sizes:
        raise InputError("the Freeman-Tukey inverse needs the sample sizes", field="n")
    mean = harmonic_mean(sizes)
    return lambda x: double_arcsine(x, mean)
