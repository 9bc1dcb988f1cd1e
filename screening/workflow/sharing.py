"""Who may take which work: limits, partners, and dealing seats out. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
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


@dataclass(frozen=True)
class Company:
    """Who may judge a record together, `needed` people each: partners with partners, the others with each other,
    and everybody with those in `with_all`, who vote on every record. Who is not `there` any more binds nobody."""

    there: frozenset[int]
    needed: int
    partners: Mapping[int, frozenset[int]]
    with_all: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls, pairs: Iterable[tuple[int, int]], there: Iterable[int], needed: int, with_all: Iterable[int] = ()
    ) -> "Company":
        present = frozenset(there)
        found: dict[int, set[int]] = {}
        for one, two in pairs:
            if one in present and two in present:
                found.setdefault(one, set()).add(two)
                found.setdefault(two, set()).add(one)
        partners = {who: frozenset(theirs) for who, theirs in found.items()}
        return cls(present, needed, partners, frozenset(with_all))

    def fit(self, one: int, two: int) -> bool:
        """True where the two may judge the same record."""
        if not {one, two} <= self.there or {one, two} & self.with_all:
            return True
        if one in self.partners or two in self.partners:
            return two in self.partners.get(one, ())
        return True

    def completes(self, holders: Iterable[int], able: Iterable[int] | None = None) -> bool:
        """True where as many as are needed, all fitting one another, can be found with the holders among them; the
        others come from `able`, those who may judge the record."""
        group = set(holders)
        if not all(self.fit(one, two) for one, two in combinations(group, 2)):
            return False
        rest = [who for who in (self.there if able is None else able) if who not in group]
        rest = [who for who in rest if all(self.fit(who, one) for one in group)]
        return any(
            all(self.fit(one, two) for one, two in combinations(more, 2))
            for more in combinations(rest, max(0, self.needed - len(group)))
        )

    def may_join(self, member: int, holders: Iterable[int], able: Iterable[int]) -> bool:
        """True where the member may take a seat beside the holders. Nobody begins what the pairs could not finish;
        what they can finish no more, whatever the reason, is open to everybody."""
        held, people = set(holders), set(able)
        return self.completes({*held, member}, people) or not self.completes(held, people)

    def apart_from(self, member: int) -> set[int]:
        """Those beside whom the member cannot judge."""
        return {who for who in self.there - {member} if not self.completes({who, member})}

    def alone(self) -> set[int]:
        """Those with whom no record can be finished."""
        return {who for who in self.there if not self.completes({who})}


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
