"""The one rule for numbers that cannot be true: a form is not completed with them, and nothing else takes them."""

from collections.abc import Iterable

from screening.errors import Invalid
from synthesis.extraction.compare import Entry
from synthesis.extraction.fields import FIELDS, Finding, Key, check_cells, labelled
from synthesis.extraction.queries import Cells
from synthesis.models import Arm, ReconciledValue, StudyOutcome

Located = tuple[Finding, str]
"""A finding with its field's label, and the line of the form in which it stands."""


def told(found: Iterable[Located], level: str) -> str:
    """The findings of one level as sentences, each with its place; "" where there are none."""
    return " ".join(f"{where}: {each.field} {each.text}." for each, where in found if each.level == level)


def refuse_errors(found: Iterable[Located]) -> None:
    """Raises Invalid where any of the findings cannot be true."""
    if errors := told(found, "error"):
        raise Invalid(f"{errors} Correct the value, or mark it as not reported and quote what is printed.")


def refuse_impossible(study_outcome: StudyOutcome, arm: Arm | None, field: str, entry: Entry) -> None:
    """Raises Invalid where the entry, beside the reconciled values of its line, cannot be true.

    What was wrong before in another cell of the line does not stand in the way of mending this one.
    """
    kind = study_outcome.outcome.kind
    line = Cells(study_outcome, arm, FIELDS[kind])
    before = _line_numbers(study_outcome, arm)
    known = check_cells(kind, before)
    found = check_cells(kind, before | {field: entry.number})
    own = [each for each in found if each.field == field or each not in known]
    refuse_errors((labelled(kind, each), f"{study_outcome}, {line.label}") for each in own)


def cell_of(key: Key) -> tuple[StudyOutcome, Arm | None, str]:
    """The cell's outcome with its kind, its arm, and its field."""
    study_outcome_id, arm_id, field = key
    row = StudyOutcome.objects.select_related("outcome", "time_point").get(pk=study_outcome_id)
    return row, Arm.objects.get(pk=arm_id) if arm_id else None, field


def _line_numbers(study_outcome: StudyOutcome, arm: Arm | None) -> dict[str, float | None]:
    rows = ReconciledValue.objects.filter(study_outcome=study_outcome, arm=arm)
    return dict(rows.values_list("field", "number"))
