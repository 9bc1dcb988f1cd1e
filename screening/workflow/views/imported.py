"""The votes that came with a file: whose they are, what storing them would do, and the storing."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ketreview.web import back
from screening.errors import Invalid
from screening.importing.queries.undo import file_votes
from screening.models import ImportBatch, Member
from screening.team.access import review_page
from screening.workflow import queries
from screening.workflow.actions import import_votes, take_back_imported
from screening.workflow.forms import ImportedVotesForm
from screening.workflow.queries.imported import Choice, votes_to_import
from screening.workflow.queries.imported_settlements import settlements_to_import
from screening.workflow.views.page import workflow_page


def _batch(member: Member, batch_id: int) -> ImportBatch:
    return get_object_or_404(member.review.imports.select_related("source", "review"), pk=batch_id)


@review_page("import_records")
def imported_votes(request: HttpRequest, member: Member, batch_id: int) -> HttpResponse:
    """Names and reasons of the file with a choice for each; once chosen, what would be stored."""
    batch = _batch(member, batch_id)
    form = ImportedVotesForm(request.GET if "stage" in request.GET else None, member=member, batch=batch)
    preview, settled = None, Counter()
    if form.is_bound and form.is_valid():
        chosen = form.chosen_names(), form.chosen_reasons(), form.chosen_settlers()
        choice = Choice(form.cleaned_data["stage"], *chosen)
        preview, settled = votes_to_import(choice, batch), settlements_to_import(choice, batch)
    counts = batch.carried.get("votes", {})
    context = {
        "batch": batch,
        "form": form,
        "names": [(field, counts[field.label]) for field in form.name_fields()],
        "labels": batch.carried.get("labels", {}),
        "settlers": [(field, batch.carried["settled"][field.label]) for field in form.settler_fields()],
        "preview": preview,
        "settled": [(one, count) for one, count in settled.most_common() if one],
        "settled_left": settled[None],
        "any_open": any(queries.is_running(stage) for stage in queries.stages(member)),
        "standing": file_votes(batch),
        "sent": [(field.html_name, field.value() or "") for field in form] if preview else [],
    }
    return workflow_page(request, member, "imported_votes.html", context)


@review_page("import_records", methods=("POST",))
def store_imported_votes(request: HttpRequest, member: Member, batch_id: int) -> HttpResponse:
    batch = _batch(member, batch_id)
    form = ImportedVotesForm(request.POST, member=member, batch=batch)
    if not form.is_valid():
        raise Invalid("Choose the stage, and a member from the list for each name that is not left out.")
    job = import_votes(
        batch=batch,
        stage=form.cleaned_data["stage"],
        names=form.chosen_names(),
        reasons=form.chosen_reasons(),
        settlers=form.chosen_settlers(),
        by=member,
    )
    return back(request, "jobs:show", slug=member.review.slug, job_id=job.pk)


@review_page("import_records", methods=("POST",))
def take_back_imported_votes(request: HttpRequest, member: Member, batch_id: int, stage_slug: str) -> HttpResponse:
    job = take_back_imported(batch=_batch(member, batch_id), stage=queries.stage_of(member, stage_slug), by=member)
    return back(request, "jobs:show", slug=member.review.slug, job_id=job.pk)
