"""Eight people vote at once on SQLite, each in a process of their own: nobody meets a locked database."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.running.sites import environment
from tests.shared import REPO

pytestmark = [pytest.mark.engine_free, pytest.mark.timing]

WRITERS = 8
SECONDS = 5


@dataclass(frozen=True)
class Outcome:
    """What all writers did together."""

    votes: int
    errors: Counter
    milliseconds: list[float]


def python(env: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, *words], cwd=REPO, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def all_write(env: dict[str, str], *options: str) -> Outcome:
    world = json.loads(python(env, "-m", "tests.concurrency.seed", "2000", str(WRITERS)))
    members = [str(person["member"]) for person in world["reviewers"]]
    found = json.loads(python(env, "-m", "tests.running.writers", str(SECONDS), *options, *members))
    return Outcome(
        votes=sum(each["votes"] for each in found),
        errors=sum((Counter(each["errors"]) for each in found), Counter()),
        milliseconds=sorted(ms for each in found for ms in each["ms"]),
    )


def test_eight_writers_meet_no_locked_database(sqlite_url, tmp_path):
    outcome = all_write(environment(tmp_path, DATABASE_URL=sqlite_url))
    assert outcome.errors == Counter()
    assert outcome.votes >= 20 * SECONDS
    assert outcome.milliseconds[int(0.95 * outcome.votes)] < 2000


def test_the_same_eight_on_djangos_default_transactions_do(sqlite_url, tmp_path):
    """What the test above would show were the settings lost."""
    outcome = all_write(environment(tmp_path, DATABASE_URL=sqlite_url), "deferred")
    assert outcome.errors["database is locked"] > 0
