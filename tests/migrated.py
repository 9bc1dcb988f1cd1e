"""A database with every migration applied: made once, then copied wherever a test needs one.

To apply all migrations takes some ten CPU seconds. The SQLite file is kept in pytest's cache under the digest of
all that migrations are made of, so that a change makes another one; the PostgreSQL template lives for one run of
the suite. The tests' own databases are copies on which `migrate` is run as ever: it finds nothing left to do.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from tests.running.sites import Site, environment
from tests.shared import REPO

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres").rpartition("/")[0]
MADE_OF = ("*/migrations/*.py", "*/*/migrations/*.py", "requirements*.lock", "ketreview/settings.py")


def sqlite_file() -> Path:
    """The migrated SQLite file. It is not to be written to."""
    folder = REPO / ".pytest_cache" / "migrated"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_digest()}.sqlite3"
    with alone(folder / "lock"):
        if not path.exists():
            with tempfile.TemporaryDirectory(dir=folder) as making:
                made = _migrate(Path(making))
                made.rename(path)
    return path


def copy_to(target: Path) -> None:
    """A migrated SQLite database of one's own at that path."""
    shutil.copyfile(sqlite_file(), target)


def postgres_template() -> str:
    """The name of the migrated PostgreSQL database of this run, for CREATE DATABASE ... TEMPLATE."""
    marker = shared_folder() / "postgres-template"
    with alone(shared_folder() / "postgres-template.lock"):
        if not marker.exists():
            name = f"ketreview_template_{os.getpid()}"
            command(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            command(f"CREATE DATABASE {name}")
            with tempfile.TemporaryDirectory() as folder:
                Site(environment(Path(folder), DATABASE_URL=f"{POSTGRES}/{name}")).manage("migrate", "-v0")
            marker.write_text(name)
    return marker.read_text()


def forget_postgres_template() -> None:
    """Drop it, where there is one; at the end of the run."""
    marker = shared_folder() / "postgres-template"
    if marker.exists():
        command(f"DROP DATABASE IF EXISTS {marker.read_text()} WITH (FORCE)")
        marker.unlink()


def command(statement: str) -> None:
    """Run a statement of the server's own, such as CREATE DATABASE."""
    import psycopg

    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as server:
        server.execute(statement)


def shared_folder() -> Path:
    """What all processes of one run share: that of `make test`, or else that of this call of pytest."""
    name = os.environ.get("KETREVIEW_TEST_SHARED") or os.environ.get("KETREVIEW_VAR")
    return Path(name or _own_folder())


@cache
def _own_folder() -> str:
    return tempfile.mkdtemp(prefix="ketreview-shared-")


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """One process after the other."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _migrate(folder: Path) -> Path:
    """A new migrated file in that folder, all of it in one piece."""
    site = Site(environment(folder))
    site.manage("migrate", "-v0")
    path = folder / "site.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@cache
def _digest() -> str:
    found = hashlib.sha256()
    for pattern in MADE_OF:
        for path in sorted(REPO.glob(pattern)):
            found.update(f"{path.relative_to(REPO)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:16]
