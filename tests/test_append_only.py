"""The audit trail, votes and runs cannot be changed or deleted, not even past the application."""

import sqlite3

import pytest

from tests.migrated import copy_to


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    path = tmp_path_factory.mktemp("append") / "db.sqlite3"
    copy_to(path)
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO screening_event (id, at, actor, verb, subject_type, subject_id, subject, reason, request_id) "
        "VALUES ('a', '2026-01-01', 'Ada', 'signed', 'x', '1', 'x', '', '')"
    )
    connection.commit()
    yield connection
    connection.close()


@pytest.mark.parametrize("statement", ["UPDATE screening_event SET actor = 'Eve'", "DELETE FROM screening_event"])
def test_a_written_event_stays_as_it_is(migrated, statement):
    with pytest.raises(sqlite3.IntegrityError, match="screening_event is append-only"):
        migrated.execute(statement)
    assert migrated.execute("SELECT actor FROM screening_event").fetchall() == [("Ada",)]


@pytest.mark.parametrize(
    "table",
    [
        "screening_event",
        "screening_decision",
        "synthesis_run",
        "synthesis_certaintydecision",
        "synthesis_networkrun",
    ],
)
def test_every_append_only_table_has_both_triggers(migrated, table):
    rows = migrated.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name=?", [table])
    assert sorted(name for (name,) in rows) == [f"{table}_no_delete", f"{table}_no_update"]
