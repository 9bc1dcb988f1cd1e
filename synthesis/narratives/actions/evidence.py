"""What a statement rests on: an analysis or a record, with stance, quote and place; checked by a second person."""

from django.db import transaction
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import Member, Record
from screening.team.audit import record_event
from synthesis.models import EvidenceLink, Statement
from synthesis.models.evidence import Source, run_fields, source_fields
from synthesis.narratives.actions.drafts import locked_version
from synthesis.narratives.actions.statuses import settle
from synthesis.narratives.queries.words import EFFECT, said_by
from synthesis.networks.actions import kept


@transaction.atomic
def link_evidence(
    *,
    statement: Statement,
    by: Member,
    stance: str,
    source: Source | None = None,
    record: Record | None = None,
    quote: str = "",
    locator: str = "",
) -> EvidenceLink:
    """Name what the statement rests on: one analysis, one comparison of a network or one record of this review.

    A record needs a quote in its own words, so that a second person can check it.
    """
    locked_version(statement.block.narrative_version_id)
    _refuse_unfit(by, stance, source, record, quote)
    said = said_by(source) if source else None
    link = EvidenceLink.objects.create(
        statement=statement,
        **source_fields(kept(source) if source else None),
        record=record,
        stance=stance,
        quote=quote.strip(),
        locator=locator.strip(),
        **run_fields(said.run if said else None),
        confirmed_text=(said.figure(EFFECT) or "") if said else "",
        made_by=by,
    )
    record_event("evidence linked", statement, by=by, after=_facts(link))
    settle(statement, by=by, reason="evidence linked")
    return link


def _refuse_unfit(by: Member, stance: str, source: Source | None, record: Record | None, quote: str) -> None:
    if (source is None) == (record is None):
        raise Invalid("Link one analysis, comparison or record, not both and not neither.")
    if (source or record).review_id != by.review_id:
        raise Invalid("Only analyses, networks and records of this review can be linked.")
    if stance not in EvidenceLink.Stance.values:
        raise Invalid("Say whether the evidence supports, contradicts, qualifies or is background.")
    if source and (source.archived_at or not said_by(source).figure(EFFECT)):
        raise Invalid(f"“{source}” has no pooled effect to rest on. Run it first.")
    if record and not quote.strip():
        raise Invalid("Copy the record's own words into Quote, so that a second person can check them.")


def _facts(link: EvidenceLink) -> dict[str, str]:
    return {
        "to": str(link.source or link.record),
        "stance": link.stance,
        "quote": link.quote,
        "locator": link.locator,
    }


@transaction.atomic
def check_evidence(*, link: EvidenceLink, by: Member) -> None:
    """A second person has read the source and confirms the link."""
    locked_version(link.statement.block.narrative_version_id)
    if link.made_by_id == by.pk:
        raise Closed("You made this link; somebody else must check it.")
    free = EvidenceLink.objects.filter(pk=link.pk, checked_by__isnull=True)
    if not free.update(checked_by=by, checked_at=timezone.now()):
        raise Closed("This link is checked already.")
    record_event("evidence checked", link.statement, by=by, after=_facts(link))


@transaction.atomic
def unlink_evidence(*, link: EvidenceLink, by: Member, reason: str = "") -> None:
    """Take a link away; the audit trail keeps what it said."""
    statement = link.statement
    locked_version(statement.block.narrative_version_id)
    before = _facts(link)
    if not EvidenceLink.objects.filter(pk=link.pk).delete()[0]:
        raise Closed("This link is gone already.")
    record_event("evidence unlinked", statement, by=by, before=before, reason=reason)
    settle(statement, by=by, reason="evidence unlinked")
