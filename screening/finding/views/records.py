"""The list of the records, found by words and filters; searches under a name."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ketreview.web import back, paged
from screening.errors import Invalid
from screening.finding import actions, queries
from screening.finding.filters import (
    COPIES,
    MISSING,
    MOST_TYPED,
    ORDERS,
    RecordFilter,
    filter_from,
    query_of,
    readable,
)
from screening.finding.forms import KeepSearchForm
from screening.importing.queries import imports, sources
from screening.importing.queries.notices import notices_on
from screening.importing.queries.proposals import open_proposals
from screening.importing.queries.records import open_stages
from screening.importing.queries.search import words_being_read
from screening.importing.search_words import foreign_operators, parse_search
from screening.models import ImportBatch, Member, SavedSearch, StageRecord, Verdict
from screening.reviews.queries import hidden_from
from screening.team.access import review_page
from screening.workflow.queries import labels, stages

EXPORT_FORMATS = ("csv", "xlsx", "ris", "nbib", "bib", "json", "xml")
"""The formats of `exporting:records`, which stands above this feature; a test holds the two together."""


def choices(member: Member) -> dict[str, Any]:
    """What the filters offer."""
    own = [
        (f"{stage.pk}:{verdict.value}", f"{verdict.label} · {stage}")
        for stage in (stages(member) if member.can("screen") else ())
        for verdict in (Verdict.INCLUDE, Verdict.EXCLUDE, Verdict.MAYBE)
    ]
    return {
        "sources": [(source.pk, source.name) for source in sources(member)],
        "batches": [
            (batch.pk, batch.filename) for batch in imports(member).filter(state=ImportBatch.State.COMMITTED)
        ],
        "copies": list(COPIES.items()),
        "missings": list(MISSING.items()),
        "stages": [(stage.pk, str(stage)) for stage in open_stages(member)],
        "states": StageRecord.State.choices,
        "labels": [(label.pk, label.name) for label in labels(member)],
        "own_votes": own,
        "orders": list(ORDERS.items()),
    }


@review_page("view")
def list_records(request: HttpRequest, member: Member) -> HttpResponse:
    hidden = hidden_from(member)
    wanted = readable(filter_from(request.GET), hidden)
    page = paged(request, queries.records_listed(member, wanted), 50)
    context = {
        "page_obj": page,
        "notices": notices_on(page),
        "wanted": wanted,
        "foreign": foreign_operators(wanted.words),
        "wordless": bool(wanted.words.strip()) and parse_search(wanted.words) is None,
        "most_typed": MOST_TYPED,
        "query": urlencode(query_of(wanted)),
        "offered": choices(member),
        "kept": [_shown(search, member) for search in queries.saved_searches(member)],
        "reading": words_being_read(member.review),
        "may_import": member.can("import_records"),
        "may_merge": member.can("merge_duplicates"),
        "may_tend": member.can("import_records") or member.can("merge_duplicates"),
        "may_change_many": member.can("screen"),
        "may_export": member.can("export_records"),
        "hidden": hidden,
        "formats": EXPORT_FORMATS,
        "proposed": open_proposals(member).count(),
    }
    return render(request, "screening/finding/records.html", context)


def _shown(search: SavedSearch, member: Member) -> dict[str, Any]:
    return {
        "search": search,
        "query": urlencode(query_of(filter_from(search.asked))),
        "own": search.member_id == member.pk,
        "may_drop": search.member_id == member.pk or (search.shared and member.can("manage_review")),
    }


def address(name: str, member: Member, wanted: RecordFilter) -> str:
    """The page of that name for the records the filter leaves."""
    return f"{reverse(name, kwargs={'slug': member.review.slug})}?{urlencode(query_of(wanted))}"


@review_page("view", methods=("POST",))
def keep(request: HttpRequest, member: Member) -> HttpResponse:
    """Keep the search of the address under a name."""
    wanted, form = filter_from(request.GET), KeepSearchForm(request.POST)
    if not form.is_valid():
        raise Invalid("Give the search a name of at most 80 characters.")
    kept = actions.keep_search(wanted=wanted, by=member, **form.cleaned_data)
    whose = "the team’s searches" if kept.shared else "your searches"
    messages.success(request, f"“{kept}” is kept among {whose}.")
    return redirect(address("finding:list", member, wanted))


@review_page("view", methods=("POST",))
def drop(request: HttpRequest, member: Member, search_id: int) -> HttpResponse:
    kept = get_object_or_404(queries.saved_searches(member), pk=search_id)
    actions.drop_search(kept=kept, by=member)
    messages.success(request, f"“{kept}” is dropped.")
    return back(request, "finding:list", slug=member.review.slug)
