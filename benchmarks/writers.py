"""Eight processes that claim and vote at once on SQLite: errors, votes a second, time of a vote."""

import json
import subprocess
import sys
from collections import Counter

from benchmarks.figures import Figure
from benchmarks.sites import empty_site
from tests.shared import REPO

WRITERS = 8
SECONDS = 10


def run() -> list[Figure]:
    """With synchronous=FULL (ours) and NORMAL."""
    return [figure for mode in ("FULL", "NORMAL") for figure in measure(mode)]


def measure(synchronous: str) -> list[Figure]:
    with empty_site(SQLITE_SYNCHRONOUS=synchronous) as site:
        world = json.loads(python(site.env, "tests.concurrency.seed", "5000", str(WRITERS)))
        members = [str(person["member"]) for person in world["reviewers"]]
        found = json.loads(python(site.env, "tests.running.writers", str(SECONDS), *members))
    errors = sum((Counter(each["errors"]) for each in found), Counter())
    times = sorted(ms for each in found for ms in each["ms"])
    name = f"{WRITERS} writers on SQLite, synchronous={synchronous}"
    return [
        Figure(f"{name}: locked or other errors", sum(errors.values()), "errors", goal=0),
        Figure(f"{name}: votes", len(times) / SECONDS, "a second", goal=20, at_least=True),
        Figure(f"{name}: time of a vote, median", times[len(times) // 2], "ms"),
        Figure(f"{name}: time of a vote, 95 %", times[int(0.95 * len(times))], "ms"),
    ]


def python(env: dict[str, str], module: str, *words: str) -> str:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", module, *words], cwd=REPO, env=env, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
