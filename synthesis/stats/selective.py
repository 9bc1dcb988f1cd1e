"""What an analysis finds if small studies, or those without significance, are missing: PET-PEESE, selection model.

`corrections(result)` answers for an `AnalysisResult`, by inverse variance and on its own effects: the intercepts of
PET and PEESE with the conditional choice between them, and a random-effects selection model with one step at the
one-sided p of 0.025 (a two-sided 0.05) in the direction of the pooled effect. Each comes with its cautions, or with
the reason why these studies do not give it. Sources: `pet_peese`, `selection`; Carter, Schönbrodt, Gervais &
Hilgard (2019) Adv. Methods Pract. Psychol. Sci. 2, 115-144 (no method is right everywhere); Pustejovsky & Rodgers
(2019) Res. Synth. Methods 10, 57-71 (standard errors that follow their effects).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from synthesis.stats.back_transform import transformer
from synthesis.stats.errors import StatsError
from synthesis.stats.gls import Array
from synthesis.stats.measures import MEASURES
from synthesis.stats.pet_peese import FEW_STUDIES, Corrected, pet_peese
from synthesis.stats.results import AnalysisResult, Record, finite
from synthesis.stats.selection import StepSelection, step_selection

STEP = 0.025
HIGH_I2 = 80.0
FEWEST = 4
TOO_FEW = "the selection model has three parameters and needs at least four studies"
FEW_ON_A_SIDE = 5
"""Below as many studies on one side of the step the publication probability is little more than a guess."""
Show = Callable[[float], float]
FOLLOWS = {"OR", "RR", "SMD", "SMDH", "COR", "PHI"}
"""Measures whose standard errors depend on their effects: a line through the funnel slopes without any bias."""
OF_ONE_GROUP = (
    "PET-PEESE and the selection model are for effects: in one group there is none whose significance could decide "
    "on publication."
)


@dataclass(frozen=True)
class Correction(Record):
    """One corrected effect, on the scale of the analysis (`yi`, `se`) and as people read it.

    `chosen` marks which of PET and PEESE the conditional rule takes. Without an estimate, `reason` says why.
    """

    name: str
    k: int
    yi: float | None = None
    se: float | None = None
    df: int | None = None
    pval: float | None = None
    estimate: float | None = None
    ci_lb: float | None = None
    ci_ub: float | None = None
    chosen: bool = False
    reason: str = ""
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Selection(Correction):
    """The selection model beside: how probable is publication beyond the step, relative to before it."""

    step: float = STEP
    alternative: str = "greater"
    counts: tuple[int, ...] = ()
    delta: float | None = None
    tau2: float | None = None
    loglik: float | None = None
    lrt: float | None = None
    lrt_pval: float | None = None


@dataclass(frozen=True)
class Corrections(Record):
    """PET, PEESE and the selection model; empty with a note where they make no sense."""

    lines: tuple[Correction, ...] = ()
    selection: Selection | None = None
    notes: tuple[str, ...] = ()


def corrections(result: AnalysisResult) -> Corrections:
    """The corrected effects of the pooled studies; nothing for fewer than two, or without a pooled effect."""
    studies = [s for s in result.studies if s.excluded_reason is None and s.yi is not None and s.vi is not None]
    if len(studies) < 2 or result.pooled.estimate is None:
        return Corrections()
    if result.kind in ("proportion", "rate1"):
        return Corrections(notes=(OF_ONE_GROUP,))
    y, v = (np.array([getattr(s, name) for s in studies], dtype=float) for name in ("yi", "vi"))
    show = transformer(MEASURES[result.measure].display, [1.0] * len(studies))
    return Corrections(tuple(_lines(result, y, v, show)), _selection(result, y, v, show))


def _lines(result: AnalysisResult, y: Array, v: Array, show: Show) -> Iterable[Correction]:
    try:
        found = pet_peese(y, v, result.pooled.level)
    except StatsError as refusal:
        yield Correction("PET-PEESE", len(y), reason=_sentence(refusal))
        return
    cautions = tuple(_cautions_of_lines(result, found.k))
    for name, line in (("PET", found.pet), ("PEESE", found.peese)):
        yield _line(name, found.k, line, show, name == found.chosen, cautions)


def _line(name: str, k: int, line: Corrected, show: Show, chosen: bool, cautions: tuple[str, ...]) -> Correction:
    return Correction(
        name,
        k,
        *map(finite, (line.estimate, line.se)),
        line.df,
        finite(line.pval),
        *_shown(show, line.estimate, line.ci_lb, line.ci_ub),
        chosen=chosen,
        cautions=cautions,
    )


def _cautions_of_lines(result: AnalysisResult, k: int) -> Iterable[str]:
    """Stanley (2017): not with few studies or much heterogeneity; nor where standard errors follow effects."""
    if k < FEW_STUDIES:
        yield f"{k} studies, fewer than {FEW_STUDIES}"
    if (i2 := _i2(result)) is not None and i2 >= HIGH_I2:
        yield f"I² is {HIGH_I2:.0f}% or more"
    if result.measure in FOLLOWS:
        yield "the standard errors of this measure follow its effects"


def _selection(result: AnalysisResult, y: Array, v: Array, show: Show) -> Selection:
    name, alternative = "Selection model", "less" if (result.pooled.estimate or 0.0) < 0 else "greater"
    if len(y) < FEWEST:
        return Selection(name, len(y), reason=TOO_FEW, alternative=alternative)
    try:
        found = step_selection(y, v, [STEP], alternative, result.pooled.level)
    except StatsError as refusal:
        return Selection(name, len(y), reason=_sentence(refusal), alternative=alternative)
    return Selection(
        name,
        len(y),
        *map(finite, (found.estimate, found.se)),
        None,
        finite(found.pval),
        *_shown(show, found.estimate, *found.ci),
        cautions=tuple(_cautions_of_selection(result, found)),
        alternative=alternative,
        counts=found.counts,
        delta=finite(found.delta[1]),
        tau2=finite(found.tau2),
        loglik=finite(found.loglik),
        lrt=finite(found.lrt),
        lrt_pval=finite(found.lrt_pval),
    )


def _cautions_of_selection(result: AnalysisResult, found: StepSelection) -> Iterable[str]:
    if (fewest := min(found.counts)) < FEW_ON_A_SIDE:
        noun = "study" if fewest == 1 else "studies"
        yield f"only {fewest} {noun} on one side of p = {STEP:g}"
    if (i2 := _i2(result)) is not None and i2 >= HIGH_I2:
        yield f"I² is {HIGH_I2:.0f}% or more"
    if result.pooled.model == "common":
        yield "it is of random effects, unlike the run"


def _i2(result: AnalysisResult) -> float | None:
    return result.pooled.heterogeneity.I2_from_Q if result.pooled.heterogeneity else None


def _shown(show: Show, *values: float) -> tuple[float | None, ...]:
    return tuple(finite(show(value)) for value in values)


def _sentence(refusal: StatsError) -> str:
    if getattr(refusal, "code", "") == "empty_interval":
        return f"no study lies on one side of p = {STEP:g} (one-sided), so what is missing there cannot be told"
    return str(refusal).rstrip(".")
