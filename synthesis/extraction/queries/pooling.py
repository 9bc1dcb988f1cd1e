"""The rows of an analysis, each number with the reconciled values behind it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from screening.models import Review
from synthesis.extraction.fields import OF_ONE_GROUP, ONCE, per_arm
from synthesis.extraction.pooling import ArmCells, Cell, Pooled, pool_arms, pool_group, pool_once
from synthesis.models import Arm, Outcome, ReconciledValue, StudyOutcome, TimePoint
from synthesis.studies.attributes import crossover_of

Cellbook = dict[tuple[int, int | None], dict[str, Cell]]


Window = tuple[float | None, float | None]


def pooling_rows(
    review: Review, outcome: Outcome, time_point: TimePoint, window: Window | None = None
) -> list[dict[str, Any]]:
    """One row for each standing study that reports the outcome at the time, ordered by year and label.

    With a `window` (from, to; days, None for open) each study gives its result nearest to the time point within the
    window: a usable one before one that is not, the earlier of two equally near ones; a note says which.

    Keys: study_id, label, year, design, study_outcome_id, kind, definition, experimental and comparator (names of
    the arms, joined), arms (role -> names), the numbers (binary e1 n1 e2 n2; continuous m1 sd1 n1 m2 sd2 n2;
    proportion x n; correlation r n; generic estimate ci_lb ci_ub level), values (number -> ids of
    ReconciledValue), notes, usable, and reason (why it is not usable).
    """
    return all_pooling_rows(review, [(outcome, time_point, window)])[0]


Asked = tuple[Outcome, TimePoint, Window | None]


def all_pooling_rows(review: Review, asked: Sequence[Asked]) -> list[list[dict[str, Any]]]:
    """`pooling_rows` for each outcome, time point and window; as many queries for many as for one."""
    wanted = Q(pk__in=[])
    for outcome, time_point, window in asked:
        place = Q(time_point=time_point) if window is None else _within(*window)
        wanted |= Q(outcome=outcome) & place
    rows = StudyOutcome.objects.filter(
        wanted, study__review=review, archived_at__isnull=True, study__archived_at__isnull=True
    )
    rows = list(
        rows.select_related("study", "outcome", "time_point").order_by("study__year", "study__label", "study_id")
    )
    cells = cellbook(rows)
    arms = arms_by_study(rows)
    return [_of_one(rows, arms, cells, *each) for each in asked]


def _of_one(
    rows: Iterable[StudyOutcome], arms: dict[int, list[Arm]], cells: Cellbook,
    outcome: Outcome, time_point: TimePoint, window: Window | None,
) -> list[dict[str, Any]]:  # fmt: skip
    mine = [row for row in rows if row.outcome_id == outcome.pk and _is_asked(row, time_point, window)]
    found = [(row, _row(row, arms.get(row.study_id, []), cells)) for row in mine]
    return [made for _, made in found] if window is None else _nearest(found, time_point)


def _is_asked(row: StudyOutcome, time_point: TimePoint, window: Window | None) -> bool:
    """What `_within` asks of the database, of a row that is read already."""
    if window is None:
        return row.time_point_id == time_point.pk
    low, high = window
    days = row.time_point.days
    if days is None or row.time_point.archived_at:
        return False
    return (low is None or days >= low) and (high is None or days <= high)


def _within(low: float | None, high: float | None) -> Q:
    asked = Q(time_point__days__isnull=False, time_point__archived_at__isnull=True)
    asked &= Q() if low is None else Q(time_point__days__gte=low)
    return asked & (Q() if high is None else Q(time_point__days__lte=high))


def _nearest(found: list[tuple[StudyOutcome, dict[str, Any]]], target: TimePoint) -> list[dict[str, Any]]:
    """Of each study the one result that the window rule chooses, with a note where it is at another time."""
    by_study: dict[int, list[tuple[StudyOutcome, dict[str, Any]]]] = {}
    for row, made in found:
        by_study.setdefault(row.study_id, []).append((row, made))
    chosen = []
    for results in by_study.values():
        row, made = min(results, key=lambda pair: _distance(*pair, target))
        if row.time_point_id != target.pk:
            made["notes"].append(f"Measured at {row.time_point}, the nearest to {target} within the window.")
        chosen.append(made)
    return chosen


def _distance(row: StudyOutcome, made: dict[str, Any], target: TimePoint) -> tuple[bool, float, float, int]:
    days = row.time_point.days or 0.0
    return not made["usable"], abs(days - (target.days or 0.0)), days, row.pk


def _row(row: StudyOutcome, arms: list[Arm], cells: Cellbook) -> dict[str, Any]:
    kind = row.outcome.kind
    by_role: dict[str, list[Arm]] = {role: [] for role in Arm.Role.values}
    for arm in arms:
        by_role[arm.role].append(arm)
    pooled = _pooled(kind, row, by_role, cells)
    names = {role: [arm.name for arm in members] for role, members in by_role.items()}
    if names["other"] and per_arm(kind):
        pooled.notes.append(f"Left out, being in neither role: {', '.join(names['other'])}.")
    if names["comparator"] and kind in OF_ONE_GROUP:
        left_out = ", ".join(names["comparator"])
        pooled.notes.append(f"Left out, since the outcome is of the experimental group alone: {left_out}.")
        names["comparator"] = []
    return {
        "study_id": row.study_id,
        "label": row.study.label,
        "year": row.study.year,
        "design": row.study.design,
        **crossover_of(row.study.design),
        "study_outcome_id": row.pk,
        "kind": kind,
        "definition": row.note,
        "experimental": " + ".join(names["experimental"]),
        "comparator": " + ".join(names["comparator"]),
        "arms": names,
        **pooled.numbers,
        "values": pooled.values,
        "notes": pooled.notes,
        "usable": not pooled.reasons,
        "reason": " ".join(pooled.reasons),
    }


def _pooled(kind: str, row: StudyOutcome, by_role: dict[str, list[Arm]], cells: Cellbook) -> Pooled:
    if not per_arm(kind):
        return pool_once(kind, ArmCells(f"the {ONCE[kind].lower()}", cells.get((row.pk, None), {})))
    if kind in OF_ONE_GROUP:
        members = by_role[Arm.Role.EXPERIMENTAL]
        return pool_group(kind, "experimental", [_cells_of(row, arm, cells) for arm in members])
    sides = [
        [_cells_of(row, arm, cells) for arm in by_role[role]]
        for role in (Arm.Role.EXPERIMENTAL, Arm.Role.COMPARATOR)
    ]
    return pool_arms(kind, *sides)


def _cells_of(row: StudyOutcome, arm: Arm, cells: Cellbook) -> ArmCells:
    return ArmCells(arm.name, cells.get((row.pk, arm.pk), {}))


def cellbook(rows: Iterable[StudyOutcome]) -> Cellbook:
    """The reconciled cells of the rows by row and arm."""
    found: Cellbook = {}
    for value in ReconciledValue.objects.filter(study_outcome__in=rows):
        cell = Cell(value.number, value.pk)
        found.setdefault((value.study_outcome_id, value.arm_id), {})[value.field] = cell
    return found


def arms_by_study(rows: Iterable[StudyOutcome]) -> dict[int, list[Arm]]:
    """The standing arms of each row's study, in their order."""
    found: dict[int, list[Arm]] = {}
    studies = {row.study_id for row in rows}
    for arm in Arm.objects.filter(study__in=studies, archived_at__isnull=True).order_by("order", "pk"):
        found.setdefault(arm.study_id, []).append(arm)
    return found
