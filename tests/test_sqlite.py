"""How SQLite is opened, and what the start refuses or warns of."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from ketreview import checks
from tests.running.sites import environment
from tests.shared import REPO

pytestmark = pytest.mark.engine_free

ASK = """
import django; django.setup()
from django.db import connection, transaction
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "foreign_keys"):
        print(cursor.execute(f"PRAGMA {name}").fetchone()[0])
print(connection.settings_dict["OPTIONS"]["timeout"])
with transaction.atomic():
    import sqlite3
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
        print("deferred")
    except sqlite3.OperationalError as error:
        print(error)
"""


def opened(folder: Path, **env: str) -> list[str]:
    """Journal mode, synchronous (1 NORMAL, 2 FULL), foreign keys, timeout, and whether an empty transaction of
    ours keeps another writer out."""
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=REPO,
        env=environment(folder, **env),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split("\n")[:-1]


@pytest.mark.parametrize(("env", "synchronous"), [({}, "2"), ({"SQLITE_SYNCHRONOUS": "NORMAL"}, "1")])
def test_it_is_opened_for_several_writers_and_for_power_cuts_unless_told_otherwise(tmp_path, env, synchronous):
    assert opened(tmp_path, **env) == ["wal", synchronous, "1", "20", "database is locked"]


@pytest.fixture
def database(monkeypatch):
    """Say which database the checks are to look at."""

    def use(engine: str, name: str, **options) -> None:
        made = {"ENGINE": f"django.db.backends.{engine}", "NAME": name, "OPTIONS": options}
        monkeypatch.setattr(checks, "settings", SimpleNamespace(DATABASES={"default": made}))

    return use


def test_the_start_refuses_transactions_that_begin_deferred(database):
    database("sqlite3", "/srv/x")
    [refusal] = checks.sqlite_is_fit_for_several_writers(None)
    assert (refusal.id, refusal.level) == ("ketreview.E001", 40)
    assert refusal.msg == (
        "SQLite begins transactions DEFERRED: two people at once would meet “database is locked”."
    )


@pytest.mark.parametrize("mode", ["IMMEDIATE", "EXCLUSIVE"])
def test_the_start_takes_transactions_that_lock_at_once(database, mode):
    database("sqlite3", "/srv/x", transaction_mode=mode)
    assert checks.sqlite_is_fit_for_several_writers(None) == []


def test_the_shipped_settings_pass(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=REPO, env=environment(tmp_path), capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize(
    ("folder", "named"),
    [
        ("/home/ada/Dropbox/ketreview", "Dropbox"),
        ("/Users/ada/Library/Mobile Documents/ketreview", "Mobile Documents"),
        ("/home/ada/OneDrive - University/var", "OneDrive - University"),
        ("/home/ada/Nextcloud/var", "Nextcloud"),
        ("/home/ada/reviews/var", ""),
    ],
)
def test_a_folder_that_a_cloud_service_copies_about_is_named(folder, named):
    said = checks.synced_by(Path(folder))
    assert said == (f"which a cloud service keeps in step (“{named}”)" if named else "")


MOUNTS = """\
/dev/vda / ext4 rw 0 0
nas:/export /srv/nas nfs4 rw 0 0
/dev/vdb /srv/nas/local ext4 rw 0 0
//win/share /mnt/my\\040share cifs rw 0 0
C: /mnt/c 9p rw 0 0
ada@host: /mnt/far fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind", "warned"),
    [
        ("/home/ada", "ext4", False),
        ("/srv/nas/reviews", "nfs4", True),
        ("/srv/nas/local/reviews", "ext4", False),
        ("/srv/nasty", "ext4", False),
        ("/mnt/my share/reviews", "cifs", True),
        ("/mnt/c/Users", "9p", True),
        ("/mnt/far/away", "fuse.sshfs", True),
    ],
)
def test_the_file_system_of_a_folder_is_that_of_the_deepest_mount(folder, kind, warned):
    assert checks.file_system(Path(folder), MOUNTS) == kind
    assert bool(checks.NETWORK.search(kind)) is warned


def test_a_database_in_a_synced_folder_is_warned_of_and_postgres_is_not(database):
    database("sqlite3", "/home/ada/Dropbox/var/ketreview.sqlite3")
    [warning] = checks.sqlite_stands_on_a_local_disk(None)
    assert (warning.id, warning.level) == ("ketreview.W001", 30)
    assert warning.msg.startswith("The database stands in /home/ada/Dropbox/var, which a cloud service keeps")
    database("postgresql", "Dropbox")
    assert checks.sqlite_stands_on_a_local_disk(None) == []
