"""Pages of the import: files in, a look at what was read, the import itself and its undoing."""

from django.conf import settings
from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from ketreview.web import back, paged
from ketreview.wording import plural
from screening.errors import Closed, Invalid, ReviewError
from screening.files import open_stored
from screening.importing import actions, queries
from screening.importing.forms import ACCEPTED, FORMAT_WORDS, ColumnsForm, FormatForm, SearchForm, UploadForm
from screening.importing.parsers.formats import BY_KEY
from screening.importing.parsers.letters import LABELS, label_of
from screening.importing.queries.known import known_count, shared_counts
from screening.importing.queries.staged import doubtful_rows, waits_for_look
from screening.importing.queries.undo import file_votes, may_keep, undo_preview
from screening.models import ImportBatch, Member, SearchSource
from screening.team.access import review_page

State = ImportBatch.State
MOST_WAITING = 50


def _batch(member: Member, batch_id: int) -> ImportBatch:
    batches = member.review.imports.select_related("source", "imported_by__user", "job", "review")
    return get_object_or_404(batches, pk=batch_id)


@review_page("view")
def list_imports(request: HttpRequest, member: Member) -> HttpResponse:
    waiting = _waiting(member)
    shared = shared_counts(waiting)
    held = [batch for batch in waiting if queries.waits_for_columns(batch)]
    unlike = [batch for batch in waiting if batch.rows and waits_for_look(batch)]
    staged = [batch for batch in waiting if batch.state == State.STAGED and batch.rows]
    ready = [batch for batch in staged if batch not in held and batch not in unlike]
    context = {
        "page_obj": paged(request, queries.imports(member).exclude(state__in=[State.STAGING, State.STAGED]), 25),
        "waiting": [
            (batch, _label(batch), known_count(batch), shared.get(batch.pk), batch in held, batch in unlike)
            for batch in waiting
        ],
        "ready": len(ready),
        "ready_records": sum(batch.rows for batch in ready),
        "records": queries.imported_records(member).count(),
        "sources": queries.sources(member).count(),
        "may_import": member.can("import_records"),
    }
    return render(request, "screening/importing/page.html", context)


def _waiting(member: Member) -> list[ImportBatch]:
    """The files that are not imported yet, in the order in which they came."""
    waiting = queries.imports(member).filter(state__in=[State.STAGING, State.STAGED])
    return list(waiting.reverse()[:MOST_WAITING])


def _encoding_label(batch: ImportBatch) -> str:
    """The encoding in words; its plain name where we have none, "" for files that are no text."""
    return label_of(batch.encoding)


def _label(batch: ImportBatch) -> str:
    return BY_KEY[batch.format].label if batch.format in BY_KEY else "No known format"


@review_page("import_records", methods=("GET", "HEAD", "POST"))
def upload(request: HttpRequest, member: Member) -> HttpResponse:
    if member.review.archived_at:
        raise Closed("This review is archived: it takes no more files. Whoever manages it can open it again.")
    form = UploadForm(request.POST or None, request.FILES or None, member=member)
    if request.method != "POST" or not form.is_valid():
        context = {
            "form": form,
            "limit": settings.CITATION_UPLOAD_LIMIT,
            "accept": ACCEPTED,
            "formats": FORMAT_WORDS,
        }
        return render(request, "screening/importing/upload.html", context, status=422 if form.is_bound else 200)
    staged = _stage(request, member, form)
    if len(staged) == 1:
        return back(request, "importing:batch", slug=member.review.slug, batch_id=staged[0].pk)
    return back(request, "importing:list", slug=member.review.slug)


def _stage(request: HttpRequest, member: Member, form: UploadForm) -> list[ImportBatch]:
    """Stage each file; a refused one is told of and does not stop the others."""
    source: SearchSource | None = form.cleaned_data["source"]
    staged = []
    reading = {name: form.cleaned_data[name] or None for name in ("format", "encoding")}
    for file in [*form.cleaned_data["files"], *_pasted(form.cleaned_data["pasted"])]:
        try:
            source = source or actions.search_described(by=member, **form.described())
            staged.append(actions.stage_import(file=file, source=source, by=member, **reading))
        except actions.SameFile as known:
            messages.warning(request, str(known))
        except ReviewError as refused:
            messages.error(request, str(refused))
    return staged


def _pasted(text: str) -> list[ContentFile]:
    """The pasted text as a file of its own, or nothing."""
    name = f"pasted-{timezone.now():%Y-%m-%d-%H%M}.txt"
    return [ContentFile(text.encode(), name=name)] if text.strip() else []


