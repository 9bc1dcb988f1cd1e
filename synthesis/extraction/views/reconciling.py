"""Two finished forms side by side, for those who may reconcile."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketreview.web import back
from screening.errors import Closed, Invalid
from screening.models import Member
from screening.team.access import review_page
from synthesis.extraction import actions, sealing
from synthesis.extraction.cellform import cell_name, read_cell_name
from synthesis.extraction.compare import Compared, Standing, compare_forms
from synthesis.extraction.fields import Field
from synthesis.extraction.forms import DecisionForm, glance_of
from synthesis.extraction.queries import CellGroup, Cells, cell_groups, keys_of, reconciled_of, reports_of
from synthesis.models import ReconciledValue, Study


@dataclass(frozen=True)
class Row:
    """One compared cell with its place in the form and its reconciled value, if it has one."""

    group: CellGroup
    line: Cells
    field: Field
    compared: Compared
    value: ReconciledValue | None

    @property
    def name(self) -> str:
        return cell_name(self.compared.key)

    @property
    def where(self) -> str:
        return f"{self.group.study_outcome}, {self.line.label}"


@review_page("reconcile")
def compare(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    """What agrees is collapsed, what differs waits for a decision; before both are complete, how far they are."""
    study = _study(member, study_id)
    return _compare_page(request, member, study)


@review_page("reconcile", methods=("POST",))
def accept_agreed(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    count = actions.accept_agreed(study=_study(member, study_id), by=member)
    told = f"{count} agreed values are reconciled." if count != 1 else "1 agreed value is reconciled."
    messages.success(request, told)
    return _to_compare(request, member, study_id)


@review_page("reconcile", methods=("POST",))
def settle(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    """Decide one cell; what is refused is shown with all that was typed."""
    study = _study(member, study_id)
    key = read_cell_name(request.POST.get("cell", ""))
    lines = {each: line for group in cell_groups(study) for line in group.lines for each in line.keys}
    if key not in lines:
        raise Invalid("The form has no such cell any more. Reload the page to see the form as it is now.")
    form = DecisionForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid("Choose the first value, the second value, or type one.")
        actions.settle(
            study=study,
            study_outcome=lines[key].study_outcome,
            arm=lines[key].arm,
            field=key[2],
            by=member,
            **form.cleaned_data,
        )
    except Invalid as error:
        return _compare_page(request, member, study, refused=(cell_name(key), str(error), form.data))
    messages.success(request, "Settled.")
    return _to_compare(request, member, study_id)


@review_page("manage_team", methods=("POST",))
def set_aside(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    """Free the seat of an extractor who does not go on."""
    seat = request.POST.get("seat", "")
    actions.set_aside(
        study=_study(member, study_id),
        seat=int(seat) if seat.isdecimal() else 0,
        reason=request.POST.get("reason", ""),
        by=member,
    )
    messages.success(request, "The form is set aside and kept; another extractor can take the seat.")
    return back(request, "extraction:list", slug=member.review.slug)


def _study(member: Member, study_id: int) -> Study:
    return get_object_or_404(member.review.studies, pk=study_id)


def _to_compare(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    return back(request, "extraction:compare", slug=member.review.slug, study_id=study_id)


def _compare_page(
    request: HttpRequest, member: Member, study: Study, refused: tuple[str, str, dict] | None = None
) -> HttpResponse:
    context = {"study": study, "seats": sealing.seats(member, [study]).get(study.pk, [])}
    try:
        forms = sealing.open_forms(member, study)
    except Closed as error:
        context |= {"sealed": str(error), "may_set_aside": member.can("manage_team")}
        return render(request, "synthesis/extraction/sealed.html", context)
    rows = _rows(member, study, forms)
    values = reconciled_of(member, study)
    reports = reports_of(study)
    open_rows = [row for row in rows if row.value is None]
    decide = [row for row in open_rows if row.compared.needs_decision]
    neither = [row for row in open_rows if row.compared.standing is Standing.NEITHER and row.field.required]
    context |= {
        "forms": forms,
        "decide": decide,
        "waiting": neither,
        "agreed": [row for row in open_rows if row.compared.standing is Standing.AGREED],
        "settled": [row for row in rows if row.value],
        "cells": sum(1 for row in rows if row.value or row.field.required),
        "glances": [(g.study_outcome, text) for g in cell_groups(study) if (text := glance_of(g, values))],
        "reports": reports,
        "has_pdf": any(each.files for each in reports),
        "refused": refused,
    }
    return render(request, "synthesis/extraction/compare.html", context, status=422 if refused else 200)


def _rows(member: Member, study: Study, forms: sealing.OpenForms) -> list[Row]:
    groups = cell_groups(study)
    values = reconciled_of(member, study)
    compared = {each.key: each for each in compare_forms(keys_of(groups), forms.first, forms.second)}
    return [
        Row(group, line, each, compared[key], values.get(key))
        for group in groups
        for line in group.lines
        for each in line.fields
        for key in [line.key(each.code)]
    ]
