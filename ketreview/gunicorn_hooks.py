"""Hooks of the web server where `manage.py serve` starts it."""

import os

from ketreview.processes import leave_with


def when_ready(server) -> None:
    """Stop together with the process named in KETREVIEW_EXIT_WITH."""
    leave_with(int(os.environ["KETREVIEW_EXIT_WITH"]))
