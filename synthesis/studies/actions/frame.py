"""The frame in which numbers are extracted: arms, outcomes, time points, and what each study reports."""

from typing import Any

from django.db import transaction
from django.db.models import Max, Model, QuerySet

from screening.errors import Closed, Invalid
from screening.models import Member
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.models import Arm, Outcome, Study, StudyOutcome, TimePoint
from synthesis.studies.actions.naming import refuse_taken_name
from synthesis.studies.names import tidy
from synthesis.studies.queries import being_extracted


@transaction.atomic
def add_arm(*, study: Study, name: str, role: str, by: Member, description: str = "") -> Arm:
    """A group of participants; it stands last."""
    _refuse_archived(study)
    name = tidy(name)
    refuse_taken_name(Arm(study=study, name=name))
    arm = Arm.objects.create(
        study=study, name=name, role=role, description=description, order=_last(study.arms) + 1
    )
    return _created("arm added", arm, by, study=study.label, name=name, role=role)


@transaction.atomic
def add_outcome(*, name: str, kind: str, by: Member, unit: str = "", better: str = Outcome.Better.LOWER) -> Outcome:
    """An outcome of the review; it stands last."""
    name = tidy(name)
    refuse_taken_name(Outcome(review=by.review, name=name))
    order = _last(by.review.outcomes) + 1
    outcome = Outcome.objects.create(review=by.review, name=name, kind=kind, unit=unit, better=better, order=order)
    return _created("outcome added", outcome, by, name=name, kind=kind, unit=unit, better=better)


@transaction.atomic
def add_time_point(*, label: str, by: Member, days: float | None = None) -> TimePoint:
    """A time at which outcomes are measured; `days` since the start of treatment orders them."""
    label = tidy(label)
    refuse_taken_name(TimePoint(review=by.review, label=label))
    point = TimePoint.objects.create(review=by.review, label=label, days=days)
    return _created("time point added", point, by, label=label, days=days)


@transaction.atomic
def add_study_outcome(
    *, study: Study, outcome: Outcome, time_point: TimePoint, by: Member, note: str = ""
) -> StudyOutcome:
    """Say that the study reports the outcome at the time: extractors get its cells."""
    _refuse_archived(study)
    if outcome.review_id != study.review_id or time_point.review_id != study.review_id:
        raise Invalid("The outcome and the time point must belong to this review.")
    same = StudyOutcome.objects.filter(study=study, outcome=outcome, time_point=time_point).first()
    if same:
        hint = " It is archived: restore it." if same.archived_at else ""
        raise Invalid(f"{study} has {same} already.{hint}")
    row = StudyOutcome.objects.create(study=study, outcome=outcome, time_point=time_point, note=note)
    return _created("outcome of study added", row, by, study=study.label, outcome=str(row), note=note)


@transaction.atomic
def edit_arm(*, arm: Arm, version: int, by: Member, **changes: Any) -> Arm:
    """Change name, role or description."""
    return _edited("arm changed", arm, version, by, _renamed(arm, "name", changes))


@transaction.atomic
def edit_outcome(*, outcome: Outcome, version: int, by: Member, **changes: Any) -> Outcome:
    """Change name, unit or direction; the kind only until a study that reports it is being extracted."""
    kind = changes.get("kind", outcome.kind)
    started = being_extracted(outcome) if kind != outcome.kind else Study.objects.none()
    if started.exists():
        names = ", ".join(study.label for study in started[:3])
        raise Closed(
            f"The kind of “{outcome}” stays “{outcome.get_kind_display()}”: values are being extracted in that "
            f"form ({names}). Add a new outcome of the other kind instead; this one can be archived."
        )
    return _edited("outcome changed", outcome, version, by, _renamed(outcome, "name", changes))


@transaction.atomic
def edit_time_point(*, time_point: TimePoint, version: int, by: Member, **changes: Any) -> TimePoint:
    """Change label or days."""
    return _edited("time point changed", time_point, version, by, _renamed(time_point, "label", changes))


@transaction.atomic
def edit_study_outcome(*, study_outcome: StudyOutcome, version: int, by: Member, note: str) -> StudyOutcome:
    """Change the note, such as how the study defines the outcome."""
    return _edited("outcome of study changed", study_outcome, version, by, {"note": note})


def _created(verb: str, row: Model, by: Member, **after: Any) -> Any:
    record_event(verb, row, by=by, after=after)
    return row


def _edited(verb: str, row: Model, version: int, by: Member, changes: dict[str, Any]) -> Any:
    record_event(verb, row, by=by, **save_version(row, version=version, **changes))
    return row


def _last(rows: QuerySet) -> int:
    return rows.aggregate(last=Max("order"))["last"] or 0


def _renamed(row: Arm | Outcome | TimePoint, field: str, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes with a tidy name. Raises Invalid where another row has it."""
    if field not in changes:
        return changes
    name = tidy(changes[field])
    refuse_taken_name(row, name)
    return changes | {field: name}


def _refuse_archived(study: Study) -> None:
    if study.archived_at:
        raise Closed(f"{study} is archived. Restore it first, then change it.")
