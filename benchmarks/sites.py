"""An empty site of its own for a benchmark."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running.sites import Site, environment


@contextmanager
def empty_site(**chosen: str) -> Iterator[Site]:
    """A migrated SQLite site in a temporary folder; the environment's values may be chosen."""
    with tempfile.TemporaryDirectory(prefix="ketreview-benchmark-") as folder:
        site = Site(environment(Path(folder), JOB_LEASE_SECONDS="30", **chosen))
        site.manage("migrate", "-v0")
        try:
            yield site
        finally:
            site.close()
