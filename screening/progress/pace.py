"""How fast a stage goes, how much is left day by day, and when it may be done. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, sqrt
from statistics import median, stdev

PAUSE = timedelta(minutes=10)
"""A longer gap between two votes is a pause, not the time one vote took."""
LOOKED_BACK = 14
"""Days whose votes tell the pace."""
FARTHEST = 3650
ENOUGH_DAYS = 5
"""Days since the first vote before a finish can be estimated, and its range be worked out."""


@dataclass(frozen=True, slots=True)
class Point:
    """One day and a number at its end."""

    day: date
    value: float


@dataclass(frozen=True, slots=True)
class Finish:
    """When nothing may be left: the day at the pace so far, and the first and last it may reasonably be; `late`
    None where days differ so much that no last one can be told."""

    likely: date
    early: date
    late: date | None


def seconds_a_vote(times: Sequence[datetime]) -> float | None:
    """The median time from one vote to the next without pauses; None where no two votes follow each other."""
    ordered = sorted(times)
    gaps = [(b - a).total_seconds() for a, b in zip(ordered, ordered[1:], strict=False) if b - a <= PAUSE]
    return median(gaps) if gaps else None


def a_day(votes: Mapping[date, int], today: date) -> float:
    """Votes a day over the last two weeks, or since the first vote where that is later."""
    cast = _lately(votes, today)
    return sum(cast) / len(cast)


def _lately(votes: Mapping[date, int], today: date) -> list[int]:
    """The votes of each of the last two weeks' days, or of each since the first vote; days without one are 0."""
    since = max(today - timedelta(days=LOOKED_BACK - 1), min(votes, default=today))
    return [votes.get(since + timedelta(days=n), 0) for n in range((today - since).days + 1)]


def finish(left: int, votes: Mapping[date, int], today: date) -> Finish | None:
    """The days on which nothing may be left at the pace m of the last two weeks, with m ± 2 standard errors s / √n
    of its n days for the range; None in the first days, without a pace, or in ten years or more."""
    if left <= 0:
        return Finish(today, today, today)
    cast = _lately(votes, today)
    pace = sum(cast) / len(cast)
    likely = _after(left, pace, today)
    if len(cast) < ENOUGH_DAYS or likely is None:
        return None
    spread = 2 * stdev(cast) / sqrt(len(cast))
    return Finish(likely, _after(left, pace + spread, today) or likely, _after(left, pace - spread, today))


def _after(left: int, pace: float, today: date) -> date | None:
    days = ceil(left / pace) if pace > 0 else FARTHEST
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
