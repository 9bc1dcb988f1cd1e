"""What a report says of networks: every figure is one that the run holds. Pure."""

from collections.abc import Iterable, Iterator

from ketreview.wording import in_sentence
from synthesis.networks import printing
from synthesis.networks.plots import network_plots
from synthesis.reports.document import Bullets, Grid, Paragraph, Part, Subheading, Terms, Warned
from synthesis.reports.run_parts import RunFacts, plot_parts, unbroken


def network_parts(runs: Iterable[RunFacts]) -> Iterator[Part]:
    """Per network what was asked, method, plots with their numbers, league, ranks, consistency, what to know."""
    for run in runs:
        yield Subheading(f"{run.title} ({in_sentence(run.time)})")
        if run.doubt:
            yield Warned(run.doubt)
        yield Terms([("Outcome", run.outcome), *printing.setting_lines(run.settings)])
        yield Paragraph(f"{run.result['method']} The analysis was {run.plan.words}.", name="Method")
        yield Terms([fact.pair for fact in printing.facts(run.settings, run.result)])
        for plot in network_plots(run.title, run.settings, run.result):
            yield from plot_parts(run, plot, plot.heading)
        yield from _tables(run)
        if notes := _notes(run):
            yield Bullets(notes)


def _tables(run: RunFacts) -> Iterator[Part]:
    held = (run.settings, run.result)
    yield Grid(f"League table, row against column: {run.title}", *printing.league(*held), figures=True)
    if predicted := printing.predictions(*held):
        yield Grid(f"Prediction intervals, row against column: {run.title}", *predicted, figures=True)
    if line := printing.prediction_line(run.result):
        yield Paragraph(f"{line}.", name="In a new study")
    yield Grid(f"Ranking: {run.title}", *printing.ranking(run.result), figures=True)
    lines = (printing.inconsistency_line(run.result), printing.heterogeneity_line(run.result))
    told = unbroken(" ".join(f"{line}." for line in lines if line))
    yield Paragraph(told, name="Consistency and heterogeneity")
    split = printing.splits(*held)
    if split[1]:
        yield Grid(f"Direct and indirect evidence: {run.title}", *split, figures=True)
    yield Grid(f"Direct comparisons: {run.title}", *printing.comparisons(run.result))


def _notes(run: RunFacts) -> list[str]:
    return [*run.cautions, *(warning["text"] for warning in run.result["warnings"])]


def left_out_rows(runs: Iterable[RunFacts]) -> list[tuple[str, str, str]]:
    """Network, arm and reason of what is in no network."""
    return [(run.title, *gone) for run in runs for gone in printing.exclusions(run.inputs, run.result)]
