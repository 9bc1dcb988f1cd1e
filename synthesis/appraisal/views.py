"""Pages of risk of bias: tools, what is to be judged, one's own judgements, settling, plots and files."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe

from ketreview.drawing.svg import on_screen
from ketreview.web import back
from screening.errors import Invalid
from screening.models import Member
from screening.team.access import review_page
from synthesis.appraisal import actions, queries, sealing
from synthesis.appraisal.forms import AppraisalForm, ToolForm
from synthesis.appraisal.plots import judged
from synthesis.appraisal.sheets import Said, sheets
from synthesis.appraisal.tools.columns import judgement_rows, robvis_rows
from synthesis.appraisal.tools.judging import agreed
from synthesis.appraisal.wording import version_and_effect
from synthesis.charts.traffic_lights import (
    Judgements,
    lights_table,
    summary_bars,
    summary_table,
    traffic_lights,
)
from synthesis.charts.views import PLOT_TYPES, csv_file, drawn
from synthesis.models import AppraisalTool

SEE = "extract|reconcile|see_extracted|see_results"
NARROW = 300.0
PLOTS = {
    "traffic-lights": ("Risk of bias by study", traffic_lights, lights_table),
    "summary": ("Risk of bias by domain", summary_bars, summary_table),
}


def _tool(member: Member, tool_id: int) -> AppraisalTool:
    return get_object_or_404(queries.tools_of(member.review), pk=tool_id)


def _may_see(member: Member) -> bool:
    """Whether the member sees what was settled."""
    return member.can("see_extracted") or member.can("see_results")


@review_page(*SEE.split("|"))
def tools(request: HttpRequest, member: Member) -> HttpResponse:
    """The tools of the review."""
    context = {"tools": queries.tools_of(member.review), "may_manage": member.can("manage_studies")}
    return render(request, "synthesis/appraisal/page.html", context)


@review_page("manage_studies", methods=("GET", "POST"))
def add_tool(request: HttpRequest, member: Member) -> HttpResponse:
    form = ToolForm(request.POST or None, initial={"level": "result"})
    if request.method == "POST" and form.is_valid():
        try:
            tool = actions.add_tool(**form.cleaned_data, by=member)
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            return back(request, "appraisal:tool", slug=member.review.slug, tool_id=tool.pk)
    status = 422 if form.errors else 200
    return render(request, "synthesis/appraisal/add_tool.html", {"form": form}, status=status)


@review_page(*SEE.split("|"))
def tool(request: HttpRequest, member: Member, tool_id: int) -> HttpResponse:
    """What the tool asks for, how far it is, and the plots of what was settled."""
    held = _tool(member, tool_id)
    may_see = _may_see(member)
    settled = queries.labelled(queries.settled_of(held)) if may_see else []
    context = {
        "tool": held,
        "version": version_and_effect(held.domains),
        "others": queries.tools_of(member.review).exclude(pk=held.pk),
        "targets": queries.targets(member, held),
        "plots": [_on_page(name, held, judged(held.domains, held.levels, settled)) for name in PLOTS]
        if settled
        else [],
        "formats": ("svg", "pdf", "png", "csv"),
        "may_see": may_see,
        "may_judge": member.can("extract"),
        "may_settle": member.can("reconcile"),
        "may_manage": member.can("manage_studies"),
    }
    return render(request, "synthesis/appraisal/tool.html", context)


def _on_page(name: str, held: AppraisalTool, data: Judgements) -> dict[str, Any]:
    heading, draw, table = PLOTS[name]
    title = f"{heading} ({held})"
    return {
        "name": name,
        "heading": heading,
        "wide": mark_safe(on_screen(draw(title, data), prefix=name, css_class="kr-fig-wide")),
        "narrow": mark_safe(
            on_screen(draw(title, data, width=NARROW), prefix=f"{name}-narrow", css_class="kr-fig-narrow")
        ),
        "cells": table(data),
    }


@review_page("manage_studies", methods=("POST",))
def archive_tool(request: HttpRequest, member: Member, tool_id: int) -> HttpResponse:
    held = _tool(member, tool_id)
    actions.archive_tool(tool=held, by=member)
    messages.success(request, f"{held} is archived; its appraisals are kept and no longer enter new runs.")
    return back(request, "appraisal:list", slug=member.review.slug)


@review_page("extract", methods=("GET", "POST"))
def judge(request: HttpRequest, member: Member, tool_id: int, line: str) -> HttpResponse:
    """One's own judgements; the button says whether they are a draft or complete."""
    held = _tool(member, tool_id)
    target = queries.target_of(held, line)
    own = sealing.own_appraisal(member, held, target.study, target.study_outcome)
    form = AppraisalForm(held, own.judgements if own else {}, own.version if own else 0, request.POST or None)
    if request.method == "POST" and form.is_valid():
        complete = request.POST.get("do") == "complete"
        try:
            actions.save_appraisal(
                tool=held, study=target.study, study_outcome=target.study_outcome,
                version=form.cleaned_data["version"] or 0, judgements=form.judgements(), complete=complete,
                by=member,
            )  # fmt: skip
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Complete." if complete else "Saved as a draft.")
            if request.POST.get("do") == "on":
                return back(request, "appraisal:judge", slug=member.review.slug, tool_id=held.pk, line=line)
            return back(request, "appraisal:tool", slug=member.review.slug, tool_id=held.pk)
    context = {"tool": held, "target": target, "form": form, "own": own, "parts": _parts(held, form)}
    return render(request, "synthesis/appraisal/judge.html", context, status=422 if form.errors else 200)


