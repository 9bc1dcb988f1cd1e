"""How long the pages that look over a whole review take the server: `python -m benchmarks progress`.

`RECORDS=N` chooses the size (100,000). Each page is asked for three times and the best time counts: processor time,
since the machine has other work. Goal for lists: 200 ms.
"""

import json
import os
import subprocess
import sys
import time

from benchmarks.figures import Figure
from benchmarks.sites import empty_site
from tests.shared import REPO

RECORDS = int(os.environ.get("RECORDS", "100000"))
LISTS = {
    "Records behind a number of the flow": "prisma/records/?box=screened",
    "Ledger": "progress/ledger/",
    "Ledger, searched": "progress/ledger/?place=screening.excluded&q=operation",
    "Excluded reports": "progress/excluded/",
}
LONG = {
    "PRISMA flow": "prisma/",
    "PRISMA flow as at a past day": "prisma/?at=2026-01-20",
    "Lead's view": "progress/{stage}/",
    "Blinding certificate": "progress/certificates/{stage}/",
    "Review's home": "",
}


def run() -> list[Figure]:
    with empty_site() as site:
        measured = subprocess.check_output(  # noqa: S603 - this very file
            [sys.executable, "-m", "benchmarks.progress"], cwd=REPO, env=site.env, text=True
        )
    times = json.loads(measured)
    note = f"{RECORDS:,} records"
    return [Figure(name, times[name], "ms", goal=200 if name in LISTS else None, note=note) for name in times]


def measure() -> dict[str, float]:
    """Fill the site's database and time each page."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from screening.progress.queries.checking import findings
    from tests import factories
    from tests.large_review import fill

    cast = factories.make_cast()
    fill(cast, RECORDS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="localhost")
    client.force_login(cast.lead.user)
    stage = cast.review.stages.first().pk
    times = {
        name: _best(lambda path=path: client.get(f"/r/{cast.review.slug}/{path.format(stage=stage)}"))
        for name, path in (LISTS | LONG).items()
    }
    return times | {"check_review": _best(lambda: list(findings(cast.review)), 1)}


def _best(do, times: int = 3) -> float:
    spent = []
    for _ in range(times):
        begun = time.process_time()
        answer = do()
        spent.append(time.process_time() - begun)
        if getattr(answer, "status_code", 200) != 200:
            raise RuntimeError(f"answered {answer.status_code}")
    return round(1000 * min(spent))


if __name__ == "__main__":
    print(json.dumps(measure()))
