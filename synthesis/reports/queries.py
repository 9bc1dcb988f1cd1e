"""What is read for a report: runs as they were frozen, and the review around them as the member may see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet
from django.urls import reverse

from screening.models import Member
from screening.progress import queries as progress
from screening.progress.queries import flow_counts, sight_of
from screening.reviews.queries import protocol
from synthesis.analyses import queries as analyses
from synthesis.analyses.planned.queries import plan_of_run
from synthesis.appraisal import queries as appraisals
from synthesis.appraisal.plots import judged
from synthesis.appraisal.wording import method_sentences
from synthesis.grading.queries import findings_tables, lines_of
from synthesis.models import Arm, Characteristic, CharacteristicValue, NetworkRun, Run, Study
from synthesis.models.evidence import recipe_of_source
from synthesis.models.runs import FrozenRun, PooledRecipe
from synthesis.networks import queries as networks
from synthesis.reports import network_parts, review_parts, run_parts
from synthesis.reports.choosing import SECTIONS, Choice
from synthesis.reports.document import FindingsPart, Paragraph, Part, Report, Section, Subheading, Warned
from synthesis.reports.run_parts import RunFacts
from synthesis.studies.queries import included_studies, may_see_included, noticed_reports, noticed_words

NOTHING = "–"


@dataclass(frozen=True)
class Offer:
    """An analysis or network with the runs that a report may take, newest first; `since` says why the newest is
    outdated, else "".
    """

    recipe: PooledRecipe
    runs: list[FrozenRun]
    since: str = ""


KINDS: tuple[tuple[type[FrozenRun], str], ...] = ((Run, "analyses"), (NetworkRun, "networks"))
"""The kinds of runs, and the recipes of a review that have them."""
STANDINGS = {Run: analyses.standings_of, NetworkRun: networks.standings_of}
"""What says where recipes stand, by the kind of their runs."""


def offers(member: Member) -> list[Offer]:
    """The standing analyses and networks that were run, with their runs without the numbers."""
    found = []
    for model, name in KINDS:
        light = model.objects.only("id", "number", "run_at", f"{model.RECIPE}_id").order_by("-number")
        rows = getattr(member.review, name).filter(archived_at__isnull=True, current_run__isnull=False)
        rows = rows.select_related("review", "outcome", "time_point", "current_run")
        standings = STANDINGS[model](list(rows.prefetch_related(Prefetch("runs", light))))
        found += [Offer(each.recipe, list(each.recipe.runs.all()), each.since) for each in standings]
    return found


def chosen_runs(member: Member, choice: Choice) -> list[FrozenRun]:
    """The runs of the choice in the order of their recipes, analyses first; ids of other reviews give nothing."""
    wanted = None if choice.runs is None else [UUID(each) for each in choice.runs]
    return [run for model, _ in KINDS for run in _runs(member, model, wanted)]


def _runs(member: Member, model: type[FrozenRun], wanted: list[UUID] | None) -> QuerySet:
    """The wanted runs of one kind; the current ones where nobody chose."""
    recipe = model.RECIPE
    runs = model.objects.filter(**{f"{recipe}__review": member.review, f"{recipe}__archived_at__isnull": True})
    runs = runs.filter(pk=F(f"{recipe}__current_run")) if wanted is None else runs.filter(pk__in=wanted)
    around = ("review", "outcome", "time_point", "current_run")
    return runs.select_related(*(f"{recipe}__{name}" for name in around), "run_by__user").order_by(
        f"{recipe}_id", "number"
    )


def facts_of(run: FrozenRun, site: str) -> RunFacts:
    """The run as pure facts; `site` is where its package is found."""
    recipe = run.recipe
    place = {"slug": recipe.review.slug, "run_id": run.pk}
    compared = isinstance(run, NetworkRun)
    return RunFacts(
        id=run.pk.hex[:12],
        title=recipe.title,
        number=run.number,
        outcome=recipe.outcome.name,
        time=recipe.time_point.label,
        plan=plan_of_run(run),
        run_at=f"{run.run_at:%Y-%m-%d %H:%M}",
        run_by=str(run.run_by),
        sha256=run.inputs_sha256,
        settings=run.settings,
        inputs=run.inputs,
        result=run.result,
        versions=run.versions,
        favours=("", "") if compared else (recipe.favours_left, recipe.favours_right),
        cautions=recipe.caution_lines,
        doubt=" ".join(filter(None, (_doubt(run), noticed_words(noticed_reports(run.study_ids))))),
        package=site + reverse("networks:package" if compared else "analyses:package", kwargs=place),
    )


def _doubt(run: FrozenRun) -> str:
    recipe = run.recipe
    if recipe.current_run_id != run.pk:
        return f"This is run {run.number}; the current one is run {recipe.current_run.number}."
    (standing,) = STANDINGS[type(run)]([recipe])
    if standing.outdated:
        return f"Data or recipe have changed {standing.since}. These are the numbers as they were then."
    return ""


def report_of(member: Member, choice: Choice, *, runs: Sequence[FrozenRun], site: str, on: date) -> Report:
    """The report as the member may read it."""
    facts = [replace(facts_of(run, site), order=choice.order) for run in runs if isinstance(run, Run)]
    compared = [facts_of(run, site) for run in runs if isinstance(run, NetworkRun)]
    makers = {
        "question": lambda: _question(member),
        "methods": lambda: _methods(member, facts),
        "protocol": lambda: run_parts.protocol_parts([*facts, *compared]),
        "flow": lambda: _flow(member),
        "studies": lambda: _studies(member, runs),
        "results": lambda: run_parts.result_parts(facts),
        "networks": lambda: network_parts.network_parts(compared),
        "sturdiness": lambda: run_parts.sturdiness_parts(facts),
        "findings": lambda: _findings(member, runs),
        "left-out": lambda: run_parts.left_out_parts(facts, network_parts.left_out_rows(compared)),
        "excluded": lambda: _excluded(member),
        "runs": lambda: run_parts.provenance_parts([*facts, *compared]),
    }
    empty = (Paragraph("No analysis was run or chosen."),)
    asked = [key for key in choice.sections if key != "networks" or compared]
    parts = {key: tuple(makers[key]()) or empty for key in asked}
    sections = [Section(key, SECTIONS[key], held) for key, held in parts.items()]
    return Report(member.review.title, f"Synthesis report, as at {on:%-d %B %Y} (UTC)", sections)


def _methods(member: Member, facts: Sequence[RunFacts]) -> Iterator[Part]:
    """How each analysis was made, and how the risk of bias was judged that was settled."""
    yield from run_parts.method_parts(facts)
    for tool in appraisals.tools_of(member.review):
        if settled := appraisals.settled_of(tool):
            said = method_sentences(tool, (each.judgements for each in settled))
            yield Paragraph(said, name=f"Risk of bias: {tool}")


def _question(member: Member) -> Iterator[Part]:
    held = protocol(member)
    include, exclude = ([each.text for each in part] for part in (held.include, held.exclude))
    return review_parts.question_parts(held.question, include, exclude, member.review.registration)


def _flow(member: Member) -> Iterator[Part]:
    studies = included_studies(member.review).count() if may_see_included(member) else None
    return review_parts.flow_parts(flow_counts(member, studies), complete=sight_of(member).complete)


def _excluded(member: Member) -> Iterator[Part]:
    rows = []
    for line in progress.lines_of(member, progress.excluded_reports(member)):
        record = line.record
        number = record.doi or (f"PMID {record.pmid}" if record.pmid else NOTHING)
        year = str(record.year or NOTHING)
        rows.append((record.label, record.title, year, number, line.reason or progress.NO_REASON))
    return review_parts.excluded_parts(rows, complete=sight_of(member).complete)


def _findings(member: Member, runs: Sequence[FrozenRun]) -> Iterator[Part]:
    """The tables, which runs they are from, and where those are others than the report's."""
    tables = [(table, lines_of(table)) for table in findings_tables(member)]
    if not tables:
        yield Paragraph("There is no summary of findings yet.")
        return
    recipes = list(dict.fromkeys(recipe_of_source(line.row.source) for _, lines in tables for line in lines))
    taken = {run.recipe: run for run in runs}
    told = [f"{each.title}, run {each.current_run.number}" for each in recipes if each.current_run]
    yield Paragraph("; ".join(told) + "." if told else "No run yet.", name="From the current run of each analysis")
    others = [
        f"{each.title} (run {taken[each].number} here)"
        for each in recipes
        if each in taken and taken[each].pk != each.current_run_id
    ]
    if others:
        yield Warned(f"Older runs stand in the rest of this report: {'; '.join(others)}.")
    for table, lines in tables:
        yield Subheading(table.title)
        yield FindingsPart(table, [line.finding for line in lines])


