"""Statements: written, changed, moved, put away. Their tokens and citations are kept as rows, always true."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import Member
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.models import Anchor, Block, Statement
from synthesis.models import Token as TokenRow
from synthesis.models.evidence import source_fields
from synthesis.narratives.actions.drafts import locked_version
from synthesis.narratives.actions.references import resolve_citations
from synthesis.narratives.actions.statuses import confirm_figures, fresh, settle
from synthesis.narratives.citations import BadCitation, marks_in
from synthesis.narratives.queries.words import said_now
from synthesis.narratives.tokens import BadToken, Token, tokens_in
from synthesis.networks.actions import kept


@transaction.atomic
def add_statement(
    *, block: Block, text: str, by: Member, kind: str = Statement.Kind.OTHER, after: Statement | None = None
) -> Statement:
    """Write a statement at the end of a paragraph, or behind `after`; its figures are confirmed by writing it.

    Raises Invalid for a token or citation that leads nowhere.
    """
    locked_version(block.narrative_version_id)
    if block.kind != Block.Kind.PARAGRAPH or block.archived_at:
        raise Invalid("Statements stand in a paragraph. Add a paragraph first.")
    text = _checked(block, text, by)
    order = (block.statements.aggregate(last=Max("order"))["last"] or 0) + 1
    statement = Statement.objects.create(block=block, text=text, kind=_kind(kind), order=order)
    if after is not None:
        ids = list(block.statements.exclude(pk=statement.pk).values_list("pk", flat=True))
        ids.insert(ids.index(after.pk) + 1 if after.pk in ids else len(ids), statement.pk)
        _number(ids)
    _store_marks(statement)
    record_event("statement added", statement, by=by, after={"text": text, "kind": kind})
    settle(statement, by=by, reason="written")
    return fresh(statement)


@transaction.atomic
def edit_statement(
    *,
    statement: Statement,
    version: int,
    by: Member,
    text: str,
    kind: str,
    accept: bool = False,
    reason: str = "",
) -> Statement:
    """Change text or kind. New tokens are confirmed by writing them; those that stood keep the words they were
    confirmed with, so that mending a comma accepts no new figure, unless `accept` is given."""
    locked_version(statement.block.narrative_version_id)
    if statement.archived_at:
        raise Closed("This statement is archived. Restore it first.")
    text = _checked(statement.block, text, by)
    saved = save_version(statement, version=version, text=text, kind=_kind(kind))
    _store_marks(statement)
    if accept:
        confirm_figures(fresh(statement), said_now(by.review))
    if saved["after"] or accept:
        record_event("statement changed", statement, by=by, reason=reason, **saved)
    settle(statement, by=by, reason=reason or "edited")
    return fresh(statement)


@transaction.atomic
def move_statement(*, statement: Statement, version: int, by: Member, up: bool) -> None:
    """One place up or down; past the end of its paragraph into the next one."""
    locked = locked_version(statement.block.narrative_version_id)
    if statement.archived_at:
        raise Closed("This statement is archived. Restore it first.")
    ids = list(statement.block.statements.filter(archived_at__isnull=True).values_list("pk", flat=True))
    at = ids.index(statement.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(ids):
        save_version(statement, version=version)
        ids.insert(to, ids.pop(at))
        _number(ids)
    elif (
        block := _neighbour(list(locked.blocks.filter(archived_at__isnull=True)), statement.block, up)
    ) is not None:
        there = list(block.statements.filter(archived_at__isnull=True).values_list("pk", flat=True))
        save_version(statement, version=version, block=block)
        _number([*there, statement.pk] if up else [statement.pk, *there])
    else:
        return
    record_event("statement moved", statement, by=by, after={"up": up, "block": statement.block_id})


def _neighbour(blocks: list[Block], here: Block, up: bool) -> Block | None:
    """The nearest paragraph above or below."""
    at = [block.pk for block in blocks].index(here.pk)
    others = reversed(blocks[:at]) if up else iter(blocks[at + 1 :])
    return next((block for block in others if block.kind == Block.Kind.PARAGRAPH), None)


@transaction.atomic
def archive_statement(*, statement: Statement, version: int, by: Member) -> None:
    """Leave the statement out of the text; its history stays and it can be brought back."""
    locked_version(statement.block.narrative_version_id)
    if statement.archived_at:
        raise Closed("This statement is archived already.")
    saved = save_version(statement, version=version, archived_at=timezone.now())
    record_event("statement archived", statement, by=by, **saved)


@transaction.atomic
def restore_statement(*, statement: Statement, version: int, by: Member) -> None:
    """Bring an archived statement back, last in its paragraph, with its status as it is now."""
    locked_version(statement.block.narrative_version_id)
    if not statement.archived_at:
        raise Closed("This statement is not archived.")
    last = (statement.block.statements.aggregate(last=Max("order"))["last"] or 0) + 1
    saved = save_version(statement, version=version, archived_at=None, order=last)
    record_event("statement restored", statement, by=by, **saved)
    settle(statement, by=by, reason="restored")


def _kind(kind: str) -> str:
    if kind not in Statement.Kind.values:
        raise Invalid(f"“{kind}” is no kind of statement.")
    return kind


def _number(ids: list[int]) -> None:
    for order, pk in enumerate(ids, 1):
        Statement.objects.filter(pk=pk).exclude(order=order).update(order=order)


def _checked(block: Block, text: str, by: Member) -> str:
    """The text as it is stored: one line, citations by number, every token known."""
    text = " ".join(text.split())
    if not text:
        raise Invalid("A statement needs words.")
    try:
        tokens = tokens_in(text)
        text = resolve_citations(narrative=block.narrative_version.narrative, text=text, by=by)
    except (BadToken, BadCitation) as error:
        raise Invalid(str(error)) from None
    _refuse_unknown(tokens, by)
    return text


def _refuse_unknown(tokens: tuple[Token, ...], by: Member) -> None:
    said = said_now(by.review)
    for token in tokens:
        each = said.get(token.slug)
        if each is None or each.source.archived_at:
            what = "comparison" if "|" in token.slug else "analysis"
            raise Invalid(f"{token.mark}: there is no {what} “{token.slug}”. Choose one from the list below.")
        if each.run and token.name not in each.words:
            names = ", ".join(each.words)
            raise Invalid(f"{token.mark}: {each.missing(token.name)}. It gives: {names}.")


def _store_marks(statement: Statement) -> None:
    """Make the Token and Anchor rows say what the text says; new tokens are confirmed with the newest run."""
    wanted = tokens_in(statement.text)
    rows = {(row.path, row.format): row for row in statement.tokens.all()}
    for key, row in rows.items():
        if Token(*key) not in wanted:
            row.delete()
    said = said_now(statement.block.narrative_version.narrative.review)
    new = [
        TokenRow.objects.create(
            statement=statement, path=token.slug, format=token.name, **source_fields(kept(said[token.slug].source))
        ).pk
        for token in wanted
        if (token.slug, token.name) not in rows
    ]
    if new:
        confirm_figures(fresh(statement), said, only=new)
    statement.anchors.all().delete()
    Anchor.objects.bulk_create(
        Anchor(statement=statement, reference_id=int(mark), order=order)
        for order, mark in enumerate(marks_in(statement.text))
    )
