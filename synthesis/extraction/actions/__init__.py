"""Writes on forms and reconciled values."""

from synthesis.extraction.actions.filling import StaleValue, save_value, start_extraction
from synthesis.extraction.actions.finishing import complete_extraction, reopen_extraction, set_aside
from synthesis.extraction.actions.reconciling import accept_agreed, edit_reconciled, settle

__all__ = [
    "StaleValue",
    "accept_agreed",
    "complete_extraction",
    "edit_reconciled",
    "reopen_extraction",
    "save_value",
    "set_aside",
    "settle",
    "start_extraction",
]
