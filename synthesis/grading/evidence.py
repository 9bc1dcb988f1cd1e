"""What is rated: a frozen run in its frame, read as one effect with its interval, people and baseline. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from ketreview.wording import plural
from synthesis.analyses.printing import crossover_words, null_of, participants, print_value, tokens
from synthesis.grading.absolute import median_comparator_mean, median_comparator_risk
from synthesis.networks import printing as networks
from synthesis.stats.head_count import head_count
from synthesis.stats.network_structure import by_study

Held = Mapping[str, Any]
Effect = tuple[float, float, float]
RULE_OF_THUMB = (0.75, 1.25)


@dataclass(frozen=True)
class Evidence:
    """A run of an analysis and the frame it is judged in; thresholds are on the scale that is printed."""

    settings: Held
    inputs: list[dict]
    result: Held
    start: str = "high"
    low: float | None = None
    high: float | None = None
    relative_change: float = 25.0

    @property
    def null(self) -> float | None:
        """The value of no effect; None for a measure of one group, which compares nothing."""
        return null_of(self.settings)

    @property
    def k(self) -> int:
        """The studies that give the effect."""
        return self.result["pooled"]["k"]

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """Thresholds: those set, else 0.75 and 1.25 for ratios of risks, else none."""
        if self.low is None and self.high is None and self.settings["measure"] in ("RR", "OR", "PETO"):
            return RULE_OF_THUMB
        return self.low, self.high

    @property
    def on_both_sides(self) -> bool:
        """Whether single studies lie on both sides of no effect."""
        found = [s["display"]["estimate"] for s in self.result["studies"] if s["excluded_reason"] is None]
        return self.null is not None and min(found) < self.null < max(found)

    def shown(self, value: float) -> str:
        """A value of the printed scale with the digits of the effect."""
        return print_value(self.settings, self.result["display"], value)

    def effect(self) -> Effect | None:
        """Estimate and limits as printed; of a single study, its own."""
        shown = self.result["display"]
        if self.k == 1:
            shown = next(s["display"] for s in self.result["studies"] if s["excluded_reason"] is None)
        found = (shown["estimate"], shown["ci_lb"], shown["ci_ub"])
        return None if None in found[1:] else found

    def interval(self) -> tuple[float, float] | None:
        found = self.effect()
        return found[1:] if found else None

    def predicted(self) -> tuple[float, float] | None:
        """Where the effect of a new study is expected, as printed."""
        shown = self.result["display"]
        return None if shown.get("pi_lb") is None else (shown["pi_lb"], shown["pi_ub"])

    def people(self) -> str:
        """Participants and studies as a table has them."""
        held = participants(self.result)
        if held is None:
            return f"not known ({self.k})"
        return _with_note(f"{held.people:,} ({self.k})", held.crossover)

    def baseline(self) -> float | None:
        """The risk without the intervention that stands in where none is typed."""
        return median_comparator_risk(self.result["studies"])

    @property
    def baseline_source(self) -> str:
        return "the median risk of the comparator arms"

    def comparator_mean(self) -> float | None:
        """The mean with the comparison that stands in where none is typed."""
        return median_comparator_mean(self.result["studies"])

    @property
    def mean_source(self) -> str:
        return "the median of the comparator arms' means"

    def quoted(self) -> str:
        """The effect as a text quotes it, also where it has no interval; a dash where there is none."""
        return tokens(self.settings, self.result).get("est_ci", "–")

    def summary(self) -> str:
        """Studies and heterogeneity in short."""
        said = tokens(self.settings, self.result)
        return plural(int(said["k"]), "study,studies") + (f", I² {said['i2']}" if "i2" in said else "")


@dataclass(frozen=True)
class Compared(Evidence):
    """One comparison of a network's run: `first` against `second`."""

    first: str = ""
    second: str = ""

    @property
    def places(self) -> tuple[int, int] | None:
        return networks.places_of(self.result, self.first, self.second)

    @property
    def direct(self) -> list[str]:
        """The studies that compare the two."""
        return networks.direct_studies(self.result, *self.places) if self.places else []

    @property
    def k(self) -> int:
        return len(self.direct)

    @property
    def split(self) -> Held | None:
        """Direct against indirect evidence, where there are both."""
        pair = {self.first, self.second}
        splits = self.result["inconsistency"]["splits"]
        return next((each for each in splits if {each["first"], each["second"]} == pair), None)

    def shown(self, value: float) -> str:
        return networks.print_shown(self.settings, self.result, value)

    def effect(self) -> Effect | None:
        return self._at(self.result, ("estimate", "ci_lb", "ci_ub"))

    def predicted(self) -> tuple[float, float] | None:
        held = networks.predicted(self.result)
        return self._at(held, ("lb", "ub")) if held else None

    def _at(self, matrices: Held, names: tuple[str, ...]) -> Any:
        if self.places is None:
            return None
        i, j = self.places
        return tuple(networks.shown(self.settings, matrices[name][i][j]) for name in names)

    def people(self) -> str:
        if not self.k:
            return "0 (0), indirect evidence alone"
        rows = [row for row in self._rows(self.first, self.second) if row["study"] in self.direct]
        trials = by_study(rows).values()
        held = head_count(([row["n"] for row in arms], bool(arms[0].get("crossover"))) for arms in trials)
        return _with_note(f"{held.people:,} ({self.k}), directly", held.crossover)

    def _rows(self, *treatments: str) -> list[dict]:
        """The arms of the treatments that are in the network."""
        gone = {each["label"] for each in self.result["exclusions"]}
        rows = [row for row in self.inputs if row["usable"] and row["treat"] in treatments]
        return [row for row in rows if f"{row['study']}, {row['treat']}" not in gone]

    def baseline(self) -> float | None:
        risks = [row["e"] / row["n"] for row in self._rows(self.second) if row.get("e") is not None]
        return median(risks) if risks else None

    @property
    def baseline_source(self) -> str:
        return f"the median risk of the arms with {self.second}"

    def comparator_mean(self) -> float | None:
        means = [row["m"] for row in self._rows(self.second) if row.get("m") is not None]
        return median(means) if means else None

    @property
    def mean_source(self) -> str:
        return f"the median of the means of the arms with {self.second}"

    def summary(self) -> str:
        """How the two are compared, in short."""
        told = "1 study compares" if self.k == 1 else f"{self.k or 'no'} studies compare"
        return f"{told} the two directly, in a network of {self.result['k_studies']}"


def _with_note(text: str, crossover: int) -> str:
    words = crossover_words(crossover)
    return f"{text}; {words}" if words else text
