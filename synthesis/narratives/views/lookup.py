"""Rows of a narrative, found through the member's review; anything else is a 404."""

from django.shortcuts import get_object_or_404

from screening.models import Member
from synthesis.models import Block, EvidenceLink, Narrative, NarrativeVersion, Reference, Statement
from synthesis.narratives.queries import texts


def narrative_of(member: Member, narrative_id: int) -> Narrative:
    return get_object_or_404(texts.narratives(member), pk=narrative_id)


def version_of(member: Member, narrative_id: int, number: int) -> NarrativeVersion:
    versions = NarrativeVersion.objects.select_related("narrative__review", "release__released_by__user")
    return get_object_or_404(versions, narrative=narrative_id, narrative__review=member.review, number=number)


def block_of(member: Member, block_id: int) -> Block:
    blocks = Block.objects.filter(narrative_version__narrative__review=member.review)
    return get_object_or_404(blocks.select_related("narrative_version__narrative__review"), pk=block_id)


def statement_of(member: Member, statement_id: int) -> Statement:
    statements = Statement.objects.filter(block__narrative_version__narrative__review=member.review)
    return get_object_or_404(texts.with_evidence(statements), pk=statement_id)


def link_of(member: Member, link_id: int) -> EvidenceLink:
    links = EvidenceLink.objects.filter(statement__block__narrative_version__narrative__review=member.review)
    return get_object_or_404(links.select_related("statement__block__narrative_version__narrative"), pk=link_id)


def reference_of(member: Member, reference_id: int) -> Reference:
    references = Reference.objects.select_related("narrative__current", "record")
    return get_object_or_404(references, pk=reference_id, narrative__review=member.review)
