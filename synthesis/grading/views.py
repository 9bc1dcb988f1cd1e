"""Pages of certainty and of summaries of findings."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketreview.web import back, download
from screening.errors import Closed, Invalid
from screening.models import Member
from screening.team.access import review_page
from synthesis.grading import actions, queries
from synthesis.grading.compared import suggestions_of
from synthesis.grading.findings import HEADERS, printed, repeated
from synthesis.grading.forms import FrameForm, RowForm, TableForm
from synthesis.grading.levels import ALLOWED, DOMAINS, DOWN, STEP_WORDS, caution_up, symbols
from synthesis.grading.writers import docx_file, html_file, table_file
from synthesis.models import Certainty, CertaintyDecision, FindingsRow, FindingsTable
from synthesis.models.evidence import Source, recipe_of_source

BOTH = ("GET", "HEAD", "POST")
FILES = {
    "csv": (table_file.to_csv, "text/csv; charset=utf-8"),
    "html": (html_file.to_html, "text/html; charset=utf-8"),
    "docx": (docx_file.to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def _source(member: Member, rated: str) -> Source:
    found = queries.source_of_key(member, rated)
    if found is None:
        raise Http404
    return found


def _table(member: Member, table_id: int) -> FindingsTable:
    return get_object_or_404(queries.findings_tables(member), pk=table_id)


def _row(member: Member, finding_id: int) -> FindingsRow:
    rows = FindingsRow.objects.select_related("table", "analysis", "comparison__network")
    return get_object_or_404(rows, pk=finding_id, table__review=member.review, table__archived_at__isnull=True)


@review_page("see_results")
def overview(request: HttpRequest, member: Member) -> HttpResponse:
    """How certain each analysis and comparison is, and the summaries of findings."""
    rows, sources = [], queries.rated(member)
    standing = queries.standings(sources)
    for source in sources:
        level = queries.level_of(source)
        decided = sum(domain in queries.decisions_of(source) for domain in DOWN)
        own = standing[recipe_of_source(source)]
        older = next(iter(queries.since_rated(source).values()), "")
        rows.append(
            {
                "source": source, "level": level, "symbols": _symbols(level), "decided": decided, "standing": own,
                "older": older,
            }
        )  # fmt: skip
    context = {
        "rows": rows,
        "tables": queries.findings_tables(member),
        "may_analyse": member.can("analyse"),
        "comparisons": queries.offered_comparisons(member) if member.can("analyse") else {},
    }
    return render(request, "synthesis/grading/page.html", context)


def _symbols(level: str | None) -> str:
    return symbols(level) if level else ""


@review_page("see_results")
def certainty(request: HttpRequest, member: Member, rated: str) -> HttpResponse:
    return _certainty_page(request, member, _source(member, rated))


@review_page("analyse", methods=("POST",))
def begin(request: HttpRequest, member: Member) -> HttpResponse:
    """Begin to rate a comparison of a network."""
    found = queries.source_of_path(member, request.POST.get("source", ""))
    try:
        if found is None:
            raise Invalid("Choose the comparison to rate.")
        held = actions.begin(source=found, by=member)
    except Invalid as error:
        messages.error(request, str(error))
        return back(request, "grading:overview", slug=member.review.slug)
    return back(request, "grading:certainty", slug=member.review.slug, rated=held.source.key)


def _certainty_page(
    request: HttpRequest, member: Member, source: Source, form: FrameForm | None = None, refused: Any = None
) -> HttpResponse:
    held, evidence = queries.certainty_of(source), queries.evidence_of(source)
    level = queries.level_of(source)
    initial = {"version": held.version if held else 0}
    context = {
        "source": source,
        "standing": queries.standings([source])[recipe_of_source(source)],
        "run": source.current_run,
        "summary": evidence.summary() if evidence else "",
        "start": held.get_start_display() if held else "High: randomised trials",
        "level": level,
        "symbols": _symbols(level),
        "caution": caution_up(held.start if held else "high", _steps(source)),
        "domains": _domains(source, evidence, refused or {}),
        "form": form or FrameForm(instance=held, initial=initial, source=source),
        "may_analyse": member.can("analyse"),
    }
    status = 422 if refused or (form and form.errors) else 200
    return render(request, "synthesis/grading/certainty.html", context, status=status)


def _steps(source: Source) -> dict[str, int]:
    return {domain: each.steps for domain, each in queries.decisions_of(source).items()}


def _domains(source: Source, evidence: Any, refused: dict[str, Any]) -> list[dict[str, Any]]:
    """Each domain with suggestion, the decision that counts, older ones, and its choices."""
    suggested = suggestions_of(evidence) if evidence else {}
    counting = queries.decisions_of(source)
    held = queries.certainty_of(source)
    every = list(held.decisions.all()) if held else []
    since = queries.since_rated(source)
    most = 2 if held and held.start == Certainty.Start.LOW else 0
    found = []
    for domain in DOMAINS:
        decision, told = counting.get(domain), suggested.get(domain)
        typed = refused if refused.get("domain") == domain else {}
        chosen = typed.get("steps", decision.steps if decision else None)
        found.append(
            {
                "key": domain,
                "name": CertaintyDecision.Domain(domain).label,
                "down": domain in DOWN,
                "suggestion": told,
                "suggested": STEP_WORDS.get(told.steps) if told else None,
                "decision": decision,
                "decided": STEP_WORDS[decision.steps] if decision else "",
                "older": [each for each in every if each.domain == domain and each != decision],
                "since": since.get(domain, ""),
                "choices": [(step, STEP_WORDS[step], step == chosen) for step in ALLOWED[domain] if step <= most],
                "typed": typed.get("reason", ""),
                "why": typed.get("why", ""),
            }
        )
    return found


@review_page("analyse", methods=("POST",))
def set_frame(request: HttpRequest, member: Member, rated: str) -> HttpResponse:
    source = _source(member, rated)
    form = FrameForm(request.POST, instance=queries.certainty_of(source), source=source)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            actions.set_frame(source=source, version=fields.pop("version") or 0, by=member, **fields)
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            return back(request, "grading:certainty", slug=member.review.slug, rated=rated)
    return _certainty_page(request, member, _source(member, rated), form=form)


@review_page("analyse", methods=("POST",))
def decide(request: HttpRequest, member: Member, rated: str, domain: str) -> HttpResponse:
    """One domain's decision; a refused one is shown again with what was typed."""
    source = _source(member, rated)
    steps, reason = request.POST.get("steps", ""), request.POST.get("reason", "")
    number = int(steps) if steps.lstrip("-").isdecimal() else 99
    try:
        actions.decide_domain(source=source, domain=domain, steps=number, reason=reason, by=member)
    except Invalid as error:
        refused = {"domain": domain, "steps": number, "reason": reason, "why": str(error)}
        return _certainty_page(request, member, source, refused=refused)
    answer = back(request, "grading:certainty", slug=member.review.slug, rated=rated)
    if "Location" in answer:
        answer["Location"] += f"#{domain}"
    return answer


