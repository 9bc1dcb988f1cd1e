"""What a report says of frozen runs: every figure is one that the run holds. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ketreview.wording import in_sentence, plural
from synthesis.analyses.corrected_tables import corrected_notes, corrected_table, corrected_told
from synthesis.analyses.exploration_tables import (
    exploration_notes,
    moderator_lines,
    moderator_table,
    sensitivity_table,
    subgroup_table,
)
from synthesis.analyses.ordering import cumulative_sentence
from synthesis.analyses.planned.wording import Plan
from synthesis.analyses.printing import (
    crossover_words,
    heterogeneity_line,
    overall_line,
    participants,
    subgroup_line,
    tokens,
)
from synthesis.analyses.run_forest import forest_data
from synthesis.analyses.settings_words import (
    asked_words,
    method_sentences,
    setting_name,
    setting_words,
)
from synthesis.analyses.sturdy_plots import run_plots
from synthesis.analyses.sturdy_tables import ways_table
from synthesis.charts.forest_data import ForestData
from synthesis.charts.plot import Plot, forest_plot
from synthesis.reports.document import (
    Bullets,
    Drawing,
    Grid,
    Link,
    Paragraph,
    Part,
    Rows,
    Subheading,
    Terms,
    Warned,
)

Held = Mapping[str, Any]


@dataclass(frozen=True)
class RunFacts:
    """A frozen run of an analysis or network with what stands around it; `doubt` says why it may not be the newest
    word, else "".
    """

    id: str
    title: str
    number: int
    outcome: str
    time: str
    plan: Plan
    run_at: str
    run_by: str
    sha256: str
    settings: Held
    inputs: list[dict[str, Any]]
    result: Held
    versions: Held
    favours: tuple[str, str] = ("", "")
    cautions: Sequence[str] = ()
    doubt: str = ""
    package: str = ""
    order: str = ""

    def forest(self) -> ForestData:
        """Its forest plot before it is drawn."""
        return forest_data(self.title, self.settings, self.inputs, self.result, self.favours, self.order)


SHOWN_SETTINGS = ("measure", "model", "tau2", "interval", "level", "prediction")
RANDOM_ONLY = ("tau2", "interval", "prediction")


def method_parts(runs: Sequence[RunFacts]) -> Iterator[Part]:
    """How each analysis was made, as sentences; analyses made alike share theirs."""
    alike: dict[str, list[str]] = {}
    for run in runs:
        parts = (
            run.result["method"],
            method_sentences(run.settings, run.plan.part),
            cumulative_sentence(run.result),
        )
        said = " ".join(part for part in parts if part)
        alike.setdefault(said, []).append(run.title)
    for said, titles in alike.items():
        yield Paragraph(said, name="; ".join(titles))
    for run in runs:
        if run.plan.deviates:
            yield Paragraph(f"{_upper(run.plan.words)}.", name=f"Deviation from the protocol: {run.title}")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def protocol_parts(runs: Sequence[RunFacts]) -> Iterator[Part]:
    """What the protocol named, what came later and what was changed, analysis by analysis and part by part."""
    lines = [line for run in runs for line in _plan_lines(run)]
    if lines:
        rows = [(title, part, words) for title, part, words, _ in lines]
        yield Grid("Planned and post hoc analyses", ("Analysis", "Part", "Planned or post hoc"), rows)
        later = sum(not as_planned for *_, as_planned in lines)
        yield Paragraph(
            "Every part stood in the protocol."
            if not later
            else f"{later} of {plural(len(rows), 'part')} did not stand in the protocol or {_was(later)} changed "
            f"after it; read {'it' if later == 1 else 'them'} as exploratory, changes as deviations from it."
        )


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _plan_lines(run: RunFacts) -> Iterator[tuple[str, str, str, bool]]:
    """Analysis, part, its label, and whether it stands as the protocol had it."""
    plan = run.plan
    words = plan.words.replace("planned in the protocol", "planned", 1)
    yield run.title, "Whole analysis", words, plan.planned and not plan.changes
    for what, key, name, planned in _marked(run.settings):
        yield run.title, what, plan.part(planned, key, name), plan.as_planned(planned, key, name)
    for name, words in plan.dropped:
        yield run.title, f"Sensitivity set: {name}", words, False


def _marked(settings: Held) -> Iterator[tuple[str, str, str, bool]]:
    """The parts that are marked planned or post hoc: what, the setting, the name of a set, the mark."""
    for key in ("subgroup", "moderators"):
        if settings.get(key):
            names = settings[key].get("name") or ", ".join(each["name"] for each in settings[key]["columns"])
            yield f"{setting_name(key)}: {names}", key, "", settings[key]["planned"]
    for each in settings.get("leave_outs") or ():
        yield f"Sensitivity set: {each['name']}", "leave_outs", each["name"], each["planned"]


def result_parts(runs: Iterable[RunFacts]) -> Iterator[Part]:
    """Per analysis what was asked, the pooled effect in words, forest plot, tables, and what to know."""
    for run in runs:
        yield Subheading(f"{run.title} ({in_sentence(run.time)})")
        if run.doubt:
            yield Warned(run.doubt)
        yield Terms(_asked(run))
        yield Paragraph(unbroken(" ".join(result_sentences(run))))
        if lines := tests_in_words(run):
            yield Paragraph(unbroken(" ".join(lines)))
        yield from plot_parts(run, forest_plot("forest", "the forest plot", "", run.forest()), "Forest plot")
        yield from _explored(run)
        if notes := [*run.cautions, *exploration_notes(run.result), *_warnings(run.result)]:
            yield Bullets(notes)


def plot_parts(run: RunFacts, plot: Plot, called: str) -> Iterator[Part]:
    """A plot, a figure for each of its sheets, and its table."""
    caption = f"{called}: {run.title}. {plot.question}".strip()
    sheets = list(zip(plot.wide(), plot.narrow(), strict=True))
    for number, (wide, narrow) in enumerate(sheets, 1):
        one = len(sheets) == 1
        name = f"{plot.name}-{run.id}" if one else f"{plot.name}-{run.id}-{number}"
        yield Drawing(name, caption if one else f"{caption} Page {number} of {len(sheets)}.", wide, narrow)
    yield Grid(f"Numbers of {plot.heading}: {run.title}", *plot.table, figures=True)


def _asked(run: RunFacts) -> list[tuple[str, str]]:
    """What the recipe asks, in words."""
    held = [("Outcome", f"{run.outcome}, {in_sentence(run.time)}")]
    for key in SHOWN_SETTINGS:
        common = run.settings["model"] == "common" and key in RANDOM_ONLY
        if run.settings.get(key) and not common:
            held.append((setting_name(key), setting_words(key, run.settings[key])))
    return held + asked_words(run.settings, run.plan.part)


def result_sentences(run: RunFacts) -> list[str]:
    """Pooled effect and prediction interval as sentences."""
    said, pooled = tokens(run.settings, run.result), run.result["pooled"]
    studies = "1 study" if said["k"] == "1" else f"{said['k']} studies"
    held = participants(run.result)
    people = f" with {said['n']} participants" if held else ""
    if held and (words := crossover_words(held.crossover)):
        people += f" ({words})"
    if "est_ci" not in said:
        why = (pooled.get("reason") or "No effect can be estimated").rstrip(".")
        return [f"{studies}{people}.", f"{why[:1].upper()}{why[1:]}."]
    p = f", p {_equals(said['p'])}" if "p" in said else ""
    lines = [f"From {studies}{people}: {said['est_ci']}{p}."]
    if "pi" in said:
        df = pooled["prediction"]["df"]
        name = "normal" if df is None else f"t with {df} degrees of freedom"
        lines.append(f"The effect in a new study is expected from {said['pi']} (prediction interval, {name}).")
    elif why := (pooled["prediction"] or {}).get("reason"):
        lines.append(f"No prediction interval: {why}.")
    return lines


def tests_in_words(run: RunFacts) -> list[str]:
    """Heterogeneity, the test of the pooled effect and that of subgroups."""
    lines = (heterogeneity_line(run.result), overall_line(run.result), subgroup_line(run.result))
    return [f"{line}." for line in lines if line]


def unbroken(text: str) -> str:
    """No line ends beside a sign of equality."""
    return text.replace(" = ", "\u00a0=\u00a0").replace(" < ", "\u00a0<\u00a0")


def _equals(text: str) -> str:
    return text if text.startswith("<") else f"= {text}"


def _explored(run: RunFacts) -> Iterator[Part]:
    held = (run.settings, run.result)
    if found := subgroup_table(*held):
        yield Grid(f"Subgroups: {run.title}", *found, figures=True)
    if found := moderator_table(*held):
        yield Grid(f"Meta-regression: {run.title}", *found, figures=True)
        yield Bullets([f"{line}." for line in moderator_lines(run.result, run.plan.part)])
    if found := sensitivity_table(*held):
        yield Grid(f"Sensitivity analyses: {run.title}", *found)


def _warnings(result: Held) -> list[str]:
    texts = [warning["text"] for warning in result.get("warnings", ())]
    return [text[:1].upper() + text[1:] for text in texts]


def sturdiness_parts(runs: Iterable[RunFacts]) -> Iterator[Part]:
    """Other ways to pool, and every plot that the run holds beside the forest plot."""
    for run in runs:
        plots, ways = run_plots(run.settings, run.result, run.order), ways_table(run.settings, run.result)
        if not (plots or ways[1]):
            continue
        yield Subheading(f"{run.title}: other ways and single studies")
        if ways[1]:
            yield Grid(f"Pooled in other ways: {run.title}", *ways, figures=True)
        if corrected := corrected_table(run.settings, run.result):
            yield Grid(f"If studies are missing: {run.title}", *corrected, figures=True)
        if notes := corrected_notes(run.result):
            yield Bullets(
                [*(f"{name}: {told}." for name, told in corrected_told(run.settings, run.result)), *notes]
            )
        for plot in plots:
            yield from plot_parts(run, plot, plot.heading)


def left_out_parts(runs: Iterable[RunFacts], more: Rows = ()) -> Iterator[Part]:
    """Studies that an analysis asked for and did not pool, each with its reason; `more` rows of networks."""
    rows = [(run.title, gone.label, gone.reason) for run in runs for gone in run.forest().excluded]
    if rows := [*rows, *more]:
        yield Grid("Results that were not pooled", ("Analysis", "Study", "Reason"), rows)
    else:
        yield Paragraph("Every study that an analysis asked for was pooled.")


def provenance_parts(runs: Sequence[RunFacts]) -> Iterator[Part]:
    """Which frozen run each figure comes from, with what it was computed, and where it can be repeated."""
    if not runs:
        return
    rows = [(run.title, str(run.number), run.run_at, run.run_by, run.sha256) for run in runs]
    yield Grid("Runs of this report", ("Analysis", "Run", "Made (UTC)", "By", "sha256 of the inputs"), rows)
    versions = {", ".join(f"{name} {version}" for name, version in run.versions.items()) for run in runs}
    yield Paragraph("; ".join(sorted(versions)) + ".", name="Software")
    yield Paragraph(
        "Each run can be repeated in R (metafor) and Python: its package holds data, scripts and expected numbers."
    )
    for run in runs:
        yield Link(f"Package of {run.title}, run {run.number}", run.package)
