"""Writing: narratives, headings and paragraphs, statements with their lists of figures and records."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ketreview.web import back
from screening.errors import Invalid, ReviewError, Stale
from screening.models import Member
from screening.team.access import review_page
from synthesis.models import Block, Narrative, NetworkAnalysis, Statement
from synthesis.narratives import actions
from synthesis.narratives.citations import BadCitation
from synthesis.narratives.forms import HeadingForm, NarrativeForm, StatementForm
from synthesis.narratives.insertion import insert_mark
from synthesis.narratives.queries import pages
from synthesis.narratives.queries.words import Said, figures_now, said_now
from synthesis.narratives.tokens import BadToken
from synthesis.narratives.typed_numbers import typed_numbers
from synthesis.narratives.views.lookup import block_of, narrative_of, statement_of
from synthesis.narratives.wording import notes
from synthesis.networks.citing import better_first

BOTH = ("GET", "POST")


def to_text(request: HttpRequest, member: Member, narrative_id: int, *, statement: int = 0, **query: str):
    """Back to the reader, at a statement where one is given; a form's hidden `mode` keeps the writing mode."""
    url = reverse("narratives:show", kwargs={"slug": member.review.slug, "narrative_id": narrative_id})
    mode = {"mode": "write"} if request.POST.get("mode") == "write" else {}
    pairs = "&".join(f"{name}={value}" for name, value in {**mode, **query}.items() if value)
    place = f"#s-{statement}" if statement else ""
    return back(request, url + (f"?{pairs}" if pairs else "") + place)


def number(request: HttpRequest, name: str = "version") -> int:
    """A whole number of the form; Invalid where it is none."""
    value = request.POST.get(name, "")
    if not value.isdecimal():
        raise Invalid("The form is not complete. Reload the page and try again.")
    return int(value)


@review_page("write_narrative", methods=BOTH)
def create(request: HttpRequest, member: Member) -> HttpResponse:
    form = NarrativeForm(request.POST or None, initial={"language": "en"})
    if request.method == "POST" and form.is_valid():
        narrative = actions.create_narrative(by=member, **form.changes())
        return to_text(request, member, narrative.pk, mode="write")
    return render(request, "synthesis/narratives/form.html", {"form": form})


@review_page("write_narrative", methods=BOTH)
def details(request: HttpRequest, member: Member, narrative_id: int) -> HttpResponse:
    narrative = narrative_of(member, narrative_id)
    form = NarrativeForm(request.POST or None, instance=narrative, initial={"version": narrative.version})
    if request.method == "POST" and form.is_valid():
        stored = narrative_of(member, narrative_id)
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_narrative(narrative=stored, version=version, by=member, **form.changes())
            return to_text(request, member, narrative_id)
        except Stale as error:
            form.add_error(None, str(error))
    context = {"form": form, "narrative": narrative}
    return render(request, "synthesis/narratives/form.html", context, status=422 if form.errors else 200)


@review_page("write_narrative", methods=("POST",))
def add_block(request: HttpRequest, member: Member, narrative_id: int) -> HttpResponse:
    narrative = narrative_of(member, narrative_id)
    form = HeadingForm(request.POST)
    if not form.is_valid():
        raise Invalid("Choose a heading or a paragraph.")
    after = request.POST.get("after", "")
    behind = block_of(member, int(after)) if after.isdecimal() else None
    actions.add_block(narrative=narrative, by=member, after=behind, **form.cleaned_data)
    return to_text(request, member, narrative_id, mode="write")


@review_page("write_narrative", methods=("POST",))
def change_block(request: HttpRequest, member: Member, block_id: int) -> HttpResponse:
    block = block_of(member, block_id)
    actions.edit_block(block=block, version=number(request), by=member, text=request.POST.get("text", ""))
    return _after_block(request, member, block)


@review_page("write_narrative", methods=("POST",))
def move_block(request: HttpRequest, member: Member, block_id: int) -> HttpResponse:
    block = block_of(member, block_id)
    actions.move_block(block=block, version=number(request), by=member, up=request.POST.get("to") == "up")
    return _after_block(request, member, block)


@review_page("write_narrative", methods=("POST",))
def archive_block(request: HttpRequest, member: Member, block_id: int) -> HttpResponse:
    block = block_of(member, block_id)
    actions.archive_block(block=block, version=number(request), by=member)
    messages.success(request, f"“{block}” is archived with its statements. Restore it at the foot of the page.")
    return _after_block(request, member, block)


@review_page("write_narrative", methods=("POST",))
def restore_block(request: HttpRequest, member: Member, block_id: int) -> HttpResponse:
    block = block_of(member, block_id)
    actions.restore_block(block=block, version=number(request), by=member)
    return _after_block(request, member, block)


def _after_block(request: HttpRequest, member: Member, block: Block) -> HttpResponse:
    return to_text(request, member, block.narrative_version.narrative_id, mode="write")


