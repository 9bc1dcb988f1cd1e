"""What goes into a report: its sections in their order, and what somebody chose. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

SECTIONS: dict[str, str] = {
    "question": "Question and criteria",
    "methods": "Methods of synthesis",
    "protocol": "Planned and post hoc",
    "flow": "Flow of records",
    "studies": "Characteristics of studies",
    "results": "Results",
    "networks": "Network meta-analyses",
    "sturdiness": "How sturdy the results are",
    "findings": "Summary of findings",
    "left-out": "Results that were not pooled",
    "excluded": "Reports excluded at full text",
    "runs": "Software and runs",
}
USUAL = tuple(key for key in SECTIONS if key != "sturdiness")
"""Sections of a report for which nobody chose: the plots of sturdiness would be most of it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Ids of the runs (None: the current run of every analysis and network) and keys of the sections."""

    runs: tuple[str, ...] | None = None
    sections: tuple[str, ...] = USUAL

    def has(self, section: str) -> bool:
        """Whether the section goes in."""
        return section in self.sections


def choice_of(chosen: bool, runs: Sequence[str], sections: Sequence[str]) -> Choice:
    """What a form sent; without one, the usual report. Unknown sections and blank runs count for nothing."""
    if not chosen:
        return Choice()
    held = dict.fromkeys(run for run in runs if run)
    return Choice(tuple(held), tuple(key for key in SECTIONS if key in sections))
