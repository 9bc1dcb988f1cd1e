"""RoB 2 for individually randomised trials with parallel groups, version of 22 August 2019. Pure data.

Numbers, answers and algorithms are those of Sterne et al. (2019) BMJ 366, l4898, and the detailed guidance of that
version; the wording is ours and short. The guidance itself (riskofbias.info) is what an assessor reads beside it.
"""

from synthesis.appraisal.tools.signalling import FIVE, NO, NOT_NO, NOT_YES, YES, Question, Signalled
from synthesis.appraisal.tools.tool import Tool

VERSION = "22 August 2019"

ROB2 = Tool(
    "RoB 2",
    (
        ("D1", "Randomisation process"),
        ("D2", "Deviations from the intended interventions"),
        ("D3", "Missing outcome data"),
        ("D4", "Measurement of the outcome"),
        ("D5", "Selection of the reported result"),
    ),
    (("low", "Low"), ("some", "Some concerns"), ("high", "High")),
    "result",
)

_RANDOMISATION = Signalled(
    (
        Question("1.1", "Did chance decide the order in which groups were given out?"),
        Question("1.2", "Was the next group hidden from those who enrol until nobody could change who gets it?"),
        Question("1.3", "Do the groups differ at the start in a way that points to faulty randomisation?"),
    ),
    (
        ("high", {"1.2": NO}),
        ("high", {"1.2": ("NI",), "1.3": YES}),
        ("some", {"1.2": ("NI",)}),
        ("some", {"1.1": NO}),
        ("some", {"1.3": YES}),
        ("low", {}),
    ),
)

_BLINDING = (
    Question("2.1", "Did participants know their group during the trial?"),
    Question("2.2", "Did those who cared for them or gave the intervention know it?"),
)
_NOT_BLIND = ({"2.1": NOT_NO}, {"2.2": NOT_NO})

_DEVIATIONS_ASSIGNMENT = Signalled(
    (
        *_BLINDING,
        Question("2.3", "Did treatment leave the protocol because people were in a trial?", _NOT_BLIND),
        Question("2.4", "Is that likely to have changed the outcome?", ({"2.3": YES},)),
        Question("2.5", "Did it happen equally in both groups?", ({"2.4": NOT_NO},)),
        Question("2.6", "Was everybody analysed as randomised, save those whose outcome is missing?"),
        Question(
            "2.7",
            "Could the result be quite another because some were analysed elsewhere or left out?",
            ({"2.6": NOT_YES},),
        ),
    ),
    (
        ("high", {"2.5": NOT_YES}),
        ("high", {"2.7": NOT_NO}),
        ("some", {"2.5": YES}),
        ("some", {"2.4": NO}),
        ("some", {"2.3": ("NI",)}),
        ("some", {"2.7": NO}),
        ("low", {}),
    ),
    "effect of assignment to the intervention",
)

_SIX = (*FIVE, "NA")
_DEVIATIONS_ADHERENCE = Signalled(
    (
        *_BLINDING,
        Question("2.3", "Did both groups get other treatments that matter to the same extent?", _NOT_BLIND, _SIX),
        Question("2.4", "Was it delivered so poorly that outcomes may have changed?", answers=_SIX),
        Question("2.5", "Did participants keep to it so little that outcomes may have changed?", answers=_SIX),
        Question(
            "2.6",
            "Does the analysis allow for that with a method that estimates the effect of adhering?",
            ({"2.3": NOT_YES}, {"2.4": NOT_NO}, {"2.5": NOT_NO}),
        ),
    ),
    (("some", {"2.6": YES}), ("high", {"2.6": NOT_YES}), ("low", {})),
    "effect of adhering to the intervention",
)

_MISSING = Signalled(
    (
        Question("3.1", "Is this outcome known for all, or almost all, who were randomised?"),
        Question(
            "3.2", "Does anything show that the gaps did not bias the result?", ({"3.1": NOT_YES},), (*YES, *NO)
        ),
        Question("3.3", "Could an outcome be missing because of what it was?", ({"3.2": NO},)),
        Question("3.4", "Is it likely that outcomes were missing for that reason?", ({"3.3": NOT_NO},)),
    ),
    (("high", {"3.4": NOT_NO}), ("some", {"3.4": NO}), ("low", {})),
)

_MEASUREMENT = Signalled(
    (
        Question("4.1", "Was the outcome measured in an unsuitable way?"),
        Question("4.2", "Could it have been measured or noticed differently from group to group?"),
        Question("4.3", "Did whoever assessed it know the group?", ({"4.1": NOT_YES, "4.2": NOT_YES},)),
        Question("4.4", "Could knowing the group sway the assessment?", ({"4.3": NOT_NO},)),
        Question("4.5", "Is it likely that it did?", ({"4.4": NOT_NO},)),
    ),
    (
        ("high", {"4.1": YES}),
        ("high", {"4.2": YES}),
        ("high", {"4.5": NOT_NO}),
        ("some", {"4.5": NO}),
        ("some", {"4.2": ("NI",)}),
        ("low", {}),
    ),
)

_SELECTION = Signalled(
    (
        Question("5.1", "Does the analysis follow a plan that was final before anybody saw unblinded outcomes?"),
        Question("5.2", "Was this number likely picked, for what it shows, from several measurements?"),
        Question("5.3", "Was it likely picked, for what it shows, from several analyses?"),
    ),
    (
        ("high", {"5.2": YES}),
        ("high", {"5.3": YES}),
        ("some", {"5.2": ("NI",)}),
        ("some", {"5.3": ("NI",)}),
        ("some", {"5.1": NOT_YES}),
        ("low", {}),
    ),
)

DOMAINS = {
    "rob2-2019-1": _RANDOMISATION,
    "rob2-2019-2-assignment": _DEVIATIONS_ASSIGNMENT,
    "rob2-2019-2-adherence": _DEVIATIONS_ADHERENCE,
    "rob2-2019-3": _MISSING,
    "rob2-2019-4": _MEASUREMENT,
    "rob2-2019-5": _SELECTION,
}
"""The questions by the key that a tool's domain keeps. What a key means never changes: a new version, new keys."""

EFFECTS = {
    effect: ("rob2-2019-1", f"rob2-2019-2-{effect}", "rob2-2019-3", "rob2-2019-4", "rob2-2019-5")
    for effect in ("assignment", "adherence")
}
"""The keys of the five domains by the effect of interest."""


def with_questions(domains: list[dict[str, str]], effect: str) -> list[dict[str, str]]:
    """The five domains as the review keeps them, each with the key of its questions. Raises ValueError where
    the tool has no such effect.
    """
    if effect not in EFFECTS:
        raise ValueError("Say which effect is of interest: that of assignment or that of adhering.")
    return [domain | {"questions": key} for domain, key in zip(domains, EFFECTS[effect], strict=True)]
