"""What an effect means for people, as printed: risks, rates or means, their difference, the NNT. Pure.

Sources: Cochrane Handbook 6.5, chapters 14.1.5 and 15.4.4 (risks and rates), 15.5.3.1 (sizes of standardised
differences by Cohen's rule of thumb); GRADE guidelines 27 for hazard ratios (synthesis.grading.absolute).
"""

from dataclasses import dataclass

from synthesis.analyses.printing import SHORT
from synthesis.analyses.recipe import OF_ONE_GROUP
from synthesis.charts.numbers import print_plain
from synthesis.grading.absolute import (
    MEASURES,
    Absolute,
    absolute,
    absolute_rate,
    more_or_fewer,
    nnt_words,
    out_of,
    per,
)
from synthesis.grading.asked import Asked
from synthesis.grading.evidence import Effect

NOTHING = "–"
DIFFERENCES = ("RD", "MD", "SMD", "SMDH", "GEN", "IRD", "AS", "PHI")
"""Measures that are no ratios."""
CUT = (
    "Limits beyond 0 or 1,000 per 1,000 were cut there: untransformed proportions (PR) may pass them, PLO does not."
)
CUT_RISK = "A risk beyond 0 or 1,000 per 1,000 was cut there: the relative effect does not fit this baseline."
HAZARD = (
    "Risks from the hazard ratio as 1 − (1 − baseline risk) to the power of the ratio, at the time of the baseline."
)
COHEN = "Sizes by Cohen's rule of thumb: 0.2 small, 0.5 moderate, 0.8 large. It knows nothing of what matters here."
SIZES = ((0.8, "large"), (0.5, "moderate"), (0.2, "small"), (0.0, "less than small"))


@dataclass(frozen=True)
class Note:
    """A footnote, and the name of the cell that it explains."""

    cell: str
    text: str


@dataclass(frozen=True)
class Amounts:
    """The four cells with a dash where there is nothing, the footnotes, and `people` for the sentence."""

    baseline: str = NOTHING
    risk: str = NOTHING
    difference: str = NOTHING
    nnt: str = NOTHING
    notes: tuple[Note, ...] = ()
    people: str = ""


def amounts(asked: Asked, effect: Effect) -> Amounts:
    """What the effect means for people, as far as the measure and the baseline allow."""
    measure = asked.measure
    if measure in OF_ONE_GROUP:
        middle, ends = of_1000(effect)
        cut = any(not 0 <= value <= 1 for value in effect)
        return Amounts(risk=f"{middle} per 1,000 ({ends})", notes=(Note("risk", CUT),) if cut else ())
    if measure == "IRR":
        return _rates(asked, effect)
    if measure == "IRD":
        return Amounts(difference=_rate_difference(asked, effect))
    if measure == "MD":
        return _means(asked, effect)
    if measure in ("SMD", "SMDH"):
        said = f"{_difference(asked, effect)}, {size(effect[0])}"
        return Amounts(difference=said, notes=(Note("difference", COHEN),))
    risks = _risks(asked, effect)
    if risks is None:
        return Amounts(difference=_difference(asked, effect) if measure in DIFFERENCES else NOTHING)
    return _printed_risks(asked, risks)


def size(effect: float) -> str:
    """How large a standardised difference is by Cohen's rule of thumb."""
    return next(word for least, word in SIZES if abs(effect) >= least)


def of_1000(effect: Effect) -> tuple[str, str]:
    """A proportion as people of 1,000, and its interval, which without a transformation may leave 0 to 1."""
    middle, low, high = (per(min(max(value, 0.0), 1.0), 1000) for value in effect)
    return middle, f"{low} to {high}"


def _difference(asked: Asked, effect: Effect) -> str:
    """The difference of a measure that is one already."""
    middle, low, high = map(asked.evidence.shown, effect)
    return f"{SHORT[asked.measure]} {middle} ({low} to {high})"


