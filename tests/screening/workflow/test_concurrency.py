"""Twelve reviewers at once over HTTP while web workers are killed and records are merged and taken apart again:
nothing acknowledged is lost or doubled. `make soak` does it for longer, harder and at three sizes."""

import json
from dataclasses import replace

import pytest

from tests.concurrency.rig import Server, postgres_answers, postgres_database
from tests.concurrency.survival import Torment, survive
from tests.yardstick import delay

needs_postgres = pytest.mark.skipif(not postgres_answers(), reason="PostgreSQL does not answer on 127.0.0.1:5432")
TORMENT = Torment()


def all_is_well(folder, database_url):
    # A machine that others keep busy answers later: a killed worker is to have a chance to answer there as well.
    outcome = survive(folder, database_url, replace(TORMENT, every=TORMENT.every * delay()))
    assert outcome.violations == []
    assert outcome.bad_lines == []
    assert outcome.unanswered == 0
    assert min(outcome.done["merge"]["merged"], outcome.done["merge"]["taken apart"]) > 0
    assert outcome.kills >= 3
    assert outcome.acknowledged > 50


@pytest.mark.long
def test_twelve_reviewers_and_killed_workers_on_sqlite(tmp_path):
    all_is_well(tmp_path, f"sqlite:///{tmp_path / 'race.sqlite3'}")


@pytest.mark.long
@pytest.mark.postgres
@needs_postgres
def test_twelve_reviewers_and_killed_workers_on_postgresql(tmp_path):
    with postgres_database() as address:
        all_is_well(tmp_path, address)


@pytest.mark.postgres
@needs_postgres
@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        ("seat_passes_on", {"said": "Fenced", "vote": False}),
        ("record_becomes_a_copy", {"said": "Closed", "vote": False}),
        ("seat_is_released", {"leased to nobody": 0}),
        ("batch_is_sent_twice", {"said": "0 answered, 0 refused, 3 gone", "answers": 3, "open": 0}),
    ],
)
def test_what_comes_while_another_change_lasts_sees_what_that_one_left(scene, expected, tmp_path):
    with postgres_database() as address:
        found = json.loads(Server(tmp_path, address).python("-m", "tests.concurrency.overtaken", scene))
    assert found["waited"]
    assert {what: found[what] for what in expected} == expected
