"""Pages of analyses: list, run, look, compare, download."""

import csv
import io
import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe

from ketreview.drawing.svg import on_screen
from ketreview.web import back, download
from screening.exporting.escaping import safe_cell
from screening.models import Member
from screening.team.access import review_page
from synthesis.analyses import actions, comparing, exchange, printing, queries
from synthesis.analyses import package as packages
from synthesis.analyses.exploration_tables import (
    exploration_notes,
    moderator_lines,
    moderator_table,
    sensitivity_table,
    subgroup_table,
)
from synthesis.analyses.figures import forest_data_of, forest_of
from synthesis.analyses.freezing import summary
from synthesis.analyses.settings_words import asked_words, leave_out_words, method_sentences
from synthesis.analyses.sturdy_plots import bubble_plot
from synthesis.analyses.views.drawing import on_page
from synthesis.charts.forest_phone import forest_phone
from synthesis.charts.forest_rows import table
from synthesis.models import Analysis, Run

FILE_TYPES = {"svg": "image/svg+xml", "pdf": "application/pdf", "png": "image/png"}


def _analysis(member: Member, analysis_id: int) -> Analysis:
    return get_object_or_404(queries.analyses(member), pk=analysis_id)


def _run(member: Member, run_id: uuid.UUID) -> Run:
    runs = Run.objects.select_related("analysis__review", "run_by__user", "previous", "analysis__outcome")
    return get_object_or_404(runs, pk=run_id, analysis__review=member.review)


@review_page("see_results")
def list_analyses(request: HttpRequest, member: Member) -> HttpResponse:
    rows = [
        {
            "analysis": each.analysis,
            "run": each.run,
            "outdated": each.outdated,
            "said": printing.tokens(each.run.settings, each.run.result) if each.run else {},
            "changed": summary(each.changes),
        }
        for each in queries.standings(member)
    ]
    context = {"rows": rows, "may_analyse": member.can("analyse")}
    return render(request, "synthesis/analyses/page.html", context)


@review_page("see_results")
def show(request: HttpRequest, member: Member, analysis_id: int) -> HttpResponse:
    analysis = _analysis(member, analysis_id)
    rows, outside = queries.rows_now(analysis)
    recipe = queries.recipe_of(analysis).to_dict()
    run = analysis.current_run
    changes = queries.changes_since(analysis, run, rows) if run else ()
    context = {
        "analysis": analysis,
        "rows": rows,
        "outside": outside,
        "asked": asked_words(recipe),
        "sets": [{"name": each["name"], "words": leave_out_words(each)} for each in recipe.get("leave_outs", ())],
        "usable": [row for row in rows if row["usable"]],
        "held_back": [row for row in rows if not row["usable"]],
        "changes": changes,
        "outdated": run is not None and queries.is_outdated(analysis, run, rows),
        "what_changed": summary(changes),
        "recipe_alone": bool(changes) and all(change.kind == "setting" for change in changes),
        "runs": analysis.runs.select_related("run_by__user", "previous"),
        "may_analyse": member.can("analyse"),
        "job": analysis.job if analysis.job and (analysis.job.is_open or analysis.job.state == "failed") else None,
        **(_result(run) if run else {}),
    }
    return render(request, "synthesis/analyses/show.html", context)


