"""What is read of certainty and of summaries of findings."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from screening.models import Member
from synthesis.analyses.freezing import summary
from synthesis.analyses.queries import standings_of as analyses_standing
from synthesis.analyses.runs.queries import Standing, changes_between
from synthesis.grading.evidence import Compared, Evidence
from synthesis.grading.findings import Asked, Finding, finding
from synthesis.grading.levels import level
from synthesis.models import (
    Analysis,
    Certainty,
    CertaintyDecision,
    FindingsRow,
    FindingsTable,
    NetworkComparison,
    Outcome,
)
from synthesis.models.evidence import Source, recipe_of_source
from synthesis.models.runs import FrozenRun, PooledRecipe
from synthesis.networks.queries import citable_comparisons
from synthesis.networks.queries import standings_of as networks_standing

Decisions = dict[str, CertaintyDecision]
DECISIONS = Prefetch(
    "certainty__decisions",
    CertaintyDecision.objects.select_related("decided_by__user", "run", "network_run").order_by("pk"),
)


def judged_analyses(member: Member) -> QuerySet[Analysis]:
    """The review's analyses with their run, certainty and decisions."""
    rows = member.review.analyses.filter(archived_at__isnull=True)
    related = ("review", "outcome", "time_point", "current_run", "certainty")
    return rows.select_related(*related).prefetch_related(DECISIONS)


def judged_comparisons(member: Member) -> QuerySet[NetworkComparison]:
    """Comparisons of the review's networks that somebody cites or rates, likewise."""
    rows = NetworkComparison.objects.filter(network__review=member.review, network__archived_at__isnull=True)
    return rows.select_related(
        "network__outcome", "network__time_point", "network__current_run", "network__review", "certainty"
    ).prefetch_related(DECISIONS)


def rated(member: Member) -> list[Source]:
    """What has or waits for a certainty: every analysis, and the comparisons of networks that somebody began."""
    return [*judged_analyses(member), *judged_comparisons(member).filter(certainty__isnull=False)]


def source_of_key(member: Member, key: str) -> Source | None:
    """The analysis or comparison that an address names; None where there is none."""
    kind, number = (judged_comparisons, key[1:]) if key.startswith("c") else (judged_analyses, key)
    return kind(member).filter(pk=int(number)).first() if number.isdecimal() else None


def source_of_path(member: Member, path: str) -> Source | None:
    """The analysis, by its id, or comparison, by its path, that a list offered."""
    if path.isdecimal():
        return judged_analyses(member).filter(pk=int(path)).first()
    return offered_comparisons(member).get(path)


def offered_comparisons(member: Member) -> dict[str, NetworkComparison]:
    """Every comparison that the newest runs of standing networks make, by path; stored or not."""
    networks = member.review.networks.filter(archived_at__isnull=True)
    networks = networks.select_related("current_run", "review").defer("current_run__inputs")
    return {each.path: each for network in networks for each in citable_comparisons(network)}


def certainty_of(source: Source) -> Certainty | None:
    """The frame, or None where nobody has begun."""
    return getattr(source, "certainty", None)


def decisions_of(source: Source) -> Decisions:
    """The decision that counts in each domain: the newest."""
    held = certainty_of(source)
    return {each.domain: each for each in held.decisions.all()} if held else {}


def evidence_of(source: Source) -> Evidence | None:
    """The current run in its frame; None without a run."""
    run, held = source.current_run, certainty_of(source)
    if run is None:
        return None
    frame = {}
    if held:
        frame = {
            "start": held.start,
            "low": held.threshold_low,
            "high": held.threshold_high,
            "relative_change": held.relative_change,
        }
    if isinstance(source, NetworkComparison):
        return Compared(run.settings, run.inputs, run.result, first=source.first, second=source.second, **frame)
    return Evidence(run.settings, run.inputs, run.result, **frame)


def level_of(source: Source) -> str | None:
    """The level that the decisions give; None until it is rated."""
    held = certainty_of(source)
    if held is None:
        return None
    return level(held.start, {domain: each.steps for domain, each in decisions_of(source).items()})


