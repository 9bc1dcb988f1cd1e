"""Narratives, their versions and what stands in them."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from screening.models import Member
from synthesis.models import (
    Block,
    EvidenceLink,
    Narrative,
    NarrativeVersion,
    Reference,
    Statement,
    StatusEvent,
    Token,
)
from synthesis.narratives.vancouver import Facts, print_reference


def narratives(member: Member) -> QuerySet[Narrative]:
    """The review's narratives with their current versions."""
    return member.review.narratives.select_related("current", "review")


TOKEN = ("analysis", "run", "network_run", "comparison__network__review", "comparison__network__current_run")


def with_evidence(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Statements with all that their status and their words depend on."""
    links = EvidenceLink.objects.select_related(
        "analysis", "run", "network_run", "record", "made_by__user", "checked_by__user",
        "comparison__network__review", "comparison__network__current_run",
    )  # fmt: skip
    return statements.select_related("block__narrative_version__narrative").prefetch_related(
        Prefetch("tokens", queryset=Token.objects.select_related(*TOKEN)),
        "anchors",
        Prefetch("evidence", queryset=links),
    )


def standing_statements(version: NarrativeVersion) -> QuerySet[Statement]:
    """The statements of a version in the order in which they are read."""
    rows = Statement.objects.filter(
        block__narrative_version=version, archived_at__isnull=True, block__archived_at__isnull=True
    )
    return with_evidence(rows).order_by("block__order", "block_id", "order", "id")


def open_statements(member: Member) -> QuerySet[Statement]:
    """Statements of this review's versions that are still written on."""
    return with_evidence(
        Statement.objects.filter(
            block__narrative_version__narrative__review=member.review,
            block__narrative_version__frozen_at__isnull=True,
        )
    )


def open_blocks(member: Member) -> QuerySet[Block]:
    """Blocks of this review's versions that are still written on."""
    return Block.objects.filter(
        narrative_version__narrative__review=member.review, narrative_version__frozen_at__isnull=True
    ).select_related("narrative_version__narrative")


@dataclass(frozen=True)
class Paragraph:
    """A block with its statements in order."""

    block: Block
    statements: list[Statement]


def paragraphs(version: NarrativeVersion) -> list[Paragraph]:
    """The version's standing blocks, in order, each with its statements."""
    inside: dict[int, list[Statement]] = {}
    for statement in standing_statements(version):
        inside.setdefault(statement.block_id, []).append(statement)
    blocks = version.blocks.filter(archived_at__isnull=True)
    return [Paragraph(block, inside.get(block.pk, [])) for block in blocks]


def put_away(version: NarrativeVersion) -> tuple[QuerySet[Block], QuerySet[Statement]]:
    """Archived blocks, and archived statements of blocks that stand."""
    blocks = version.blocks.filter(archived_at__isnull=False)
    statements = Statement.objects.filter(
        block__narrative_version=version, archived_at__isnull=False, block__archived_at__isnull=True
    )
    return blocks, statements.select_related("block")


def history(statement: Statement) -> QuerySet[StatusEvent]:
    """What happened to the statement in every version of its narrative, newest first."""
    return StatusEvent.objects.filter(
        statement__uid=statement.uid,
        statement__block__narrative_version__narrative=statement.block.narrative_version.narrative_id,
    ).select_related("run__analysis", "network_run__network", "by__user", "statement__block__narrative_version")


def printed(reference: Reference) -> str:
    """The reference as the list prints it: from its record, else as it was typed."""
    if reference.record is None:
        return reference.raw
    record = reference.record
    return print_reference(
        Facts(
            authors=tuple(record.authors),
            title=record.title,
            journal=record.journal,
            year=record.year,
            volume=record.volume,
            issue=record.issue,
            pages=record.pages or record.extra.get("article_number", ""),
            publisher=record.publisher,
            doi=record.doi,
            pmid=record.pmid,
            url=record.url,
        )
    )
