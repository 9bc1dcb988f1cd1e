"""What is read of appraisals outside the sealed ones: tools, lines to judge, what was settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from screening.models import Member, Review
from synthesis.appraisal import sealing
from synthesis.appraisal.sealing import Line, Seat
from synthesis.appraisal.tools import LIGHTS, OVERALL, WORDS
from synthesis.models import AppraisalTool, SettledAppraisal, Study, StudyOutcome

Row = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """A study, or one result of it, with where its appraisal stands as the member may know."""

    study: Study
    study_outcome: StudyOutcome | None
    own: str = ""
    full: bool = False
    seats: tuple[Seat, ...] = ()
    settled: SettledAppraisal | None = None

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return f"r{self.study_outcome.pk}" if self.study_outcome else f"s{self.study.pk}"

    @property
    def label(self) -> str:
        return f"{self.study}: {self.study_outcome}" if self.study_outcome else str(self.study)

    @property
    def ready(self) -> bool:
        """Both are complete and nothing is settled."""
        return not self.settled and [seat.state for seat in self.seats] == ["complete", "complete"]


def tools_of(review: Review) -> QuerySet[AppraisalTool]:
    """The standing tools."""
    return review.appraisal_tools.filter(archived_at__isnull=True)


def target_of(tool: AppraisalTool, key: str) -> Target:
    """The line that the key names ("s12" or "r34"), or 404; only of the kind that the tool judges."""
    number = int(key[1:]) if key[1:].isdecimal() else 0
    if tool.level == AppraisalTool.Level.STUDY and key[:1] == "s":
        study = get_object_or_404(tool.review.studies.filter(archived_at__isnull=True), pk=number)
        return Target(study, None)
    if tool.level == AppraisalTool.Level.RESULT and key[:1] == "r":
        result = get_object_or_404(_results(tool.review), pk=number)
        return Target(result.study, result)
    raise Http404


def targets(member: Member, tool: AppraisalTool) -> list[Target]:
    """Every study, or every result, that the tool asks for."""
    own, full, held = (f(member, tool) for f in (sealing.own_states, sealing.full_lines, sealing.seats))
    settled = {(row.study_id, row.study_outcome_id): row for row in settled_of(tool)}
    found = []
    for study, result in _lines(tool):
        line: Line = (study.pk, result.pk if result else None)
        found.append(
            Target(study, result, own.get(line, ""), line in full, tuple(held.get(line, ())), settled.get(line))
        )
    return found


def _lines(tool: AppraisalTool) -> list[tuple[Study, StudyOutcome | None]]:
    if tool.level == AppraisalTool.Level.STUDY:
        return [(study, None) for study in tool.review.studies.filter(archived_at__isnull=True)]
    return [(result.study, result) for result in _results(tool.review)]


def _results(review: Review) -> QuerySet[StudyOutcome]:
    results = StudyOutcome.objects.filter(
        study__review=review, archived_at__isnull=True, study__archived_at__isnull=True,
        outcome__archived_at__isnull=True, time_point__archived_at__isnull=True,
    )  # fmt: skip
    return results.select_related("study", "outcome", "time_point").order_by(
        "study__label", "study_id", "outcome__order", "time_point__days", "pk"
    )


def settled_of(tool: AppraisalTool) -> QuerySet[SettledAppraisal]:
    """What was settled with the tool, of standing studies and results."""
    return (
        SettledAppraisal.objects.filter(tool=tool, study__archived_at__isnull=True)
        .exclude(study_outcome__archived_at__isnull=False)
        .select_related("study", "study_outcome__outcome", "study_outcome__time_point")
        .order_by("study__label", "study_id", "pk")
    )


def settled_at(tool: AppraisalTool, target: Target) -> SettledAppraisal | None:
    """What was settled of the line, or None."""
    return SettledAppraisal.objects.filter(
        tool=tool, study=target.study, study_outcome=target.study_outcome
    ).first()


def with_appraisals(review: Review, rows: list[Row]) -> list[Row]:
    """The rows of an analysis; where an appraisal is settled, its overall level stands as `risk_of_bias`, and
    `appraisal` holds tool, domains and levels. That of a result beats that of its study, a later tool an earlier.
    """
    held = SettledAppraisal.objects.filter(tool__review=review, tool__archived_at__isnull=True)
    found: dict[Line, SettledAppraisal] = {
        (row.study_id, row.study_outcome_id): row for row in held.select_related("tool").order_by("tool_id")
    }
    if not found:
        return rows
    return [row | _told(found, row) for row in rows]


def _told(found: dict[Line, SettledAppraisal], row: Row) -> Row:
    study = row["study_id"]
    settled = found.get((study, row["study_outcome_id"])) or found.get((study, None))
    if settled is None:
        return {}
    tool = settled.tool
    levels = {code: held["level"] for code, held in settled.judgements.items()}
    return {
        "risk_of_bias": WORDS[LIGHTS[levels[OVERALL]]] or row.get("risk_of_bias", ""),
        "appraisal": {
            "tool": tool.name,
            "domains": [each["code"] for each in tool.domains],
            "names": {each["code"]: each["name"] for each in tool.domains},
            "levels": levels,
        },
    }


def labelled(settled: Iterable[SettledAppraisal]) -> list[tuple[str, dict[str, Any]]]:
    """What was settled with the names that plots and files print."""
    return [
        (f"{row.study}: {row.study_outcome}" if row.study_outcome else str(row.study), row.judgements)
        for row in settled
    ]
