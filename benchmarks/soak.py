"""`make soak`: reviewers at once on both engines and at three sizes, under everything that may go wrong.

Workers are killed, and frozen past a lease; requests come twice and late; reviewers leave and come back; the votes
a record needs go up and down; records are merged and taken apart.

`python -m benchmarks.soak [sqlite|postgresql] [REVIEWERS ...]`; SOAK_ATTEMPTS says how many decisions each run
sends at least (5,000). Ends with 1 where anything was violated.
"""

import os
import statistics
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.concurrency.rig import postgres_answers, postgres_database
from tests.concurrency.survival import Outcome, Torment, survive

SIZES = {2: 0.02, 12: 0.2, 40: 0.6}
"""Reviewers -> the longest pause for thought in seconds: few are quick, many are slow, so that a run ends."""


KINDS = ("merge", "rule", "leave", "settle", "move")
"""What leads do meanwhile; SOAK_KINDS names others, as tests/concurrency/tormenting.py knows them."""


def main(arguments: list[str]) -> int:
    """0, or 1 where a run was not clean."""
    engines = [word for word in arguments if word in ("sqlite", "postgresql")] or ["sqlite", "postgresql"]
    sizes = [int(word) for word in arguments if word.isdecimal()] or list(SIZES)
    attempts, clean = int(os.environ.get("SOAK_ATTEMPTS", "5000")), True
    for engine in engines:
        if engine == "postgresql" and not postgres_answers():
            print("PostgreSQL does not answer on 127.0.0.1:5432: left out.")
            continue
        for reviewers in sizes:
            torment = Torment(
                reviewers=reviewers,
                records=max(600, attempts),
                seconds=60,
                attempts=attempts,
                think=SIZES.get(reviewers, 0.3),
                every=1.0,
                freeze=4.0,
                lease=3.0,
                kinds=tuple(os.environ.get("SOAK_KINDS", "").split()) or KINDS,
                at_most=1200,
            )
            with (
                tempfile.TemporaryDirectory(prefix="ketreview-soak-") as folder,
                database(engine, folder) as address,
            ):
                outcome = survive(Path(folder), address, torment)
            print(line(engine, reviewers, outcome), flush=True)
            clean = clean and not (outcome.violations or outcome.bad_lines or outcome.unanswered)
            for found in (*outcome.violations[:20], *outcome.bad_lines[:20]):
                print(f"    {found}", flush=True)
    return int(not clean)


@contextmanager
def database(engine: str, folder: str):
    """The address of an empty database."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/soak.sqlite3"
    else:
        with postgres_database() as address:
            yield address


def line(engine: str, reviewers: int, outcome: Outcome) -> str:
    """One run in one line."""
    cuts = statistics.quantiles(outcome.seconds, n=20)
    done = ", ".join(
        f"{what} {count}" for counts in outcome.done.values() for what, count in sorted(counts.items())
    )
    parts = (
        f"{len(outcome.history):,} decisions sent, {outcome.acknowledged:,} stored",
        f"{outcome.unanswered} unanswered",
        f"{len(outcome.violations)} violations",
        f"{outcome.kills} workers killed, {outcome.freezes} frozen",
        done,
        f"p50 {1000 * cuts[9]:.0f} ms, p95 {1000 * cuts[18]:.0f} ms",
    )
    return f"{engine}, {reviewers} reviewers: {'; '.join(parts)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
