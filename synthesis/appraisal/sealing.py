"""The only reader of Appraisal. Default: nothing.

An assessor sees their own judgements and nobody else's, ever. Both open only once both are complete, and only to
members with "reconcile"; until then those members see that they exist and how far they are, never what is in them.
"""

from dataclasses import dataclass

from django.db.models import QuerySet

from screening.errors import Closed
from screening.models import Member
from synthesis.models import Appraisal, AppraisalTool, Study, StudyOutcome

SEATS = (1, 2)
Line = tuple[int, int | None]
"""What is judged: a study's id, and a study outcome's where the tool asks for results."""


@dataclass(frozen=True)
class Seat:
    """One seat, for those who may reconcile: who holds it and how far they are."""

    assessor: str
    state: str


def own_appraisal(
    member: Member, tool: AppraisalTool, study: Study, study_outcome: StudyOutcome | None
) -> Appraisal | None:
    """The member's own judgements, or None."""
    return _own(member, tool).filter(study=study, study_outcome=study_outcome).first()


def own_states(member: Member, tool: AppraisalTool) -> dict[Line, str]:
    """How far the member's own judgements are, by line."""
    rows = _own(member, tool).values_list("study_id", "study_outcome_id", "state")
    return {(study, result): state for study, result, state in rows}


def full_lines(member: Member, tool: AppraisalTool) -> set[Line]:
    """Lines whose two seats are held by others: the member cannot begin there."""
    held: dict[Line, int] = {}
    for line in _seated(member, tool).exclude(assessor=member).values_list("study_id", "study_outcome_id"):
        held[line] = held.get(line, 0) + 1
    return {line for line, seats in held.items() if seats == len(SEATS)}


def seats(member: Member, tool: AppraisalTool) -> dict[Line, list[Seat]]:
    """How far the assessors are, without judgements; empty for members who may not reconcile."""
    if not member.can("reconcile"):
        return {}
    found: dict[Line, list[Seat]] = {}
    for row in _seated(member, tool).select_related("assessor__user").order_by("seat"):
        found.setdefault((row.study_id, row.study_outcome_id), []).append(Seat(str(row.assessor), row.state))
    return found


def both(
    member: Member, tool: AppraisalTool, study: Study, study_outcome: StudyOutcome | None
) -> tuple[Appraisal, Appraisal]:
    """Both complete appraisals, to a member who may reconcile. Raises Closed before."""
    if not member.can("reconcile"):
        raise Closed("Only members who may reconcile see both appraisals.")
    rows = _seated(member, tool).filter(study=study, study_outcome=study_outcome)
    found = list(rows.select_related("assessor__user").order_by("seat"))
    if len(found) < len(SEATS) or any(row.state != Appraisal.State.COMPLETE for row in found):
        raise Closed(
            f"The appraisals of {study} are sealed until both assessors have completed theirs. "
            "The list shows how far they are."
        )
    return found[0], found[1]


def _seated(member: Member, tool: AppraisalTool) -> QuerySet[Appraisal]:
    return Appraisal.objects.filter(tool=tool, study__review_id=member.review_id)


def _own(member: Member, tool: AppraisalTool) -> QuerySet[Appraisal]:
    return _seated(member, tool).filter(assessor=member)
