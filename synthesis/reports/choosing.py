"""What goes into a report: its sections in their order, and what somebody chose. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.analyses.ordering import NAMES as ORDERS

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
    """Ids of the runs (None: the current run of every analysis and network), keys of the sections, and the order of
    studies in plots ("": each run's usual one).
    """

    runs: tuple[str, ...] | None = None
    sections: tuple[str, ...] = USUAL
    order: str = ""

    def has(self, section: str) -> bool:
        """Whether the section goes in."""
        return section in self.sections


def choice_of(chosen: bool, runs: Sequence[str], sections: Sequence[str], order: str = "") -> Choice:
    """What a form sent, else the usual report. Blank runs, unknown sections and orders count for nothing."""
    if not chosen:
        return Choice()
    held = dict.fromkeys(run for run in runs if run)
    known = order if order in ORDERS else ""
    return Choice(tuple(held), tuple(key for key in SECTIONS if key in sections), known)
