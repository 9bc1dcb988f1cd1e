"""A stage's own page for those who lead: its rules, its numbers, its agreement."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from ketreview.web import back
from screening.errors import Invalid, ReviewError
from screening.models import Event, Member, Report, Stage, StageRecord
from screening.reviews.actions import change_stage
from screening.team.access import review_page
from screening.workflow import actions, queries
from screening.workflow.blinding import may_see_outcomes, waits_for_conflicts
from screening.workflow.forms import (
    AddStageForm,
    AdjudicationForm,
    BlindingForm,
    CountingRulesForm,
    HiddenFieldsForm,
    ReasonsForm,
    SequenceForm,
    VersionForm,
    VotesNeededForm,
)
from screening.workflow.queries.comparisons import agreement_of
from screening.workflow.views.page import workflow_page

STATE_LABELS = {**dict(StageRecord.State.choices), Report.Retrieval.NOT_RETRIEVED.value: "Not retrieved"}


def _to_stage(request: HttpRequest, member: Member, stage: Stage, words: str) -> HttpResponse:
    messages.success(request, words)
    return back(request, "workflow:stage", slug=member.review.slug, stage_slug=stage.slug)


def _sent(form_class: type, request: HttpRequest) -> dict:
    """What the form sent, or Invalid with the first thing wrong with it."""
    form = form_class(request.POST)
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise Invalid(f"{form.fields[name].label or name.capitalize()}: {errors[0]} Nothing was changed.")
    return form.cleaned_data


@review_page("see_outcomes")
def stage(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    """The stage's rules and numbers; ?needed=, ?maybe_rule= and ?sequence= show what another rule would do."""
    stage = queries.main_stage_of(member, stage_slug)
    form = VotesNeededForm(request.GET if "needed" in request.GET else None, initial={"needed": stage.votes_needed})
    preview = None
    if form.is_bound and form.is_valid() and form.cleaned_data["needed"] != stage.votes_needed:
        preview = queries.votes_preview(stage, form.cleaned_data["needed"])
    tally, changes = queries.tally_of(stage), queries.rule_changes(stage)
    states = queries.state_counts(member, stage, tally)
    context = {
        "stage": stage,
        "count": queries.stage_count(member, stage, tally),
        "state_rows": [{"label": STATE_LABELS[state], "count": count} for state, count in states.items()],
        "in_the_way": [] if stage.closed_at else [(s, states[s]) for s in ("waiting", "conflict") if states.get(s)],
        "stuck": len(queries.stuck_records(member, stage)),
        "new": queries.unadmitted_count(tally),
        "following": queries.following_stage(stage),
        "ready_included": tally.ready("included"),
        "ready_excluded": tally.ready("excluded"),
        "released": tally.released.total(),
        "votes_form": form,
        "preview": preview,
        "hidden_form": HiddenFieldsForm(initial={"fields_hidden": stage.hidden_fields}),
        "adjudication_form": AdjudicationForm(
            initial={"own_conflicts": stage.own_conflicts, "directions_hidden": stage.directions_hidden}
        ),
        "orphans": queries.orphan_conflicts(member, stage),
        "last_change": _last_change(stage, changes),
        **_counting(request, stage),
        **_reasons(request, stage, changes),
        **_order(request, stage, tally, changes),
    }
    return workflow_page(request, member, "stage.html", context)


def _counting(request: HttpRequest, stage: Stage) -> dict:
    """The form of the counting rules, and what those asked for would move."""
    now = {"maybe_rule": stage.maybe_rule, "reasons_conflict": stage.reasons_conflict, "version": stage.version}
    asked = (
        CountingRulesForm({**request.GET.dict(), "version": stage.version}) if "maybe_rule" in request.GET else None
    )
    if asked is None or not asked.is_valid() or asked.cleaned_data == now:
        return {"rules_form": CountingRulesForm(initial=now), "rules_preview": None}
    rules = {name: asked.cleaned_data[name] for name in ("maybe_rule", "reasons_conflict")}
    found = queries.rules_preview(stage, **rules)
    moves = [(STATE_LABELS[before], STATE_LABELS[after], count) for before, after, count in found.moves]
    shown = {"moves": moves, "settled_by_people": found.settled_by_people, **rules}
    return {"rules_form": CountingRulesForm(initial=rules), "rules_preview": shown}


