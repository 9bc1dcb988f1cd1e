"""Screening without a network: fifty cards taken along, the page opened from this device, the server killed,
restarted and sent every vote once. A real server, since the test's own cannot be killed: most of the time of this
test is the server's start."""

import json
import os
import re
import shutil
import signal

import pytest

from tests.concurrency.rig import HttpPlace, Server
from tests.interface.chromium import WAIT_MS, chromium, until
from tests.screening.workflow.test_browser import shows, titles, vote

pytestmark = [
    pytest.mark.browser,
    pytest.mark.engine_free,
    pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed"),
]


FIFTY = "document.getElementById('decision-progress').textContent.startsWith('50 of ')"


@pytest.fixture
def served(tmp_path):
    server = Server(tmp_path, f"sqlite:///{tmp_path / 'offline.sqlite3'}", workers=1)
    world = server.seed(records=60, reviewers=1)
    with server:
        yield server, world


def kill(server: Server) -> None:
    """As a power cut would: master and workers at once."""
    for pid in [*server.worker_pids(), server.master.pid]:
        os.kill(pid, signal.SIGKILL)
    server.master.wait(60)


@pytest.mark.long
def test_fifty_votes_cast_offline_outlive_the_server_and_are_stored_once(served):
    server, world = served
    place = HttpPlace(server, world, world["reviewers"][0]["email"])
    address = f"http://127.0.0.1:{server.port}"
    with chromium() as browser:
        context = browser.new_context()
        context.set_default_timeout(WAIT_MS)
        context.add_cookies([{"name": n, "value": v, "url": address} for n, v in place.cookies.items()])
        page = context.new_page()
        problems = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{address}{place.base}/")
        page.click("summary:has-text('Offline')")
        page.click("#take-along")
        page.wait_for_selector(".toast:has-text('50 records are on this device; this page opens without')")
        until(page, "caches.has('ketreview-pages')")
        page.reload()
        until(page, "Boolean(navigator.serviceWorker.controller)")

        kill(server)
        page.goto(f"{address}{place.base}/")
        until(page, "document.getElementById('taken-state').textContent.startsWith('50 ')")
        keys = ["e" if number % 3 else "i" for number in range(50)]
        seen = vote(page, *keys[:-1]) + [titles(page)]
        page.keyboard.press(keys[-1])
        assert len(set(seen)) == 50
        shows(page, "#saved-state", "Offline · 50 votes kept here")
        page.wait_for_selector("#device-done:has-text('The records on this device are done')")
        assert not page.is_visible("#done")
        until(page, "ketreview.store('votes', false, shelf => shelf.count()).then(count => count === 50)")
        page.goto(f"{address}/r/elsewhere/")
        shows(page, "h1", "There is no connection")
        page.goto(f"{address}{place.base}/")
        page.wait_for_selector("#saved-state[data-state=offline]")
        until(page, FIFTY)

        with server:
            page.evaluate("window.dispatchEvent(new Event('online'))")
            page.wait_for_selector("#saved-state[data-state=saved]")
            page.wait_for_selector("#card .record__title")  # ten more waited, and come by themselves
            assert not page.is_visible("#device-done")
            until(page, FIFTY)
            assert page.is_hidden("#refused")
            until(page, "ketreview.store('votes', false, shelf => shelf.count()).then(count => count === 0)")
    stored = server.stored(world["stage"])
    assert problems == []
    assert (len(stored.votes), len({vote.record for vote in stored.votes})) == (50, 50)
    assert sorted(vote.verdict for vote in stored.votes) == sorted(
        "exclude" if key == "e" else "include" for key in keys
    )


def test_what_the_worker_keeps_is_what_the_page_fetches():
    from django.test import Client

    from ketreview.home.pwa import SHELL

    script = Client().get("/sw.js")
    given = json.loads(re.match(r"const GIVEN = (.*);\n", script.content.decode())[1])
    assert script["Content-Type"] == "text/javascript"
    assert given["shell"] == [f"/static/{name}" for name in SHELL]
    manifest = Client().get("/manifest.webmanifest").json()
    assert (manifest["display"], manifest["start_url"], len(manifest["icons"])) == ("standalone", "/", 3)
    for icon in manifest["icons"]:
        assert Client().get(icon["src"]).status_code == 200
