"""What is done to a review: making it, changing its protocol and its stages, archiving it."""

from screening.reviews.actions.creation import MadeAlready, archive_review, create_review, unarchive_review
from screening.reviews.actions.protocol import (
    add_criteria,
    add_keywords,
    add_reasons,
    archive_criterion,
    archive_reason,
    change_question,
    move_reason,
    remove_keyword,
    rename_reason,
    restore_reason,
    reword_criterion,
)
from screening.reviews.actions.stages import change_stage

__all__ = [
    "MadeAlready",
    "add_criteria",
    "add_keywords",
    "add_reasons",
    "archive_criterion",
    "archive_reason",
    "archive_review",
    "change_question",
    "change_stage",
    "create_review",
    "move_reason",
    "remove_keyword",
    "rename_reason",
    "restore_reason",
    "reword_criterion",
    "unarchive_review",
]
