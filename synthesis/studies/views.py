"""Pages of studies and of the frame in which numbers are extracted."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from ketreview.web import back, paged
from screening.errors import Closed, Invalid, Stale
from screening.models import Member
from screening.team.access import review_page
from synthesis.models import Arm, Study, StudyOutcome
from synthesis.studies import actions, forms, queries

BOTH = ("GET", "HEAD", "POST")


class Kind(NamedTuple):
    """A part of the frame that is edited, archived and restored alike: its form, its rows, its edit action."""

    word: str
    form: type[forms.VersionedForm]
    rows: Callable[[Member], QuerySet]
    edit: Callable[..., Any]
    argument: str


KINDS = {
    "study": Kind("study", forms.StudyForm, lambda m: m.review.studies.all(), actions.edit_study, "study"),
    "arm": Kind(
        "arm", forms.ArmForm, lambda m: Arm.objects.filter(study__review=m.review), actions.edit_arm, "arm"
    ),
    "outcome": Kind(
        "outcome", forms.OutcomeForm, lambda m: m.review.outcomes.all(), actions.edit_outcome, "outcome"
    ),
    "time-point": Kind(
        "time point",
        forms.TimePointForm,
        lambda m: m.review.time_points.all(),
        actions.edit_time_point,
        "time_point",
    ),
    "study-outcome": Kind(
        "outcome of the study",
        forms.StudyOutcomeForm,
        lambda m: StudyOutcome.objects.filter(study__review=m.review).select_related("outcome", "time_point"),
        actions.edit_study_outcome,
        "study_outcome",
    ),
}


@review_page("view")
def study_list(request: HttpRequest, member: Member) -> HttpResponse:
    """Included reports that wait for a study, and the studies."""
    context = {
        "waiting": queries.groupable_reports(member) if member.can("manage_studies") else [],
        "sealed": member.can("manage_studies") and not queries.may_see_included(member),
        "page": paged(request, queries.studies(member)),
        "archived": queries.studies(member, archived=True),
        "can_manage": member.can("manage_studies"),
    }
    return render(request, "synthesis/studies/list.html", context)


@review_page("manage_studies", methods=BOTH)
def create(request: HttpRequest, member: Member) -> HttpResponse:
    """One study of the chosen reports (?report=1&report=2)."""
    chosen = request.POST if request.method == "POST" else request.GET
    wanted = [int(value) for value in chosen.getlist("report") if value.isdecimal()]
    reports = list(queries.groupable_reports(member).filter(pk__in=wanted))
    if not reports:
        raise Invalid("Choose at least one report from the list of included reports that are in no study yet.")
    record = reports[0].record
    form = forms.StudyForm(
        request.POST or None, member=member, initial={"label": record.label, "year": record.year}
    )
    context = {"reports": reports, "back_url": _url("studies:list", member)}
    if request.method == "POST" and form.is_valid():
        return _saved(
            request, form, context,
            lambda: actions.create_study(reports=reports, by=member, **form.changes()),
            lambda study: ("studies:study", {"study_id": study.pk}), "The study was created.",
        )  # fmt: skip
    return _form_page(request, form, "New study", "Create the study", **context)


@review_page("view")
def study(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    """One study: its reports, arms, and the outcomes it reports."""
    row = _study(member, study_id)
    can_manage = member.can("manage_studies")
    context = {
        "study": row,
        "links": row.report_links.select_related("report__record").order_by("-is_main", "pk"),
        "left_out": queries.left_out_reports(member, row),
        "arms": row.arms.filter(archived_at__isnull=True),
        "archived_arms": row.arms.filter(archived_at__isnull=False),
        "study_outcomes": queries.live_study_outcomes(row),
        "archived_outcomes": row.study_outcomes.filter(archived_at__isnull=False).select_related(
            "outcome", "time_point"
        ),
        "waiting": queries.groupable_reports(member) if can_manage else [],
        "arm_form": forms.ArmForm(member=member, prefix=None, auto_id="arm_%s"),
        "outcome_form": forms.StudyOutcomeForm(member=member, auto_id="outcome_%s"),
        "can_manage": can_manage and not row.archived_at,
        "member_manages": can_manage,
        "can_extract": member.can("extract"),
        "can_see_data": member.can("see_extracted"),
    }
    return render(request, "synthesis/studies/study.html", context)


@review_page("manage_studies", methods=("POST",))
def link(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    row = _study(member, study_id)
    wanted = request.POST.get("report", "")
    if not wanted.isdecimal():
        raise Invalid("Choose a report to link.")
    report = get_object_or_404(queries.groupable_reports(member), pk=wanted)
    actions.link_report(study=row, report=report, by=member)
    messages.success(request, f"{report} is now part of {row}.")
    return _to_study(request, member, row.pk)


@review_page("manage_studies", methods=("POST",))
def unlink(request: HttpRequest, member: Member, study_id: int, report_id: int) -> HttpResponse:
    row = _study(member, study_id)
    report = get_object_or_404(member.review.reports, pk=report_id, study_link__study=row)
    actions.unlink_report(study=row, report=report, by=member)
    messages.success(request, f"{report} was taken out of {row} and waits to be grouped.")
    return _to_study(request, member, row.pk)


@review_page("manage_studies", methods=BOTH)
def add_arm(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    row = _study(member, study_id)
    form = forms.ArmForm(request.POST or None, member=member)
    return _added(
        request, member, form, "New arm", lambda: actions.add_arm(study=row, by=member, **form.changes()), row
    )


@review_page("manage_studies", methods=BOTH)
def add_study_outcome(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    row = _study(member, study_id)
    form = forms.StudyOutcomeForm(request.POST or None, member=member)
    return _added(
        request, member, form, "Outcome of the study",
        lambda: actions.add_study_outcome(study=row, by=member, **form.changes()), row,
    )  # fmt: skip


@review_page("view")
def outcome_list(request: HttpRequest, member: Member) -> HttpResponse:
    """The review's outcomes and time points."""
    context = {
        "outcomes": queries.outcomes(member),
        "archived_outcomes": queries.outcomes(member, archived=True),
        "time_points": queries.time_points(member),
        "archived_time_points": queries.time_points(member, archived=True),
        "outcome_form": forms.OutcomeForm(member=member, auto_id="outcome_%s"),
        "time_form": forms.TimePointForm(member=member, auto_id="time_%s"),
        "can_manage": member.can("manage_studies"),
    }
    return render(request, "synthesis/studies/outcomes.html", context)


