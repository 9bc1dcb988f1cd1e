"""Pages of analyses: list, run, look, compare, download."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from ketreview.web import back, download
from screening.models import Member
from screening.team.access import review_page
from synthesis.analyses import actions, comparing, exchange, files, printing, queries, run_forest
from synthesis.analyses import package as packages
from synthesis.analyses.exploration_tables import (
    exploration_notes,
    moderator_lines,
    moderator_table,
    sensitivity_table,
    subgroup_table,
)
from synthesis.analyses.figures import forest_of
from synthesis.analyses.meta_package import meta_package
from synthesis.analyses.ordering import cumulative_sentence
from synthesis.analyses.planned.queries import plan_of_run, plans_of
from synthesis.analyses.runs.queries import about, page_of, stem
from synthesis.analyses.settings_words import asked_words, leave_out_words, method_sentences
from synthesis.analyses.sturdy_plots import bubble_plot
from synthesis.analyses.views.drawing import on_page
from synthesis.analyses.views.lookup import analysis_of, run_of
from synthesis.analyses.views.side_by_side import beside, comparison_pages
from synthesis.models import Run
from synthesis.studies.queries import noticed_reports


@review_page("see_results")
def list_analyses(request: HttpRequest, member: Member) -> HttpResponse:
    standings = queries.standings(member)
    plans = plans_of([each.recipe for each in standings])
    rows = [
        {
            "analysis": each.recipe,
            "plan": plans[each.recipe.pk],
            "standing": each,
            "said": printing.tokens(each.run.settings, each.run.result) if each.run else {},
        }
        for each in standings
    ]
    context = {"rows": rows, "may_analyse": member.can("analyse")}
    return render(request, "synthesis/analyses/page.html", context)


@review_page("see_results")
def show(request: HttpRequest, member: Member, analysis_id: int) -> HttpResponse:
    analysis = analysis_of(member, analysis_id)
    rows, outside = queries.rows_now(analysis)
    recipe = queries.recipe_of(analysis).to_dict()
    run = analysis.current_run
    page = page_of(queries.standing(analysis, rows), member)
    label = page["plan"].part
    context = {
        **page,
        "analysis": analysis,
        "rows": rows,
        "columns": run_forest.COLUMNS[analysis.outcome.kind],
        "outside": outside,
        "asked": asked_words(recipe, label),
        "sets": [
            {"name": each["name"], "words": leave_out_words(each, label)} for each in recipe.get("leave_outs", ())
        ],
        "usable": [row for row in rows if row["usable"]],
        "held_back": [row for row in rows if not row["usable"]],
        **(_result(run, request.GET) if run else {}),
    }
    return render(request, "synthesis/analyses/show.html", context)


@review_page("see_results")
def show_run(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
    run = run_of(member, run_id)
    context = {
        "analysis": run.analysis,
        "standing": queries.standing_of_run(run),
        **beside(run, queries.runs_of_review(member)),
        **_result(run, request.GET),
    }
    return render(request, "synthesis/analyses/run.html", context)


SIDE_BY_SIDE = (("estimates", "Estimates", comparing.estimates), ("by-study", "Study by study", comparing.studies))


compare, compare_with = comparison_pages(run_of, queries.runs_of_review, queries.standing_of_run, SIDE_BY_SIDE)


@review_page("analyse", methods=("POST",))
def run(request: HttpRequest, member: Member, analysis_id: int) -> HttpResponse:
    actions.ask_for_run(analysis=analysis_of(member, analysis_id), by=member)
    return back(request, "analyses:show", slug=member.review.slug, analysis_id=analysis_id)


@review_page("analyse", methods=("POST",))
def archive(request: HttpRequest, member: Member, analysis_id: int) -> HttpResponse:
    analysis = analysis_of(member, analysis_id)
    actions.archive_analysis(analysis=analysis, by=member)
    messages.success(request, f"“{analysis}” is archived; its runs are kept.")
    return back(request, "analyses:list", slug=member.review.slug)


@review_page("see_results")
def package(request: HttpRequest, member: Member, run_id: uuid.UUID) -> HttpResponse:
    """Data, expected numbers and scripts with which anybody repeats the run in R or Python."""
    stored = run_of(member, run_id)
    name = stem(stored)
    held = packages.package(name, about(stored), stored.settings, stored.inputs, stored.result)
    return download(files.zipped(held), f"{name}.zip", "application/zip")


@review_page("see_results")
def export(request: HttpRequest, member: Member, run_id: uuid.UUID, target: str) -> HttpResponse:
    """The run for another program: json, revman (CSV data package) or meta (a script for R's meta)."""
    stored = run_of(member, run_id)
    analysis, name = stored.analysis, stem(stored)
    held = (stored.settings, stored.inputs, stored.result)
    if target == "json":
        return download(files.run_json(exchange.SCHEMA, about(stored), *held), f"{name}.json", "application/json")
    if target == "revman":
        package = exchange.revman_package(analysis.title, *held)
        return download(files.zipped(package), f"CD-{name}-dataPackage.zip", "application/zip")
    if target == "meta":
        favours = (analysis.favours_left, analysis.favours_right)
        package = meta_package(f"{analysis.title}, run {stored.number}", *held, favours)
        return download(files.zipped(package), f"{name}-meta.zip", "application/zip")
    raise Http404


def _result(run: Run, asked: QueryDict) -> dict:
    """What a page shows of a run: forest plot with its table and files, the figures in words."""
    label = plan_of_run(run).part
    bubble = bubble_plot(run.settings, run.result)
    return {
        "run": run,
        "noticed": noticed_reports(run.study_ids),
        "said": printing.tokens(run.settings, run.result),
        "people": printing.people_words(run.result),
        "level": printing.level_of(run.settings),
        "result": run.result,
        "method_sentences": f"{method_sentences(run.settings, label)} {cumulative_sentence(run.result)}".strip(),
        "subgroups": subgroup_table(run.settings, run.result),
        "subgroup_test": printing.subgroup_line(run.result),
        "moderators": moderator_table(run.settings, run.result),
        "moderator_lines": moderator_lines(run.result, label),
        "bubble": on_page(bubble, asked) if bubble else None,
        "sensitivity": sensitivity_table(run.settings, run.result),
        "exploration_notes": exploration_notes(run.result),
        "outside_run": run.result.get("outside", ()),
        "heterogeneity": printing.heterogeneity_line(run.result),
        "overall": printing.overall_line(run.result),
        "forest": on_page(forest_of(run, asked.get("order", "")), asked),
    }
