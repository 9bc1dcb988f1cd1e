"""The list of studies, the reconciled data of one, and one value with its history."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketreview.web import back
from screening.errors import Closed, Invalid, Stale
from screening.models import Member
from screening.team.access import review_page
from synthesis.extraction import actions, sealing
from synthesis.extraction.compare import Entry
from synthesis.extraction.fields import field_named
from synthesis.extraction.forms import CorrectionForm, glance_of, line_findings
from synthesis.extraction.queries import (
    CellGroup,
    cell_groups,
    history_of,
    reconciled_of,
    reconciled_values,
    study_lines,
)
from synthesis.models import ReconciledValue


@review_page("extract", "reconcile", "see_extracted")
def study_list(request: HttpRequest, member: Member) -> HttpResponse:
    """Every study with what this member has to do with it."""
    lines = study_lines(member)
    context = {
        "lines": [line for line in lines if line.cells],
        "bare": [line.study for line in lines if not line.cells],
        "can_extract": member.can("extract"),
        "can_reconcile": member.can("reconcile"),
        "can_see": member.can("see_extracted"),
        "can_manage": member.can("manage_studies"),
    }
    return render(request, "synthesis/extraction/list.html", context)


@dataclass(frozen=True)
class DataTable:
    """The reconciled values of one outcome at one time: a line for each arm, a cell for each field."""

    group: CellGroup
    lines: list[tuple[str, list[ReconciledValue | None], list[str]]]
    glance: str


@review_page("see_extracted")
def study_data(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    """All reconciled values of a study."""
    study = get_object_or_404(member.review.studies, pk=study_id)
    values = reconciled_of(member, study)
    tables = []
    for group in cell_groups(study):
        lines = [
            (
                line.label,
                [values.get(key) for key in line.keys],
                [f"{each.field} {each.text}." for each in line_findings(group, line, values)],
            )
            for line in group.lines
        ]
        tables.append(DataTable(group, lines, glance_of(group, values)))
    context = {"study": study, "tables": tables, "can_reconcile": member.can("reconcile")}
    return render(request, "synthesis/extraction/data.html", context)


@review_page("see_extracted")
def value(request: HttpRequest, member: Member, value_id: int) -> HttpResponse:
    """One reconciled value: where it stands, how it came about, what it was before."""
    row = get_object_or_404(reconciled_values(member), pk=value_id)
    initial = {
        "text": row.text,
        "not_reported": not row.text,
        "page": row.page,
        "quote": row.quote,
        "version": row.version,
    }
    return _value_page(request, member, row, CorrectionForm(initial=initial))


@review_page("reconcile", methods=("POST",))
def correct(request: HttpRequest, member: Member, value_id: int) -> HttpResponse:
    """Correct a reconciled value; what is refused is shown with all that was typed."""
    row = get_object_or_404(reconciled_values(member), pk=value_id)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _value_page(request, member, row, form, status=422)
    try:
        actions.edit_reconciled(value=row, by=member, **form.cleaned_data)
    except (Invalid, Stale) as error:
        row.refresh_from_db()
        form.data = form.data.copy()
        form.data["version"] = str(row.version)
        form.add_error(None, str(error))
        return _value_page(request, member, row, form, status=error.status)
    messages.success(request, "Corrected. Analyses that rest on it change at their next run.")
    return back(request, "extraction:value", slug=member.review.slug, value_id=row.pk)


def _value_page(
    request: HttpRequest, member: Member, row: ReconciledValue, form: CorrectionForm, status: int = 200
) -> HttpResponse:
    context = {
        "value": row,
        "study": row.study_outcome.study,
        "field": field_named(row.study_outcome.outcome.kind, row.field),
        "entries": _entries(member, row),
        "history": history_of(member, row),
        "form": form if member.can("reconcile") else None,
    }
    return render(request, "synthesis/extraction/value.html", context, status=status)


def _entries(member: Member, row: ReconciledValue) -> list[tuple[str, Entry | None]]:
    """Who extracted what, for those who may see both forms."""
    try:
        forms = sealing.open_forms(member, row.study_outcome.study)
    except Closed:
        return []
    key = (row.study_outcome_id, row.arm_id, row.field)
    return [(forms.first_by, forms.first.get(key)), (forms.second_by, forms.second.get(key))]
