"""Writes: searches kept and dropped, one change to many records, and its undo."""

from screening.finding.actions.labelling import label_many, unlabel_many
from screening.finding.actions.saving import drop_search, keep_search
from screening.finding.actions.undoing import undo_change
from screening.finding.actions.voting import vote_on_many

__all__ = ["drop_search", "keep_search", "label_many", "undo_change", "unlabel_many", "vote_on_many"]
