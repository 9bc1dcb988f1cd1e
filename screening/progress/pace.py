"""How fast a stage goes, how much is left day by day, and when it may be done. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from statistics import median

PAUSE = timedelta(minutes=10)
"""A longer gap between two votes is a pause, not the time one vote took."""
LOOKED_BACK = 14
"""Days whose votes tell the pace."""
FARTHEST = 3650


@dataclass(frozen=True, slots=True)
class Point:
    """One day and a number at its end."""

    day: date
    value: float


def seconds_a_vote(times: Sequence[datetime]) -> float | None:
    """The median time from one vote to the next without pauses; None where no two votes follow each other."""
    ordered = sorted(times)
    gaps = [(b - a).total_seconds() for a, b in zip(ordered, ordered[1:], strict=False) if b - a <= PAUSE]
    return median(gaps) if gaps else None


def a_day(votes: Mapping[date, int], today: date) -> float:
    """Votes a day over the last two weeks, or since the first vote where that is later."""
    since = max(today - timedelta(days=LOOKED_BACK - 1), min(votes, default=today))
    days = (today - since).days + 1
    return sum(count for day, count in votes.items() if since <= day <= today) / max(1, days)


def finish(left: int, votes: Mapping[date, int], today: date) -> date | None:
    """The day on which nothing is left at this pace; None without a pace, or in ten years or more."""
    if left <= 0:
        return today
    pace = a_day(votes, today)
    days = ceil(left / pace) if pace else FARTHEST
    return today + timedelta(days=days) if days < FARTHEST else None


def cumulated(votes: Mapping[date, int], until: date) -> list[Point]:
    """The running total at the end of each day, from the first to `until`."""
    points, total = [], 0
    if not votes:
        return points
    day = min(votes)
    while day <= until:
        total += votes.get(day, 0)
        points.append(Point(day, total))
        day += timedelta(days=1)
    return points


def burn_down(votes: Mapping[date, int], *, wanted: int, left: int, today: date) -> list[Point]:
    """What was left at the end of each day of all that is wanted now; it ends with what is left today."""
    points = [Point(point.day, max(0, wanted - point.value)) for point in cumulated(votes, today)]
    return [*points[:-1], Point(today, left)] if points else []


def discovery(settled: Iterable[tuple[date, bool, int]], until: date) -> tuple[list[Point], list[Point]]:
    """The running totals of settled and of included records, from (day, included, how many)."""
    everything: dict[date, int] = {}
    included: dict[date, int] = {}
    for day, is_in, count in settled:
        everything[day] = everything.get(day, 0) + count
        included[day] = included.get(day, 0) + (count if is_in else 0)
    return cumulated(everything, until), cumulated(included, until)
