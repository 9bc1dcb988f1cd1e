"""Writes on narratives."""

from synthesis.narratives.actions.blocks import add_block, archive_block, edit_block, move_block, restore_block
from synthesis.narratives.actions.drafts import change_narrative, create_narrative
from synthesis.narratives.actions.evidence import check_evidence, link_evidence, unlink_evidence
from synthesis.narratives.actions.references import add_reference, cite_record, match_reference
from synthesis.narratives.actions.releasing import release
from synthesis.narratives.actions.statements import (
    add_statement,
    archive_statement,
    edit_statement,
    move_statement,
    restore_statement,
)
from synthesis.narratives.actions.statuses import accept_statement, refresh_statuses

__all__ = [
    "accept_statement",
    "add_block",
    "add_reference",
    "add_statement",
    "archive_block",
    "archive_statement",
    "change_narrative",
    "check_evidence",
    "cite_record",
    "create_narrative",
    "edit_block",
    "edit_statement",
    "link_evidence",
    "match_reference",
    "move_block",
    "move_statement",
    "refresh_statuses",
    "release",
    "restore_block",
    "restore_statement",
    "unlink_evidence",
]
