"""One line of a summary of findings as printed, its plain sentence and its footnotes. Pure.

Wording: Santesso et al. (2020) J. Clin. Epidemiol. 119, 126-135: what the certainty allows to be said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ketreview.wording import in_sentence
from synthesis.analyses.printing import SHORT
from synthesis.analyses.recipe import OF_ASSOCIATION, OF_ONE_GROUP
from synthesis.grading.absolute import (
    MEASURES,
    Absolute,
    absolute,
    more_or_fewer,
    nnt_words,
    per_1000,
)
from synthesis.grading.evidence import Effect, Evidence
from synthesis.grading.levels import DOWN, UP, counting, level, symbols

Held = Mapping[str, Any]
NOTHING = "–"
NAMES = {
    "risk-of-bias": "risk of bias",
    "inconsistency": "inconsistency",
    "indirectness": "indirectness",
    "imprecision": "imprecision",
    "publication-bias": "publication bias",
    "large-effect": "a large effect",
    "dose-response": "a dose-response",
    "confounding": "opposing plausible confounding",
}
COUNTS = {1: "one level", 2: "two levels", 3: "three levels"}
HEADERS = (
    "Outcome",
    "Participants (studies)",
    "Relative effect (95% CI)",
    "Risk with comparison",
    "Risk with intervention (95% CI)",
    "Difference (95% CI)",
    "NNT (95% CI)",
    "Certainty",
    "What it means",
)


@dataclass(frozen=True)
class Asked:
    """What a row of the table asks for, beside the evidence (None without a run).

    `versus` names the two treatments where they are not those of the whole table; `doubts` say why the line may not
    be the newest word.
    """

    outcome: str
    time: str
    intervention: str
    comparison: str
    more_is_better: bool
    unit: str = ""
    evidence: Evidence | None = None
    decisions: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    start: str = "high"
    baseline_per_1000: float | None = None
    baseline_source: str = ""
    comment: str = ""
    versus: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """The line as printed; `notes` are the footnotes of the row, `level` None where it is not rated yet."""

    outcome: str
    time: str
    people: str
    relative: str
    baseline: str
    risk: str
    difference: str
    nnt: str
    level: str | None
    certainty: str
    sentence: str
    comment: str
    notes: tuple[str, ...] = ()
    versus: str = ""
    doubts: tuple[str, ...] = ()


def finding(asked: Asked) -> Finding:
    """The line of one outcome, shown even where there are no data."""
    rated = level(asked.start, {name: steps for name, (steps, _) in asked.decisions.items()})
    effect = asked.evidence.effect() if asked.evidence else None
    if effect is None:
        return _without_effect(asked)
    risks = _risks(asked, effect)
    notes = [*_rating_notes(asked), *_risk_notes(asked, risks, effect), *_level_notes(asked.evidence)]
    return Finding(
        outcome=asked.outcome,
        time=asked.time,
        people=asked.evidence.people(),
        relative=_relative(asked.evidence, effect),
        **_printed_risks(asked, risks, effect),
        level=rated,
        certainty=f"{symbols(rated)} {rated}" if rated else "Not rated yet",
        sentence=sentence(asked, rated, effect, risks),
        comment=asked.comment,
        notes=tuple(notes),
        versus=asked.versus,
        doubts=asked.doubts,
    )


def _without_effect(asked: Asked) -> Finding:
    """The line of an outcome for which nothing was pooled, or whose effect has no interval."""
    evidence = asked.evidence
    people, told, why = "0 (0)", NOTHING, f"No study was pooled for {in_sentence(asked.outcome)}."
    if evidence is not None and evidence.k:
        people, told = evidence.people(), evidence.quoted()
        why = "The confidence interval is not estimable, so nothing is said of the effect."
    measure = evidence.settings["measure"] if evidence is not None else None
    place = "difference" if measure in DIFFERENCES else "risk" if measure in OF_ONE_GROUP else "relative"
    told_at = dict.fromkeys(("relative", "risk", "difference"), NOTHING) | {place: told}
    return Finding(
        asked.outcome, asked.time, people, baseline=NOTHING, nnt=NOTHING, level=None, certainty=NOTHING,
        sentence=why, comment=asked.comment, versus=asked.versus, doubts=asked.doubts, **told_at,
    )  # fmt: skip


DIFFERENCES = ("RD", "MD", "SMD", "SMDH", "GEN", "IRD", "AS", "PHI")
"""Measures that are no ratios."""


def _relative(evidence: Evidence, effect: Effect) -> str:
    measure = evidence.settings["measure"]
    if measure in (*DIFFERENCES, *OF_ONE_GROUP):
        return NOTHING
    middle, low, high = map(evidence.shown, effect)
    return f"{SHORT[measure]} {middle} ({low} to {high})"


def baseline_of(asked: Asked) -> float | None:
    """The baseline risk (share): the one typed, else that of the evidence."""
    if asked.baseline_per_1000 is not None:
        return asked.baseline_per_1000 / 1000
    return asked.evidence.baseline() if asked.evidence else None


def _risks(asked: Asked, effect: Effect) -> Absolute | None:
    evidence = asked.evidence
    baseline = baseline_of(asked)
    if evidence is None or baseline is None or evidence.settings["measure"] not in MEASURES:
        return None
    if not 0 < baseline < 1:
        return None
    return absolute(evidence.settings["measure"], *effect, baseline)


def _printed_risks(asked: Asked, risks: Absolute | None, effect: Effect) -> dict[str, str]:
    if risks is None:
        risk = f"{_of_1000(effect)[0]} per 1,000 ({_of_1000(effect)[1]})" if _alone(asked) else NOTHING
        return {"baseline": NOTHING, "risk": risk, "difference": _means(asked, effect), "nnt": NOTHING}
    ends = f"{per_1000(risks.risk_lb)} to {per_1000(risks.risk_ub)}"
    differences = f"{more_or_fewer(risks.difference_lb)} to {more_or_fewer(risks.difference_ub)}"
    return {
        "baseline": f"{per_1000(risks.baseline)} per 1,000",
        "risk": f"{per_1000(risks.risk)} per 1,000 ({ends})",
        "difference": f"{more_or_fewer(risks.difference)} per 1,000 ({differences})",
        "nnt": nnt_words(risks, more_is_better=asked.more_is_better),
    }


def _alone(asked: Asked) -> bool:
    """Whether the row is of one group, which is compared with nothing."""
    return asked.evidence is not None and asked.evidence.settings["measure"] in OF_ONE_GROUP


def _of_1000(effect: Effect) -> tuple[str, str]:
    """A proportion as people of 1,000, and its interval, which without a transformation may leave 0 to 1."""
    middle, low, high = (per_1000(min(max(value, 0.0), 1.0)) for value in effect)
    return middle, f"{low} to {high}"


def _means(asked: Asked, effect: Effect) -> str:
    """The difference of a measure that is one already."""
    evidence = asked.evidence
    if evidence is None or evidence.settings["measure"] not in DIFFERENCES:
        return NOTHING
    measure = evidence.settings["measure"]
    middle, low, high = map(evidence.shown, effect)
    unit = f" ({asked.unit})" if asked.unit and measure == "MD" else ""
    return f"{SHORT[measure]} {middle} ({low} to {high}){unit}"


def _level_notes(evidence: Evidence) -> list[str]:
    """The heads say 95%: a row whose run has another level says so."""
    share = evidence.settings.get("level", 0.95)
    return [] if share == 0.95 else [f"The intervals of this row are {100 * share:g}% confidence intervals."]


def _rating_notes(asked: Asked) -> list[str]:
    counted = counting(asked.start, {domain: steps for domain, (steps, _) in asked.decisions.items()})
    notes = []
    for domain in (*DOWN, *UP):
        if steps := counted.get(domain, 0):
            reason = asked.decisions[domain][1]
            way = "down" if steps < 0 else "up"
            said = f"Rated {way} {COUNTS[abs(steps)]} for {NAMES[domain]}: {reason}"
            notes.append(said if said.endswith(".") else f"{said}.")
    return notes


CUT = (
    "Limits beyond 0 or 1,000 per 1,000 were cut there: untransformed proportions (PR) may pass them, PLO does not."
)


def _risk_notes(asked: Asked, risks: Absolute | None, effect: Effect) -> list[str]:
    if risks is None:
        return [CUT] if _alone(asked) and any(not 0 <= value <= 1 for value in effect) else []
    source = asked.baseline_source or "as typed"
    if asked.baseline_per_1000 is None and asked.evidence:
        source = asked.baseline_source or asked.evidence.baseline_source
    notes = [f"Baseline risk: {source.rstrip('.')}."]
    if risks.cut:
        notes.append(
            "A risk beyond 0 or 1,000 per 1,000 was cut there: the relative effect does not fit this baseline."
        )
    return notes


VERBS = {
    "High": ("{who} {verb} {what}", "{who} results in little to no difference in {what}"),
    "Moderate": ("{who} probably {verb} {what}", "{who} probably results in little to no difference in {what}"),
    "Low": ("{who} may {bare} {what}", "{who} may result in little to no difference in {what}"),
}


ALONE = {
    "High": "{what} occurs in {share} with {who}.",
    "Moderate": "{what} probably occurs in {share} with {who}.",
    "Low": "{what} may occur in {share} with {who}.",
    "Very low": "The evidence is very uncertain about how often {what} occurs with {who}.",
}
"""What may be said of one group."""
ASSOCIATED = {
    "High": "{what}: the correlation is {r}.",
    "Moderate": "{what}: the correlation is probably {r}.",
    "Low": "{what}: the correlation may be {r}.",
    "Very low": "The evidence is very uncertain about the correlation: {what}.",
}


def _without_comparison(asked: Asked, rated: str, effect: Effect) -> str:
    """The sentence of a proportion or a correlation; "" for what compares."""
    measure = asked.evidence.settings["measure"] if asked.evidence else ""
    what = in_sentence(asked.outcome) if rated == "Very low" else asked.outcome
    if measure in OF_ONE_GROUP:
        middle, limits = _of_1000(effect)
        return ALONE[rated].format(what=what, share=f"{middle} of 1,000 people ({limits})", who=asked.intervention)
    if measure in OF_ASSOCIATION:
        middle, low, high = map(asked.evidence.shown, effect)
        return ASSOCIATED[rated].format(what=what, r=f"{middle} ({low} to {high})")
    return ""


def sentence(asked: Asked, rated: str | None, effect: Effect, risks: Absolute | None) -> str:
    """What the certainty allows to be said in plain words, with the people behind it where there are risks."""
    evidence = asked.evidence
    what = in_sentence(asked.outcome)
    if rated is None or evidence is None:
        return "The certainty is not rated yet."
    if alone := _without_comparison(asked, rated, effect):
        return alone
    if rated == "Very low":
        return f"The evidence is very uncertain about the effect of {asked.intervention} on {what}."
    people = ""
    if risks is not None:
        people = f": {per_1000(risks.risk)} of 1,000 people, against {per_1000(risks.baseline)}"
    change = change_of(evidence, effect)
    if change == UNCLEAR:
        return UNDECIDED.format(who=asked.intervention, what=what, comparison=asked.comparison, people=people)
    plain, little = VERBS[rated]
    who = asked.intervention[0].upper() + asked.intervention[1:]
    words = {"who": who, "verb": f"{change}s", "bare": change, "what": what}
    text = (little if change == LITTLE else plain).format(**words)
    return f"{text} compared with {asked.comparison}{people}."


LITTLE, UNCLEAR = "little", "unclear"
UNDECIDED = (
    "The evidence does not show whether {who} increases or reduces {what} or makes little to no difference, "
    "compared with {comparison}{people}: the interval holds no effect, and no threshold says which effects matter."
)


def change_of(evidence: Evidence, effect: Effect) -> str:
    """ "increase", "reduce", LITTLE or UNCLEAR: by the estimate against the thresholds (GRADE guidelines 26); where
    none is set that could decide, an interval that holds no effect claims none.
    """
    low, high = evidence.limits
    if low is not None and effect[0] <= low:
        return "reduce"
    if high is not None and effect[0] >= high:
        return "increase"
    if low is not None and high is not None:
        return LITTLE
    if effect[1] <= evidence.null <= effect[2]:
        return UNCLEAR
    return "increase" if effect[0] > evidence.null else "reduce"


@dataclass(frozen=True)
class Printed:
    """The whole table: rows in the order of HEADERS, and the footnotes with their letters; `warning` says that
    lines are outdated, else "".
    """

    rows: tuple[tuple[str, ...], ...]
    notes: tuple[tuple[str, str], ...]
    warning: str = ""


def printed(found: Sequence[Finding]) -> Printed:
    """Rows with the letters of their footnotes; equal notes share a letter."""
    letters: dict[str, str] = {}
    rows = []
    for each in found:
        old = [letters.setdefault(note, _letter(len(letters))) for note in each.doubts]
        marks = [letters.setdefault(note, _letter(len(letters))) for note in each.notes]
        certainty = f"{each.certainty} {','.join(marks)}".strip() if marks else each.certainty
        outcome = f"{each.outcome}, {in_sentence(each.time)}" if each.time else each.outcome
        outcome += f" ({each.versus})" if each.versus else ""
        outcome += f" [outdated {','.join(old)}]" if old else ""
        meaning = f"{each.sentence} {each.comment}".strip()
        rows.append(
            (
                outcome,
                each.people,
                each.relative,
                each.baseline,
                each.risk,
                each.difference,
                each.nnt,
                certainty,
                meaning,
            )
        )
    return Printed(tuple(rows), tuple((letter, note) for note, letter in letters.items()), _warning(found))


def _warning(found: Sequence[Finding]) -> str:
    stale = sum(bool(each.doubts) for each in found)
    if not stale:
        return ""
    rows = "row is" if stale == 1 else "rows are"
    return f"{stale} of {len(found)} {rows} outdated: data, recipe or rating have changed, as the footnotes tell."


def _letter(place: int) -> str:
    """a, b, ... z, aa, ab ..."""
    first, second = divmod(place, 26)
    return (chr(96 + first) if first else "") + chr(97 + second)
