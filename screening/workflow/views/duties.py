"""Who votes in a stage: what is asked of each, pairs, and open records given from one to others."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ketreview.web import back
from ketreview.wording import plural
from screening.errors import Invalid, ReviewError
from screening.models import Duty, Member, Stage
from screening.team.access import review_page
from screening.workflow import actions, queries
from screening.workflow.forms import DutyForm, MoveForm, PairForm
from screening.workflow.views.page import workflow_page


@dataclass(frozen=True)
class Refused:
    """What the lead typed of one reviewer and why it was not saved."""

    member: int
    typed: dict[str, Any]
    errors: list[str]


def _move_form(stage: Stage, data=None) -> MoveForm:
    people = queries.reviewers_of(stage).select_related("user").order_by("user__name", "pk")
    return MoveForm(data, people=people, holders=queries.seat_holders(stage))


@review_page("manage_review")
def reviewers(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    """Everybody who screens, with what is asked of them; ?to= shows what moving open records would do."""
    return _page(request, member, queries.main_stage_of(member, stage_slug))


def _asked_of(duty: Duty) -> dict:
    """What the form of one reviewer shows."""
    return {name: getattr(duty, name) for name in DutyForm.base_fields}


def _page(
    request: HttpRequest, member: Member, stage: Stage, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    form = _move_form(stage, request.GET if "to" in request.GET else None)
    plan = None
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        plan = queries.move_plan(stage, asked["source"], asked["to"], asked["most"])
    people = queries.workloads(stage)
    context = {
        "stage": stage,
        "people": people,
        "rows": [
            (one, refused.typed, refused.errors)
            if refused and refused.member == one.member.pk
            else (one, _asked_of(one.duty), [])
            for one in people
        ],
        "shares": sum(one.duty.share or 0 for one in people),
        "all_shared": bool(people) and all(one.duty.share is not None for one in people if one.duty.may_vote),
        "pairs": queries.pairs_of(stage),
        "left_out": queries.left_out(stage),
        "pair_form": PairForm(people=queries.reviewers_of(stage).select_related("user")),
        "move_form": form,
        "plan": plan,
        "asked": form.cleaned_data if plan else None,
    }
    return workflow_page(request, member, "reviewers.html", context, status=status)


def _done(request: HttpRequest, member: Member, stage: Stage, words: str) -> HttpResponse:
    messages.success(request, words)
    return back(request, "workflow:reviewers", slug=member.review.slug, stage_slug=stage.slug)


def _checked(form) -> dict:
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else "Form"
        raise Invalid(f"{label}: {errors[0]} Nothing was changed.")
    return form.cleaned_data


@review_page("manage_review", methods=("POST",))
def change(request: HttpRequest, member: Member, stage_slug: str, member_id: int) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    person = get_object_or_404(member.review.members.filter(removed_at__isnull=True), pk=member_id)
    form = DutyForm(request.POST)
    errors, status = [f"{form.fields[name].label}: {each[0]}" for name, each in form.errors.items()], 422
    if not errors:
        try:
            actions.set_duty(stage=stage, member=person, by=member, **form.cleaned_data)
        except ReviewError as error:
            errors, status = [str(error)], error.status
    if errors:
        typed = {name: form[name].value() for name in form.fields}
        return _page(request, member, stage, Refused(person.pk, typed, errors), status)
    return _done(request, member, stage, f"What is asked of {person} is saved.")


@review_page("manage_review", methods=("POST",))
def pair(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    sent = _checked(PairForm(request.POST, people=queries.reviewers_of(stage)))
    made = actions.add_pair(stage=stage, by=member, **sent)
    return _done(request, member, stage, f"{made.first} and {made.second} judge together.")


@review_page("manage_review", methods=("POST",))
def part(request: HttpRequest, member: Member, stage_slug: str, pair_id: int) -> HttpResponse:
    made = get_object_or_404(queries.pairs_of(queries.main_stage_of(member, stage_slug)), pk=pair_id)
    actions.part_pair(pair=made, by=member)
    return _done(request, member, made.stage, f"{made.first} and {made.second} need not judge together any more.")


@review_page("manage_review", methods=("POST",))
def move(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    """Give the records that the preview told of."""
    stage = queries.main_stage_of(member, stage_slug)
    sent = _checked(_move_form(stage, request.POST))
    plan = actions.move_seats(stage=stage, by=member, **sent)
    kept = f" {plan.kept:,} stay: none of those chosen may judge them." if plan.kept else ""
    return _done(request, member, stage, f"{plural(plan.moved, 'record was,records were')} given.{kept}")
