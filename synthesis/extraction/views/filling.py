"""An extractor's own form. Nothing on these pages comes from anybody else's."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from ketreview.web import back
from screening.errors import Closed, Invalid, ReviewError
from screening.models import Member
from screening.team.access import review_page
from synthesis.extraction import actions, forms, sealing
from synthesis.extraction.actions import StaleValue
from synthesis.extraction.cellform import Posted, read_cell_name, read_posted, seen_mark
from synthesis.extraction.fields import Key
from synthesis.extraction.queries import (
    CellGroup,
    cell_groups,
    findings_of,
    keys_of,
    passages_of,
    reports_of,
    required_keys,
    unfilled_keys,
)
from synthesis.models import ExtractedValue, Extraction, Study

KEYS = [
    ("Enter", "next cell"),
    ("↑ ↓", "the same cell of the arm above or below"),
    ("n r", "typed into a cell: not reported"),
    ("Tab", "through every control, as everywhere"),
]


@review_page("extract")
def form(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    """The member's own form, or the button that begins it."""
    study = _study(member, study_id)
    return _form_page(request, member, study, {})


@review_page("extract", methods=("POST",))
def start(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    actions.start_extraction(study=_study(member, study_id), by=member)
    return _to_form(request, member, study_id)


@review_page("extract", methods=("POST",))
def save(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    """Save the whole form at once, as a page without scripts sends it."""
    study = _study(member, study_id)
    refused = _save_all(request, member, study)
    if refused:
        return _form_page(request, member, study, refused)
    messages.success(request, "Saved.")
    return _to_form(request, member, study_id)


@review_page("extract", methods=("POST",))
def save_value(request: HttpRequest, member: Member, study_id: int) -> JsonResponse:
    """Save one cell; the answer tells its new version, or both contents where another window was first."""
    study = _study(member, study_id)
    own = _own(member, study)
    groups = cell_groups(study)
    key, posted = _posted_cell(request, groups)
    group, line = next((g, x) for g in groups for x in g.lines if key in x.keys)
    try:
        row = forms.save_cell(own, line, posted, member)
    except StaleValue as error:
        return JsonResponse({"error": str(error), "stored": _told(error.stored)}, status=error.status)
    except ReviewError as error:
        return JsonResponse({"error": str(error)}, status=error.status)
    values = sealing.own_values(member, study)
    findings = [f"{each.field} {each.text}." for each in forms.line_findings(group, line, values)]
    left = len(unfilled_keys(groups, values))
    return JsonResponse(
        {**_told(row), "findings": findings, "glance": forms.glance_of(group, values), "unfilled": left}
    )


@review_page("extract", methods=("POST",))
def complete(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    """Save what was sent with it, then finish the form."""
    study = _study(member, study_id)
    refused = _save_all(request, member, study)
    if refused:
        return _form_page(request, member, study, refused)
    try:
        actions.complete_extraction(
            extraction=_own(member, study),
            version=_number(request, "version"),
            by=member,
            rest_not_reported=bool(request.POST.get("rest_not_reported")),
            warnings_read=bool(request.POST.get("warnings_read")),
        )
    except Invalid as error:
        return _form_page(request, member, study, {}, problem=str(error))
    messages.success(request, f"Your form for {study} is complete. It can be reopened until it is reconciled.")
    return _to_form(request, member, study_id)


@review_page("extract", methods=("POST",))
def reopen(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    study = _study(member, study_id)
    actions.reopen_extraction(
        extraction=_own(member, study),
        version=_number(request, "version"),
        reason=request.POST.get("reason", ""),
        by=member,
    )
    messages.success(request, "Your form is a draft again.")
    return _to_form(request, member, study_id)


def _study(member: Member, study_id: int) -> Study:
    return get_object_or_404(member.review.studies, pk=study_id)


def _own(member: Member, study: Study) -> Extraction:
    own = sealing.own_form(member, study)
    if own is None:
        raise Closed(f"You have no form for {study}. Start one first.")
    return own


def _to_form(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    return back(request, "extraction:form", slug=member.review.slug, study_id=study_id)


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() else 0


def _save_all(request: HttpRequest, member: Member, study: Study) -> dict[Key, forms.Refused]:
    groups = cell_groups(study)
    posted = read_posted(request.POST, keys_of(groups))
    return forms.save_posted(form=_own(member, study), posted=posted, groups=groups, by=member)


def _posted_cell(request: HttpRequest, groups: list[CellGroup]) -> tuple[Key, Posted]:
    key = read_cell_name(request.POST.get("cell", ""))
    found = read_posted(request.POST, [key]) if key in keys_of(groups) else []
    if not found:
        raise Invalid("The form has no such cell any more. Reload the page to see the form as it is now.")
    return key, found[0]


def _told(row: ExtractedValue) -> dict:
    """A stored cell for the page's script."""
    content = forms.content_of(row)
    return {
        "text": content.text,
        "not_reported": content.not_reported,
        "page": content.page,
        "quote": content.quote,
        "seen": seen_mark(row.version, content),
    }


def _form_page(
    request: HttpRequest,
    member: Member,
    study: Study,
    refused: dict[Key, forms.Refused],
    problem: str = "",
) -> HttpResponse:
    own = sealing.own_form(member, study)
    groups = cell_groups(study)
    values = sealing.own_values(member, study)
    reports = reports_of(study)
    found = [(forms.cell_name(key), each, where) for key, each, where in findings_of(groups, values)]
    editable = bool(own) and own.state == Extraction.State.DRAFT and not study.archived_at
    unfilled = len(unfilled_keys(groups, values))
    complete = bool(own) and own.state == Extraction.State.COMPLETE
    context = {
        "study": study,
        "form": own,
        "full": study.pk in sealing.full_studies(member),
        "groups": forms.group_views(groups, values, refused),
        "required": len(required_keys(groups)),
        "unfilled": unfilled,
        "new_cells": unfilled if complete and not study.archived_at else 0,
        "errors": [each for each in found if each[1].level == "error"],
        "warnings": [each for each in found if each[1].level == "warning"],
        "reports": reports,
        "passages": passages_of(member, reports),
        "has_pdf": any(each.files for each in reports),
        "has_text": any(each.report.record.abstract for each in reports),
        "editable": editable,
        "refused": refused,
        "problem": problem,
        "keys": KEYS,
    }
    status = 200
    if refused or problem:
        status = 409 if any(each.stored for each in refused.values()) else 422
    return render(request, "synthesis/extraction/form.html", context, status=status)
