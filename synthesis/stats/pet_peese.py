"""PET-PEESE: the effect at a standard error of 0, by a line through the funnel.

PET is the weighted line of effects on standard errors, PEESE on variances (weights 1/v, free dispersion, t with
k - 2 df); each intercept is a corrected effect. The conditional rule takes PEESE where PET finds an effect in the
direction of its intercept (one-sided p below 0.05), else PET. Sources: Stanley & Doucouliagos (2014) Res. Synth.
Methods 5, 60-78; Stanley (2017) Soc. Psychol. Personal. Sci. 8, 581-591 (unreliable with fewer than 20 studies,
small samples or high heterogeneity).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthesis.stats.distributions import two_sided_p
from synthesis.stats.errors import NotEstimable
from synthesis.stats.gls import Array
from synthesis.stats.linear_model import checked_effects
from synthesis.stats.results import Record
from synthesis.stats.small_study import Line, weighted_line

ONE_SIDED = 0.05
FEW_STUDIES = 20


@dataclass(frozen=True)
class Corrected(Record):
    """An intercept with its t test and interval."""

    estimate: float
    se: float
    df: int
    pval: float
    ci_lb: float
    ci_ub: float
    slope: float


@dataclass(frozen=True)
class PetPeese(Record):
    """Both lines; `chosen` is "PET" or "PEESE"; `few` when there are fewer than 20 studies."""

    k: int
    pet: Corrected
    peese: Corrected
    chosen: str
    few: bool

    @property
    def result(self) -> Corrected:
        return self.pet if self.chosen == "PET" else self.peese


def _corrected(line: Line) -> Corrected:
    low, high = line.limit()
    df = int(line.df or 0)
    pval = two_sided_p(line.intercept / line.intercept_se, df)
    return Corrected(line.intercept, line.intercept_se, df, pval, low, high, line.slope)


def pet_peese(yi: Array, vi: Array, level: float = 0.95) -> PetPeese:
    """Both corrected effects of yi, vi (k,). Raises NotEstimable for k < 3, InputError for equal variances."""
    y, v = checked_effects(yi, vi)
    if len(y) < 3:
        raise NotEstimable("PET-PEESE needs at least three studies", code="k_small")
    pet = _corrected(weighted_line(y, 1 / v, np.sqrt(v), level))
    peese = _corrected(weighted_line(y, 1 / v, v, level))
    chosen = "PEESE" if pet.pval / 2 < ONE_SIDED else "PET"
    return PetPeese(len(y), pet, peese, chosen, len(y) < FEW_STUDIES)
