"""Many reviewers against the real server while it is tormented; everything is checked afterwards."""

import json
from dataclasses import dataclass
from pathlib import Path

from tests.concurrency.checker import ACKNOWLEDGED, UNKNOWN, Attempt, violations
from tests.concurrency.clients import Reviewer, work_together
from tests.concurrency.rig import HttpPlace, Nemesis, Server


@dataclass(frozen=True)
class Torment:
    """How hard it is made: so many reviewers for so many seconds and at least `attempts`, who think up to `think`
    seconds; a worker killed `every` so many seconds, or stopped for `freeze`; leads who do `kinds` meanwhile (see
    tormenting.py); cards held for `lease` seconds (0: as in the field)."""

    reviewers: int = 12
    records: int = 600
    seconds: float = 10
    attempts: int = 120
    think: float = 0.2
    every: float = 0.5
    freeze: float = 0
    lease: float = 0
    kinds: tuple[str, ...] = ("merge",)
    at_most: float = 120


@dataclass(frozen=True)
class Outcome:
    """What was found: `violations` of the checker and of `check_review`, lines of the log that must not be there,
    attempts without an answer."""

    history: list[Attempt]
    violations: list[str]
    bad_lines: list[str]
    unanswered: int
    acknowledged: int
    kills: int
    freezes: int
    done: dict[str, dict[str, int]]
    seconds: list[float]


BAD_LINES = ("database is locked", "deadlock detected", "Internal Server Error")


def survive(folder: Path, database_url: str, torment: Torment) -> Outcome:
    """Let them work, then check."""
    server = Server(folder, database_url, lease_seconds=torment.lease)
    world = server.seed(records=torment.records, reviewers=torment.reviewers)
    with server:
        reviewers = [
            Reviewer(
                str(who["member"]),
                HttpPlace(server, world, who["email"]),
                seed=number,
                think=torment.think,
                lapse=1.5 * torment.lease,
            )
            for number, who in enumerate(world["reviewers"])
        ]

        def answers() -> int:
            return sum(len(reviewer.seconds) for reviewer in reviewers)

        nemesis = Nemesis(
            server, every=torment.every, lasting=torment.at_most, answers=answers, freeze=torment.freeze
        )
        nemesis.start()
        leads = {kind: _lead(server, kind, world["stage"], torment.seconds) for kind in torment.kinds}
        try:
            history = work_together(reviewers, torment.seconds, at_least=torment.attempts, at_most=torment.at_most)
        finally:
            nemesis.stop()
            told = {kind: lead.communicate(timeout=600) for kind, lead in leads.items()}
    for kind, lead in leads.items():
        if lead.returncode:
            raise RuntimeError(f"{kind}: {told[kind][1]}")
    return Outcome(
        history=history,
        violations=violations(history, server.stored(world["stage"])) + _unsound(server, world["slug"]),
        bad_lines=[line for line in server.log.splitlines() if any(bad in line for bad in BAD_LINES)],
        unanswered=sum(attempt.heard == UNKNOWN for attempt in history),
        acknowledged=sum(attempt.heard == ACKNOWLEDGED for attempt in history),
        kills=nemesis.kills,
        freezes=nemesis.freezes,
        done={kind: json.loads(out) for kind, (out, _) in told.items()},
        seconds=[second for reviewer in reviewers for second in reviewer.seconds],
    )


def _lead(server: Server, kind: str, stage: int, seconds: float):
    return server.start("-m", "tests.concurrency.tormenting", kind, str(stage), str(seconds))


def _unsound(server: Server, slug: str) -> list[str]:
    """What `check_review` objects to."""
    try:
        server.python("manage.py", "check_review", slug)
    except RuntimeError as error:
        return [f"check_review: {error}"]
    return []
