"""Every arm that reports an outcome, with its reconciled cells: what networks are made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from screening.models import Review
from synthesis.extraction.pooling import ArmCells
from synthesis.extraction.queries.pooling import arms_by_study, cellbook
from synthesis.models import StudyOutcome

Place = tuple[int, int]
"""An outcome's id and a time point's."""


@dataclass(frozen=True)
class ArmLine:
    """One arm of one study at one outcome and time."""

    study_id: int
    study: str
    year: int | None
    arm_id: int
    arm: str
    role: str
    cells: ArmCells
    design: str = ""


def arms_reporting(review: Review, places: Iterable[Place]) -> dict[Place, list[ArmLine]]:
    """The standing arms of each place by year, study and order of arms; three queries for any number of places.

    Where two studies have one label, the later one's is told apart by its number.
    """
    wanted = list(dict.fromkeys(places))
    asked = Q(pk__in=[])
    for outcome_id, time_point_id in wanted:
        asked |= Q(outcome_id=outcome_id, time_point_id=time_point_id)
    rows = StudyOutcome.objects.filter(
        asked, study__review=review, archived_at__isnull=True, study__archived_at__isnull=True
    )
    rows = list(rows.select_related("study").order_by("study__year", "study__label", "study_id"))
    cells, arms = cellbook(rows), arms_by_study(rows)
    found: dict[Place, list[ArmLine]] = {place: [] for place in wanted}
    for row in rows:
        lines = found[row.outcome_id, row.time_point_id]
        study = _unlike(row.study.label, {line.study for line in lines})
        lines += [
            ArmLine(
                row.study_id, study, row.study.year, arm.pk, arm.name, arm.role,
                ArmCells(arm.name, cells.get((row.pk, arm.pk), {})), row.study.design,
            )
            for arm in arms.get(row.study_id, [])
        ]  # fmt: skip
    return found


def _unlike(label: str, taken: set[str]) -> str:
    number, name = 2, label
    while name in taken:
        name, number = f"{label} ({number})", number + 1
    return name