def _parts(held: AppraisalTool, form: AppraisalForm, others: Sequence[Said] = ()) -> list[tuple]:
    """By domain what the page shows of it, with the fields of its level and support."""
    shown = sheets(held.domains, held.levels, form.shown(), others)
    return [(sheet, *fields) for sheet, fields in zip(shown, form.pairs(), strict=True)]


@review_page("reconcile", methods=("GET", "POST"))
def settle(request: HttpRequest, member: Member, tool_id: int, line: str) -> HttpResponse:
    """Both assessors' judgements side by side, and what they come to."""
    held = _tool(member, tool_id)
    target = queries.target_of(held, line)
    first, second = sealing.both(member, held, target.study, target.study_outcome)
    settled = queries.settled_at(held, target)
    start = settled.judgements if settled else agreed(first.judgements, second.judgements)
    form = AppraisalForm(held, start, settled.version if settled else 0, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle_appraisal(
                tool=held, study=target.study, study_outcome=target.study_outcome,
                version=form.cleaned_data["version"] or 0, judgements=form.judgements(), by=member,
            )  # fmt: skip
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The appraisal of {target.label} is settled.")
            return back(request, "appraisal:tool", slug=member.review.slug, tool_id=held.pk)
    others = [(str(each.assessor), each.judgements) for each in (first, second)]
    context = {
        "tool": held, "target": target, "form": form, "parts": _parts(held, form, others), "settled": settled,
    }  # fmt: skip
    return render(request, "synthesis/appraisal/settle.html", context, status=422 if form.errors else 200)


@review_page("see_extracted", "see_results")
def plot_file(request: HttpRequest, member: Member, tool_id: int, plot: str, file_format: str) -> HttpResponse:
    """The plot as SVG, PDF, PNG, EPS or TIFF, or its numbers as CSV."""
    held = _tool(member, tool_id)
    if plot not in PLOTS or file_format not in (*PLOT_TYPES, "csv"):
        raise Http404
    heading, draw, table = PLOTS[plot]
    data = judged(held.domains, held.levels, queries.labelled(queries.settled_of(held)))
    name = f"{member.review.slug}-{plot}.{file_format}"
    if file_format == "csv":
        return csv_file(name, *table(data))
    return drawn((draw(f"{heading} ({held})", data),), name, file_format, request.GET.get("dpi", ""))


@review_page("see_extracted", "see_results")
def robvis(request: HttpRequest, member: Member, tool_id: int) -> HttpResponse:
    """What was settled in the columns that the R package robvis reads."""
    held = _tool(member, tool_id)
    headers, rows = robvis_rows(held, queries.labelled(queries.settled_of(held)))
    return csv_file(f"{member.review.slug}-robvis.csv", headers, rows, bom=False)


@review_page("see_extracted", "see_results")
def judgements_file(request: HttpRequest, member: Member, tool_id: int) -> HttpResponse:
    """All that was settled: answers, suggested and judged levels, support."""
    held = _tool(member, tool_id)
    headers, rows = judgement_rows(held, queries.labelled(queries.settled_of(held)))
    return csv_file(f"{member.review.slug}-risk-of-bias.csv", headers, rows)
