"""What happened lately in a review: the last events, those of one person and kind in a row told as one line."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from screening.models import Member
from screening.progress.queries import events

LOOKED_AT, SHOWN = 200, 8
BESIDE = ("job asked for",)
"""Told by what the job did."""


@dataclass(frozen=True)
class Line:
    """Who did what, how often in a row; `subject` and `at` are of the latest."""

    actor: str
    verb: str
    subject: str
    at: datetime
    count: int


def recent_lines(member: Member) -> list[Line] | None:
    """The latest lines for whoever reads the audit trail, else None."""
    if not member.can("read_audit"):
        return None
    lines = []
    for (actor, verb), run in groupby(
        events(member).exclude(verb__in=BESIDE)[:LOOKED_AT], key=lambda event: (event.actor, event.verb)
    ):
        rows = list(run)
        lines.append(Line(actor, verb, rows[0].subject, rows[0].at, len(rows)))
    return lines[:SHOWN]
