"""How long the downloads of a large review take the server: `python -m benchmarks exports`.

`RECORDS=N` chooses the size (20,000). Every export leaves in pieces; what counts for other pages is the longest
time between two of them, for which a thread of the web process is busy. Processor time, since the machine has other
work.
"""

import json
import os
import subprocess
import sys
import time

from benchmarks.figures import Figure
from benchmarks.sites import empty_site
from tests.shared import REPO

RECORDS = int(os.environ.get("RECORDS", "20000"))
EXPORTS = {
    f"Records as {key}": f"exports/screening/records/?format={key}" for key in ("csv", "xlsx", "ris", "nbib", "bib")
}
EXPORTS |= {
    "Decisions as xlsx": "exports/screening/decisions/?format=xlsx",
    "Rayyan's table": "exports/screening/rayyan/?format=csv",
}
EXPORTS |= {"Covidence's table": "exports/screening/covidence/?format=csv"}


def run() -> list[Figure]:
    with empty_site() as site:
        measured = subprocess.check_output(  # noqa: S603 - this very file
            [sys.executable, "-m", "benchmarks.exports"], cwd=REPO, env=site.env, text=True
        )
    note = f"{RECORDS:,} records"
    figures = []
    for name, (longest, total, size) in json.loads(measured).items():
        figures.append(Figure(f"{name}: longest pause", longest, "ms", goal=1000, note=note))
        figures.append(Figure(f"{name}: whole", total, "ms", note=f"{note}, {size / 1e6:.1f} MB"))
    return figures


def measure() -> dict[str, tuple[int, int, int]]:
    """Name -> longest pause and whole time in milliseconds, and the bytes."""
    import django

    django.setup()
    from django.test import Client

    from tests import factories
    from tests.large_review import fill

    cast = factories.make_cast()
    fill(cast, RECORDS)
    client = Client(SERVER_NAME="localhost")
    client.force_login(cast.lead.user)
    return {name: _taken(client, f"/r/{cast.review.slug}/{path}") for name, path in EXPORTS.items()}


def _taken(client, address: str) -> tuple[int, int, int]:
    begun = last = time.process_time()
    longest, size = 0.0, 0
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    for piece in answer.streaming_content if answer.streaming else [answer.content]:
        now = time.process_time()
        longest, last, size = max(longest, now - last), now, size + len(piece)
    return round(1000 * longest), round(1000 * (time.process_time() - begun)), size


if __name__ == "__main__":
    print(json.dumps(measure()))
