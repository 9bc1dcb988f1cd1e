"""100,000 RIS records from files to committed rows with where each came from, on SQLite and on PostgreSQL.

They come in files of 25,000, since one citation file may have 50 MB.
PostgreSQL is taken where it answers on 127.0.0.1:5432 (or at BENCHMARK_POSTGRES); RECORDS names another number.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figure
from tests.running.sites import answers, environment
from tests.shared import REPO

RECORDS = int(os.environ.get("RECORDS", "100000"))
POSTGRES = os.environ.get("BENCHMARK_POSTGRES", "postgres://postgres@127.0.0.1:5432")
NAME = "ketreview_benchmark"
A_FILE = 25_000
MEGABYTE = 1024  # ru_maxrss counts kilobytes


def run() -> list[Figure]:
    figures = []
    with tempfile.TemporaryDirectory(prefix="ketreview-benchmark-") as folder:
        figures += _figures("SQLite", _measured(environment(Path(folder), JOB_LEASE_SECONDS="600")), None)
    if answers(5432):
        with tempfile.TemporaryDirectory(prefix="ketreview-benchmark-") as folder:
            _database("DROP DATABASE IF EXISTS", "CREATE DATABASE")
            try:
                url = f"{POSTGRES}/{NAME}"
                env = environment(Path(folder), JOB_LEASE_SECONDS="600", DATABASE_URL=url)
                figures += _figures("PostgreSQL", _measured(env), 60)
            finally:
                _database("DROP DATABASE IF EXISTS")
    return figures


def _figures(where: str, found: dict[str, float], goal: float | None) -> list[Figure]:
    what = f"{RECORDS:,} RIS records on {where}"
    whole = found["staged"] + found["committed"]
    cpu = f"{found['cpu']:.0f} s of them this process's own work; read and shown after {found['staged']:.0f} s"
    return [
        Figure(f"{what}: files to committed rows", whole, "s", goal, note=cpu),
        Figure(f"{what}: memory above the start", found["peak"] - found["base"], "MB", 200),
    ]


def _database(*statements: str) -> None:
    import psycopg

    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(f"{statement} {NAME}")


def _measured(env: dict[str, str]) -> dict[str, float]:
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=REPO, env=env, check=True)
    command = [sys.executable, "-m", "benchmarks.importing_many"]
    done = subprocess.run(  # noqa: S603 our own module
        command, cwd=REPO, env=env, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def _write(path: Path, numbers: range) -> None:
    """A file of the size and shape that databases give: some 1.6 kB a record."""
    abstract = "Background: pain is common. Methods: adults were given ketamine or placebo. " * 16
    with path.open("w") as file:
        for n in numbers:
            file.write(
                f"TY  - JOUR\r\nTI  - Ketamine for neuropathic pain in trial number {n}\r\nAU  - Author{n}, Ada\r\n"
                f"AU  - Second, B. C.\r\nAU  - Third, D.\r\nPY  - {1990 + n % 36}\r\nJO  - Pain\r\n"
                f"VL  - {n % 90}\r\nSP  - {n % 900}\r\nEP  - {n % 900 + 9}\r\nDO  - 10.1234/pain.{n}\r\n"
                f"AN  - {n}\r\nSN  - 1234-5679\r\nKW  - Ketamine\r\nKW  - Pain\r\nDB  - Embase\r\n"
                f"AB  - {abstract}\r\nER  - \r\n\r\n"
            )


def _child() -> None:
    import django

    django.setup()
    from django.core.files.base import File

    from screening.importing.actions import import_staged, stage_import
    from screening.jobs.tasks import run_job
    from screening.models import Record
    from tests.factories import make_cast
    from tests.screening.importing.making import source_of

    lead, paths = make_cast().lead, []
    for first in range(1, RECORDS + 1, A_FILE):
        paths.append(Path(os.environ["KETREVIEW_VAR"], f"search-{first}.ris"))
        _write(paths[-1], range(first, min(first + A_FILE, RECORDS + 1)))
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    staged = committed = 0.0
    clock = time.process_time()
    for path in paths:
        begun = time.perf_counter()
        with path.open("rb") as file:
            batch = stage_import(file=File(file, name=path.name), source=source_of(lead), by=lead)
        staged, begun = staged + time.perf_counter() - begun, time.perf_counter()
        run_job.func(str(import_staged(batch=batch, by=lead).pk))
        committed += time.perf_counter() - begun
    cpu = time.process_time() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    kept = Record.objects.filter(batch__state="committed").exclude(raw=[]).count()
    if kept != RECORDS:
        raise SystemExit(f"Only {kept} records were committed.")
    print(json.dumps({"staged": staged, "committed": committed, "cpu": cpu, "base": base, "peak": peak}))


if __name__ == "__main__":
    _child()
