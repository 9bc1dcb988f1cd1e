"""Is what clients were told what is stored, and does every record stand where its votes put it? Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from screening.workflow.outcome import Vote, outcome

ACKNOWLEDGED, REFUSED, UNKNOWN = "acknowledged", "refused", "unknown"


@dataclass(frozen=True)
class Attempt:
    """One thing a client asked for and what it heard: acknowledged, refused, or nothing (unknown)."""

    reviewer: str
    slot: str
    verdict: str
    key: str
    heard: str


@dataclass(frozen=True)
class Seat:
    """A seat as stored: who holds it, whether leased or kept for them, the key of the vote that counts in it."""

    slot: str
    record: str
    reviewer: str | None
    done: bool
    vote: str | None
    leased: bool


@dataclass(frozen=True)
class StoredVote:
    """A vote as stored, withdrawals among them."""

    key: str
    slot: str
    record: str
    reviewer: str
    verdict: str
    reason: int | None = None


@dataclass(frozen=True)
class Stored:
    """Everything the server keeps of the stage; `resolutions`: record -> the state an adjudicator gave it; `moved`:
    keys of the rows that merging records and taking them apart wrote; `most_needed`: the highest number of votes a
    record needed at any time, where that was changed; `released`: the records whose votes are fixed."""

    seats: Sequence[Seat]
    votes: Sequence[StoredVote]
    states: dict[str, str]
    votes_needed: int
    maybe_rule: str = "include"
    resolutions: Mapping[str, str] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    most_needed: int = 0
    released: frozenset[str] = frozenset()


def violations(history: Iterable[Attempt], stored: Stored) -> list[str]:
    """Every way in which the stored state betrays what clients were told; empty where all is well."""
    return [
        *_lost_or_doubled(history, stored),
        *_over_screened(stored),
        *_seats(stored),
        *_states(stored),
    ]


def _lost_or_doubled(history: Iterable[Attempt], stored: Stored) -> Iterable[str]:
    kept = Counter(vote.key for vote in stored.votes)
    by_key = {vote.key: vote for vote in stored.votes}
    invoked = {}
    for attempt in history:
        invoked[attempt.key] = attempt
        if attempt.heard == ACKNOWLEDGED and kept[attempt.key] == 0:
            yield f"lost: {attempt.reviewer}'s acknowledged {attempt.verdict} {attempt.key}"
        if attempt.heard == REFUSED and kept[attempt.key]:
            yield f"refused yet stored: {attempt.key}"
        if kept[attempt.key] > 1:
            yield f"doubled: {attempt.key} is stored {kept[attempt.key]} times"
        vote = by_key.get(attempt.key)
        if vote and (vote.slot, vote.reviewer, vote.verdict) != (attempt.slot, attempt.reviewer, attempt.verdict):
            yield f"changed on the way: {attempt.key}"
    for key in kept.keys() - invoked.keys() - stored.moved:
        yield f"phantom: {key} was stored but nobody sent it"


def _over_screened(stored: Stored) -> Iterable[str]:
    standing = Counter((seat.record) for seat in stored.seats if seat.vote)
    for record, count in standing.items():
        if count > max(stored.votes_needed, stored.most_needed):
            yield f"over-screened: {record} has {count} votes of {stored.votes_needed}"
    held = Counter((seat.record, seat.reviewer) for seat in stored.seats if seat.reviewer)
    for (record, reviewer), count in held.items():
        if count > 1:
            yield f"{reviewer} holds {count} seats on {record}"


def _seats(stored: Stored) -> Iterable[str]:
    by_key = {vote.key: vote for vote in stored.votes}
    asked = [seat for seat in stored.seats if not _closed(seat, stored.released)]
    filled = Counter(seat.record for seat in asked if seat.vote)
    for record, count in Counter(seat.record for seat in asked if seat.record not in stored.released).items():
        if count != max(stored.votes_needed, filled[record]):
            yield f"{record} has {count} seats of {stored.votes_needed}"
    for seat in asked:
        if seat.done != (seat.vote is not None):
            yield f"seat {seat.slot} is done={seat.done} with vote {seat.vote}"
        if not seat.done and seat.reviewer and not seat.leased:
            yield f"orphan: seat {seat.slot} is held by {seat.reviewer} without a lease"
        vote = by_key.get(seat.vote) if seat.vote else None
        if seat.vote and (vote is None or (vote.slot, vote.reviewer) != (seat.slot, seat.reviewer)):
            yield f"seat {seat.slot} points to a vote that is not its reviewer's"
        if vote and vote.verdict == "withdrawn":
            yield f"seat {seat.slot} counts a withdrawn vote"
    latest = {(vote.record, vote.reviewer): vote for vote in stored.votes}
    counted = {seat.vote for seat in stored.seats if seat.vote}
    for vote in latest.values():
        if vote.verdict != "withdrawn" and vote.key not in counted:
            yield f"lost: the standing vote {vote.key} counts in no seat"


def _closed(seat: Seat, released: frozenset[str]) -> bool:
    """A seat without a vote that asks for none any more: nobody's where the record needs fewer; once released it
    may be somebody's, who is told so."""
    return seat.done and seat.vote is None and (seat.reviewer is None or seat.record in released)


def _states(stored: Stored) -> Iterable[str]:
    by_key = {vote.key: vote for vote in stored.votes}
    cast: dict[str, list[Vote]] = {record: [] for record in stored.states}
    for seat in stored.seats:
        if seat.vote in by_key:
            vote = by_key[seat.vote]
            cast.setdefault(seat.record, []).append(Vote(vote.verdict, vote.reason))
    for record, votes in cast.items():
        rules = {"votes_needed": stored.votes_needed, "maybe_rule": stored.maybe_rule, "reason_order": {}}
        settled = stored.resolutions.get(record)
        expected = settled or outcome(votes, **rules).state
        if stored.states.get(record) != expected:
            rule = "an adjudicator made" if settled else "its votes make"
            yield f"{record} stands as {stored.states.get(record)}; {rule} it {expected}"