@review_page("analyse", methods=BOTH)
def new_table(request: HttpRequest, member: Member) -> HttpResponse:
    form = TableForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        table = actions.make_table(by=member, **fields)
        return back(request, "grading:table", slug=member.review.slug, table_id=table.pk)
    return _form(request, form, "New summary of findings", "Make the table")


@review_page("analyse", methods=BOTH)
def change_table(request: HttpRequest, member: Member, table_id: int) -> HttpResponse:
    table = _table(member, table_id)
    form = TableForm(request.POST or None, instance=table, initial={"version": table.version})
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        actions.change_table(table=table, version=fields.pop("version") or 0, by=member, **fields)
        return back(request, "grading:table", slug=member.review.slug, table_id=table_id)
    return _form(request, form, "Change the summary of findings", "Save", table)


@review_page("analyse", methods=("POST",))
def archive_table(request: HttpRequest, member: Member, table_id: int) -> HttpResponse:
    table = _table(member, table_id)
    actions.archive_table(table=table, by=member)
    messages.success(request, f"“{table}” is archived.")
    return back(request, "grading:overview", slug=member.review.slug)


@review_page("see_results")
def table(request: HttpRequest, member: Member, table_id: int) -> HttpResponse:
    """The summary of findings as it stands."""
    found = _table(member, table_id)
    lines = queries.lines_of(found)
    told = printed([line.finding for line in lines])
    taken = {line.row.source.path for line in lines}
    offered = queries.offered_comparisons(member) if member.can("analyse") else {}
    context = {
        "table": found,
        "headers": HEADERS,
        "lines": [{"row": line.row, "cells": cells} for line, cells in zip(lines, told.rows, strict=True)],
        "notes": told.notes,
        "warning": told.warning,
        "formats": list(FILES),
        "may_analyse": member.can("analyse"),
        "full": len(lines) >= actions.MOST_OUTCOMES,
        "again": repeated([line.finding for line in lines]),
        "analyses": [each for each in queries.judged_analyses(member) if each.path not in taken],
        "comparisons": {path: each for path, each in offered.items() if path not in taken},
    }
    return render(request, "synthesis/grading/table.html", context)


@review_page("see_results")
def table_download(request: HttpRequest, member: Member, table_id: int, file_format: str) -> HttpResponse:
    if file_format not in FILES:
        raise Http404
    found = _table(member, table_id)
    write, content_type = FILES[file_format]
    content = write(found, [line.finding for line in queries.lines_of(found)])
    return download(content, f"{member.review.slug}-findings-{found.pk}.{file_format}", content_type)


@review_page("analyse", methods=("POST",))
def add_row(request: HttpRequest, member: Member, table_id: int) -> HttpResponse:
    found = _table(member, table_id)
    source = queries.source_of_path(member, request.POST.get("source", ""))
    try:
        if source is None:
            raise Invalid("Choose the analysis or comparison to add.")
        actions.add_row(table=found, source=source, by=member)
    except (Invalid, Closed) as error:
        messages.error(request, str(error))
    return back(request, "grading:table", slug=member.review.slug, table_id=table_id)


@review_page("analyse", methods=BOTH)
def change_row(request: HttpRequest, member: Member, finding_id: int) -> HttpResponse:
    row = _row(member, finding_id)
    form = RowForm(request.POST or None, instance=row, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            actions.change_row(row=row, version=fields.pop("version") or 0, by=member, **fields)
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            return back(request, "grading:table", slug=member.review.slug, table_id=row.table_id)
    return _form(request, form, f"{row.source}", "Save", row.table)


@review_page("analyse", methods=("POST",))
def remove_row(request: HttpRequest, member: Member, finding_id: int) -> HttpResponse:
    row = _row(member, finding_id)
    table_id = row.table_id
    actions.remove_row(row=row, by=member)
    return back(request, "grading:table", slug=member.review.slug, table_id=table_id)


@review_page("analyse", methods=("POST",))
def move_row(request: HttpRequest, member: Member, finding_id: int) -> HttpResponse:
    row = _row(member, finding_id)
    actions.move_row_up(row=row, by=member)
    return back(request, "grading:table", slug=member.review.slug, table_id=row.table_id)


def _form(
    request: HttpRequest, form: Any, heading: str, button: str, table: FindingsTable | None = None
) -> HttpResponse:
    context = {"form": form, "heading": heading, "button": button, "table": table}
    return render(request, "synthesis/grading/form.html", context, status=422 if form.errors else 200)
