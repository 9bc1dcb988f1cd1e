"""Press to next record beside ASReview LAB, in one run on one machine: `ASREVIEW=path/to/asreview make bench`.

LAB is the nearest peer that can be run (pip, in a folder of its own). Both show such made-up records in Chromium at
1366 px, without a retrained model in the way; a press is a click on the verdict, the end is the frame that shows
the next title. Where ASREVIEW is not set, nothing is measured.
"""

import csv
import io
import os
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.figures import Figure
from benchmarks.screening_latency import measure, spread
from tests.interface.chromium import chromium
from tests.running.sites import free_port, until

RECORDS = 5_000
PRESSES = 40
WATCH = """() => {
  window.times = [];
  let pressed = 0, shown = "";
  document.addEventListener("click", event => { pressed = event.timeStamp; }, true);
  const title = () => (document.body.innerText.match(/randomised trial, part \\d+/) || [""])[0];
  shown = title();
  new MutationObserver(() => {
    const now = title();
    if (!pressed || !now || now === shown) return;
    shown = now;
    const from = pressed;
    pressed = 0;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.times.push(performance.now() - from);
      channel.port2.postMessage(0);
    });
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


def run() -> list[Figure]:
    """The ratio of the medians and of the 95 % points; nothing where LAB is not there."""
    program = os.environ.get("ASREVIEW", "")
    if not program:
        return []
    theirs, memory = lab(program)
    ours = measure(RECORDS, PRESSES, 50)
    press = ours["press_to_next_ms"]
    note = f"LAB {theirs['median']} ms, ours {press['median']} ms"
    high = f"LAB {theirs['p95']} ms, ours {press['p95']} ms"
    weight = f"LAB {memory:.0f} MB, ours {ours['worker_mb']} MB"
    return [
        Figure(
            "LAB over ours, press to next record, median", theirs["median"] / press["median"], "×", 1, True, note
        ),
        Figure("LAB over ours, press to next record, 95 %", theirs["p95"] / press["p95"], "×", 1, True, high),
        Figure("LAB over ours, memory of a web process", memory / ours["worker_mb"], "×", 1, True, weight),
    ]


def lab(program: str) -> tuple[dict[str, float], float]:
    """Times of the presses in LAB, and its web process's memory in MB."""
    with tempfile.TemporaryDirectory(prefix="ketreview-lab-") as folder, served(program, folder) as (address, pid):
        with chromium() as browser:
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            page = context.new_page()
            page.goto(f"{address}/reviews/{project(context.request, address)}/reviewer")
            page.get_by_text("randomised trial, part").first.wait_for()
            page.evaluate(WATCH)
            for number in range(PRESSES):
                page.click("#irrelevant")
                page.wait_for_function(f"window.times.length > {number}")
                page.wait_for_timeout(120)
            times = page.evaluate("window.times")
        return spread(times), psutil.Process(pid).memory_info().rss / 2**20


@contextmanager
def served(program: str, folder: str) -> Iterator[tuple[str, int]]:
    port = free_port()
    command = [program, "lab", "--no-browser", "--skip-update-check", "--port", str(port)]
    with Path(folder, "log.txt").open("w") as log:
        env = {**os.environ, "ASREVIEW_PATH": folder}
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log)  # noqa: S603 (the caller's program)
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: answers(address), "LAB", seconds=120, pause=0.5)
        yield address, process.pid
    finally:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
        process.wait(timeout=20)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address) as page:  # noqa: S310 (an address of this machine)
            return page.status == 200
    except OSError:
        return False


def project(request, address: str) -> str:
    """A project of the same records, ready to be screened in random order; its id."""
    sheet = {"name": "records.csv", "mimeType": "text/csv", "buffer": records()}
    made = request.post(f"{address}/api/projects/create", multipart={"mode": "oracle", "file": sheet}).json()
    request.put(f"{address}/api/projects/{made['id']}/review", form={"status": "review"})
    return made["id"]


def records() -> bytes:
    """The records that `tests.concurrency.seed` makes, as a table."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["title", "abstract", "authors", "year", "doi"])
    abstract = "Chronic pain is common. Adults were randomised to ketamine or placebo over thirty minutes. " * 6
    for number in range(RECORDS):
        title = f"Intravenous ketamine for chronic pain: a randomised trial, part {number}"
        writer.writerow([title, abstract, "Ruiz, A.; Kim, J.", 2010 + number % 12, f"10.1000/pain.{number}"])
    return text.getvalue().encode()
