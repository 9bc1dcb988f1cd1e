"""From votes to where a record stands. Pure.

Rules (documented for users in the stage page):
- fewer votes than the stage needs: waiting;
- a maybe counts as include, or (stage setting) always goes to the adjudicator;
- all votes in one direction: included or excluded; else conflict. Three votes must all agree: no majority;
- excluded for differing reasons is still excluded; the reason first in the review's order is reported, and
  the difference is flagged so that an adjudicator may choose another; or (stage setting) it is a conflict.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

WAITING, CONFLICT, INCLUDED, EXCLUDED = "waiting", "conflict", "included", "excluded"
SETTLED = (INCLUDED, EXCLUDED)


@dataclass(frozen=True)
class Vote:
    """One standing vote: its verdict (include, exclude or maybe) and the id of its exclusion reason."""

    verdict: str
    reason: int | None = None


@dataclass(frozen=True)
class Outcome:
    """Where a record stands, the reason to report where it is excluded, and whether the reasons differ."""

    state: str
    reason: int | None = None
    reasons_differ: bool = False


def outcome(
    votes: Sequence[Vote],
    *,
    votes_needed: int,
    maybe_rule: str,
    reason_order: Mapping[int, int],
    reasons_conflict: bool = False,
) -> Outcome:
    """What the votes come to.

    `maybe_rule` is "include" or "conflict". With `reasons_conflict`, exclusions for differing reasons are a
    conflict; a vote without a reason clashes with none. `reason_order` gives each reason's place in the review's
    list (a reason missing there comes last). More votes than needed all count: nobody's vote is dropped.
    """
    if len(votes) < votes_needed:
        return Outcome(WAITING)
    directions = {_direction(vote.verdict, maybe_rule) for vote in votes}
    if directions == {"include"}:
        return Outcome(INCLUDED)
    if directions == {"exclude"}:
        reasons = {vote.reason for vote in votes if vote.reason is not None}
        if reasons_conflict and len(reasons) > 1:
            return Outcome(CONFLICT, None, True)
        first = min(reasons, key=lambda reason: (reason_order.get(reason, len(reason_order)), reason), default=None)
        return Outcome(EXCLUDED, first, len(reasons) > 1)
    return Outcome(CONFLICT)


def _direction(verdict: str, maybe_rule: str) -> str:
    if verdict == "maybe":
        return "include" if maybe_rule == "include" else "conflict"
    return verdict


@dataclass(frozen=True, slots=True)
class Cast:
    """One row of a vote as it was stored; `verdict` is "withdrawn" where it took one back."""

    reviewer: int
    sequence: int
    verdict: str
    reason: int | None
    at: datetime


def in_order(rows: Iterable[Cast]) -> list[tuple[datetime, Cast]]:
    """The rows of one record as they came to count, each with the moment.

    That is the order of time, but each person's rows stay in their sequence: a row that a merge repeats bears the
    time of the vote it repeats, and counts no earlier than the row it follows.
    """
    last: dict[int, datetime] = {}
    counted = []
    for row in sorted(rows, key=lambda row: row.sequence):
        last[row.reviewer] = max(row.at, last.get(row.reviewer, row.at))
        counted.append((last[row.reviewer], row))
    return sorted(counted, key=lambda each: (each[0], each[1].sequence))


def votes_at_completion(history: Iterable[Cast], *, votes_needed: int) -> dict[int, str] | None:
    """The votes standing at the moment when the last one needed came in; None where they were never complete.

    `history`: all rows cast on the record, with "withdrawn" for an undone vote.
    """
    found = _completion(in_order(history), votes_needed)
    return found and found[1]


def _completion(rows: Sequence[tuple[datetime, Cast]], votes_needed: int) -> tuple[datetime, dict[int, str]] | None:
    """When as many votes stood as are needed for the first time, and which; None where they never did."""
    standing: dict[int, str] = {}
    for at, row in rows:
        if row.verdict == "withdrawn":
            standing.pop(row.reviewer, None)
        else:
            standing[row.reviewer] = row.verdict
        if len(standing) >= votes_needed:
            return at, dict(standing)
    return None


def first_votes(history: Iterable[Cast], *, votes_needed: int, shown_at: datetime | None) -> dict[int, Cast]:
    """Reviewer -> the row of their first vote on the record, from which agreement is worked out.

    `shown_at` is when the record's votes were first complete, whatever was needed then; None leaves it to the rows.
    A vote that was changed counts as it was first cast. One that its author took back before the votes were
    complete, when nobody could know another's, is none: the next one is their first. Whoever first voted after that
    counts only as far as the stage has come to need more votes.
    """
    rows = in_order(history)
    found = _completion(rows, votes_needed)
    complete = shown_at or (found and found[0])
    first: dict[int, tuple[datetime, Cast]] = {}
    for at, row in rows:
        if row.verdict != "withdrawn":
            first.setdefault(row.reviewer, (at, row))
        elif complete is None or at < complete:
            first.pop(row.reviewer, None)
    early = [row for at, row in first.values() if complete is None or at <= complete]
    late = [row for at, row in first.values() if complete is not None and at > complete]
    return {row.reviewer: row for row in (*early, *late[: max(0, votes_needed - len(early))])}
