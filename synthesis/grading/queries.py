"""What is read of certainty and of summaries of findings."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from screening.models import Member
from synthesis.grading.findings import Asked, Finding, finding
from synthesis.grading.levels import level
from synthesis.grading.suggestions import Evidence
from synthesis.models import Analysis, Certainty, CertaintyDecision, FindingsRow, FindingsTable, Outcome

Decisions = dict[str, CertaintyDecision]
DECISIONS = Prefetch(
    "certainty__decisions", CertaintyDecision.objects.select_related("decided_by__user", "run").order_by("pk")
)


def judged_analyses(member: Member) -> QuerySet[Analysis]:
    """The review's analyses with their run, certainty and decisions."""
    rows = member.review.analyses.filter(archived_at__isnull=True)
    return rows.select_related("outcome", "time_point", "current_run", "certainty").prefetch_related(DECISIONS)


def certainty_of(analysis: Analysis) -> Certainty | None:
    """The frame, or None where nobody has begun."""
    return getattr(analysis, "certainty", None)


def decisions_of(analysis: Analysis) -> Decisions:
    """The decision that counts in each domain: the newest."""
    held = certainty_of(analysis)
    return {each.domain: each for each in held.decisions.all()} if held else {}


def evidence_of(analysis: Analysis) -> Evidence | None:
    """The current run in its frame; None without a run."""
    run, held = analysis.current_run, certainty_of(analysis)
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
    return Evidence(run.settings, run.inputs, run.result, **frame)


def level_of(analysis: Analysis) -> str | None:
    """The level that the decisions give; None until it is rated."""
    held = certainty_of(analysis)
    if held is None:
        return None
    return level(held.start, {domain: each.steps for domain, each in decisions_of(analysis).items()})


def findings_tables(member: Member) -> QuerySet[FindingsTable]:
    """The review's standing tables."""
    return member.review.findings_tables.filter(archived_at__isnull=True)


def rows_of(table: FindingsTable) -> list[FindingsRow]:
    """The rows of a table with all that their lines need, in a fixed number of queries."""
    rows = table.rows.select_related(
        "analysis__outcome", "analysis__time_point", "analysis__current_run", "analysis__certainty"
    )
    decisions = CertaintyDecision.objects.order_by("pk")
    return list(rows.prefetch_related(Prefetch("analysis__certainty__decisions", decisions)))


@dataclass(frozen=True)
class Line:
    """A row of a table with its printed line."""

    row: FindingsRow
    finding: Finding


def lines_of(table: FindingsTable) -> list[Line]:
    """Every row with its line."""
    return [Line(row, finding(asked_of(table, row))) for row in rows_of(table)]


def findings(tables: Iterable[FindingsTable]) -> list[tuple[FindingsTable, list[Finding]]]:
    """Tables with their printed lines, for reports."""
    return [(table, [line.finding for line in lines_of(table)]) for table in tables]


def asked_of(table: FindingsTable, row: FindingsRow) -> Asked:
    """The row as the pure question."""
    analysis = row.analysis
    held = certainty_of(analysis)
    return Asked(
        outcome=analysis.outcome.name,
        time=analysis.time_point.label,
        intervention=table.intervention,
        comparison=table.comparison,
        more_is_better=analysis.outcome.better == Outcome.Better.HIGHER,
        unit=analysis.outcome.unit,
        evidence=evidence_of(analysis),
        decisions={domain: (each.steps, each.reason) for domain, each in decisions_of(analysis).items()},
        start=held.start if held else "high",
        baseline_per_1000=row.baseline_per_1000,
        baseline_source=row.baseline_source,
        comment=row.comment,
    )
