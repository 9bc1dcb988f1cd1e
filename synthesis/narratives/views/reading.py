"""Reading narratives: the list, the reader, one statement, released versions, comparison, files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from ketreview.web import download
from screening.errors import Invalid
from screening.models import Member
from screening.team.access import review_page
from synthesis.models import NarrativeVersion, Statement
from synthesis.narratives import queries
from synthesis.narratives.compare import compare as compare_documents
from synthesis.narratives.forms import EvidenceForm
from synthesis.narratives.queries import pages, texts
from synthesis.narratives.queries.freshness import behind_their_data
from synthesis.narratives.queries.progress import status_counts
from synthesis.narratives.queries.words import said_now, said_of_row
from synthesis.narratives.views.lookup import narrative_of, statement_of, version_of
from synthesis.narratives.writers.docx_file import to_docx
from synthesis.narratives.writers.html_file import to_html
from synthesis.narratives.writers.markdown_file import to_markdown

STATUSES = ("outdated", "broken", "unlinked", "current")
KEYS = (("J", "Next statement"), ("K", "Statement before"), ("Enter", "Open its evidence"), ("?", "These keys"))
FILES = {
    "html": (to_html, "text/html; charset=utf-8"),
    "md": (to_markdown, "text/markdown; charset=utf-8"),
    "docx": (to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@review_page("see_results")
def list_narratives(request: HttpRequest, member: Member) -> HttpResponse:
    counts = status_counts(member)
    rows = [
        {
            "narrative": narrative,
            "counts": [(status, counts.get(narrative.pk, {}).get(status, 0)) for status in STATUSES],
            "released": narrative.versions.filter(frozen_at__isnull=False).order_by("-number").first(),
            "due": is_due(narrative),
        }
        for narrative in texts.narratives(member)
    ]
    context = {"rows": rows, "may_write": member.can("write_narrative")}
    return render(request, "synthesis/narratives/page.html", context)


def is_due(narrative) -> bool:
    """True where the day by which somebody should have looked is past."""
    return bool(narrative.review_by and narrative.review_by < timezone.now().date())


@review_page("see_results")
def show(request: HttpRequest, member: Member, narrative_id: int) -> HttpResponse:
    """The version that is written on, with the status of each statement."""
    narrative = narrative_of(member, narrative_id)
    status = request.GET.get("status", "")
    status = status if status in STATUSES else ""
    may_write = member.can("write_narrative")
    reading = pages.reading_of(narrative.current, status)
    put_away = texts.put_away(narrative.current)
    context = {
        "narrative": narrative,
        "reading": reading,
        "status": status,
        "tabs": [(each, reading.counts[each]) for each in STATUSES],
        "total": sum(reading.counts.values()),
        "may_write": may_write,
        "writing": may_write and request.GET.get("mode") == "write",
        "archived_blocks": put_away[0],
        "archived_statements": put_away[1],
        "releases": narrative.versions.filter(frozen_at__isnull=False).order_by("-number"),
        "due": is_due(narrative),
        "shortcuts": KEYS,
    }
    return render(request, "synthesis/narratives/show.html", context)


@review_page("see_results")
def inspect(request: HttpRequest, member: Member, statement_id: int) -> HttpResponse:
    """One statement: its figures with their runs, its evidence, why it has its status, its history."""
    statement = statement_of(member, statement_id)
    version = statement.block.narrative_version
    may_write = member.can("write_narrative") and version.frozen_at is None and statement.archived_at is None
    return render(request, "synthesis/narratives/statement.html", inspector(member, statement, may_write))


def inspector(member: Member, statement: Statement, may_write: bool) -> dict:
    """The context of a statement's page."""
    said, version = said_now(member.review), statement.block.narrative_version
    numbers = {f"{anchor.reference_id}": place for place, anchor in enumerate(statement.anchors.all(), 1)}
    references = version.narrative.references.select_related("record").filter(
        pk__in=[anchor.reference_id for anchor in statement.anchors.all()]
    )
    return {
        "statement": statement,
        "narrative": version.narrative,
        "version": version,
        "line": pages.line_of(statement, said, numbers),
        "said": said,
        "trace": pages.trace_of(statement, said),
        "behind": behind_their_data([statement], said) if version.frozen_at is None else [],
        "noticed": pages.noticed_behind([statement], said),
        "figures": [(row, said_of_row(row, said)) for row in statement.tokens.all()],
        "references": [(reference, texts.printed(reference)) for reference in references],
        "history": texts.history(statement),
        "may_write": may_write,
        "form": EvidenceForm(member, statement) if may_write else None,
    }


@review_page("see_results")
def read(request: HttpRequest, member: Member, narrative_id: int, number: int) -> HttpResponse:
    """A released version as it was printed; the open one leads to the reader."""
    version = version_of(member, narrative_id, number)
    if version.frozen_at is None:
        return redirect("narratives:show", slug=member.review.slug, narrative_id=narrative_id)
    earlier = version.narrative.versions.filter(number__lt=number).order_by("-number").first()
    context = {
        "version": version,
        "document": document_of(version),
        "said": said_now(member.review),
        "earlier": earlier,
    }
    return render(request, "synthesis/narratives/read.html", context)


def document_of(version: NarrativeVersion):
    """The version as a document. Invalid where a draft has a place that would stay empty."""
    try:
        return queries.document_of(version, on=timezone.now().date())
    except queries.Unprintable as error:
        raise Invalid(f"This text cannot be printed yet: {error}") from None


@review_page("see_results")
def compare(request: HttpRequest, member: Member, narrative_id: int, before: int, after: int) -> HttpResponse:
    first, second = (version_of(member, narrative_id, number) for number in sorted((before, after)))
    found = compare_documents(document_of(first), document_of(second))
    rows = [(difference, *difference.spans) for difference in found.statements if difference.kind != "same"]
    context = {"narrative": first.narrative, "first": first, "second": second, "found": found, "rows": rows}
    context["labels"] = [f"Version {version.number}" for version in (first, second)]
    return render(request, "synthesis/narratives/compare.html", context)


@review_page("see_results")
def text_file(
    request: HttpRequest, member: Member, narrative_id: int, number: int, file_format: str
) -> HttpResponse:
    """A version as a file: the released one always with the same bytes, the open one as a draft."""
    version = version_of(member, narrative_id, number)
    if file_format not in FILES:
        raise Http404("There is no such format.")
    write, content_type = FILES[file_format]
    document = document_of(version)
    state = "" if document.released else "-draft"
    name = f"{version.narrative.slug}-version-{number}{state}.{file_format}"
    return download(write(document), name, content_type)


@review_page("see_results")
def references(request: HttpRequest, member: Member, narrative_id: int) -> HttpResponse:
    """The reference list with what is amiss: unused, unmatched, without a DOI."""
    narrative = narrative_of(member, narrative_id)
    rows = pages.listed_references(narrative)
    context = {
        "narrative": narrative,
        "rows": rows,
        "unused": sum(row.cited == 0 for row in rows),
        "unmatched": sum(row.unmatched for row in rows),
        "without_doi": sum(row.without_doi for row in rows),
        "may_write": member.can("write_narrative"),
    }
    return render(request, "synthesis/narratives/references.html", context)
