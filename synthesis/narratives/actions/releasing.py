"""A release: the version is frozen with every figure, and the next one opens as its copy."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from screening.errors import Closed, Invalid, Stale
from screening.models import Member
from screening.team.audit import record_event
from synthesis.models import Anchor, Block, EvidenceLink, Narrative, NarrativeVersion, Release, Statement
from synthesis.models import Token as TokenRow
from synthesis.narratives.actions.drafts import locked_version
from synthesis.narratives.actions.statuses import refresh_statuses
from synthesis.narratives.document import Document
from synthesis.narratives.queries.documents import Unprintable, draft_document
from synthesis.narratives.queries.freshness import behind_their_data
from synthesis.narratives.queries.texts import paragraphs, standing_statements
from synthesis.narratives.queries.words import said_now

BLOCKING = (Statement.Status.OUTDATED, Statement.Status.BROKEN)


@transaction.atomic
def release(
    *, narrative: Narrative, number: int, by: Member, changelog: str = "", override_reason: str = ""
) -> Release:
    """Freeze version `number` with its figures, references and runs, and open the next one as a copy.

    Refused while a statement is outdated or broken, or an analysis behind the text was not run since its data
    changed, unless a reason is given, which every file prints; refused in any case where a figure or reference
    has no words at all. Stale where the version is released already.
    """
    version = locked_version(narrative.current_id)
    if version.number != number:
        raise Stale(f"Version {number} is released already; version {version.number} is open now.")
    refresh_statuses(review=by.review)
    _refuse_blocked(version, override_reason)
    now = timezone.now()
    document = _document(version, by, now.date(), changelog.strip(), override_reason.strip())
    version.frozen_at = now
    version.save(update_fields=["frozen_at"])
    made = Release.objects.create(
        version=version,
        changelog=changelog.strip(),
        override_reason=override_reason.strip(),
        content={**document.to_dict(), "released": True},
        released_by=by,
        released_at=now,
    )
    made.runs.set([pin.run_id for pin in document.pins if pin.kind == "analysis"])
    made.network_runs.set([pin.run_id for pin in document.pins if pin.kind == "network"])
    Narrative.objects.filter(pk=narrative.pk).update(current=_next_version(version, by))
    after = {"version": version.number, "runs": [f"{pin.slug} {pin.number}" for pin in document.pins]}
    record_event("narrative released", narrative, by=by, after=after, reason=override_reason.strip())
    return made


def _refuse_blocked(version: NarrativeVersion, override_reason: str) -> None:
    statements = standing_statements(version)
    if not statements:
        raise Invalid("This version has no statements yet; there is nothing to release.")
    if override_reason.strip():
        return
    blocked = [statement for statement in statements if statement.status in BLOCKING]
    if blocked:
        several = len(blocked) > 1
        raise Closed(
            f"{len(blocked)} statement{'s are' if several else ' is'} outdated or broken. Look at "
            f"{'them' if several else 'it'} first, or give a reason for releasing all the same; it is printed."
        )
    behind = behind_their_data(statements, said_now(version.narrative.review))
    if behind:
        named = ", ".join(f"“{each.recipe}” (run {each.run.number})" for each in behind)
        them = "them" if len(behind) > 1 else "it"
        raise Closed(
            f"The data have changed since the newest run of {named}. Run {them} again first, "
            "or give a reason for releasing all the same; it is printed."
        )


def _document(version: NarrativeVersion, by: Member, on: date, changelog: str, override: str) -> Document:
    try:
        return draft_document(version, on=on, released_by=str(by), changelog=changelog, override_reason=override)
    except Unprintable as error:
        raise Invalid(f"Some places would stay empty, which no reason can excuse. {error}") from None


def _next_version(version: NarrativeVersion, by: Member) -> NarrativeVersion:
    """A copy of the standing text, statement by statement, with the same uids and confirmations."""
    following = NarrativeVersion.objects.create(
        narrative=version.narrative, number=version.number + 1, parent=version, created_by=by
    )
    for order, paragraph in enumerate(paragraphs(version), 1):
        old = paragraph.block
        block = Block.objects.create(narrative_version=following, order=order, kind=old.kind, text=old.text)
        for place, statement in enumerate(paragraph.statements, 1):
            _copy(statement, block, place)
    return following


def _copy(old: Statement, block: Block, order: int) -> None:
    new = Statement.objects.create(
        uid=old.uid, block=block, order=order, text=old.text, kind=old.kind, status=old.status
    )
    for model, rows in ((TokenRow, old.tokens), (Anchor, old.anchors), (EvidenceLink, old.evidence)):
        copies = []
        for row in rows.all():
            fields = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields if not f.primary_key}
            copies.append(model(**{**fields, "statement_id": new.pk}))
        model.objects.bulk_create(copies)
