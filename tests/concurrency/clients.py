"""Reviewers as threads: they ask for cards, think, vote, change their mind, and try again when nobody answers."""

import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from tests.concurrency.checker import ACKNOWLEDGED, UNKNOWN, Attempt

ENDURANCE = 120
"""Seconds for which a client tries to have one vote answered. A browser never gives up; a test has to end."""


@dataclass(frozen=True)
class Card:
    """A seat offered to a reviewer."""

    slot: str
    fence: int = 0


class Workplace(Protocol):
    """Where one reviewer works. `vote` answers acknowledged, refused, or unknown where no answer came."""

    def cards(self) -> list[Card]: ...

    def vote(self, card: Card, verdict: str, key: str) -> str: ...

    def withdraw(self, card: Card, key: str) -> str: ...


@dataclass
class Reviewer:
    """One client. `think` is the longest pause in seconds between reading and voting."""

    name: str
    place: Workplace
    seed: int
    think: float
    batch: int = 5
    lapse: float = 0
    """Seconds for which a card is left lying now and then, past its lease; 0 for never."""
    history: list[Attempt] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cards_seen: dict[str, Card] = field(default_factory=dict)

    def work(self, over: Callable[[], bool]) -> None:
        """Screen until it is over; an attempt begun is finished even then."""
        dice = random.Random(self.seed)
        voted: list[Card] = []
        while not over():
            cards = self.place.cards()
            if not cards:
                time.sleep(0.05)
            for card in cards[: self.batch]:
                time.sleep(dice.uniform(0, self.think))
                if self.lapse and dice.random() < 0.01:
                    time.sleep(self.lapse)
                if over():
                    break
                self._send(card, dice.choice(["include", "exclude", "maybe"]), dice)
                voted.append(card)
                if dice.random() < 0.08:
                    self._send(card, dice.choice(["include", "exclude"]), dice)
                elif dice.random() < 0.08:
                    self._send(dice.choice(voted), "withdrawn", dice)

    def _send(self, card: Card, verdict: str, dice: random.Random) -> None:
        """One vote, tried with the same key until an answer comes; now and then sent once more for nothing."""
        key = str(uuid.UUID(int=dice.getrandbits(128), version=4))
        self.cards_seen[card.slot] = card
        begun = time.monotonic()
        pause, tired = 0.05, begun + ENDURANCE
        while (heard := self._once(card, verdict, key)) == UNKNOWN and time.monotonic() < tired:
            time.sleep(pause)
            pause, begun = min(pause + 0.05, 0.5), time.monotonic()
        if heard != UNKNOWN:
            self.seconds.append(time.monotonic() - begun)
        if heard == ACKNOWLEDGED and dice.random() < 0.1:
            self._once(card, verdict, key)
        self._late(dice)
        self.history.append(Attempt(self.name, card.slot, verdict, key, heard))

    def _late(self, dice: random.Random) -> None:
        """Now and then a request of long ago arrives once more, behind newer ones."""
        acknowledged = [one for one in self.history[-20:] if one.heard == ACKNOWLEDGED]
        if acknowledged and dice.random() < 0.05:
            old = dice.choice(acknowledged)
            self._once(self.cards_seen.get(old.slot, Card(old.slot)), old.verdict, old.key)

    def _once(self, card: Card, verdict: str, key: str) -> str:
        if verdict == "withdrawn":
            return self.place.withdraw(card, key)
        return self.place.vote(card, verdict, key)


def work_together(
    reviewers: list[Reviewer], seconds: float, *, at_least: int = 0, at_most: float = 120
) -> list[Attempt]:
    """Let all work at once for so many seconds; their common history. An error in a thread is raised here.

    On a busy machine they go on until `at_least` attempts are made, `at_most` so many seconds in all.
    """
    begun = time.monotonic()

    def over() -> bool:
        passed = time.monotonic() - begun
        made = sum(len(reviewer.history) for reviewer in reviewers)
        return passed > at_most or (passed > seconds and made >= at_least)

    errors: list[BaseException] = []

    def run(reviewer: Reviewer) -> None:
        try:
            reviewer.work(over)
        except BaseException as error:  # noqa: BLE001 - handed to the test that waits for the thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=(reviewer,), daemon=True) for reviewer in reviewers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(at_most + ENDURANCE + 60)
    if errors:
        raise errors[0]
    if any(thread.is_alive() for thread in threads):
        raise TimeoutError("A client did not come to an end.")
    return [attempt for reviewer in reviewers for attempt in reviewer.history]
