"""The search log: the searches records come from, what is told of them as a whole, and the PRISMA-S appendix."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from ketreview.web import back, download
from screening.importing import actions, queries
from screening.importing.appendix import to_docx, to_markdown
from screening.importing.forms import SearchLogForm, SourceForm
from screening.importing.prisma_s import items, tally
from screening.importing.queries.search_log import search_log, search_log_facts
from screening.models import Member
from screening.team.access import review_page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@review_page("view")
def list_sources(request: HttpRequest, member: Member) -> HttpResponse:
    found = items(search_log_facts(member))
    context = {
        "sources": queries.sources(member),
        "items": found,
        "tally": tally(found),
        "may_import": member.can("import_records"),
    }
    return render(request, "screening/importing/sources.html", context)


@review_page("import_records", methods=("GET", "HEAD", "POST"))
def add(request: HttpRequest, member: Member) -> HttpResponse:
    """A search that brought no file, such as a website or citations followed by hand."""
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        source = actions.add_source(by=member, **form.described())
        messages.success(request, f"The search of {source} is in the log.")
        return back(request, "importing:sources", slug=member.review.slug)
    status = 422 if form.is_bound else 200
    return render(request, "screening/importing/source.html", {"form": form, "source": None}, status=status)


@review_page("import_records", methods=("GET", "HEAD", "POST"))
def edit(request: HttpRequest, member: Member, source_id: int) -> HttpResponse:
    source = get_object_or_404(member.review.sources, pk=source_id)
    form = SourceForm(request.POST or None, instance=source, initial={"version": source.version})
    if request.method == "POST" and form.is_valid():
        source = get_object_or_404(member.review.sources, pk=source_id)
        version = form.cleaned_data["version"] or 0
        actions.change_source(source=source, by=member, version=version, **form.described())
        messages.success(request, f"The search of {source} is saved.")
        return back(request, "importing:sources", slug=member.review.slug)
    source = get_object_or_404(queries.sources(member), pk=source_id)
    context = {"form": form, "source": source, "removable": queries.is_without_files(source)}
    return render(request, "screening/importing/source.html", context, status=422 if form.is_bound else 200)


@review_page("import_records", methods=("POST",))
def remove(request: HttpRequest, member: Member, source_id: int) -> HttpResponse:
    """A search that was noted by mistake."""
    source = get_object_or_404(member.review.sources, pk=source_id)
    actions.remove_source(source=source, by=member)
    messages.success(request, f"The search of {source} is no longer in the log.")
    return back(request, "importing:sources", slug=member.review.slug)


@review_page("import_records", methods=("GET", "HEAD", "POST"))
def log(request: HttpRequest, member: Member) -> HttpResponse:
    """What is told of the searches as a whole."""
    held = search_log(member)
    form = SearchLogForm(request.POST or None, instance=held, initial={"version": held.version})
    if request.method == "POST" and form.is_valid():
        actions.change_search_log(by=member, version=form.cleaned_data["version"], **form.notes())
        messages.success(request, "The search log is saved.")
        return back(request, "importing:sources", slug=member.review.slug)
    return render(request, "screening/importing/log.html", {"form": form}, status=422 if form.is_bound else 200)


@review_page("view")
def appendix(request: HttpRequest, member: Member, file_format: str) -> HttpResponse:
    """The PRISMA-S appendix as md or docx."""
    facts, day = search_log_facts(member), f"{timezone.now():%-d %B %Y}"
    name = f"{member.review.slug}-prisma-s.{file_format}"
    if file_format == "md":
        return download("".join(to_markdown(facts, day)), name, "text/markdown; charset=utf-8")
    if file_format == "docx":
        return download(to_docx(facts, day), name, DOCX)
    raise Http404("The appendix comes as md or docx.")