@review_page("view")
def show(request: HttpRequest, member: Member, batch_id: int) -> HttpResponse:
    batch = _batch(member, batch_id)
    columns = queries.table_columns(batch)
    waiting = batch.state in (State.STAGING, State.STAGED)
    doubtful = doubtful_rows(batch) if waiting else 0
    context = {
        "batch": batch,
        "format_label": _label(batch),
        "encoding_label": _encoding_label(batch),
        "page_obj": paged(request, batch.problems.all(), 50),
        "sample": queries.first_rows(batch) if waiting else [],
        "waiting": waiting,
        "unread": batch.state == State.STAGED and not batch.rows,
        "known": known_count(batch),
        "shared": shared_counts(_waiting(member)).get(batch.pk) if waiting else None,
        "doubtful": doubtful if 2 * doubtful > batch.rows else 0,
        "unsure": doubtful,
        "found": batch.rows + batch.counts.get("lost", 0),
        "columns_form": ColumnsForm(columns=columns) if columns else None,
        "columns_open": queries.waits_for_columns(batch),
        "search_form": SearchForm(member=member, initial={"source": batch.source_id}),
        "format_form": FormatForm(
            initial={"format": batch.format, "encoding": batch.encoding if batch.encoding in LABELS else ""}
        ),
        "undoable": batch.state in (State.COMMITTED, State.COMMITTING) and not batch.is_at_work,
        "undo_waits": batch.is_at_work and batch.job.kind == "undo_import" and batch.state != State.UNDOING,
        "keepable": may_keep(batch),
        "taken_out": batch.rows - batch.committed_rows if batch.counts.get("kept") else 0,
        "votes_left": sum(one.going + one.fixed for one in file_votes(batch)) if batch.state == State.UNDONE else 0,
        "left": batch.records.count() if batch.state == State.UNDOING else 0,
        "may_import": member.can("import_records"),
    }
    return render(request, "screening/importing/batch.html", context)


@review_page("import_records", methods=("POST",))
def read_again(request: HttpRequest, member: Member, batch_id: int) -> HttpResponse:
    """Read the file in another format, or a table with the columns as assigned."""
    batch = _batch(member, batch_id)
    if "format" in request.POST:
        form = FormatForm(request.POST)
        if not form.is_valid():
            raise Invalid("Choose the format and the encoding to read the file in from the lists.")
        actions.read_again(batch=batch, by=member, columns={}, **form.cleaned_data)
    else:
        form = ColumnsForm(request.POST, columns=queries.table_columns(batch))
        if not form.is_valid():
            raise Invalid("The columns could not be assigned: choose a field from the list for each.")
        actions.read_again(batch=batch, by=member, columns=form.chosen() or None)
    messages.success(request, f"{batch} was read again: {plural(batch.rows, 'record')}.")
    return back(request, "importing:batch", slug=member.review.slug, batch_id=batch.pk)


@review_page("import_records", methods=("POST",))
def move(request: HttpRequest, member: Member, batch_id: int) -> HttpResponse:
    batch, form = _batch(member, batch_id), SearchForm(request.POST, member=member)
    if not form.is_valid():
        raise Invalid("Choose one of the searches of the log; a new one is added there.")
    actions.move_to_search(batch=batch, source=form.cleaned_data["source"], by=member)
    messages.success(request, f"{batch} comes from the search of {form.cleaned_data['source']}.")
    return back(request, "importing:batch", slug=member.review.slug, batch_id=batch.pk)


@review_page("import_records", methods=("POST",))
def commit(request: HttpRequest, member: Member, batch_id: int) -> HttpResponse:
    job = actions.import_staged(batch=_batch(member, batch_id), by=member)
    return back(request, "jobs:show", slug=member.review.slug, job_id=job.pk)


@review_page("import_records", methods=("POST",))
def commit_all(request: HttpRequest, member: Member) -> HttpResponse:
    """Import every file that is ready, each as a job of its own; tables wait until their columns are assigned, and
    lists until somebody has looked at them where most of them is doubtful."""
    staged = member.review.imports.filter(state=State.STAGED, rows__gt=0).order_by("id")[:MOST_WAITING]
    ready = [batch for batch in staged if not queries.waits_for_columns(batch) and not waits_for_look(batch)]
    jobs = [actions.import_staged(batch=batch, by=member) for batch in ready]
    if not jobs:
        raise Invalid("No file is ready to be imported.")
    messages.success(request, f"{len(jobs)} file{'s are' if len(jobs) != 1 else ' is'} being imported.")
    return back(request, "importing:list", slug=member.review.slug)


@review_page("import_records", methods=("POST",))
def discard(request: HttpRequest, member: Member, batch_id: int) -> HttpResponse:
    batch = _batch(member, batch_id)
    actions.discard_import(batch=batch, by=member)
    messages.success(request, f"{batch} was discarded. Nothing of it is in the review.")
    return back(request, "importing:list", slug=member.review.slug)


@review_page("import_records", methods=("GET", "HEAD", "POST"))
def undo(request: HttpRequest, member: Member, batch_id: int) -> HttpResponse:
    """What an undo would touch; then the undo."""
    batch = _batch(member, batch_id)
    if request.method == "POST":
        job = actions.undo_import(batch=batch, by=member)
        return redirect("jobs:show", slug=member.review.slug, job_id=job.pk)
    context = {"batch": batch, "preview": undo_preview(batch), "keepable": may_keep(batch)}
    return render(request, "screening/importing/undo.html", context)


@review_page("import_records", methods=("POST",))
def keep(request: HttpRequest, member: Member, batch_id: int) -> HttpResponse:
    """Leave a stopped undo be."""
    batch = actions.keep_import(batch=_batch(member, batch_id), by=member)
    messages.success(request, f"{batch} is kept: all {plural(batch.committed_rows, 'record')} of it.")
    return back(request, "importing:batch", slug=member.review.slug, batch_id=batch.pk)


@review_page("import_records")
def file(request: HttpRequest, member: Member, batch_id: int) -> FileResponse:
    """The file as it was given, byte for byte; always a download."""
    batch = _batch(member, batch_id)
    answer = FileResponse(open_stored(batch.file, batch.filename), as_attachment=True, filename=batch.filename)
    answer["Content-Type"] = "application/octet-stream"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
