"""A RIS file of 5,000 records: read and shown, then imported by the worker with its search for duplicates."""

import time

from benchmarks.figures import Figure
from benchmarks.sites import empty_site
from tests.running.sites import until

RECORDS = 5000


def run() -> list[Figure]:
    with empty_site() as site:
        site.do("begin")
        site.worker()
        begun = time.monotonic()
        batch = site.do("stage", count=RECORDS)
        staged = time.monotonic() - begun
        begun = time.monotonic()
        job = site.do("ask_import", batch=batch)
        until(lambda: site.ended(job), "the import", seconds=300)
        imported = time.monotonic() - begun
        begun = time.monotonic()
        until(lambda: site.do("searches")["done"] == 1, "the search for duplicates", seconds=300)
        searched = time.monotonic() - begun
    return [
        Figure(f"RIS file of {RECORDS:,} records, dropped to summary", staged, "s", goal=10),
        Figure(f"{RECORDS:,} records imported by the worker", imported, "s"),
        Figure(f"{RECORDS:,} records searched for duplicates", searched, "s"),
    ]
