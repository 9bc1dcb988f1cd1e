"""One record whole, and correcting it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketreview.web import back
from screening.errors import Stale
from screening.importing import actions
from screening.importing.forms import RecordForm, record_initial
from screening.importing.queries import imported_records
from screening.importing.queries.records import (
    copies_of,
    corrections,
    more_fields,
    original_tags,
    related_records,
    shown,
    standings,
)
from screening.importing.record_fields import field_label
from screening.models import Member, Record
from screening.reviews.queries import hidden_from
from screening.team.access import review_page


@review_page("view")
def show(request: HttpRequest, member: Member, record_id: int) -> HttpResponse:
    records = imported_records(member).select_related(
        "batch__source", "batch__imported_by__user", "primary", "report"
    )
    record = get_object_or_404(records, pk=record_id)
    copies = list(copies_of(record))
    works = {record.pk, *(copy.pk for copy in copies)}
    related = related_records(record, works)
    context = {
        "record": record,
        "copies": copies,
        "works": works,
        "related": related,
        "report": getattr(record, "report", None),
        "retracted": any(one.kind == "retraction" and one.other_id in works for one in related),
        "standings": standings(member, record),
        "may_reopen": member.can("manage_review"),
        "raw": original_tags(record),
        "corrections": corrections(record),
        "lookups": settings.LOOKUPS,
        "may_correct": member.can("import_records") or member.can("merge_duplicates"),
        "labels": record.extra.get("labels", []),
        "extra": more_fields(record),
        "may_merge": member.can("merge_duplicates"),
        "hidden": hidden_from(member),
    }
    return render(request, "screening/importing/record.html", context)


def _record(member: Member, record_id: int) -> Record:
    return get_object_or_404(imported_records(member).select_related("batch"), pk=record_id)


@review_page("import_records", "merge_duplicates", methods=("GET", "HEAD", "POST"))
def correct(request: HttpRequest, member: Member, record_id: int) -> HttpResponse:
    """Complete or correct a record; a late save is refused with what stands there now beside what was typed."""
    record = _record(member, record_id)
    form = RecordForm(request.POST or None, initial=record_initial(record))
    newer: list[tuple[str, str]] = []
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.correct_record(
                record=record, by=member, version=form.cleaned_data["version"], **form.corrected()
            )
        except Stale:
            record, status = _record(member, record_id), 409
            newer = _newer(record, form)
        else:
            messages.success(request, "Saved. What the file said is kept." if changed else "Nothing was changed.")
            return back(request, "importing:record", slug=member.review.slug, record_id=record_id)
    context = {"record": record, "form": form, "newer": newer}
    return render(request, "screening/importing/correct.html", context, status=status)


def _newer(record: Record, form: RecordForm) -> list[tuple[str, str]]:
    """The fields whose words differ from those typed; the form then knows the newer version."""
    typed = form.corrected()
    form.data = form.data.copy()
    form.data["version"] = record.version
    return [
        (form.fields[name].label or field_label(name), shown(getattr(record, name)))
        for name, value in typed.items()
        if getattr(record, name) != value
    ]


@review_page("import_records", "merge_duplicates", methods=("POST",))
def put_back(request: HttpRequest, member: Member, record_id: int) -> HttpResponse:
    record = _record(member, record_id)
    version = request.POST.get("version", "")
    field = request.POST.get("field", "")
    actions.put_back(record=record, field=field, by=member, version=int(version) if version.isdecimal() else 0)
    messages.success(request, f"The {field} says again what the file says.")
    return back(request, "importing:record", slug=member.review.slug, record_id=record_id)
