"""The web process stays light: the statistics are the worker's to load."""

import json
import subprocess
import sys

import pytest

from tests.running.served import serve
from tests.running.sites import environment
from tests.shared import REPO

pytestmark = pytest.mark.engine_free

ROUNDS = 6
MOST_MB = 130


def seen(env: dict[str, str], *words: str):
    done = subprocess.run(
        [sys.executable, "-m", "tests.running.pages_seen", *words],
        cwd=REPO,
        env=env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_after_all_main_pages_no_statistics_or_drawing_library_is_loaded(sqlite_url, tmp_path):
    found = seen(environment(tmp_path, DATABASE_URL=sqlite_url))
    assert set(found["statuses"].values()) == {200}, found["statuses"]
    assert found["loaded"] == []


def test_the_probe_itself_sees_a_library_that_is_loaded():
    """What the test above would show were a view to import statistics."""
    probe = "import sys, scipy; from tests.running.pages_seen import loaded; print(loaded())"
    done = subprocess.run([sys.executable, "-c", probe], cwd=REPO, capture_output=True, text=True, check=True)
    assert done.stdout == "['scipy']\n"


def test_a_web_worker_takes_at_most_130_mb_after_all_main_pages(sqlite_url, tmp_path):
    env = environment(tmp_path, DATABASE_URL=sqlite_url)
    pages = seen(env, "cookies")
    served = serve(env)
    try:
        served.wait_until_up()
        statuses = {served.get(path, Cookie=cookie)[0] for _ in range(ROUNDS) for path, cookie in pages}
        sizes = [round(each.memory_info().rss / 2**20) for each in served.family("gunicorn")]
    finally:
        served.close()
    assert statuses == {200}
    assert max(sizes) <= MOST_MB, sizes