@review_page("manage_studies", methods=BOTH)
def add_outcome(request: HttpRequest, member: Member) -> HttpResponse:
    form = forms.OutcomeForm(request.POST or None, member=member)
    return _added(request, member, form, "New outcome", lambda: actions.add_outcome(by=member, **form.changes()))


@review_page("manage_studies", methods=BOTH)
def add_time_point(request: HttpRequest, member: Member) -> HttpResponse:
    form = forms.TimePointForm(request.POST or None, member=member)
    return _added(
        request, member, form, "New time point", lambda: actions.add_time_point(by=member, **form.changes())
    )


@review_page("manage_studies", methods=BOTH)
def edit(request: HttpRequest, member: Member, kind: str, row_id: int) -> HttpResponse:
    what, row = _part(member, kind, row_id)
    form = what.form(request.POST or None, member=member, instance=row)
    context = {"back_url": _home_of(member, row)}
    if request.method == "POST" and form.is_valid():
        call = {what.argument: row, "version": form.version_seen(), "by": member, **form.changes()}
        return _saved(
            request, form, context, lambda: what.edit(**call), lambda _: (context["back_url"], {}), "Saved.",
            heading=f"Change the {what.word}",
        )  # fmt: skip
    return _form_page(request, form, f"Change the {what.word}", "Save", **context)


@review_page("manage_studies", methods=BOTH)
def archive(request: HttpRequest, member: Member, kind: str, row_id: int) -> HttpResponse:
    """What archiving touches, then the act itself."""
    what, row = _part(member, kind, row_id)
    if request.method == "POST":
        actions.archive(row=row, version=_version(request), by=member)
        messages.success(request, f"“{row}” is archived; everything under it is kept and can be restored.")
        return back(request, _home_of(member, row))
    context = {
        "row": row,
        "kind": kind,
        "word": what.word,
        "touched": queries.touched_by_archiving(member, row),
        "back_url": _home_of(member, row),
    }
    return render(request, "synthesis/studies/archive.html", context)


@review_page("manage_studies", methods=("POST",))
def restore(request: HttpRequest, member: Member, kind: str, row_id: int) -> HttpResponse:
    _, row = _part(member, kind, row_id)
    actions.restore(row=row, version=_version(request), by=member)
    messages.success(request, f"“{row}” is back.")
    return back(request, _home_of(member, row))


def _study(member: Member, study_id: int) -> Study:
    return get_object_or_404(member.review.studies, pk=study_id)


def _part(member: Member, kind: str, row_id: int) -> tuple[Kind, Model]:
    if kind not in KINDS:
        raise Http404("No such part of a study.")
    return KINDS[kind], get_object_or_404(KINDS[kind].rows(member), pk=row_id)


def _version(request: HttpRequest) -> int:
    seen = request.POST.get("version", "")
    return int(seen) if seen.isdecimal() else 0


def _url(name: str, member: Member, **ids: int) -> str:
    return reverse(name, kwargs={"slug": member.review.slug, **ids})


def _home_of(member: Member, row: Model) -> str:
    """The page on which the part stands."""
    if isinstance(row, Study):
        return _url("studies:study", member, study_id=row.pk)
    if isinstance(row, Arm | StudyOutcome):
        return _url("studies:study", member, study_id=row.study_id)
    return _url("studies:outcomes", member)


def _to_study(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    return back(request, "studies:study", slug=member.review.slug, study_id=study_id)


def _added(
    request: HttpRequest,
    member: Member,
    form: forms.VersionedForm,
    heading: str,
    act: Callable[[], Any],
    study_of: Study | None = None,
) -> HttpResponse:
    """A form that adds a part, on a page of its own or sent from the page on which the part will stand."""
    home = _home_of(member, study_of) if study_of else _url("studies:outcomes", member)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, {"back_url": home}, act, lambda _: (home, {}), "Added.", heading=heading)
    return _form_page(request, form, heading, "Add", back_url=home)


def _saved(
    request: HttpRequest,
    form: forms.VersionedForm,
    context: dict[str, Any],
    act: Callable[[], Any],
    goes_to: Callable[[Any], tuple[str, dict[str, Any]]],
    told: str,
    heading: str = "New study",
) -> HttpResponse:
    """Do it and go on; what the action refuses is shown in the form, with all that was typed."""
    try:
        made = act()
    except (Invalid, Closed) as error:
        form.add_error(None, str(error))
        return _form_page(request, form, heading, "Save", **context)
    except Stale as error:
        form.show_stored()
        form.add_error(None, str(error))
        return _form_page(request, form, heading, "Save mine", status=409, stored=form.stored(), **context)
    messages.success(request, told)
    name, ids = goes_to(made)
    return back(request, name, **({"slug": request.review.slug, **ids} if ids else {}))


def _form_page(
    request: HttpRequest,
    form: forms.VersionedForm,
    heading: str,
    button: str,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    status = 422 if status == 200 and form.is_bound and form.errors else status
    context |= {"form": form, "heading": heading, "button": button}
    return render(request, "synthesis/studies/form.html", context, status=status)
