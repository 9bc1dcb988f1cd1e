"""What a line of a summary of findings asks for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ketreview.wording import in_sentence
from synthesis.grading.absolute import RATIOS
from synthesis.grading.evidence import Evidence


def person_time(unit: str) -> str:
    """The unit of person-time in a sentence ("person-years"), without a name where it is not known."""
    return in_sentence(unit.strip()) or "units of person-time"


@dataclass(frozen=True)
class Asked:
    """What a row of the table asks for, beside the evidence (None without a run).

    `versus` names the two treatments where they are not those of the whole table; `doubts` say why the line may not
    be the newest word. `baseline_per_1000` is a risk, or for a rate ratio a rate per 1,000 of person-time;
    `ratio_is` names what a ratio as given is (synthesis.grading.absolute.RATIOS), "" where nobody said.
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
    comparator_mean: float | None = None
    ratio_is: str = ""
    comment: str = ""
    versus: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def person_time(self) -> str:
        """What rates are told in: the unit of an outcome over person-time, where somebody said it."""
        return person_time(self.unit if self.evidence and self.evidence.settings["kind"] == "rate2" else "")

    @property
    def measure(self) -> str:
        """The measure of the effect; of a ratio as given the one that it was declared to be."""
        held = self.evidence.settings["measure"] if self.evidence else ""
        return RATIOS.get(self.ratio_is, held) if held == "GEN_LOG" else held
