"""Records found by words and filters; searches that are kept; one change to many records, and its undo."""
