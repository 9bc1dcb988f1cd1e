"""The history of accounts cannot be changed or deleted, not even past the application."""

import sqlite3

import pytest

from tests.migrated import copy_to

pytestmark = pytest.mark.engine_free


def test_the_database_refuses_to_change_or_delete_a_line(tmp_path):
    path = tmp_path / "db.sqlite3"
    copy_to(path)
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO accounts_accountevent (id, at, actor, verb, subject, subject_id, request_id) "
        "VALUES ('a', '2026-01-01', 'Ada', 'account made', 'eve@example.org', '1', '')"
    )
    for statement in ("UPDATE accounts_accountevent SET actor = 'Eve'", "DELETE FROM accounts_accountevent"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
    assert connection.execute("SELECT actor FROM accounts_accountevent").fetchall() == [("Ada",)]
    connection.close()
