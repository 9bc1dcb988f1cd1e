"""Pages of extraction: filling a form, reconciling two, and the reconciled data."""
