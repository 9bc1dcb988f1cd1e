"""Pages of groups: the list, one group, two records compared, merging and taking apart."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from ketreview.web import back, paged
from screening.dedupe import actions, queries
from screening.dedupe.chances import in_words
from screening.dedupe.side_by_side import rows
from screening.dedupe.views.last_answer import keep_answer, last_answer
from screening.dedupe.views.shown import keepers, merged_fields, named, pair_or_404, record_or_404, shown_group
from screening.errors import Invalid
from screening.importing.queries import copies_in, imported_records
from screening.models import DuplicateLink, Member, Record, RecordRelation, Report
from screening.team.access import review_page
from screening.workflow.queries import parting_preview, settlements_told, surplus_votes

SHOWN_QUESTIONS = 10


@review_page("view")
def list_groups(request: HttpRequest, member: Member) -> HttpResponse:
    page = paged(request, queries.primaries(member), 10, count=queries.group_count(member))
    questions = queries.open_questions(member)
    context = {
        "page_obj": page,
        "groups": [shown_group(primary) for primary in page],
        "questions": [(one, in_words(one.score)) for one in questions[:SHOWN_QUESTIONS]],
        "waiting": questions.count(),
        "may_merge": member.can("merge_duplicates"),
        "records": imported_records(member).count(),
        "answered": last_answer(request, member),
        "put_aside": copies_in(member.review_id).count(),
    }
    return render(request, "screening/dedupe/page.html", context)


@review_page("view")
def group(request: HttpRequest, member: Member, record_id: int) -> HttpResponse:
    """One group; a copy's number opens the group it is in."""
    record = get_object_or_404(imported_records(member).select_related("batch__source"), pk=record_id)
    if record.primary_id:
        return redirect("dedupe:group", slug=member.review.slug, record_id=record.primary_id)
    shown, may_merge = shown_group(record), member.can("merge_duplicates")
    context = {
        "group": shown,
        "undone": queries.undone_links(record),
        "may_merge": may_merge,
        "aside": [(link, n) for link in shown.links if (n := surplus_votes(link.record))] if may_merge else [],
    }
    return render(request, "screening/dedupe/group.html", context)


@review_page("merge_duplicates")
def compare(request: HttpRequest, member: Member) -> HttpResponse:
    """Two records side by side, to merge by hand or to keep apart."""
    pair = pair_or_404(member, request.GET.getlist("record"))
    first, second = roots = [queries.root_of(record) for record in pair]
    against = [] if first == second else list(queries.answers_against(first, second))
    context = {
        "pair": pair,
        "rows": rows(queries.comparable(pair)),
        "merged_fields": merged_fields(pair),
        "merged": first == second,
        "keepers": keepers(member, pair),
        "against": against,
        "why_needed": bool(against) or all(map(queries.has_votes, roots)),
        "relation_kinds": RecordRelation.Kind.choices,
    }
    return render(request, "screening/dedupe/compare.html", context)


@review_page("merge_duplicates", methods=("POST",))
def find(request: HttpRequest, member: Member) -> HttpResponse:
    job = actions.look_through(by=member)
    return back(request, "jobs:show", slug=member.review.slug, job_id=job.pk)


@review_page("merge_duplicates", methods=("POST",))
def merge(request: HttpRequest, member: Member) -> HttpResponse:
    keep = record_or_404(member, request.POST.get("keep", ""))
    others = [value for value in request.POST.getlist("record") if value != str(keep.pk)]
    if len(others) != 1:
        raise Invalid("Say which of the two records stands for both.")
    record = record_or_404(member, others[0])
    link = actions.merge(record=record, keep=keep, by=member, reason=request.POST.get("reason", ""))
    keep_answer(request, member, f"{named(record)} and {named(keep)} are one work now.", links=[link])
    messages.success(request, f"{named(record)} is now a copy of {named(keep)}. You can take it apart at any time.")
    return back(request, "dedupe:group", slug=member.review.slug, record_id=keep.primary_id or keep.pk)


def _link(member: Member, link_id: uuid.UUID) -> DuplicateLink:
    links = DuplicateLink.objects.select_related("record__batch__source", "primary__batch__source")
    return get_object_or_404(links, pk=link_id, record__review=member.review)


@review_page("merge_duplicates")
def part(request: HttpRequest, member: Member, link_id: uuid.UUID) -> HttpResponse:
    """What taking this copy apart would do, before it is done."""
    link = _link(member, link_id)
    pair = [link.primary, link.record]
    context = {
        "link": link,
        "brought": Record.objects.filter(pk__in=queries.copies_brought(link)).select_related("batch__source"),
        "report": Report.objects.filter(record=link.record_id, withdrawn_at__isnull=False).first(),
        "pair": pair,
        "rows": rows(queries.comparable(pair)),
        "votes": parting_preview(link.record),
        "settled": settlements_told(member, link.record),
    }
    return render(request, "screening/dedupe/part.html", context)


@review_page("merge_duplicates", methods=("POST",))
def take_apart(request: HttpRequest, member: Member, link_id: uuid.UUID) -> HttpResponse:
    link = _link(member, link_id)
    actions.take_apart(link=link, by=member)
    messages.success(request, f"{named(link.record)} stands for itself again; the rules leave this pair alone.")
    return back(request, "dedupe:list", slug=member.review.slug)


@review_page("merge_duplicates", methods=("POST",))
def keep_apart(request: HttpRequest, member: Member) -> HttpResponse:
    first, second = pair_or_404(member, request.POST.getlist("record"))
    link = actions.keep_apart(first=first, second=second, by=member, reason=request.POST.get("reason", ""))
    said = f"{named(first)} and {named(second)} are kept apart."
    keep_answer(request, member, said, links=[link])
    messages.success(request, said)
    return back(request, "dedupe:list", slug=member.review.slug)
