"""A second look at exclusions, and a decided record judged anew."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ketreview.web import back
from screening.errors import ReviewError
from screening.importing.queries.notices import notices_on
from screening.models import Member, Stage, StageRecord
from screening.rounds import actions, queries
from screening.rounds.forms import SecondLookForm, WhyForm
from screening.rounds.views.page import READERS, rounds_page, why_sent
from screening.team.access import review_page
from screening.workflow.actions import reopen_record
from screening.workflow.blinding import may_see_outcomes
from screening.workflow.queries import is_running, left_to_judge_anew, main_stage_of, stage_count

FORM = ("GET", "HEAD", "POST")


def _page(request: HttpRequest, member: Member, stage: Stage, form: SecondLookForm, status: int = 200):
    every = queries.rounds(stage, queries.SECOND_LOOK)
    leads = member.can("see_outcomes")
    running = [round_ for round_ in every if round_.stage.closed_at is None]
    looks = [queries.look_of(round_) for round_ in every if round_.stage.closed_at]
    context = {
        "stage": stage,
        "running": [(round_, stage_count(member, round_.stage)) for round_ in running],
        "looks": looks,
        "notices": notices_on(entry.record for look in looks if look for entry in look.records),
        "told": may_see_outcomes(member, stage),
        "pool": queries.released_exclusions(stage).count() if leads else 0,
        "can_reopen": member.can("manage_review") and is_running(stage),
        "form": form,
    }
    return rounds_page(request, member, "second_look.html", context, status)


@review_page(*READERS)
def second_look(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    """The stage's second looks: what each found, what is under way, and for the lead the form that begins one."""
    return _page(request, member, main_stage_of(member, stage_slug), SecondLookForm())


@review_page("manage_review", methods=("POST",))
def begin(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = main_stage_of(member, stage_slug)
    form = SecondLookForm(request.POST)
    if not form.is_valid():
        return _page(request, member, stage, form, status=422)
    size = form.size_of(queries.released_exclusions(stage).count())
    asked = {"votes_needed": form.cleaned_data["votes_needed"], "fresh": form.cleaned_data["fresh"]}
    try:
        round_ = actions.start_second_look(stage=stage, size=size, by=member, **asked)
    except ReviewError as refused:
        form.add_error(None, str(refused))
        return _page(request, member, stage, form, status=refused.status)
    messages.success(request, f"{round_.size:,} exclusions were drawn and wait for new votes.")
    return back(request, "rounds:second_look", slug=member.review.slug, stage_slug=stage.slug)


@review_page("manage_review", methods=("POST",))
def end(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    """End the second look at this address."""
    round_ = queries.round_or_404(member, stage_slug, queries.SECOND_LOOK)
    actions.end_second_look(round_=round_, by=member, why=why_sent(request))
    messages.success(request, "The second look has ended; what it found stands below.")
    return back(request, "rounds:second_look", slug=member.review.slug, stage_slug=round_.stage.parent.slug)


@review_page("manage_review", methods=FORM)
def reopen(request: HttpRequest, member: Member, stage_slug: str, record_id: int) -> HttpResponse:
    """Have a decided record judged anew, with a reason."""
    stage = main_stage_of(member, stage_slug)
    entries = StageRecord.objects.select_related("stage__review", "record")
    entry = get_object_or_404(entries, stage=stage, record=record_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reopen_record(entry=entry, why=form.cleaned_data["why"], by=member)
        except ReviewError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Waits for votes again: {entry.record}")
            return back(request, "importing:record", slug=member.review.slug, record_id=record_id)
    context = {"stage": stage, "entry": entry, "form": form, "left": left_to_judge_anew(entry)}
    return rounds_page(request, member, "reopen.html", context, 422 if form.errors else 200)
