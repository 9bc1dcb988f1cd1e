"""What is read of characteristics: the columns, their cells, and the attributes that analyses may use."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from screening.models import Member, Review
from synthesis.models import Characteristic, CharacteristicValue, Study, StudyOutcome
from synthesis.studies.attributes import BUILT_IN, Attribute, Value, levels


def characteristics(review: Review, *, archived: bool = False) -> QuerySet[Characteristic]:
    """The review's columns with the number of values that each holds."""
    filled = Count("values", filter=~Q(values__text=""))
    return review.characteristics.filter(archived_at__isnull=not archived).annotate(filled=filled)


def attributes_of(review: Review) -> tuple[Attribute, ...]:
    """What analyses may use: what every study has, then the review's own columns."""
    own = review.characteristics.filter(archived_at__isnull=True)
    return (*BUILT_IN, *(attribute(each) for each in own))


def attribute(row: Characteristic) -> Attribute:
    """A column as analyses see it."""
    numeric = row.kind == Characteristic.Kind.NUMBER
    risk = row.role == Characteristic.Role.RISK_OF_BIAS
    return Attribute(f"c:{row.pk}", row.name, numeric, tuple(row.words), risk)


def with_each_attributes(
    review: Review, asked: Sequence[tuple[list[dict[str, Any]], Sequence[str]]]
) -> list[list[dict[str, Any]]]:
    """Each list of rows of an analysis with `attributes`, the values of its keys; one query for all lists.

    A result's own value beats its study's.
    """
    columns = {int(key[2:]) for _, keys in asked for key in keys if key.startswith("c:")}
    stored = _stored(review, sorted(columns))
    return [_told(rows, tuple(dict.fromkeys(keys)), stored) for rows, keys in asked]


def _told(rows: list[dict[str, Any]], keys: tuple[str, ...], stored: "Stored") -> list[dict[str, Any]]:
    if not keys:
        return rows
    return [row | {"attributes": {key: _value(row, key, stored) for key in keys}} for row in rows]


def with_risk_of_bias(review: Review, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, each with `risk_of_bias`: the overall judgement of its result or study; "" where there is none.

    What two people settled with a tool beats it (synthesis.appraisal.queries.with_appraisals).
    """
    role = Characteristic.Role.RISK_OF_BIAS
    values = CharacteristicValue.objects.filter(
        characteristic__review=review, characteristic__role=role, characteristic__archived_at__isnull=True
    ).exclude(text="")
    held = {(v.study_id, v.study_outcome_id): v.text for v in values}
    if not held:
        return rows
    return [
        row
        | {
            "risk_of_bias": held.get((row["study_id"], row["study_outcome_id"]))
            or held.get((row["study_id"], None), "")
        }
        for row in rows
    ]


Stored = dict[tuple[int, int, int | None], Value]


def _stored(review: Review, wanted: Sequence[int]) -> Stored:
    if not wanted:
        return {}
    values = CharacteristicValue.objects.filter(
        characteristic__in=wanted, characteristic__review=review, characteristic__archived_at__isnull=True
    ).exclude(text="")
    return {
        (v.characteristic_id, v.study_id, v.study_outcome_id): v.text if v.number is None else v.number
        for v in values
    }


def _value(row: dict[str, Any], key: str, stored: Stored) -> Value:
    if not key.startswith("c:"):
        return row.get(key)
    column = int(key[2:])
    own = stored.get((column, row["study_id"], row["study_outcome_id"]))
    return own if own is not None else stored.get((column, row["study_id"], None))


def values_in_use(review: Review) -> list[tuple[Attribute, tuple[str, ...]]]:
    """Each attribute made of words with its values, in the order in which a plot would show them."""
    found: dict[str, set[str]] = {}
    typed = CharacteristicValue.objects.filter(
        characteristic__review=review, characteristic__archived_at__isnull=True, characteristic__kind="category"
    ).exclude(text="")
    for column, text in typed.values_list("characteristic_id", "text").distinct():
        found.setdefault(f"c:{column}", set()).add(text)
    studies = review.studies.filter(archived_at__isnull=True).exclude(design="")
    found["design"] = set(studies.values_list("design", flat=True))
    offered = [each for each in attributes_of(review) if not each.numeric]
    lists = [(each, levels({*found.get(each.key, set()), *each.words}, each.words)) for each in offered]
    return [(each, words) for each, words in lists if words]


@dataclass(frozen=True)
class Cell:
    """One line of a column's table: a study, or a result of it, and its value where there is one."""

    study: Study
    study_outcome: StudyOutcome | None
    value: CharacteristicValue | None

    @property
    def name(self) -> str:
        """The name of its input."""
        return f"v-{self.study.pk}" + (f"-{self.study_outcome.pk}" if self.study_outcome else "")

    @property
    def version(self) -> int:
        return self.value.version if self.value else 0

    @property
    def text(self) -> str:
        return self.value.text if self.value else ""


def lines(member: Member, column: Characteristic) -> QuerySet:
    """The studies, or their results, that the column's table shows."""
    if column.level == Characteristic.Level.STUDY:
        return member.review.studies.filter(archived_at__isnull=True)
    results = StudyOutcome.objects.filter(
        study__review=member.review, archived_at__isnull=True, study__archived_at__isnull=True
    )
    return results.select_related("study", "outcome", "time_point").order_by(
        "study__label", "study_id", "outcome__order", "time_point__days", "pk"
    )


def cells(column: Characteristic, rows: Sequence[Study | StudyOutcome]) -> list[Cell]:
    """The lines with what they hold."""
    stored = {(v.study_id, v.study_outcome_id): v for v in column.values.all()}
    found = []
    for row in rows:
        study, result = (row, None) if isinstance(row, Study) else (row.study, row)
        found.append(Cell(study, result, stored.get((study.pk, result.pk if result else None))))
    return found
