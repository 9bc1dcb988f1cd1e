"""`make test`: the whole suite on SQLite, then what touches the database again on PostgreSQL."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import disk_usage

import psutil

from tests import migrated
from tests.running.sites import answers

ROOM = 6 * 2**30
"""Bytes of memory that must be free for the suite to write there."""


def run(title: str, *args: str, **env: str) -> int:
    """Run a part of the suite; what the parts share, such as the demo's first start, is made once."""
    print(f"\n== {title}", flush=True)
    return subprocess.call([sys.executable, "-m", "pytest", *args], env={**os.environ, **env})


def that_measure() -> list[str]:
    """The test files that measure time, so that the others need not be read for it."""
    return sorted(str(path) for path in Path("tests").rglob("test_*.py") if "mark.timing" in path.read_text())


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="ketreview-tests-", dir=in_memory()) as shared:
        os.environ["KETREVIEW_TEST_SHARED"] = os.environ["TMPDIR"] = shared
        # Every process that a test starts compiles what it imports where nothing may be kept.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        preparing = subprocess.Popen([sys.executable, "-m", "tests.prepared"])
        try:
            return run_all()
        finally:
            preparing.wait()
            migrated.forget_postgres_template()


def in_memory() -> str | None:
    """A folder in memory, where there is room: what tests write is kept by nobody, so no commit need wait for a
    disk. None stands for the usual one."""
    memory = Path("/dev/shm")  # noqa: S108
    has_room = memory.is_dir() and min(disk_usage(memory).free, psutil.virtual_memory().available) > ROOM
    return str(memory) if has_room else None


def run_all() -> int:
    # One more than there are cores: a browser or a server that is being waited for leaves a core free.
    parallel = ("-n", str(min(4, os.cpu_count() or 1) + 1), "--dist", "worksteal")
    failed = run("on SQLite", "-m", "not timing", *parallel)
    failed |= run("measured alone: figures that a busy machine would spoil", "-m", "timing", *that_measure())
    if answers(5432):
        failed |= run(
            "again on PostgreSQL",
            "-m",
            "not browser and not timing and not engine_free",
            *parallel,
            "tests/screening",
            "tests/synthesis",
            "tests/ketreview",
            DATABASE_URL=os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/ketreview"),
        )
    elif os.environ.get("KETREVIEW_NO_SKIPS"):
        print("PostgreSQL does not answer on 127.0.0.1:5432, and nothing may be skipped here.")
        failed |= 1
    else:
        print("\nskipped: the run on PostgreSQL, since nothing answers on 127.0.0.1:5432")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
