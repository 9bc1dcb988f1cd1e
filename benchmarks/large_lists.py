"""What lists, filters, searches and first pages of a review of 100,000 records cost the server, on both engines.

`python -m benchmarks large_lists`; `RECORDS=N` chooses the size, `ENGINES=sqlite` one engine. Of five asks for each
page the best counts: processor time of the web process and, on PostgreSQL, of its backend, since the machine may
have other work. Goal for every list: 200 ms.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

import psutil

from benchmarks.figures import Figure
from benchmarks.sites import empty_site
from tests.concurrency.rig import postgres_answers, postgres_database
from tests.shared import REPO

RECORDS = int(os.environ.get("RECORDS", "100000"))
ENGINES = os.environ.get("ENGINES", "sqlite postgresql").split()
LEAD = {
    "Records": "import/records/",
    "Records, page 500": "import/records/?page=500",
    "Records by title": "import/records/?order=title",
    "Records, newest first": "import/records/?order=newest",
    "Records of a year": "import/records/?year_from=2001&year_to=2003",
    "Records that stand so": "import/records/?stage={stage}&state=excluded",
    "Records in conflict": "import/records/?stage={stage}&state=conflict",
    "Words searched, few hits": "import/records/?q=77777",
    "Words searched, all hits": "import/records/?q=ketamine+operation",
    "Words searched, one without": "import/records/?q=ketamine+-placebo",
    "A common word": "import/records/?q=ketamine",
    "Records by title, page 500": "import/records/?order=title&page=500",
    "Records without copies": "import/records/?copies=without",
    "Full texts": "full-text/",
    "Full texts, searched": "full-text/?q=operation",
    "Ledger": "progress/ledger/",
    "Ledger, one place": "progress/ledger/?place=screening.excluded",
    "Ledger, searched": "progress/ledger/?q=operation+7777",
    "Ledger, a common word": "progress/ledger/?q=ketamine",
    "Records behind a number of the flow": "prisma/records/?box=screened",
    "Excluded reports": "progress/excluded/",
    "Review's home": "",
    "Stages": "screening/",
    "A stage's page": "screening/title-abstract/stage/",
    "Audit trail": "progress/audit/",
    "Duplicates": "duplicates/",
    "Labels": "screening/labels/",
    "Second look": "screening/rounds/title-abstract/second-look/",
    "Studies": "studies/",
    "PRISMA flow": "prisma/",
    "Lead's view": "progress/{stage}/",
}
REVIEWER = {
    "Screening page": "screening/title-abstract/",
    "Twenty more cards": "screening/title-abstract/cards/?have=0",
    "Screening as a list": "screening/title-abstract/list/",
    "My decisions": "screening/title-abstract/mine/",
    "My decisions, excluded": "screening/title-abstract/mine/?verdict=exclude",
    "Records with my vote": "import/records/?mine={stage}:include",
    "Home of a reviewer": "",
    "Stages of a reviewer": "screening/",
}
ADJUDICATOR = {"Conflicts": "screening/conflicts/"}
GOALS = {"PRISMA flow": None, "Lead's view": None}
"""What is no list and looks at every vote or record."""


def run() -> list[Figure]:
    found = []
    for engine in ENGINES:
        if engine == "postgresql" and not postgres_answers():
            continue
        with _site(engine) as environment:
            measured = subprocess.check_output(  # noqa: S603 - this very file
                [sys.executable, "-m", "benchmarks.large_lists"], cwd=REPO, env=environment, text=True
            )
        note = f"{RECORDS:,} records, {engine}"
        found += [
            Figure(name, value, "ms", goal=GOALS.get(name, 200), note=note)
            for name, value in json.loads(measured).items()
        ]
    return found


@contextmanager
def _site(engine: str):
    """The environment of a migrated, empty site on the engine."""
    if engine == "sqlite":
        with empty_site() as site:
            yield site.env
        return
    with postgres_database() as address, empty_site(DATABASE_URL=address) as site:
        yield site.env


def measure() -> dict[str, float]:
    """Fill the site's database and time each page."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from screening.importing.actions.indexing import index_records
    from screening.models import Record
    from tests import factories
    from tests.large_review import fill

    cast = factories.make_cast()
    fill(cast, RECORDS)
    for rows in batched(Record.objects.order_by("pk").iterator(2_000), 2_000):
        index_records(rows)
    with connection.cursor() as cursor:
        # What PostgreSQL does by itself a minute after so many new rows.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET max_parallel_workers_per_gather = 0")  # what helpers do would not be counted
            cursor.execute("SELECT pg_backend_pid()")
            backends = [psutil.Process(cursor.fetchone()[0])]
        else:
            backends = []
    stage, times = cast.review.stages.first().pk, {}
    for member, pages in ((cast.lead, LEAD), (cast.reviewer, REVIEWER), (cast.adjudicator, ADJUDICATOR)):
        client = Client(SERVER_NAME="localhost")
        client.force_login(member.user)
        for name, path in pages.items():
            times[name] = _best(client, f"/r/{cast.review.slug}/{path.format(stage=stage)}", backends)
    return times


def batched(rows: Iterable, size: int) -> Iterator[list]:
    """The rows in lists of this size."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch


def _best(client, address: str, backends: list[psutil.Process], times: int = 5) -> float:
    def spent() -> float:
        theirs = sum(sum(backend.cpu_times()[:2]) for backend in backends)
        return time.process_time() + theirs

    found = []
    for _ in range(times):
        begun = spent()
        answer = client.get(address)
        found.append(spent() - begun)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
    return round(1000 * min(found))


if __name__ == "__main__":
    print(json.dumps(measure()))
