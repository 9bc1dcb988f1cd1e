"""A large review on PostgreSQL searched for duplicates after each import: time, memory, the same as from scratch.

Made-up records (dedupe_synth.py, seed 1) come in three imports; after each the worker's own job runs. The one after
the last import is cancelled on its way and begun again. Then the whole review is looked through from scratch, which
must change no link. RECORDS chooses how many; PostgreSQL is
taken where it answers on 127.0.0.1:5432 (or at BENCHMARK_POSTGRES).
"""

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from benchmarks.dedupe import BENCH, DATA
from benchmarks.figures import Figure
from benchmarks.importing_many import MEGABYTE, POSTGRES
from tests.running.sites import answers, environment
from tests.shared import REPO

RECORDS = int(os.environ.get("RECORDS", "300000"))
IMPORTS = 3
NAME = f"ketreview_duplicates_{os.getpid()}"
MOST_MEMORY = 400  # MB above the start: the keys' connections stay in memory, records never do


def run() -> list[Figure]:
    if not BENCH.is_dir() or not answers(5432):
        print("The shared data or PostgreSQL are not there, so a large review is not measured.", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory(prefix="ketreview-duplicates-") as folder:
        prefix = f"{folder}/made"
        subprocess.run(  # noqa: S603 - programs of ours
            [sys.executable, BENCH / "dedupe_synth.py", str(RECORDS), prefix, "--seed", "1", "--data", DATA],
            check=True,
        )
        _database("DROP DATABASE IF EXISTS", "CREATE DATABASE")
        try:
            found = _measured(Path(folder), f"{prefix}.records.csv")
        finally:
            _database("DROP DATABASE IF EXISTS")
    what = f"{RECORDS:,} made-up records on PostgreSQL in {IMPORTS} imports"
    return [
        Figure(
            f"{what}: searched after each import", found["seconds"], "s", note=f"{found['cpu']:.0f} s of them CPU"
        ),
        Figure(f"{what}: memory above the start", found["memory"], "MB", goal=MOST_MEMORY),
        Figure(f"{what}: copies put aside", found["copies"], ""),
        Figure(
            f"{what}: from cancelling to standing still",
            found["cancelled"],
            "s",
            goal=5,
            note=f"{found['halfway']:,} copies of the last import put aside by then, the rest by the next run",
        ),
        Figure(f"{what}: links that a search from scratch changes", found["changed"], "", goal=0),
    ]


def _database(*statements: str) -> None:
    import psycopg

    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(f"{statement} {NAME}")


def _measured(folder: Path, records: str) -> dict[str, float]:
    env = environment(folder, JOB_LEASE_SECONDS="600", DATABASE_URL=f"{POSTGRES}/{NAME}")
    env["RECORDS_FILE"] = records
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=REPO, env=env, check=True)
    done = subprocess.run(  # noqa: S603 our own module
        [sys.executable, "-m", "benchmarks.dedupe_many"], cwd=REPO, env=env, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout.splitlines()[-1])


def _child() -> None:
    import django

    django.setup()
    from screening.models import Record
    from tests.factories import make_cast

    lead = make_cast().lead
    csv.field_size_limit(sys.maxsize)
    seconds = cpu = 0.0
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    with open(os.environ["RECORDS_FILE"], encoding="utf-8", newline="") as data:
        rows = csv.DictReader(data)
        for number in range(IMPORTS):
            batch = _bring(lead, rows, RECORDS // IMPORTS + (number < RECORDS % IMPORTS))
            begun, clock = time.perf_counter(), time.process_time()
            if number == IMPORTS - 1:
                links, cancelled = Record.objects.filter(primary__isnull=False).count(), _cancelled(lead, batch)
                halfway = Record.objects.filter(primary__isnull=False).count() - links
            _searched(lead, {"batch": batch.pk})
            seconds, cpu = seconds + time.perf_counter() - begun, cpu + time.process_time() - clock
            print(f"{number + 1} of {IMPORTS} imports searched, {seconds:.0f} s", file=sys.stderr, flush=True)
    changed = _searched(lead, {})
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE - base
    copies = Record.objects.filter(primary__isnull=False).count()
    found = {"seconds": seconds, "cpu": cpu, "memory": memory, "copies": copies, "changed": changed}
    found |= {"cancelled": cancelled, "halfway": halfway}
    print(json.dumps(found))


def _bring(lead, rows, count: int):
    """The next rows as one import, 1,000 at a time."""
    from screening.models import Record
    from tests.factories import make_batch

    batch, fields = (
        make_batch(lead),
        ("title", "journal", "volume", "issue", "pages", "doi", "pmid", "type", "abstract"),
    )
    for start in range(0, count, 1000):
        Record.objects.bulk_create(
            Record(
                review=lead.review,
                batch=batch,
                row_no=start + n,
                authors=row["authors"].split("; "),
                year=int(row["year"]) if row["year"] else None,
                **{name: row[name] for name in fields},
            )
            for n, row in enumerate(islice(rows, min(1000, count - start)))
        )
    return batch


def _searched(lead, args: dict) -> int:
    """Run the job as the worker does; how many links changed."""
    from screening.jobs.tasks import run_job
    from screening.models import Job

    job = _job(lead, args)
    run_job.func(str(job.pk))
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise SystemExit(job.error or job.message)
    return job.result["changed"]


def _job(lead, args: dict):
    from screening.models import Job

    return Job.objects.create(
        review=lead.review, kind="find_duplicates", key=str(args), args=args, asked_by=lead.user
    )


def _cancelled(lead, batch) -> float:
    """Run the job of this import and press cancel once records are being compared; seconds until it has stopped."""
    import threading

    from django.db import connection

    from screening.jobs.actions import cancel_job
    from screening.jobs.tasks import run_job
    from screening.models import Job

    job, pressed = _job(lead, {"batch": batch.pk}), []

    def press() -> None:
        while not Job.objects.filter(pk=job.pk, message="Comparing records").exists():
            time.sleep(0.05)
        cancel_job(job=job, by=lead)
        pressed.append(time.perf_counter())
        connection.close()

    watching = threading.Thread(target=press)
    watching.start()
    run_job.func(str(job.pk))
    stopped = time.perf_counter()
    watching.join()
    job.refresh_from_db()
    if job.state != Job.State.CANCELLED:
        raise SystemExit(f"The job was to be cancelled and is {job.state}: {job.error}")
    return stopped - pressed[0]


if __name__ == "__main__":
    _child()
