"""The audit trail, votes and runs cannot be changed or deleted, not even past the application."""

import sqlite3
from contextlib import nullcontext

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


@pytest.mark.parametrize(
    ("file", "state", "left"), [(1, "undoing", 0), (1, "committed", 1), (None, "undoing", 1)], ids=str
)
def test_a_vote_goes_only_if_it_came_with_a_file_and_its_record_is_being_undone(migrated, file, state, left):
    migrated.execute("PRAGMA foreign_keys = OFF")
    batch, record, vote = (
        required(migrated, f"screening_{name}") for name in ("importbatch", "record", "decision")
    )
    insert(migrated, "screening_importbatch", batch | {"id": 1, "state": state})
    insert(migrated, "screening_record", record | {"id": 1, "batch_id": 1})
    insert(migrated, "screening_decision", vote | {"id": "a", "record_id": 1, "imported_from_id": file})
    refused = pytest.raises(sqlite3.IntegrityError, match="screening_decision is append-only")
    with refused if left else nullcontext():
        migrated.execute("DELETE FROM screening_decision")
    assert migrated.execute("SELECT COUNT(*) FROM screening_decision").fetchall() == [(left,)]
    migrated.rollback()


def required(connection, table: str) -> dict[str, object]:
    """A value for each column that needs one."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    return {name: "{}" if "json" in type_.lower() else 1 for _, name, type_, needed, *_ in columns if needed}


def insert(connection, table: str, row: dict[str, object]) -> None:
    marks = ", ".join("?" * len(row))
    into = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608 - names of our own tables
    connection.execute(into, list(row.values()))