@review_page("write_narrative", methods=BOTH)
def write(request: HttpRequest, member: Member, block_id: int) -> HttpResponse:
    """A new statement at the end of a paragraph."""
    block = block_of(member, block_id)
    form = StatementForm(request.POST or None)
    if _saving(request) and form.is_valid():
        try:
            made = actions.add_statement(
                block=block, text=form.cleaned_data["text"], kind=form.cleaned_data["kind"], by=member
            )
            narrative_id = block.narrative_version.narrative_id
            return to_text(request, member, narrative_id, statement=made.pk, mode="write")
        except ReviewError as error:
            form.add_error(None, str(error))
    return _editor(request, member, form, block.narrative_version.narrative, block=block)


@review_page("write_narrative", methods=BOTH)
def change(request: HttpRequest, member: Member, statement_id: int) -> HttpResponse:
    """Change a statement; a save on an old version shows what is stored beside what was typed."""
    statement = statement_of(member, statement_id)
    initial = {"text": statement.text, "kind": statement.kind, "version": statement.version}
    form = StatementForm(request.POST or None, initial=initial, statement=statement)
    narrative, stored = statement.block.narrative_version.narrative, ""
    if _saving(request) and form.is_valid():
        fields = {"accept": False, **form.cleaned_data}
        fields["version"] = fields["version"] or 0
        try:
            actions.edit_statement(statement=statement, by=member, **fields)
            return to_text(request, member, narrative.pk, statement=statement.pk)
        except Stale:
            statement.refresh_from_db()
            stored = statement.text
            form.data = {**form.data.dict(), "version": statement.version}
        except ReviewError as error:
            form.add_error(None, str(error))
    return _editor(request, member, form, narrative, statement=statement, stored=stored)


def _saving(request: HttpRequest) -> bool:
    """True where the form is to be saved, and not a list searched, a mark inserted or the text previewed."""
    return request.method == "POST" and "save" in request.POST


def _editor(
    request: HttpRequest,
    member: Member,
    form: StatementForm,
    narrative: Narrative,
    *,
    block: Block | None = None,
    statement: Statement | None = None,
    stored: str = "",
) -> HttpResponse:
    """The page of a statement that is being written; nothing typed is lost on the way."""
    if form.is_bound and not _saving(request):
        form = _unsaved(request, form, statement)
    text = str(form["text"].value() or "")
    said = said_now(member.review)
    words = request.POST.get("q", "")
    context = {
        "form": form,
        "narrative": narrative,
        "block": block,
        "statement": statement,
        "stored": stored,
        "said": [each for each in said.values() if each.kind == "analysis" and not each.source.archived_at],
        "compared": _compared(said),
        "cited": pages.listed_references(narrative),
        "records": pages.citable_records(member, words),
        "q": words,
        **_remarks(text, said),
    }
    status = 422 if form.errors or stored else 200
    return render(request, "synthesis/narratives/edit.html", context, status=status)


def _compared(said: Mapping[str, Said]) -> list[tuple[NetworkAnalysis, list[Said]]]:
    """Each network with its comparisons, every two treatments once; the others can be typed."""
    found: dict[NetworkAnalysis, list[Said]] = {}
    for each in said.values():
        if each.kind == "network" and not each.source.archived_at:
            found.setdefault(each.recipe, []).append(each)
    shown = {network: set(better_first(network.current_run.result)) for network in found}
    return [
        (network, [each for each in held if (each.source.first, each.source.second) in shown[network]])
        for network, held in found.items()
    ]


def _unsaved(request: HttpRequest, form: StatementForm, statement: Statement | None) -> StatementForm:
    """The form as it was typed, with the chosen mark in its text and nothing complained of yet."""
    typed = {name: request.POST.get(name, "") for name in form.fields}
    if mark := request.POST.get("insert", ""):
        typed["text"] = insert_mark(typed["text"], mark)
    return StatementForm(initial=typed, statement=statement)


def _remarks(text: str, said) -> dict:
    """What the text says now, numbers typed by hand and words to weigh; or why it cannot be read yet."""
    try:
        return {
            "preview": pages.preview(text, said) if text else "",
            "typed": typed_numbers(text, figures_now(said)),
            "notes": notes(text),
        }
    except (BadToken, BadCitation) as error:
        return {"unreadable": str(error)}


@review_page("write_narrative", methods=("POST",))
def move(request: HttpRequest, member: Member, statement_id: int) -> HttpResponse:
    statement = statement_of(member, statement_id)
    actions.move_statement(
        statement=statement, version=number(request), by=member, up=request.POST.get("to") == "up"
    )
    return _after_statement(request, member, statement)


@review_page("write_narrative", methods=("POST",))
def archive(request: HttpRequest, member: Member, statement_id: int) -> HttpResponse:
    statement = statement_of(member, statement_id)
    actions.archive_statement(statement=statement, version=number(request), by=member)
    messages.success(request, "The statement is archived. Restore it at the foot of the page.")
    return to_text(request, member, statement.block.narrative_version.narrative_id, mode="write")


@review_page("write_narrative", methods=("POST",))
def restore(request: HttpRequest, member: Member, statement_id: int) -> HttpResponse:
    statement = statement_of(member, statement_id)
    actions.restore_statement(statement=statement, version=number(request), by=member)
    return _after_statement(request, member, statement)


def _after_statement(request: HttpRequest, member: Member, statement: Statement) -> HttpResponse:
    narrative_id = statement.block.narrative_version.narrative_id
    return to_text(request, member, narrative_id, statement=statement.pk, mode="write")
