"""Pages of study characteristics: the columns, and one column's table to fill in."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from ketreview.web import back, paged
from screening.errors import Invalid, Stale
from screening.models import Member
from screening.team.access import review_page
from synthesis.models import Characteristic
from synthesis.studies.characteristics import actions, queries
from synthesis.studies.characteristics.forms import CharacteristicForm

BOTH = ("GET", "HEAD", "POST")


def _column(member: Member, column_id: int) -> Characteristic:
    return get_object_or_404(member.review.characteristics, pk=column_id, archived_at__isnull=True)


def _home(member: Member) -> str:
    return reverse("studies:characteristics", kwargs={"slug": member.review.slug})


@review_page("view")
def columns(request: HttpRequest, member: Member) -> HttpResponse:
    """The review's columns and the form of a new one."""
    context = {
        "columns": queries.characteristics(member.review),
        "form": CharacteristicForm(member=member),
        "can_manage": member.can("manage_studies"),
    }
    return render(request, "synthesis/studies/characteristics.html", context)


@review_page("manage_studies", methods=BOTH)
def add_column(request: HttpRequest, member: Member) -> HttpResponse:
    form = CharacteristicForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        try:
            column = actions.add_characteristic(by=member, **form.changes())
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            return back(request, "studies:characteristic", slug=member.review.slug, column_id=column.pk)
    return _form_page(request, member, form, "New column", "Add the column")


@review_page("manage_studies", methods=BOTH)
def change_column(request: HttpRequest, member: Member, column_id: int) -> HttpResponse:
    column = _column(member, column_id)
    form = CharacteristicForm(request.POST or None, member=member, instance=column)
    stored = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_characteristic(
                characteristic=column, version=form.version_seen(), by=member, **form.changes()
            )
        except Invalid as error:
            form.add_error(None, str(error))
        except Stale as error:
            form.show_stored()
            form.add_error(None, str(error))
            stored = form.stored()
        else:
            return back(request, "studies:characteristic", slug=member.review.slug, column_id=column.pk)
    return _form_page(request, member, form, f"Change “{column}”", "Save", stored)


@review_page("manage_studies", methods=("POST",))
def archive_column(request: HttpRequest, member: Member, column_id: int) -> HttpResponse:
    column = _column(member, column_id)
    actions.archive_characteristic(characteristic=column, by=member)
    messages.success(request, f"“{column}” is archived; its values are kept.")
    return back(request, "studies:characteristics", slug=member.review.slug)


@review_page("view")
def column(request: HttpRequest, member: Member, column_id: int) -> HttpResponse:
    """One column, study by study."""
    return _table(request, member, _column(member, column_id), {})


@review_page("manage_studies", methods=("POST",))
def save_column(request: HttpRequest, member: Member, column_id: int) -> HttpResponse:
    """Save one page of a column's table; what is refused is shown again with the reason, the rest is kept."""
    row = _column(member, column_id)
    page = paged(request, queries.lines(member, row))
    refused = _save(request, member, row, queries.cells(row, list(page)))
    if refused:
        return _table(request, member, row, refused)
    messages.success(request, "Saved.")
    address = reverse("studies:characteristic", kwargs={"slug": member.review.slug, "column_id": row.pk})
    return back(request, f"{address}?page={page.number}")


Refused = dict[str, tuple[str, str]]


def _table(request: HttpRequest, member: Member, row: Characteristic, refused: Refused) -> HttpResponse:
    page = paged(request, queries.lines(member, row))
    context = {
        "column": row,
        "page": page,
        "lines": [{"cell": cell, **_shown(cell, refused)} for cell in queries.cells(row, list(page))],
        "refused": refused,
        "can_manage": member.can("manage_studies"),
    }
    return render(request, "synthesis/studies/characteristic.html", context, status=422 if refused else 200)


def _save(request: HttpRequest, member: Member, column: Characteristic, cells: list[queries.Cell]) -> Refused:
    """Each changed cell by itself; name of the input -> what was typed and why it was refused."""
    refused = {}
    for cell in cells:
        typed = request.POST.get(cell.name)
        seen = request.POST.get(f"{cell.name}-version", "0")
        if typed is None or " ".join(typed.split()) == request.POST.get(f"{cell.name}-was", ""):
            continue
        try:
            with transaction.atomic():
                actions.set_value(
                    characteristic=column, study=cell.study, study_outcome=cell.study_outcome, by=member,
                    version=int(seen) if seen.isdecimal() else 0, text=typed,
                )  # fmt: skip
        except (Invalid, Stale) as error:
            refused[cell.name] = (typed, str(error))
    return refused


def _shown(cell: queries.Cell, refused: Refused) -> dict[str, Any]:
    typed, why = refused.get(cell.name, (cell.text, ""))
    return {"typed": typed, "why": why}


def _form_page(
    request: HttpRequest, member: Member, form: CharacteristicForm, heading: str, button: str, stored: Any = None
) -> HttpResponse:
    context = {"form": form, "heading": heading, "button": button, "back_url": _home(member), "stored": stored}
    status = 409 if stored else 422 if form.errors else 200
    return render(request, "synthesis/studies/form.html", context, status=status)