def standings(sources: Iterable[Source]) -> dict[PooledRecipe, Standing]:
    """Whether the newest run of each recipe is true to the data; as many queries for many as for one."""
    recipes = list(dict.fromkeys(map(recipe_of_source, sources)))
    found = [each for each in recipes if isinstance(each, Analysis)]
    return {
        each.recipe: each
        for each in (
            *analyses_standing(found),
            *networks_standing([each for each in recipes if each not in found]),
        )
    }


def since_rated(source: Source) -> dict[str, str]:
    """Each decided domain that was judged on a run with other numbers or another recipe, and what changed since."""
    run, older = source.current_run, {}
    for domain, decision in decisions_of(source).items():
        held = decision.frozen_run
        if held and run and held.pk != run.pk and held.inputs_sha256 != run.inputs_sha256:
            older[domain] = held
    told = {held.pk: summary(changes_between(held, run), values=True) for held in older.values()}
    return {domain: _judged_on(held, told[held.pk]) for domain, held in older.items()}


def _judged_on(held: FrozenRun, changes: str) -> str:
    return f"judged on run {held.number}; since then: {changes or 'data or recipe have changed'}"


def doubts_of(source: Source, standing: Standing) -> tuple[str, ...]:
    """Why the line of a source may not be the newest word: the run is outdated, or the certainty is older."""
    found = [f"Outdated. Changed {standing.since}. Run it again."] if standing.outdated else []
    found += [f"The certainty was {told}. Judge it again." for told in dict.fromkeys(since_rated(source).values())]
    return tuple(found)


def findings_tables(member: Member) -> QuerySet[FindingsTable]:
    """The review's standing tables."""
    return member.review.findings_tables.filter(archived_at__isnull=True)


def rows_of(table: FindingsTable) -> list[FindingsRow]:
    """The rows of a table with all that their lines need, in a fixed number of queries."""
    rows = table.rows.select_related(
        "analysis__review", "analysis__outcome", "analysis__time_point", "analysis__current_run",
        "analysis__certainty", "comparison__network__review", "comparison__network__outcome",
        "comparison__network__time_point", "comparison__network__current_run", "comparison__certainty",
    )  # fmt: skip
    decisions = CertaintyDecision.objects.select_related("run", "network_run").order_by("pk")
    held = [Prefetch(f"{name}__certainty__decisions", decisions) for name in ("analysis", "comparison")]
    return list(rows.prefetch_related(*held))


@dataclass(frozen=True)
class Line:
    """A row of a table with its printed line."""

    row: FindingsRow
    finding: Finding


def lines_of(table: FindingsTable) -> list[Line]:
    """Every row with its line."""
    rows = rows_of(table)
    standing = standings(row.source for row in rows)
    return [Line(row, finding(asked_of(table, row, standing[recipe_of_source(row.source)]))) for row in rows]


def findings(tables: Iterable[FindingsTable]) -> list[tuple[FindingsTable, list[Finding]]]:
    """Tables with their printed lines, for reports."""
    return [(table, [line.finding for line in lines_of(table)]) for table in tables]


def asked_of(table: FindingsTable, row: FindingsRow, standing: Standing) -> Asked:
    """The row as the pure question."""
    source, compared = row.source, row.comparison
    held = certainty_of(source)
    return Asked(
        outcome=source.outcome.name,
        time=source.time_point.label,
        intervention=compared.first if compared else table.intervention,
        comparison=compared.second if compared else table.comparison,
        versus=f"{compared.name}, network" if compared else "",
        more_is_better=source.outcome.better == Outcome.Better.HIGHER,
        unit=source.outcome.unit,
        evidence=evidence_of(source),
        decisions={domain: (each.steps, each.reason) for domain, each in decisions_of(source).items()},
        start=held.start if held else "high",
        baseline_per_1000=row.baseline_per_1000,
        baseline_source=row.baseline_source,
        comparator_mean=row.comparator_mean,
        ratio_is=row.ratio_is,
        comment=row.comment,
        doubts=doubts_of(source, standing),
    )
