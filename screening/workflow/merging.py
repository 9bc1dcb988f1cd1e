"""Which votes of a copy count on the record it is merged into: asked by the act and before it. Pure.

Of two votes of one person the earlier counts; votes of different persons fill the seats that are free, in the order
they were cast, seats nobody holds before those somebody has on the screen; what is over stays with the copy.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class Cast:
    """A standing vote of the copy: who cast it and when."""

    reviewer: int
    at: datetime


@dataclass(frozen=True)
class Seat:
    """A seat of the record that stays, in the order of their numbers. `cast_at` is when its standing vote was cast,
    None without one; `done` without one is a closed seat."""

    id: Hashable
    reviewer: int | None = None
    done: bool = False
    cast_at: datetime | None = None


@dataclass(frozen=True)
class Place:
    """Where a vote of the copy goes: the seat, and whether the same person's later vote there gives way."""

    seat: Hashable
    replaces: bool


def places(votes: Sequence[Cast], seats: Sequence[Seat]) -> list[Place | None]:
    """For each vote, in the order they were cast, its place; None where it stays with the copy."""
    now = list(seats)
    found: list[Place | None] = []
    for vote in votes:
        place = _place(vote, now)
        found.append(place)
        if place is not None:
            now = [
                replace(seat, reviewer=vote.reviewer, done=True, cast_at=vote.at) if seat.id == place.seat else seat
                for seat in now
            ]
    return found


def _place(vote: Cast, seats: Sequence[Seat]) -> Place | None:
    own = next((seat for seat in seats if seat.reviewer == vote.reviewer), None)
    if own is not None and own.cast_at is not None:
        return Place(own.id, replaces=True) if vote.at < own.cast_at else None
    if own is not None:
        return None if own.done else Place(own.id, replaces=False)
    free = sorted((seat for seat in seats if not seat.done), key=lambda seat: seat.reviewer is not None)
    return Place(free[0].id, replaces=False) if free else None
