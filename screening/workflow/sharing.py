"""Who may take which work: limits, partners, and dealing seats out. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Limits:
    """What a reviewer is asked at most: a percent of the stage's votes, so many in all, so many a day."""

    share: int | None = None
    most: int | None = None
    most_a_day: int | None = None


def left(limits: Limits, *, wanted: int, done: int, today: int) -> int | None:
    """How many votes the reviewer may still cast now; None without a limit, never below 0.

    `wanted` are the votes the stage wants in all, `done` the reviewer's own, `today` those of them cast today. A
    share is rounded up: a part of a vote is one.
    """
    found = []
    if limits.share is not None:
        found.append(ceil(wanted * limits.share / 100) - done)
    if limits.most is not None:
        found.append(limits.most - done)
    if limits.most_a_day is not None:
        found.append(limits.most_a_day - today)
    return max(0, min(found)) if found else None


def kept_apart(member: int, pairs: Iterable[tuple[int, int]], active: Iterable[int]) -> set[int]:
    """The reviewers with whom the member shares no record: those who have partners, the member not among them.

    Who is no longer active has no say: nobody waits for a partner who left.
    """
    there = set(active)
    partners: dict[int, set[int]] = {}
    for one, two in pairs:
        if one in there and two in there:
            partners.setdefault(one, set()).add(two)
            partners.setdefault(two, set()).add(one)
    apart = {who for who, theirs in partners.items() if who != member and member not in theirs}
    if member in partners:
        apart |= there - partners[member] - {member}
    return apart


@dataclass(frozen=True)
class Dealt:
    """Which seat goes to whom, and the seats that none of them may take."""

    seats: Mapping[object, int]
    left_over: Sequence[object]

    def count_of(self, person: int) -> int:
        return sum(who == person for who in self.seats.values())


def deal(seats: Sequence[tuple[object, int]], people: Sequence[int], barred: Mapping[int, set[int]]) -> Dealt:
    """Deal (seat, record) out so that all get about as many; `barred` names who may not judge a record.

    Each seat goes to whoever has least so far among those who may take it, in the order of `people`.
    """
    counts = dict.fromkeys(people, 0)
    taken: dict[int, set[int]] = {}
    dealt, over = {}, []
    for seat, record in seats:
        out = barred.get(record, set()) | taken.get(record, set())
        able = [person for person in people if person not in out]
        if not able:
            over.append(seat)
            continue
        chosen = min(able, key=lambda person: counts[person])
        dealt[seat] = chosen
        counts[chosen] += 1
        taken.setdefault(record, set()).add(chosen)
    return Dealt(dealt, over)
