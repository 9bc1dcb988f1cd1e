"""What a report says of networks: every figure is one that the run holds. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.analyses.settings_words import planned_words
from synthesis.networks import printing
from synthesis.networks.plots import network_plots
from synthesis.reports.document import Bullets, Drawing, Grid, Link, Paragraph, Part, Subheading, Terms, Warned

Held = Mapping[str, Any]


@dataclass(frozen=True)
class NetworkFacts:
    """A network's frozen run with what stands around it. `doubt` says why it may not be the newest word."""

    id: str
    title: str
    number: int
    outcome: str
    time: str
    planned: bool
    run_at: str
    run_by: str
    sha256: str
    settings: Held
    inputs: list[dict[str, Any]]
    result: Held
    cautions: Sequence[str] = ()
    doubt: str = ""
    package: str = ""


def network_parts(runs: Iterable[NetworkFacts]) -> Iterator[Part]:
    """Per network what was asked, method, plots with their numbers, league, ranks, consistency, what to know."""
    for run in runs:
        yield Subheading(f"{run.title} ({run.time[:1].lower()}{run.time[1:]})")
        if run.doubt:
            yield Warned(run.doubt)
        yield Terms([("Outcome", run.outcome), *printing.setting_lines(run.settings)])
        yield Paragraph(f"{run.result['method']} The analysis was {planned_words(run.planned)}.", name="Method")
        yield Terms(printing.facts(run.settings, run.result))
        yield from _drawn(run)
        yield from _tables(run)
        if notes := _notes(run):
            yield Bullets(notes)
        told = f"Run {run.number}, {run.run_at} UTC, by {run.run_by}; sha256 of the inputs {run.sha256}."
        yield Paragraph(told, name="Run")
        yield Link(f"Package of {run.title}, run {run.number}", run.package)


def _drawn(run: NetworkFacts) -> Iterator[Part]:
    for plot in network_plots(run.title, run.settings, run.result):
        caption = f"{plot.heading}: {run.title}. {plot.question}"
        yield Drawing(f"{plot.name}-{run.id}", caption, plot.wide(), plot.narrow())
        yield Grid(f"Numbers of {plot.heading}: {run.title}", *plot.table, figures=True)


def _tables(run: NetworkFacts) -> Iterator[Part]:
    held = (run.settings, run.result)
    yield Grid(f"League table, row against column: {run.title}", *printing.league(*held), figures=True)
    yield Grid(f"Ranking: {run.title}", *printing.ranking(run.result), figures=True)
    lines = (printing.inconsistency_line(run.result), printing.heterogeneity_line(run.result))
    yield Paragraph(" ".join(f"{line}." for line in lines if line), name="Consistency and heterogeneity")
    split = printing.splits(*held)
    if split[1]:
        yield Grid(f"Direct and indirect evidence: {run.title}", *split, figures=True)
    yield Grid(f"Direct comparisons: {run.title}", *printing.comparisons(run.result))


def _notes(run: NetworkFacts) -> list[str]:
    gone = printing.exclusions(run.inputs, run.result)
    told = [f"{label} is not in the network: {reason}." for label, reason in gone]
    return [*run.cautions, *told, *(warning["text"] for warning in run.result["warnings"])]
