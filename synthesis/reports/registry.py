"""The exports of synthesis: what each is, where it is, who may take it, and in which formats."""

from typing import NamedTuple


class Export(NamedTuple):
    """One entry of the exports page; `?format=` of the address is one of `formats`."""

    label: str
    description: str
    url_name: str
    permission: str
    formats: tuple[str, ...]


EXPORTS: tuple[Export, ...] = (
    Export(
        "Reconciled data",
        "Every reconciled value with its study, arm, outcome and time, the page and quote, and who settled it how. "
        "Forms that are not reconciled are in no file.",
        "reports:reconciled",
        "see_extracted",
        ("csv", "xlsx"),
    ),
    Export(
        "Results",
        "Each analysis' current run, unrounded: every study with its numbers, effect and weight or why it is not "
        "pooled, then the pooled effect with its prediction interval and heterogeneity; of networks every arm, "
        "then every comparison.",
        "reports:results",
        "see_results",
        ("csv", "xlsx"),
    ),
    Export(
        "Synthesis report",
        "Question, methods, flow of records, studies, each current run of analyses and networks with its plots, "
        "summary of findings, what was left out and why, software. Analyses → Report chooses runs and sections.",
        "reports:report_file",
        "see_results",
        ("docx", "html"),
    ),
)
