"""One line of a summary of findings as printed, its plain sentence and its footnotes. Pure.

Wording: Santesso et al. (2020) J. Clin. Epidemiol. 119, 126-135: what the certainty allows to be said.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ketreview.wording import in_sentence, plural
from synthesis.analyses.printing import SHORT
from synthesis.analyses.recipe import OF_ASSOCIATION, OF_ONE_GROUP
from synthesis.grading.amounts import DIFFERENCES, NOTHING, Amounts, Note, amounts, of_1000
from synthesis.grading.asked import Asked
from synthesis.grading.evidence import Effect, Evidence
from synthesis.grading.levels import DOWN, UP, counting, level, symbols

Held = Mapping[str, Any]
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
    "With comparison",
    "With intervention (95% CI)",
    "Difference (95% CI)",
    "NNT (95% CI)",
    "Certainty",
    "What it means",
)


@dataclass(frozen=True)
class Finding:
    """The line as printed; `notes` are the footnotes of its cells, which bear the names of these fields; `level` is
    None where it is not rated yet."""

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
    notes: tuple[Note, ...] = ()
    versus: str = ""
    doubts: tuple[str, ...] = ()


def finding(asked: Asked) -> Finding:
    """The line of one outcome, shown even where there are no data."""
    rated = level(asked.start, {name: steps for name, (steps, _) in asked.decisions.items()})
    effect = asked.evidence.effect() if asked.evidence else None
    if effect is None:
        return _without_effect(asked)
    told = amounts(asked, effect)
    relative = _relative(asked, effect)
    notes = (*_level_notes(asked.evidence, relative, told), *told.notes, *_rating_notes(asked))
    return Finding(
        outcome=asked.outcome,
        time=asked.time,
        people=asked.evidence.people(),
        relative=relative,
        baseline=told.baseline,
        risk=told.risk,
        difference=told.difference,
        nnt=told.nnt,
        level=rated,
        certainty=f"{symbols(rated)} {rated}" if rated else "Not rated yet",
        sentence=sentence(asked, rated, effect, told.people),
        comment=asked.comment,
        notes=notes,
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


def _relative(asked: Asked, effect: Effect) -> str:
    measure = asked.measure
    if measure in (*DIFFERENCES, *OF_ONE_GROUP):
        return NOTHING
    middle, low, high = map(asked.evidence.shown, effect)
    return f"{SHORT.get(measure, measure)} {middle} ({low} to {high})"


def _level_notes(evidence: Evidence, relative: str, told: Amounts) -> list[Note]:
    """The heads say 95%: a row whose run has another level says so at its first interval."""
    share = evidence.settings.get("level", 0.95)
    if share == 0.95:
        return []
    cell = "relative" if relative != NOTHING else "risk" if told.risk != NOTHING else "difference"
    return [Note(cell, f"The intervals of this row are {100 * share:g}% confidence intervals.")]


def _rating_notes(asked: Asked) -> list[Note]:
    counted = counting(asked.start, {domain: steps for domain, (steps, _) in asked.decisions.items()})
    notes = []
    for domain in (*DOWN, *UP):
        if steps := counted.get(domain, 0):
            reason = asked.decisions[domain][1]
            way = "down" if steps < 0 else "up"
            said = f"Rated {way} {COUNTS[abs(steps)]} for {NAMES[domain]}: {reason}"
            notes.append(Note("certainty", said if said.endswith(".") else f"{said}."))
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
        middle, limits = of_1000(effect)
        return ALONE[rated].format(
            what=enclosed(what), share=f"{middle} of 1,000 people ({limits})", who=asked.intervention
        )
    if measure in OF_ASSOCIATION:
        middle, low, high = map(asked.evidence.shown, effect)
        return ASSOCIATED[rated].format(what=what, r=f"{middle} ({low} to {high})")
    return ""


def repeated(found: Sequence[Finding]) -> list[tuple[str, int]]:
    """Outcomes at one time that a table has more than once, by whatever measure or analysis, and how often."""
    counts = Counter((each.outcome, each.time) for each in found)
    named = ((", ".join(part for part in place if part), times) for place, times in counts.items())
    return [(name, times) for name, times in named if times > 1]


def enclosed(what: str) -> str:
    """A name inside a sentence that goes on: one with a comma ends with another."""
    return f"{what}," if "," in what else what


def sentence(asked: Asked, rated: str | None, effect: Effect, people: str = "") -> str:
    """What the certainty allows to be said in plain words, with the people behind it where there are risks."""
    evidence = asked.evidence
    what = in_sentence(asked.outcome)
    if rated is None or evidence is None:
        return "The certainty is not rated yet."
    if alone := _without_comparison(asked, rated, effect):
        return alone
    if rated == "Very low":
        return f"The evidence is very uncertain about the effect of {asked.intervention} on {what}."
    change = change_of(evidence, effect)
    if change == UNCLEAR:
        return UNDECIDED.format(
            who=asked.intervention, what=enclosed(what), comparison=asked.comparison, people=people
        )
    plain, little = VERBS[rated]
    who = asked.intervention[0].upper() + asked.intervention[1:]
    words = {"who": who, "verb": f"{change}s", "bare": change, "what": enclosed(what)}
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
class Cell:
    """A cell of the table; `marks` are the letters of its footnotes, raised where a format can do that."""

    text: str
    marks: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.marks}".strip()


@dataclass(frozen=True)
class Printed:
    """The whole table: rows in the order of HEADERS, and the footnotes with their letters; `warning` says that
    lines are outdated, else "".
    """

    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[tuple[str, str], ...]
    warning: str = ""


CELLS = ("outcome", "people", "relative", "baseline", "risk", "difference", "nnt", "certainty", "sentence")
"""The fields of a finding that stand under HEADERS."""


def printed(found: Sequence[Finding]) -> Printed:
    """Rows with the letters of their footnotes, in the order of reading; equal notes share a letter."""
    letters: dict[str, str] = {}
    rows = []
    for each in found:
        notes = [*(Note("outcome", doubt) for doubt in each.doubts), *each.notes]
        texts = _texts(each)
        row = []
        for name in CELLS:
            held = [note.text for note in notes if note.cell == name]
            marks = [letters.setdefault(text, _letter(len(letters))) for text in held]
            row.append(Cell(texts[name], ",".join(marks)))
        rows.append(tuple(row))
    return Printed(tuple(rows), tuple((letter, note) for note, letter in letters.items()), _warning(found))


def _texts(each: Finding) -> dict[str, str]:
    """What stands in each cell: the outcome with its time, its treatments and whether it is outdated, the sentence
    with the comment."""
    outcome = f"{each.outcome}, {in_sentence(each.time)}" if each.time else each.outcome
    outcome += f" ({each.versus})" if each.versus else ""
    outcome += " [outdated]" if each.doubts else ""
    told = {"outcome": outcome, "sentence": f"{each.sentence} {each.comment}".strip()}
    return {name: told.get(name, getattr(each, name)) for name in CELLS}


def _warning(found: Sequence[Finding]) -> str:
    stale = sum(bool(each.doubts) for each in found)
    if not stale:
        return ""
    verb = "is" if stale == 1 else "are"
    said = f"{stale} of {plural(len(found), 'row')} {verb} outdated"
    return f"{said}: data, recipe or rating have changed, as the footnotes tell."


def _letter(place: int) -> str:
    """a, b, ... z, aa, ab ..."""
    first, second = divmod(place, 26)
    return (chr(96 + first) if first else "") + chr(97 + second)
