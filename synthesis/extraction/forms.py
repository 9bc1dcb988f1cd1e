"""The form as a page shows it, and as it comes back: cells, and what to do with each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from screening.errors import Invalid, ReviewError
from screening.models import Member
from synthesis.extraction import actions
from synthesis.extraction.actions import StaleValue
from synthesis.extraction.cellform import Content, Posted, cell_name, seen_mark
from synthesis.extraction.combine import Counts, Means, glance_at_counts, glance_at_means, glance_at_rates
from synthesis.extraction.fields import Field, Finding, Key, check_cells, labelled
from synthesis.extraction.queries import CellGroup, Cells
from synthesis.models import Arm, ExtractedValue, Extraction, StudyOutcome


@dataclass
class CellView:
    """One cell on the page. `stored` is what another window saved meanwhile; `error` why it was not saved."""

    key: Key
    field: Field
    label: str
    content: Content
    version: int
    seen: str
    error: str = ""
    stored: Content | None = None

    @property
    def name(self) -> str:
        return cell_name(self.key)

    @property
    def state(self) -> str:
        if self.content.not_reported:
            return "not_reported"
        return "filled" if self.content.text else "empty"


@dataclass
class LineView:
    """One arm's cells with what is odd in them."""

    label: str
    role: str
    cells: list[CellView]
    findings: list[Finding] = field(default_factory=list)


@dataclass
class GroupView:
    """One table: an outcome at a time."""

    study_outcome: StudyOutcome
    fields: Sequence[Field]
    lines: list[LineView]
    glance: str = ""
    by_arm: bool = True


@dataclass(frozen=True)
class Refused:
    """A cell that was sent and not saved."""

    posted: Posted
    error: str
    stored: ExtractedValue | None = None


def content_of(row: ExtractedValue | None) -> Content:
    """What a row holds, as a page shows it."""
    if row is None:
        return Content()
    return Content(row.text, row.filled and not row.text, row.page, row.quote)


def group_views(
    groups: Sequence[CellGroup],
    values: Mapping[Key, ExtractedValue],
    refused: Mapping[Key, Refused] | None = None,
) -> list[GroupView]:
    """The form's tables, filled; refused cells keep what was typed."""
    views = []
    for group in groups:
        lines = [_line_view(group, line, values, refused or {}) for line in group.lines]
        views.append(GroupView(group.study_outcome, group.fields, lines, glance_of(group, values), group.by_arm))
    return views


def _line_view(
    group: CellGroup, line: Cells, values: Mapping[Key, ExtractedValue], refused: Mapping[Key, Refused]
) -> LineView:
    cells = [_cell_view(line, each, values, refused) for each in line.fields]
    role = line.arm.get_role_display() if line.arm else ""
    return LineView(line.label, role, cells, line_findings(group, line, values))


def _cell_view(
    line: Cells, each: Field, values: Mapping[Key, ExtractedValue], refused: Mapping[Key, Refused]
) -> CellView:
    key = line.key(each.code)
    row = values.get(key)
    content, version = content_of(row), row.version if row else 0
    view = CellView(key, each, f"{each.label}, {line.label}", content, version, seen_mark(version, content))
    if no := refused.get(key):
        view.content, view.error = no.posted.content, no.error
        view.stored = content_of(no.stored) if no.stored else None
    return view


def line_findings(group: CellGroup, line: Cells, values: Mapping[Key, Any]) -> list[Finding]:
    """What is odd in the cells of one line; the finding's field is given by its label."""
    kind = group.study_outcome.outcome.kind
    found = check_cells(kind, _numbers(line, values))
    return [labelled(kind, each) for each in found]


def glance_of(group: CellGroup, values: Mapping[Key, Any]) -> str:
    """What one experimental and one comparator arm say at a glance; "" unless both are wholly known."""
    kind, sides = group.study_outcome.outcome.kind, []
    if kind not in GLANCES:
        return ""
    for role in (Arm.Role.EXPERIMENTAL, Arm.Role.COMPARATOR):
        lines = [line for line in group.lines if line.arm and line.arm.role == role]
        numbers = list(_numbers(lines[0], values).values()) if len(lines) == 1 else [None]
        if None in numbers:
            return ""
        sides.append(numbers)
    return GLANCES[kind](*sides)


GLANCES: Mapping[str, Callable[[list[float], list[float]], str]] = {
    "binary": lambda one, two: glance_at_counts(Counts(*one), Counts(*two)),
    "rate2": lambda one, two: glance_at_rates(*one, *two),
    "continuous": lambda one, two: glance_at_means(Means(*one), Means(*two)),
}
"""What two arms say at a glance, for the kinds that compare arms."""


def _numbers(line: Cells, values: Mapping[Key, Any]) -> dict[str, float | None]:
    rows = {each.code: values.get(line.key(each.code)) for each in line.fields}
    return {code: row.number if row else None for code, row in rows.items()}


def save_posted(
    *, form: Extraction, posted: Sequence[Posted], groups: Sequence[CellGroup], by: Member
) -> dict[Key, Refused]:
    """Save every touched cell by itself; what one refuses does not keep the others from being saved."""
    lines = {key: line for group in groups for line in group.lines for key in line.keys}
    refused = {}
    for cell in posted:
        if not cell.touched:
            continue
        try:
            save_cell(form, lines[cell.key], cell, by)
        except StaleValue as error:
            refused[cell.key] = Refused(cell, str(error), error.stored)
        except ReviewError as error:
            refused[cell.key] = Refused(cell, str(error))
    return refused


def save_cell(form: Extraction, line: Cells, cell: Posted, by: Member) -> ExtractedValue:
    """One cell as it was sent, whole. Raises what save_value raises."""
    content = cell.content
    if content.not_reported and content.text:
        raise Invalid("Either type a value or tick “not reported”, not both.")
    value = {"not_reported": True} if content.not_reported else {"text": content.text}
    return actions.save_value(
        extraction=form,
        study_outcome=line.study_outcome,
        arm=line.arm,
        field=cell.key[2],
        by=by,
        version=cell.version,
        page=content.page,
        quote=content.quote,
        **value,
    )


class DecisionForm(forms.Form):
    """The reconciler's decision on one cell."""

    choice = forms.ChoiceField(choices=[("first", "First"), ("second", "Second"), ("typed", "Another value")])
    text = forms.CharField(required=False)
    not_reported = forms.BooleanField(required=False)
    page = forms.CharField(required=False)
    quote = forms.CharField(required=False)
    reason = forms.CharField(required=False)


class CorrectionForm(forms.Form):
    """A correction of a reconciled value."""

    text = forms.CharField(label="Value", required=False, max_length=60)
    not_reported = forms.BooleanField(label="The report does not give the value", required=False)
    page = forms.CharField(label="Page or table", required=False, max_length=60)
    quote = forms.CharField(required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    reason = forms.CharField(label="Why it is corrected", max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)