def _reasons(request: HttpRequest, stage: Stage, changes: list[Event]) -> dict:
    """The form that says whether an exclusion needs a reason, what another rule would do, what can be undone."""
    now = _reasons_of(stage.reason_required)
    asked = ReasonsForm({**request.GET.dict(), "version": stage.version}) if "reason_rule" in request.GET else None
    last = queries.last_rule_change(stage, changes, queries.REASON_VERBS, "reason_required")
    shown = {"reasons_form": ReasonsForm(initial={"reason_rule": now}), "reasons_preview": None}
    shown |= {"last_reasons": last, "reasons_before": last and _reasons_of(last.before["reason_required"])}
    if asked is not None and asked.is_valid() and asked.cleaned_data["reason_rule"] != now:
        shown["reasons_form"] = ReasonsForm(initial=asked.cleaned_data)
        bare = queries.exclusions_without_reason(stage)
        shown["reasons_preview"] = {"reason_rule": asked.cleaned_data["reason_rule"], "without": bare}
    return shown


def _reasons_of(required: bool) -> str:
    return ReasonsForm.REQUIRED if required else ReasonsForm.OPTIONAL


def _order(request: HttpRequest, stage: Stage, tally: queries.Tally, changes: list[Event]) -> dict:
    """The form of the order, what the one asked for would do, and the change that can be undone."""
    now = {"sequence": stage.sequence, "version": stage.version}
    asked = SequenceForm({**request.GET.dict(), "version": stage.version}) if "sequence" in request.GET else None
    shown = {"sequence_form": SequenceForm(initial=now), "sequence_preview": None}
    if asked is not None and asked.is_valid() and asked.cleaned_data != now:
        sequence = asked.cleaned_data["sequence"]
        shown["sequence_form"] = SequenceForm(initial=asked.cleaned_data)
        shown["sequence_preview"] = queries.sequence_preview(stage, sequence, tally)
    last = queries.last_rule_change(stage, changes, queries.RANKING_VERBS)
    newer = queries.are_words_newer(stage, changes)
    return {**shown, "last_order": last, "words_are_newer": newer, "orders": dict(Stage.Sequence.choices)}


def _last_change(stage: Stage, changes: list[Event]) -> dict | None:
    """The latest change of rules and the address that goes back on it; None where the rules moved on since."""
    event = queries.last_rule_change(stage, changes)
    if event is None:
        return None
    name = "votes_needed" if "votes_needed" in event.before else "counting_rules"
    back_to = {"maybe_rule": stage.maybe_rule, "reasons_conflict": stage.reasons_conflict} | event.before
    return {"event": event, "name": name, "before": back_to}


@review_page("manage_review", methods=("GET", "HEAD", "POST"))
def add(request: HttpRequest, member: Member) -> HttpResponse:
    """A stage of the team's own, behind one of those there are. Where it takes what has been released already, the
    page says first what that does; the button that says so sends the number it was pressed for."""
    form = AddStageForm(request.POST or None, member=member)
    taken = None
    if request.method == "POST" and form.is_valid():
        taken = _taken_by(form.cleaned_data)
        if taken and request.POST.get("sure") == str(taken["records"]):
            taken = None
    if request.method == "POST" and form.is_valid() and not taken:
        try:
            new = actions.add_stage(by=member, **form.cleaned_data)
        except ReviewError as refused:
            form.add_error(None, str(refused))
        else:
            return _to_stage(request, member, new, f"“{new}” is added. Look at its rules, then open it.")
    context = {"form": form, "stages": queries.stages(member), "taken": taken}
    return workflow_page(request, member, "add_stage.html", context, status=422 if form.errors else 200)


def _taken_by(asked: dict) -> dict | None:
    """What a new stage would take from the one before it; None where nothing waits there."""
    before = asked["after"]
    count = queries.going_on(before).count() if before else 0
    if not count:
        return None
    last = queries.following_stage(before) is None
    return {"records": count, "before": before, "counted": last and before.kind == Stage.Kind.FULL_TEXT}


