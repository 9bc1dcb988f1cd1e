"""One change to all records found: chosen with its counts shown, done, and taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from ketreview.web import back, paged
from ketreview.wording import plural
from screening.errors import Closed, Invalid
from screening.finding import actions, queries
from screening.finding.filters import RecordFilter, filter_from
from screening.finding.forms import ManyForm
from screening.finding.queries.effects import effects
from screening.finding.told import in_words, reasons_of
from screening.finding.views.records import address
from screening.models import Member
from screening.team.access import review_page
from screening.workflow.queries import label_tree


def _page(request: HttpRequest, member: Member, wanted: RecordFilter, form: ManyForm, status: int = 200):
    found = effects(member, wanted)
    context = {
        "wanted": wanted,
        "list_url": address("finding:list", member, wanted),
        "do_url": address("finding:do", member, wanted),
        "found": found,
        "form": form,
        "tree": label_tree(member),
        "reasons": member.review.exclusion_reasons.filter(archived_at__isnull=True),
    }
    return render(request, "screening/finding/many.html", context, status=status)


@review_page("screen")
def choose(request: HttpRequest, member: Member) -> HttpResponse:
    """What could be done with all records found, and on how many it would have an effect."""
    return _page(request, member, filter_from(request.GET), ManyForm(member=member))


@review_page("screen", methods=("POST",))
def do(request: HttpRequest, member: Member) -> HttpResponse:
    wanted, form = filter_from(request.GET), ManyForm(request.POST, member=member)
    if not form.is_valid():
        return _page(request, member, wanted, form, status=422)
    records = list(queries.records_found(member, wanted).order_by("pk").values_list("pk", flat=True))
    asked = form.cleaned_data
    if len(records) != asked["count"]:
        form.add_error(
            None,
            f"The search found {plural(asked['count'], 'record')} when you looked and finds "
            f"{plural(len(records), 'record')} now, so nothing was done. Look at the new numbers, then go on.",
        )
        return _page(request, member, wanted, form, status=409)
    try:
        return _done(request, member, asked, records)
    except (Invalid, Closed) as error:
        form.add_error(None, str(error))
        return _page(request, member, wanted, form, status=422)


def _done(request: HttpRequest, member: Member, asked: dict, records: list[int]) -> HttpResponse:
    slug = member.review.slug
    if asked["do"] == "vote":
        job = actions.vote_on_many(
            records=records, stage=asked["stage"], verdict=asked["verdict"], reason=asked["reason"], by=member
        )
        return redirect("jobs:show", slug=slug, job_id=job.pk)
    act = actions.label_many if asked["do"] == "label" else actions.unlabel_many
    change = act(records=records, label=asked["label"], by=member)
    words = "put on" if asked["do"] == "label" else "taken off"
    messages.success(request, f"“{asked['label']}” was {words} {plural(len(change.records), 'record')}.")
    return redirect("finding:changes", slug=slug)


@review_page("screen")
def changes(request: HttpRequest, member: Member) -> HttpResponse:
    """The member's own changes to many records, each with its undo."""
    page = paged(request, queries.my_changes(member), 25)
    undone = [(change, change.args.get("undo")) for change in page if change.undone_at]
    context = {"page_obj": page, "came": {change.pk: (len(c["back"]), reasons_of(c)) for change, c in undone if c}}
    return render(request, "screening/finding/changes.html", context)


@review_page("screen", methods=("POST",))
def undo(request: HttpRequest, member: Member, change_id) -> HttpResponse:
    change = get_object_or_404(queries.my_changes(member), pk=change_id)
    job = actions.undo_change(change=change, by=member)
    if job is not None:
        return redirect("jobs:show", slug=member.review.slug, job_id=job.pk)
    messages.success(request, in_words(change.args["undo"], "label"))
    return back(request, "finding:changes", slug=member.review.slug)
