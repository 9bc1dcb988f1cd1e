"""The rows of a file before it is imported: all of them, and one to be put right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketreview.web import back, paged
from screening.importing import actions
from screening.importing.actions.rows import shown
from screening.importing.forms import RecordForm
from screening.importing.queries.staged import (
    doubtful_rows,
    source_passage,
    staged_rows,
    staged_tags,
    staged_view,
)
from screening.importing.record_fields import CORRECTABLE
from screening.models import ImportBatch, Member
from screening.team.access import review_page


def _batch(member: Member, batch_id: int) -> ImportBatch:
    return get_object_or_404(member.review.imports.select_related("source", "review"), pk=batch_id)


@review_page("import_records")
def list_rows(request: HttpRequest, member: Member, batch_id: int) -> HttpResponse:
    """The rows as they were read; ?unsure=1 shows those that could be read only in part."""
    batch = _batch(member, batch_id)
    unsure = request.GET.get("unsure", "") == "1"
    page = paged(request, staged_rows(batch, unsure), 50)
    context = {
        "batch": batch,
        "page_obj": page,
        "rows": [staged_view(row) for row in page],
        "unsure": unsure,
        "doubtful": doubtful_rows(batch),
    }
    return render(request, "screening/importing/rows.html", context)


@review_page("import_records", methods=("GET", "HEAD", "POST"))
def row(request: HttpRequest, member: Member, batch_id: int, row_no: int) -> HttpResponse:
    """One row with the text it was read from, to be put right; then the next one that is in doubt."""
    batch = _batch(member, batch_id)
    row = get_object_or_404(batch.staged, row_no=row_no)
    initial = {name: shown(row.parsed, name) for name in CORRECTABLE} | {"version": row.version}
    form = RecordForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.correct_row(row=row, by=member, version=form.cleaned_data["version"], **form.corrected())
        messages.success(request, f"Record {row_no} is put right.")
        following = staged_rows(batch, unsure=True).filter(row_no__gt=row_no).first()
        ids = {"slug": member.review.slug, "batch_id": batch.pk}
        if following is None:
            return back(request, "importing:rows", **ids)
        return back(request, "importing:row", **ids, row_no=following.row_no)
    context = {
        "batch": batch,
        "form": form,
        "view": staged_view(row),
        "passage": source_passage(batch, row),
        "tags": staged_tags(row),
    }
    return render(request, "screening/importing/row.html", context, status=422 if form.is_bound else 200)
