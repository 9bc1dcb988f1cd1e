"""Everything that changes reports and their files."""

from screening.fulltext.actions.files import attach_file, log_retrieval, put_back_file, remove_file, set_notice
from screening.fulltext.actions.many import Sorted, discard_file, place_file, sort_file
from screening.fulltext.actions.proposals import place_proposals, take_back_proposals
from screening.fulltext.actions.quotes import keep_quote, remove_quote

__all__ = [
    "Sorted",
    "attach_file",
    "discard_file",
    "keep_quote",
    "log_retrieval",
    "place_file",
    "place_proposals",
    "put_back_file",
    "remove_file",
    "remove_quote",
    "set_notice",
    "sort_file",
    "take_back_proposals",
]
