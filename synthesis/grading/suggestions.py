"""What the data suggest for each domain of GRADE, each with its reason in words. Pure; the decision is a person's.

The rules are ours, stated in every reason, and follow GRADE guidelines 4 to 9 (J. Clin. Epidemiol. 2011, vol. 64)
and MECIR C63 (no fixed limit of I² alone). `steps` is None where the data cannot suggest anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.analyses.lights import judgements
from synthesis.analyses.printing import SHORT, crossover_words, participants, print_p
from synthesis.charts.numbers import print_i2
from synthesis.grading.absolute import median_comparator_risk
from synthesis.grading.evidence import Evidence
from synthesis.grading.information_size import FEWEST_WITH_MEANS, optimal_size

Held = Mapping[str, Any]
HIGH_SHARE, CONCERN_SHARE, MOST_SHARE = 25.0, 50.0, 75.0
FEWEST_FOR_TESTS = 10
SUBSTANTIAL_I2, CONSIDERABLE_I2 = 50.0, 75.0
SET_THRESHOLDS = "set thresholds of what matters in the frame"


@dataclass(frozen=True)
class Suggestion:
    """Levels down (negative) or up that the data suggest, and why."""

    steps: int | None
    reason: str


def suggest(evidence: Evidence) -> dict[str, Suggestion]:
    """Every domain with what the data suggest."""
    return {
        "risk-of-bias": risk_of_bias(evidence),
        "inconsistency": inconsistency(evidence),
        "indirectness": Suggestion(
            None,
            "The numbers cannot tell: compare population, intervention, comparator and outcome with the question.",
        ),
        "imprecision": imprecision(evidence),
        "publication-bias": publication_bias(evidence),
        "large-effect": large_effect(evidence),
        "dose-response": dose_response(evidence),
        "confounding": Suggestion(
            None, "The numbers cannot tell: would all plausible confounding make the effect smaller than it is?"
        ),
    }


def risk_of_bias(evidence: Evidence) -> Suggestion:
    """By the share of the weight from studies at high risk, or with some concerns."""
    known = judgements(evidence.inputs)
    shares = {"low": 0.0, "some concerns": 0.0, "high": 0.0, "": 0.0}
    for study in evidence.result["studies"]:
        if study["excluded_reason"] is None:
            word = known.get(study["row"], "")
            shares[word if word in shares else ""] += study["weight_pct"] or 0.0
    if shares[""] > 99.9:
        return Suggestion(
            None, "No overall risk of bias is recorded; appraise the studies under Studies, Risk of bias."
        )
    high, concern = shares["high"], shares["high"] + shares["some concerns"]
    told = f"{high:.0f}% of the weight is from studies at high risk of bias, {shares['some concerns']:.0f}% from "
    told += "studies with some concerns"
    told += f", {shares['']:.0f}% is not judged yet. " if shares[""] > 0.05 else ". "
    if high >= MOST_SHARE:
        return Suggestion(-2, f"{told}From {MOST_SHARE:.0f}% at high risk on, two levels.")
    if high >= HIGH_SHARE or concern >= CONCERN_SHARE:
        limit = f"From {HIGH_SHARE:.0f}% at high risk, or {CONCERN_SHARE:.0f}% at high risk or with some concerns"
        return Suggestion(-1, f"{told}{limit}, one level.")
    return Suggestion(0, f"{told}That is below {HIGH_SHARE:.0f}% and {CONCERN_SHARE:.0f}%.")


def crosses(value: float | None, interval: tuple[float, float] | None) -> bool:
    """Whether the value lies inside the interval."""
    return value is not None and interval is not None and interval[0] < value < interval[1]


def inconsistency(evidence: Evidence) -> Suggestion:
    """I², Q, and whether the prediction interval holds what the confidence interval excludes."""
    spread = evidence.result["pooled"]["heterogeneity"]
    if evidence.k < 2 or not spread:
        return Suggestion(0, "One study cannot disagree with itself.")
    i2 = spread["I2_from_Q"]
    predicted = evidence.predicted()
    told = f"I² = {print_i2(i2)}, Q p {equals(spread['Q_pval'])}"
    lines = sorted(line for line in (evidence.null, *evidence.limits) if line is not None)
    wider = [line for line in lines if crosses(line, predicted) and not crosses(line, evidence.interval())]
    if predicted is not None:
        told += f"; prediction interval {evidence.shown(predicted[0])} to {evidence.shown(predicted[1])}"
    if wider:
        held = " and ".join(evidence.shown(line) for line in wider)
        told += f", which holds {held} while the confidence interval does not"
    elif predicted is not None and lines:
        told += ", which holds no more of the lines than the confidence interval"
    if i2 >= CONSIDERABLE_I2 and len(wider) > 1:
        return Suggestion(-2, f"{told}. I² of 75% or more and predictions on several sides: two levels.")
    if i2 >= SUBSTANTIAL_I2 and (wider or (predicted is None and (spread["Q_pval"] or 1.0) < 0.1)):
        return Suggestion(-1, f"{told}. I² of 50% or more, and it matters for the conclusion: one level.")
    if i2 >= SUBSTANTIAL_I2 and not lines:
        return Suggestion(None, f"{told}. Whether that matters cannot be told: {SET_THRESHOLDS}.")
    if i2 >= CONSIDERABLE_I2:
        return _considerable(evidence, told)
    return Suggestion(0, f"{told}. One level asks for I² of 50% or more that matters for the conclusion.")


def _considerable(evidence: Evidence, told: str) -> Suggestion:
    """An I² that the Cochrane Handbook (10.10.2) calls considerable is never passed over in silence."""
    if evidence.on_both_sides:
        return Suggestion(-1, f"{told}. I² of 75% or more, and studies on both sides of no effect: one level.")
    if evidence.limits == (None, None):
        return Suggestion(None, f"{told}. I² of 75% or more: to see whether it matters, {SET_THRESHOLDS}.")
    return Suggestion(None, f"{told}. I² of 75% or more: look at the studies and say whether their spread matters.")


def imprecision(evidence: Evidence, size: Suggestion | None = None) -> Suggestion:
    """The confidence interval against no effect and the thresholds, then the information size: the optimal one, or
    what is said of it as `size`."""
    interval = evidence.interval()
    if interval is None:
        return Suggestion(None, "There is no confidence interval to judge.")
    low, high = evidence.limits
    said = f"The interval {evidence.shown(interval[0])} to {evidence.shown(interval[1])}"
    below, above = crosses(low, interval), crosses(high, interval)
    if below and above:
        return Suggestion(
            -2, f"{said} holds relevant effects on both sides ({evidence.shown(low)} and {evidence.shown(high)})."
        )
    lines = [line for line in (low, high) if line is not None and crosses(line, interval)]
    if evidence.null is None and evidence.limits == (None, None):
        small = size or _too_small(evidence)
        return Suggestion(None, f"{said} cannot be judged alone: {SET_THRESHOLDS}. {small.reason}")
    if evidence.null is None:
        return _imprecision_of_one_group(
            said, [evidence.shown(line) for line in lines], size or _too_small(evidence)
        )
    if crosses(evidence.null, interval) and lines:
        return Suggestion(
            -1, f"{said} holds the line of no effect and a relevant effect ({evidence.shown(lines[0])})."
        )
    small = size or _too_small(evidence)
    if crosses(evidence.null, interval) and (low is None or high is None):
        unset = "no thresholds of a relevant effect are set"
        return Suggestion(-1, f"{said} holds the line of no effect; {unset}. {small.reason}")
    where = "holds the line of no effect, but no effect beyond the thresholds"
    if not crosses(evidence.null, interval):
        where = "does not hold the line of no effect"
    return Suggestion(small.steps, f"{said} {where}. {small.reason}")


def _imprecision_of_one_group(said: str, lines: list[str], size: Suggestion) -> Suggestion:
    """A measure that compares nothing: the interval against the thresholds, then the number of people."""
    if lines:
        return Suggestion(-1, f"{said} holds a value that matters ({lines[0]}).")
    return Suggestion(size.steps, f"{said} holds none of the values that were set to matter. {size.reason}")


def _too_small(evidence: Evidence) -> Suggestion:
    """Whether there are fewer people than the optimal information size."""
    held = participants(evidence.result)
    if held is None:
        return Suggestion(0, "How many people stand behind it is not known.")
    people, words = held.people, crossover_words(held.crossover)
    told = f"{people:,} people" + (f" ({words})" if words else "")
    if evidence.settings["kind"] != "binary":
        text = f"{told}, against {FEWEST_WITH_MEANS} as a rule of thumb"
        return Suggestion(-1 if people < FEWEST_WITH_MEANS else 0, f"{text}.")
    baseline = median_comparator_risk(evidence.result["studies"])
    if baseline is None or not 0 < baseline < 1:
        return Suggestion(0, "The comparator risk is 0 or 1, so an information size cannot be computed.")
    needed = optimal_size(baseline, evidence.relative_change)
    text = f"{told}, against {needed:,} that one trial would need for a relative change of "
    text += f"{evidence.relative_change:g}% from a risk of {100 * baseline:.1f}% (alpha 5%, power 80%)"
    return Suggestion(-1 if people < needed else 0, f"{text}.")


def publication_bias(evidence: Evidence) -> Suggestion:
    """Tests of small-study effects where ten studies or more are pooled."""
    if evidence.k < FEWEST_FOR_TESTS:
        return Suggestion(
            None, f"{evidence.k} pooled studies: below ten the tests cannot tell. Think of registers and sponsors."
        )
    held = evidence.result.get("sturdiness") or {}
    tests = [test for test in held.get("asymmetry", ()) if test["pval"] is not None and test["name"] != "Begg"]
    if not tests:
        return Suggestion(None, "The run holds no test of small-study effects.")
    told = "; ".join(f"{test['name']} p {equals(test['pval'])}" for test in tests)
    filled = held.get("filled")
    if filled and filled["k0"]:
        told += f"; trim and fill adds {filled['k0']} on the {filled['side']}"
    found = any(test["pval"] < 0.1 for test in tests)
    return Suggestion(
        -1 if found else 0, f"{told}. Below 0.10 one level; look at the funnel plot before you decide."
    )


def large_effect(evidence: Evidence) -> Suggestion:
    """Ratios from 2 or below 0.5 on, for evidence that starts low."""
    if evidence.start == "high":
        return Suggestion(0, "Evidence that starts high is not rated up.")
    effect = evidence.effect()
    if effect is None or evidence.settings["measure"] not in ("RR", "OR", "PETO"):
        return Suggestion(None, "Only ratios of risks or odds have a rule for large effects.")
    value = effect[0]
    told = f"{SHORT[evidence.settings['measure']]} {evidence.shown(value)}"
    told += (
        "; odds ratios overstate ratios of risks where events are common"
        if evidence.settings["measure"] != "RR"
        else ""
    )
    interval = evidence.interval()
    if interval is None or crosses(1.0, interval):
        return Suggestion(0, f"{told}: the interval holds the line of no effect.")
    if value >= 5 or value <= 0.2:
        return Suggestion(2, f"{told}: from 5, or up to 0.2, two levels, where nothing rates down.")
    if value >= 2 or value <= 0.5:
        return Suggestion(1, f"{told}: from 2, or up to 0.5, one level, where nothing rates down.")
    return Suggestion(0, f"{told}: between 0.5 and 2.")


def dose_response(evidence: Evidence) -> Suggestion:
    """What a meta-regression in the run says, without deciding."""
    held = evidence.result.get("moderators")
    if evidence.start == "high":
        return Suggestion(0, "Evidence that starts high is not rated up.")
    if not held or not held["fit"]:
        return Suggestion(None, "The run has no meta-regression; one on dose would help.")
    names = ", ".join(held["names"])
    return Suggestion(None, f"Meta-regression on {names}: p {equals(held['fit']['QM_pval'])}. Is it a dose?")


def equals(pval: float | None) -> str:
    """A p-value after "p": "= 0.04" or "< 0.001"."""
    text = print_p(pval)
    return text if text.startswith("<") else f"= {text}"
