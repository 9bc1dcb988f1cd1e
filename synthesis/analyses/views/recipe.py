"""Pages that make a recipe: define, change, see what it would give, sensitivity sets."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketreview import calculator
from ketreview.web import back
from screening.errors import Invalid
from screening.models import Member
from screening.team.access import review_page
from synthesis.analyses import actions, printing, queries, run_forest
from synthesis.analyses.exploration_tables import exploration_notes, sensitivity_table
from synthesis.analyses.favours import favours_doubts
from synthesis.analyses.forms import AnalysisForm, LeaveOutForm
from synthesis.analyses.planned.queries import plan_of
from synthesis.analyses.recipe import library_call
from synthesis.analyses.views.drawing import both
from synthesis.analyses.views.lookup import analysis_of
from synthesis.charts.plot import forest_plot
from synthesis.charts.views import sheet_asked
from synthesis.models import Analysis


@review_page("analyse", methods=("GET", "POST"))
def define(request: HttpRequest, member: Member) -> HttpResponse:
    form = AnalysisForm(member.review, request.POST or None)
    if "preview" in request.POST:
        return _form(request, form, None, preview_of(form))
    if request.method == "POST" and form.is_valid():
        try:
            analysis = actions.define_analysis(by=member, **_fields(form))
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            return back(request, "analyses:show", slug=member.review.slug, analysis_id=analysis.pk)
    return _form(request, form, None)


@review_page("analyse", methods=("GET", "POST"))
def change(request: HttpRequest, member: Member, analysis_id: int) -> HttpResponse:
    analysis = analysis_of(member, analysis_id)
    initial = {"version": analysis.version}
    form = AnalysisForm(member.review, request.POST or None, instance=analysis, initial=initial)
    if "preview" in request.POST:
        return _form(request, form, analysis, preview_of(form))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_analysis(analysis=analysis, version=version, by=member, **_fields(form))
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The recipe is saved. Run it to see the new result.")
            return back(request, "analyses:show", slug=member.review.slug, analysis_id=analysis_id)
    return _form(request, form, analysis)


@review_page("analyse", methods=("POST",))
def preview(request: HttpRequest, member: Member) -> HttpResponse:
    """What the recipe as it is typed would give; a part of a page, nothing is stored."""
    asked = request.POST.get("analysis", "")
    analysis = get_object_or_404(member.review.analyses, pk=int(asked)) if asked.isdecimal() else None
    form = AnalysisForm(member.review, request.POST, instance=analysis)
    return render(request, "synthesis/analyses/_preview.html", {"preview": preview_of(form)})


@review_page("analyse", methods=("GET", "POST"))
def add_set(request: HttpRequest, member: Member, analysis_id: int) -> HttpResponse:
    """A named sensitivity set."""
    analysis = analysis_of(member, analysis_id)
    form = LeaveOutForm(analysis, queries.inputs_now(analysis), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_leave_out(analysis=analysis, by=member, **form.sets())
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The sensitivity set is saved. Run the analysis to see what it gives.")
            return back(request, "analyses:show", slug=member.review.slug, analysis_id=analysis_id)
    context = {"form": form, "analysis": analysis}
    status = 422 if form.errors else 200
    return render(request, "synthesis/analyses/leave_out.html", context, status=status)


@review_page("analyse", methods=("POST",))
def remove_set(request: HttpRequest, member: Member, analysis_id: int) -> HttpResponse:
    analysis = analysis_of(member, analysis_id)
    version = request.POST.get("version", "")
    name = request.POST.get("leave_out", "")
    seen = int(version) if version.isdecimal() else 0
    actions.remove_leave_out(analysis=analysis, version=seen, name=name, by=member)
    messages.success(request, f"“{name}” is no longer part of the recipe; runs made with it keep it.")
    return back(request, "analyses:show", slug=member.review.slug, analysis_id=analysis_id)


def _fields(form: AnalysisForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _form(
    request: HttpRequest, form: AnalysisForm, analysis: Analysis | None, shown: dict[str, Any] | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "analysis": analysis,
        "ready": analysis is not None or form.fields["outcome"].queryset.exists(),
        "plan": plan_of(analysis) if analysis else None,
        "preview": shown,
        "zero_cells_open": form.zero_cells_asked(),
    }
    return render(request, "synthesis/analyses/form.html", context)


def preview_of(form: AnalysisForm) -> dict[str, Any]:
    """What the page shows beside the form: words where there is nothing to show, else plot and figures."""
    analysis = form.previewable()
    if misfits := form.misfits():
        return {"words": " ".join(misfits)}
    if analysis is None:
        return {"words": "Choose outcome, time point, a measure that fits, model and interval to see a preview."}
    rows, outside = queries.rows_now(analysis)
    recipe = queries.recipe_of(analysis)
    settings = recipe.to_dict()
    try:
        actions.refuse_empty(analysis, rows, outside)
        call = library_call(recipe)
        result = calculator.ask("synthesis.analyses.previewing:previewed", rows, settings, call)
    except (Invalid, actions.Closed, calculator.NotNow) as error:
        return {"words": str(error)}
    except calculator.Refused as error:
        return {"words": f"This cannot be pooled: {error}."}
    result["outside"] = [row["label"] for row in outside]
    favours = (analysis.favours_left, analysis.favours_right)
    doubts = favours_doubts(favours, str(analysis.outcome.better), settings, rows)
    data = run_forest.forest_data(analysis.title or "Preview", settings, rows, result, favours)
    plot = forest_plot("preview", "Forest plot of the preview", "", data)
    wide, narrow = plot.wide(), plot.narrow()
    number = sheet_asked(form.data.get("preview"), len(wide))
    return {
        "said": printing.tokens(settings, result),
        "level": printing.level_of(settings),
        **both(wide[number - 1], narrow[number - 1], "preview"),
        "number": number,
        "sheets": range(1, len(wide) + 1),
        "sensitivity": sensitivity_table(settings, result),
        "notes": [*doubts, *(each["text"] for each in result["warnings"]), *exploration_notes(result)],
    }
