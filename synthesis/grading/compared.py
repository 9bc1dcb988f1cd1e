"""What the data suggest for a comparison of a network, each with its reason in words. Pure.

The rules are ours, stated in every reason, and follow Nikolakopoulou et al. (2020) PLoS Med. 17, e1003082 (CINeMA):
heterogeneity by the prediction interval against the confidence interval, incoherence by direct against indirect
evidence. How much each study weighs in a comparison is not computed, so the shares of risk of bias are not either.
"""

from synthesis.grading.evidence import Compared, Evidence
from synthesis.grading.suggestions import (
    Suggestion,
    crosses,
    equals,
    imprecision,
    large_effect,
    suggest,
)

SMALL_P = 0.1
NO_SIZE = Suggestion(
    0, "How many people stand behind a comparison of a network has no plain number, so none is counted."
)


def suggestions_of(evidence: Evidence) -> dict[str, Suggestion]:
    """Every domain with what the data suggest, for an analysis or a comparison."""
    return suggest_compared(evidence) if isinstance(evidence, Compared) else suggest(evidence)


def suggest_compared(evidence: Compared) -> dict[str, Suggestion]:
    """Every domain of one comparison."""
    return {
        "risk-of-bias": _risk_of_bias(evidence),
        "inconsistency": inconsistency(evidence),
        "indirectness": Suggestion(
            None,
            "The numbers cannot tell: compare people, treatments and outcome of all studies with the question, and "
            "whether those behind the indirect evidence are like the others (transitivity).",
        ),
        "imprecision": imprecision(evidence, NO_SIZE),
        "publication-bias": Suggestion(
            None, "Small-study effects are not tested in a network. Think of registers and sponsors."
        ),
        "large-effect": large_effect(evidence),
        "dose-response": Suggestion(None, "A network tells nothing of a dose; look at its treatments by dose."),
        "confounding": Suggestion(
            None, "The numbers cannot tell: would all plausible confounding make the effect smaller than it is?"
        ),
    }


def _risk_of_bias(evidence: Compared) -> Suggestion:
    told = f"Compared directly by {'; '.join(evidence.direct)}" if evidence.k else "No study compares the two"
    return Suggestion(
        None,
        f"{told}; other studies count by way of other treatments, with weights that are not computed. Appraise all "
        "of them.",
    )


def inconsistency(evidence: Compared) -> Suggestion:
    """Heterogeneity and incoherence: a level for either, two at most."""
    if evidence.effect() is None:
        return Suggestion(None, "The newest run does not compare the two.")
    wide, told = _heterogeneity(evidence)
    apart, said = _incoherence(evidence)
    rule = "A level for each line that predictions alone hold, one for evidence that disagrees; two at most."
    return Suggestion(-min(2, wide + apart), f"{told}. {said}. {rule}")


def _heterogeneity(evidence: Compared) -> tuple[int, str]:
    predicted = evidence.predicted()
    if predicted is None:
        return 0, "There is no prediction interval"
    lines = sorted(line for line in (evidence.null, *evidence.limits) if line is not None)
    wider = [line for line in lines if crosses(line, predicted) and not crosses(line, evidence.interval())]
    told = f"Prediction interval {evidence.shown(predicted[0])} to {evidence.shown(predicted[1])}"
    if not wider:
        return 0, f"{told}, which holds no more of the lines than the confidence interval"
    held = " and ".join(evidence.shown(line) for line in wider)
    return len(wider), f"{told}, which holds {held} while the confidence interval does not"


def _incoherence(evidence: Compared) -> tuple[int, str]:
    if split := evidence.split:
        apart = split["pval"] is not None and split["pval"] < SMALL_P
        return int(apart), f"Direct against indirect evidence: p {equals(split['pval'])}"
    kind = "direct" if evidence.k else "indirect"
    test = evidence.result["inconsistency"]["design"]
    if test is None:
        return 0, f"There is only {kind} evidence, and no loop that could show disagreement"
    told = f"There is only {kind} evidence; the designs of the whole network: p {equals(test['pval'])}"
    return int(test["pval"] < SMALL_P), told
