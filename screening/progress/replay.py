"""How records stood at a moment, from rows that are never changed: votes, adjudications, links, events. Pure.

Rules have histories too: a stage may have needed other votes then. A released record keeps the rules it was
released under.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from screening.spans import Change
from screening.workflow.outcome import EXCLUDED, INCLUDED, Cast, Vote, outcome

STATE = {"include": INCLUDED, "exclude": EXCLUDED}


def value_at(changes: Sequence[Change], name: str, moment: datetime, *, now: Any) -> Any:
    """What a field held at the moment: after the last change until then, else before the first one since.

    `changes` are in the order of time; `now` is what the row holds today, for a field that never changed.
    """
    for change in reversed(changes):
        if change.at <= moment and name in change.after:
            return change.after[name]
    for change in changes:
        if change.at > moment and name in change.before:
            return change.before[name]
    return now


@dataclass(frozen=True, slots=True)
class Settled:
    """One adjudication; `until` is when it was reopened."""

    verdict: str
    reason: int | None
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """A stage's rules at a moment."""

    votes_needed: int
    maybe_rule: str
    reasons_conflict: bool = False


def standing(votes: Sequence[Cast], moment: datetime) -> dict[int, Cast]:
    """Reviewer -> the vote of theirs that counted at the moment."""
    last: dict[int, Cast] = {}
    for vote in votes:
        if vote.at <= moment and (vote.reviewer not in last or last[vote.reviewer].sequence < vote.sequence):
            last[vote.reviewer] = vote
    return {reviewer: vote for reviewer, vote in last.items() if vote.verdict != "withdrawn"}


def state_at(
    votes: Sequence[Cast],
    settled: Sequence[Settled],
    moment: datetime,
    rules: Rules,
    order: Mapping[int, int],
    reported: int | None = None,
) -> tuple[str, int | None]:
    """State and reason of a record in a stage at the moment.

    `reported` is the reason its entry names today: where somebody gave it then, it is kept, because the list of
    reasons may have been put in another order since.
    """
    for decision in settled:
        if decision.at <= moment and (decision.until is None or decision.until > moment):
            return STATE[decision.verdict], decision.reason
    cast = [Vote(vote.verdict, vote.reason) for vote in standing(votes, moment).values()]
    came = outcome(
        cast,
        votes_needed=rules.votes_needed,
        maybe_rule=rules.maybe_rule,
        reason_order=order,
        reasons_conflict=rules.reasons_conflict,
    )
    if came.reason is not None and reported in {vote.reason for vote in cast}:
        return came.state, reported
    return came.state, came.reason
