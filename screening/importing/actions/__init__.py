"""Writes of the import: staging a file, importing what was staged, undoing it, and describing its search."""

from screening.importing.actions.committing import import_staged
from screening.importing.actions.correcting import correct_record, put_back
from screening.importing.actions.rows import correct_row
from screening.importing.actions.sources import (
    add_source,
    change_search_log,
    change_source,
    remove_source,
    search_described,
)
from screening.importing.actions.staging import SameFile, discard_import, move_to_search, read_again, stage_import
from screening.importing.actions.undoing import keep_import, undo_import

__all__ = [
    "SameFile",
    "add_source",
    "change_search_log",
    "change_source",
    "correct_record",
    "correct_row",
    "discard_import",
    "import_staged",
    "keep_import",
    "move_to_search",
    "put_back",
    "read_again",
    "remove_source",
    "search_described",
    "stage_import",
    "undo_import",
]
