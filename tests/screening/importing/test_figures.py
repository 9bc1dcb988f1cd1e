"""How long 5,000 records take from the file to committed rows, and how much memory; a worker really killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
import tracemalloc

import pytest

from screening.importing import actions
from screening.jobs.tasks import run_job
from screening.models import ImportBatch, Record
from tests.migrated import copy_to
from tests.screening.importing.making import ris, source_of, upload
from tests.shared import REPO
from tests.yardstick import slowness


@pytest.fixture
def lead(cast, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return cast.lead


def bring(lead, content) -> ImportBatch:
    batch = actions.stage_import(file=upload(content), source=source_of(lead), by=lead)
    job = actions.import_staged(batch=batch, by=lead)
    run_job.func(str(job.pk))
    batch.refresh_from_db()
    return batch


def large(count: int) -> bytes:
    return ris(1, count, N1="A note. " * 10, KW="ketamine", SN="1234-5679", AD="Department of pain, a university")


@pytest.mark.timing
@pytest.mark.django_db(transaction=True)
def test_5000_records_are_staged_and_committed_in_three_cpu_seconds(lead):
    content = large(5_000)
    clock, start = time.process_time(), time.perf_counter()
    batch = bring(lead, content)
    seconds, elapsed = time.process_time() - clock, time.perf_counter() - start
    print(f"5,000 records, {len(content) / 2**20:.1f} MB: {seconds:.2f} CPU s, {elapsed:.2f} s elapsed")
    assert Record.objects.filter(batch=batch).count() == 5_000
    assert seconds <= 3 * slowness()


@pytest.mark.engine_free
def test_memory_does_not_grow_with_the_file(lead):
    peaks = []
    for count in (600, 3_000):
        content = large(count)
        tracemalloc.start()
        bring(lead, content)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    print(f"peak above base: {peaks[0] / 2**20:.1f} MB for 600, {peaks[1] / 2**20:.1f} MB for 3,000 records")
    assert peaks[1] - peaks[0] < 5 * 2**20


WORKER = """
import os, signal, sys
import django
django.setup()
from screening.importing.actions import committing
committing.AT_ONCE = 50
from screening.jobs.tasks import run_job
from screening.models import Job
if int(sys.argv[1]) >= 0:
    done = {"batches": 0}
    original = committing.commit_rows
    def counted(**how):
        if done["batches"] == int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
        done["batches"] += 1
        return original(**how)
    committing.commit_rows = counted
Job.objects.filter(state="running").update(state="queued")
while job := Job.objects.filter(state="queued").order_by("created_at").first():
    run_job.func(str(job.pk))
from screening.models import Review
from tests.screening.importing.making import canonical
sys.stdout.buffer.write(canonical(Review.objects.get(title="Ketamine for pain")))
"""
SETUP = """
import django
django.setup()
from screening.importing import actions
from tests.factories import make_cast
from tests.screening.importing.making import ris, source_of, upload
lead = make_cast().lead
batch = actions.stage_import(file=upload(ris(1, 230) + ris(1, 20)), source=source_of(lead), by=lead)
actions.import_staged(batch=batch, by=lead)
"""


def python(program: str, *args: str, database, check: bool = True) -> subprocess.CompletedProcess:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "ketreview.settings",
        "DATABASE_URL": f"sqlite:///{database}",
        "KETREVIEW_VAR": str(database.parent),
        "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests-1234567890",
        "JOB_ENGINE": "database",
    }
    command = [sys.executable, "-c", program, *args]
    return subprocess.run(command, env=env, cwd=REPO, capture_output=True, check=check)


@pytest.mark.long
@pytest.mark.engine_free
def test_a_worker_killed_with_sigkill_between_batches_leaves_the_same_bytes(tmp_path):
    base = tmp_path / "base.sqlite3"
    copy_to(base)
    python(SETUP, database=base)
    whole = tmp_path / "whole.sqlite3"
    shutil.copy(base, whole)
    undisturbed = python(WORKER, "-1", database=whole).stdout
    assert len(undisturbed) > 50_000
    for boundary in (0, 3, 5):
        database = tmp_path / f"killed-{boundary}.sqlite3"
        shutil.copy(base, database)
        killed = python(WORKER, str(boundary), database=database, check=False)
        assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-500:]
        assert python(WORKER, "-1", database=database).stdout == undisturbed, f"killed after {boundary} batches"