def _studies(member: Member, runs: Sequence[FrozenRun]) -> Iterator[Part]:
    """Included studies as far as the member may know them, and those of the runs."""
    pooled = {study for run in runs for study in run.study_ids}
    wanted = Q(pk__in=pooled)
    if may_see_included(member):
        wanted |= Q(pk__in=included_studies(member.review).values("pk"))
    standing = CharacteristicValue.objects.exclude(text="").exclude(study_outcome__archived_at__isnull=False)
    values = standing.select_related("study_outcome__outcome", "study_outcome__time_point").order_by("pk")
    studies = member.review.studies.filter(wanted).prefetch_related(
        Prefetch("arms", Arm.objects.filter(archived_at__isnull=True)), Prefetch("characteristics", values)
    )
    columns = list(member.review.characteristics.filter(archived_at__isnull=True))
    units = [f"{each.name} ({each.unit})" if each.unit else each.name for each in columns]
    rows = [_study_row(study, columns) for study in studies]
    yield from review_parts.study_parts(("Study", "Year", "Design", "Arms", *units), rows)
    for tool in appraisals.tools_of(member.review):
        if settled := appraisals.labelled(appraisals.settled_of(tool)):
            yield from review_parts.appraisal_parts(tool.name, judged(tool.domains, tool.levels, settled))


def _study_row(study: Study, columns: Sequence[Characteristic]) -> tuple[str, ...]:
    held: dict[int, list[str]] = {}
    for value in study.characteristics.all():
        result = value.study_outcome
        said = f"{result.outcome.name}, {result.time_point.label}: {value.text}" if result else value.text
        held.setdefault(value.characteristic_id, []).append(said)
    cells = ["; ".join(held.get(column.pk, ())) or NOTHING for column in columns]
    arms = "; ".join(arm.name for arm in study.arms.all()) or NOTHING
    return (study.label, str(study.year or NOTHING), study.design or NOTHING, arms, *cells)
