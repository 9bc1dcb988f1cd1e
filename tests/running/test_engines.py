"""Real jobs on a real worker, on each engine: done to the end, cancelled, killed, stopped, forgotten."""

import signal
import time

import pytest

from tests.running.conftest import forget
from tests.running.sites import PATIENCE, Site, until
from tests.yardstick import delay

pytestmark = pytest.mark.engine_free

COUNT = 8000  # long enough for the console to get its turn in between, however busy the machine
WHOLE = {"records": COUNT, "twice": 0, "staged": 0, "state": "committed"}


def test_an_import_and_its_search_for_duplicates_are_done_by_the_worker(site):
    first, second = site.do("stage", count=60), site.do("stage", count=60, first=50)
    jobs = [site.do("ask_import", batch=batch) for batch in (first, second)]
    assert site.do("job", job=jobs[0])["state"] == "queued"
    site.worker("--concurrency", "2")
    ended = [until(lambda job=job: site.ended(job), "the end of the import") for job in jobs]
    assert [(job["state"], job["done"], job["attempt"]) for job in ended] == [("done", 60, 1), ("done", 60, 1)]
    assert until(lambda: site.do("searches")["done"] == 2, "the searches for duplicates")
    assert site.do("searches")["linked"] == 10


@pytest.mark.long
def test_an_import_cancelled_killed_stopped_and_forgotten_ends_with_every_record_once(site):
    batch = site.do("stage", count=COUNT)
    first = site.worker()
    job = site.do("ask_import", batch=batch)
    more_records(site, batch, than=0)
    site.do("cancel", job=job)
    assert until(lambda: site.ended(job), "the end of the cancelled job")["state"] == "cancelled"
    done = site.do("rows", batch=batch)
    assert (done["records"] + done["staged"], done["records"] % 500, done["state"]) == (COUNT, 0, "committing")

    job = site.do("ask_import", batch=batch)
    done = more_records(site, batch, than=done["records"])
    first.kill()
    first.wait()
    assert site.do("job", job=job)["state"] == "running"

    second = site.worker()
    more_records(site, batch, than=done)
    second.send_signal(signal.SIGTERM)
    before, asked = delay(), time.monotonic()
    assert second.wait(timeout=PATIENCE) == 0
    seconds = time.monotonic() - asked
    assert seconds < 10 * max(before, delay())

    lose_messages(site)
    site.do("age", job=job, seconds=60)
    site.worker()
    ended = until(lambda: site.ended(job), "the end of the import")
    assert (ended["state"], ended["done"]) == ("done", COUNT)
    assert site.do("rows", batch=batch) == WHOLE


def more_records(site: Site, batch: int, than: int) -> int:
    """Wait until more of the batch's rows are records, and not yet all; how many are."""
    more = until(
        lambda: (now := site.do("committed", batch=batch)) > than and now, "more records of the import", pause=0.005
    )
    assert more < COUNT
    return more


def lose_messages(site: Site) -> None:
    if site.env["JOB_ENGINE"] == "celery":
        forget(site.env["CELERY_KEY_PREFIX"])
    else:
        site.do("lose_database_messages")
