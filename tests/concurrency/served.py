"""The application, its addresses imported before gunicorn forks: a worker that replaces a killed one is ready.

SEAT_LEASE_SECONDS shortens the time for which a card is held, so that leases run out while one watches.
"""

import os
from datetime import timedelta

from django.urls import get_resolver

from ketreview.wsgi import application

get_resolver().url_patterns  # noqa: B018 - reading it imports every view

if lease := os.environ.get("SEAT_LEASE_SECONDS"):
    from screening.workflow.actions import seats, votes

    seats.LEASE = votes.LEASE = timedelta(seconds=float(lease))

__all__ = ["application"]