@review_page("manage_review", methods=("POST",))
def take_out(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    actions.take_out_stage(stage=stage, by=member)
    messages.success(request, f"“{stage}” is taken out. Its records stand where they stood before.")
    return back(request, "workflow:queue", slug=member.review.slug)


@review_page("manage_review", methods=("POST",))
def open_(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    actions.open_stage(stage=stage, by=member)
    seated = queries.seated_count(stage)
    were = "record was given its seats" if seated == 1 else "records were given their seats"
    return _to_stage(request, member, stage, f"{stage} is open. {seated:,} {were}.")


@review_page("manage_review", methods=("POST",))
def close(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    actions.close_stage(stage=stage, by=member, **_sent(VersionForm, request))
    return _to_stage(request, member, stage, f"{stage} is closed.")


@review_page("manage_review", methods=("POST",))
def reopen(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    actions.reopen_stage(stage=stage, by=member, **_sent(VersionForm, request))
    return _to_stage(request, member, stage, f"{stage} takes votes again.")


@review_page("manage_review", methods=("POST",))
def votes_needed(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    needed = _sent(VotesNeededForm, request)["needed"]
    version = _sent(VersionForm, request)["version"]
    actions.set_votes_needed(stage=stage, needed=needed, version=version, by=member)
    return _to_stage(request, member, stage, f"Votes a record needs: {needed}. No vote was touched.")


@review_page("manage_review", methods=("POST",))
def counting_rules(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    actions.set_counting_rules(stage=stage, by=member, **_sent(CountingRulesForm, request))
    return _to_stage(request, member, stage, "The rules are changed and open records were counted anew.")


@review_page("manage_review", methods=("POST",))
def reasons(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    sent = _sent(ReasonsForm, request)
    required = sent["reason_rule"] == ReasonsForm.REQUIRED
    change_stage(stage=stage, by=member, version=sent["version"], reason_required=required)
    words = "Every exclusion needs a reason from now on." if required else "An exclusion may go without a reason."
    return _to_stage(request, member, stage, words)


@review_page("manage_review", methods=("POST",))
def adjudication(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    actions.set_adjudication(stage=stage, by=member, **_sent(AdjudicationForm, request))
    return _to_stage(request, member, stage, "Who settles conflicts, and what they see before, is changed.")


@review_page("manage_review", methods=("POST",))
def hidden_fields(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    sent = _sent(HiddenFieldsForm, request)
    actions.set_hidden_fields(stage=stage, by=member, fields=sent["fields_hidden"], version=sent["version"])
    return _to_stage(request, member, stage, "What cards show is changed.")


@review_page("manage_review", methods=("POST",))
def sequence(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    actions.set_sequence(stage=stage, by=member, **_sent(SequenceForm, request))
    return _to_stage(request, member, stage, "The order is changed; records are ranked anew in the background.")


@review_page("manage_review", methods=("POST",))
def blinding(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    actions.set_blinding(stage=stage, by=member, **_sent(BlindingForm, request))
    words = "Votes are hidden again." if stage.blinded else "Complete votes can be seen by all who screen."
    return _to_stage(request, member, stage, words)


@review_page("release_records", methods=("POST",))
def release(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    stage = queries.main_stage_of(member, stage_slug)
    done = actions.release_settled(stage=stage, by=member)
    words = f"Released: {done.included:,} included and {done.excluded:,} excluded. Their votes are fixed."
    return _to_stage(request, member, stage, words)


@review_page("see_outcomes", "screen")
def agreement(request: HttpRequest, member: Member, stage_slug: str) -> HttpResponse:
    """How well reviewers agree, from first votes on records whose votes are all in; to reviewers, once the stage is
    unblinded."""
    stage = queries.main_stage_of(member, stage_slug)
    told = {"found": agreement_of(member, stage), "waits": waits_for_conflicts(member, stage)}
    told |= {"sealed": not may_see_outcomes(member, stage)}
    return workflow_page(request, member, "agreement.html", {"stage": stage, **told})
