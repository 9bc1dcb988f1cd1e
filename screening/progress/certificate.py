"""Were all first votes on a record cast before anybody could see one? Pure.

Nobody can see another's vote on a record until its votes are complete: until as many stand as the stage needed at
that moment. A record is certified where every reviewer's first vote was in by then. Where one came later (the stage
came to need more votes, the record was judged anew, somebody took a seat given back), it is told whether its author
could have read the others between: by their role, or because the stage showed them to all who screen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from screening.progress.replay import value_at
from screening.spans import Change, Spans
from screening.workflow.outcome import Cast, in_order

BLIND, FURTHER, ALONE, LATE, OPEN = "blind", "further", "alone", "late", "open"
VERDICTS = {
    BLIND: "All votes cast before any could be seen",
    FURTHER: "A further vote was asked for later, of somebody who could not see the others",
    ALONE: "One vote was enough: there was no other to see",
    LATE: "A vote was cast by somebody who could have seen others",
    OPEN: "Votes not complete: none can be seen yet",
}
"""What is said of a record, the certified first."""


@dataclass(frozen=True, slots=True)
class Witness:
    """One record's line: who first voted when, since when votes could be seen, and what follows from it."""

    record: int
    verdict: str
    needed: int
    first_votes: tuple[tuple[int, datetime], ...]
    complete_at: datetime | None
    could_have_seen: tuple[int, ...] = ()
    """Those of the late ones who could have read another's vote before they cast theirs."""

    @property
    def late(self) -> tuple[int, ...]:
        """Reviewers whose first vote came after the votes could be seen."""
        if self.complete_at is None:
            return ()
        return tuple(reviewer for reviewer, at in self.first_votes if at > self.complete_at)


@dataclass(frozen=True, slots=True)
class Needs:
    """How many votes the stage needed when: the number it began with, then each change."""

    first: int
    changes: tuple[tuple[datetime, int], ...] = ()

    def at(self, moment: datetime) -> int:
        """Votes needed at the moment."""
        standing = self.first
        for at, needed in self.changes:
            if at > moment:
                break
            standing = needed
        return standing

    @property
    def most(self) -> int:
        """The most votes that were ever needed."""
        return max([self.first, *(needed for _, needed in self.changes)])


def needs_of(changes: Sequence[Change], now: int) -> Needs:
    """The history of a stage's votes needed, from its events in the order of time."""
    moves = tuple((c.at, c.after["votes_needed"]) for c in changes if "votes_needed" in c.after)
    before = [c.before["votes_needed"] for c in changes if "votes_needed" in c.before]
    first = before[0] if before else value_at(changes, "votes_needed", changes[-1].at, now=now) if changes else now
    return Needs(first, moves)


def _overlap(spans: Spans, start: datetime, end: datetime) -> bool:
    return any((since is None or since <= end) and (until is None or until > start) for since, until in spans)


def witness(
    record: int,
    votes: Sequence[Cast],
    needs: Needs,
    *,
    shown_to_all: Spans = (),
    by_role: Mapping[int, Spans] | None = None,
    round_ended: datetime | None = None,
) -> Witness:
    """The line of one record; `votes` are all rows ever cast on it in the stage.

    `shown_to_all`: when the stage showed complete votes to all who screen; `by_role`: reviewer -> when a role of
    theirs let them read complete votes; `round_ended`: when the result of a calibration round showed the votes on
    this record to all who screen, which nobody could read before, whatever their role.
    """
    ordered = in_order(votes)
    complete, needed = _completion(ordered, needs)
    first: dict[int, datetime] = {}
    for _, vote in ordered:
        if vote.verdict != "withdrawn":
            first.setdefault(vote.reviewer, vote.at)
    told = tuple(sorted(first.items(), key=lambda each: (each[1], each[0])))
    if complete is None:
        return Witness(record, OPEN, needed, told, None)
    if round_ended is not None:
        complete, shown_to_all = round_ended, (*shown_to_all, (round_ended, None))
    late = [(who, at) for who, at in told if at > complete]
    if late:
        spans = by_role or {}
        seen = [who for who, at in late if _overlap((*shown_to_all, *spans.get(who, ())), complete, at)]
        return Witness(record, LATE if seen else FURTHER, needed, told, complete, tuple(seen))
    return Witness(record, ALONE if len(first) == 1 else BLIND, needed, told, complete)


def _completion(ordered: Sequence[tuple[datetime, Cast]], needs: Needs) -> tuple[datetime | None, int]:
    """When as many votes stood as were needed, for the first time; and how many that was."""
    standing: set[int] = set()
    needed, changes = needs.first, list(needs.changes)
    for at, vote in ordered:
        while changes and changes[0][0] <= at:
            moment, needed = changes.pop(0)
            if standing and len(standing) >= needed:
                return moment, needed
        if vote.verdict == "withdrawn":
            standing.discard(vote.reviewer)
        else:
            standing.add(vote.reviewer)
        if standing and len(standing) >= needed:
            return at, needed
    for moment, needed in changes:
        if standing and len(standing) >= needed:
            return moment, needed
    return None, needed
