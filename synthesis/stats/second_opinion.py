"""A pooled effect computed a second time by statsmodels, so that no run rests on one program alone.

`combine_effects` of statsmodels is not used: its DerSimonian-Laird tau2 and I2 may be negative and it knows no
REML. Its weighted least squares is right, and it is all a pooled effect is: the weighted mean with weights
1/(vi + tau2), whose classical standard error is the Hartung-Knapp one and whose standard error at scale 1 is the
normal one (Hartung & Knapp 2001, Stat Med 20:3875-3889; Viechtbauer 2010, J Stat Softw 36(3), section 3.3).
Mantel-Haenszel odds ratios, their standard errors and risk ratios are those of `StratifiedTable`; risk and rate
differences are the means of the studies' differences with weights n1 n2/N. It has no rate ratios.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from synthesis.stats.errors import StatsError
from synthesis.stats.results import AnalysisResult, PooledResult, Record
from synthesis.stats.table_pooling import Tables, tables_of

AGREEMENT = 1e-8
"""The relative difference up to which two programs agree."""


class Disagreement(StatsError):
    """Two programs give different pooled effects for the same numbers: neither is shown."""


@dataclass(frozen=True)
class SecondOpinion(Record):
    """What the other program found, on the analysis scale; `se` None where it has none."""

    by: str
    estimate: float
    se: float | None


def second_opinion_of(result: AnalysisResult) -> SecondOpinion | None:
    """The same analysis by statsmodels, whichever way it was pooled. Raises Disagreement."""
    studies = [s for s in result.studies if s.excluded_reason is None]
    tables = tables_of(result, studies)
    if tables is None:
        return second_opinion(result.pooled)
    if result.pooled.estimate is None:
        return None
    found = _by_tables(tables)
    return None if found is None else _compared(result.pooled, found)


def second_opinion(pooled: PooledResult) -> SecondOpinion | None:
    """The same effect by statsmodels; None where nothing was pooled (fewer than two studies).

    Takes yi, vi, tau2 and the test of `pooled`; compares estimate and standard error.
    Raises Disagreement where either differs by more than 1e-8 relative (absolute below 1e-6).
    """
    if pooled.estimate is None or pooled.k < 2:
        return None
    import pandas
    import statsmodels
    from statsmodels.regression.linear_model import WLS

    spread = pooled.heterogeneity.tau2 if pooled.model == "random" and pooled.heterogeneity else 0.0
    table = pandas.DataFrame({"yi": pooled.yi, "vi": pooled.vi}, dtype=float)
    fit = WLS(table["yi"], [1.0] * len(table), weights=1 / (table["vi"] + (spread or 0.0))).fit()
    found = SecondOpinion(f"statsmodels {statsmodels.__version__}", float(fit.params.iloc[0]), _se(pooled, fit))
    return _compared(pooled, found)


def _by_tables(tables: Tables) -> SecondOpinion | None:
    import numpy
    import statsmodels
    from statsmodels.regression.linear_model import WLS
    from statsmodels.stats.contingency_tables import StratifiedTable

    a, n1, c, n2 = tables.columns
    by = f"statsmodels {statsmodels.__version__}"
    if tables.measure == "IRR":
        return None  # statsmodels pools no rate ratios
    if tables.measure in ("RD", "IRD"):
        weights = n1 * n2 / (n1 + n2)
        fit = WLS(a / n1 - c / n2, numpy.ones(len(a)), weights=weights).fit()
        return SecondOpinion(by, float(fit.params[0]), None)
    table = StratifiedTable(numpy.array([[a, n1 - a], [c, n2 - c]]))
    if tables.measure == "RR":
        return SecondOpinion(by, math.log(table.riskratio_pooled), None)
    return SecondOpinion(by, float(table.logodds_pooled), float(table.logodds_pooled_se))


def _compared(pooled: PooledResult, found: SecondOpinion) -> SecondOpinion:
    for name, ours, theirs in (
        ("estimate", pooled.estimate, found.estimate),
        ("standard error", pooled.se, found.se),
    ):
        if ours is None or theirs is None:
            continue
        if not math.isclose(ours, theirs, rel_tol=AGREEMENT, abs_tol=1e-14):
            raise Disagreement(
                f"the {name} is {ours!r} by our own program and {theirs!r} by {found.by}; the result is withheld"
            )
    return found


def _se(pooled: PooledResult, fit) -> float:
    """The standard error that the test of `pooled` asks for."""
    classical = float(fit.bse.iloc[0])
    normal = classical / math.sqrt(fit.scale) if fit.scale > 0 else pooled.se or 0.0
    if pooled.test == "hksj":
        return classical
    if pooled.test == "hksj_adhoc":
        return max(classical, normal)
    return normal
