"""What the duplicates pages show. What the worker reads (`parts`, `entries`) is not loaded with the pages."""

from screening.dedupe.queries.answers import (
    answers_against,
    answers_apart,
    answers_together,
    copies_brought,
    kept_apart_with,
)
from screening.dedupe.queries.pages import (
    answers_stand,
    comparable,
    group_count,
    links_told,
    method_figures,
    next_question,
    open_questions,
    primaries,
    question_or_404,
    questions_alike,
    root_of,
    standing_links,
    step_count,
    undone_links,
    was_answered,
)
from screening.dedupe.queries.refusing import has_votes, refusal, sought_report, stands_for
from screening.dedupe.queries.report import Overlap, overlap, source_counts

__all__ = [
    "Overlap",
    "answers_against",
    "answers_apart",
    "answers_stand",
    "answers_together",
    "comparable",
    "copies_brought",
    "group_count",
    "has_votes",
    "kept_apart_with",
    "links_told",
    "method_figures",
    "next_question",
    "open_questions",
    "overlap",
    "primaries",
    "question_or_404",
    "was_answered",
    "questions_alike",
    "refusal",
    "root_of",
    "sought_report",
    "source_counts",
    "standing_links",
    "stands_for",
    "step_count",
    "undone_links",
]
