"""The simplest design, kept as a test double: count the votes, serve the first record that has too few.

Nothing is held while a reviewer reads, so everybody reads the same record. The checker must catch it.
"""

import threading

from tests.concurrency.checker import ACKNOWLEDGED, Seat, Stored, StoredVote
from tests.concurrency.clients import Card


class NaiveStage:
    """Votes per record, behind a lock: every single step is safe, and the whole is wrong all the same."""

    def __init__(self, records: int, votes_needed: int = 2):
        self.records = [f"record-{number}" for number in range(records)]
        self.votes_needed = votes_needed
        self.votes: list[StoredVote] = []
        self.lock = threading.Lock()

    def cards(self, reviewer: str) -> list[Card]:
        """The first record with fewer votes than needed and none of this reviewer."""
        with self.lock:
            for record in self.records:
                cast = [vote.reviewer for vote in self.votes if vote.record == record]
                if len(cast) < self.votes_needed and reviewer not in cast:
                    return [Card(f"{record}/{reviewer}")]
        return []

    def vote(self, reviewer: str, card: Card, verdict: str, key: str) -> str:
        with self.lock:
            if key not in {vote.key for vote in self.votes}:
                self.votes.append(StoredVote(key, card.slot, card.slot.split("/")[0], reviewer, verdict))
        return ACKNOWLEDGED

    def stored(self) -> Stored:
        """The state in the checker's terms: a seat for every vote."""
        latest = {(vote.record, vote.reviewer): vote for vote in self.votes}
        seats = [
            Seat(vote.slot, vote.record, vote.reviewer, True, vote.key, False)
            for vote in latest.values()
            if vote.verdict != "withdrawn"
        ]
        return Stored(seats, self.votes, {}, self.votes_needed)


class NaivePlace:
    """One reviewer's way into the naive stage."""

    def __init__(self, stage: NaiveStage, reviewer: str):
        self.stage, self.reviewer = stage, reviewer

    def cards(self) -> list[Card]:
        return self.stage.cards(self.reviewer)

    def vote(self, card: Card, verdict: str, key: str) -> str:
        return self.stage.vote(self.reviewer, card, verdict, key)

    def withdraw(self, card: Card, key: str) -> str:
        return self.stage.vote(self.reviewer, card, "withdrawn", key)
