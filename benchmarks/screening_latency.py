"""How fast screening is on 5,000 and 100,000 records: `python -m benchmarks.screening_latency [--records N]
[--json FILE]`.

Serves a fresh SQLite database with the real server and measures, in Chromium, the time from a press on a verdict
to the frame that shows the next record, at a desk (1366 px) and on a phone (390 px, processor slowed four times);
a burst of 20 keys in half a second; over HTTP, the time of one vote; and the page's weight and requests.
Goals: press to next median 30 ms, 95% 60 ms, on the phone 95% 100 ms; vote 95% 50 ms; page 120 KB compressed,
12 requests; worker 130 MB.
"""

import argparse
import gzip
import json
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.figures import Figure
from tests.concurrency.rig import HttpPlace, Server

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WATCH = """() => {
  window.times = [];
  let pressed = 0;
  document.addEventListener("click", event => { pressed = event.timeStamp; }, true);
  document.addEventListener("keydown", event => { pressed = event.timeStamp; }, true);
  new MutationObserver(() => {
    const from = pressed;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.times.push(performance.now() - from);
      channel.port2.postMessage(0);
    });
  }).observe(document.getElementById("card"), { childList: true });
}"""


def percentile(values: list[float], share: float) -> float:
    """The value below which that share lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: list[float]) -> dict[str, float]:
    return {
        "n": len(values),
        "median": round(statistics.median(values), 1),
        "p95": round(percentile(values, 0.95), 1),
        "max": round(max(values), 1),
    }


DESK, PHONE = (1366, 768), (390, 844)


@contextmanager
def opened(server: Server, world: dict, reviewer: int, size: tuple[int, int], slowed: int) -> Iterator:
    """The screening page of a reviewer in Chromium, with the answers to its first visit."""
    from playwright.sync_api import sync_playwright

    place = HttpPlace(server, world, world["reviewers"][reviewer]["email"])
    address = f"http://127.0.0.1:{server.port}"
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        cookies = [{"name": name, "value": value, "url": address} for name, value in place.cookies.items()]
        context.add_cookies(cookies)
        page = context.new_page()
        answers = []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(f"{address}{place.base}/", wait_until="networkidle")
        sizes = {answer.url.removeprefix(address): len(gzip.compress(answer.body())) for answer in answers}
        if slowed > 1:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        yield page, sizes
        browser.close()


def press_times(page, presses: int) -> list[float]:
    """Milliseconds from each press, by mouse and by key, to the frame with the next record."""
    page.evaluate(WATCH)
    for number in range(presses):
        if number % 2:
            page.keyboard.press("e")
        else:
            page.click("button[value=include]")
        page.wait_for_timeout(120)
    page.wait_for_selector("#saved-state[data-state=saved]")
    return page.evaluate("window.times")


def at_the_desk(server: Server, world: dict, presses: int) -> dict:
    """Press to next record; weight and requests of the first visit; a burst of keys."""
    with opened(server, world, 0, DESK, 1) as (page, sizes):
        times = press_times(page, presses)
        began = time.perf_counter()
        for _ in range(20):
            page.keyboard.press("i")
        pressed = time.perf_counter() - began
        page.wait_for_selector("#saved-state[data-state=saved]")
        burst = time.perf_counter() - began
    return {
        "press_to_next_ms": spread(times),
        "burst_of_20_pressed_s": round(pressed, 2),
        "burst_of_20_saved_s": round(burst, 2),
        "requests": len(sizes),
        "compressed_kb": round(sum(sizes.values()) / 1024, 1),
    }


def on_a_phone(server: Server, world: dict, presses: int) -> dict:
    """Press to next record on a narrow screen with the processor slowed four times."""
    with opened(server, world, 1, PHONE, 4) as (page, _):
        return {"phone_press_to_next_ms": spread(press_times(page, presses))}


def over_http(server: Server, world: dict, votes: int) -> dict:
    """The time of one vote, one after another on an idle server."""
    place = HttpPlace(server, world, world["reviewers"][1]["email"])
    times: list[float] = []
    while len(times) < votes:
        for card in place.cards():
            began = time.perf_counter()
            heard = place.vote(card, "exclude", str(uuid.uuid4()))
            times.append((time.perf_counter() - began) * 1000)
            if heard != "acknowledged":
                raise RuntimeError(f"The vote was {heard}.")
    return {"vote_ms": spread(times[5:])}


def measure(records: int, presses: int, votes: int) -> dict:
    """All figures of one fresh database of so many records."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), f"sqlite:///{folder}/latency.sqlite3")
        world = server.seed(records=records, reviewers=2)
        with server:
            figures = {"records": records, **at_the_desk(server, world, presses)}
            figures |= on_a_phone(server, world, presses) | over_http(server, world, votes)
            workers = [psutil.Process(pid).memory_info().rss / 2**20 for pid in server.worker_pids()]
        figures["worker_mb"] = round(max(workers), 1)
        figures["load_average"] = round(psutil.getloadavg()[0], 1)
    return figures


def run() -> list[Figure]:
    """The figures of 5,000 and 100,000 records beside their goals."""
    found = measure(5_000, 60, 200)
    return [
        *press_figures(found),
        *press_figures(measure(100_000, 60, 200)),
        Figure("Screening page, compressed", found["compressed_kb"], "KB", goal=120),
        Figure("Screening page, requests", found["requests"], "requests", goal=12),
        Figure("Memory of a web worker after screening", found["worker_mb"], "MB", goal=130),
    ]


def press_figures(found: dict) -> list[Figure]:
    """Presses and votes of one database beside their goals."""
    press, phone, note = found["press_to_next_ms"], found["phone_press_to_next_ms"], f"{found['records']:,} records"
    return [
        Figure("Press on a verdict to the next record, median", press["median"], "ms", goal=30, note=note),
        Figure("Press on a verdict to the next record, 95 %", press["p95"], "ms", goal=60, note=note),
        Figure("The same on a phone, processor slowed 4 times, 95 %", phone["p95"], "ms", goal=100, note=note),
        Figure("One vote over HTTP, 95 %", found["vote_ms"]["p95"], "ms", goal=50, note=note),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=5000)
    parser.add_argument("--presses", type=int, default=60)
    parser.add_argument("--votes", type=int, default=200)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = measure(options.records, options.presses, options.votes)
    text = json.dumps(figures, indent=2)
    if options.json:
        options.json.write_text(text + "\n")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