@review_page("see_results")
def show_run(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
    run = _run(member, run_id)
    context = {
        "analysis": run.analysis,
        "changes": queries.changes_between(run.previous, run) if run.previous else (),
        "current": run.analysis.current_run_id == run.pk,
        "choices": queries.runs_of_review(member).exclude(pk=run.pk),
        **_result(run),
    }
    return render(request, "synthesis/analyses/run.html", context)


@review_page("see_results")
def compare(request: HttpRequest, member: Member, run_id: uuid.UUID, other_id: uuid.UUID) -> HttpResponse:
    after, before = _run(member, run_id), _run(member, other_id)
    if before.run_at > after.run_at:
        before, after = after, before
    pair = (before.settings, before.result, after.settings, after.result)
    context = {
        "before": before,
        "after": after,
        "same_analysis": before.analysis_id == after.analysis_id,
        "changes": queries.changes_between(before, after),
        "estimates": comparing.estimates(*pair),
        "studies": comparing.studies(*pair),
        "settings": comparing.settings_side_by_side(before.settings, after.settings),
        "choices": queries.runs_of_review(member),
    }
    return render(request, "synthesis/analyses/compare.html", context)


@review_page("see_results")
def compare_with(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
    """To the comparison with the run that ?with= names."""
    run = _run(member, run_id)
    try:
        other = _run(member, uuid.UUID(request.GET.get("with", "")))
    except ValueError:
        messages.error(request, "Choose the run to compare with.")
        return redirect("analyses:show_run", slug=member.review.slug, run_id=run.pk)
    return redirect("analyses:compare", slug=member.review.slug, run_id=run_id, other_id=other.pk)


@review_page("analyse", methods=("POST",))
def run(request: HttpRequest, member: Member, analysis_id: int) -> HttpResponse:
    actions.ask_for_run(analysis=_analysis(member, analysis_id), by=member)
    return back(request, "analyses:show", slug=member.review.slug, analysis_id=analysis_id)


@review_page("analyse", methods=("POST",))
def archive(request: HttpRequest, member: Member, analysis_id: int) -> HttpResponse:
    analysis = _analysis(member, analysis_id)
    actions.archive_analysis(analysis=analysis, by=member)
    messages.success(request, f"“{analysis}” is archived; its runs are kept.")
    return back(request, "analyses:list", slug=member.review.slug)


@review_page("see_results")
def figure(request: HttpRequest, member: Member, run_id: uuid.UUID, file_format: str) -> HttpResponse:
    """The forest plot as the worker drew it."""
    stored = _run(member, run_id)
    drawn = get_object_or_404(stored.figures.select_related("figure"), kind="forest", figure__format=file_format)
    name = f"{stored.analysis.slug}-run-{stored.number}-forest.{file_format}"
    return FileResponse(
        drawn.figure.file.open("rb"), as_attachment=True, filename=name, content_type=FILE_TYPES[file_format]
    )


@review_page("see_results")
def data(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
    """The table behind the forest plot, with the digits that it prints."""
    stored = _run(member, run_id)
    headers, rows = table(forest_data_of(stored))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    name = f"{stored.analysis.slug}-run-{stored.number}-forest.csv"
    return download(text.getvalue().encode("utf-8-sig"), name, "text/csv; charset=utf-8")


@review_page("see_results")
def package(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
    """Data, expected numbers and scripts with which anybody repeats the run in R or Python."""
    stored = _run(member, run_id)
    name = f"{stored.analysis.slug}-run-{stored.number}"
    about = {
        "analysis": stored.analysis.title,
        "number": stored.number,
        "run_at": stored.run_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "inputs_sha256": stored.inputs_sha256,
        "versions": stored.versions,
    }
    files = packages.package(name, about, stored.settings, stored.inputs, stored.result)
    return download(packages.zipped(files), f"{name}.zip", "application/zip")


@review_page("see_results")
def export(request: HttpRequest, member: Member, run_id: uuid.UUID, target: str) -> HttpResponse:
    """The run for another program: json, revman (CSV data package) or meta (a script for R's meta)."""
    stored = _run(member, run_id)
    analysis, name = stored.analysis, f"{stored.analysis.slug}-run-{stored.number}"
    held = (stored.settings, stored.inputs, stored.result)
    if target == "json":
        return download(exchange.run_json(_about(stored), *held), f"{name}.json", "application/json")
    if target == "revman":
        files = exchange.revman_package(analysis.title, *held)
        return download(packages.zipped(files), f"CD-{name}-dataPackage.zip", "application/zip")
    if target == "meta":
        favours = (analysis.favours_left, analysis.favours_right)
        files = exchange.meta_package(f"{analysis.title}, run {stored.number}", *held, favours)
        return download(packages.zipped(files), f"{name}-meta.zip", "application/zip")
    raise Http404


def _about(run: Run) -> dict:
    analysis = run.analysis
    return {
        "review": analysis.review.title,
        "analysis": analysis.title,
        "slug": analysis.slug,
        "outcome": analysis.outcome.name,
        "time_point": analysis.time_point.label,
        "in_protocol": analysis.in_protocol,
        "number": run.number,
        "run_at": run.run_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "run_by": str(run.run_by),
        "inputs_sha256": run.inputs_sha256,
        "versions": run.versions,
    }


def _result(run: Run) -> dict:
    """What a page shows of a run: plot for wide and narrow screens, its table, its figures in words."""
    plot = forest_data_of(run)
    headers, rows = table(plot)
    bubble = bubble_plot(run.settings, run.result)
    drawn = run.figures.filter(kind="forest").values_list("figure__format", flat=True)
    return {
        "run": run,
        "said": printing.tokens(run.settings, run.result),
        "result": run.result,
        "method_sentences": method_sentences(run.settings),
        "subgroups": subgroup_table(run.settings, run.result),
        "subgroup_test": printing.subgroup_line(run.result),
        "moderators": moderator_table(run.settings, run.result),
        "moderator_lines": moderator_lines(run.result),
        "bubble": on_page(bubble) if bubble else None,
        "sensitivity": sensitivity_table(run.settings, run.result),
        "exploration_notes": exploration_notes(run.result),
        "outside_run": run.result.get("outside", ()),
        "heterogeneity": printing.heterogeneity_line(run.result),
        "overall": printing.overall_line(run.result),
        "svg_wide": mark_safe(on_screen(forest_of(run), prefix="forest", css_class="kr-fig-wide")),
        "svg_narrow": mark_safe(on_screen(forest_phone(plot), prefix="forest-narrow", css_class="kr-fig-narrow")),
        "headers": headers,
        "table_rows": rows,
        "formats": [name for name in ("svg", "pdf", "png") if name in set(drawn)],
    }
