"""From the command to a served page, on an empty folder and again; and what the web workers weigh."""

import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figure
from tests.running.served import serve
from tests.running.sites import environment


def run() -> list[Figure]:
    """First start with the demo, second start, memory of a web worker after the first pages."""
    with tempfile.TemporaryDirectory(prefix="ketreview-benchmark-") as folder:
        env = environment(Path(folder))
        first, _ = start(env)
        second, size = start(env)
    return [
        Figure("First start: empty folder to the served demo", first, "s"),
        Figure("Second start", second, "s", goal=10),
        Figure("Memory of a web worker after its first pages", size, "MB", goal=130),
    ]


def start(env: dict[str, str]) -> tuple[float, float]:
    """Seconds until served, and the largest process of the web server in MB."""
    begun = time.monotonic()
    served = serve(env, "--demo")
    try:
        served.wait_until_up(seconds=300)
        seconds = time.monotonic() - begun
        for _ in range(10):
            served.get("/accounts/login/")
        return seconds, max(each.memory_info().rss / 2**20 for each in served.family("gunicorn"))
    finally:
        served.close()
