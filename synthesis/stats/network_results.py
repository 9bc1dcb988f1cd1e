"""Frozen results of a network meta-analysis. Imports neither numpy nor scipy."""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.stats.head_count import HeadCount
from synthesis.stats.network_structure import Edge, Node
from synthesis.stats.results import Exclusion, Notice, Record, Scalar

Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class DesignInteraction(Record):
    """Wald test of consistency over all designs; `tau2` is that of the model with a design's own effects."""

    chi2: float
    df: int
    pval: float
    tau2: float
    designs: tuple[str, ...]


@dataclass(frozen=True)
class Ranking(Record):
    """Probability of every rank (treatment by treatment, best first), mean rank and SUCRA."""

    treatments: tuple[str, ...]
    probability: tuple[tuple[float, ...], ...]
    mean_rank: tuple[float, ...]
    sucra: tuple[float, ...]


@dataclass(frozen=True)
class Split(Record):
    """`first` against `second` from studies that compare them, from all others, and the difference of both."""

    first: str
    second: str
    direct: float
    direct_se: float
    indirect: float
    indirect_se: float
    difference: float
    difference_se: float
    pval: float | None
    studies: int


@dataclass(frozen=True)
class Inconsistency(Record):
    """Do direct and indirect evidence agree? `reason` says why there is no global test."""

    design: DesignInteraction | None
    reason: str
    splits: tuple[Split, ...]
    unsplit: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Predictions(Record):
    """Where the effect of a new study is expected, comparison by comparison, on t with `df` degrees of freedom.

    `reason` says why there are none; both matrices are None then.
    """

    lb: Matrix | None
    ub: Matrix | None
    df: int | None
    reason: str = ""


@dataclass(frozen=True)
class NetworkResult(Record):
    """A network, whole: matrices are row treatment minus column treatment on the analysis scale.

    The order of every list is that of `treatments`: the reference, then by name. `p_scores` have the better
    treatment higher; `p_score_larger_better` is the same where larger effects are better. Runs frozen before
    predictions were computed, or everybody was counted once, have None there.
    """

    treatments: tuple[Node, ...]
    comparisons: tuple[Edge, ...]
    k_studies: int
    k_contrasts: int
    multi_arm: tuple[str, ...]
    estimate: Matrix
    se: Matrix
    ci_lb: Matrix
    ci_ub: Matrix
    Q: float | None
    Q_df: int
    Q_pval: float | None
    I2: float | None
    tau2: float | None
    loglik: float | None
    p_scores: tuple[float, ...]
    p_score_larger_better: tuple[float, ...]
    ranks: Ranking
    inconsistency: Inconsistency
    exclusions: tuple[Exclusion, ...]
    warnings: tuple[Notice, ...]
    method: str
    settings: dict[str, Scalar]
    versions: dict[str, str]
    prediction: Predictions | None = None
    everybody: HeadCount | None = None