def baseline_of(asked: Asked) -> float | None:
    """The baseline risk (share): the one typed, else that of the evidence (a ratio as given has none)."""
    if asked.baseline_per_1000 is not None:
        return asked.baseline_per_1000 / 1000
    return asked.evidence.baseline() if asked.evidence else None


def _risks(asked: Asked, effect: Effect) -> Absolute | None:
    baseline = baseline_of(asked)
    if baseline is None or asked.measure not in MEASURES or not 0 < baseline < 1:
        return None
    return absolute(asked.measure, *effect, baseline)


def _printed_risks(asked: Asked, risks: Absolute) -> Amounts:
    of = out_of(risks.baseline)
    source = _source(asked, asked.baseline_per_1000, asked.evidence.baseline_source)
    notes = [Note("baseline", f"Baseline risk: {source}.")]
    notes += [Note("risk", HAZARD)] if asked.measure == "HR" else []
    notes += [Note("risk", CUT_RISK)] if risks.cut else []
    baseline, risk = per(risks.baseline, of), per(risks.risk, of)
    return Amounts(
        baseline=f"{baseline} per {of:,}",
        risk=f"{risk} per {of:,} ({per(risks.risk_lb, of)} to {per(risks.risk_ub, of)})",
        difference=_more(risks, of, f"per {of:,}"),
        nnt=nnt_words(risks, more_is_better=asked.more_is_better),
        notes=tuple(notes),
        people=f": {risk} of {of:,} people, against {baseline}",
    )


def _more(found: Absolute, of: int, unit: str) -> str:
    ends = f"{more_or_fewer(found.difference_lb, of)} to {more_or_fewer(found.difference_ub, of)}"
    return f"{more_or_fewer(found.difference, of)} {unit} ({ends})"


def _source(asked: Asked, typed: float | None, usual: str) -> str:
    """Where a baseline is from."""
    return (asked.baseline_source or ("as typed" if typed is not None else usual)).rstrip(".")


def _rates(asked: Asked, effect: Effect) -> Amounts:
    """A rate ratio at a rate that was chosen."""
    if asked.baseline_per_1000 is None:
        return Amounts()
    rates = absolute_rate(*effect, asked.baseline_per_1000 / 1000)
    of = out_of(rates.baseline)
    unit = f"per {of:,} {asked.person_time}"
    baseline, rate = per(rates.baseline, of), per(rates.risk, of)
    return Amounts(
        baseline=f"{baseline} {unit}",
        risk=f"{rate} {unit} ({per(rates.risk_lb, of)} to {per(rates.risk_ub, of)})",
        difference=_more(rates, of, unit),
        notes=(Note("baseline", f"Baseline rate: {_source(asked, asked.baseline_per_1000, '')}."),),
        people=f": {rate} events in {of:,} {asked.person_time}, against {baseline}",
    )


def _rate_difference(asked: Asked, effect: Effect) -> str:
    """A difference of rates as events in the studies' unit of person-time: "12 fewer per 1,000 person-years"."""
    of = out_of(max(map(abs, effect)))
    middle, low, high = (more_or_fewer(value, of) for value in effect)
    return f"{middle} per {of:,} {asked.person_time} ({low} to {high})"


def _means(asked: Asked, effect: Effect) -> Amounts:
    """A difference of means beside the comparator's mean: the one typed, else that of the studies."""
    unit = f" {asked.unit}" if asked.unit else ""
    difference = _difference(asked, effect) + (f" ({asked.unit})" if asked.unit else "")
    mean = asked.comparator_mean if asked.comparator_mean is not None else asked.evidence.comparator_mean()
    if mean is None:
        return Amounts(difference=difference)
    middle, low, high = (asked.evidence.shown(mean + value) for value in effect)
    printed = print_plain(mean) if asked.comparator_mean is not None else asked.evidence.shown(mean)
    source = _source(asked, asked.comparator_mean, asked.evidence.mean_source)
    return Amounts(
        baseline=f"mean {printed}{unit}",
        risk=f"mean {middle}{unit} ({low} to {high})",
        difference=difference,
        notes=(Note("baseline", f"Mean with the comparison: {source}."),),
    )
