"""Pages of a stage's rounds: begin one, see how far it is, and read what came of it once it has ended."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ketreview.web import back
from screening.errors import Invalid, ReviewError
from screening.importing.queries.notices import notices_on
from screening.models import Member, Stage, StageRecord
from screening.rounds import actions, queries
from screening.rounds.forms import CalibrationForm, DisagreementForm
from screening.rounds.views.page import READERS, rounds_page, why_sent
from screening.team.access import review_page
from screening.workflow.actions import say as say_it
from screening.workflow.blinding import may_discuss
from screening.workflow.queries import main_stage_of, stage_count


def _calibration_page(request: HttpRequest, member: Member, stage: Stage, form: CalibrationForm, status: int = 200):
    running = queries.running_round(stage)
    leads = member.can("see_outcomes")
    context = {
        "stage": stage,
        "rounds": queries.rounds(stage, queries.CALIBRATION).filter(stage__closed_at__isnull=False),
        "running": running,
        "mine": stage_count(member, running.stage) if running else None,
        "progress": queries.progress_of(running) if running and leads else None,
        "people": queries.possible_reviewers(stage) if leads else [],
        "unlocking": queries.unlocking(stage),
        "form": form,
    }
    return rounds_page(request, member, "calibration.html", context, status)


@review_page(*READERS)
def calibration(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    """The stage's calibration rounds, and for the lead the form that begins one."""
    stage = main_stage_of(member, stage_slug)
    return _calibration_page(request, member, stage, CalibrationForm(initial={"version": stage.version}))


@review_page("manage_review", methods=("POST",))
def begin(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = main_stage_of(member, stage_slug)
    form = CalibrationForm(request.POST)
    if not form.is_valid():
        return _calibration_page(request, member, stage, form, status=422)
    try:
        round_ = actions.start_calibration(stage=stage, by=member, **form.cleaned_data)
    except ReviewError as refused:
        form.add_error(None, str(refused))
        return _calibration_page(request, member, stage, form, status=refused.status)
    messages.success(request, f"{round_.size} records were drawn. {stage} waits until the round has ended.")
    return back(request, "rounds:calibration", slug=member.review.slug, stage_slug=stage.slug)


@review_page("manage_review", methods=("POST",))
def end(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    """End the round at this address and show its result."""
    round_ = queries.round_or_404(member, stage_slug, queries.CALIBRATION)
    actions.end_calibration(round_=round_, by=member, why=why_sent(request))
    if round_.met:
        messages.success(
            request, f"The agreement asked for is reached: {round_.stage.parent} is open for screening."
        )
    elif round_.figure is None:
        messages.warning(request, "The agreement asked for cannot be estimated from these votes; see why below.")
    else:
        messages.warning(request, "The agreement asked for is not reached. Discuss what differs, then go on.")
    return back(request, "rounds:result", slug=member.review.slug, stage_slug=round_.stage.slug)


@review_page("manage_review", methods=("POST",))
def unlock(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = main_stage_of(member, stage_slug)
    actions.unlock_stage(stage=stage, why=why_sent(request), by=member)
    messages.success(request, f"{stage} is open for screening. Your reason is kept.")
    return back(request, "rounds:calibration", slug=member.review.slug, stage_slug=stage.slug)


@review_page(*READERS)
def result(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    """Agreement and disagreements of an ended round; to everybody it does not exist before."""
    round_ = queries.round_or_404(member, stage_slug, queries.CALIBRATION)
    found = queries.result_of(member, round_)
    if found is None:
        raise Http404("This round has not ended.")
    context = {
        "round": round_,
        "stage": round_.stage.parent,
        "found": found,
        "notices": notices_on(one.entry.record for one in found.disagreements),
        "form": DisagreementForm(member=member),
    }
    return rounds_page(request, member, "result.html", context)


@review_page(*READERS, methods=("POST",))
def say(request: HttpRequest, member: Member, entry_id: int) -> HttpResponse:
    """Say something about a disagreement, under the criterion it is about."""
    entries = StageRecord.objects.select_related("stage__review", "record")
    entry = get_object_or_404(entries, pk=entry_id, stage__review=member.review)
    if not (entry.stage.is_round and may_discuss(member, entry)):
        raise Http404("No such discussion.")
    form = DisagreementForm(request.POST, member=member)
    if not form.is_valid():
        raise Invalid("Write a message of at most 5,000 characters, and choose a criterion of the list or none.")
    say_it(entry=entry, text=form.cleaned_data["text"], criterion=form.cleaned_data["criterion"], by=member)
    messages.success(request, "Your message is in the discussion.")
    return back(request, "rounds:result", slug=member.review.slug, stage_slug=entry.stage.slug)
