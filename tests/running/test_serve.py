"""The one command: it prepares, serves, keeps the worker going, and leaves nothing behind however it ends."""

import re
import signal
import subprocess
import sys
import time
from argparse import ArgumentTypeError

import pytest

from ketreview.management.commands.serve import port_number
from tests.running.first_start import first_start
from tests.running.served import serve
from tests.running.sites import environment, until
from tests.shared import REPO
from tests.yardstick import delay

pytestmark = pytest.mark.engine_free


@pytest.fixture
def started():
    """Start `serve`; whatever is left of it at the end is killed."""
    all_started = []

    def start(env, *options):
        all_started.append(serve(env, *options))
        return all_started[-1]

    yield start
    for served in all_started:
        served.close()


@pytest.mark.long
def test_the_demo_is_served_from_scratch():
    first = first_start()
    printed = "".join(first.lines)
    assert [
        line in printed for line in ("Loading the demo review", "always  ketamine-demo", "lea@demo.example")
    ] == [True] * 3
    assert (first.page[0], "Sign in" in first.page[1]) == (200, True)
    assert (first.exit_code, first.left) == (0, 0)


@pytest.mark.timing
def test_the_second_start_takes_ten_seconds_at_most(started, tmp_path):
    env = first_start().copy(tmp_path / "site")
    before, begun = delay(), time.monotonic()
    second = started(env, "--demo")
    second.wait_until_up()
    seconds = time.monotonic() - begun
    assert seconds <= 10 * max(before, delay())
    assert not second.says("Loading the demo review")


def test_ctrl_c_stops_all_and_a_taken_port_is_refused_in_one_line(started, sqlite_url, tmp_path):
    env = environment(tmp_path, DATABASE_URL=sqlite_url)
    served = started(env)
    served.wait_until_up()
    assert served.get("/healthz") == (200, '{"status": "ok"}')
    refused = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=REPO,
        env={**env, "PORT": str(served.port)},
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 1
    assert refused.stderr == (
        f"CommandError: Port {served.port} cannot be used (Address already in use): most likely another program "
        f"has it. Choose another one: PORT={served.port + 1} make run\n"
    )
    assert served.stops(signal.SIGINT) == 0
    assert served.left() == []
    assert served.lines[-1] == "Stopping ...\n"


def test_a_worker_that_dies_is_started_again_and_sigterm_stops_all(started, sqlite_url, tmp_path):
    served = started(environment(tmp_path, DATABASE_URL=sqlite_url))
    served.wait_until_up()
    died = served.worker()
    died.kill()
    until(lambda: (now := served.worker()) and now.pid != died.pid, "another worker")
    until(lambda: served.says("The worker process stopped (exit code -9); it is started again."), "what is said")
    served.started = served.family()
    assert served.stops(signal.SIGTERM) == 0
    assert served.left() == []


def test_where_it_is_killed_web_server_and_worker_leave_by_themselves(started, sqlite_url, tmp_path):
    served = started(environment(tmp_path, DATABASE_URL=sqlite_url))
    served.wait_until_up()
    assert len(served.left()) == 4  # the worker, the web server, its two web workers
    served.process.kill()
    until(lambda: not served.left(), "the end of its processes")


def test_in_production_it_answers_its_host_over_https_alone_with_hashed_static_files(started, sqlite_url, tmp_path):
    served = started(
        environment(
            tmp_path,
            DATABASE_URL=sqlite_url,
            KETREVIEW_MODE="production",
            SECRET_KEY="vL2Qf0yW8sJ4nR6tB1cX3zK5mH7gD9pA-eU_iOqYwTrSxZ0aC2bN",
            ALLOWED_HOSTS="review.example.org",
            BEHIND_PROXY="true",
        )
    )
    served.wait_until_up()
    proxy = {"Host": "review.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
    status, page = served.get("/accounts/login/", **proxy)
    sheet = re.search(r"/static/css/app\.[0-9a-f]{12}\.css", page)
    assert (status, served.get(sheet[0], **proxy)[0]) == (200, 200)
    assert served.get("/accounts/login/", Host="review.example.org")[0] == 301
    assert served.get("/accounts/login/", Host="another.example.org")[0] == 400


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", ""])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(ArgumentTypeError) as refusal:
        port_number(port)
    assert str(refusal.value) == f"{port!r} is no port; it must be a number from 1 to 65535."
